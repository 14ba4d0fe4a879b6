/** The playground in the frame of a `<coldstart-playground>`, or in a plain frame with a link's fragment. */

import '../app/trusted-types'
import { mount } from 'svelte'
import type { ColdstartApi } from '../api/api'
import { deferredApi } from '../api/deferred'
import { hostConnection } from '../api/host'
import { Embed } from '../app/embed/embed.svelte'
import EmbedApp from '../app/embed/EmbedApp.svelte'
import { EmbedLayout } from '../app/embed/layout.svelte'
import type { Project } from '../project/model'
import { painted } from '../app/parts/painted'
import { Session } from '../app/state/session.svelte'
import { Workspace } from '../app/state/workspace.svelte'
import { keptOf, projectOf, startFromAddress } from './start'
import type { Engine } from '../start/engine'
import { keepNothing } from './storage'

keepNothing()
const root = new URL('../', location.href)
// What is loaded on use is found from there, as in the page itself.
document.head.append(Object.assign(document.createElement('base'), { href: root.href }))

const host = await (location.hash ? startFromAddress(location) : hostConnection())
const kept = await keptOf(host.start)
const { project, problem } = kept ? { project: kept.project, problem: null } : projectOf(host.start)
let told = project.files
/** What the page around does not know is gone with it: nothing can be told once it is being closed. */
const TELL_AFTER_MS = 50
const tellChange = ({ files }: Project): boolean => {
  if (files !== told) host.tell('change', { files: (told = files) })
  return true
}
const workspace = new Workspace(project, tellChange, undefined, TELL_AFTER_MS)

let provideApi: (api: Promise<ColdstartApi>) => void = () => undefined
const api = deferredApi(new Promise<ColdstartApi>((resolve) => (provideApi = resolve)))
const engine: Promise<Engine> = painted
  .then(() => Promise.all([import('../start/engine'), import('./life')]))
  .then(([{ startEngine }, { liveIn }]) =>
    liveIn(embed, host, (cloud) =>
      startEngine({
        store: workspace,
        host: document.getElementById('sandbox') ?? document.body,
        root,
        pageUrl: () => root.href,
        sharesBundler: true,
        cloud,
        onDeployed(files, result) {
          session.bundler = { state: 'ready', detail: '' }
          session.noteDeployment(files, result.diagnostics)
          host.tell('deployed', result)
        },
        onDownload: (...progress) => session.noteDownload(...progress),
      }),
    ),
  )
provideApi(engine.then((started) => started.api))
const layout = new EmbedLayout(host.start.views)
const session = new Session({
  workspace,
  api,
  layout,
  cloud: engine.then(({ cloud }) => cloud),
  packages: engine.then(({ packages }) => packages),
  startTrials: async () => (await engine).startTrials(),
  explorations: async () => (await engine).explorations(),
  readTemplate: engine.then(({ readTemplate }) => readTemplate),
})
session.appearance.choose(host.start.dark ? 'dark' : 'light')
const embed = new Embed(session, layout, host.start.readOnly)

async function openInColdstart(): Promise<void> {
  // At once: later, browsers take it for an advertisement.
  const page = open('', '_blank')
  try {
    const link = await api.share()
    if (page) page.location.href = link
    else session.notices.show({ tone: 'info', title: 'The browser opened no page', detail: link, sticky: true })
  } catch (error) {
    page?.close()
    session.notices.failure('No link was made', error)
  }
}

mount(EmbedApp, {
  target: document.getElementById('app') ?? document.body,
  props: { embed, onrun: () => void embed.run(), onopen: () => void openInColdstart() },
})
if (kept) await session.sharing.showAgain(kept)
const shown = problem ?? host.problem
if (shown) session.notices.show({ tone: 'error', title: 'The project was not opened', detail: shown, sticky: true })
if (shown) host.tell('error', { name: 'ProjectError', message: shown })
painted.then(() => host.tell('ready', {}))
