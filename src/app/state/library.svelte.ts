import type { Library, LibraryEntry, Revision, RevisionReason } from '../../project/library'
import type { Project, ProjectFiles } from '../../project/model'
import type { Notices } from './notices.svelte'
import type { Workspace } from './workspace.svelte'

/** Between two states of a project that is only edited. */
const EDITED_AFTER_MS = 5 * 60_000
const PUT_AFTER_MS = 1000

/** Keeps what is worked on in this browser's library, and brings it back. */
export class LocalProjects {
  #library: Promise<Library> | null = null
  readonly #workspace: Workspace
  readonly #notices: Notices
  #timer: ReturnType<typeof setTimeout> | null = null
  #notedAt = 0
  #complained = false

  /** @param keeps false: nothing is kept */
  constructor(
    workspace: Workspace,
    notices: Notices,
    private readonly keeps = true,
  ) {
    this.#workspace = workspace
    this.#notices = notices
  }

  /** Loaded when it is needed first. */
  get library(): Promise<Library> {
    this.#library ??= import('../../project/library').then((module) => new module.Library())
    return this.#library
  }

  /** After a reload: what the project was when it was opened first. */
  async recall(): Promise<void> {
    const { id } = this.#workspace
    const entry = await this.library.then((library) => library.get(id)).catch(() => undefined)
    if (entry && this.#workspace.id === id) this.#workspace.origin = entry.origin
  }

  /** A moment after each change to the project. */
  keepSoon(): void {
    if (!this.keeps || !this.#workspace.isTouched) return
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.keep(), PUT_AFTER_MS)
  }

  /**
   * Sees to it that a project that was kept by itself is among all projects, too.
   * @returns whether it is
   */
  async secure({ files, settings }: Project, id: string): Promise<boolean> {
    if (!this.keeps) return true
    try {
      const library = await this.library
      if (!(await library.get(id))) await library.put({ id, files, settings, origin: files, changedAt: Date.now() })
      return true
    } catch {
      return false
    }
  }

  async keep(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    if (this.#workspace.isBorrowed) return
    const { id, files, settings, origin } = this.#workspace
    await this.#quietly(async () => {
      await (await this.library).put({ id, files, settings, origin, changedAt: Date.now() })
      if (Date.now() - this.#notedAt > EDITED_AFTER_MS) await this.#note('edited')
    })
  }

  /** @param files that were deployed */
  async noteDeployment(files: ProjectFiles): Promise<void> {
    if (this.keeps && this.#workspace.isTouched && files === this.#workspace.files) {
      await this.#quietly(() => this.#note('deployed'))
    }
  }

  async list(): Promise<readonly LibraryEntry[]> {
    return (await this.library).list()
  }

  async history(): Promise<readonly Revision[]> {
    return (await this.library).revisions(this.#workspace.id)
  }

  async remove({ id, settings }: LibraryEntry): Promise<void> {
    const undo = await (await this.library).remove(id)
    this.#notices.show({
      tone: 'info',
      title: `Deleted “${settings.name}”`,
      action: { text: 'Undo', run: () => void undo() },
    })
  }

  /** The files of an earlier state become the present ones; what is there now is kept. */
  async goBack(files: ProjectFiles, reason: RevisionReason, title: string): Promise<void> {
    await this.#quietly(() => this.#note(reason))
    const undo = this.#workspace.replace(files)
    this.#notices.show({ tone: 'info', title, action: { text: 'Undo', run: undo } })
  }

  reset(): Promise<void> {
    return this.goBack(this.#workspace.origin, 'before a reset', 'All files are as they were when you opened them')
  }

  async #note(reason: RevisionReason): Promise<void> {
    const { id, files, settings } = this.#workspace
    this.#notedAt = Date.now()
    await (await this.library).note({ project: id, at: this.#notedAt, reason, files, settings })
  }

  /** The project itself is safe elsewhere: a library that cannot be written is said once. */
  async #quietly(action: () => Promise<void>): Promise<void> {
    try {
      await action()
    } catch (error) {
      if (this.#complained) return
      this.#complained = true
      this.#notices.failure('This browser keeps no list of projects and no history', error)
    }
  }
}
