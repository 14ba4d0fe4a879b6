/** What the page's inspectors show of a resource. */

import { PAGE_LIMITS } from './page-limits'

/** A resource as the page's inspectors show it: plain data, ready to be displayed. */
export interface ResourceView {
  readonly arn: string
  /** `Queue`, `Bucket`, `Table`, as the console calls it. */
  readonly kind: string
  readonly name: string
  readonly facts: readonly { readonly label: string; readonly value: string }[]
  readonly tables: readonly ViewTable[]
}

/** What a resource holds: messages, objects, items. At most `VIEW_ROWS_MAX` rows. */
export interface ViewTable {
  readonly title: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
  /** Rows that there are in all. */
  readonly total: number
}

export const VIEW_ROWS_MAX = PAGE_LIMITS.viewRows.value

type Row = ViewTable['rows'][number]

/** Rows of things, for as long as there are the things: most rows of a table are those of the last look. */
export class RowMemory {
  readonly #known = new WeakMap<object, { readonly state: string; readonly row: Row }>()

  /** @param state all that the row depends on and may change */
  of(thing: object, state: string, make: () => Row): Row {
    const last = this.#known.get(thing)
    if (last?.state === state) return last.row
    const row = make()
    this.#known.set(thing, { state, row })
    return row
  }
}
