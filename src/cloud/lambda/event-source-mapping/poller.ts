/** What a mapping's poller is to the mapping, and the function to the poller. */

import type { AttemptResult } from '../attempt'

export interface Poller {
  /** Reads no more. */
  close(): void
}

/** How a poller reaches the function. */
export interface PolledFunction {
  readonly name: string
  /** With the qualifier of the mapping, if it has one. */
  readonly arn: string
  readonly role: string
  /** @param traceHeaders of whoever sent what the batch holds @returns false when throttled */
  invoke(
    payload: string,
    requestId: string,
    done: (result: AttemptResult) => void,
    traceHeaders?: readonly (string | null)[],
  ): boolean
}
