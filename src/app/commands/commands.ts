/** Everything that can be done in the page, by name: for the command palette and the sheet of shortcuts. */

import { VIEWS } from '../dock/views'
import { KEYS, type Shortcut, viewKey } from '../parts/keys'
import { moveToPanel } from '../parts/panels'
import type { PanelId } from '../state/layout.svelte'
import type { Session } from '../state/session.svelte'

export type CommandGroup =
  'Run' | 'Clock' | 'View' | 'Project' | 'Appearance' | 'Help' | 'File' | 'Resource' | 'Example'

export interface Command {
  /** Stable: what was used last is remembered by it. */
  readonly id: string
  readonly group: CommandGroup
  readonly title: string
  readonly detail?: string
  /** As this machine writes them. */
  readonly keys?: string
  readonly run: () => unknown
}

/** What the shortcuts do. */
export function shortcutActions(session: Session): Readonly<Record<Shortcut, () => unknown>> {
  const { layout } = session
  return {
    run: () => session.run(),
    deploy: () => session.deploy(),
    save: () => session.save(),
    palette: () => (layout.dialog = 'commands'),
    files: () => (layout.dialog = 'go-to-file'),
    nextPanel: () => moveToPanel(1),
    previousPanel: () => moveToPanel(-1),
    maximise: () => layout.toggleMaximised(),
    pause: () => session.togglePause(),
    step: () => session.step(),
    stepInvocation: () => session.step('invocation'),
    skip: () => session.skip(),
    help: () => (layout.dialog = 'help'),
  }
}

const SHORTCUT_TITLES: readonly (readonly [CommandGroup, Shortcut, string, string?])[] = [
  ['Run', 'run', 'Run', 'Deploy if something changed, then send the event'],
  ['Run', 'deploy', 'Deploy', 'Without sending'],
  ['Run', 'save', 'Save', 'Save now and deploy'],
  ['Clock', 'pause', 'Pause or resume the virtual clock'],
  ['Clock', 'step', 'Step', 'Run the next event, then pause'],
  ['Clock', 'stepInvocation', 'Step to the next start or end of an invocation'],
  ['Clock', 'skip', 'Skip to the next event'],
  ['View', 'nextPanel', 'Next panel'],
  ['View', 'previousPanel', 'Previous panel'],
  ['View', 'maximise', 'Maximise or restore the views'],
  ['Help', 'palette', 'Command palette'],
  ['View', 'files', 'Go to file'],
  ['Help', 'help', 'Help and shortcuts'],
]

const PANELS: readonly (readonly [PanelId, string])[] = [
  ['files', 'Files'],
  ['code', 'Code'],
  ['send', 'Send an event'],
  ['result', 'Result'],
]

const TRACE_FORMATS = [
  ['json', 'Export trace as JSON', 'Every record of this run'],
  ['otlp', 'Export trace as OpenTelemetry', 'OTLP/JSON: for collectors and Jaeger'],
  ['chrome', 'Export trace for Chrome and Perfetto', 'Opens in ui.perfetto.dev'],
] as const

