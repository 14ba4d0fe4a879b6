/**
 * Clusters, the documents of their collections, and the change stream that tells of every change. Documents are in
 * MongoDB's Extended JSON, as Lambda shows them.
 */

import type { JsonObject, JsonValue } from '../../aws/json'
import type { TraceFact } from '../../aws/trace-records'
import type { Kernel } from '../../kernel/kernel'
import * as limits from './limits'

export type OperationType = 'insert' | 'update' | 'replace' | 'delete'

export interface Change {
  /** From 1, over the whole cluster. */
  readonly number: number
  readonly operationType: OperationType
  readonly db: string
  readonly coll: string
  /** Virtual milliseconds. */
  readonly at: number
  /** Its place among the changes of its second, from 1. */
  readonly ordinal: number
  readonly id: JsonValue
  /** After the change; null for a document that is gone. */
  readonly document: JsonObject | null
  /** Of an update. */
  readonly updatedFields: JsonObject | null
}

export class Cluster {
  readonly #changes: Change[] = []
  /** `db.collection` → JSON text of the id → document. */
  readonly #documents = new Map<string, Map<string, JsonObject>>()
  readonly #listeners = new Set<() => void>()

  constructor(
    readonly identifier: string,
    readonly arn: string,
    readonly kernel: Kernel<TraceFact>,
  ) {}

  /** The number of the last change. */
  get end(): number {
    return this.#changes.length
  }

  /** The number before the first change that is still kept. */
  get beginning(): number {
    return this.before(this.kernel.now - limits.RETENTION)
  }

  /** The number before the first change at this instant or later. */
  before(instant: number): number {
    const index = this.#changes.findIndex(({ at }) => at >= instant)
    return index < 0 ? this.#changes.length : index
  }

  /** Changes after a number. */
  after(number: number, maximum: number): readonly Change[] {
    return this.#changes.slice(number, number + maximum)
  }

  collections(): readonly { readonly name: string; readonly documents: readonly JsonObject[] }[] {
    return [...this.#documents].map(([name, documents]) => ({ name, documents: [...documents.values()] }))
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /**
   * @param given the document; of an update its id and the fields that change, of a deletion its id
   * @returns null when there is nothing to change: no such document, or one with this id already
   */
  apply(operationType: OperationType, db: string, coll: string, given: JsonObject, by: string): Change | null {
    const documents = this.#collection(`${db}.${coll}`)
    const id = given['_id'] ?? (operationType === 'insert' ? this.#newId() : null)
    if (id === null) return null
    const key = JSON.stringify(id)
    const before = documents.get(key)
    if ((before !== undefined) === (operationType === 'insert')) return null
    const { _id: _, ...fields } = given
    const document =
      operationType === 'delete' ? null : { ...(operationType === 'update' ? before : {}), _id: id, ...fields }
    if (document) documents.set(key, document)
    else documents.delete(key)
    return this.#record(
      { operationType, db, coll, id, document, updatedFields: operationType === 'update' ? fields : null },
      by,
    )
  }

  #collection(name: string): Map<string, JsonObject> {
    let documents = this.#documents.get(name)
    if (!documents) {
      documents = new Map()
      this.#documents.set(name, documents)
    }
    return documents
  }

  /** An ObjectId: the second, and 16 digits. */
  #newId(): JsonObject {
    const second = Math.floor(this.kernel.now / 1000)
    return { $oid: second.toString(16).padStart(8, '0') + this.kernel.random('docdb-ids').hex(16) }
  }

  #record(change: Omit<Change, 'number' | 'at' | 'ordinal'>, by: string): Change {
    const { now } = this.kernel
    const last = this.#changes.at(-1)
    const sameSecond = last !== undefined && Math.floor(last.at / 1000) === Math.floor(now / 1000)
    const recorded = { ...change, number: this.end + 1, at: now, ordinal: sameSecond ? last.ordinal + 1 : 1 }
    this.#changes.push(recorded)
    const { operationType, db, coll, id } = change
    this.kernel.trace.record({
      type: 'docdb.changed',
      cluster: this.identifier,
      collection: `${db}.${coll}`,
      operationType,
      documentId: JSON.stringify(id),
      by,
      number: recorded.number,
    })
    for (const listener of this.#listeners) listener()
    return recorded
  }
}

/** What a mapping or a writer names: `<cluster's ARN>/<database>[/<collection>][?UpdateLookup]`. */
export interface Namespace {
  readonly clusterArn: string
  readonly db: string
  /** Null for all of the database. */
  readonly coll: string | null
  /** Whether events of updates hold the whole document. */
  readonly updateLookup: boolean
}

export function namespaceOf(key: string): Namespace {
  const [path = '', option] = key.split('?')
  const [clusterArn = '', db = '', coll = null] = path.split('/')
  return { clusterArn, db, coll, updateLookup: option === 'UpdateLookup' }
}
