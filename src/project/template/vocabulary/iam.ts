/** AWS::IAM::*. Source: CloudFormation resource reference for IAM. */

import {
  accepted,
  ANYTHING,
  integer,
  listOf,
  object,
  required,
  simulated,
  TEXT,
  type ResourceVocabulary,
} from './shapes'

/** What IAM refuses itself, where there is one: users and groups. */
const NAMES = simulated(listOf(TEXT))

export const IAM_RESOURCES: Readonly<Record<string, ResourceVocabulary>> = {
  'AWS::IAM::Role': {
    attributes: ['Arn', 'RoleId'],
    properties: {
      AssumeRolePolicyDocument: required(ANYTHING),
      ManagedPolicyArns: NAMES,
      MaxSessionDuration: simulated(integer(3600, 43_200)),
      Path: simulated(TEXT),
      PermissionsBoundary: simulated(TEXT),
      Policies: simulated(listOf(object({ PolicyName: required(TEXT), PolicyDocument: required(ANYTHING) }))),
      RoleName: simulated(TEXT),
      Tags: simulated(ANYTHING),
      ...accepted('Description'),
    },
  },
  'AWS::IAM::Policy': {
    attributes: ['Id'],
    properties: {
      PolicyDocument: required(ANYTHING),
      PolicyName: required(TEXT),
      Roles: NAMES,
      Groups: NAMES,
      Users: NAMES,
    },
  },
  'AWS::IAM::RolePolicy': {
    attributes: [],
    properties: { PolicyDocument: simulated(ANYTHING), PolicyName: required(TEXT), RoleName: required(TEXT) },
  },
  'AWS::IAM::ManagedPolicy': {
    attributes: ['PolicyArn', 'PolicyId'],
    properties: {
      ManagedPolicyName: simulated(TEXT),
      Path: simulated(TEXT),
      PolicyDocument: required(ANYTHING),
      Roles: NAMES,
      Groups: NAMES,
      Users: NAMES,
      ...accepted('Description'),
    },
  },
}
