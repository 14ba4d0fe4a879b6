/** AWS::Logs::*. Source: CloudFormation resource reference for CloudWatch Logs. */

import { accepted, type ResourceVocabulary } from './shapes'

export const LOGS_RESOURCES: Readonly<Record<string, ResourceVocabulary>> = {
  'AWS::Logs::LogGroup': {
    attributes: ['Arn'],
    properties: accepted(
      'DataProtectionPolicy FieldIndexPolicies KmsKeyId LogGroupClass LogGroupName RetentionInDays ResourcePolicyDocument Tags',
    ),
  },
}
