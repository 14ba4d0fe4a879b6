import type { TraceRecord } from '../cloud/aws/trace-records'
import type { Invariant } from './contract'
import { entry, nameOf, plural, type Fact } from './facts'
import { Violations } from './violations'

type Sent = Fact<'mapping.batch-sent'>

export const mappingBatches: Invariant = {
  id: 'mapping-batches',
  sentence:
    'A batch has no more records than its BatchSize, is invoked once, and ends once: each of its records is done with, returned, or held for the next try.',
  source:
    'Fact sheet 7.1 and 7.2; Lambda Developer Guide, "How Lambda processes records from stream and queue-based event sources"',
  check({ records, idle }) {
    const violations = new Violations()
    const open = new Map<string, Sent>()
    const statuses = new Map<string, Fact<'invocation.ended'>['status']>()
    const throttled = new Set<string>()
    for (const record of records) {
      switch (record.type) {
        case 'mapping.batch-sent': {
          open.set(record.requestId, record)
          const { limits, recordIds, functionName } = record
          if (limits && recordIds.length > limits.size) {
            const message = `a batch for ${functionName} has ${plural(recordIds.length, 'record')}, and its BatchSize is ${limits.size}`
            violations.add(message, [record], functionName)
          }
          if (new Set(recordIds).size !== recordIds.length) {
            violations.add(`a batch for ${functionName} has a record twice`, [record], functionName)
          }
          break
        }
        case 'invocation.ended':
          if (open.has(record.requestId)) statuses.set(record.requestId, record.status)
          break
        case 'request.throttled':
          throttled.add(record.requestId)
          break
        case 'mapping.batch-ended': {
          const sent = open.get(record.requestId)
          open.delete(record.requestId)
          if (sent) checkEnd(sent, record, statuses.get(record.requestId), throttled.has(record.requestId), violations)
          statuses.delete(record.requestId)
        }
      }
    }
    if (!idle) return violations.found
    for (const sent of open.values()) {
      violations.add(`batch ${sent.requestId} for ${sent.functionName} never ends`, [sent], sent.functionName)
    }
    return violations.found
  },
}

function checkEnd(
  sent: Sent,
  ended: Fact<'mapping.batch-ended'>,
  status: Fact<'invocation.ended'>['status'] | undefined,
  throttled: boolean,
  violations: Violations,
): void {
  const { requestId, functionName } = sent
  const wrong = (what: string): void =>
    violations.add(`batch ${requestId} for ${functionName} ${what}`, [sent, ended], functionName)
  const told = [...ended.deleted, ...ended.returned]
  const expected = new Set(sent.recordIds)
  if (told.some((id) => !expected.has(id))) wrong('ends with records that it did not have')
  if (new Set(told).size !== told.length) wrong('has a record that is both done with and returned')
  else if (told.length !== sent.recordIds.length && ended.retryAt === undefined) {
    wrong(`had ${plural(sent.recordIds.length, 'record')}, and tells what became of ${told.length}`)
  }
  if (ended.outcome === 'throttled' && !throttled && status !== undefined) wrong('is told to be throttled, and has run')
  if (ended.outcome === 'success' && (status ?? 'success') !== 'success')
    wrong(`is done with although it ended with ${status}`)
  if (ended.deleted.length > 0 && (status ?? 'success') !== 'success')
    wrong(`loses records to an invocation that ended with ${status}`)
  if (ended.deleted.length > 0 && throttled) wrong('loses records to an invocation that was throttled')
}

interface Held {
  /** The mapping's poller has it; null when somebody else does. */
  readonly poller: string | null
  readonly received: TraceRecord
  done: TraceRecord | null
}

export const sqsOutcome: Invariant = {
  id: 'sqs-outcome',
  sentence:
    'Lambda deletes a message from its queue when its batch succeeded, or it did not match the filter, and only then; every other message comes back.',
  source: 'Fact sheet 7.2; Lambda Developer Guide, "Handling errors for an SQS event source in Lambda"',
  check({ records, idle }) {
    const violations = new Violations()
    const held = new Map<string, Held>()
    /** Done with, and not deleted yet: by the end of the instant it is. */
    const due = new Map<string, TraceRecord>()
    /** Where messages of a mapping are: it names them by id alone. */
    const queues = new Map<string, Set<string>>()
    /** When the batches of the requests were sent: `seq`. */
    const sentAt = new Map<string, number>()
    let now = records[0]?.at ?? 0
    for (const record of records) {
      if (record.at > now) {
        now = record.at
        for (const [key, ended] of due) {
          violations.add(
            `message ${key.split(' ')[1]} of queue ${key.split(' ')[0]} was processed, and is not deleted`,
            [ended, record],
            key.split(' ')[0],
          )
        }
        due.clear()
      }
      switch (record.type) {
        case 'sqs.received': {
          const poller = /\/awslambda_([^/]+)$/.exec(record.receiver)?.[1] ?? null
          held.set(`${record.queue} ${record.messageId}`, { poller, received: record, done: null })
          if (poller !== null) entry(queues, poller, () => new Set<string>()).add(record.queue)
          break
        }
        case 'mapping.batch-sent':
          sentAt.set(record.requestId, record.seq)
          break
        case 'mapping.filtered':
        case 'mapping.batch-ended': {
          if (
            record.type === 'mapping.filtered'
              ? record.shardId !== undefined
              : !record.source.startsWith('arn:aws:sqs:')
          )
            break
          const queue = nameOf(record.source)
          for (const id of record.type === 'mapping.filtered' ? record.recordIds : record.deleted) {
            const one = held.get(`${queue} ${id}`)
            // Another receive may have it by now, or nobody any more. SQS deletes by the handle of the last receive alone.
            if (!one || one.poller !== record.mapping) continue
            const sent = record.type === 'mapping.filtered' ? record.seq : (sentAt.get(record.requestId) ?? 0)
            if (one.received.seq > sent) continue
            one.done = record
            due.set(`${queue} ${id}`, record)
          }
          break
        }
        case 'sqs.visible':
          // The visibility timeout ended before the batch did.
          held.delete(`${record.queue} ${record.messageId}`)
          break
        case 'stack.resource':
          // A queue goes with its messages.
          if (record.action !== 'delete') break
          for (const key of [...held.keys()]) if (key.startsWith(`${nameOf(record.arn)} `)) held.delete(key)
          break
        case 'sqs.copy-kept':
          due.delete(`${record.queue} ${record.messageId}`)
          break
        case 'sqs.moved':
          held.delete(`${record.queue} ${record.messageId}`)
          break
        case 'sqs.deleted': {
          const key = `${record.queue} ${record.messageId}`
          const one = held.get(key)
          due.delete(key)
          held.delete(key)
          if (record.cause !== 'deleted' || !one || one.poller === null || one.done) break
          violations.add(
            `message ${record.messageId} of queue ${record.queue} is deleted although its batch has not succeeded`,
            [one.received, record],
            record.queue,
          )
        }
      }
    }
    if (!idle) return violations.found
    for (const [key, ended] of due) {
      violations.add(
        `message ${key.split(' ')[1]} of queue ${key.split(' ')[0]} was processed, and is not deleted`,
        [ended],
        key.split(' ')[0],
      )
    }
    return violations.found
  },
}
