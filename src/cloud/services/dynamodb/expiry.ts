/**
 * Time to live: expired items are deleted in sweeps, in the background. Source: Developer Guide, "Using time to live (TTL)
 * in DynamoDB"; when the sweeps are is our choice (`TTL_SWEEP_INTERVAL`).
 */

import type { TraceFact } from '../../aws/trace-records'
import { seconds } from '../../aws/units'
import type { Kernel, Scheduled } from '../../kernel/kernel'
import * as limits from './limits'

import { SortedMap } from './sorted-map'
import type { StoredItem } from './state'
import { attributeOf, type Item } from './values'

/** Digits of the largest instant kept: later ones (milliseconds given for seconds) never come. */
const INSTANT_DIGITS = 12

export class Expiry {
  readonly #kernel: Kernel<TraceFact>
  readonly #remove: (key: string) => void
  /** Instant (seconds, padded) and key → key. */
  #due = new SortedMap<string>()
  #sweep: Scheduled | null = null
  /** Virtual milliseconds. */
  #sweepDue = 0
  attribute: string | null = null

  constructor(kernel: Kernel<TraceFact>, remove: (key: string) => void) {
    this.#kernel = kernel
    this.#remove = remove
  }

  /** Begins anew with another attribute, or with null stops. */
  restart(attribute: string | null, items: SortedMap<StoredItem>): void {
    this.attribute = attribute
    this.#due = new SortedMap()
    if (attribute !== null) {
      items.ascend('', (item, key) => {
        this.#add(item.attributes, key)
        return true
      })
    }
    this.#kernel.cancel(this.#sweep)
    this.#sweep = null
    this.#schedule()
  }

  changed(key: string, old: StoredItem | null, item: StoredItem | null): void {
    const before = old && this.#position(old.attributes, key)
    if (before !== null) this.#due.delete(before)
    if (item) this.#add(item.attributes, key)
    this.#schedule()
  }

  #add(item: Item, key: string): void {
    const position = this.#position(item, key)
    if (position !== null) this.#due.set(position, key)
  }

  /** Null for an item that does not expire. */
  #position(item: Item, key: string): string | null {
    const text = this.attribute === null ? undefined : attributeOf(item, this.attribute)?.N
    if (text === undefined) return null
    const instant = Math.floor(Number(text))
    if (instant < 0 || instant >= 10 ** INSTANT_DIGITS) return null
    return String(instant).padStart(INSTANT_DIGITS, '0') + key
  }

  /** A sweep that is due too early finds nothing and looks again, which is cheaper than moving it with every write. */
  #schedule(): void {
    const first = this.#due.first()
    if (!first) return
    const expiry = seconds(Number(first.key.slice(0, INSTANT_DIGITS)))
    const due = Math.max(expiry, this.#kernel.now) + limits.TTL_SWEEP_INTERVAL
    if (this.#sweep && this.#sweepDue <= due) return
    this.#kernel.cancel(this.#sweep)
    this.#sweepDue = due
    this.#sweep = this.#kernel.at(due, () => this.#run(), { background: true })
  }

  #run(): void {
    this.#sweep = null
    const { now } = this.#kernel
    const expired: string[] = []
    const tooOld: string[] = []
    this.#due.ascend('', (key, position) => {
      const expiry = seconds(Number(position.slice(0, INSTANT_DIGITS)))
      if (expiry > now) return false
      if (expiry < now - limits.TTL_PAST_MAX) tooOld.push(position)
      else expired.push(key)
      return true
    })
    for (const position of tooOld) this.#due.delete(position)
    for (const key of expired) this.#remove(key)
    this.#schedule()
  }
}
