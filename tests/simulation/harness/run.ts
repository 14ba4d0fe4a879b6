/** Deploys a project, plays its script and lets virtual time run: what the page does when a link is to run on open. */

import { cloudOptions } from '../../../src/api/cloud-options'
import { playRequest } from '../../../src/api/script'
import { Pacer } from '../../../src/cloud/kernel/pacer'
import type { EnvironmentHost } from '../../../src/cloud/lambda/host'
import type { PlayReport } from '../../../src/cloud/protocol'
import { RecordedCloud } from '../../../src/cloud/replay/recorded-cloud'
import type { CodePackage } from '../../../src/cloud/services/contract'
import type { StackModel } from '../../../src/cloud/aws/template'
import type { Project } from '../../../src/project/model'
import { readScript } from '../../../src/project/stimuli'
import { readTemplate } from '../../../src/project/template'
import { SCRIPT, UPDATED, type GeneratedProject } from '../plan/project'
import { handlerHost } from './host'

/** How long a new stack may take to settle before it is sent anything. */
const SETTLE_MS = 300_000
/** Where a run ends that would go on: records that are tried again until their stream no longer has them. */
const LIMIT_MS = 3_600_000
/** Of one run. More tells nothing new, and takes long. */
export const RECORDS_MAX = 3000

export interface SimulatedRun {
  readonly cloud: RecordedCloud
  /** After the update, if there was one. */
  readonly stack: StackModel
  readonly report: PlayReport | null
  /** Nothing was left to happen. */
  readonly idle: boolean
  readonly startedAt: number
  readonly endedAt: number
}

/** The generator made what cannot be deployed, or the simulator refuses what it should take. */
export class NotDeployed extends Error {
  override readonly name = 'NotDeployed'
}

/** @param minutes how long it runs at least */
export async function simulate(
  { files, settings, update }: Project & Partial<Pick<GeneratedProject, 'update'>>,
  minutes: number,
  host: EnvironmentHost = handlerHost,
  code: (logicalId: string) => CodePackage = () => NO_CODE,
): Promise<SimulatedRun> {
  const { script, problems } = readScript(files[SCRIPT] ?? '')
  if (!script) throw new NotDeployed(JSON.stringify(problems))
  const options = cloudOptions({ files, settings })
  const cloud = new RecordedCloud(options, host)
  const { kernel } = cloud
  const pacer = new Pacer(kernel, IN_VIRTUAL_TIME, 'paused')
  let stack = deploy(cloud, files['template.yaml'] ?? '', code)
  await pacer.runUntilIdle(SETTLE_MS)
  let report: PlayReport | null = null
  const playing = cloud.play(playRequest(script)).then((answer) => (report = answer))
  const isFull = (): boolean => kernel.trace.length >= RECORDS_MAX
  if (update) {
    await pacer.stepUntil(isFull, update.at * 1000)
    stack = deploy(cloud, files[UPDATED] ?? '', code)
  }
  await pacer.stepUntil(isFull, minutes * 60_000)
  if (!isFull()) {
    const end = kernel.now + LIMIT_MS
    while (!isFull() && kernel.nextForegroundAt !== null && kernel.nextForegroundAt <= end) {
      await kernel.runNextInstant(end)
    }
  }
  const idle = kernel.nextForegroundAt === null
  if (idle) await playing
  return { cloud, stack, report, idle, startedAt: options.startTime, endedAt: kernel.now }
}

/** @throws NotDeployed */
function deploy(cloud: RecordedCloud, template: string, code: (logicalId: string) => CodePackage): StackModel {
  const { stack, functions, diagnostics } = readTemplate(template)
  if (!stack || diagnostics.length > 0) throw new NotDeployed(JSON.stringify(diagnostics, null, 2))
  const deployed = cloud.deploy(stack, new Map(functions.map(({ id }) => [id, code(id)])))
  if (!deployed.ok || deployed.diagnostics.length > 0) {
    throw new NotDeployed(JSON.stringify(deployed.diagnostics, null, 2))
  }
  return stack
}

const NO_CODE: CodePackage = { files: {}, layers: [] }

/** Nobody waits for anything else in this thread. */
const IN_VIRTUAL_TIME = {
  now: () => 0,
  sleep(): never {
    throw new Error('a paused pacer does not sleep')
  },
  breathe: () => Promise.resolve(),
}
