/** An embed from its first Run on: its sandbox comes when it is needed and goes when it is not; its host is answered. */

import type { EmbeddedPage, HostConnection } from '../api/host'
import type { Embed } from '../app/embed/embed.svelte'
import type { CloudClient } from '../cloud/client'
import type { CloudOptions } from '../cloud/protocol'
import type { ResourceView } from '../cloud/aws/resource-view'
import { keep } from './keep'
import type { Engine } from '../start/engine'
import { Usage } from './rest'
import { RestingCloud, type RestingHooks } from './resting-cloud'

type Start = RestingHooks['start']

/** @param begin puts the engine together, with this for its cloud */
export function liveIn(
  embed: Embed,
  host: HostConnection,
  begin: (cloud: (options: CloudOptions, start: Start) => CloudClient) => Engine,
): Engine {
  const { session } = embed
  let resting: RestingCloud | null = null
  const engine = begin((options, start) => {
    resting = new RestingCloud(options, { start, onState: (state) => (session.sandbox = SAYS[state]) })
    resting.onRecords(() => usage.noteHappening())
    return resting
  })
  let asked = 0
  /** What resources held when the sandbox went. */
  let held: readonly ResourceView[] = []
  let checks: 'running' | 'ended' | null = null
  const isBusy = (): boolean => session.inFlight > 0 || session.deploying || asked > 0 || checks === 'running'
  const usage = new Usage({
    isBusy,
    async rest() {
      if (resting?.isRunning) {
        held = await engine.api.resources().catch(() => [])
        if (isBusy() || !resting.isRunning) return
        resting.rest()
        host.tell('idle', {})
      }
      // Checks have a sandbox of their own.
      if (checks === 'ended') void engine.api.stopTests()
      checks = null
      // Who is in it may be thinking.
      if (!document.hasFocus()) embed.editing = false
    },
  })
  usage.watch(window)

  const page: EmbeddedPage = {
    api: engine.api,
    files: () => session.workspace.files,
    async awake() {
      if (session.workspace.deployedFiles === null) await session.deployChanges()
    },
    run: () => embed.run(),
    edit: (path) => embed.edit(path),
    leaveEditor: () => (embed.editing = false),
    show: (view) => embed.layout.show(view as Parameters<typeof embed.layout.show>[0]),
    keep: () => keep(session, held),
    setDark: (dark) => session.appearance.choose(dark ? 'dark' : 'light'),
    setReadOnly: (readOnly) => (embed.readOnly = readOnly),
    async using(work) {
      usage.noteUse()
      asked++
      try {
        return await work()
      } finally {
        asked--
      }
    },
  }
  engine.api.subscribeTests((event) => {
    usage.noteUse()
    checks = event.type === 'ended' ? 'ended' : 'running'
    if (event.type === 'ended' && event.report) host.tell('checks', event.report)
  })
  embed.onEdit = () => host.tell('editing', {})
  embed.onRan = (kind) => host.tell('run', { kind, ok: kind !== 'refused' && kind !== 'not-deployed' })
  host.serve(page)
  return engine
}

const SAYS = {
  starting: { state: 'loading', detail: 'Starting the sandbox' },
  running: { state: 'ready', detail: 'Ready' },
  resting: { state: 'later', detail: 'Stopped while unused: Run starts a fresh stack' },
  failed: { state: 'failed', detail: 'The sandbox did not start' },
} as const
