/**
 * Where environments run. The simulation knows only this; in the page each process is a nested Worker, in unit tests
 * whatever answers the protocol.
 */

import type { LogLine, ToEnvironment, Yield } from '../../runtime/protocol'

/** How a turn ended. All but `yield` leave a process that is gone. */
export type TurnEnd =
  | { readonly kind: 'yield'; readonly yield: Yield }
  /** The watchdog ended it: it did not answer in real time. */
  | { readonly kind: 'unresponsive' }
  | { readonly kind: 'out-of-memory' }

export interface EnvironmentProcess {
  /** One turn at a time. @param onLines lines sent ahead of the yield */
  turn(message: ToEnvironment, onLines: (lines: readonly LogLine[]) => void): Promise<TurnEnd>
  /** Idempotent. */
  terminate(): void
}

export interface EnvironmentHost {
  start(): EnvironmentProcess
}
