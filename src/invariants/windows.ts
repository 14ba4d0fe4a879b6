import type { Invariant } from './contract'
import { type Fact } from './facts'
import { sourceRecordOf } from './source-log'
import { Violations } from './violations'

export const tumblingWindows: Invariant = {
  id: 'tumbling-windows',
  sentence:
    'A batch of a tumbling window has records of that window alone; windows of a shard follow each other, and each ends with one final invocation after its end.',
  source: 'Fact sheet 7.3; Lambda Developer Guide, "Implementing stateful Kinesis Data Streams processing in Lambda"',
  check({ records }) {
    const violations = new Violations()
    const arrivals = new Map<string, number>()
    const open = new Map<string, { start: number; ended: boolean }>()
    const finals = new Map<string, { lane: string; start: number }>()
    for (const record of records) {
      const put = sourceRecordOf(record)
      if (put) arrivals.set(put[1].id, put[1].at)
      if (record.type === 'mapping.batch-ended') {
        const final = finals.get(record.requestId)
        finals.delete(record.requestId)
        const one = final && open.get(final.lane)
        if (one && record.outcome === 'success' && one.start === final.start) one.ended = true
      }
      const window = record.type === 'mapping.batch-sent' ? record.stream?.window : null
      if (!window) continue
      const { mapping, functionName, stream, requestId, recordIds, at } = record as Fact<'mapping.batch-sent'>
      const lane = `${mapping} ${stream?.shardId ?? ''}`
      const [start, end] = [Date.parse(window.start), Date.parse(window.end)]
      const wrong = (what: string): void =>
        violations.add(`the window from ${window.start} of ${functionName} ${what}`, [record], functionName)
      const before = open.get(lane)
      if (before && start < before.start) wrong('comes after a later one')
      if (before && start === before.start && before.ended) wrong('goes on after its final invocation')
      if (!before || before.start !== start) {
        if (before && !before.ended) wrong('begins before the one before it has ended')
        open.set(lane, { start, ended: false })
      }
      for (const id of recordIds) {
        const arrival = arrivals.get(id)
        if (arrival !== undefined && (arrival < start || arrival >= end))
          wrong(`is given ${id}, which came at another time`)
      }
      if (!window.final) continue
      finals.set(requestId, { lane, start })
      if (at < end) wrong('has its final invocation before its end')
    }
    return violations.found
  },
}
