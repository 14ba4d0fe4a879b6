/**
 * What the API hands out to be handed back: shard iterators and NextTokens. Nothing is remembered; what is in them is
 * all there is, with a sum that shows whether somebody else made them.
 */

import type { Milliseconds } from '../../aws/units'

/** Where a reader is. */
export interface ShardPosition {
  readonly stream: string
  /** Of the stream: another of the same name is another stream. */
  readonly streamCreatedAt: Milliseconds
  readonly shardIndex: number
  /** Of the first record to read. */
  readonly position: bigint
  readonly madeAt: Milliseconds
}

/** Base64, at most 512 characters, begins with a version as on AWS: `AAAAAAAAAAE`. */
export function encodeIterator(position: ShardPosition): string {
  const { stream, streamCreatedAt, shardIndex, position: at, madeAt } = position
  return `AAAAAAAAAAE${encode([stream, streamCreatedAt, shardIndex, at, madeAt].join('/'))}`
}

/** @returns null for no iterator of ours */
export function decodeIterator(text: string): ShardPosition | null {
  const parts = text.startsWith('AAAAAAAAAAE') ? decode(text.slice(11))?.split('/') : undefined
  if (parts?.length !== 5) return null
  const [stream = '', createdAt, index, position = '', madeAt] = parts
  return {
    stream,
    streamCreatedAt: Number(createdAt),
    shardIndex: Number(index),
    position: BigInt(position),
    madeAt: Number(madeAt),
  }
}

/** @param state of a listing, any JSON */
export const encodeToken = (state: object): string => encode(JSON.stringify(state))

/** @returns null for no token of ours */
export function decodeToken(text: string): Readonly<Record<string, unknown>> | null {
  const json = decode(text)
  return json?.startsWith('{') ? (JSON.parse(json) as Readonly<Record<string, unknown>>) : null
}

/** Of ASCII texts. */
const encode = (text: string): string => btoa(`${checksum(text)}${text}`)

function decode(base64: string): string | null {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64) || base64.length % 4 !== 0) return null
  const decoded = atob(base64)
  const text = decoded.slice(8)
  return decoded.slice(0, 8) === checksum(text) ? text : null
}

/** FNV-1a, 8 hexadecimal digits. */
function checksum(text: string): string {
  let sum = 0x811c9dc5
  for (let index = 0; index < text.length; index++) sum = Math.imul(sum ^ text.charCodeAt(index), 0x01000193)
  return (sum >>> 0).toString(16).padStart(8, '0')
}
