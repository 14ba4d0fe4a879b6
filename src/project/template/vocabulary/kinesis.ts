/** AWS::Kinesis::*. Source: CloudFormation resource reference for Kinesis Data Streams. */

import {
  ANYTHING,
  integer,
  keptAs,
  listOf,
  NOT_ENCRYPTED,
  notYet,
  object,
  oneOf,
  required,
  simulated,
  TEXT,
  type ResourceVocabulary,
} from './shapes'

const NAME = { kind: 'text', pattern: /^[a-zA-Z0-9_.-]{1,128}$/, maximumLength: 128 } as const

export const KINESIS_RESOURCES: Readonly<Record<string, ResourceVocabulary>> = {
  'AWS::Kinesis::Stream': {
    attributes: ['Arn'],
    properties: {
      Name: simulated(NAME),
      ShardCount: simulated(integer(1, 20_000)),
      RetentionPeriodHours: simulated(integer(24, 8760)),
      StreamModeDetails: simulated(object({ StreamMode: required(oneOf('PROVISIONED', 'ON_DEMAND')) })),
      StreamEncryption: keptAs(
        object({ EncryptionType: required(oneOf('KMS')), KeyId: required(TEXT) }),
        NOT_ENCRYPTED,
      ),
      MaxRecordSizeInKiB: simulated(integer(1024, 10_240)),
      Tags: simulated(listOf(ANYTHING, 50)),
      ...notYet('DesiredShardLevelMetrics WarmThroughputMiBps RecordDistributionStrategy'),
    },
  },
  'AWS::Kinesis::StreamConsumer': {
    attributes: ['ConsumerARN', 'ConsumerCreationTimestamp', 'ConsumerName', 'ConsumerStatus', 'StreamARN'],
    properties: { ConsumerName: required(NAME), StreamARN: required(TEXT), ...notYet('Tags') },
  },
}
