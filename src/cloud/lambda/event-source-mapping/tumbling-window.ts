/**
 * Tumbling windows: intervals of a fixed length, one after another, each with a state that goes from one invocation to
 * the next.
 * Source: Guide, "Implementing stateful Kinesis Data Streams processing in Lambda". MODEL: they are aligned to the epoch,
 * as the Guide's examples are.
 */

import type { JsonObject } from '../../aws/json'
import { isoTimestamp } from '../../aws/timestamps'
import { seconds, type Milliseconds } from '../../aws/units'

export interface TumblingWindow {
  readonly start: Milliseconds
  readonly end: Milliseconds
}

export interface WindowState {
  readonly window: TumblingWindow
  readonly state: JsonObject
  /** The state has outgrown its limit: the function is told, and the window goes on with an empty one. */
  readonly outgrown: boolean
}

/** @param length seconds @param arrivedAt of a record */
export function windowOf(arrivedAt: Milliseconds, length: number): TumblingWindow {
  const start = Math.floor(arrivedAt / seconds(length)) * seconds(length)
  return { start, end: start + seconds(length) }
}

/** What an event has beside its records. Key order as in the Guide. */
export function windowMembers(
  { window, state, outgrown }: WindowState,
  isFinal: boolean,
  shardId: string,
  sourceArn: string,
): object {
  return {
    window: isoWindow(window),
    state,
    shardId,
    eventSourceARN: sourceArn,
    isFinalInvokeForWindow: isFinal,
    isWindowTerminatedEarly: outgrown,
  }
}

export const isoWindow = ({ start, end }: TumblingWindow): { readonly start: string; readonly end: string } => ({
  start: wholeSecond(start),
  end: wholeSecond(end),
})

/** `2020-12-09T07:04:00Z` */
export const wholeSecond = (instant: Milliseconds): string => `${isoTimestamp(instant).slice(0, 19)}Z`
