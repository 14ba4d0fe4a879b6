/** Puts the page together: storage and links, the bundler, the cloud in its sandbox, the automation API, the app. */

import { mount } from 'svelte'
import layerManifest from 'virtual:coldstart/layers'
import { cloudOptions, createColdstart } from './api/page'
import App from './app/App.svelte'
import { bytesText } from './app/parts/quantities'
import { firstProject } from './app/state/first-project'
import { Session } from './app/state/session.svelte'
import { Workspace } from './app/state/workspace.svelte'
import { createBundler } from './bundler/client'
import { prebuiltFor } from './bundler/prebuilt'
import { startCloud } from './cloud/client'
import { createLayers } from './layers/client'
import { createPackages } from './packages/client'
import { examples, firstExample } from './project/examples'
import { defaultSettings } from './project/files'
import { decodeProject } from './project/share-url'
import { loadProject, saveProject, storedProjectId } from './project/storage'

const pageUrl = () => location.href.replace(/#.*/s, '')

const stored = loadProject()
const first = await firstProject({
  fragment: location.hash.slice(1),
  decode: decodeProject,
  stored: () => stored,
  example: firstExample,
  empty: { files: {}, settings: defaultSettings() },
})

const workspace = new Workspace(
  first.project,
  (project, id) => {
    // What is stored is newer than the link: a reload should bring back this.
    if (location.hash) history.replaceState(null, '', pageUrl())
    session.projects.keepSoon()
    return saveProject(project, id)
  },
  first.from === 'storage' ? (storedProjectId() ?? undefined) : undefined,
)
const layers = createLayers(layerManifest)
const packages = createPackages({ runtimeVersions: layerManifest.versions })
const bundler = createBundler({
  packages: layers.modules,
  packageSource: packages.source,
  onDownload(loaded, total) {
    session.bundler = { state: 'loading', detail: `Loading esbuild: ${bytesText(loaded)} of ${bytesText(total)}` }
  },
})
const sandboxes = document.getElementById('sandbox') ?? document.body
const cloud = startCloud(cloudOptions(first.project), sandboxes)
const coldstart = createColdstart({
  store: workspace,
  bundler,
  cloud,
  prebuilt: prebuiltFor,
  layers,
  packages,
  pageUrl,
  onDeployed: (files, { diagnostics }) => session.noteDeployment(files, diagnostics),
})
const session = new Session({
  workspace,
  api: coldstart,
  cloud,
  packages,
  examples,
  startTrials: async () => {
    const { createTrials } = await import('./api/trial')
    const builders = { bundler, prebuilt: prebuiltFor, layers }
    return createTrials(builders, (options) => startCloud(options, sandboxes), cloudOptions)
  },
  readTemplate: import('./project/template').then(({ readTemplate }) => readTemplate),
})

Object.assign(globalThis, { coldstart })
mount(App, { target: document.getElementById('app') ?? document.body, props: { session } })

session.begin(first, stored)
addEventListener('hashchange', () => void session.openLink(decodeProject(location.hash)))
bundler.warmUp().then(
  () => (session.bundler = { state: 'ready', detail: 'esbuild is ready' }),
  () => (session.bundler = { state: 'failed', detail: 'esbuild did not load; the next deployment tries again' }),
)
