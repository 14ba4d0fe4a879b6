/** Events that wait somewhere to be taken: messages of queues, records of streams, objects of buckets. */

import type { TraceRecord } from '../../../cloud/aws/trace-records'
import { deliveredId, docdbId, dynamodbId, kafkaId, kinesisId, messageIdOf, objectId } from './ids'
import type { Lineage } from './index'

export function applySource(lineage: Lineage, record: TraceRecord): void {
  const { at } = record
  switch (record.type) {
    case 'sqs.sent': {
      const { messageId: id, sender: source, queue: target, body: text } = record
      lineage.begin({ id, kind: 'message', record, source, target, text })
      return
    }
    case 'sqs.received':
      return lineage.become(lineage.own(record.messageId), 'running', at)
    case 'sqs.visible':
      return lineage.become(lineage.own(record.messageId), record.cause === 'delay-ended' ? 'waiting' : 'retrying', at)
    case 'sqs.copy-kept':
      return lineage.become(lineage.own(record.messageId), 'delivered', at)
    case 'sqs.deleted': {
      const node = lineage.own(record.messageId)
      // A filter has dropped it.
      if (node?.fate === 'filtered') return
      const { cause } = record
      // Redriven: it goes on as another message.
      const fate = cause === 'deleted' || cause === 'redriven' ? 'delivered' : 'lost'
      return lineage.become(node, fate, at)
    }
    case 'sqs.moved':
      return lineage.become(lineage.own(record.messageId), 'dead-lettered', at)
    case 'sqs.deduplicated': {
      const { messageId, queue: target, sender: source } = record
      const id = `${messageId}/duplicate/${record.seq}`
      const node = lineage.begin({ id, kind: 'message', record, source, target, fate: 'deduplicated' })
      lineage.become(node, 'deduplicated', at)
      lineage.note(node, record)
      return lineage.link(lineage.own(messageId), node)
    }
    case 'mq.sent': {
      const { queue: target, body: text, by: source } = record
      const id = messageIdOf(target, record.messageId)
      return lineage.note(lineage.begin({ id, kind: 'message', record, source, target, text }), record)
    }
    case 'mq.removed': {
      const node = lineage.own(messageIdOf(record.queue, record.messageId))
      lineage.note(node, record)
      if (node?.fate === 'filtered') return
      return lineage.become(node, record.cause === 'expired' ? 'lost' : 'delivered', at)
    }
    case 'kinesis.put': {
      const { stream: target, producer: source, partitionKey: text } = record
      const id = kinesisId(target, record.sequenceNumber)
      return lineage.note(lineage.begin({ id, kind: 'record', record, source, target, text }), record)
    }
    case 'dynamodb.written':
      lineage.between.written = record
      return
    case 'dynamodb.stream-record': {
      const { table: target, sequenceNumber, eventName } = record
      const { written } = lineage.between
      const text = written?.table === target ? `${eventName} ${written.key}` : eventName
      const id = dynamodbId(target, sequenceNumber)
      return lineage.note(lineage.begin({ id, kind: 'record', record, target, text }), record)
    }
    case 'kafka.produced': {
      const { topic: target, partition, offset, value: text, by: source } = record
      const id = kafkaId(target, String(partition), String(offset))
      return lineage.note(lineage.begin({ id, kind: 'record', record, source, target, text }), record)
    }
    case 'docdb.changed': {
      const { cluster: target, collection, operationType, documentId, by: source } = record
      const id = docdbId(target, String(record.number ?? record.seq))
      const text = `${operationType} ${collection} ${documentId}`
      return lineage.note(lineage.begin({ id, kind: 'record', record, source, target, text }), record)
    }
    case 's3.object-created':
    case 's3.object-removed': {
      const { bucket: target, key: text, by: source } = record
      const id = objectId(target, text, record.seq)
      // Most objects are nobody's event: this one is when S3 tells of it.
      const node = lineage.begin({ id, kind: 'object', record, source, target, text, carrier: true })
      lineage.become(node, 'delivered', at)
      lineage.between.changed(target, text, node)
      return lineage.note(node, record)
    }
    case 's3.notification-delivered': {
      const { bucket, key, since, target, deliveryId, configurationId } = record
      const node = since === undefined ? undefined : lineage.own(lineage.between.object(bucket, key, since) ?? '')
      if (!node) return
      lineage.promote(node)
      lineage.note(node, record)
      lineage.link(node, lineage.own(deliveredId(target, deliveryId)))
      return lineage.becomeOn(node, configurationId, 'delivered', at)
    }
    case 's3.notification-failed': {
      const { bucket, key, since, configurationId } = record
      const node = since === undefined ? undefined : lineage.own(lineage.between.object(bucket, key, since) ?? '')
      if (!node) return
      lineage.promote(node)
      lineage.note(node, record)
      return lineage.becomeOn(node, configurationId, 'lost', at)
    }
  }
}
