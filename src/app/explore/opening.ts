/** One run of an exploration, in the page's own stack, or as a link: the same seed, faults and stimuli from a fresh start. */

import type { ExploreOptions } from '../../api/api'
import type { ExploredRun, FoundViolation } from '../../api/explore/report'
import { checkedScript } from '../../api/script'
import type { Project, ProjectFiles, ProjectSettings, Stimulus } from '../../project/model'
import { readScript, type StimulusScript, writeScript } from '../../project/stimuli'
import { idsOf } from '../state/record-ids'
import { runFromStart } from '../state/run-from-start'
import type { Session } from '../state/session.svelte'
import { freeScriptPath } from '../stimulus/stimulus'

/** Settings that a run has of its own. */
const OWN = ['seed', 'faults', 'duplicates', 'cpu', 'latency', 'stimulus', 'request'] as const

export type OwnSettings = Pick<ProjectSettings, (typeof OWN)[number]>

export const ownSettings = (settings: ProjectSettings): OwnSettings =>
  Object.fromEntries(OWN.map((name) => [name, settings[name]])) as unknown as OwnSettings

/** @throws ExploreError, ProjectError */
function scriptOf(files: ProjectFiles, { script }: ExploreOptions): { script: StimulusScript; path: string | null } {
  if (typeof script !== 'string') return { script: checkedScript(script), path: null }
  const read = readScript(files[script] ?? '')
  if (read.script) return { script: read.script, path: script }
  throw new Error(`${script} is no script any more.`)
}

const settingsFor = (
  settings: ProjectSettings,
  { seed, drawn }: ExploredRun,
  path: string | null,
): ProjectSettings => ({
  ...settings,
  ...{ seed, faults: drawn.faults, duplicates: drawn.duplicates, cpu: 'fixed', latency: 'typical' },
  ...(path !== null && { stimulus: playing(path, settings.stimulus), request: null }),
})

/** What Run sends is the script from now on. */
const playing = (script: string, stimulus: Stimulus | null): Stimulus => ({
  ...(stimulus ?? { target: '', kind: 'queue', eventFile: null, payload: '' }),
  script,
})

/**
 * Puts the page's stack to this run, from a clean deployment to its end, and selects what the violation is about.
 * @returns whether it ran
 */
export async function openRun(
  session: Session,
  run: ExploredRun,
  options: ExploreOptions,
  violation: FoundViolation | undefined,
): Promise<boolean> {
  const { files, settings } = session.workspace
  const isTest = options.tests !== undefined
  const { script, path } = isTest ? { script: null, path: null } : scriptOf(files, options)
  const { pace } = settings
  // It starts paused: until the run begins, nothing happens.
  const started = await session.openOnly({ files, settings: { ...settingsFor(settings, run, path), pace: 'paused' } })
  if (!started) return false
  session.workspace.change({ pace })
  if (!(await session.deploy())) {
    session.layout.show('problems')
    return false
  }
  if (script) await runFromStart(session, script, path ?? `Seed ${run.seed}`)
  else if (violation?.test) await session.runCheck(violation.test.file, violation.test.name)
  await showViolation(session, violation)
  return true
}

/** The story in the result, the moment on the timeline. */
async function showViolation(session: Session, violation: FoundViolation | undefined): Promise<void> {
  session.layout.show('timeline')
  if (!violation || violation.records.length === 0) return
  const last = Math.max(...violation.records)
  await session.trace.find(({ next }) => (next > last ? true : undefined))
  const { lineage } = session.trace.live
  for (const seq of violation.records.toReversed()) {
    const record = session.trace.recording.get(seq)
    const event = record && idsOf(record).flatMap((id) => lineage.get(id) ?? [])[0]
    if (event) return session.select({ kind: event.kind, id: event.id })
  }
}

/** A link that opens the page with this run under way. */
export async function linkTo(session: Session, run: ExploredRun, options: ExploreOptions): Promise<string> {
  const { files, settings } = session.workspace
  const { script, path } = scriptOf(files, options)
  const at = path ?? freeScriptPath(files, 'explored')
  const project: Project = {
    files: path === null ? { ...files, [at]: writeScript(script) } : files,
    settings: { ...settingsFor(settings, run, at), pace: 'paused' },
  }
  const { encodeLink } = await import('../../project/share-url')
  const fragment = await encodeLink({
    ...{ project, readOnly: false, run: true, recorded: null, unshown: null },
    view: { panel: 'timeline', left: 'timeline', paused: true },
  })
  const here = await session.exploring.share()
  return `${here.replace(/#.*$/s, '')}#${fragment}`
}
