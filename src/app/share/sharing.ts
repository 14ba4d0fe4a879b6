import type { ColdstartApi, ResourceView, ShareOptions } from '../../api/api'
import { sharedContent } from '../../api/share'
import type { LinkContent, LinkView } from '../../project/share-url'
import type { Project } from '../../project/model'
import type { Kept } from '../../project/keep/stored'
import { readScript } from '../../project/stimuli'
import { countText } from '../parts/quantities'
import type { Session } from '../state/session.svelte'

/** What links and `.coldstart` files are made of, and what becomes of those that are opened. */
export class Sharing {
  readonly #session: Session
  readonly #api: ColdstartApi

  constructor(session: Session, api: ColdstartApi) {
    this.#session = session
    this.#api = api
    session.workspace.onRefused = () => {
      session.notices.show({
        tone: 'info',
        title: 'This project is read-only',
        detail: 'Whoever shared it lets you look and run. A copy of your own can be changed.',
        action: { text: 'Make it yours', run: () => this.makeOwn() },
      })
    }
  }

  /** How the page looks now. */
  view(): LinkView {
    const { layout, code, selection, trace, inspected, workspace } = this.#session
    const line = workspace.openFile === null ? null : (code?.line() ?? null)
    return {
      ...layout.shown,
      ...(line !== null && line > 1 && { line }),
      ...(trace.clock?.pace === 'paused' && !trace.recorded && { paused: true }),
      ...(selection && { selected: { kind: selection.kind, id: selection.id } }),
      ...(trace.moment && { moment: trace.moment.next }),
      ...(inspected !== null && { inspected }),
    }
  }

