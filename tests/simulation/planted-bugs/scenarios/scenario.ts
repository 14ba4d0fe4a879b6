/** Small runs written by hand: a few resources, what handlers do, and what is sent when. Each keeps all invariants. */

import type { StackResource, TemplateValue } from '../../../../src/cloud/aws/template'
import type { TraceRecord } from '../../../../src/cloud/aws/trace-records'
import type { FinishedRun, RunSettings } from '../../../../src/invariants'
import { scriptedHost, type Script } from '../../../unit/cloud/scripted-host'
import { arnOf, deployOn, resource, START_TIME, type Run } from '../../../unit/cloud/stack'

export interface Scenario {
  readonly resources: readonly StackResource[]
  readonly accountConcurrency?: number
  /** What the functions do; without it they answer null after a millisecond. */
  readonly script?: Script
  /** Faults are set by `run.cloud.configure`. */
  readonly play: (run: Run) => Promise<void>
}

const ANSWERS: Script = { invoke: () => ({}) }

/** `stumbled`: over what the simulator did, which is no invariant's work; what came before is judged all the same. */
export async function finishedRun({
  resources,
  script = ANSWERS,
  play,
  ...options
}: Scenario): Promise<{ readonly run: FinishedRun; readonly stumbled: string | null }> {
  const code = resources.flatMap(({ type, logicalId }) => (type === 'AWS::Lambda::Function' ? [[logicalId, '']] : []))
  const run = deployOn(scriptedHost(script), resources, Object.fromEntries(code) as Record<string, string>, options)
  if (run.diagnostics.length > 0) throw new Error(JSON.stringify(run.diagnostics))
  let stumbled: string | null = null
  try {
    await play(run)
  } catch (error) {
    stumbled = error instanceof Error ? error.message : String(error)
  }
  const { kernel } = run.cloud
  const settings: RunSettings = { ...options, duplicates: 'never' }
  const finished: FinishedRun = {
    records: kernel.trace.since(0) as readonly TraceRecord[],
    stack: { stackName: 'test', resources, parameters: {}, outputs: {} },
    settings,
    idle: stumbled === null && kernel.nextForegroundAt === null,
    startedAt: START_TIME,
    endedAt: kernel.now,
  }
  return { run: finished, stumbled }
}

/** Lets a service put messages into a queue. */
export const openTo = (service: string, queue: string): StackResource =>
  resource(`${queue}Policy`, 'AWS::SQS::QueuePolicy', {
    Queues: [{ Ref: queue }],
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          ...{ Effect: 'Allow', Principal: { Service: `${service}.amazonaws.com` } },
          ...{ Action: 'sqs:SendMessage', Resource: arnOf(queue) },
        },
      ],
    } satisfies TemplateValue,
  })

/** From now on each call and delivery that reaches the resource fails with an error of its service. */
export const breakService = ({ cloud }: Run, logicalId: string): void =>
  cloud.configure({ faults: [{ resource: logicalId, kind: 'error', rate: 1 }] })

export const mendService = ({ cloud }: Run): void => cloud.configure({ faults: [] })
