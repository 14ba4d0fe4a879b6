/**
 * Sees to it that no work is lost. Each state is written to the journal at once, and a moment later to the library, whose
 * place for the project it takes only if it has grown out of what is there: another tab's work is never overwritten.
 */

import type { Committed, Library, LibraryEntry, RevisionReason } from '../library'
import type { Project, ProjectFiles } from '../model'
import { type Journal, type JournalEntry, type WriteProblem, isFull } from './journal'
import type { Presence } from './presence'
import { type Kept, newStamp } from './stored'

const COMMIT_AFTER_MS = 1000
/** States that a page has written down since the one in the library: the last of them. */
const BASES_MAX = 20

/** How safe the work is: `saving` until something holds it. */
export type Safety = 'saved' | 'saving' | 'newer' | WriteProblem

export interface KeeperOptions {
  readonly journal: Journal
  /** Loaded when it is needed first. */
  readonly library: () => Promise<Library>
  readonly presence: Presence
  readonly now?: () => number
}

/** What is to be kept, with what it was when it was opened first. */
export interface Work extends Project {
  readonly id: string
  readonly origin: ProjectFiles
}

interface Saved {
  readonly kept: Kept
  readonly origin: ProjectFiles
  /** Why it is not in the journal; null if it is. */
  readonly journaled: WriteProblem | null
}

export class Keeper {
  onSafety: (safety: Safety) => void = () => undefined
  /** Another tab has put other work into the library; null: that is settled. */
  onConflict: (theirs: LibraryEntry | null) => void = () => undefined
  /** Changes of pages that are gone, found beside what is kept. */
  onFound: (name: string) => void = () => undefined
  readonly #options: KeeperOptions
  readonly #now: () => number
  #id = ''
  /** The state in the library that this page has opened or put there. */
  #base: string | null = null
  #bases: readonly string[] = []
  /** Projects that were open here before. */
  readonly #left = new Map<string, { readonly base: string | null; readonly bases: readonly string[] }>()
  /** Of them, those that are safe in the library. */
  readonly #done = new Set<string>()
  #last: Saved | null = null
  #conflict = false
  #timer: ReturnType<typeof setTimeout> | null = null
  #writing: Promise<unknown> = Promise.resolve()
  /** The state of a page that is gone, which this page went on with. */
  #adopted: JournalEntry | null = null

  constructor(options: KeeperOptions) {
    this.#options = options
    this.#now = options.now ?? Date.now
    options.presence.onSaved = (project, stamp) => void this.#hearSaved(project, stamp)
  }

