/** A recorded run once more, as far as one wants: a cloud of its own, without any process and without real time. */

import type { TraceFact } from '../aws/trace-records'
import { Cloud } from '../cloud'
import { assert } from '../kernel/assert'
import type { Trace } from '../kernel/trace'
import type { EnvironmentHost } from '../lambda/host'
import type { Input, Position, RecordedRun } from './recording'

/** A moment of a run: after everything of an instant, or as soon as this many records were made. */
export type Moment = { readonly at: number } | { readonly records: number }

/** Steps between two looks at the time. */
const STEPS_PER_LOOK = 64

export class Replay {
  readonly cloud: Cloud
  #inputs = 0

  /**
   * @param known the run's own trace: its records are then taken for those of the replay, which makes none
   * @param cloud a new one that is to have the run
   */
  constructor(
    readonly recording: RecordedRun,
    known: Trace<TraceFact> | null = null,
    cloud = new Cloud(recording.options, replayed(recording), known),
  ) {
    this.cloud = cloud
  }

  get position(): Position {
    const { now: at, steps } = this.cloud.kernel
    return { at, steps }
  }

  /** Whether the moment has gone by, so that only another replay gets there. */
  isBeyond(moment: Moment): boolean {
    const { kernel } = this.cloud
    return 'at' in moment ? kernel.now > moment.at : kernel.trace.length > moment.records
  }

  /** When the next input or step is due; null at the end of what was recorded. */
  get nextAt(): number | null {
    const { kernel } = this.cloud
    const input = this.#nextInput
    if (input) return input.at
    return kernel.steps < this.recording.until.steps ? kernel.nextAt : null
  }

  /** The next input, or else the next step. @returns a promise when a turn has to end first; false when nothing is left */
  step(limit: number): boolean | Promise<void> {
    const at = this.nextAt
    if (at === null || at > limit) return false
    if (this.#takeInput()) return true
    const { kernel } = this.cloud
    return kernel.runNextStep(limit) === 'waits' ? kernel.turnEnded() : true
  }

  /**
   * Goes on to a moment.
   * @param pause called now and then: whoever shares the thread gets on with its own work
   */
  async runTo(moment: Moment, pause: () => Promise<void> | void = () => undefined): Promise<void> {
    const limit = 'at' in moment ? moment.at : Infinity
    const records = 'records' in moment ? moment.records : Infinity
    const { kernel } = this.cloud
    for (let steps = 1; kernel.trace.length < records; steps++) {
      const step = this.step(limit)
      if (step === false) break
      if (step !== true) await step
      if (steps % STEPS_PER_LOOK === 0) await pause()
    }
    if ('at' in moment) kernel.moveTo(Math.min(moment.at, this.recording.until.at))
  }

  /** What came in from outside before the next step. */
  get #nextInput(): Input | null {
    const input = this.recording.inputs[this.#inputs]
    return input && input.steps <= this.cloud.kernel.steps ? input : null
  }

  /** It comes in again. */
  #takeInput(): boolean {
    const input = this.#nextInput
    if (!input) return false
    const { kernel } = this.cloud
    assert(input.steps === kernel.steps && input.at >= kernel.now, 'a replay went another way than the run')
    this.#inputs++
    kernel.moveTo(input.at)
    void repeat(input, this.cloud)
    return true
  }
}

/** Whoever asked has had the answer, or the error. */
async function repeat(input: Input, cloud: Cloud): Promise<void> {
  try {
    // A union of methods cannot be called with a union of their arguments.
    await (cloud[input.call] as (...args: readonly unknown[]) => unknown).apply(cloud, [...input.args])
  } catch {
    // It was told, and the run went on.
  }
}

/** Processes that answer what they answered before. */
function replayed(recording: RecordedRun): EnvironmentHost {
  let started = 0
  return {
    start() {
      const process = started++
      let turns = 0
      return {
        turn() {
          const end = recording.turns[process]?.[turns++]
          // Beyond the recording there is no answer, and nobody goes there.
          return end ? Promise.resolve(end) : new Promise(() => undefined)
        },
        terminate: () => undefined,
      }
    },
  }
}
