/**
 * What becomes of an event that a function cannot handle: one row per source. The rows are observed in the simulator
 * (tests/conformance/error-behaviour) and kept in error-behaviour.json, for the page's documentation and the README.
 */

export const TROUBLES = ['error', 'timeout', 'throttle'] as const
/** The function throws; does not end in time; has no concurrency to spare. Always, not once. */
export type Trouble = (typeof TROUBLES)[number]

export interface ErrorBehaviour {
  /** `SQS, standard queue` */
  readonly source: string
  readonly model: 'synchronous' | 'asynchronous' | 'polling'
  readonly on: Readonly<Record<Trouble, Observation>>
}

export interface Observation {
  /** What a caller that waits is told; null where nobody waits. */
  readonly answer: string | null
  /** Invocations of the function; throttled tries are none. Null: it goes on for as long as the event is there. */
  readonly attempts: number | null
  /** Seconds from the end of one try to the next, throttled ones too; the first few. */
  readonly waits: readonly number[]
  /** Seconds from the event to where it is caught, when there are more tries than `waits` tells; else null. */
  readonly triedFor: number | null
  /** Where the event is found in the end, when everything that can catch it is set up. */
  readonly caught: readonly string[]
  /** What becomes of it when nothing is. */
  readonly otherwise: 'gone' | 'tried until it expires'
}
