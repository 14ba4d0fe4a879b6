/** Runs check files in Node: the very harness and runtime that ship, the simulator, native esbuild. */

import * as esbuild from 'esbuild'
import { afterAll } from 'vitest'
import { createChecks, type Checks } from '../../../src/api/checks'
import { createDeployment } from '../../../src/api/deployment'
import { cloudOptions } from '../../../src/api/cloud-options'
import type { TestEvent, TestReport, RunTestsOptions } from '../../../src/api/test-report'
import { buildCheckLayer } from '../../../src/build/layers-checks'
import { manifestOf } from '../../../src/build/layers'
import { buildLayers } from '../../../src/build/layers-bundle'
import { PACKAGES } from '../../../src/build/layers-packages'
import { BuildEngine } from '../../../src/bundler/build'
import type { BundlerApi } from '../../../src/bundler/protocol'
import { checkInit } from '../../../src/cloud/checks/check-process'
import { CheckRun } from '../../../src/cloud/checks/check-run'
import type { CloudApi, DeployReport } from '../../../src/cloud/protocol'
import { RecordedCloud } from '../../../src/cloud/replay/recorded-cloud'
import { createLayers, type Layers } from '../../../src/layers/client'
import { defaultSettings } from '../../../src/project/files'
import type { ProjectFiles } from '../../../src/project/model'
import { readTemplate } from '../../../src/project/template'
import { realHost, type RealHost } from '../runtime/real-host'

const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** A cloud worker's part of the interface that checks use. */
function cloudApi(host: RealHost): Pick<CloudApi, 'restart' | 'deploy' | 'check'> {
  let cloud: RecordedCloud | null = null
  let deployed: DeployReport | null = null
  const texts = new Map<string, string>()
  return {
    async restart(options) {
      cloud = new RecordedCloud(options, host)
    },
    async deploy({ stack, code, layers }) {
      for (const [name, text] of Object.entries(layers)) texts.set(name, text)
      const packages = code.map(
        ({ logicalId, files, layers: names }) =>
          [logicalId, { files, layers: names.map((name) => texts.get(name) ?? '') }] as const,
      )
      deployed = (cloud as RecordedCloud).deploy(stack, new Map(packages))
      return deployed
    },
    async check({ files, layers, layerTexts, event }) {
      for (const [name, text] of Object.entries(layerTexts)) texts.set(name, text)
      const code = { files, layers: layers.map((name) => texts.get(name) ?? '') }
      const process = host.start()
      const init = checkInit(cloud as RecordedCloud, code, deployed)
      const realTime = { now: () => performance.now(), breathe }
      return new CheckRun({ cloud: cloud as RecordedCloud, process, realTime, init, event, realLimit: 20_000 }).run()
    },
  }
}

export interface CheckBench {
  run(files: ProjectFiles, options?: RunTestsOptions): Promise<TestReport>
  readonly events: readonly TestEvent[]
}

/** One for all tests of a file. @param packages those of the layers that functions and checks can import */
export async function checkBench(packages: readonly string[] = []): Promise<CheckBench> {
  const host = await realHost()
  const checkLayer = await buildCheckLayer()
  const built = await buildLayers(PACKAGES.filter(({ name }) => packages.includes(name)))
  const manifest = manifestOf({ ...built, texts: new Map([...built.texts, ['coldstart-test', checkLayer]]) })
  const byUrl = new Map(
    Object.entries(manifest.layers).map(([name, url]) => [url, built.texts.get(name) ?? checkLayer]),
  )
  const layers: Layers = createLayers(manifest, (url) =>
    Promise.resolve({ ok: true, status: 200, text: () => Promise.resolve(byUrl.get(url) ?? '') }),
  )
  const engine = new BuildEngine(esbuild)
  const bundler: BundlerApi = {
    warmUp: () => Promise.resolve(),
    build: async (files, entries) => (await engine.build(files, entries, layers.modules)).map(({ bundle }) => bundle),
  }
  const api = cloudApi(host) as CloudApi
  const checks: Checks = createChecks(bundler, layers, () => {
    const builders = {
      bundler,
      prebuilt: () => Promise.resolve(null),
      layers,
      readTemplate: Promise.resolve(readTemplate),
    }
    return {
      deployment: createDeployment(builders, () => Promise.resolve(api)),
      async restart(project) {
        await api.restart(cloudOptions(project))
        return api
      },
      dispose: () => undefined,
    }
  })
  afterAll(async () => {
    await host.stop()
    await engine.dispose()
  })
  const events: TestEvent[] = []
  return {
    events,
    run: (files, options = {}) => {
      events.length = 0
      return checks.run({ files, settings: { ...defaultSettings(), seed: 7 } }, options, (event) => events.push(event))
    },
  }
}
