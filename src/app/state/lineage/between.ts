/** What one record leaves for the records that follow it: as little as can be. */

import { forgetOldest } from '../capped-list'
import type { EventNode } from './event'

export interface Discarded {
  readonly node: EventNode
  readonly way: string
}

const KEPT = 1000

export class Between {
  /** A web request for which a function is being asked. */
  forwarded: { readonly node: EventNode | undefined; readonly seq: number } | null = null
  /** Of batches in flight, by request id. */
  readonly shards = new Map<string, string>()
  /** The item of a table that was written last: its stream's record follows. */
  written: { readonly table: string; readonly key: string } | null = null
  /** The latest event of each object, by bucket and key. */
  readonly objects = new Map<string, EventNode[]>()
  readonly #discarded = new Map<string, Discarded[]>()

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

  /** The event of an object at an instant. */
  object(bucket: string, key: string, at: number): EventNode | undefined {
    return this.objects.get(`${bucket}/${key}`)?.findLast((node) => node.at === at)
  }

  changed(bucket: string, key: string, node: EventNode): void {
    const name = `${bucket}/${key}`
    const before = this.objects.get(name) ?? []
    this.objects.delete(name)
    this.objects.set(name, [...before.slice(-9), node])
    forgetOldest(this.objects, KEPT)
  }
}
