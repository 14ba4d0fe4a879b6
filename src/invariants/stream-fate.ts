import type { Invariant } from './contract'
import { wasCalled, type Fact } from './facts'
import { mappingOf } from './mapping-concurrency'
import { textOf } from './resources'
import { sourceTitle } from './source-log'
import { StreamProgress } from './stream-order'
import { Violations } from './violations'

/** How long a new mapping may take to read from its end on (LATEST); a poll of a DynamoDB stream or a shard is due each second. */
const STARTING = 2000

export const streamFate: Invariant = {
  id: 'stream-fate',
  sentence:
    'Every record of a stream that an enabled mapping reads is processed, filtered out or discarded for a documented reason; none is passed over.',
  source: 'Fact sheet 7.3; Lambda Developer Guide, "Retain discarded records for a Kinesis Data Streams event source"',
  check(run) {
    if (!run.idle || wasCalled(run, 'lambda:UpdateEventSourceMapping', 'lambda:DeleteFunction')) return []
    const violations = new Violations()
    const progress = new StreamProgress(run)
    const mappings = new Map<string, Fact<'mapping.state'>>()
    const refused = run.records.some(({ type }) => type === 'access.denied')
    for (const record of run.records) {
      progress.apply(record)
      if (record.type === 'mapping.state') mappings.set(record.mapping, record)
    }
    // A role that may not read reads nothing, and that is AWS's word.
    if (refused) return []
    for (const state of mappings.values()) {
      if (state.state !== 'Enabled') continue
      const found = mappingOf(run, state.functionName, state.source)
      if (!found) continue
      const position = textOf(found.property('StartingPosition'))
      const from = position === 'TRIM_HORIZON' ? -Infinity : state.at + STARTING
      for (const one of progress.pending(state, from)) {
        const message = `${one.id} of ${sourceTitle(state.source)} is never sent to ${state.functionName}, nor discarded`
        violations.add(message, [state, one.record], state.functionName)
      }
    }
    return violations.found
  },
}
