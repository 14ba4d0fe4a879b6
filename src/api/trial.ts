/**
 * Trials: a project is deployed to a cloud of its own, in a sandbox of its own, and sent a script of stimuli; virtual time
 * runs as fast as it can. What the page shows and runs is not touched. Comparisons, tests and explorations are made of
 * these.
 *
 * One sandbox serves all trials, one after the other; it starts with the first, and `dispose` ends it.
 */

import type { CloudClient } from '../cloud/client'
import type { CloudApi, CloudOptions, PlayReport } from '../cloud/protocol'
import type { TraceRecord } from '../cloud/aws/trace-records'
import type { Diagnostic, Project, ProjectFiles, ProjectSettings } from '../project/model'
import type { StimulusScript } from '../project/stimuli'
import { createDeployment, type Builders, type Deployment } from './deployment'
import { playRequest } from './script'

export interface TrialRequest {
  readonly files: ProjectFiles
  /** Seed, CPU time, latency and faults are as in the running stack. */
  readonly settings: ProjectSettings
  readonly script: StimulusScript
  /** How much virtual time it may take, milliseconds. */
  readonly limitMs: number
}

export interface TrialRun {
  /** From the first stimulus on. */
  readonly records: readonly TraceRecord[]
  /** Those of the deployment and what it started by itself. */
  readonly before: readonly TraceRecord[]
  /** Null when the limit came before everything was sent and answered. */
  readonly report: PlayReport | null
  /** Virtual milliseconds since the epoch. */
  readonly startedAt: number
  readonly endedAt: number
  /** Whether nothing was left to happen by itself before the limit. */
  readonly idle: boolean
}

/** What was to be tried could not be deployed. */
export class TrialError extends Error {
  override readonly name = 'TrialError'

  constructor(readonly diagnostics: readonly Diagnostic[]) {
    const [first] = diagnostics.filter(({ severity }) => severity === 'error')
    super(first?.message ?? 'The project could not be deployed.')
  }
}

export interface Trials {
  /** Trials wait for each other. @throws TrialError; an Error named `AbortError` after `dispose` */
  run(request: TrialRequest): Promise<TrialRun>
  dispose(): void
}

/** How long a new stack may take to settle before it is sent anything: provisioned concurrency, event source mappings. */
export const SETTLE_MS = 300_000

/** A cloud beside the running one, which starts over for each trial. */
export interface Stage {
  readonly deployment: Deployment
  /** @throws Error named `AbortError` after `dispose` */
  restart(project: Project): Promise<CloudApi>
  dispose(): void
}

/** @param start a sandbox with a cloud @param optionsOf what a cloud with a project's settings is started with */
export function createStage(
  builders: Builders,
  start: (options: CloudOptions) => Promise<CloudClient>,
  optionsOf: (project: Project) => CloudOptions,
): Stage {
  let client: Promise<CloudClient> | null = null
  let disposed = false
  const startClient = async (options: CloudOptions): Promise<CloudClient> => {
    client ??= start(options)
    const cloud = await client.catch((error: unknown) => {
      client = null
      throw error
    })
    if (!disposed) return cloud
    cloud.dispose()
    throw Object.assign(new Error('The trial was ended.'), { name: 'AbortError' })
  }
  const deployment = createDeployment(builders, async () => {
    if (client) return (await client).api
    throw new Error('Nothing was started that could be deployed to.')
  })
  return {
    deployment,
    async restart(project) {
      const options: CloudOptions = { ...optionsOf(project), pace: 'paused' }
      const cloud = await startClient(options)
      deployment.forgetLayers()
      await cloud.api.restart(options)
      return cloud.api
    },
    dispose() {
      disposed = true
      void client?.then(
        (cloud) => cloud.dispose(),
        () => undefined,
      )
    },
  }
}

export function createTrials(stage: Stage): Trials {
  let tail: Promise<unknown> = Promise.resolve()

  const trial = async ({ files, settings, script, limitMs }: TrialRequest): Promise<TrialRun> => {
    const api = await stage.restart({ files, settings })
    const { ok, diagnostics } = await stage.deployment.deploy(files)
    if (!ok) throw new TrialError(diagnostics)
    const { now: startedAt } = await api.runUntilIdle(SETTLE_MS)
    const before = await api.trace(0)
    let report: PlayReport | null = null
    const playing = api.play(playRequest(script)).then((answer) => (report = answer))
    // A failure is heard of below; without this it would also be one that nobody handles.
    playing.catch(() => undefined)
    const { now: endedAt, nextEventAt } = await api.runUntilIdle(limitMs)
    // The report of a script that has ended is on its way.
    await Promise.race([playing, api.clock()])
    const records = await api.trace(before.length)
    return { records, before, report, startedAt, endedAt, idle: nextEventAt === null }
  }

  return {
    run(request) {
      const result = tail.then(() => trial(request))
      tail = result.catch(() => undefined)
      return result
    },
    dispose: () => stage.dispose(),
  }
}
