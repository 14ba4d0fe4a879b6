/** Everything that makes a project run, loaded after the page was seen: the cloud, bundler, layers, automation API. */

import layerManifest from 'virtual:coldstart/layers'
import type { ColdstartApi } from '../api/api'
import { cloudOptions } from '../api/cloud-options'
import { type Connections, createColdstart } from '../api/page'
import { createBundler } from '../bundler/client'
import type { BundlerApi } from '../bundler/protocol'
import { prebuiltFor } from '../bundler/prebuilt'
import type { Checks } from '../api/checks'
import type { Explorations } from '../api/explore/explore'
import type { Trials } from '../api/trial'
import { type CloudClient, startCloud } from '../cloud/client'
import type { CloudOptions } from '../cloud/protocol'
import { createLayers } from '../layers/client'
import { createPackages, type Packages } from '../packages/client'
import type { ReadTemplate } from '../project/template'

/** Sandboxes that an exploration has at a time: each takes some 100 MB. */
const PARALLEL_MAX = 4

export interface EngineOptions extends Pick<Connections, 'store' | 'pageUrl' | 'page' | 'onDeployed'> {
  /** Where the sandbox frame is put. */
  readonly host: HTMLElement
  /** Where the built page lies; ends in a slash. */
  readonly root?: URL
  /** Whether other pages of this origin use the same bundler. */
  readonly sharesBundler?: boolean
  /** Makes the cloud, instead of starting it at once. */
  readonly cloud?: (options: CloudOptions, start: (options: CloudOptions) => Promise<CloudClient>) => CloudClient
  /** Called with bytes while something large is being downloaded. */
  readonly onDownload: (what: 'cloud' | 'bundler', loaded: number, total: number) => void
}

export interface Engine {
  readonly api: ColdstartApi
  readonly cloud: Promise<CloudClient>
  readonly bundler: BundlerApi
  readonly packages: Packages
  readonly readTemplate: Promise<ReadTemplate>
  /** Starts what comparisons are made with: clouds beside the running one. */
  startTrials(): Promise<Trials>
  explorations(): Promise<Explorations>
}

export function startEngine({
  host,
  root = new URL('./', document.baseURI),
  sharesBundler = false,
  cloud: makeCloud,
  onDownload,
  ...connections
}: EngineOptions): Engine {
  const startOne = (options: CloudOptions): Promise<CloudClient> =>
    startCloud(options, { host, root, keepsRun: true }, (loaded, total) => onDownload('cloud', loaded, total))
  const options = cloudOptions(connections.store.get())
  const cloud = makeCloud ? Promise.resolve(makeCloud(options, startOne)) : startOne(options)
  const readTemplate = import('../project/template').then((module) => module.readTemplate)
  const layers = createLayers(layerManifest)
  const packages = createPackages({ runtimeVersions: layerManifest.versions })
  const bundler = createBundler({
    packages: layers.modules,
    packageSource: packages.source,
    shared: sharesBundler,
    onDownload: (loaded, total) => onDownload('bundler', loaded, total),
  })
  const builders = { bundler, prebuilt: prebuiltFor, layers, readTemplate }
  const startCloudBeside = (options: CloudOptions): Promise<CloudClient> => startCloud(options, { host, root })
  const startTrials = async (): Promise<Trials> => {
    const { createStage, createTrials } = await import('../api/trial')
    return createTrials(createStage(builders, startCloudBeside, cloudOptions))
  }
  let checks: Promise<Checks> | null = null
  const startChecks = async (): Promise<Checks> => {
    const [{ createStage }, { createChecks }] = await Promise.all([import('../api/trial'), import('../api/checks')])
    return createChecks(bundler, layers, () => createStage(builders, startCloudBeside, cloudOptions))
  }
  const checksOnce = (): Promise<Checks> =>
    (checks ??= startChecks().catch((error: unknown) => {
      checks = null
      throw error
    }))
  let explorations: Promise<Explorations> | null = null
  const startExplorations = async (): Promise<Explorations> => {
    const [{ createStage }, { createExplorations }, { createJudge }] = await Promise.all([
      import('../api/trial'),
      import('../api/explore/explore'),
      import('../api/explore/judge-client'),
    ])
    return createExplorations({
      ...{ bundler, layers, createJudge: () => createJudge() },
      createStage: () => createStage(builders, startCloudBeside, cloudOptions),
      // The page and the running stack want a core, too.
      parallel: Math.max(1, Math.min(PARALLEL_MAX, navigator.hardwareConcurrency - 1)),
    })
  }
  const explorationsOnce = (): Promise<Explorations> =>
    (explorations ??= startExplorations().catch((error: unknown) => {
      explorations = null
      throw error
    }))
  const packageVersions = layerManifest.versions
  const api = createColdstart({
    ...{ ...connections, ...builders, cloud, packages, packageVersions },
    ...{ checks: checksOnce, explorations: explorationsOnce },
  })
  return { api, cloud, bundler, packages, readTemplate, startTrials, explorations: explorationsOnce }
}
