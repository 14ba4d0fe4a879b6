/** What has to hold in a run of the simulator, whatever was drawn. */

import { brokenInvariants, type FinishedRun } from '../../../src/invariants'
import { Replay } from '../../../src/cloud/replay/replay'
import type { TraceRecord } from '../../../src/cloud/aws/trace-records'
import type { Project } from '../../../src/project/model'
import type { GeneratedProject } from '../plan/project'
import { NotDeployed, simulate, type SimulatedRun } from './run'

export interface Finding {
  /** An invariant's id, or what the harness itself looks at. */
  readonly rule: string
  readonly message: string
  /** `seq` of the records that show it. */
  readonly records: readonly number[]
}

export interface Checked {
  /** Null when it did not come that far. */
  readonly run: SimulatedRun | null
  readonly findings: readonly Finding[]
}

export interface CheckOptions {
  /** Whether it is run once more from the start, and the traces compared. */
  readonly twice: boolean
}

export async function check(project: GeneratedProject, minutes: number, { twice }: CheckOptions): Promise<Checked> {
  let run: SimulatedRun
  try {
    run = await simulate(project, minutes)
  } catch (error) {
    return { run: null, findings: [failure(error)] }
  }
  const findings: Finding[] = brokenInvariants(finished(run, project)).flatMap(({ invariant, violations }) =>
    violations.map(({ message, records }) => ({ rule: invariant.id, message, records })),
  )
  findings.push(...ownFailures(recordsOf(run)))
  const replay = new Replay(run.cloud.recording)
  await replay.runTo({ records: run.cloud.kernel.trace.length })
  findings.push(...difference('replay', run, replay.cloud.kernel.trace.since(0)))
  if (twice) {
    const again = await simulate(project, minutes)
    findings.push(...difference('same-seed', run, again.cloud.kernel.trace.since(0)))
  }
  return { run, findings }
}

/** Calls of AWS that the simulator could not carry out: the endpoint answers with 500, as an injected error does. */
function ownFailures(records: readonly TraceRecord[]): readonly Finding[] {
  const excused = new Set<string>()
  const findings: Finding[] = []
  for (const record of records) {
    if (record.type === 'fault.injected' && record.fault === 'error') excused.add(record.requestId ?? '')
    // Not an answer of AWS, but of a function behind a URL.
    if (record.type === 'call.started' && record.operation === null) excused.add(`${record.requestId} ${record.callId}`)
    if (record.type !== 'call.ended' || record.status < 500) continue
    if (excused.has(record.requestId) || excused.has(`${record.requestId} ${record.callId}`)) continue
    findings.push({
      rule: 'own-failure',
      message: 'a call is answered with a failure of our own',
      records: [record.seq],
    })
  }
  return findings
}

export const recordsOf = ({ cloud }: SimulatedRun): readonly TraceRecord[] =>
  cloud.kernel.trace.since(0) as readonly TraceRecord[]

export const finished = (run: SimulatedRun, { settings }: Project): FinishedRun => ({
  records: recordsOf(run),
  stack: run.stack,
  settings: {
    duplicates: settings.duplicates,
    faults: settings.faults,
    ...(settings.accountConcurrency !== null && { accountConcurrency: settings.accountConcurrency }),
  },
  idle: run.idle,
  startedAt: run.startedAt,
  endedAt: run.endedAt,
})

/** The first record in which another trace differs. */
export function difference(rule: string, run: SimulatedRun, other: readonly object[]): readonly Finding[] {
  const records = recordsOf(run)
  if (JSON.stringify(records) === JSON.stringify(other)) return []
  const length = Math.max(records.length, other.length)
  for (let seq = 0; seq < length; seq++) {
    const [one, another] = [JSON.stringify(records[seq]), JSON.stringify(other[seq])]
    if (one === another) continue
    return [{ rule, message: `record ${seq} is ${String(another)} and was ${String(one)}`, records: [seq] }]
  }
  return []
}

/** An assertion of the simulator, or a stack that it does not take. */
function failure(error: unknown): Finding {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error))
  const place = stack?.split('\n').find((line) => line.trim().startsWith('at ')) ?? ''
  const rule = error instanceof NotDeployed ? 'deploys' : 'no-assertion'
  return { rule, message: `${name}: ${message} ${place.trim()}`, records: [] }
}
