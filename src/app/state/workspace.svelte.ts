import type { Project, ProjectFiles, ProjectSettings } from '../../project/model'
import { sameFiles } from '../../project/files'
import { filesUnder, isDeployed, renamed, without } from '../files/tree'

const SAVE_AFTER_MS = 400

/** What the user owns: files and settings, which of them are open, and what changed since the last deployment. */
export class Workspace {
  files = $state.raw<ProjectFiles>({})
  settings = $state.raw<ProjectSettings>() as ProjectSettings
  tabs = $state.raw<readonly string[]>([])
  /** The files as they were deployed last; null before. */
  #deployed = $state.raw<ProjectFiles | null>(null)
  /** How many projects were opened here. */
  opened = $state(0)
  /** Of the entry in the library. */
  id = $state('')
  /** The files as they were opened: what a reset goes back to. */
  origin = $state.raw<ProjectFiles>({})
  readonly paths = $derived(Object.keys(this.files))
  /** Paths; none before the first deployment. */
  readonly changed = $derived.by(() => [...this.#changedPaths()])
  /** The browser keeps no more: what is done now is lost with the page. */
  isUnsaved = $state(false)
  /** Opened from a link or a file and not changed since: what this browser keeps stays as it was. */
  isBorrowed = $state(false)
  /** Whether the files are shown only. Settings can be changed, as long as the page is there. */
  readOnly = $state(false)
  /** Files of an example as it came: nobody's work, as long as they are what is open. */
  example: ProjectFiles | null = null
  /** How often somebody has worked on it since it was opened. */
  edits = 0
  #known: { readonly files: ProjectFiles; readonly id: string; readonly origin: ProjectFiles } | null = null
  /** Told when files were to be changed that are shown only. */
  onRefused: () => void = () => undefined
  #lent: { readonly files: ProjectFiles; readonly readOnly: boolean } | null = null
  /** Whether somebody worked on it since it was opened. */
  readonly isTouched = $derived.by(() => this.files !== this.origin)
  readonly #save: (project: Project, id: string) => boolean
  #saving: ReturnType<typeof setTimeout> | null = null

  /**
   * @param save keeps a project, a moment after the last change; false when it could not
   * @param id of the project; a new one if not said
   * @param saveAfterMs how long a moment is
   */
  constructor(
    project: Project,
    save: (project: Project, id: string) => boolean = () => true,
    id: string = crypto.randomUUID(),
    private readonly saveAfterMs = SAVE_AFTER_MS,
  ) {
    this.#save = save
    this.id = id
    this.origin = project.files
    this.#put(project)
  }

  get openFile(): string | null {
    return this.settings.openFile
  }

  /** For `createColdstart`: the project as it is. */
  get(): Project {
    return { files: this.files, settings: this.settings }
  }

  /** Another project, or the same with other settings. */
  set(project: Project): void {
    this.opened++
    this.edits = 0
    const known = this.#known?.files === project.files ? this.#known : null
    this.#known = null
    if (known || !sameFiles(project.files, this.files)) {
      this.id = known?.id ?? crypto.randomUUID()
      this.origin = known?.origin ?? project.files
    }
    this.#borrowIfLent(project.files)
    this.#put(project)
    this.#deployed = null
    this.#saveSoon(false)
  }

  /** These files are, or are about to be opened as, somebody else's: kept in this browser only once they are changed. */
  lend(files: ProjectFiles, readOnly: boolean): void {
    this.#lent = { files, readOnly }
    if (files === this.files) this.#borrowIfLent(files)
  }

  /** These files are about to be opened, and are a project that is known. */
  expect(files: ProjectFiles, id: string, origin: ProjectFiles): void {
    this.#known = { files, id, origin }
  }

  /** Goes on as another project. */
  becomeCopy(name: string): void {
    this.id = crypto.randomUUID()
    this.change({ name })
    this.saveNow()
  }

  #refuses(): boolean {
    if (this.readOnly) this.onRefused()
    return this.readOnly
  }

  #borrowIfLent(files: ProjectFiles): void {
    const lent = this.#lent?.files === files ? this.#lent : null
    this.isBorrowed = lent !== null
    this.readOnly = lent?.readOnly ?? false
  }

  /** Makes a project of one's own out of somebody else's. */
  makeOwn(): void {
    this.#lent = null
    this.isBorrowed = false
    this.readOnly = false
    this.id = crypto.randomUUID()
    this.saveNow()
  }

