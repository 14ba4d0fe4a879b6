/** Amazon MSK's own API is not simulated: clusters come from the template. The host answers, and says so. */

import { AwsError } from '../../aws/aws-error'
import type { WireDefinition } from '../contract'
import { RECORD_MAX } from './limits'

export const wire: WireDefinition = {
  endpointPrefix: 'kafka',
  protocol: 'rest-json',
  model: {
    source: 'none: no operation is simulated',
    namespace: 'com.amazonaws.kafka',
    version: '2018-11-14',
    operations: {},
    structures: {},
    errors: {},
  },
}

/** What a producer is told, in the names of Kafka's protocol errors. */
export const errors = {
  unknownTopic: (arn: string) =>
    new AwsError('UNKNOWN_TOPIC_OR_PARTITION', 404, `This server does not host this topic-partition: ${arn}`),
  recordTooLarge: (size: number) =>
    new AwsError(
      'RECORD_TOO_LARGE',
      400,
      `The message is ${size} bytes when serialized which is larger than ${RECORD_MAX}.`,
    ),
  invalidPartition: (partition: number) =>
    new AwsError('INVALID_PARTITIONS', 400, `Invalid partition given with record: ${partition}`),
} as const
