/** Events: what they consist of, how they are written, and how much they count. */

import { isoTimestamp } from '../../aws/timestamps'
import type { Bytes, Milliseconds } from '../../aws/units'
import * as limits from './limits'

export interface BusEvent {
  readonly id: string
  readonly source: string
  readonly detailType: string
  readonly accountId: string
  readonly region: string
  /** When it happened; whole seconds. */
  readonly time: Milliseconds
  readonly resources: readonly string[]
  /** JSON object, as it was sent but without white space. */
  readonly detail: string
  /** Of the detail as it was sent. */
  readonly detailBytes: Bytes
  readonly traceHeader: string | null
  /** Of the replay that brings it back. */
  readonly replayName: string | null
  /** When EventBridge got it. */
  readonly ingestedAt: Milliseconds
}

/** `2026-01-31T12:00:00Z` */
export const secondsTimestamp = (instant: Milliseconds): string => `${isoTimestamp(instant).slice(0, 19)}Z`

/** The event as rules see it and targets get it; order of members recorded from AWS. */
export function eventText(event: BusEvent): string {
  const members: readonly (readonly [string, string])[] = [
    ['version', '"0"'],
    ['id', JSON.stringify(event.id)],
    ['detail-type', JSON.stringify(event.detailType)],
    ['source', JSON.stringify(event.source)],
    ['account', JSON.stringify(event.accountId)],
    ['time', JSON.stringify(secondsTimestamp(event.time))],
    ['region', JSON.stringify(event.region)],
    ...(event.replayName === null ? [] : [['replay-name', JSON.stringify(event.replayName)] as const]),
    ['resources', JSON.stringify(event.resources)],
    // Not parsed and written anew: the order of members and the digits of numbers stay.
    ['detail', event.detail],
  ]
  return `{${members.map(([name, value]) => `"${name}":${value}`).join(',')}}`
}

/** Without the white space between tokens. @param json valid */
export function minify(json: string): string {
  return json.replace(/("(?:[^"\\]|\\.)*")|\s+/gs, (_match, literal: string | undefined) => literal ?? '')
}

/** @returns the JSON object that a text is, minified; null for anything else */
export function objectText(text: string): string | null {
  try {
    const value = JSON.parse(text) as unknown
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? minify(text) : null
  } catch {
    return null
  }
}

export const byteLength = (text: string): Bytes => new TextEncoder().encode(text).length

/** What an archive counts of an event. */
export function archivedSize({ source, detailType, detailBytes, resources }: BusEvent): Bytes {
  const counted = [source, detailType, ...resources].map(byteLength)
  return counted.reduce((sum, bytes) => sum + bytes, detailBytes + limits.ARCHIVE_EVENT_BYTES)
}
