/** Explorations of a session: what was chosen, what came of it, which run is open. It outlives the view. */

import type { ExploreEvent, ExploreOptions, ExploreReport } from '../../api/api'
import type { FaultLevel } from '../../api/explore/draw'
import { type ExploredRun, exploreReport, type FoundViolation } from '../../api/explore/report'
import type { Fault } from '../../cloud/aws/faults'
import type { UserCheckId } from '../../invariants/contract'
import type { ProjectFiles } from '../../project/model'
import type { Session } from '../state/session.svelte'
import type { Repeat } from '../stimulus/send'
import { isTests, knownSource, NO_RUNS, sentBy, type Source, sourcesOf, withRun } from './choices'
import { linkTo, openRun, type OwnSettings, ownSettings } from './opening'

const REPEAT: Repeat = { count: 20, callers: 1, over: 20, spread: 'poisson' }
/** Order is what few systems are promised. */
const USUAL: readonly UserCheckId[] = ['lost', 'duplicated']

/** What was explored, and with what. */
interface Explored {
  readonly files: ProjectFiles
  readonly options: ExploreOptions
  readonly seeds: readonly number[]
}

export class Exploring {
  chosenSource = $state.raw<Source | null>(null)
  repeat = $state.raw<Repeat>(REPEAT)
  seeds = $state(50)
  level = $state<FaultLevel | 'own'>('rough')
  ownFaults = $state.raw<readonly Fault[]>([])
  duplicates = $state(true)
  #checks = $state.raw<readonly UserCheckId[]>(USUAL)
  /** The project's own checks say themselves what has to hold. */
  #besideTests = $state.raw<readonly UserCheckId[]>([])
  /** Dollars, and seconds. */
  budget = $state.raw<{ readonly dollars: number; readonly seconds: number }>({ dollars: 0.01, seconds: 300 })

  running = $state(false)
  runs = $state.raw(NO_RUNS)
  explored = $state.raw<Explored | null>(null)
  problem = $state.raw<string | null>(null)
  selected = $state<number | null>(null)
  /** The run that the page's stack was put to, and the settings before. */
  opened = $state.raw<{ readonly seed: number; readonly before: OwnSettings } | null>(null)
  opening = $state(false)

  readonly report: ExploreReport | null = $derived.by(() =>
    this.explored ? exploreReport(this.explored.seeds, [...this.runs.values()]) : null,
  )
  readonly sources = $derived.by(() => {
    const { stimulus, workspace } = this.#session
    return sourcesOf(workspace.files, stimulus)
  })
  readonly source = $derived.by(() => knownSource(this.sources, this.chosenSource))
  /** Whether what was explored is not what is written. */
  readonly isOld = $derived.by(() => this.explored !== null && this.explored.files !== this.#session.workspace.files)
  /** Built-in ones. */
  get checks(): readonly UserCheckId[] {
    return this.#isOfTests ? this.#besideTests : this.#checks
  }

  set checks(checks: readonly UserCheckId[]) {
    if (this.#isOfTests) this.#besideTests = checks
    else this.#checks = checks
  }

  get #isOfTests(): boolean {
    return this.source !== null && isTests(this.source)
  }

  readonly #session: Session
  /** The project that this is about. */
  #project: string

  constructor(session: Session) {
    this.#session = session
    this.#project = session.workspace.id
    session.exploring.subscribeExplore((event) => this.#hear(event))
  }

  /** Looks whether another project was opened: what is known is of none of its runs. */
  follow(): void {
    const { id } = this.#session.workspace
    if (id === this.#project) return
    this.#project = id
    if (this.running) this.stop()
    this.explored = this.problem = this.selected = this.opened = this.chosenSource = null
    this.runs = NO_RUNS
    this.ownFaults = []
    if (this.level === 'own') this.level = 'rough'
  }

  async run(): Promise<void> {
    const { source } = this
    if (this.running || source === null) return
    this.problem = null
    this.running = true
    try {
      const options = this.#options(source)
      const { files } = this.#session.workspace
      this.explored = { files, options, seeds: [] }
      this.runs = NO_RUNS
      this.selected = null
      const report = await this.#session.exploring.explore(options)
      const [wrong] = report.diagnostics.filter(({ severity }) => severity === 'error')
      if (wrong) this.problem = wrong.message
    } catch (error) {
      const { name, message } = error as Error
      if (name !== 'AbortError') this.problem = message
    } finally {
      this.running = false
      if (this.runs.size === 0) this.explored = null
    }
  }

  stop(): void {
    void this.#session.exploring.stopExploring()
  }

  /** Puts the page's own stack to a run. */
  async open(run: ExploredRun, violation: FoundViolation | undefined = run.violations[0]): Promise<void> {
    const { explored, opening } = this
    if (!explored || opening) return
    this.opening = true
    const before = this.opened?.before ?? ownSettings(this.#session.workspace.settings)
    try {
      if (!(await openRun(this.#session, run, explored.options, violation))) return
      this.opened = { seed: run.seed, before }
      this.#session.notices.show({
        tone: 'info',
        title: `Seed ${run.seed} is open`,
        detail: 'The stack started over with its seed, faults and stimuli, and ran to its end.',
        action: { text: 'Undo', run: () => void this.back() },
      })
    } catch (error) {
      this.#session.notices.failure('The run was not opened', error)
    } finally {
      this.opening = false
    }
  }

  /** The settings before, with a fresh stack. */
  async back(): Promise<void> {
    const { opened } = this
    if (!opened) return
    const { files, settings } = this.#session.workspace
    this.opened = null
    await this.#session.open({ files, settings: { ...settings, ...opened.before } })
  }

  async copyLink(run: ExploredRun): Promise<void> {
    const { notices } = this.#session
    if (!this.explored) return
    try {
      await navigator.clipboard.writeText(await linkTo(this.#session, run, this.explored.options))
      notices.show({
        tone: 'success',
        title: `Link to seed ${run.seed} copied`,
        detail: 'Whoever opens it sees this run: the project, seed, faults and stimuli are in it.',
      })
    } catch (error) {
      notices.failure('No link was made', error)
    }
  }

  #options(source: Source): ExploreOptions {
    const { workspace, stimulus, template } = this.#session
    const target = template.targets.find(({ logicalId }) => logicalId === stimulus?.target)
    const isBudget = this.checks.includes('over-budget')
    return {
      ...sentBy(source, { files: workspace.files, stimulus, repeat: this.repeat, qualifier: target?.qualifier }),
      seeds: this.seeds,
      faults: this.level === 'own' ? this.ownFaults : this.level,
      duplicates: this.duplicates ? 'sometimes' : 'never',
      checks: this.checks,
      ...(isBudget && { budget: { dollars: this.budget.dollars, duration: this.budget.seconds * 1000 } }),
    }
  }

  #hear(event: ExploreEvent): void {
    switch (event.type) {
      case 'started':
        // Somebody else's, from a script: its options are not known, so its runs cannot be opened here.
        if (this.running && this.explored) this.explored = { ...this.explored, seeds: event.seeds }
        break
      case 'run':
        if (!this.running) return
        this.runs = withRun(this.runs, event.run)
        if (this.selected === null && event.run.state === 'failed') this.selected = event.run.seed
        break
      case 'ended':
        break
    }
  }
}

const all = new WeakMap<Session, Exploring>()

/** That of a session; made when it is first looked at. */
export function exploringOf(session: Session): Exploring {
  const known = all.get(session) ?? new Exploring(session)
  all.set(session, known)
  return known
}
