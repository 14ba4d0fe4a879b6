/** The API's actions on shards: listing, splitting, merging. Source: Kinesis Data Streams API Reference. */

import { seconds } from '../../aws/units'
import type { Operation } from '../contract'
import { describeShard } from './descriptions'
import { number, record, text, type Input } from './input'
import * as limits from './limits'
import { demandRolling, type Scope } from './scope'
import { shardIndexOf } from './sequence'
import type { Shard } from './shard'
import type { Stream } from './state'
import { decodeToken, encodeToken } from './tokens'
import { errors } from './wire'

export function shardOperations(scope: Scope): Record<string, Operation> {
  const { streams, context } = scope
  const { kernel } = context

  /** @throws AwsError ResourceNotFoundException */
  const shardOf = (stream: Stream, shardId: string): Shard => {
    const shard = stream.find(shardIndexOf(shardId))
    if (!shard) throw errors.shardNotFound(shardId, streams.place(stream.name))
    return shard
  }

  /** @throws AwsError ValidationException */
  const demandProvisioned = (stream: Stream, operation: string): void => {
    if (stream.mode === 'ON_DEMAND') throw errors.onDemand(operation, streams.place(stream.name))
  }

  /** @throws AwsError InvalidArgumentException */
  const demandOpen = (stream: Stream, shard: Shard): void => {
    if (!shard.isOpen) throw errors.shardClosed(shard.id, streams.place(stream.name))
  }

  return {
    ListShards(input) {
      const { stream, after, filter, limit } = listing(scope, input)
      stream.trim()
      const shards = stream.shards.filter((shard) => isChosen(shard, filter, stream.trimHorizon) && shard.id > after)
      const page = shards.slice(0, limit)
      const last = page.at(-1)
      const token = { stream: stream.name, createdAt: stream.createdAt, after: last?.id, filter, at: kernel.now }
      return {
        Shards: page.map(describeShard),
        ...(shards.length > page.length && { NextToken: encodeToken(token) }),
      }
    },

    SplitShard(input) {
      const stream = scope.streamOf(input)
      demandProvisioned(stream, 'SplitShard')
      const shard = shardOf(stream, text(input, 'ShardToSplit'))
      scope.demandCapacity('PROVISIONED', 1)
      const at = BigInt(text(input, 'NewStartingHashKey'))
      const { first, last } = shard.range
      if (at <= first + 1n || at >= last) {
        throw errors.newStartingHashKey(at.toString(), shard.id, streams.place(stream.name), first, last)
      }
      scope.demandActive(stream)
      demandOpen(stream, shard)
      stream.update(() => stream.split(shard, at))
      return {}
    },

    MergeShards(input) {
      const stream = scope.streamOf(input)
      demandProvisioned(stream, 'MergeShards')
      const given = [text(input, 'ShardToMerge'), text(input, 'AdjacentShardToMerge')].map((id) => shardOf(stream, id))
      const [first, second] = given.sort((one, other) => (one.range.first < other.range.first ? -1 : 1)) as [
        Shard,
        Shard,
      ]
      if (first.range.last + 1n !== second.range.first) {
        throw errors.notAdjacent(
          text(input, 'ShardToMerge'),
          text(input, 'AdjacentShardToMerge'),
          streams.place(stream.name),
        )
      }
      scope.demandActive(stream)
      demandOpen(stream, first)
      demandOpen(stream, second)
      stream.update(() => stream.merge(first, second))
      return {}
    },

    UpdateShardCount(input) {
      const stream = scope.streamOf(input)
      demandProvisioned(stream, 'UpdateShardCount')
      scope.demandActive(stream)
      const target = number(input, 'TargetShardCount', 0)
      const open = stream.openShards.length
      if (target > open * 2) throw errors.scaleAboveDouble(open, target)
      if (target < open / 2) throw errors.scaleBelowHalf(open, target)
      scope.demandCapacity('PROVISIONED', Math.max(0, target - open))
      demandRolling(stream.shardCountUpdates, kernel.now, limits.SHARD_COUNT_UPDATES_MAX, 'UpdateShardCount')
      stream.shardCountUpdates.push(kernel.now)
      stream.update(() => stream.reshard(target))
      return {
        StreamName: stream.name,
        CurrentShardCount: open,
        TargetShardCount: target,
        StreamARN: stream.arn,
      }
    },
  }
}

