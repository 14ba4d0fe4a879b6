import type { ResourceView } from '../../cloud/aws/resource-view'

/** Real milliseconds between two looks: what is in a table changes faster than anybody reads. */
const LOOK_MS = 250

/** What is in the stack's resources, asked for again while somebody looks and the trace goes on. */
export class ResourceViews {
  current = $state.raw<readonly ResourceView[]>([])
  readonly #ask: () => Promise<readonly ResourceView[]>
  #asked = -1
  #busy = false

  constructor(ask: () => Promise<readonly ResourceView[]>) {
    this.#ask = ask
  }

  /** @param next of the trace: how far it has gone */
  async follow(next: number): Promise<void> {
    if (this.#busy || next === this.#asked) return
    this.#busy = true
    try {
      // What comes meanwhile leads to another look.
      this.#asked = next
      this.current = await this.#ask()
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
    } catch {
      // The sandbox is gone: what was seen last stays until there is another one.
    } finally {
      this.#busy = false
    }
  }
}
