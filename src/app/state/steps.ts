/** Steps through the run, record by record or invocation by invocation. */

import type { TraceRecord } from '../../cloud/aws/trace-records'
import type { Moment, Recording } from './recording'

interface Steppable {
  readonly recording: Recording
  readonly moment: Moment | null
  lookAfter(next: number): void
}

const isInvocation = ({ type }: TraceRecord): boolean => type === 'invocation.started'

/** From now, the first step back undoes the last record. */
export function stepRecord(trace: Steppable, step: 1 | -1): void {
  const { recording, moment } = trace
  const next = (moment?.next ?? recording.length) + step
  if (next >= 1 && next <= recording.length) trace.lookAfter(next)
}

/** To just after the start of the next or the previous invocation. */
export function stepInvocation(trace: Steppable, step: 1 | -1): void {
  const { recording, moment } = trace
  const next = moment?.next ?? recording.length
  // The record that a moment came after is at `next - 1`.
  const seq = recording.seek(step > 0 ? next : next - 2, step, isInvocation)
  if (seq !== null) trace.lookAfter(seq + 1)
}
