/**
 * What each operation needs of IAM.
 * Source: Service Authorization Reference, "Actions, resources, and condition keys for Amazon Kinesis Data Streams".
 */

import type { AccessRule } from '../contract'
import { text, type Input } from './input'
import type { Streams } from './streams'
import { decodeIterator, decodeToken } from './tokens'

const ON_A_STREAM = [
  'AddTagsToStream',
  'CreateStream',
  'DecreaseStreamRetentionPeriod',
  'DeleteStream',
  'DescribeStream',
  'DescribeStreamSummary',
  'GetShardIterator',
  'IncreaseStreamRetentionPeriod',
  'ListStreamConsumers',
  'ListTagsForStream',
  'MergeShards',
  'PutRecord',
  'PutRecords',
  'RegisterStreamConsumer',
  'RemoveTagsFromStream',
  'SplitShard',
  'StartStreamEncryption',
  'StopStreamEncryption',
  'UpdateMaxRecordSize',
  'UpdateShardCount',
  'UpdateStreamMode',
]
const ON_A_CONSUMER = ['DeregisterStreamConsumer', 'DescribeStreamConsumer', 'SubscribeToShard']
const ON_ANY_RESOURCE = [
  'DeleteResourcePolicy',
  'GetResourcePolicy',
  'ListTagsForResource',
  'PutResourcePolicy',
  'TagResource',
  'UntagResource',
]
const ON_NOTHING = ['DescribeLimits', 'ListStreams']

export function createAccess(streams: Streams): Readonly<Record<string, AccessRule>> {
  const streamArn = (input: Input): string => text(input, 'StreamARN') || streams.arnOf(text(input, 'StreamName'))
  const consumerArn = (input: Input): string => {
    const given = text(input, 'ConsumerARN')
    if (given !== '') return given
    const name = text(input, 'ConsumerName')
    return streams.findByArn(streamArn(input))?.consumers.get(name)?.arn ?? `${streamArn(input)}/consumer/${name}`
  }
  const rules = (operations: readonly string[], resource: (input: Input) => string): Record<string, AccessRule> =>
    Object.fromEntries(
      operations.map((operation): [string, AccessRule] => [
        operation,
        (input) => [{ action: `kinesis:${operation}`, resource: resource(input) }],
      ]),
    )
  return {
    ...rules(ON_A_STREAM, streamArn),
    ...rules(ON_A_CONSUMER, consumerArn),
    ...rules(ON_ANY_RESOURCE, (input) => text(input, 'ResourceARN')),
    ...rules(ON_NOTHING, () => '*'),
    // The stream is in the iterator, or in the token.
    ...rules(['GetRecords'], (input) => streams.arnOf(decodeIterator(text(input, 'ShardIterator'))?.stream ?? '')),
    ...rules(['ListShards'], (input) => {
      const token = text(input, 'NextToken')
      const stream = token === '' ? undefined : decodeToken(token)?.['stream']
      return typeof stream === 'string' ? streams.arnOf(stream) : streamArn(input)
    }),
  }
}
