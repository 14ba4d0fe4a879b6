/** AWS::SQS::*. Source: CloudFormation resource reference for Amazon SQS. */

import {
  accepted,
  ANYTHING,
  BOOLEAN,
  integer,
  kept,
  keptAs,
  listOf,
  NOT_ENCRYPTED,
  oneOf,
  required,
  simulated,
  TEXT,
  type ResourceVocabulary,
} from './shapes'

export const SQS_RESOURCES: Readonly<Record<string, ResourceVocabulary>> = {
  'AWS::SQS::Queue': {
    attributes: ['Arn', 'QueueName', 'QueueUrl'],
    properties: {
      QueueName: simulated({ kind: 'text', pattern: /^[A-Za-z0-9_-]{1,80}(\.fifo)?$/, maximumLength: 80 }),
      VisibilityTimeout: simulated(integer(0, 43_200)),
      DelaySeconds: simulated(integer(0, 900)),
      MessageRetentionPeriod: simulated(integer(60, 1_209_600)),
      /** Bytes. */
      MaximumMessageSize: simulated(integer(1024, 1_048_576)),
      ReceiveMessageWaitTimeSeconds: simulated(integer(0, 20)),
      RedrivePolicy: simulated(ANYTHING),
      FifoQueue: simulated(BOOLEAN),
      ContentBasedDeduplication: simulated(BOOLEAN),
      DeduplicationScope: simulated(oneOf('queue', 'messageGroup')),
      RedriveAllowPolicy: simulated(ANYTHING),
      Tags: simulated(ANYTHING),
      FifoThroughputLimit: keptAs(oneOf('perQueue', 'perMessageGroupId'), 'no request is throttled'),
      ...accepted('SqsManagedSseEnabled'),
      ...kept('KmsMasterKeyId KmsDataKeyReusePeriodSeconds', NOT_ENCRYPTED),
    },
  },
  'AWS::SQS::QueuePolicy': {
    attributes: ['Id'],
    properties: { PolicyDocument: required(ANYTHING), Queues: required(listOf(TEXT)) },
  },
  'AWS::SQS::QueueInlinePolicy': {
    attributes: [],
    properties: { PolicyDocument: required(ANYTHING), Queue: required(TEXT) },
  },
}
