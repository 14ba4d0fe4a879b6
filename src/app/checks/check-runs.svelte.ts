/** Runs of the project's checks, and what they told. It outlives the view: results stay while others are looked at. */

import type { TestEvent, TestReport } from '../../api/api'
import { durationText } from '../../checks/duration'
import { countText } from '../parts/quantities'
import type { Session } from '../state/session.svelte'
import { filesOf, learn, NOTHING_KNOWN, rowsOf, type CheckRow } from './rows'

const RUN_ON_SAVE = 'coldstart.checks.run-on-save'

export class CheckRuns {
  #known = $state.raw(NOTHING_KNOWN)
  running = $state(false)
  /** For who does not see the list. */
  message = $state('')
  /** Why nothing ran at all. */
  problem = $state('')
  runsOnSave = $state(wantsRunOnSave())
  readonly rows: readonly CheckRow[] = $derived.by(() => rowsOf(this.#session.workspace.files, this.#known))
  readonly failing = $derived(this.rows.filter(({ name, state }) => name !== null && state === 'failed'))
  readonly #session: Session
  #only: readonly string[] | null = null
  #opened: number
  #saves: number

  constructor(session: Session) {
    this.#session = session
    this.#opened = session.workspace.opened
    this.#saves = session.saves
    session.tests.subscribeTests((event) => this.#hear(event))
  }

  /** @param row a file, or a test; everything without it */
  async run(rows?: readonly CheckRow[]): Promise<void> {
    if (this.running) return
    this.running = true
    this.problem = ''
    const names = rows?.flatMap(({ name }) => name ?? [])
    this.#only = names && names.length > 0 ? names : null
    const files = rows && filesOf(rows)
    try {
      const report = await this.#session.tests.runTests({
        ...(files && { files }),
        ...(this.#only && { only: this.#only }),
      })
      this.message = summary(report)
      if (report.files.length === 0 && report.diagnostics[0]) this.problem = report.diagnostics[0].message
    } catch (error) {
      const { name, message } = error as Error
      this.message = name === 'AbortError' ? 'Checks stopped' : `The checks did not run: ${message}`
      if (name !== 'AbortError') this.problem = message
    } finally {
      this.running = false
      this.#only = null
    }
  }

  stop(): void {
    void this.#session.tests.stopTests()
  }

  toggleRunOnSave(): void {
    this.runsOnSave = !this.runsOnSave
    try {
      localStorage.setItem(RUN_ON_SAVE, this.runsOnSave ? 'yes' : 'no')
    } catch {
      // Without storage it holds as long as the page.
    }
  }

  /** Looks whether something was saved, or another project opened. */
  follow(): void {
    const { saves, workspace } = this.#session
    if (workspace.opened !== this.#opened) this.#known = NOTHING_KNOWN
    this.#opened = workspace.opened
    const isSaved = saves !== this.#saves
    this.#saves = saves
    if (isSaved && this.runsOnSave) void this.run()
  }

  #hear(event: TestEvent): void {
    this.#known = learn(this.#known, event, this.#only)
    this.#session.failedChecks = this.failing.length
  }
}

function wantsRunOnSave(): boolean {
  try {
    return localStorage.getItem(RUN_ON_SAVE) === 'yes'
  } catch {
    return false
  }
}

function summary({ passed, failed, skipped, files, diagnostics }: TestReport): string {
  if (files.length === 0) return diagnostics.length > 0 ? 'The stack could not be deployed' : 'There are no checks'
  const broken = files.filter(({ failure }) => failure).length
  const took = files.flatMap(({ tests }) => tests).reduce((sum, { virtualMs }) => sum + virtualMs, 0)
  return [
    `${countText(passed)} passed`,
    ...(failed > 0 ? [`${countText(failed)} failed`] : []),
    ...(skipped > 0 ? [`${countText(skipped)} skipped`] : []),
    ...(broken > 0 ? [`${countText(broken)} ${broken === 1 ? 'file' : 'files'} could not be run`] : []),
    `${durationText(took)} of virtual time`,
  ].join(', ')
}

const runs = new WeakMap<Session, CheckRuns>()

/** Those of a session; made when they are first looked at. */
export function checkRunsOf(session: Session): CheckRuns {
  const known = runs.get(session) ?? new CheckRuns(session)
  runs.set(session, known)
  return known
}
