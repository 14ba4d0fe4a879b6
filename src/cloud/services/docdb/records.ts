/**
 * Change streams as event sources of Lambda, and collections as targets of what the page writes.
 * Shape: Lambda Developer Guide, "Using AWS Lambda with Amazon DocumentDB"; members of updates and deletions: Amazon
 * DocumentDB Developer Guide, "Using change streams".
 */

import type { JsonObject } from '../../aws/json'
import type { DeliveryTarget, PolledRecord, StreamSource } from '../contract'
import * as limits from './limits'
import { namespaceOf, type Change, type Cluster, type OperationType } from './state'
import { errors } from './wire'

/** A change stream is one shard. */
const SHARD = '0'

/** @param cluster by ARN */
export function createStreamSource(cluster: (arn: string) => Cluster | undefined): StreamSource {
  const clusterOf = (key: string): Cluster | undefined => cluster(namespaceOf(key).clusterArn)
  return {
    // Mappings of change streams have no filters.
    filterKey: '',
    actions: ['rds:DescribeDBClusters'],
    needs(key) {
      const resource = clusterOf(key)?.arn ?? '*'
      const group = (kind: string): string => resource.replace(/:cluster:.*/, `:${kind}:default`)
      return [
        { action: 'rds:DescribeDBClusters', resource },
        { action: 'rds:DescribeDBClusterParameters', resource: group('cluster-pg') },
        { action: 'rds:DescribeDBSubnetGroups', resource: group('subgrp') },
      ]
    },
    exists: (key) => clusterOf(key) !== undefined,
    shards: (key) => (clusterOf(key) ? [{ id: SHARD, parents: [] }] : []),
    onRecords: (key, listener) => clusterOf(key)?.onChange(() => listener(SHARD)) ?? (() => undefined),
    arrival: () => ({ pushedAfter: 0 }),
    start(key, _shardId, from) {
      const found = clusterOf(key)
      if (!found) return null
      if (from.type === 'LATEST') return String(found.end)
      return String(from.type === 'AT_TIMESTAMP' ? found.before(from.timestamp) : found.beginning)
    },
    read(key, _shardId, position) {
      const found = clusterOf(key)
      if (!found) return { records: [], next: position, more: false, ended: true }
      const from = Math.max(Number(position), found.beginning)
      const { db, coll, updateLookup } = namespaceOf(key)
      const changes = found.after(from, limits.READ_EVENTS_MAX)
      const wanted = changes.filter((change) => change.db === db && (coll === null || change.coll === coll))
      const next = from + changes.length
      return {
        records: wanted.map((change) => polled(change, updateLookup)),
        next: String(next),
        more: next < found.end,
        ended: false,
      }
    },
    retention: () => limits.RETENTION,
    event: (key, _shardId, records) => ({
      eventSourceArn: namespaceOf(key).clusterArn,
      events: records.map(({ record }) => record),
      eventSource: 'aws:docdb',
    }),
    // Never asked for: these mappings have no destinations.
    batchInfo: () => ({}),
  }
}

function polled(change: Change, updateLookup: boolean): PolledRecord {
  const record = { event: eventOf(change, updateLookup) }
  return {
    sequenceNumber: String(change.number),
    next: String(change.number),
    orderKey: '',
    payload: null,
    size: new TextEncoder().encode(JSON.stringify(record)).length + 1,
    arrivedAt: change.at,
    record,
  }
}

function eventOf(change: Change, updateLookup: boolean): JsonObject {
  const { operationType, at, ordinal, db, coll, id, document, updatedFields } = change
  const second = Math.floor(at / 1000)
  const hasDocument = document !== null && (operationType !== 'update' || updateLookup)
  return {
    // The resume token's digits: second and ordinal, as in the guide's example; what follows them there is not documented.
    _id: { _data: `01${hex(second)}${hex(ordinal)}01${hex(ordinal)}000041e1` },
    clusterTime: { $timestamp: { t: second, i: ordinal } },
    documentKey: { _id: id },
    ...(hasDocument && { fullDocument: document }),
    ns: { db, coll },
    operationType,
    ...(updatedFields && { updateDescription: { updatedFields, removedFields: [] } }),
  }
}

const hex = (value: number): string => value.toString(16).padStart(8, '0')

const OPERATIONS: readonly string[] = ['insert', 'update', 'replace', 'delete'] satisfies OperationType[]

/** The header `operationType` says what is done with the document in the body; without it, it is inserted. */
export function createDeliveryTarget(cluster: (arn: string) => Cluster | undefined): DeliveryTarget {
  return {
    access: (key) => ({ action: 'rds:DescribeDBClusters', resource: namespaceOf(key).clusterArn }),
    exists: (key) => cluster(namespaceOf(key).clusterArn) !== undefined,
    deliver(key, { body, headers = {}, caller }) {
      const { clusterArn, db, coll } = namespaceOf(key)
      const found = cluster(clusterArn)
      if (!found || db === '' || coll === null || coll === '') throw errors.noSuchCollection(key)
      const operationType = headers['operationType'] ?? 'insert'
      if (!OPERATIONS.includes(operationType)) throw errors.unknownOperation(operationType)
      const change = found.apply(operationType as OperationType, db, coll, documentOf(body), caller.arn)
      if (!change) throw operationType === 'insert' ? errors.duplicateKey(`${db}.${coll}`) : errors.noSuchDocument()
      return { id: JSON.stringify(change.id) }
    },
  }
}

function documentOf(body: string): JsonObject {
  try {
    const value: unknown = JSON.parse(body)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject
  } catch {
    // The same as for any other text that is no document.
  }
  throw errors.noDocument()
}
