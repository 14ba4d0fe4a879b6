import type { StimulusScript, TimedStimulus } from '../../project/stimuli'

interface Clocked {
  /** Grows by one with every new run. */
  readonly run: number
  readonly clock: { readonly now: number } | null
}

/** More would be no script that anybody reads. */
const KEPT = 500

/** What the person at the page sent during a run, with its times: the makings of a script. */
export class SendLog {
  #entries = $state.raw<readonly TimedStimulus[]>([])
  #run = -1
  #startedAt = 0

  /** @param stimuli with times from now on */
  note(stimuli: readonly TimedStimulus[], { run, clock }: Clocked): void {
    const now = clock?.now ?? 0
    if (run !== this.#run || now < this.#startedAt) {
      this.#run = run
      this.#startedAt = now
      this.#entries = []
    }
    // To the millisecond, in seconds.
    const since = Math.round(now - this.#startedAt) / 1000
    this.#entries = [...this.#entries, ...stimuli.map((one) => ({ ...one, at: since + one.at }))].slice(-KEPT)
  }

  get size(): number {
    return this.#entries.length
  }

  /** Its first stimulus comes at 0. */
  script(): StimulusScript {
    const first = this.#entries[0]?.at ?? 0
    return { stimuli: this.#entries.map((one) => ({ ...one, at: Math.round((one.at - first) * 1000) / 1000 })) }
  }
}
