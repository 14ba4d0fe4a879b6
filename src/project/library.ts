/**
 * The projects in this browser and how they came to be what they are: IndexedDB. Whatever belongs together is written in
 * one transaction: all of it is there after a crash, or nothing.
 */

import { type DBSchema, type IDBPDatabase, type IDBPTransaction, openDB } from 'idb'
import type { Project, ProjectFiles } from './model'
import { isReadable, note } from './keep/history'
import { NO_STAMP, STORED_VERSION, readFiles, readValue, sameWork } from './keep/stored'

export interface LibraryEntry extends Project {
  readonly id: string
  /** Milliseconds since 1970, of this machine's clock. */
  readonly changedAt: number
  /** As it was opened first: what a reset goes back to. */
  readonly origin: ProjectFiles
  /** Names the state; none in what earlier versions have written. */
  readonly stamp?: string
  /** Stamps of states that were in its place before. */
  readonly past?: readonly string[]
  /** Of the form; 1 if it is not said. */
  readonly version?: number
}

/** One that cannot be opened here: it stays as it is. */
export interface UnreadableEntry {
  readonly id: string
  readonly name: string
  readonly why: string
  /** For who wants to see what is left of it. */
  readonly raw: string
}

/** Why a state of a project was kept. */
export type RevisionReason =
  'deployed' | 'edited' | 'edited in another tab' | 'before a reset' | 'before going back' | 'went back'

export interface Revision extends Project {
  readonly project: string
  /** Milliseconds since 1970. */
  readonly at: number
  readonly reason: RevisionReason
  /** The opening of the page that it comes from. */
  readonly page?: string
  /** When the edits began that it is the end of, if they went on. */
  readonly since?: number
}

/** What a page wants to put into the library. */
export interface Work extends Omit<LibraryEntry, 'stamp' | 'past' | 'version'> {
  readonly stamp: string
  /** States that it has grown out of. */
  readonly bases: readonly string[]
  readonly page: string
}

/**
 * What became of it. `behind`: `theirs`, in the library, has grown out of it. `conflict`: `theirs` is other work, and what
 * was to be put there is in the history. `newer`: a newer version of the page has written what is there.
 */
export type Committed =
  { readonly kind: 'kept' | 'newer' } | { readonly kind: 'conflict' | 'behind'; readonly theirs: LibraryEntry }

/** Of one project. */
const PAST_MAX = 50

export interface Schema extends DBSchema {
  projects: { key: string; value: LibraryEntry; indexes: { changedAt: number } }
  revisions: { key: number; value: Revision; indexes: { project: string } }
}
export type Change = IDBPTransaction<Schema, ('projects' | 'revisions')[], 'readwrite'>

/** Every method rejects where the browser keeps nothing: storage denied, private windows of some browsers. */
export class Library {
  #database: Promise<IDBPDatabase<Schema>> | null = null