  #put({ files, settings }: Project): void {
    const kept = this.tabs.filter((path) => path in files)
    const first = settings.openFile && settings.openFile in files ? settings.openFile : (kept[0] ?? firstToOpen(files))
    this.files = files
    this.settings = { ...settings, openFile: first }
    this.tabs = first === null || kept.includes(first) ? kept : [...kept, first]
  }

  change(settings: Partial<ProjectSettings>): void {
    this.settings = { ...this.settings, ...settings }
    this.#saveSoon(Object.keys(settings).some((name) => name !== 'openFile' && name !== 'pace'))
  }

  /** Adds to the files what goes without saying, as the versions of packages: nobody has worked on them. */
  complete(path: string, text: string): void {
    if (this.files[path] === text) return
    const { isTouched } = this
    const files = { ...this.files, [path]: text }
    if (this.example === this.files) this.example = files
    if (this.#lent?.files === this.files) this.#lent = { ...this.#lent, files }
    this.files = files
    if (!isTouched) this.origin = files
    this.#saveSoon(false)
  }

  /** @returns whether it could: not in a project that is shown only */
  write(path: string, text: string): boolean {
    if (this.#refuses()) return false
    if (this.files[path] === text) return true
    this.files = { ...this.files, [path]: text }
    this.#saveSoon()
    return true
  }

  open(path: string): void {
    if (!(path in this.files)) return
    if (!this.tabs.includes(path)) this.tabs = [...this.tabs, path]
    this.change({ openFile: path })
  }

  close(path: string): void {
    const index = this.tabs.indexOf(path)
    this.tabs = this.tabs.filter((tab) => tab !== path)
    if (this.openFile === path) this.change({ openFile: this.tabs[Math.min(index, this.tabs.length - 1)] ?? null })
  }

  rename(from: string, to: string): void {
    if (this.#refuses()) return
    const moved = (path: string) => (path === from || path.startsWith(`${from}/`) ? to + path.slice(from.length) : path)
    this.files = renamed(this.files, from, to)
    this.tabs = this.tabs.map(moved)
    this.change({ openFile: this.openFile && moved(this.openFile) })
  }

  /** Deletes a file, or all below a folder. @returns puts them back */
  delete(path: string): () => void {
    if (this.#refuses()) return () => undefined
    const before = { files: this.files, tabs: this.tabs, openFile: this.openFile }
    const gone = filesUnder(this.files, path)
    this.files = without(this.files, gone)
    for (const file of gone) this.close(file)
    this.#saveSoon()
    return () => {
      const restored = Object.fromEntries(gone.map((file) => [file, before.files[file] ?? '']))
      this.files = { ...this.files, ...restored }
      this.tabs = [...this.tabs, ...before.tabs.filter((tab) => gone.includes(tab) && !this.tabs.includes(tab))]
      this.change({ openFile: before.openFile })
    }
  }

  /** Puts other files into the same project, as one edit. @returns puts the present ones back */
  replace(files: ProjectFiles, settings: ProjectSettings = this.settings): () => void {
    if (this.#refuses()) return () => undefined
    const before = this.get()
    this.#put({ files, settings })
    this.#saveSoon()
    return () => {
      this.#put(before)
      this.#saveSoon()
    }
  }

  markDeployed(files: ProjectFiles): void {
    this.#deployed = files
  }

  /** What was deployed is gone. */
  forgetDeployment(): void {
    this.#deployed = null
  }

  /** The files as they were deployed last; null before. */
  get deployedFiles(): ProjectFiles | null {
    return this.#deployed
  }

  /** Whether what runs is what is written. */
  get isDeployed(): boolean {
    return this.#deployed !== null && this.changed.length === 0
  }

  *#changedPaths(): Iterable<string> {
    const deployed = this.#deployed
    if (!deployed) return
    for (const [path, text] of Object.entries(this.files)) {
      if (isDeployed(path) && deployed[path] !== text) yield path
    }
    for (const path of Object.keys(deployed)) if (isDeployed(path) && !(path in this.files)) yield path
  }

  /** @param isWork whether it makes a project of one's own out of a borrowed one */
  #saveSoon(isWork = true): void {
    if (isWork) this.edits++
    if (isWork && !this.readOnly) this.isBorrowed = false
    if (this.isBorrowed) return
    // Not put off by what follows: who types on and on is to be safe, too.
    this.#saving ??= setTimeout(() => this.saveNow(), this.saveAfterMs)
  }

  saveNow(): void {
    if (this.#saving) clearTimeout(this.#saving)
    this.#saving = null
    if (this.isBorrowed) return
    this.isUnsaved = !this.#save(this.get(), this.id)
  }

  /** Before the page goes: what was typed a moment ago. */
  flush(): void {
    if (this.#saving) this.saveNow()
  }
}

function firstToOpen(files: ProjectFiles): string | null {
  const paths = Object.keys(files)
  return (
    paths.find((path) => /^src\/.*\.[cm]?[jt]s$/.test(path)) ??
    paths.find((path) => path === 'template.yaml') ??
    paths[0] ??
    null
  )
}
