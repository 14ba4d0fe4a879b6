import { SQS } from './aws-limits'
import type { Invariant } from './contract'
import { entry, wasCalled, type Fact } from './facts'
import { resourcesOf, textOf } from './resources'
import { Violations } from './violations'

interface Group {
  /** Ids in the order of sending, gone ones too. */
  readonly order: string[]
  /** The first that may still be there. */
  first: number
  readonly inFlight: Set<string>
}

export const sqsFifoOrder: Invariant = {
  id: 'sqs-fifo-order',
  sentence:
    'Messages of a message group are received in the order in which they were sent, and none while another receive has one of the group in flight.',
  source: 'Fact sheet 7.2 and 9.1; SQS Developer Guide, "FIFO queue delivery logic"',
  check({ records }) {
    const violations = new Violations()
    const groups = new Map<string, Group>()
    const groupOf = new Map<string, string>()
    const gone = new Set<string>()
    /** The receive at which a message was taken: one receive may take several of a group. */
    const takenAt = new Map<string, string>()
    for (const record of records) {
      switch (record.type) {
        case 'sqs.sent':
          if (record.groupId === undefined) break
          groupOf.set(`${record.queue} ${record.messageId}`, record.groupId)
          entry(groups, `${record.queue} ${record.groupId}`, newGroup).order.push(record.messageId)
          break
        case 'sqs.moved': {
          const group = groupOf.get(`${record.queue} ${record.messageId}`)
          if (group === undefined) break
          leave(record.queue, record.messageId)
          groupOf.set(`${record.to} ${record.messageId}`, group)
          gone.delete(`${record.to} ${record.messageId}`)
          entry(groups, `${record.to} ${group}`, newGroup).order.push(record.messageId)
          break
        }
        case 'sqs.deleted':
          leave(record.queue, record.messageId)
          break
        case 'sqs.visible':
          release(record.queue, record.messageId)
          break
        case 'sqs.received':
          receive(record)
      }
    }
    return violations.found

    function receive(record: Fact<'sqs.received'>): void {
      const { queue, messageId, at, receiver, visibleAt } = record
      const id = groupOf.get(`${queue} ${messageId}`)
      const group = id === undefined ? undefined : groups.get(`${queue} ${id}`)
      if (!group) return
      const batch = `${at} ${receiver}`
      const wrong = (what: string): void =>
        violations.add(`message ${messageId} of group ${id} in queue ${queue} ${what}`, [record], queue)
      while (gone.has(`${queue} ${group.order[group.first]}`)) group.first++
      for (let index = group.first; index < group.order.length; index++) {
        const earlier = group.order[index] ?? ''
        if (earlier === messageId) break
        if (gone.has(`${queue} ${earlier}`)) continue
        if (!group.inFlight.has(earlier)) wrong(`is received before ${earlier}, which was sent earlier`)
        else if (takenAt.get(`${queue} ${earlier}`) !== batch) wrong(`is received while ${earlier} is in flight`)
        else continue
        break
      }
      if (visibleAt === at) return
      group.inFlight.add(messageId)
      takenAt.set(`${queue} ${messageId}`, batch)
    }

    function release(queue: string, messageId: string): void {
      const id = groupOf.get(`${queue} ${messageId}`)
      if (id !== undefined) groups.get(`${queue} ${id}`)?.inFlight.delete(messageId)
    }

    function leave(queue: string, messageId: string): void {
      release(queue, messageId)
      gone.add(`${queue} ${messageId}`)
    }
  },
}

const newGroup = (): Group => ({ order: [], first: 0, inFlight: new Set() })

export const sqsDeduplication: Invariant = {
  id: 'sqs-deduplication',
  sentence:
    'A FIFO queue takes a deduplication id once in five minutes, and refuses as a duplicate only what it knows from the last five minutes.',
  source: 'Fact sheet 9.1; SQS Developer Guide, "Exactly-once processing in Amazon SQS"',
  check(run) {
    const violations = new Violations()
    const resources = resourcesOf(run)
    if (wasCalled(run, 'sqs:SetQueueAttributes', 'sqs:StartMessageMoveTask')) return []
    const known = new Map<string, Fact<'sqs.sent'>>()
    const originals = new Map<string, Fact<'sqs.sent'>>()
    const scopes = new Map<string, string | null>()
    for (const record of run.records) {
      if (record.type === 'sqs.sent' && record.deduplicationId !== undefined) {
        const { queue, messageId, groupId = '', deduplicationId } = record
        if (!scopes.has(queue)) {
          const resource = resources.find('AWS::SQS::Queue', queue)
          scopes.set(queue, resource?.settled ? (textOf(resource.property('DeduplicationScope')) ?? 'queue') : null)
        }
        originals.set(`${queue} ${messageId}`, record)
        const scope = scopes.get(queue)
        if (scope === null) continue
        const key = JSON.stringify([queue, scope === 'messageGroup' ? groupId : '', deduplicationId])
        const before = known.get(key)
        if (before && record.at - before.at < SQS.deduplication) {
          const message = `queue ${queue} takes ${messageId} ${record.at - before.at} ms after ${before.messageId} with the same deduplication id ${deduplicationId}`
          violations.add(message, [before, record], queue)
        }
        known.set(key, record)
      } else if (record.type === 'sqs.deduplicated') {
        const { queue, messageId } = record
        const original = originals.get(`${queue} ${messageId}`)
        if (original && record.at - original.at <= SQS.deduplication) continue
        violations.add(
          `queue ${queue} drops a message as a duplicate of ${messageId}, which it does not know from the last five minutes`,
          original ? [original, record] : [record],
          queue,
        )
      }
    }
    return violations.found
  },
}