  /** @returns the last changed first */
  async list(): Promise<readonly LibraryEntry[]> {
    return (await this.#all()).flatMap((value) => entryOf(value) ?? [])
  }

  /** Entries that cannot be opened here. */
  async unreadable(): Promise<readonly UnreadableEntry[]> {
    return (await this.#all()).flatMap((value) => (entryOf(value) ? [] : [unreadableOf(value)]))
  }

  async #all(): Promise<readonly unknown[]> {
    // Not by the index: it leaves out what has no time.
    const values = await (await this.#open()).getAll('projects')
    return values.sort((one, other) => (other.changedAt || 0) - (one.changedAt || 0))
  }

  async get(id: string): Promise<LibraryEntry | undefined> {
    const value = await (await this.#open()).get('projects', id)
    return value && (entryOf(value) ?? undefined)
  }

  /**
   * Puts a state of a project in the place of the one that it has grown out of, and into the history. If another state is
   * there, nothing is replaced: this one goes into the history alone.
   */
  async commit(work: Work, reason: RevisionReason): Promise<Committed> {
    return this.#change(async (change) => {
      const projects = change.objectStore('projects')
      const value = await projects.get(work.id)
      if (value && readValue(value).kind === 'newer') return { kind: 'newer' }
      const theirs = value && entryOf(value)
      if (theirs?.past?.includes(work.stamp)) return { kind: 'behind', theirs }
      if (theirs && !growsOutOf(work, theirs)) {
        await note(change, revisionOf(work, 'edited in another tab'))
        return { kind: 'conflict', theirs }
      }
      // What is left of a damaged one stays beside it.
      if (value && !theirs) await projects.put({ ...value, id: `damaged-${crypto.randomUUID()}` })
      await projects.put(toEntry(work, theirs ?? {}))
      await note(change, revisionOf(work, reason))
      return { kind: 'kept' }
    })
  }

  async put(entry: LibraryEntry): Promise<void> {
    await (await this.#open()).put('projects', { stamp: NO_STAMP, ...entry, version: STORED_VERSION })
  }

  /** With its history. @returns puts both back */
  async remove(id: string): Promise<() => Promise<void>> {
    return this.#change(async (change) => {
      const [projects, revisions] = [change.objectStore('projects'), change.objectStore('revisions')]
      const entry = await projects.get(id)
      const history = await revisions.index('project').getAll(id)
      await projects.delete(id)
      for (const key of await revisions.index('project').getAllKeys(id)) await revisions.delete(key)
      return () =>
        this.#change(async (back) => {
          if (entry) await back.objectStore('projects').put(entry)
          for (const revision of history) await back.objectStore('revisions').add(revision)
        })
    })
  }

  /** @returns the newest first */
  async revisions(project: string): Promise<readonly Revision[]> {
    const all = await (await this.#open()).getAllFromIndex('revisions', 'project', project)
    return all.filter(isReadable).sort((one, other) => other.at - one.at)
  }

  /** Keeps a state of a project, unless it is the one that was kept last. */
  async note(revision: Revision): Promise<void> {
    await this.#change((change) => note(change, revision))
  }

  /** When the browser has no more room: the older half of each history goes. @returns whether there was something */
  async makeRoom(): Promise<boolean> {
    return this.#change(async (change) => {
      const revisions = change.objectStore('revisions')
      let last = ''
      let keys: number[] = []
      let gone = 0
      const halve = async (): Promise<void> => {
        for (const key of keys.slice(0, Math.floor(keys.length / 2))) await revisions.delete(key)
        gone += Math.floor(keys.length / 2)
      }
      for (let at = await revisions.index('project').openKeyCursor(); at; at = await at.continue()) {
        if (at.key !== last) await halve()
        if (at.key !== last) keys = []
        last = at.key
        keys.push(at.primaryKey)
      }
      await halve()
      return gone > 0
    })
  }

  /** One that fails, or is cut off, has changed nothing. */
  async #change<Result>(make: (change: Change) => Promise<Result>): Promise<Result> {
    const change = (await this.#open()).transaction(['projects', 'revisions'], 'readwrite')
    // Awaited below; until then, it must not count as an error that nobody has caught.
    change.done.catch(() => undefined)
    try {
      const result = await make(change)
      await change.done
      return result
    } catch (error) {
      abort(change)
      // Why the transaction ended says more than that a request of it did.
      throw change.error ?? error
    }
  }

  #open(): Promise<IDBPDatabase<Schema>> {
    this.#database ??= openDB<Schema>('coldstart', 1, {
      upgrade(database) {
        database.createObjectStore('projects', { keyPath: 'id' }).createIndex('changedAt', 'changedAt')
        database.createObjectStore('revisions', { autoIncrement: true }).createIndex('project', 'project')
      },
      // A newer version of the page, in another tab, must not have to wait for this one.
      blocking: (_current, _wanted, event) => (event.target as IDBDatabase).close(),
      // The browser closed it, as when its files are deleted: the next one opens it again.
      terminated: () => (this.#database = null),
    })
    // One that failed is tried again.
    this.#database.catch(() => (this.#database = null))
    return this.#database
  }
}

function abort(change: Change): void {
  try {
    change.abort()
  } catch {
    // It has ended by itself.
  }
}

const growsOutOf = (work: Work, there: LibraryEntry): boolean =>
  there.stamp === work.stamp || work.bases.includes(there.stamp ?? NO_STAMP) || sameWork(work, there)

const toEntry = (
  { id, changedAt, origin, files, settings, stamp }: Work,
  { stamp: before = NO_STAMP, past = [] }: Partial<LibraryEntry>,
): LibraryEntry => ({
  ...{ id, changedAt, origin, files, settings, stamp },
  past: before === stamp ? past : [...past, before].slice(-PAST_MAX),
  version: STORED_VERSION,
})

const revisionOf = ({ id, changedAt, files, settings, page }: Work, reason: RevisionReason): Revision => ({
  ...{ project: id, at: changedAt, reason, page, since: changedAt, files, settings },
})

/** @returns null for what cannot be opened here */
function entryOf(value: unknown): LibraryEntry | null {
  const reading = readValue(value)
  if (reading.kind !== 'project') return null
  const { changedAt, origin, past } = value as LibraryEntry
  const { id, stamp, files, settings } = reading.kept
  const time = Number.isFinite(changedAt) ? changedAt : 0
  const stamps = Array.isArray(past) ? past : []
  return { id, changedAt: time, files, settings, origin: originOf(origin) ?? files, stamp, past: stamps }
}

/** Without it, a project can be opened still: it has no way back to how it began. */
function originOf(value: unknown): ProjectFiles | null {
  try {
    return readFiles(value)
  } catch {
    return null
  }
}

function unreadableOf(value: unknown): UnreadableEntry {
  const { id, settings } = value as { readonly id: string; readonly settings?: { readonly name?: unknown } }
  const reading = readValue(value)
  const why =
    reading.kind === 'newer'
      ? 'A newer version of Coldstart has saved it. Reload the page to get that version.'
      : `What is kept of it is damaged: ${reading.kind === 'damaged' ? reading.why : ''}`
  const name = typeof settings?.name === 'string' ? settings.name : 'Project without a name'
  return { id, name, why, raw: JSON.stringify(value, null, 2) }
}
