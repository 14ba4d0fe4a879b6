/** AWS::IAM::*. Source: CloudFormation resource reference for IAM. */

import { accepted, type ResourceVocabulary } from './shapes'

export const IAM_RESOURCES: Readonly<Record<string, ResourceVocabulary>> = {
  'AWS::IAM::Role': {
    attributes: ['Arn', 'RoleId'],
    properties: accepted(
      'AssumeRolePolicyDocument Description ManagedPolicyArns MaxSessionDuration Path PermissionsBoundary Policies RoleName Tags',
    ),
  },
  'AWS::IAM::Policy': { attributes: ['Id'], properties: accepted('Groups PolicyDocument PolicyName Roles Users') },
  'AWS::IAM::RolePolicy': { attributes: [], properties: accepted('PolicyDocument PolicyName RoleName') },
  'AWS::IAM::ManagedPolicy': {
    attributes: ['PolicyArn', 'PolicyId'],
    properties: accepted('Description Groups ManagedPolicyName Path PolicyDocument Roles Users'),
  },
}
