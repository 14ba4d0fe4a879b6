/**
 * Where the environments of a run are that is had again in order to go on: up to its recorded end processes answer what
 * they answered before; from then on new ones are real, and the old ones are gone with the sandbox that ran them.
 */

import type { EnvironmentHost, EnvironmentProcess, TurnEnd } from '../lambda/host'
import type { RecordedRun } from './recording'

const KILLED: TurnEnd = { kind: 'out-of-memory' }

export class ResumedHost implements EnvironmentHost {
  #lost = false
  #started = 0
  /** Turns that were under way at the recorded end. */
  readonly #waiting: ((end: TurnEnd) => void)[] = []

  constructor(
    readonly run: Pick<RecordedRun, 'turns'>,
    readonly host: EnvironmentHost,
  ) {}

  start(turnRealMax?: number): EnvironmentProcess {
    if (this.#lost) return this.host.start(turnRealMax)
    const ends = this.run.turns[this.#started++] ?? []
    let answered = 0
    let begun = false
    let real: EnvironmentProcess | null = null
    return {
      turn: (message) => {
        if (this.#lost && !begun) real = this.host.start(turnRealMax)
        begun = true
        if (real) return real.turn(message)
        const end = ends[answered++]
        if (end) return Promise.resolve(end)
        return this.#lost ? Promise.resolve(KILLED) : new Promise((resolve) => this.#waiting.push(resolve))
      },
      terminate: () => real?.terminate(),
    }
  }

  /** The recorded end: what ran there was killed. */
  lose(): void {
    this.#lost = true
    for (const end of this.#waiting.splice(0)) end(KILLED)
  }
}
