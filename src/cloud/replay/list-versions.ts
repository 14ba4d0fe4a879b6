/** Lists that change a little at a time, kept as what is new against the version before. */

/** A list at one of its moments: whole, or put together from parts of the version before. */
export type Version<Item> =
  | { readonly depth: 0; readonly whole: readonly Item[] }
  | { readonly depth: number; readonly before: Version<Item>; readonly parts: readonly Part<Item>[] }

/** So many items from a place of the version before, or new ones. */
type Part<Item> = { readonly from: number; readonly count: number } | readonly Item[]

/** Versions in a row that build on each other: reading one goes through them. */
const DEPTH_MAX = 32
/** Comparisons that one version may cost; what is left over counts as new. */
const COMPARISONS_MAX = 4000

/** A list that is kept up, with its newest version. */
export class VersionedList<Item> {
  #items: readonly Item[] = []
  #version: Version<Item> = { depth: 0, whole: this.#items }

  constructor(
    readonly isSame: (one: Item, other: Item) => boolean,
    /** Told of every item that is kept on. */
    readonly onNew: (item: Item) => void = () => undefined,
  ) {}

  /** @returns the version before when nothing has changed */
  next(list: readonly Item[]): Version<Item> {
    const parts = this.#compare(list)
    const [first] = parts
    const isUnchanged = parts.length <= 1 && (!first || !isNew(first)) && (first?.count ?? 0) === this.#items.length
    if (isUnchanged) return this.#version
    for (const part of parts) if (isNew(part)) part.forEach(this.onNew)
    this.#items = joined(this.#items, parts)
    const { depth } = this.#version
    // Items that are the same are those of before, so that they are there once.
    this.#version =
      depth === DEPTH_MAX ? { depth: 0, whole: this.#items } : { depth: depth + 1, before: this.#version, parts }
    return this.#version
  }

  /** Goes along both lists. What fits again further down the old one says that something between was taken out. */
  #compare(list: readonly Item[]): readonly Part<Item>[] {
    const old = this.#items
    const parts: Part<Item>[] = []
    let comparisons = 0
    let place = 0
    for (let index = 0; index < list.length;) {
      const item = list[index] as Item
      let found = place
      while (found < old.length && ++comparisons < COMPARISONS_MAX && !this.isSame(old[found] as Item, item)) found++
      if (found >= old.length || comparisons >= COMPARISONS_MAX) {
        const last = parts.at(-1)
        if (last && isNew(last)) (last as Item[]).push(item)
        else parts.push([item])
        index++
        continue
      }
      let count = 1
      while (found + count < old.length && index + count < list.length) {
        comparisons++
        if (!this.isSame(old[found + count] as Item, list[index + count] as Item)) break
        count++
      }
      parts.push({ from: found, count })
      place = found + count
      index += count
    }
    return parts
  }
}

export function itemsOf<Item>(version: Version<Item>): readonly Item[] {
  return 'whole' in version ? version.whole : joined(itemsOf(version.before), version.parts)
}

function joined<Item>(before: readonly Item[], parts: readonly Part<Item>[]): readonly Item[] {
  return parts.flatMap((part) => (isNew(part) ? part : before.slice(part.from, part.from + part.count)))
}

const isNew = <Item>(part: Part<Item>): part is readonly Item[] => Array.isArray(part)