/** What can always be done. */
export function pageCommands(session: Session): readonly Command[] {
  const { layout, appearance, workspace } = session
  const actions = shortcutActions(session)
  const { cpu, latency, duplicates } = workspace.settings
  return [
    ...SHORTCUT_TITLES.map(([group, shortcut, title, detail]) => ({
      id: shortcut,
      group,
      title,
      ...(detail !== undefined && { detail }),
      keys: KEYS[shortcut],
      run: actions[shortcut],
    })),
    command('Clock', 'idle', 'Run until idle', () => session.runUntilIdle(), 'At most an hour of virtual time'),
    ...(['1x', '10x', '100x', 'max'] as const).map((pace) =>
      command('Clock', `pace-${pace}`, `Pace: ${pace === 'max' ? 'max' : pace.replace('x', '×')}`, () =>
        session.setPace(pace),
      ),
    ),
    command('Clock', 'restart', 'Restart', () => session.restart(), 'Same seed: the same run again'),
    command('Clock', 'new-seed', 'Restart with a new seed', () => session.restartWithNewSeed()),
    command('Clock', 'cpu', `Use ${cpu === 'fixed' ? 'measured' : 'fixed'} CPU time`, () =>
      session.setCpu(cpu === 'fixed' ? 'measured' : 'fixed'),
    ),
    command('Clock', 'latency', `Use ${latency === 'none' ? 'typical' : 'no'} service latency`, () =>
      session.setLatency(latency === 'none' ? 'typical' : 'none'),
    ),
    command(
      'Clock',
      'duplicates',
      duplicates === 'never' ? 'Deliver duplicates now and then' : 'Deliver no duplicates',
      () => session.setDuplicates(duplicates === 'never' ? 'sometimes' : 'never'),
    ),
    command('Clock', 'no-faults', 'Turn off all faults', () => session.setFaults([]), 'What goes wrong on purpose'),
    ...PANELS.map(([id, title]) => command('View', `panel-${id}`, title, () => goToPanel(session, id))),
    ...VIEWS.map(({ id, title, key }) => ({
      ...command('View', `view-${id}`, title, () => goToPanel(session, id)),
      ...(key !== undefined && { keys: viewKey(key) }),
    })),
    command(
      'Run',
      'copy-command',
      'Copy as command line',
      async () => (await import('../transfer/copy-command')).copyCommand(session, { kind: 'send' }),
      'What Run would send: AWS CLI, or curl',
    ),
    ...TRACE_FORMATS.map(([format, title, detail]) =>
      command('Run', `trace-${format}`, title, () => session.transfers.exportTrace(format), detail),
    ),
    command('Project', 'new', 'New project', () => session.newProject()),
    command('Project', 'projects', 'My projects', () => (layout.dialog = 'projects'), 'What is kept in this browser'),
    command(
      'Project',
      'gallery',
      'Examples',
      () => (layout.dialog = 'gallery'),
      'All of them, by subject; search them',
    ),
    command(
      'Project',
      'import',
      'Import…',
      () => (layout.dialog = 'import'),
      'A SAM project: zip, folder, pasted template',
    ),
    command('Project', 'paste-template', 'Paste a SAM template', () => (layout.dialog = 'import')),
    command('Project', 'export-zip', 'Export zip', () => session.transfers.exportZip(), 'For sam build && sam deploy'),
    command('Project', 'history', 'History of this project', () => (layout.dialog = 'history'), 'Go back to any of it'),
    command('Project', 'reset', 'Reset', () => session.projects.reset(), 'All files as they were when you opened them'),
    command('Project', 'share', 'Share: copy a link to this project', () => session.sharing.copyLink()),
    command(
      'Project',
      'share-options',
      'Share with options: read-only, recorded run, file, embed…',
      () => (session.layout.dialog = 'share'),
    ),
    ...(['system', 'light', 'dark'] as const).map((theme) =>
      command('Appearance', `theme-${theme}`, `Theme: ${theme}`, () => appearance.choose(theme)),
    ),
    command('Help', 'lessons', 'Lessons', () => location.assign('lessons/'), 'A course whose every example is live'),
    command('Help', 'errors', 'What happens when a function fails', () => (layout.dialog = 'errors')),
    command('Help', 'fidelity', 'How exact the simulation is', () => (layout.dialog = 'fidelity')),
  ]
}

/** Places in this project, and examples to open instead of it. */
export function projectCommands(session: Session): readonly Command[] {
  const resources = session.template.legible?.stack?.resources ?? []
  return [
    ...fileCommands(session),
    ...resources.flatMap(({ logicalId, type }) => [
      command('Resource', `inspect-${logicalId}`, logicalId, () => session.inspect(logicalId), `Inspect · ${type}`),
      command(
        'Resource',
        `template-${logicalId}`,
        `${logicalId} in template.yaml`,
        () => session.goToResource(logicalId),
        type,
      ),
    ]),
    ...session.examples.map((example) =>
      command('Example', `example-${example.title}`, example.title, () => session.openExample(example), example.point),
    ),
  ]
}

export const fileCommands = (session: Session): readonly Command[] =>
  session.workspace.paths.map((path) =>
    command('File', `file-${path}`, path, () => session.goTo({ path, line: 1, column: 1 })),
  )

/** Brings a panel or view forward, and the focus into it. */
export function goToPanel(session: Session, id: PanelId): void {
  session.layout.show(id)
  // After it is drawn.
  requestAnimationFrame(() => {
    const tab = document.querySelector<HTMLElement>(`[role="tab"][data-tab="${id}"]`)
    const panel = document.getElementById(`panel-${id}`) ?? document.querySelector<HTMLElement>(`[data-panel="${id}"]`)
    ;(tab ?? panel)?.focus()
  })
}

function command(group: CommandGroup, id: string, title: string, run: () => unknown, detail?: string): Command {
  return { id, group, title, run, ...(detail !== undefined && { detail }) }
}
