/** Puts the page together: the project first, to be read and edited at once; then, behind it, what runs it. */

import './app/trusted-types'
import { mount } from 'svelte'
import type { ColdstartApi } from './api/api'
import { deferredApi } from './api/deferred'
import App from './app/App.svelte'
import { refuseFrame } from './app/framed'
import { painted } from './app/parts/painted'
import { firstProject } from './app/state/first-project'
import { Session } from './app/state/session.svelte'
import { Workspace } from './app/state/workspace.svelte'
import { defaultSettings } from './project/files'
import { firstExample } from './project/first-example'
import { Journal } from './project/keep/journal'

// Then nothing of what follows happens.
if (refuseFrame()) await new Promise(() => undefined)

const pageUrl = () => location.href.replace(/#.*/s, '')
const decodeLink = async (fragment: string) => (await import('./project/share-url')).decodeLink(fragment)

// There at once for who drives the page, whatever must be read first: what is asked of it waits.
let provideApi: (api: Promise<ColdstartApi>) => void = () => undefined
const coldstart = deferredApi(new Promise<ColdstartApi>((resolve) => (provideApi = resolve)))
Object.assign(globalThis, { coldstart })

const journal = new Journal()
const latest = journal.latest()
const stored = latest?.reading.kind === 'project' ? latest.reading.kept : null
const first = await firstProject({
  fragment: location.hash.slice(1),
  decode: decodeLink,
  stored: () => stored,
  example: firstExample,
  empty: { files: {}, settings: defaultSettings() },
})

const workspace = new Workspace(
  first.project,
  (project, id) => {
    // What is stored is newer than the link: a reload should bring back this.
    if (location.hash) history.replaceState(null, '', pageUrl())
    return session.projects.save(project, id)
  },
  first.from === 'storage' ? stored?.id : undefined,
)
const engine = painted
  .then(() => import('./start/engine'))
  .then(({ startEngine }) =>
    startEngine({
      store: workspace,
      host: document.getElementById('sandbox') ?? document.body,
      pageUrl,
      page: { view: () => session.sharing.view(), recorded: () => session.trace.recorded },
      onDeployed: (files, { diagnostics }) => session.noteDeployment(files, diagnostics),
      onDownload: (...progress) => session.noteDownload(...progress),
    }),
  )
provideApi(engine.then((started) => started.api))
const session: Session = new Session({
  workspace,
  journal,
  api: coldstart,
  cloud: engine.then(({ cloud }) => cloud),
  packages: engine.then(({ packages }) => packages),
  startTrials: async () => (await engine).startTrials(),
  explorations: async () => (await engine).explorations(),
  readTemplate: engine.then(({ readTemplate }) => readTemplate),
})

if (latest && first.from === 'storage') session.projects.adopt(latest)
mount(App, { target: document.getElementById('app') ?? document.body, props: { session } })

session.begin(first, stored)
addEventListener('hashchange', () => void session.sharing.openLink(decodeLink(location.hash)))
engine
  .then(() => import('./project/examples'))
  .then(({ examples }) => (session.examples = examples))
  // The next page that is opened tries again.
  .catch(() => undefined)
Promise.all([engine, session.order.bundler])
  .then(
    async ([{ bundler }]) => {
      session.bundler = { state: 'loading', detail: 'Loading esbuild' }
      try {
        await bundler.warmUp()
        session.bundler = { state: 'ready', detail: 'esbuild is ready' }
      } catch {
        session.bundler = { state: 'failed', detail: 'esbuild did not load; the next deployment tries again' }
      }
    },
    // Whoever waits for the engine says so.
    () => undefined,
  )
  .then(() => (import.meta.env.PROD ? session.offline.begin() : undefined))
