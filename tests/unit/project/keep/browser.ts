/** A browser that can be killed, fill up, or refuse: what a test of keeping needs of one. */

import { IDBFactory } from 'fake-indexeddb'
import { vi } from 'vitest'
import { defaultSettings } from '../../../../src/project/files'
import { Journal, type KeyedTexts } from '../../../../src/project/keep/journal'
import { Keeper, type Safety } from '../../../../src/project/keep/keeper'
import type { Presence } from '../../../../src/project/keep/presence'
import { Library, type LibraryEntry } from '../../../../src/project/library'
import type { ProjectFiles } from '../../../../src/project/model'

/** Steps that change what is stored: each is a place where a page may end. */
export class Faults {
  /** Steps until it strikes; infinite: never. */
  left = Infinity
  /** After a crash nothing works any more; a full disk works for who asks for less. */
  kind: 'crash' | 'full' = 'crash'
  struck = false
  steps = 0

  step(): void {
    this.steps++
    if (this.struck && this.kind === 'crash') throw new Error('The page is gone')
    if (--this.left > 0) return
    this.struck = true
    if (this.kind === 'crash') throw new Error('The page is gone')
    throw new DOMException('No more room', 'QuotaExceededError')
  }
}

export class Texts implements KeyedTexts {
  readonly texts = new Map<string, string>()
  constructor(readonly faults: () => Faults) {}
  get length(): number {
    return this.texts.size
  }
  key = (index: number): string | null => [...this.texts.keys()][index] ?? null
  getItem = (key: string): string | null => this.texts.get(key) ?? null
  setItem = (key: string, text: string): void => {
    this.faults().step()
    this.texts.set(key, text)
  }
  removeItem = (key: string): void => {
    this.faults().step()
    this.texts.delete(key)
  }
}

/** Each of these is a request; when it fails like a crash, the transaction goes as it does when a process ends. */
export function haveFaults(faults: () => Faults): void {
  for (const method of ['put', 'add', 'delete'] as const) {
    const real = IDBObjectStore.prototype[method] as (...args: unknown[]) => IDBRequest
    vi.spyOn(IDBObjectStore.prototype, method).mockImplementation(function (this: IDBObjectStore, ...args: unknown[]) {
      try {
        faults().step()
      } catch (error) {
        this.transaction.abort()
        throw error
      }
      return real.apply(this, args) as never
    })
  }
}

export class Browser {
  readonly alive = new Map<string, Presence>()
  readonly storage = new Texts(() => this.faults)
  faults = new Faults()
  now = 1_000_000
  #pages = 0

  constructor() {
    globalThis.indexedDB = new IDBFactory()
  }

  /** Another tab, or the same one after a reload. */
  page(tab = new Texts(() => new Faults())): Page {
    return new Page(this, `page-${++this.#pages}`, tab)
  }
}

export class Page {
  readonly journal: Journal
  readonly keeper: Keeper
  readonly library = new Library()
  readonly presence: Presence
  readonly safeties: Safety[] = []
  conflict: LibraryEntry | null = null
  readonly found: string[] = []
  theirs: LibraryEntry | null = null
  /** What the page shows. */
  files: ProjectFiles = { a: 'new' }
  id = ''

  constructor(
    readonly browser: Browser,
    readonly name: string,
    readonly tab: Texts,
  ) {
    this.presence = {
      announce: () => undefined,
      saved: (project, stamp) => {
        for (const [page, other] of browser.alive) if (page !== name) other.onSaved(project, stamp)
      },
      others: async () => new Set([...browser.alive.keys()].filter((page) => page !== name)),
      isElsewhere: () => false,
      onChange: () => undefined,
      onSaved: () => undefined,
    }
    this.journal = new Journal(browser.storage, tab, name)
    this.keeper = new Keeper({
      journal: this.journal,
      library: async () => this.library,
      presence: this.presence,
      now: () => ++browser.now,
    })
    this.keeper.onSafety = (safety) => this.safeties.push(safety)
    this.keeper.onConflict = (theirs) => (this.conflict = theirs)
    this.keeper.onFound = (found) => this.found.push(found)
    this.keeper.onTheirs = (theirs) => (this.theirs = theirs)
    browser.alive.set(name, this.presence)
    const latest = this.journal.latest()
    if (latest?.reading.kind !== 'project') return
    this.files = latest.reading.kept.files
    this.id = latest.reading.kept.id
    this.keeper.adopt(latest, latest.reading.kept)
  }

  type(text: string, id = this.id || 'p'): void {
    this.id = id
    this.files = { a: text }
    const settings = { ...defaultSettings(), name: 'P' }
    this.keeper.save({ id, files: this.files, settings, origin: { a: 'new' } }, true)
  }

  commit = (): Promise<void> => this.keeper.commit()

  /** The process is gone. */
  end(): void {
    this.browser.alive.delete(this.name)
  }

  texts = async (id = 'p'): Promise<readonly (string | undefined)[]> =>
    (await this.library.revisions(id)).map(({ files }) => files['a'])
}