  /** A project is open that was not. @param stamp of the state, if it is one that is kept; null: as this page left it */
  opened(id: string, stamp: string | null, bases: readonly string[] = []): void {
    if (this.#timer) void this.#commitQuietly()
    const left = this.#left.get(id)
    if (this.#id !== '') this.#left.set(this.#id, { base: this.#base, bases: this.#bases })
    this.#id = id
    this.#base = stamp ?? left?.base ?? null
    this.#bases = stamp === null && left ? left.bases : bases
    this.#last = null
    this.#setConflict(null)
    this.#options.presence.announce(id)
  }

  /** This page goes on where another one, or the page before a reload, was. */
  adopt(entry: JournalEntry, { id, stamp, bases }: Kept): void {
    this.#adopted = entry
    this.opened(id, stamp, bases)
  }

  /** At once, and in the library a moment later, if it is anybody's work. @returns whether it is safe already */
  save(work: Work, touched: boolean): boolean {
    if (work.id !== this.#id) this.opened(work.id, null)
    const { files, settings, id, origin } = work
    const kept: Kept = { id, files, settings, stamp: newStamp(), bases: this.#grownOutOf, at: this.#now(), touched }
    this.#bases = [...this.#bases, kept.stamp].slice(-BASES_MAX)
    const journaled = this.#options.journal.write(kept)
    this.#last = { kept, origin, journaled }
    if (journaled === null) {
      this.#tidy()
      this.onSafety('saved')
    } else this.onSafety('saving')
    // Not put off by what follows: who types on and on is to be safe, too.
    if (touched || journaled !== null) this.#timer ??= setTimeout(() => void this.#commitQuietly(), COMMIT_AFTER_MS)
    return journaled === null
  }

  get #grownOutOf(): readonly string[] {
    return [...(this.#base === null ? [] : [this.#base]), ...this.#bases]
  }

  /** `onSafety` says more. */
  #commitQuietly(): Promise<void> {
    return this.commit().catch(() => undefined)
  }

  /** Puts what was saved last into the library now. @throws Error where the browser has none */
  async commit(reason: RevisionReason = 'edited'): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    const last = this.#last
    if (!last) return
    // One after the other: each grows out of the one before.
    const before = this.#writing
    const writing = before.then(() => this.#commit(last, reason))
    this.#writing = writing.catch(() => undefined)
    await writing
  }

  async #commit(last: Saved, reason: RevisionReason): Promise<void> {
    const { kept, origin, journaled } = last
    try {
      const { kind, theirs } = await this.#intoLibrary(kept, origin, reason)
      if (kind === 'kept') this.#options.presence.saved(kept.id, kept.stamp)
      if (kept.id !== this.#id) {
        if (kind === 'kept') this.#left.set(kept.id, { base: kept.stamp, bases: [] })
        this.#done.add(kept.id)
        return
      }
      if (kind === 'kept') {
        this.#base = kept.stamp
        this.#bases = this.#bases.slice(this.#bases.indexOf(kept.stamp) + 1)
      }
      if (this.#last === last) this.onSafety(kind === 'newer' ? 'newer' : 'saved')
      this.#setConflict(kind === 'conflict' ? theirs : null)
    } catch (error) {
      if (this.#last === last && journaled !== null) this.onSafety(isFull(error) ? 'full' : journaled)
      throw error
    }
  }

  async #intoLibrary(
    kept: Kept,
    origin: ProjectFiles,
    reason: RevisionReason,
    page: string = this.#options.journal.page,
  ): Promise<Committed & { readonly theirs: LibraryEntry | null }> {
    const library = await this.#options.library()
    const { at, touched: _, ...state } = kept
    const work = { ...state, origin, page, changedAt: at || this.#now() }
    for (;;) {
      try {
        const committed = await library.commit(work, reason)
        return { theirs: null, ...committed }
      } catch (error) {
        if (!isFull(error) || !(await library.makeRoom())) throw error
      }
    }
  }

  /** Into the library with what pages that are gone have left in the journal. */
  async settle(): Promise<void> {
    const { journal, presence } = this.#options
    const alive = await presence.others()
    const [newest, ...older] = journal.entries()
    for (const entry of newest ? [newest, ...older] : []) {
      if (entry.page === journal.page || alive?.has(entry.page) || entry.reading.kind !== 'project') continue
      const { kept } = entry.reading
      if (kept.touched) {
        const { kind, theirs } = await this.#intoLibrary(kept, await this.#originOf(kept), 'edited', entry.page)
        if (kind === 'newer') continue
        // It is what this page shows: somebody went on with it.
        if (theirs && entry.key === this.#adopted?.key) this.onTheirs(theirs)
        else if (kind === 'conflict') this.onFound(kept.settings.name)
      }
      // The next page opens with the newest, and this one may be closed before it has written any.
      if (alive && entry !== newest && entry.key !== this.#adopted?.key) journal.remove(entry.key, entry.text)
    }
  }

  async #originOf({ id, files }: Kept): Promise<ProjectFiles> {
    return (await (await this.#options.library()).get(id))?.origin ?? files
  }

  /** What the page went on with is in its own writing now, and what it had open before is in the library. */
  #tidy(): void {
    for (const id of this.#done) if (id !== this.#id) this.#options.journal.remove(this.#options.journal.keyOf(id))
    this.#done.clear()
    const adopted = this.#adopted
    if (!adopted) return
    this.#adopted = null
    void this.#options.presence.others().then((alive) => {
      // Its page may have written more since.
      if (alive && !alive.has(adopted.page)) this.#options.journal.remove(adopted.key, adopted.text)
    })
  }

  /** Another tab has put a state into the library. */
  async #hearSaved(project: string, stamp: string): Promise<void> {
    if (project !== this.#id || this.#conflict || this.#grownOutOf.includes(stamp)) return
    const entry = await (await this.#options.library()).get(project).catch(() => undefined)
    if (!entry || project !== this.#id || entry.stamp !== stamp) return
    this.onTheirs(entry)
  }

  /** Told of a state that is new in the library: `accept` it if it is the same work, otherwise `contest` it. */
  onTheirs: (theirs: LibraryEntry) => void = () => undefined

  /** What this page holds grows out of that, or is the same. */
  accept(theirs: LibraryEntry): void {
    this.#base = theirs.stamp ?? null
    this.#bases = []
    this.#setConflict(null)
  }

  contest(theirs: LibraryEntry): void {
    this.#setConflict(theirs)
  }

  #setConflict(theirs: LibraryEntry | null): void {
    if (theirs === null && !this.#conflict) return
    this.#conflict = theirs !== null
    this.onConflict(theirs)
  }
}
