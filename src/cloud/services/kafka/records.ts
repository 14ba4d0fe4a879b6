/**
 * Topics as event sources of Lambda and as targets of deliveries.
 * Event: Lambda Developer Guide, "Using Lambda with Amazon MSK" and "Using Lambda with self-managed Apache Kafka";
 * on-failure record: "Capturing discarded batches for Amazon MSK and self-managed Apache Kafka event sources".
 */

import { isoTimestamp } from '../../aws/timestamps'
import type { AccessNeed, Delivery, DeliveryTarget, PolledRecord, StreamSource } from '../contract'
import * as limits from './limits'
import { topicArn, type Clusters, type KafkaRecord, type NewRecord, type Topic } from './state'
import { base64, bytesOf } from './texts'
import { errors } from './wire'

/** What the role of a mapping needs to find the cluster, on the cluster. */
const CLUSTER_ACTIONS = ['kafka:DescribeClusterV2', 'kafka:GetBootstrapBrokers']
/** What it needs with IAM authentication. */
const IAM_CLUSTER_ACTIONS = ['kafka-cluster:Connect']
const IAM_TOPIC_ACTIONS = ['kafka-cluster:DescribeTopic', 'kafka-cluster:ReadData']

export function createStreamSource(clusters: Clusters): StreamSource {
  return {
    filterKey: 'value',
    actions: CLUSTER_ACTIONS,
    needs(arn) {
      const topic = clusters.topic(arn)
      if (!topic || topic.cluster.kind === 'self-managed') return []
      const { cluster } = topic
      const on =
        (resource: string) =>
        (action: string): AccessNeed => ({ action, resource })
      return [
        ...CLUSTER_ACTIONS.map(on(cluster.arn)),
        ...(cluster.iam ? [...IAM_CLUSTER_ACTIONS.map(on(cluster.arn)), ...IAM_TOPIC_ACTIONS.map(on(topic.arn))] : []),
      ]
    },
    exists: (arn) => clusters.canHave(arn),
    shards: (arn) =>
      Array.from({ length: clusters.topic(arn)?.partitionCount ?? 0 }, (_, partition) => ({
        id: String(partition),
        parents: [],
      })),
    onRecords: (arn, listener) =>
      clusters.topic(arn)?.onRecords((partition) => listener(partition === null ? null : String(partition))) ??
      (() => undefined),
    arrival: () => ({ pushedAfter: limits.FETCH_DELAY }),
    start(arn, shardId, from) {
      const topic = clusters.topic(arn)
      const partition = Number(shardId)
      if (!topic) return null
      if (from.type === 'LATEST') return String(topic.end(partition))
      if (from.type === 'AT_TIMESTAMP') return String(topic.firstSince(partition, from.timestamp))
      return String(topic.beginning(partition))
    },
    read(arn, shardId, position) {
      const topic = clusters.topic(arn)
      if (!topic) return { records: [], next: position, more: false, ended: true }
      const partition = Number(shardId)
      const from = Math.max(Number(position), topic.beginning(partition))
      const found = topic.read(partition, from, limits.FETCH_RECORDS_MAX)
      const next = from + found.length
      return {
        records: found.map((record) => polled(topic, partition, record)),
        next: String(next),
        more: next < topic.end(partition),
        ended: false,
      }
    },
    retention: () => limits.RETENTION,
    event(arn, shardId, records) {
      const topic = clusters.topic(arn)
      return {
        ...sourceOf(topic),
        records: { [`${topic?.name ?? ''}-${shardId}`]: records.map(({ record }) => record) },
      }
    },
    itemId(identifier, arn, shardId) {
      const { partition, offset } = (identifier ?? {}) as { readonly partition?: unknown; readonly offset?: unknown }
      return partition === `${clusters.topic(arn)?.name ?? ''}-${shardId}` ? String(offset) : null
    },
    batchInfo(arn, shardId, records) {
      const topic = clusters.topic(arn)
      const [first, last] = [records[0], records.at(-1)]
      const { eventSource: _, ...source } = sourceOf(topic)
      return {
        KafkaBatchInfo: {
          batchSize: records.length,
          ...source,
          payloadSize: records.reduce((sum, { size }) => sum + size, 0),
          recordInfo: {
            [`${topic?.name ?? ''}-${shardId}`]: {
              firstRecordOffset: first?.sequenceNumber,
              lastRecordOffset: last?.sequenceNumber,
              firstRecordTimestamp: isoTimestamp(first?.arrivedAt ?? 0),
              lastRecordTimestamp: isoTimestamp(last?.arrivedAt ?? 0),
            },
          },
        },
      }
    },
  }
}

function sourceOf(topic: Topic | undefined): {
  readonly eventSource: string
  readonly eventSourceArn?: string
  readonly bootstrapServers: string
} {
  const cluster = topic?.cluster
  const bootstrapServers = cluster?.bootstrapServers.join(',') ?? ''
  if (!cluster || cluster.kind === 'self-managed') return { eventSource: 'SelfManagedKafka', bootstrapServers }
  return { eventSource: 'aws:kafka', eventSourceArn: cluster.arn, bootstrapServers }
}

function polled(topic: Topic, partition: number, kafka: KafkaRecord): PolledRecord {
  const { offset, timestamp, key, value, headers } = kafka
  const record = {
    topic: topic.name,
    partition,
    offset,
    timestamp,
    timestampType: 'CREATE_TIME',
    ...(key && { key: base64(key) }),
    value: base64(value),
    headers: headers.map((header) => ({ [header.name]: [...header.value] })),
  }
  return {
    sequenceNumber: String(offset),
    next: String(offset + 1),
    orderKey: '',
    payload: new TextDecoder().decode(value),
    size: bytesOf(JSON.stringify(record)).length,
    arrivedAt: timestamp,
    record,
  }
}

/** Who writes needs the cluster's permissions if clients authenticate with IAM; the page's user may everything. */
export function createDeliveryTarget(clusters: Clusters): DeliveryTarget {
  return {
    access: (targetArn) => ({
      action: 'kafka-cluster:WriteData',
      resource: clusters.topic(targetArn)?.arn ?? topicArn(targetArn, ''),
    }),
    exists: (targetArn) => clusters.canHave(targetArn),
    deliver(targetArn, delivery) {
      const topic = clusters.topic(targetArn)
      if (!topic) throw errors.unknownTopic(targetArn)
      const record = recordOf(delivery)
      const size = record.value.length + (record.key?.length ?? 0) + headerSize(record)
      if (size > limits.RECORD_MAX) throw errors.recordTooLarge(size)
      const { partition, offset } = topic.append(record, delivery.caller.arn)
      return { id: `${topic.name}-${partition}@${offset}` }
    },
  }
}

const headerSize = ({ headers }: NewRecord): number =>
  headers.reduce((sum, { name, value }) => sum + bytesOf(name).length + value.length, 0)

function recordOf({ body, partitionKey, partition, headers = {} }: Delivery): NewRecord {
  if (
    partition !== undefined &&
    !(Number.isInteger(partition) && partition >= 0 && partition < limits.PARTITIONS_MAX)
  ) {
    throw errors.invalidPartition(partition)
  }
  return {
    key: partitionKey === undefined ? null : bytesOf(partitionKey),
    value: bytesOf(body),
    headers: Object.entries(headers).map(([name, value]) => ({ name, value: bytesOf(value) })),
    partition: partition ?? null,
  }
}
