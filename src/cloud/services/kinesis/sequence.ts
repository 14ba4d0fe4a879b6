/**
 * Numbers of Kinesis: sequence numbers and hash keys.
 *
 * A sequence number is opaque and grows within a shard. Its layout here is the one that is seen on AWS (worked out by
 * kinesalite): 47 hexadecimal digits, so 56 decimal ones: 2 · second of the shard's creation (9) · shard index modulo 16
 * (1) · counter (16) · 00 · second of the put (9) · shard index (8) · 2.
 */

import { md5 } from '@noble/hashes/legacy.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import type { Milliseconds } from '../../aws/units'

/** 2^128 − 1. */
export const HASH_KEY_MAX = (1n << 128n) - 1n

/** The counter of a shard's last possible number: what its EndingSequenceNumber says. */
export const COUNTER_MAX = 0x7fff_ffff_ffff_ffffn

export interface SequenceParts {
  /** Of the shard's creation. */
  readonly shardCreatedAt: Milliseconds
  readonly shardIndex: number
  readonly counter: bigint
  readonly at: Milliseconds
}

export function sequenceNumber({ shardCreatedAt, shardIndex, counter, at }: SequenceParts): bigint {
  const hex = (value: number | bigint, digits: number): string => value.toString(16).padStart(digits, '0')
  const second = (instant: Milliseconds): string => hex(Math.floor(instant / 1000), 9)
  return BigInt(
    `0x2${second(shardCreatedAt)}${hex(shardIndex % 16, 1)}${hex(counter, 16)}00${second(at)}${hex(shardIndex, 8)}2`,
  )
}

/** @returns null for what no shard could have given out */
export function parseSequenceNumber(
  value: string,
): { readonly shardCreatedAtSecond: number; readonly shardIndex: number; readonly second: number } | null {
  const match = /^2([0-9a-f]{9})[0-9a-f]([0-7][0-9a-f]{15})00([0-9a-f]{9})([0-7][0-9a-f]{7})2$/.exec(
    BigInt(value).toString(16),
  )
  if (!match) return null
  const [, created = '', , put = '', index = ''] = match
  return {
    shardCreatedAtSecond: parseInt(created, 16),
    second: parseInt(put, 16),
    shardIndex: parseInt(index, 16),
  }
}

/** Where a partition key lies between 0 and 2^128 − 1: its MD5 as a number. */
export const hashKeyOf = (partitionKey: string): bigint => BigInt(`0x${bytesToHex(md5(utf8ToBytes(partitionKey)))}`)

export const shardIdOf = (index: number): string => `shardId-${String(index).padStart(12, '0')}`

/** The index of a shard by its id, however many zeros it has (`0` and `shardId-0` are as good); NaN for no id at all. */
export function shardIndexOf(shardId: string): number {
  const digits = shardId.split('-')[1] ?? shardId
  return /^\d{1,12}$/.test(digits) ? Number(digits) : NaN
}

/** `count` ranges of the same size, the last taking what is left over. */
export function evenRanges(count: number): readonly HashKeyRange[] {
  const size = (1n << 128n) / BigInt(count)
  return Array.from({ length: count }, (_, index) => ({
    first: size * BigInt(index),
    last: index === count - 1 ? HASH_KEY_MAX : size * BigInt(index + 1) - 1n,
  }))
}

/** Both included. */
export interface HashKeyRange {
  readonly first: bigint
  readonly last: bigint
}
