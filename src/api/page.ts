/** The automation API in the page: the project, the bundler and the cloud behind one interface. */

import type { BundlerApi, Bundle, BundleEntry } from '../bundler/protocol'
import type { CloudClient } from '../cloud/client'
import type { ApiErrorData, CloudOptions } from '../cloud/protocol'
import type { Diagnostic, Project, ProjectFiles } from '../project/model'
import { defaultSettings } from '../project/files'
import { encodeProject } from '../project/share-url'
import { readTemplate } from '../project/template'
import type { TraceRecord } from '../cloud/aws/trace-records'
import type { ColdstartApi, DeployResult } from './api'

/** Where the project lives; the app's session implements it. */
export interface ProjectStore {
  get(): Project
  set(project: Project): void
}

export interface Connections {
  readonly store: ProjectStore
  readonly bundler: BundlerApi
  readonly cloud: CloudClient
  /** Built bundles of projects that ship with the page; null for any other. */
  readonly prebuilt: (files: ProjectFiles) => Promise<readonly Bundle[] | null>
  /** What the address bar would show, without a fragment. */
  readonly pageUrl: () => string
}

/** An AWS API error as the SDKs name it. */
class ServiceError extends Error {
  constructor(readonly data: ApiErrorData) {
    super(data.message)
    this.name = data.code
  }
}

/** Virtual time starts here in every run: AWS re:Invent 2026, a Monday. */
const START_TIME = Date.UTC(2026, 10, 30, 9, 0, 0)

const DEFAULT_IDLE_LIMIT_MS = 3_600_000

export function cloudOptions({ settings }: Project): CloudOptions {
  return { seed: settings.seed, cpu: settings.cpu, pace: settings.pace, startTime: START_TIME }
}

export function createColdstart({ store, bundler, cloud, prebuilt, pageUrl }: Connections): ColdstartApi {
  const { api } = cloud

  const build = async (files: ProjectFiles, entries: readonly BundleEntry[]): Promise<readonly Bundle[]> =>
    (await prebuilt(files)) ?? (await bundler.build(files, entries))

  const deploy = async (): Promise<DeployResult> => {
    const { files } = store.get()
    const template = readTemplate(files['template.yaml'] ?? '')
    const diagnostics: Diagnostic[] = [...template.diagnostics]
    if (files['template.yaml'] === undefined) diagnostics.push(NO_TEMPLATE)
    if (!template.stack) return { ok: false, diagnostics, outputs: {} }
    const bundles = await build(files, template.functions)
    for (const bundle of bundles) diagnostics.push(...bundle.diagnostics)
    const code = bundles
      .filter((bundle) => !bundle.diagnostics.some(({ severity }) => severity === 'error'))
      .map(({ id, files: packageFiles }) => ({ logicalId: id, files: packageFiles, layers: [] }))
    const report = await api.deploy({ stack: template.stack, code, layers: {} })
    for (const diagnostic of report.diagnostics) diagnostics.push(template.place(diagnostic))
    return { ok: diagnostics.every(({ severity }) => severity !== 'error'), diagnostics, outputs: report.outputs }
  }

  return {
    ready: Promise.resolve(),
    async open({ files, settings }) {
      const project: Project = { files, settings: { ...defaultSettings(), ...settings } }
      store.set(project)
      await api.restart(cloudOptions(project))
    },
    deploy,
    async invoke(fn, payload, { type = 'RequestResponse', qualifier, logType = 'None', clientContext } = {}) {
      const answer = await api.invoke({
        functionName: fn,
        payload: payload === undefined ? '' : JSON.stringify(payload),
        invocationType: type,
        logType,
        ...(qualifier !== undefined && { qualifier }),
        ...(clientContext !== undefined && { clientContext: base64(JSON.stringify(clientContext)) }),
      })
      if (!answer.ok) throw new ServiceError(answer.error)
      return answer.value
    },
    async load(fn, payload, { requests, callers = 1 }) {
      const answer = await api.load({ functionName: fn, payload: JSON.stringify(payload ?? {}), requests, callers })
      if (!answer.ok) throw new ServiceError(answer.error)
      return answer.value
    },
    aws: (request) => api.aws(request),
    clock: {
      now: async () => (await api.clock()).now,
      state: () => api.clock(),
      pace: (pace) => api.setPace(pace),
      advance: (ms) => api.advance(ms),
      runUntilIdle: ({ limitMs = DEFAULT_IDLE_LIMIT_MS } = {}) => api.runUntilIdle(limitMs),
      step: () => api.step(),
    },
    async trace({ since = 0, types } = {}) {
      return onlyTypes(await api.trace(since), types)
    },
    subscribe(callback, { types } = {}) {
      return cloud.onRecords((records) => {
        const chosen = onlyTypes(records, types)
        if (chosen.length > 0) callback(chosen)
      })
    },
    async share() {
      return `${pageUrl()}#${await encodeProject(store.get())}`
    },
  }
}

const NO_TEMPLATE: Diagnostic = {
  severity: 'error',
  code: 'template/missing',
  message: 'The project has no template.yaml, so there is nothing to deploy.',
  file: null,
  range: null,
  hint: 'Add a file template.yaml with a function in it; the examples show how.',
}

function onlyTypes(records: readonly TraceRecord[], types: readonly string[] | undefined): readonly TraceRecord[] {
  return types ? records.filter(({ type }) => types.includes(type)) : records
}

function base64(text: string): string {
  let binary = ''
  for (const byte of new TextEncoder().encode(text)) binary += String.fromCharCode(byte)
  return btoa(binary)
}