interface Filter {
  readonly type: string
  readonly shardId: string
  /** Virtual milliseconds. */
  readonly timestamp: number
}

interface Listing {
  readonly stream: Stream
  readonly after: string
  readonly filter: Filter
  readonly limit: number
}

/** What ListShards is to list: as its input says, or its token. @throws AwsError */
function listing(scope: Scope, input: Input): Listing {
  const token = text(input, 'NextToken')
  const limit = number(input, 'MaxResults', limits.LIST_SHARDS_DEFAULT)
  const isNamed = text(input, 'StreamName') !== '' || text(input, 'StreamARN') !== ''
  if (token === '') {
    if (!isNamed) throw errors.invalidArgument('Either NextToken or StreamName should be provided.')
    const filter = filterOf(record(input, 'ShardFilter'))
    const stream = scope.streamOf(input)
    const createdAt = input['StreamCreationTimestamp']
    if (typeof createdAt === 'number' && Math.floor(createdAt) !== Math.floor(stream.createdAt / 1000)) {
      throw errors.streamNotFound(scope.streams.place(stream.name))
    }
    return { stream, after: text(input, 'ExclusiveStartShardId'), filter, limit }
  }
  if (text(input, 'StreamName') !== '') {
    throw errors.invalidArgument('NextToken and StreamName cannot be provided together.')
  }
  for (const name of ['ExclusiveStartShardId', 'StreamCreationTimestamp']) {
    // Text not confirmed.
    if (name in input) throw errors.invalidArgument(`NextToken and ${name} cannot be provided together.`)
  }
  const state = decodeToken(token)
  if (typeof state?.['stream'] !== 'string' || typeof state['after'] !== 'string') throw errors.invalidToken()
  if (scope.context.kernel.now - Number(state['at']) > limits.TOKEN_LIFETIME) throw errors.expiredToken()
  const stream = scope.streams.byName(state['stream'])
  if (stream.createdAt !== state['createdAt']) throw errors.streamNotFound(scope.streams.place(stream.name))
  return { stream, after: state['after'], filter: state['filter'] as Filter, limit }
}

/** @throws AwsError InvalidArgumentException; texts not confirmed */
function filterOf(input: Input): Filter {
  const type = text(input, 'Type') || 'FROM_TRIM_HORIZON'
  const shardId = text(input, 'ShardId')
  const timestamp = input['Timestamp']
  if (type === 'AFTER_SHARD_ID' && shardId === '') {
    throw errors.invalidArgument('ShardId must be provided with the AFTER_SHARD_ID filter.')
  }
  if (type.endsWith('_TIMESTAMP') && typeof timestamp !== 'number') {
    throw errors.invalidArgument(`Timestamp must be provided with the ${type} filter.`)
  }
  return { type, shardId, timestamp: seconds(Number(timestamp ?? 0)) }
}

function isChosen(shard: Shard, { type, shardId, timestamp }: Filter, trimHorizon: number): boolean {
  const from = Math.max(timestamp, trimHorizon)
  const endsAfter = (instant: number): boolean => shard.closedAt === null || shard.closedAt >= instant
  switch (type) {
    case 'AFTER_SHARD_ID':
      return shard.id > shardId
    case 'AT_TRIM_HORIZON':
      return shard.openedAt <= trimHorizon ? endsAfter(trimHorizon) : shard.parents.length === 0
    case 'AT_LATEST':
      return shard.isOpen
    case 'AT_TIMESTAMP':
      return shard.openedAt <= from && endsAfter(from)
    case 'FROM_TIMESTAMP':
      return endsAfter(from)
    default:
      return true
  }
}
