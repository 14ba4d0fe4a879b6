import type { Invariant } from './contract'
import { entry, type Fact } from './facts'
import { Violations } from './violations'

export const eventCounts: Invariant = {
  id: 'event-counts',
  sentence:
    'The event counts of a mapping agree with what it did: what it filtered out, sent to its function, deleted, discarded.',
  source:
    'Fact sheet 11.1; Lambda Developer Guide, "Types of metrics for Lambda functions", event source mapping metrics',
  check({ records }) {
    const violations = new Violations()
    const told = new Map<string, Map<string, number>>()
    const was = new Map<string, Map<string, number>>()
    const throttled = new Set<string>()
    const batches = new Map<string, Fact<'mapping.batch-sent'>>()
    const last = new Map<string, Fact<'mapping.event-count'>>()
    const count = (mapping: string, metric: string, by: number): void => {
      const counts = entry(was, mapping, () => new Map<string, number>())
      counts.set(metric, (counts.get(metric) ?? 0) + by)
    }
    for (const record of records) {
      switch (record.type) {
        case 'mapping.event-count': {
          const counts = entry(told, record.mapping, () => new Map<string, number>())
          counts.set(record.metric, (counts.get(record.metric) ?? 0) + record.count)
          last.set(`${record.mapping} ${record.metric}`, record)
          break
        }
        case 'mapping.filtered':
          count(record.mapping, 'FilteredOutEventCount', record.recordIds.length)
          break
        case 'request.throttled':
          throttled.add(record.requestId)
          break
        case 'mapping.batch-sent':
          batches.set(record.requestId, record)
          count(record.mapping, 'InvokedEventCount', record.recordIds.length)
          break
        case 'mapping.batch-ended': {
          const sent = batches.get(record.requestId)
          batches.delete(record.requestId)
          if (sent && throttled.has(record.requestId))
            count(record.mapping, 'InvokedEventCount', -sent.recordIds.length)
          if (sent && !sent.stream) count(record.mapping, 'DeletedEventCount', record.deleted.length)
          break
        }
        case 'mapping.discarded':
          count(record.mapping, 'DroppedEventCount', record.recordIds.length)
      }
    }
    for (const [mapping, counts] of told) {
      for (const metric of ['FilteredOutEventCount', 'InvokedEventCount', 'DeletedEventCount', 'DroppedEventCount']) {
        const [shown, due] = [counts.get(metric) ?? 0, was.get(mapping)?.get(metric) ?? 0]
        if (shown === due) continue
        const record = last.get(`${mapping} ${metric}`) ?? [...last.values()].find((one) => one.mapping === mapping)
        if (!record) continue
        violations.add(
          `${metric} of the mapping of ${record.functionName} comes to ${shown}, and it was ${due}`,
          [record],
          record.functionName,
        )
      }
    }
    return violations.found
  },
}
