/** When an embed is unused: nobody touches it, nothing is under way, and nothing happens in it or nobody sees that. */

export interface RestOptions {
  /** Whether something was asked for and is not answered. */
  readonly isBusy: () => boolean
  readonly rest: () => void | Promise<void>
  /** For tests. */
  readonly now?: () => number
}

export const UNUSED_MS = 30_000
const LOOK_EVERY_MS = 5000

export class Usage {
  #usedAt: number
  #happenedAt = 0
  #seen = true
  readonly #now: () => number

  constructor(private readonly options: RestOptions) {
    this.#now = options.now ?? (() => performance.now())
    this.#usedAt = this.#now()
  }

  /** Somebody did something with it. */
  noteUse(): void {
    this.#usedAt = this.#now()
  }

  /** Something happened in it. */
  noteHappening(): void {
    this.#happenedAt = this.#now()
  }

  noteSeen(seen: boolean): void {
    this.#seen = seen
  }

  /** Time to see whether it is unused. */
  look(): void {
    const now = this.#now()
    if (this.options.isBusy()) return this.noteUse()
    const watched = this.#seen && now - this.#happenedAt < UNUSED_MS
    if (now - this.#usedAt >= UNUSED_MS && !watched) void this.options.rest()
  }

  /** Watches the page it is in. */
  watch(page: Window): void {
    for (const type of ['pointerdown', 'keydown', 'wheel', 'focusin']) {
      page.addEventListener(type, () => this.noteUse(), { capture: true, passive: true })
    }
    const observer = new IntersectionObserver((entries) => this.noteSeen(entries.some((one) => one.isIntersecting)))
    observer.observe(page.document.documentElement)
    setInterval(() => this.look(), LOOK_EVERY_MS)
  }
}
