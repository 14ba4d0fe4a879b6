/**
 * Virtual time as stretches of activity with idle time between them. Retries wait for minutes while invocations take
 * milliseconds; an axis that gives idle time a fixed width keeps both readable.
 */

export interface Stretch {
  readonly start: number
  /** Not before `start`; equal for a single instant. */
  readonly end: number
  /** Active milliseconds in all stretches before this one. */
  readonly activeBefore: number
}

/** Idle time up to this long stays in proportion. */
export const IDLE_MS_MIN = 100

/** Grows with the trace, in constant time per record. Instants must not go back. */
export class ActivityAxis {
  #stretches: Stretch[] = []
  #running = 0

  /** Something happened. */
  touch(at: number): void {
    const last = this.#stretches.at(-1)
    if (!last) {
      this.#stretches.push({ start: at, end: at, activeBefore: 0 })
      return
    }
    if (this.#running > 0 || at - last.end <= IDLE_MS_MIN) {
      if (at > last.end) this.#stretches[this.#stretches.length - 1] = { ...last, end: at }
      return
    }
    this.#stretches.push({ start: at, end: at, activeBefore: last.activeBefore + last.end - last.start })
  }

  /** Something began that lasts until `finish`: no time in between is idle. */
  begin(at: number): void {
    this.touch(at)
    this.#running++
  }

  finish(at: number): void {
    this.touch(at)
    this.#running = Math.max(0, this.#running - 1)
  }

  /** The stretches as they are now, in a list of its own; the last one drawn out to now while something runs. */
  stretches(now: number): readonly Stretch[] {
    const stretches = this.#stretches.slice()
    const last = stretches.at(-1)
    if (last && this.#running > 0 && now > last.end) stretches[stretches.length - 1] = { ...last, end: now }
    return stretches
  }
}

/** All of it in proportion. */
export function linear(stretches: readonly Stretch[], now: number): readonly Stretch[] {
  const [first, last] = [stretches[0], stretches.at(-1)]
  return first && last ? [{ start: first.start, end: Math.max(last.end, now), activeBefore: 0 }] : []
}
