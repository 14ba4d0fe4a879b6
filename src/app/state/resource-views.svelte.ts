import type { ResourceView } from '../../cloud/aws/resource-view'

/** Real milliseconds between two looks: what is in a table changes faster than anybody reads. */
const LOOK_MS = 250

/** Of a moment by its instant; of now by how far the trace has gone. */
const nameOfMoment = (next: number, at: number | null): string => (at === null ? `after ${next}` : `at ${at}`)

/** What is in the stack's resources, asked for again while somebody looks and the trace, or the moment, goes on. */
export class ResourceViews {
  current = $state.raw<readonly ResourceView[]>([])
  /** An earlier moment that is not shown, but now, and why; null when it is what was asked for. */
  refused = $state.raw<{ readonly at: number; readonly reason: string } | null>(null)
  readonly #ask: (at: number | null) => Promise<readonly ResourceView[]>
  #asked = ''
  #looking: Promise<void> | null = null

  /** @param ask an instant of the past; null: now */
  constructor(ask: (at: number | null) => Promise<readonly ResourceView[]>) {
    this.#ask = ask
  }

  /**
   * Resolves when there may be something else to look at: never at once while a look is under way, or whoever asks again
   * because of what has come meanwhile would do nothing else.
   * @param next of the trace: how far it has gone
   * @param at of the moment that is looked at; null: now
   */
  follow(next: number, at: number | null): Promise<void> {
    if (this.#looking) return this.#looking
    if (!this.isBehind(next, at)) return Promise.resolve()
    this.#asked = nameOfMoment(next, at)
    this.#looking = this.#lookOnce(at).finally(() => (this.#looking = null))
    return this.#looking
  }

  /** Whether what was asked for last is no longer what is looked at. */
  isBehind(next: number, at: number | null): boolean {
    return nameOfMoment(next, at) !== this.#asked
  }

  async #lookOnce(at: number | null): Promise<void> {
    try {
      this.current = await this.#look(at)
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
    } catch {
      // The sandbox is gone: what was seen last stays until there is another one.
    }
  }

  async #look(at: number | null): Promise<readonly ResourceView[]> {
    try {
      const seen = await this.#ask(at)
      this.refused = null
      return seen
    } catch (error) {
      if (at === null) throw error
      this.refused = { at, reason: error instanceof Error ? error.message : String(error) }
      return this.#ask(null)
    }
  }
}
