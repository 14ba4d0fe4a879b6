/** AWS::KMS::*. Source: CloudFormation resource reference for AWS KMS. */

import {
  accepted,
  ANYTHING,
  BOOLEAN,
  integer,
  listOf,
  notYet,
  oneOf,
  required,
  simulated,
  TEXT,
  type ResourceVocabulary,
} from './shapes'

export const KMS_RESOURCES: Readonly<Record<string, ResourceVocabulary>> = {
  'AWS::KMS::Key': {
    attributes: ['Arn', 'KeyId'],
    properties: {
      Description: simulated({ kind: 'text', maximumLength: 8192 }),
      Enabled: simulated(BOOLEAN),
      EnableKeyRotation: simulated(BOOLEAN),
      /** Days. */
      RotationPeriodInDays: simulated(integer(90, 2560)),
      KeyPolicy: simulated(ANYTHING),
      KeySpec: simulated(oneOf('SYMMETRIC_DEFAULT', 'HMAC_224', 'HMAC_256', 'HMAC_384', 'HMAC_512')),
      KeyUsage: simulated(oneOf('ENCRYPT_DECRYPT', 'GENERATE_VERIFY_MAC')),
      Tags: simulated(listOf(ANYTHING, 50)),
      ...accepted('PendingWindowInDays BypassPolicyLockoutSafetyCheck'),
      ...notYet('MultiRegion Origin'),
    },
  },
  'AWS::KMS::Alias': {
    attributes: [],
    properties: {
      AliasName: required({ kind: 'text', pattern: /^alias\/(?!aws\/)[a-zA-Z0-9/_-]+$/, maximumLength: 256 }),
      TargetKeyId: required(TEXT),
    },
  },
}
