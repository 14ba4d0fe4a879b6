/** Events that are sent on to others: SNS messages, EventBridge events, schedules' firings, batches of log events. */

import type { TraceRecord } from '../../../cloud/aws/trace-records'
import { deliveredId } from './ids'
import type { Lineage } from './index'

export function applyDelivery(lineage: Lineage, record: TraceRecord): void {
  const { at } = record
  switch (record.type) {
    case 'sns.published': {
      const { messageId: id, topic: target, sender: source, message: text } = record
      const node = lineage.begin({ id, kind: 'notification', record, source, target, text })
      lineage.note(node, record)
      if (record.subscriptions === 0) lineage.become(node, 'unmatched', at)
      return
    }
    case 'sns.deduplicated': {
      const { messageId, topic: target, sender: source } = record
      const id = `${messageId}/duplicate/${record.seq}`
      const node = lineage.begin({ id, kind: 'notification', record, source, target, fate: 'deduplicated' })
      lineage.become(node, 'deduplicated', at)
      lineage.note(node, record)
      return lineage.link(lineage.own(messageId), node)
    }
    case 'sns.filtered':
    case 'sns.discarded':
    case 'sns.delivery-failed':
    case 'sns.delivered':
    case 'sns.dead-lettered':
      return notified(lineage, record)
    case 'sns.sent-outside': {
      const node = record.messageId === null ? undefined : lineage.own(record.messageId)
      lineage.note(node, record)
      return lineage.becomeOn(node, record.subscription ?? record.endpoint, 'delivered', at)
    }
    case 'events.put': {
      const { eventId: id, bus: target, sender: source, detailType, detail } = record
      const text = `${record.source} ${detailType} ${detail}`
      return lineage.note(lineage.begin({ id, kind: 'bus-event', record, source, target, text }), record)
    }
    case 'events.schedule-due': {
      const { eventId: id, rule } = record
      const text = 'Scheduled Event'
      return lineage.note(lineage.begin({ id, kind: 'bus-event', record, source: rule, target: rule, text }), record)
    }
    case 'events.matched': {
      const node = lineage.own(record.eventId)
      lineage.note(node, record)
      if (node && record.rules.length === 0 && node.ways.size === 0) lineage.become(node, 'unmatched', at)
      return
    }
    case 'events.archived':
      return lineage.note(lineage.own(record.eventId), record)
    case 'events.delivered': {
      const node = lineage.own(record.eventId)
      if (node) node.attempts++
      lineage.note(node, record)
      lineage.link(node, lineage.own(deliveredId(record.target, record.deliveryId)))
      return lineage.becomeOn(node, wayOf(record), 'delivered', at)
    }
    case 'events.retry-scheduled': {
      const node = lineage.own(record.eventId)
      if (node) node.attempts++
      lineage.note(node, record)
      return lineage.becomeOn(node, wayOf(record), 'retrying', at)
    }
    case 'events.failed': {
      const node = lineage.own(record.eventId)
      if (node) node.attempts++
      lineage.note(node, record)
      if (record.deadLetterId !== null) lineage.link(node, lineage.own(record.deadLetterId))
      return lineage.becomeOn(node, wayOf(record), record.deadLetterId === null ? 'lost' : 'dead-lettered', at)
    }
    case 'scheduler.due': {
      const { executionId: id, schedule } = record
      const text = 'Schedule'
      return lineage.note(
        lineage.begin({ id, kind: 'firing', record, source: schedule, target: schedule, text }),
        record,
      )
    }
    case 'scheduler.invoked':
    case 'scheduler.retry-scheduled':
    case 'scheduler.failed':
      return fired(lineage, record)
    case 'logs.subscription-delivered': {
      // Log events are no events of their own: what they bring about begins here.
      const child = lineage.own(deliveredId(record.target, record.deliveryId))
      return lineage.note(child, record)
    }
  }
}

const wayOf = ({ rule, targetId }: { readonly rule: string; readonly targetId: string }): string =>
  `${rule} ${targetId}`

type Offered = Extract<
  TraceRecord,
  { type: 'sns.filtered' | 'sns.discarded' | 'sns.delivery-failed' | 'sns.delivered' | 'sns.dead-lettered' }
>

function notified(lineage: Lineage, record: Offered): void {
  const node = lineage.own(record.messageId)
  lineage.note(node, record)
  const become = (fate: Parameters<Lineage['becomeOn']>[2]): void =>
    lineage.becomeOn(node, record.subscription, fate, record.at)
  switch (record.type) {
    case 'sns.filtered':
      return become('filtered')
    case 'sns.discarded':
      return become('lost')
    case 'sns.delivery-failed':
      if (node) node.attempts++
      // What follows says where it goes then.
      return become('retrying')
    case 'sns.dead-lettered':
      lineage.link(node, lineage.own(record.deliveryId))
      return become('dead-lettered')
    case 'sns.delivered':
      if (node) node.attempts++
      lineage.link(node, lineage.own(deliveredId(record.endpoint, record.deliveryId)))
      return become('delivered')
  }
}

function fired(
  lineage: Lineage,
  record: Extract<TraceRecord, { type: 'scheduler.invoked' | 'scheduler.retry-scheduled' | 'scheduler.failed' }>,
): void {
  const node = lineage.own(record.executionId)
  lineage.note(node, record)
  if (!node) return
  node.attempts++
  switch (record.type) {
    case 'scheduler.invoked':
      if (record.deliveryId !== null) lineage.link(node, lineage.own(deliveredId(record.target, record.deliveryId)))
      if (record.from !== undefined) lineage.linkSince(node, record.from)
      return lineage.become(node, 'delivered', record.at)
    case 'scheduler.retry-scheduled':
      return lineage.become(node, 'retrying', record.at)
    case 'scheduler.failed':
      if (record.deadLetterId !== null) lineage.link(node, lineage.own(record.deadLetterId))
      return lineage.become(node, record.deadLetterId === null ? 'lost' : 'dead-lettered', record.at)
  }
}
