/**
 * Clusters and their topics. A topic is made by its first use, with a partition per broker of its cluster; a record for a
 * partition that there is not yet makes it. A partition is a log: records get growing offsets and stay for the retention
 * period, whoever has read them.
 */

import type { TraceFact } from '../../aws/trace-records'
import type { Kernel } from '../../kernel/kernel'
import * as limits from './limits'
import { partitionOf } from './partitioner'

export interface KafkaRecord {
  readonly offset: number
  /** CREATE_TIME, virtual milliseconds. */
  readonly timestamp: number
  readonly key: Uint8Array | null
  readonly value: Uint8Array
  readonly headers: readonly { readonly name: string; readonly value: Uint8Array }[]
}

export interface NewRecord {
  readonly key: Uint8Array | null
  readonly value: Uint8Array
  readonly headers: KafkaRecord['headers']
  /** Null: the partitioner decides. */
  readonly partition: number | null
}

export interface Cluster {
  readonly kind: 'provisioned' | 'serverless' | 'self-managed'
  readonly name: string
  /** Of a self-managed one: the key that the topics' ARNs have it by. */
  readonly arn: string
  readonly bootstrapServers: readonly string[]
  /** Of a new topic. */
  readonly partitions: number
  /** Whether clients authenticate with IAM. */
  readonly iam: boolean
}

export class Topic {
  readonly #partitions: KafkaRecord[][]
  readonly #listeners = new Set<(partition: number | null) => void>()
  #turn = 0

  constructor(
    readonly cluster: Cluster,
    readonly name: string,
    readonly arn: string,
    readonly kernel: Kernel<TraceFact>,
  ) {
    this.#partitions = Array.from({ length: cluster.partitions }, () => [])
  }

  get partitionCount(): number {
    return this.#partitions.length
  }

  /** The offset that the next record of a partition gets. */
  end(partition: number): number {
    return this.#partitions[partition]?.length ?? 0
  }

  /** The offset of the first record that is still kept. */
  beginning(partition: number): number {
    return this.firstSince(partition, this.kernel.now - limits.RETENTION)
  }

  /** The offset of the first record with this timestamp or a later one. */
  firstSince(partition: number, timestamp: number): number {
    const index = this.#partitions[partition]?.findIndex((record) => record.timestamp >= timestamp) ?? -1
    return index < 0 ? this.end(partition) : index
  }

  read(partition: number, from: number, maximum: number): readonly KafkaRecord[] {
    return this.#partitions[partition]?.slice(from, from + maximum) ?? []
  }

  onRecords(listener: (partition: number | null) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  append({ partition, ...record }: NewRecord, by: string): { readonly partition: number; readonly offset: number } {
    const chosen = partition ?? this.#choose(record.key)
    while (this.#partitions.length <= chosen) this.#grow()
    const log = this.#partitions[chosen] as KafkaRecord[]
    const offset = log.length
    log.push({ ...record, offset, timestamp: Math.floor(this.kernel.now) })
    this.kernel.trace.record({
      type: 'kafka.produced',
      topic: this.arn,
      partition: chosen,
      offset,
      value: new TextDecoder().decode(record.value),
      by,
    })
    for (const listener of this.#listeners) listener(chosen)
    return { partition: chosen, offset }
  }

  #choose(key: Uint8Array | null): number {
    const { length } = this.#partitions
    return key ? partitionOf(key, length) : this.#turn++ % length
  }

  #grow(): void {
    this.#partitions.push([])
    for (const listener of this.#listeners) listener(null)
  }
}

export class Clusters {
  readonly #clusters = new Map<string, Cluster>()
  /** By ARN. */
  readonly #topics = new Map<string, Topic>()

  constructor(readonly kernel: Kernel<TraceFact>) {}

  add(cluster: Cluster): void {
    this.#clusters.set(cluster.arn, cluster)
  }

  /** With its topics. */
  remove(arn: string): void {
    this.#clusters.delete(arn)
    for (const [key, topic] of this.#topics) if (topic.cluster.arn === arn) this.#topics.delete(key)
  }

  find(arn: string): Cluster | undefined {
    return this.#clusters.get(arn)
  }

  named(name: string): Cluster | undefined {
    return this.all().find((cluster) => cluster.name === name)
  }

  all(): readonly Cluster[] {
    return [...this.#clusters.values()]
  }

  topicsOf(cluster: Cluster): readonly Topic[] {
    return [...this.#topics.values()].filter((topic) => topic.cluster === cluster)
  }

  /** Whether this could be a topic: its cluster exists, its name is one. */
  canHave(arn: string): boolean {
    const { clusterArn, topic } = splitTopicArn(arn)
    return limits.TOPIC_NAME.test(topic) && this.#clusterFor(clusterArn) !== undefined
  }

  /** The topic, made if need be; undefined without its cluster. */
  topic(arn: string): Topic | undefined {
    const { clusterArn, topic } = splitTopicArn(arn)
    const cluster = this.#clusterFor(clusterArn)
    if (!cluster || !limits.TOPIC_NAME.test(topic)) return undefined
    const key = topicArn(cluster.arn, topic)
    let found = this.#topics.get(key)
    if (!found) {
      found = new Topic(cluster, topic, key, this.kernel)
      this.#topics.set(key, found)
      const partitions = found.partitionCount
      this.kernel.trace.record({ type: 'kafka.topic-created', topic: key, partitions })
    }
    return found
  }

  /** A self-managed cluster is there as soon as somebody names it. */
  #clusterFor(arn: string): Cluster | undefined {
    const known = this.#clusters.get(arn)
    if (known || !arn.includes(SELF_MANAGED)) return known
    const servers = arn.slice(arn.indexOf(SELF_MANAGED) + SELF_MANAGED.length).split(',')
    if (!servers.every((server) => BOOTSTRAP_SERVER.test(server))) return undefined
    const name = servers.join(',')
    const partitions = servers.length
    const cluster = { kind: 'self-managed', name, arn, bootstrapServers: servers, partitions, iam: false } as const
    this.#clusters.set(arn, cluster)
    return cluster
  }
}

const SELF_MANAGED = ':cluster/self-managed/'
/** `broker-1.example.com:9092`; CreateEventSourceMapping API, endpoints. */
export const BOOTSTRAP_SERVER =
  /^(([a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])\.)*([A-Za-z0-9]|[A-Za-z0-9][A-Za-z0-9-]*[A-Za-z0-9]):[0-9]{1,5}$/

/** `…:cluster/name/uuid` → `…:topic/name/uuid/topic`, the ARN that Amazon MSK gives a topic. */
export const topicArn = (clusterArn: string, topic: string): string =>
  `${clusterArn.replace(':cluster/', ':topic/')}/${topic}`

/** Of a topic's ARN, or of a cluster's with the topic's name behind it. */
export function splitTopicArn(arn: string): { readonly clusterArn: string; readonly topic: string } {
  const end = arn.lastIndexOf('/')
  return { clusterArn: arn.slice(0, end).replace(':topic/', ':cluster/'), topic: arn.slice(end + 1) }
}
