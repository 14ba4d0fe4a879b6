/**
 * The API's actions: of streams and their settings. Records, shards and consumers have files of their own.
 * Source: Kinesis Data Streams API Reference. Each validates, calls the state, and shapes the answer.
 */

import { readResourcePolicy } from '../../aws/policy-statements'
import type { Operation, ServiceContext } from '../contract'
import { consumerOperations } from './consumer-operations'
import { describeShard, describeStream } from './descriptions'
import { number, record, text, validate, type Input } from './input'
import * as limits from './limits'
import { recordOperations } from './record-operations'
import { Scope, demandRolling } from './scope'
import { shardOperations } from './shard-operations'
import type { Stream, StreamMode } from './state'
import type { Streams } from './streams'
import { tagOperations } from './tags'
import { decodeToken, encodeToken } from './tokens'
import { errors } from './wire'

export function createOperations(streams: Streams, context: ServiceContext): Readonly<Record<string, Operation>> {
  const scope = new Scope(streams, context)
  const operations = {
    ...streamOperations(scope),
    ...settingOperations(scope),
    ...shardOperations(scope),
    ...recordOperations(scope),
    ...consumerOperations(scope),
    ...tagOperations(scope),
  }
  return Object.fromEntries(
    Object.entries(operations).map(([name, run]): [string, Operation] => [
      name,
      (input, caller) => {
        validate(name, input)
        return run(input, caller)
      },
    ]),
  )
}

function streamOperations(scope: Scope): Record<string, Operation> {
  const { streams, context } = scope
  return {
    CreateStream(input) {
      const name = text(input, 'StreamName')
      if ('WarmThroughputMiBps' in input) throw errors.notSimulated('WarmThroughputMiBps')
      if (input['RecordDistributionStrategy'] === 'AUTO') throw errors.notSimulated('RecordDistributionStrategy AUTO')
      if (streams.find(name)) throw errors.streamExists(streams.place(name))
      const mode = modeOf(record(input, 'StreamModeDetails'), 'ShardCount' in input)
      const shardCount = shardCountOf(input, mode)
      scope.demandCapacity(mode, shardCount)
      const stream = streams.add(name, {
        mode,
        shardCount,
        retentionHours: limits.RETENTION_HOURS.default,
        maxRecordKiB: number(input, 'MaxRecordSizeInKiB', limits.RECORD_KIB.default),
        encryptionKey: null,
      })
      for (const [key, value] of Object.entries(record(input, 'Tags'))) stream.tags.set(key, String(value))
      stream.create()
      return {}
    },

    DeleteStream(input) {
      const stream = scope.streamOf(input)
      if (stream.consumers.size > 0 && input['EnforceConsumerDeletion'] !== true) {
        throw errors.hasConsumers(streams.place(stream.name))
      }
      if (stream.status !== 'DELETING') stream.delete(() => streams.remove(stream))
      return {}
    },

    DescribeStream(input) {
      const stream = scope.streamOf(input)
      stream.trim()
      const limit = number(input, 'Limit', limits.DESCRIBE_SHARDS_DEFAULT)
      const after = text(input, 'ExclusiveStartShardId')
      const rest = stream.shards.filter(({ id }) => id > after)
      return {
        StreamDescription: {
          ...describeStream(stream),
          Shards: rest.slice(0, limit).map(describeShard),
          HasMoreShards: rest.length > limit,
        },
      }
    },

    DescribeStreamSummary(input) {
      const stream = scope.streamOf(input)
      stream.trim()
      return {
        StreamDescriptionSummary: {
          ...describeStream(stream),
          OpenShardCount: stream.openShards.length,
          ConsumerCount: stream.consumers.size,
          MaxRecordSizeInKiB: stream.maxRecordKiB,
        },
      }
    },

    ListStreams(input) {
      const token = text(input, 'NextToken')
      const after = token === '' ? text(input, 'ExclusiveStartStreamName') : decodeToken(token)?.['after']
      if (typeof after !== 'string') throw errors.invalidToken()
      const limit = number(input, 'Limit', limits.LIST_STREAMS_DEFAULT)
      const rest = streams.all().filter(({ name }) => name > after)
      const page = rest.slice(0, limit)
      const last = page.at(-1)
      return {
        StreamNames: page.map(({ name }) => name),
        StreamSummaries: page.map((stream) => ({
          StreamName: stream.name,
          StreamARN: stream.arn,
          StreamStatus: stream.status,
          StreamModeDetails: { StreamMode: stream.mode },
          StreamCreationTimestamp: stream.createdAt / 1000,
        })),
        HasMoreStreams: rest.length > limit,
        ...(rest.length > limit && last && { NextToken: encodeToken({ after: last.name }) }),
      }
    },

    DescribeLimits() {
      const onDemand = streams.all().filter(({ mode }) => mode === 'ON_DEMAND')
      return {
        ShardLimit: limits.SHARDS_MAX,
        OpenShardCount: streams.shardCount,
        OnDemandStreamCount: onDemand.length,
        OnDemandStreamCountLimit: limits.ON_DEMAND_STREAMS_MAX,
      }
    },

    UpdateStreamMode(input) {
      const stream = scope.streamOf(input)
      scope.demandActive(stream)
      const now = context.kernel.now
      demandRolling(stream.modeUpdates, now, limits.MODE_UPDATES_MAX, 'UpdateStreamMode')
      const mode = modeOf(record(input, 'StreamModeDetails'), true)
      if (mode === 'ON_DEMAND' && stream.mode !== mode) scope.demandCapacity(mode, 0)
      stream.modeUpdates.push(now)
      stream.update(() => (stream.mode = mode))
      return {}
    },
  }
}

