/**
 * Where environments run. The simulation knows only this; in the page each process is a nested Worker, in unit tests
 * whatever answers the protocol.
 */

import type { LogLine, ToEnvironment, Yield } from '../../runtime/protocol'
import type { TurnLimit } from '../aws/page-limits'
import { LOG_LINES_MAX } from './limits'

/** How a turn ended. All but `yield` leave a process that is gone. */
export type TurnEnd = (
  | { readonly kind: 'yield'; readonly yield: Yield }
  /** The watchdog ended it: it did not answer in real time. */
  | { readonly kind: 'unresponsive' }
  | { readonly kind: 'out-of-memory' }
  /** More in one turn than a page takes. */
  | { readonly kind: 'over-limit'; readonly limit: TurnLimit; readonly value: number }
) & {
  /** Lines that came ahead of the end. They are told with it, so that it does not matter when they came. */
  readonly ahead?: LinesAhead
}

export interface LinesAhead {
  readonly lines: readonly LogLine[]
  /** How many more there were. */
  readonly dropped: number
}

export interface EnvironmentProcess {
  /** One turn at a time. */
  turn(message: ToEnvironment): Promise<TurnEnd>
  /** Idempotent. */
  terminate(): void
}

export interface EnvironmentHost {
  /** @param turnRealMax how long a turn may take, real milliseconds, where a watchdog looks */
  start(turnRealMax?: number): EnvironmentProcess
}

/** What a process sends ahead during one turn; a flood is not kept beyond what its log takes. */
export class LinesCollector {
  #lines: LogLine[] = []
  #dropped = 0

  add(lines: readonly LogLine[]): void {
    const room = LOG_LINES_MAX - this.#lines.length
    for (const line of lines.slice(0, room)) this.#lines.push(line)
    this.#dropped += Math.max(lines.length - room, 0)
  }

  /** The end of the turn, with the lines; the next turn starts without. */
  finish(end: TurnEnd): TurnEnd {
    if (this.#lines.length === 0) return end
    const ahead = { lines: this.#lines, dropped: this.#dropped }
    this.#lines = []
    this.#dropped = 0
    return { ...end, ahead }
  }
}
