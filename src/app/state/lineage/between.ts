/** What one record leaves for the records that follow it: as little as can be. Events by their ids. */

import { forgetOldest } from '../capped-list'

export interface Discarded {
  readonly id: string
  readonly way: string
}

interface ObjectEvent {
  readonly id: string
  readonly at: number
}

const KEPT = 1000

export class Between {
  /** A web request for which a function is being asked. */
  forwarded: { readonly id: string; readonly seq: number } | null = null
  /** Of batches in flight, by request id. */
  readonly shards = new Map<string, string>()
  /** The item of a table that was written last: its stream's record follows. */
  written: { readonly table: string; readonly key: string } | null = null
  /** The latest event of each object, by bucket and key. */
  readonly #objects = new Map<string, readonly ObjectEvent[]>()
  readonly #discarded = new Map<string, Discarded[]>()

  fork(): Between {
    const fork = new Between()
    fork.forwarded = this.forwarded
    fork.written = this.written
    for (const [requestId, shard] of this.shards) fork.shards.set(requestId, shard)
    for (const [name, events] of this.#objects) fork.#objects.set(name, events)
    for (const [requestId, discarded] of this.#discarded) fork.#discarded.set(requestId, discarded.slice())
    return fork
  }

  /** Records that were given up; a destination may get them. @param requestId of the last attempt */
  discard(requestId: string, discarded: Discarded): void {
    const known = this.#discarded.get(requestId)
    if (known) known.push(discarded)
    else this.#discarded.set(requestId, [discarded])
    forgetOldest(this.#discarded, KEPT)
  }

  takeDiscarded(requestId: string): readonly Discarded[] {
    const discarded = this.#discarded.get(requestId)
    this.#discarded.delete(requestId)
    return discarded ?? []
  }

  /** The id of the event of an object at an instant. */
  object(bucket: string, key: string, at: number): string | undefined {
    return this.#objects.get(`${bucket}/${key}`)?.findLast((event) => event.at === at)?.id
  }

  changed(bucket: string, key: string, { id, at }: ObjectEvent): void {
    const name = `${bucket}/${key}`
    const before = this.#objects.get(name) ?? []
    this.#objects.delete(name)
    this.#objects.set(name, [...before.slice(-9), { id, at }])
    forgetOldest(this.#objects, KEPT)
  }
}
