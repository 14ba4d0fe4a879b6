/** AWS::Logs::*. Source: CloudFormation resource reference for CloudWatch Logs. */

import {
  ANYTHING,
  kept,
  NOT_ENCRYPTED,
  notYet,
  oneOf,
  required,
  simulated,
  TEXT,
  type ResourceVocabulary,
} from './shapes'

export const LOGS_RESOURCES: Readonly<Record<string, ResourceVocabulary>> = {
  'AWS::Logs::LogGroup': {
    attributes: ['Arn'],
    properties: {
      LogGroupName: simulated(TEXT),
      RetentionInDays: simulated(ANYTHING),
      LogGroupClass: simulated(oneOf('STANDARD')),
      Tags: simulated(ANYTHING),
      ...kept('KmsKeyId', NOT_ENCRYPTED),
      ...notYet(
        'BearerTokenAuthenticationEnabled DataProtectionPolicy DeletionProtectionEnabled FieldIndexPolicies ResourcePolicyDocument',
      ),
    },
  },
  'AWS::Logs::ResourcePolicy': {
    attributes: [],
    properties: { PolicyName: required(TEXT), PolicyDocument: required(ANYTHING), ...notYet('ResourceArn') },
  },
  'AWS::Logs::SubscriptionFilter': {
    attributes: [],
    properties: {
      LogGroupName: required(TEXT),
      FilterName: simulated(TEXT),
      FilterPattern: required(TEXT),
      DestinationArn: required(TEXT),
      RoleArn: simulated(TEXT),
      Distribution: simulated(oneOf('Random', 'ByLogStream')),
      ...notYet('ApplyOnTransformedLogs EmitSystemFields FieldSelectionCriteria'),
    },
  },
  'AWS::Logs::LogStream': {
    attributes: [],
    properties: { LogGroupName: required(TEXT), LogStreamName: simulated(TEXT) },
  },
}
