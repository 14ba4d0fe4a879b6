/**
 * What a page writes down at once, before it is in the library: even while the page is being closed, and whole or not at
 * all. Every opening of the page writes under keys of its own, so that no two of them can overwrite each other.
 */

import { type Kept, type Reading, readStored, toStored } from './stored'

const PREFIX = 'coldstart:work:'
/** Where all pages wrote before, one over the other. */
const FORMER_KEY = 'coldstart:project'
/** In this tab: the key that it wrote last, for after a reload. */
const TAB_KEY = 'coldstart:work'

export interface JournalEntry {
  readonly key: string
  /** The opening of the page that wrote it; empty for what was written before that was told apart. */
  readonly page: string
  readonly text: string
  readonly reading: Reading
}

export type WriteProblem = 'full' | 'denied'

export type KeyedTexts = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>

export class Journal {
  readonly page: string
  readonly #storage: KeyedTexts | null
  readonly #tab: KeyedTexts | null

  /** @param tab what lasts as long as the tab */
  constructor(
    storage: KeyedTexts | null = storageIfAny('localStorage'),
    tab: KeyedTexts | null = storageIfAny('sessionStorage'),
    page: string = crypto.randomUUID(),
  ) {
    this.#storage = storage
    this.#tab = tab
    this.page = page
  }

  /** @returns why it could not; null when it is written */
  write(kept: Kept): WriteProblem | null {
    if (!this.#storage) return 'denied'
    const key = this.keyOf(kept.id)
    try {
      this.#storage.setItem(key, toStored(kept))
      this.#remember(key)
      return null
    } catch (error) {
      return isFull(error) ? 'full' : 'denied'
    }
  }

  keyOf(project: string): string {
    return `${PREFIX}${this.page}:${project}`
  }

  /** @param text only if this is what is there */
  remove(key: string, text?: string): void {
    try {
      if (text === undefined || this.#storage?.getItem(key) === text) this.#storage?.removeItem(key)
    } catch {
      // It is looked at again by the next page.
    }
  }

  /** What all pages have written, newest first; what cannot be read comes last. */
  entries(): readonly JournalEntry[] {
    return this.#keys()
      .flatMap((key) => this.#entry(key))
      .sort((one, other) => timeOf(other) - timeOf(one))
  }

  /** What this tab showed before it was loaded again; otherwise what was worked on last, wherever. */
  latest(): JournalEntry | null {
    const entries = this.entries()
    const ofTab = this.#recalled()
    return entries.find(({ key }) => key === ofTab) ?? entries[0] ?? null
  }

  /** Only what is asked for: another page may be writing. */
  #entry(key: string): readonly JournalEntry[] {
    try {
      const text = this.#storage?.getItem(key) ?? null
      if (text === null) return []
      const page = key === FORMER_KEY ? '' : (key.slice(PREFIX.length).split(':')[0] ?? '')
      return [{ key, page, text, reading: readStored(text) }]
    } catch {
      return []
    }
  }

  #keys(): readonly string[] {
    try {
      const count = this.#storage?.length ?? 0
      const keys = Array.from({ length: count }, (_, index) => this.#storage?.key(index) ?? '')
      return keys.filter((key) => key.startsWith(PREFIX) || key === FORMER_KEY)
    } catch {
      return []
    }
  }

  #recalled(): string | null {
    try {
      return this.#tab?.getItem(TAB_KEY) ?? null
    } catch {
      return null
    }
  }

  #remember(key: string): void {
    try {
      if (this.#tab?.getItem(TAB_KEY) !== key) this.#tab?.setItem(TAB_KEY, key)
    } catch {
      // After a reload it is found as what was worked on last.
    }
  }
}

const timeOf = ({ reading }: JournalEntry): number => (reading.kind === 'project' ? reading.kept.at : -1)

export const isFull = (error: unknown): boolean => error instanceof DOMException && error.name === 'QuotaExceededError'

function storageIfAny(name: 'localStorage' | 'sessionStorage'): Storage | null {
  try {
    return globalThis[name] ?? null
  } catch {
    return null
  }
}
