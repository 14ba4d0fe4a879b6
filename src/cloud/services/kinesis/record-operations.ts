/** The API's actions on records: putting and getting. Source: Kinesis Data Streams API Reference. */

import { blobSize } from '../../aws/constraints'
import { isoTimestamp } from '../../aws/timestamps'
import type { Caller, Operation } from '../contract'
import { describeRange } from './descriptions'
import { number, text, type Input } from './input'
import * as limits from './limits'
import type { Scope } from './scope'
import { HASH_KEY_MAX, parseSequenceNumber, shardIdOf, shardIndexOf } from './sequence'
import type { Shard } from './shard'
import type { Stream } from './state'
import { decodeIterator, encodeIterator } from './tokens'
import { errors, rateExceededText, type Place } from './wire'

const utf8 = new TextEncoder()

export function recordOperations(scope: Scope): Record<string, Operation> {
  const { streams, context } = scope
  const { kernel } = context

  /** @throws AwsError ResourceNotFoundException while it is made or deleted */
  const writable = (input: Input): Stream => {
    const stream = scope.streamOf(input)
    if (!stream.takesRecords) throw errors.streamNotFound(streams.place(stream.name))
    return stream
  }

  const throttled = (stream: Stream, shard: Shard, operation: 'write' | 'read', caller: Caller): void => {
    kernel.trace.record({
      type: 'kinesis.throttled',
      stream: stream.name,
      shardId: shard.id,
      operation,
      caller: caller.arn,
    })
  }

  return {
    PutRecord(input, caller) {
      refuseDryRun(input)
      const stream = writable(input)
      const { shard, size } = destination(stream, input, 'data')
      const ordering = text(input, 'SequenceNumberForOrdering')
      if (ordering !== '' && !isPast(ordering, kernel.now)) {
        throw errors.orderingInvalid(ordering, streams.place(stream.name))
      }
      if (!shard.writes.admits(kernel.now, size)) {
        throttled(stream, shard, 'write', caller)
        throw errors.rateExceeded(shard.id, streams.place(stream.name))
      }
      const record = stream.put(shard, text(input, 'PartitionKey'), text(input, 'Data'), size, caller)
      return { ShardId: shard.id, SequenceNumber: record.sequenceNumber.toString(), ...encryption(stream) }
    },

    PutRecords(input, caller) {
      refuseDryRun(input)
      const stream = writable(input)
      const entries = input['Records'] as readonly Input[]
      const placed = entries.map((entry, index) => ({
        entry,
        ...destination(stream, entry, `records.${index + 1}.member.data`),
      }))
      const total = placed.reduce((sum, { size }) => sum + size, 0)
      if (total > limits.PUT_RECORDS_BYTES_MAX) throw errors.recordsTooLarge()
      let failed = 0
      const results = placed.map(({ entry, shard, size }) => {
        if (!shard.writes.admits(kernel.now, size)) {
          failed++
          throttled(stream, shard, 'write', caller)
          return {
            ErrorCode: 'ProvisionedThroughputExceededException',
            ErrorMessage: rateExceededText(shard.id, streams.place(stream.name)),
          }
        }
        const record = stream.put(shard, text(entry, 'PartitionKey'), text(entry, 'Data'), size, caller)
        return { SequenceNumber: record.sequenceNumber.toString(), ShardId: shard.id }
      })
      return { FailedRecordCount: failed, Records: results, ...encryption(stream) }
    },

    GetShardIterator(input) {
      refuseDryRun(input)
      const stream = scope.streamOf(input)
      stream.trim()
      const place = streams.place(stream.name)
      const index = shardIndexOf(text(input, 'ShardId'))
      if (Number.isNaN(index)) throw errors.shardNotFound(text(input, 'ShardId'), place)
      const shard = stream.find(index)
      if (!shard) throw errors.shardDoesNotExist(shardIdOf(index), place)
      const position = startOf(shard, input, place, kernel.now)
      return { ShardIterator: iteratorAt(stream, shard, position, kernel.now) }
    },

    GetRecords(input, caller) {
      refuseDryRun(input)
      const now = kernel.now
      const at = decodeIterator(text(input, 'ShardIterator'))
      if (!at || at.madeAt > now) throw errors.invalidIterator()
      if (now - at.madeAt > limits.ITERATOR_LIFETIME) {
        throw errors.expiredIterator(javaDate(at.madeAt), javaDate(now))
      }
      const place = streams.place(at.stream)
      const found = streams.find(at.stream)
      const stream = found?.createdAt === at.streamCreatedAt ? found : undefined
      stream?.trim()
      const shard = stream?.find(at.shardIndex)
      if (!stream || !shard) throw errors.shardDoesNotExist(shardIdOf(at.shardIndex), place)
      if (!shard.reads.admits(now)) {
        throttled(stream, shard, 'read', caller)
        throw errors.rateExceeded(shard.id, place)
      }
      const limit = number(input, 'Limit', limits.GET_RECORDS_MAX)
      const records = shard.from(at.position, limit, limits.GET_RECORDS_BYTES_MAX)
      shard.reads.take(
        now,
        records.reduce((sum, { size }) => sum + size, 0),
      )
      const last = records.at(-1)
      const next = last ? last.sequenceNumber + 1n : at.position
      const hasMore = shard.hasFrom(next)
      const millisBehindLatest = hasMore && last ? Math.floor(now - last.arrivedAt) : 0
      const [first] = records
      if (first && last) {
        kernel.trace.record({
          type: 'kinesis.read',
          stream: stream.name,
          shardId: shard.id,
          records: records.length,
          firstSequenceNumber: first.sequenceNumber.toString(),
          lastSequenceNumber: last.sequenceNumber.toString(),
          millisBehindLatest,
          reader: caller.arn,
        })
      }
      const isAtEnd = !shard.isOpen && !hasMore
      return {
        Records: records.map((record) => ({
          SequenceNumber: record.sequenceNumber.toString(),
          ApproximateArrivalTimestamp: Math.floor(record.arrivedAt) / 1000,
          Data: record.data,
          PartitionKey: record.partitionKey,
          ...encryption(stream),
        })),
        ...(!isAtEnd && { NextShardIterator: iteratorAt(stream, shard, next, now) }),
        MillisBehindLatest: millisBehindLatest,
        ...(isAtEnd && { ChildShards: shard.children.map(describeChild) }),
      }
    },
  }

  /** The shard of a record and its size. @param member as a refusal names it @throws AwsError */
  function destination(stream: Stream, entry: Input, member: string): { shard: Shard; size: number } {
    const explicit = entry['ExplicitHashKey'] === undefined ? null : BigInt(text(entry, 'ExplicitHashKey'))
    if (explicit !== null && explicit > HASH_KEY_MAX) throw errors.explicitHashKeyRange(explicit.toString())
    const partitionKey = text(entry, 'PartitionKey')
    const size = blobSize(text(entry, 'Data')) + utf8.encode(partitionKey).length
    const maximum = stream.maxRecordKiB * 1024
    if (size > maximum) throw errors.recordTooLarge(member, maximum)
    return { shard: stream.shardOf(partitionKey, explicit), size }
  }
}

