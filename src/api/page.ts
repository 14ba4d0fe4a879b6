/** The automation API in the page: the project, the bundler and the cloud behind one interface. */

import { CloudLostError, type CloudClient } from '../cloud/client'
import type { ApiErrorData, CloudApi, InvokeRequest, InvokeResponse } from '../cloud/protocol'
import type { Packages } from '../packages/client'
import type { Project, ProjectFiles, ProjectSettings } from '../project/model'
import { defaultSettings } from '../project/files'
import { readFaults } from '../cloud/aws/faults'
import type { TraceRecord } from '../cloud/aws/trace-records'
import type { ColdstartApi, DeployResult } from './api'
import type { Checks } from './checks'
import { cloudOptions } from './cloud-options'
import { createDeployment, OVERTAKEN, type Builders } from './deployment'
import type { Explorations } from './explore/explore'
import type { ExploreEvent } from './explore/report'
import { checkedScript, playRequest } from './script'
import type { TestEvent } from './test-report'
import { sharedContent, type ShownPage } from './share'

/** Where the project lives; the app's session implements it. */
export interface ProjectStore {
  get(): Project
  set(project: Project): void
  /** Changes settings. */
  change(settings: Partial<ProjectSettings>): void
  /** Adds to the files what goes without saying, as the versions of packages: nobody has worked on them. */
  complete(path: string, text: string): void
}

export interface Connections extends Builders {
  readonly store: ProjectStore
  /** Rejects when the sandbox cannot be started; then every method does. */
  readonly cloud: Promise<CloudClient>
  readonly packages: Pick<Packages, 'allowAll' | 'forget' | 'pinned'>
  /** Loaded when the project's checks are run. */
  readonly checks: () => Promise<Checks>
  /** Loaded when something is explored. */
  readonly explorations: () => Promise<Explorations>
  /** Of packages that the layers bring: package → version. */
  readonly packageVersions: Readonly<Record<string, string>>
  /** What the address bar would show, without a fragment. */
  readonly pageUrl: () => string
  /** What links hold of the page beside the project. */
  readonly page?: ShownPage
  /** Told of every deployment, whoever asked for it. @param files as they were deployed */
  readonly onDeployed?: (files: ProjectFiles, result: DeployResult) => void
}

/** An AWS API error as the SDKs name it. */
class ServiceError extends Error {
  constructor(readonly data: ApiErrorData) {
    super(data.message)
    this.name = data.code
  }
}

const DEFAULT_IDLE_LIMIT_MS = 3_600_000
/** A stack that takes every sandbox down is not tried for ever. */
const DEPLOY_ATTEMPTS = 3