  content(options: ShareOptions): Promise<LinkContent> {
    const page = { view: () => this.view(), recorded: () => this.#session.trace.recorded }
    return sharedContent(options, this.#session.workspace.get(), this.#api, page)
  }

  /** Puts a link into the clipboard; where the browser refuses that, or it is too long, shows what can be done. */
  async copyLink(): Promise<void> {
    const { notices, layout } = this.#session
    try {
      const link = await this.#api.share({ view: true })
      await navigator.clipboard.writeText(link)
      notices.show({
        tone: 'success',
        title: 'Link copied',
        detail: `${countText(link.length)} characters: all files, settings and the seed are in it.`,
        action: { text: 'Options', run: () => (layout.dialog = 'share') },
      })
    } catch {
      layout.dialog = 'share'
    }
  }

  /** The page was opened with a link. @param stored what this browser keeps, and goes on keeping */
  async begin(link: LinkContent, stored: Kept | null): Promise<void> {
    const { workspace } = this.#session
    workspace.lend(link.project.files, link.readOnly)
    this.#noteOpened(stored && { project: stored, id: stored.id })
    await this.#present(link)
  }

  /** A link that came into the address bar of the open page, or a file. */
  async openLink(decoding: Promise<LinkContent>): Promise<void> {
    const { workspace, notices, projects } = this.#session
    try {
      const link = await decoding
      const before = { project: workspace.get(), id: workspace.id }
      if (workspace.isTouched) await projects.keep()
      else workspace.flush()
      workspace.lend(link.project.files, link.readOnly)
      if (!(await this.#session.openOnly(link.project))) return
      this.#noteOpened(before)
      await this.#present(link)
    } catch (error) {
      notices.failure('Nothing was opened', error)
    }
  }

  /** What this page held before it was put away, and shows again. */
  async showAgain({ view, recorded }: LinkContent): Promise<void> {
    this.#session.layout.arrange(view)
    if (recorded && (await this.#show(recorded))) this.#look(view)
  }

  /** A copy of somebody else's project that can be changed, and that this browser keeps. */
  makeOwn(): void {
    const { workspace, projects, notices } = this.#session
    workspace.makeOwn()
    void projects.keep()
    notices.show({ tone: 'success', title: `“${workspace.settings.name}” is yours now: a copy in this browser` })
  }

  /** What resources held in a run that came with a link; null: look at what runs here. @throws for any earlier moment */
  recordedViews(at: number | null): readonly ResourceView[] | null {
    const { recorded } = this.#session.trace
    if (!recorded) return null
    if (at === null || at >= recorded.now) return recorded.resources
    throw new Error('A run that came with a link has what resources held at its end, and not before.')
  }

  /** For what asks the stack itself: a run that came with a link has none. */
  async nowHere<Result>(ask: () => Promise<Result>): Promise<Result> {
    if (!this.#session.trace.recorded) return ask()
    throw new Error('This run came with the link, and nothing runs here. Press Run for one of your own.')
  }

  /** As whoever made the link had it before them. */
  async #present({ project, view, recorded, unshown, run }: LinkContent): Promise<void> {
    const session = this.#session
    const { opened } = session.workspace
    session.layout.arrange(view)
    if (view.line !== undefined && session.workspace.openFile === project.settings.openFile) this.#goToLine(view.line)
    if (recorded && (await this.#show(recorded))) return this.#look(view)
    if (unshown !== null)
      session.notices.show({ tone: 'info', title: 'Without the recorded run', detail: unshown, sticky: true })
    if (view.paused) await session.setPace('paused')
    const isDeployed = await session.deploy()
    if (!isDeployed || !run || opened !== session.workspace.opened) return
    const isExplored = view.paused === true && project.settings.pace === 'paused'
    if (!isExplored || !(await this.#runFromStart(project))) await this.#runNow(view.paused === true)
    session.layout.arrange(view)
    const { moment: _, ...here } = view
    this.#look(here)
  }

  async #show(recorded: NonNullable<LinkContent['recorded']>): Promise<boolean> {
    try {
      await this.#session.trace.show(recorded)
      return true
    } catch {
      this.#session.notices.show({
        tone: 'error',
        title: 'Without the recorded run',
        detail: 'What was recorded contradicts itself, so it is not shown. The project itself is complete.',
        sticky: true,
      })
      return false
    }
  }

  /** A run of Explore: in the very same steps. @returns whether it is one */
  async #runFromStart({ files, settings }: Project): Promise<boolean> {
    const path = settings.stimulus?.script
    const { script } = readScript(path === undefined ? '' : (files[path] ?? ''))
    if (path === undefined || !script) return false
    const { runFromStart } = await import('../state/run-from-start')
    await runFromStart(this.#session, script, path)
    return true
  }

  /** To its end, in virtual time. */
  async #runNow(thenPaused: boolean): Promise<void> {
    const session = this.#session
    const { pace } = session.workspace.settings
    try {
      await this.#api.clock.pace('max')
      await session.run()
      await this.#api.clock.runUntilIdle()
      await this.#api.clock.pace(thenPaused ? 'paused' : pace)
    } catch (error) {
      session.notices.failure('The run was not finished', error)
    }
  }

  #goToLine(line: number): void {
    const { workspace } = this.#session
    const path = workspace.openFile
    if (path === null) return
    const lines = (workspace.files[path] ?? '').split('\n').length
    this.#session.reveal = { path, line: Math.min(line, lines), column: 1 }
  }

  /** At what whoever made the link looked at, as far as it is there. */
  #look({ selected, inspected, moment }: LinkView): void {
    const session = this.#session
    const { trace } = session
    const found = selected && trace.current.lineage.get(selected.id)
    if (found && found.kind === selected.kind) session.select({ kind: found.kind, id: found.id }, false)
    if (inspected !== undefined) session.inspected = inspected
    if (moment !== undefined && moment < trace.recording.length) trace.lookAfter(moment)
  }

  #noteOpened(before: { readonly project: Project; readonly id: string } | null): void {
    const session = this.#session
    const { settings, readOnly } = session.workspace
    session.notices.show({
      tone: 'info',
      title: `Opened “${settings.name}”`,
      detail: `It runs in a sandbox without network. ${
        readOnly
          ? 'Your own projects stay as they are.'
          : 'With the first change, this browser keeps a copy of it beside your own projects.'
      }`,
      ...(before && { action: { text: 'Back to my project', run: () => void this.#back(before) } }),
    })
  }

  async #back({ project, id }: { readonly project: Project; readonly id: string }): Promise<void> {
    const { projects } = this.#session
    const entry = await projects.library.then((library) => library.get(id)).catch(() => undefined)
    await this.#session.openStored(entry ?? { ...project, id, origin: project.files, changedAt: 0 })
  }
}
