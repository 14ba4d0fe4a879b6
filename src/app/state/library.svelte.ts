import type { Library, LibraryEntry, Revision, RevisionReason, UnreadableEntry } from '../../project/library'
import type { Project, ProjectFiles } from '../../project/model'
import { Keeper, type Safety } from '../../project/keep/keeper'
import type { Journal, JournalEntry } from '../../project/keep/journal'
import { Pages } from '../../project/keep/presence'
import { sameWork } from '../../project/keep/stored'
import type { Notices } from './notices.svelte'
import { Persistence } from './persistence.svelte'
import type { Workspace } from './workspace.svelte'

/** Keeps what is worked on in this browser, and brings it back. */
export class LocalProjects {
  readonly persistence = new Persistence()
  /** Whether what is there is kept, and if not, why. */
  safety = $state<Safety>('saved')
  /** Other work on this project that another tab has saved; what is here is not saved over it. */
  conflict = $state.raw<LibraryEntry | null>(null)
  /** Whether another tab has this project open. */
  isElsewhere = $state(false)
  /** What this browser kept of earlier work, and this page cannot open. */
  unopened = $state.raw<readonly JournalEntry[]>([])
  #library: Promise<Library> | null = null
  readonly #workspace: Workspace
  readonly #notices: Notices
  readonly #keeper: Keeper | null
  readonly #pages: Pages | null
  #complained = false

  /** @param journal null: nothing is kept */
  constructor(workspace: Workspace, notices: Notices, journal: Journal | null) {
    this.#workspace = workspace
    this.#notices = notices
    this.#pages = journal && new Pages(journal.page)
    this.#keeper = journal && this.#pages && this.#begin(journal, this.#pages)
  }

  #begin(journal: Journal, pages: Pages): Keeper {
    const keeper = new Keeper({ journal, library: () => this.library, presence: pages })
    pages.onChange = () => (this.isElsewhere = pages.isElsewhere(this.#workspace.id))
    keeper.onSafety = (safety) => {
      this.safety = safety
      this.#workspace.isUnsaved = safety !== 'saved'
    }
    keeper.onConflict = (theirs) => (this.conflict = theirs)
    keeper.onTheirs = (theirs) => this.#meet(theirs)
    keeper.onFound = (name) =>
      this.#notices.show({
        tone: 'info',
        title: `Found unsaved changes to “${name}”`,
        detail:
          'A tab was closed before they were saved, and the project has been changed since. They are in its history.',
        sticky: true,
      })
    this.unopened = journal.entries().filter(({ reading }) => reading.kind !== 'project')
    return keeper
  }

  /** Loaded when it is needed first. */
  get library(): Promise<Library> {
    this.#library ??= import('../../project/library').then((module) => new module.Library())
    return this.#library
  }

  /** The page goes on with what a tab left in the journal. */
  adopt(entry: JournalEntry): void {
    if (entry.reading.kind === 'project') this.#keeper?.adopt(entry, entry.reading.kept)
  }

  /** After the start: what the project was when it was opened first, and what pages that are gone have left. */
  async recall(): Promise<void> {
    if (!this.#keeper) return
    const { id } = this.#workspace
    const entry = await this.library.then((library) => library.get(id)).catch(() => undefined)
    if (entry && this.#workspace.id === id) this.#workspace.origin = entry.origin
    await this.#keeper.settle().catch(() => undefined)
  }

  /** A project out of the library is about to be opened. */
  opening({ id, stamp }: Pick<LibraryEntry, 'id' | 'stamp'>): void {
    this.#keeper?.opened(id, stamp ?? '')
  }

  /** At once. @returns whether it is safe already */
  save({ files, settings }: Project, id: string): boolean {
    const { origin, example } = this.#workspace
    const isKept = this.#keeper?.save({ files, settings, id, origin }, files !== example) ?? true
    if (isKept && this.#workspace.edits > 0) this.persistence.noteSaved()
    return isKept
  }

  /** The page is shown again, or hidden: who else is there may have changed. */
  look(): void {
    void this.#pages?.others()
  }

  leave(): void {
    this.#pages?.leave()
  }

  comeBack(): void {
    this.#pages?.comeBack()
  }

  async keep(reason: RevisionReason = 'edited'): Promise<void> {
    if (!this.#keeper || this.#workspace.isBorrowed) return
    this.#workspace.saveNow()
    const keeper = this.#keeper
    await this.#quietly(() => keeper.commit(reason))
  }

  /** @param files that were deployed */
  async noteDeployment(files: ProjectFiles): Promise<void> {
    if (this.#keeper && this.#workspace.isTouched && files === this.#workspace.files) await this.keep('deployed')
  }

  async list(): Promise<readonly LibraryEntry[]> {
    return (await this.library).list()
  }

  async unreadable(): Promise<readonly UnreadableEntry[]> {
    return (await this.library).unreadable()
  }

  async history(): Promise<readonly Revision[]> {
    return (await this.library).revisions(this.#workspace.id)
  }

  async remove({ id, name }: { readonly id: string; readonly name: string }): Promise<void> {
    const undo = await (await this.library).remove(id)
    this.#notices.show({ tone: 'info', title: `Deleted “${name}”`, action: { text: 'Undo', run: () => void undo() } })
  }

  /** The files of an earlier state become the present ones; what is there now is kept. */
  async goBack(files: ProjectFiles, reason: RevisionReason, title: string): Promise<void> {
    await this.keep(reason)
    const undo = this.#workspace.replace(files)
    this.#notices.show({ tone: 'info', title, action: { text: 'Undo', run: undo } })
    await this.keep('went back')
  }

  reset(): Promise<void> {
    return this.goBack(this.#workspace.origin, 'before a reset', 'All files are as they were when you opened them')
  }

  /** What another tab has saved takes the place of what is here, which is in the history. */
  async takeTheirs(): Promise<void> {
    // As it is now: the other tab may have gone on.
    const theirs = (await (await this.library).get(this.#workspace.id)) ?? this.conflict
    if (!theirs) return
    await this.keep()
    const undo = this.#take(theirs)
    this.#notices.show({
      tone: 'info',
      title: 'Reloaded as the other tab has it',
      detail: 'What was here is in the history.',
      action: { text: 'Undo', run: undo },
    })
  }

  /** What is here becomes a project of its own. */
  async keepAsCopy(): Promise<void> {
    const { name } = this.#workspace.settings
    this.#workspace.becomeCopy(`${name} (copy)`)
    await this.keep()
    this.#notices.show({
      tone: 'success',
      title: `Kept as “${this.#workspace.settings.name}”`,
      detail: `“${name}” is as the other tab has it, under My projects.`,
    })
  }

  /** Another state of this project is in the library. */
  #meet(theirs: LibraryEntry): void {
    if (theirs.id !== this.#workspace.id) return
    if (sameWork(theirs, this.#workspace)) this.#keeper?.accept(theirs)
    // Nobody has worked here since the page was opened: it shows what is newest.
    else if (this.#workspace.edits === 0) this.#take(theirs)
    else this.#keeper?.contest(theirs)
  }

  #take(theirs: LibraryEntry): () => void {
    this.#keeper?.accept(theirs)
    const { pace } = this.#workspace.settings
    return this.#workspace.replace(theirs.files, { ...theirs.settings, pace })
  }

  /** What was typed is safe elsewhere, or the page says that it is not: a library that cannot be written is said once. */
  async #quietly(action: () => Promise<void>): Promise<void> {
    try {
      await action()
    } catch (error) {
      if (this.#complained || this.safety !== 'saved') return
      this.#complained = true
      this.#notices.failure('This browser keeps no list of projects and no history', error)
    }
  }
}