function settingOperations(scope: Scope): Record<string, Operation> {
  const { streams } = scope
  const setRetention = (input: Input, direction: 'increase' | 'decrease'): object => {
    const stream = scope.streamOf(input)
    const hours = number(input, 'RetentionPeriodHours', 0)
    const { minimum, maximum } = limits.RETENTION_HOURS
    if (hours < minimum) throw errors.retentionTooShort(hours, minimum)
    if (hours > maximum) throw errors.retentionTooLong(hours, maximum)
    if (direction === 'increase' && hours < stream.retentionHours) {
      throw errors.retentionNotLonger(stream.name, hours, stream.retentionHours)
    }
    if (direction === 'decrease' && hours > stream.retentionHours) {
      throw errors.retentionNotShorter(stream.name, hours, stream.retentionHours)
    }
    scope.demandActive(stream)
    stream.update(() => (stream.retentionHours = hours))
    return {}
  }
  const setEncryption = (input: Input, key: string | null): object => {
    const stream = scope.streamOf(input)
    if (input['EncryptionType'] === 'NONE') throw errors.invalidArgument('EncryptionType must be KMS.')
    scope.demandActive(stream)
    stream.update(() => (stream.encryptionKey = key))
    return {}
  }
  /** A stream or a consumer. */
  const withPolicy = (input: Input): Stream => {
    const arn = text(input, 'ResourceARN')
    if (arn.includes('/consumer/')) throw errors.notSimulated('A resource policy of a consumer')
    const stream = streams.findByArn(arn)
    if (!stream) throw errors.streamNotFound(streams.place(arn.slice(arn.lastIndexOf('/') + 1)))
    return stream
  }
  return {
    IncreaseStreamRetentionPeriod: (input) => setRetention(input, 'increase'),
    DecreaseStreamRetentionPeriod: (input) => setRetention(input, 'decrease'),
    StartStreamEncryption: (input) => setEncryption(input, text(input, 'KeyId')),
    StopStreamEncryption: (input) => setEncryption(input, null),

    UpdateMaxRecordSize(input) {
      const stream = scope.streamOf(input)
      scope.demandActive(stream)
      const maximum = number(input, 'MaxRecordSizeInKiB', stream.maxRecordKiB)
      stream.update(() => (stream.maxRecordKiB = maximum))
      return {}
    },

    PutResourcePolicy(input) {
      const stream = withPolicy(input)
      const policy = readResourcePolicy(text(input, 'Policy'))
      // Text not confirmed.
      if (!policy) throw errors.invalidArgument('The resource policy is not a valid policy document.')
      stream.policy = policy
      return {}
    },

    GetResourcePolicy(input) {
      const { policy } = withPolicy(input)
      // Without a policy AWS answers with an empty text (not confirmed).
      return { Policy: policy ? JSON.stringify(policy) : '' }
    },

    DeleteResourcePolicy(input) {
      withPolicy(input).policy = null
      return {}
    },
  }
}

/** Without a mode: on-demand unless there is a shard count (recorded: four shards without both). */
const modeOf = (details: Input, hasShardCount: boolean): StreamMode =>
  details['StreamMode'] === 'ON_DEMAND' || (details['StreamMode'] === undefined && !hasShardCount)
    ? 'ON_DEMAND'
    : 'PROVISIONED'

/** @throws AwsError ValidationException; texts not confirmed */
function shardCountOf(input: Input, mode: StreamMode): number {
  const given = input['ShardCount']
  if (mode === 'ON_DEMAND') {
    if (given !== undefined) throw errors.validation('ShardCount must not be provided for a stream in ON_DEMAND mode.')
    return limits.ON_DEMAND_SHARDS
  }
  if (given === undefined) throw errors.validation('ShardCount must be provided for a stream in PROVISIONED mode.')
  return Number(given)
}
