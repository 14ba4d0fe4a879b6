/** Which openings of the page are there in this browser, and what they tell each other. */

/** One of them holds this lock as long as it lives, however it ends. */
const LOCK = 'coldstart:page:'
const CHANNEL = 'coldstart:pages'
/** For answers, where there are no locks. */
const ANSWERED_MS = 300

export type Message =
  | { readonly type: 'who' }
  | { readonly type: 'here'; readonly page: string; readonly project: string }
  | { readonly type: 'gone'; readonly page: string }
  | { readonly type: 'saved'; readonly page: string; readonly project: string; readonly stamp: string }

export interface Presence {
  /** Tells what is open here; again when that changes. */
  announce(project: string): void
  /** Tells that the library holds another state. */
  saved(project: string, stamp: string): void
  /** The other pages that are alive; null where that cannot be known. */
  others(): Promise<ReadonlySet<string> | null>
  /** Whether another living page has this project open. */
  isElsewhere(project: string): boolean
  onChange: () => void
  onSaved: (project: string, stamp: string) => void
}

export class Pages implements Presence {
  onChange: () => void = () => undefined
  onSaved: (project: string, stamp: string) => void = () => undefined
  /** Page → project. */
  readonly #others = new Map<string, string>()
  readonly #channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel(CHANNEL) : null
  readonly #locks = (globalThis.navigator as Partial<Navigator> | undefined)?.locks ?? null
  #project = ''

  constructor(readonly page: string) {
    // Never given back: the browser does that when the page is gone.
    this.#locks?.request(LOCK + page, () => new Promise(() => undefined)).catch(() => undefined)
    this.#channel?.addEventListener('message', ({ data }: MessageEvent<Message>) => this.#hear(data))
  }

  announce(project: string): void {
    if (project === this.#project) return
    const isFirst = this.#project === ''
    this.#project = project
    this.#tell({ type: 'here', page: this.page, project })
    if (isFirst) this.#tell({ type: 'who' })
    this.onChange()
  }

  leave(): void {
    this.#tell({ type: 'gone', page: this.page })
  }

  /** After the page came back out of the browser's history of pages. */
  comeBack(): void {
    const project = this.#project
    this.#project = ''
    if (project !== '') this.announce(project)
  }

  saved(project: string, stamp: string): void {
    this.#tell({ type: 'saved', page: this.page, project, stamp })
  }

  isElsewhere(project: string): boolean {
    return [...this.#others.values()].includes(project)
  }

  async others(): Promise<ReadonlySet<string> | null> {
    const alive = await this.#alive()
    if (alive) {
      const gone = [...this.#others.keys()].filter((page) => !alive.has(page))
      for (const page of gone) this.#others.delete(page)
      if (gone.length > 0) this.onChange()
    }
    return alive
  }

  async #alive(): Promise<ReadonlySet<string> | null> {
    try {
      const { held } = (await this.#locks?.query()) ?? {}
      if (held)
        return new Set(
          held
            .map(({ name }) => name ?? '')
            .filter(isPage)
            .map(pageOf)
            .filter((one) => one !== this.page),
        )
    } catch {
      // As where there are none.
    }
    if (!this.#channel) return null
    this.#tell({ type: 'who' })
    await new Promise((resolve) => setTimeout(resolve, ANSWERED_MS))
    return new Set(this.#others.keys())
  }

  #hear(message: Message): void {
    switch (message.type) {
      case 'who':
        if (this.#project) this.#tell({ type: 'here', page: this.page, project: this.#project })
        return
      case 'here':
        this.#others.set(message.page, message.project)
        return this.onChange()
      case 'gone':
        if (this.#others.delete(message.page)) this.onChange()
        return
      case 'saved':
        return this.onSaved(message.project, message.stamp)
    }
  }

  #tell(message: Message): void {
    this.#channel?.postMessage(message)
  }
}

const isPage = (name: string): boolean => name.startsWith(LOCK)
const pageOf = (name: string): string => name.slice(LOCK.length)
