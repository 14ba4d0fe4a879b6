/** Numbers of Kinesis. The example number is one that AWS gave out (kinesalite, test/putRecord.js). */

import { describe, expect, it } from 'vitest'
import {
  COUNTER_MAX,
  evenRanges,
  HASH_KEY_MAX,
  hashKeyOf,
  parseSequenceNumber,
  sequenceNumber,
  shardIdOf,
  shardIndexOf,
} from '../../../../../src/cloud/services/kinesis/sequence'
import { Throughput } from '../../../../../src/cloud/services/kinesis/throughput'
import { decodeIterator, encodeIterator } from '../../../../../src/cloud/services/kinesis/tokens'

const PARTS = { shardCreatedAt: 1_418_348_072_000, shardIndex: 18, counter: 5n, at: 1_418_348_073_999 }

describe('sequence numbers', () => {
  it('have 56 digits and say when and where', () => {
    const number = sequenceNumber(PARTS)
    expect(number.toString()).toMatch(/^\d{56}$/)
    expect(parseSequenceNumber(number.toString())).toEqual({
      shardCreatedAtSecond: 1_418_348_072,
      shardIndex: 18,
      second: 1_418_348_073,
    })
  })

  it('grow with the counter before all else, and with the age of the shard before that', () => {
    const later = { ...PARTS, at: PARTS.at + 60_000 }
    expect(sequenceNumber({ ...PARTS, counter: 6n })).toBeGreaterThan(sequenceNumber(later))
    expect(sequenceNumber(later)).toBeGreaterThan(sequenceNumber(PARTS))
    const younger = { ...PARTS, shardCreatedAt: PARTS.shardCreatedAt + 1000, counter: 0n }
    expect(sequenceNumber(younger)).toBeGreaterThan(sequenceNumber({ ...PARTS, counter: COUNTER_MAX }))
  })

  it.each(['0', '7', '49537279973004700513262647537344055427793844302461894657'])('%s is none', (text) => {
    expect(parseSequenceNumber(text)).toBeNull()
  })
})

describe('hash keys', () => {
  it('are the MD5 of the partition key', () => {
    // RFC 1321, test suite: MD5("a").
    expect(hashKeyOf('a')).toBe(0x0cc175b9c0f1b6a831c399e269772661n)
  })

  it.each([1, 2, 3, 7, 100])('%i ranges hold every key once', (count) => {
    const ranges = evenRanges(count)
    expect(ranges).toHaveLength(count)
    expect(ranges[0]?.first).toBe(0n)
    expect(ranges.at(-1)?.last).toBe(HASH_KEY_MAX)
    for (const [index, { first }] of ranges.slice(1).entries()) expect(first).toBe((ranges[index]?.last ?? 0n) + 1n)
  })
})

it.each([
  ['shardId-000000000007', 7],
  ['shardId-7', 7],
  ['7', 7],
  ['shard', NaN],
  ['shardId-', NaN],
])('%s is shard %d', (text, index) => {
  expect(shardIndexOf(text)).toBe(index)
  if (!Number.isNaN(index)) expect(shardIndexOf(shardIdOf(index))).toBe(index)
})

describe('iterators', () => {
  const position = { stream: 'a'.repeat(128), streamCreatedAt: 1, shardIndex: 3, position: 2n ** 185n, madeAt: 5.5 }

  it('say where they are, in 512 characters at most', () => {
    const text = encodeIterator(position)
    expect(text.length).toBeLessThanOrEqual(512)
    expect(decodeIterator(text)).toEqual(position)
  })

  it('are refused when somebody changed them', () => {
    const text = encodeIterator(position)
    const changed = `${text.slice(0, 40)}${text[40] === 'A' ? 'B' : 'A'}${text.slice(41)}`
    expect(decodeIterator(changed)).toBeNull()
    expect(decodeIterator('')).toBeNull()
    expect(decodeIterator('AAAAAAAAAAE!')).toBeNull()
  })
})

describe('throughput', () => {
  it('counts from the first request of a second', () => {
    const throughput = new Throughput({ bytes: 100, count: 2 })
    throughput.take(500, 10)
    throughput.take(900, 10)
    expect(throughput.admits(1499, 10)).toBe(false)
    expect(throughput.admits(1500, 10)).toBe(true)
  })

  it('lets one through that is larger than a second, and lasts as much longer', () => {
    const throughput = new Throughput({ bytes: 100, count: 5 })
    expect(throughput.admits(0, 500)).toBe(true)
    throughput.take(0, 500)
    expect(throughput.admits(4999, 1)).toBe(false)
    expect(throughput.admits(5000, 1)).toBe(true)
  })
})