/** The position an iterator starts at. @throws AwsError InvalidArgumentException */
function startOf(shard: Shard, input: Input, place: Place, now: number): bigint {
  const type = text(input, 'ShardIteratorType')
  const given = input['StartingSequenceNumber'] === undefined ? null : text(input, 'StartingSequenceNumber')
  if (type === 'AT_SEQUENCE_NUMBER' || type === 'AFTER_SEQUENCE_NUMBER') {
    if (given === null) throw errors.iteratorType(type, 'no StartingSequenceNumber')
    const parsed = parseSequenceNumber(given)
    if (!parsed) throw errors.sequenceInvalid(given, shard.id, place)
    if (parsed.shardIndex !== shard.index) throw errors.sequenceOfAnotherShard(shardIdOf(parsed.shardIndex), shard.id)
    const own = parseSequenceNumber(shard.firstSequenceNumber.toString())
    if (parsed.shardCreatedAtSecond !== own?.shardCreatedAtSecond) {
      throw errors.sequenceOfAnotherStream(given, shard.id, place)
    }
    return type === 'AT_SEQUENCE_NUMBER' ? BigInt(given) : BigInt(given) + 1n
  }
  if (type === 'AT_TIMESTAMP') {
    const timestamp = input['Timestamp']
    if (typeof timestamp !== 'number') throw errors.timestampMissing()
    const instant = Math.round(timestamp * 1000)
    if (instant > now) throw errors.timestampInFuture(instant, Math.floor(now))
    return shard.positionAt(instant)
  }
  if (given !== null) throw errors.iteratorType(type, 'also a StartingSequenceNumber')
  return type === 'LATEST' ? shard.positionAfterLatest : shard.firstSequenceNumber
}

const iteratorAt = (stream: Stream, shard: Shard, position: bigint, madeAt: number): string =>
  encodeIterator({
    stream: stream.name,
    streamCreatedAt: stream.createdAt,
    shardIndex: shard.index,
    position,
    madeAt,
  })

const describeChild = (child: Shard): object => ({
  ShardId: child.id,
  ParentShards: child.parents.map(({ id }) => id),
  HashKeyRange: describeRange(child.range),
})

/** Unencrypted streams do not say so here (recorded). */
const encryption = ({ encryptionKey }: Stream): object => (encryptionKey === null ? {} : { EncryptionType: 'KMS' })

/** @throws AwsError for a request that shall only be tried */
function refuseDryRun(input: Input): void {
  if (input['DryRun'] === true) throw errors.notSimulated('DryRun')
}

const isPast = (sequenceNumber: string, now: number): boolean => {
  const parsed = parseSequenceNumber(sequenceNumber)
  return parsed !== null && parsed.second * 1000 <= now
}

const DAYS = ['Thu', 'Fri', 'Sat', 'Sun', 'Mon', 'Tue', 'Wed']
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** As Java prints it: `Thu Jan 22 01:22:02 UTC 2015`. */
function javaDate(instant: number): string {
  const [date = '', time = ''] = isoTimestamp(instant).split('T')
  const [year = '', month = '', day = ''] = date.split('-')
  const weekday = DAYS[Math.floor(instant / 86_400_000) % 7] ?? ''
  return `${weekday} ${MONTHS[Number(month) - 1] ?? ''} ${day} ${time.slice(0, 8)} UTC ${year}`
}
