import type { TraceRecord, TraceType } from '../cloud/aws/trace-records'
import type { Fault, FaultKind } from '../cloud/aws/faults'
import type { FinishedRun } from './contract'

export type Fact<Type extends TraceType> = Extract<TraceRecord, { type: Type }>

const called = new WeakMap<FinishedRun, ReadonlySet<string>>()

/** Whether one of these was called, `sqs:SetQueueAttributes`: what the template says may not hold any more. */
export function wasCalled(run: FinishedRun, ...operations: readonly string[]): boolean {
  let all = called.get(run)
  if (!all) {
    const found = new Set<string>()
    for (const record of run.records) {
      if (record.type === 'call.started' && record.operation !== null) found.add(record.operation)
    }
    called.set(run, (all = found))
  }
  return operations.some((operation) => all.has(operation))
}

/** Whether anything goes wrong on purpose in this way. */
export const hasFault = ({ settings, records }: FinishedRun, ...kinds: readonly FaultKind[]): boolean =>
  (settings.faults ?? []).some(({ kind }: Fault) => kinds.includes(kind)) ||
  records.some((record) => record.type === 'fault.injected' && kinds.includes(record.fault))

/** The value of a key, made when it is not there yet. */
export function entry<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  let value = map.get(key)
  if (value === undefined) map.set(key, (value = make()))
  return value
}

/** The last part of an ARN: what records call a queue, a topic or a stream. */
export const nameOf = (arn: string): string => arn.split(/[:/]/).at(-1) ?? arn

export const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`
