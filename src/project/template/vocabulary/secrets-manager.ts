/** AWS::SecretsManager::*. Source: CloudFormation resource reference for Secrets Manager. */

import {
  accepted,
  ANYTHING,
  BOOLEAN,
  integer,
  listOf,
  notYet,
  object,
  required,
  simulated,
  TEXT,
  type ResourceVocabulary,
} from './shapes'

export const SECRETS_MANAGER_RESOURCES: Readonly<Record<string, ResourceVocabulary>> = {
  'AWS::SecretsManager::Secret': {
    attributes: ['Id'],
    properties: {
      Name: simulated({ kind: 'text', pattern: /^[A-Za-z0-9/_+=.@!-]+$/, maximumLength: 512 }),
      Description: simulated({ kind: 'text', maximumLength: 2048 }),
      KmsKeyId: simulated(TEXT),
      SecretString: simulated(TEXT),
      GenerateSecretString: simulated(
        object({
          ExcludeCharacters: simulated(TEXT),
          ExcludeLowercase: simulated(BOOLEAN),
          ExcludeNumbers: simulated(BOOLEAN),
          ExcludePunctuation: simulated(BOOLEAN),
          ExcludeUppercase: simulated(BOOLEAN),
          GenerateStringKey: simulated(TEXT),
          IncludeSpace: simulated(BOOLEAN),
          PasswordLength: simulated(integer(1, 4096)),
          RequireEachIncludedType: simulated(BOOLEAN),
          SecretStringTemplate: simulated(TEXT),
        }),
      ),
      Tags: simulated(listOf(ANYTHING, 50)),
      ...notYet('ReplicaRegions Type'),
    },
  },
  'AWS::SecretsManager::ResourcePolicy': {
    attributes: ['Id'],
    properties: {
      SecretId: required(TEXT),
      ResourcePolicy: required(ANYTHING),
      BlockPublicPolicy: simulated(BOOLEAN),
    },
  },
  'AWS::SecretsManager::RotationSchedule': {
    attributes: ['Id'],
    properties: {
      SecretId: required(TEXT),
      RotationLambdaARN: simulated(TEXT),
      RotationRules: simulated(
        object({
          /** Days. */
          AutomaticallyAfterDays: simulated(integer(1, 1000)),
          ScheduleExpression: simulated(TEXT),
          ...accepted('Duration'),
        }),
      ),
      RotateImmediatelyOnUpdate: simulated(BOOLEAN),
      ...notYet('HostedRotationLambda ExternalSecretRotationMetadata ExternalSecretRotationRoleArn'),
    },
  },
}
