/** What is said of a run that is over: which checks it breaks, and what it came to. Its records are needed no longer. */

import type { TraceRecord } from '../../cloud/aws/trace-records'
import type { Budget, FinishedRun, UserCheckId } from '../../invariants/contract'
import { USER_CHECKS } from '../../invariants/user'
import { measure } from '../measure'
import type { ExploredRun, Figures, FoundViolation } from './report'

/** A run without its records. */
export interface Question extends Omit<FinishedRun, 'records'> {
  readonly checks: readonly UserCheckId[]
  readonly budget: Budget
  /** How many records there were before the first stimulus. */
  readonly before: number
}

export type Verdict = Pick<ExploredRun, 'violations' | 'found' | 'fingerprint'> & { readonly figures: Figures }

/** Of each check: more of the same says no more. */
const KEPT = 10

/** @param texts the records, as JSON texts of arrays: what crossed a thread */
export function judge(texts: readonly string[], { checks, budget, ...about }: Question): Verdict {
  const records = texts.flatMap(parseRecords)
  const run: FinishedRun = { ...about, records }
  let found = 0
  const violations: FoundViolation[] = []
  for (const { id, title, check } of USER_CHECKS) {
    if (!checks.includes(id)) continue
    const all = check(run, budget)
    found += all.length
    for (const { message, records: seqs, resource } of all.slice(0, KEPT)) {
      const decisive = records[seqs.at(-1) ?? -1]
      const named = resource === undefined ? null : logicalIdOf(resource, records)
      violations.push({
        ...{ check: id, title, message, resource: named, records: seqs },
        ...{ at: decisive?.at ?? null, place: null, test: null },
      })
    }
  }
  return { violations, found, fingerprint: fingerprint(texts), figures: figuresOf(run, about.before) }
}

/** What comes from a sandbox is data of a stranger. */
function parseRecords(text: string): readonly TraceRecord[] {
  const values: unknown = JSON.parse(text)
  if (!Array.isArray(values)) return []
  return values.filter(
    (value: { type?: unknown; seq?: unknown; at?: unknown } | null): value is TraceRecord =>
      typeof value?.type === 'string' && typeof value.seq === 'number' && typeof value.at === 'number',
  )
}

/** @param name as records have it: a name, an ARN, a logical id */
function logicalIdOf(name: string, records: readonly TraceRecord[]): string {
  for (const record of records) {
    if (record.type !== 'stack.resource') continue
    const { logicalId, physicalId, arn } = record
    if (logicalId === name || physicalId === name || arn === name || arn.endsWith(`:${name}`)) return logicalId
  }
  return name
}

function figuresOf({ records, startedAt, endedAt, idle }: FinishedRun, from: number): Figures {
  const during = records.slice(from)
  const measured = measure({ before: records.slice(0, from), records: during, startedAt, endedAt, idle })
  let injected = 0
  let retries = 0
  for (const record of during) {
    if (record.type === 'fault.injected') injected++
    else if (isFurtherAttempt(record)) retries++
  }
  return {
    ...{ records: records.length, injected, retries },
    ...{ invocations: measured.invocations, errors: measured.errors, throttles: measured.throttles },
    ...{ cost: measured.cost },
    ...{ maxAge: rounded(measured.latencies.at(-1) ?? 0), duration: rounded(measured.drained) },
  }
}

/** To the microsecond, as the clock has it. */
const rounded = (ms: number): number => Math.round(ms * 1000) / 1000

/** Of an asynchronous event, a message or a batch of a stream. */
function isFurtherAttempt(record: TraceRecord): boolean {
  if (record.type === 'invocation.started') return record.source === 'async' && record.attempt > 1
  if (record.type === 'sqs.received') return record.receiveCount > 1
  return record.type === 'mapping.batch-sent' && (record.stream?.attempt ?? 1) > 1
}

/** FNV-1a, twice with different starts: 64 bits that tell runs apart. */
export function fingerprint(texts: readonly string[]): string {
  let [a, b] = [0x811c9dc5, 0x050c5d1f]
  for (const text of texts) {
    for (let index = 0; index < text.length; index++) {
      const unit = text.charCodeAt(index)
      a = Math.imul(a ^ unit, 0x01000193)
      b = Math.imul(b ^ unit, 0x01000193)
    }
  }
  return [a, b].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('')
}