export function createColdstart({
  store,
  bundler,
  cloud,
  prebuilt,
  layers,
  packages: npm,
  readTemplate,
  checks,
  explorations,
  packageVersions,
  pageUrl,
  page = NO_PAGE,
  onDeployed,
}: Connections): ColdstartApi {
  const connected = async (): Promise<CloudApi> => (await cloud).api
  /** After a sandbox died, until the next one has the stack. */
  let comingBack: Promise<void> | null = null
  const remote = async (): Promise<CloudApi> => {
    const api = await connected()
    // It may die again meanwhile.
    while (comingBack) await comingBack
    return api
  }
  /** The files that run now. */
  let deployed: ProjectFiles | null = null
  const testListeners = new Set<(event: TestEvent) => void>()
  const exploreListeners = new Set<(event: ExploreEvent) => void>()
  /** How many projects were opened here. */
  let opened = 0
  const deployment = createDeployment({ bundler, prebuilt, layers, readTemplate }, connected)

  const deploy = async (files = store.get().files): Promise<DeployResult> => {
    const visit = opened
    const prepared = await deployment.prepare(files)
    // What is open now gets nothing of it.
    if (visit !== opened) return OVERTAKEN
    const result = await deployment.apply(prepared)
    if (visit !== opened) return OVERTAKEN
    deployed = files
    // Which versions were found belongs to the project, and so does not count as a change since.
    const pinned = npm.pinned(store.get().files)
    for (const [path, text] of Object.entries(pinned)) store.complete(path, text)
    onDeployed?.({ ...files, ...pinned }, result)
    return result
  }

  // A sandbox that died left nothing behind: the new one gets the stack again, before anybody speaks to it.
  let cameBack: () => void = () => undefined
  void cloud.then(
    (client) =>
      client.onEvent((event) => {
        const { type } = event
        if (type === 'rested') {
          deployment.forgetLayers()
          deployed = null
        }
        if (type === 'lost') {
          const waiting = cameBack
          const next = new Promise<void>((resolve) => {
            cameBack = () => {
              if (comingBack === next) comingBack = null
              resolve()
            }
          })
          comingBack = next
          waiting()
        }
        if (event.type !== 'restarted') return
        deployment.forgetLayers()
        const done = cameBack
        // What ran, and not what is being written. If it dies again, its next one gets it.
        const redeployed = deployed && !event.restored.ok ? deploy(deployed) : Promise.resolve()
        redeployed.then(done, done)
      }),
    () => undefined,
  )

  const invoke = async (request: InvokeRequest): Promise<InvokeResponse> => {
    try {
      const answer = await (await remote()).invoke(request)
      if (answer.ok) return answer.value
      throw new ServiceError(answer.error)
    } catch (error) {
      if (error instanceof CloudLostError && request.invocationType === 'RequestResponse') return OUT_OF_MEMORY
      throw error
    }
  }

  const coldstart: ColdstartApi = {
    ready: remote().then(async (api) => void (await api.clock())),
    async open({ files, settings }, options = {}) {
      const project: Project = { files, settings: { ...defaultSettings(), ...settings } }
      deployed = null
      opened++
      npm.forget()
      if (options.packages === 'allow') npm.allowAll(false)
      store.set(project)
      const api = await remote()
      // Neither what is deployed from now on nor what is still under way finds them there.
      deployment.forgetLayers()
      await api.restart(cloudOptions(project))
      deployment.forgetLayers()
    },
    async deploy() {
      for (let attempt = 1; ; attempt++) {
        await remote()
        try {
          return await deploy()
        } catch (error) {
          // The sandbox died under it, and the next one has nothing of it.
          if (!(error instanceof CloudLostError) || attempt === DEPLOY_ATTEMPTS) throw error
        }
      }
    },
    invoke: (fn, payload, { type = 'RequestResponse', qualifier, logType = 'None', clientContext } = {}) =>
      invoke({
        functionName: fn,
        payload: payload === undefined ? '' : JSON.stringify(payload),
        invocationType: type,
        logType,
        ...(qualifier !== undefined && { qualifier }),
        ...(clientContext !== undefined && { clientContext: base64(JSON.stringify(clientContext)) }),
      }),
    async load(fn, payload, { requests, callers = 1, qualifier }) {
      const request = { functionName: fn, payload: JSON.stringify(payload ?? {}), requests, callers }
      const answer = await (await remote()).load({ ...request, ...(qualifier !== undefined && { qualifier }) })
      if (!answer.ok) throw new ServiceError(answer.error)
      return answer.value
    },
    async send(target, { body, ...message }) {
      const text = typeof body === 'string' ? body : JSON.stringify(body)
      const answer = await (await remote()).send({ ...message, target, body: text })
      if (!answer.ok) throw new ServiceError(answer.error)
      return answer.value.id
    },
    play: async (script) => (await remote()).play(playRequest(checkedScript(script))),
    aws: async (request) => (await remote()).aws(request),
    async http({ method = 'GET', url, headers = {}, body = '', signed = false }) {
      const response = await (await remote()).http({ method, url, headers, body, signed })
      if (!('networkError' in response)) return response
      throw Object.assign(new Error(response.networkError.message), { name: 'NetworkError' })
    },
    entrances: async () => (await remote()).entrances(),
    async resources({ at } = {}) {
      if (at === undefined) return (await remote()).views()
      const past = await (await remote()).viewsAt(at)
      if (past.state === 'known') return past.views
      const message = `The run was too long to be recorded: nothing is known of it from ${past.from} on but its trace.`
      throw Object.assign(new Error(message), { name: 'NotRecordedError' })
    },
    async faults(faults) {
      store.change({ faults: readFaults(faults) })
      await (await remote()).setFaults(store.get().settings.faults)
    },
    access: async (questions) => (await remote()).decideAccess(questions),
    clock: {
      now: async () => (await (await remote()).clock()).now,
      state: async () => (await remote()).clock(),
      pace: async (pace) => (await remote()).setPace(pace),
      advance: async (ms) => (await remote()).advance(ms),
      runUntilIdle: async ({ limitMs = DEFAULT_IDLE_LIMIT_MS } = {}) => (await remote()).runUntilIdle(limitMs),
      step: async ({ by = 'instant' } = {}) => (await remote()).step(by),
    },
    async trace({ since = 0, types } = {}) {
      return onlyTypes(await (await remote()).trace(since), types)
    },
    subscribe(callback, { types } = {}) {
      let end: (() => void) | null = null
      let ended = false
      void cloud.then(
        (client) => {
          if (ended) return
          end = client.onRecords((records) => {
            const chosen = onlyTypes(records, types)
            if (chosen.length > 0) callback(chosen)
          })
        },
        () => undefined,
      )
      return () => {
        ended = true
        end?.()
      }
    },
    async runTests(options = {}) {
      const tell = (event: TestEvent): void => {
        for (const listener of testListeners) listener(event)
      }
      return (await checks()).run(store.get(), options, tell)
    },
    async stopTests() {
      ;(await checks()).stop()
    },
    subscribeTests(callback) {
      testListeners.add(callback)
      return () => testListeners.delete(callback)
    },
    async explore(options = {}) {
      const tell = (event: ExploreEvent): void => {
        for (const listener of exploreListeners) listener(event)
      }
      return (await explorations()).run(store.get(), options, tell)
    },
    async stopExploring() {
      ;(await explorations()).stop()
    },
    subscribeExplore(callback) {
      exploreListeners.add(callback)
      return () => exploreListeners.delete(callback)
    },
    async exportZip() {
      const { exportProject } = await import('../project/transfer/export')
      return exportProject(store.get(), packageVersions)
    },
    async importZip(zip) {
      const { importZip } = await import('../project/transfer/import')
      const { project, report } = await importZip(zip, 'Imported')
      await coldstart.open(project)
      return report
    },
    async share(options = {}) {
      const content = await sharedContent(options, store.get(), coldstart, page)
      return `${pageUrl()}#${await (await import('../project/share-url')).encodeLink(content)}`
    },
  }
  return coldstart
}

const NO_PAGE: ShownPage = { view: () => ({}), recorded: () => null }

/** The sandbox died under an invocation: on Lambda, the process would have been killed for its memory. */
const OUT_OF_MEMORY: InvokeResponse = {
  StatusCode: 200,
  FunctionError: 'Unhandled',
  ExecutedVersion: '$LATEST',
  Payload: JSON.stringify({
    errorType: 'Runtime.OutOfMemory',
    errorMessage: 'Error: Runtime exited with error: signal: killed',
  }),
  RequestId: '',
}

function onlyTypes(records: readonly TraceRecord[], types: readonly string[] | undefined): readonly TraceRecord[] {
  return types ? records.filter(({ type }) => types.includes(type)) : records
}

function base64(text: string): string {
  let binary = ''
  for (const byte of new TextEncoder().encode(text)) binary += String.fromCharCode(byte)
  return btoa(binary)
}
