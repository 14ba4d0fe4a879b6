/**
 * Whether an event satisfies a pattern's branch.
 *
 * An event is its leaves: scalars with their path, array positions left out. A field accepts when any leaf at its path
 * does, so arrays match by intersection. But the leaves that different fields rely on must come from the same element of
 * an array of objects (event-ruler's "array consistency"), hence each leaf remembers the elements it lies in.
 */

import type { JsonObject, JsonValue } from '../json'
import { accepts, type Alternative, type Leaf } from './alternatives'
import type { Branch } from './grammar'

/** An element of an array in which something lies, and what lies around that array; null outside of all arrays. */
type Place = {
  readonly array: number
  readonly index: number
  readonly outer: Place
} | null

interface Occurrence {
  readonly leaf: Leaf
  /** Scalars directly in an array lie where the array lies. */
  readonly place: Place
}

export type Leaves = ReadonlyMap<string, readonly Occurrence[]>

/** Jackson's limit, beyond which AWS does not read an event. Unit: arrays and objects around a value. */
const NESTING_DEPTH_MAX = 1000

/** The paths of a pattern's fields, and all paths that lead to one. */
export function pathsTowards(branches: readonly Branch[]): ReadonlySet<string> {
  const paths = new Set<string>()
  for (const branch of branches) {
    for (const path of branch.keys()) {
      for (let end = path.indexOf('.'); end >= 0; end = path.indexOf('.', end + 1)) paths.add(path.slice(0, end))
      paths.add(path)
    }
  }
  return paths
}

/** The event's leaves, except where no path of interest leads and where it is nested too deep. */
export function findLeaves(event: JsonObject, paths: ReadonlySet<string>): Leaves {
  const leaves = new Map<string, Occurrence[]>()
  // A list of what is left to visit instead of recursion: how deep an event is nested is its sender's choice.
  const pending: { value: JsonValue; path: string | null; place: Place; depth: number }[] = [
    { value: event, path: null, place: null, depth: 1 },
  ]
  let arrays = 0
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { value, path, place, depth } = next
    if (!isScalar(value) && depth > NESTING_DEPTH_MAX) continue
    if (isArray(value)) {
      const array = arrays
      arrays += 1
      value.forEach((element, index) => {
        const inside = isScalar(element) ? place : { array, index, outer: place }
        pending.push({ value: element, path, place: inside, depth: depth + 1 })
      })
    } else if (!isScalar(value)) {
      for (const [name, child] of Object.entries(value)) {
        const childPath = path === null ? name : `${path}.${name}`
        if (paths.has(childPath)) pending.push({ value: child, path: childPath, place, depth: depth + 1 })
      }
    } else if (path !== null) {
      const occurrences = leaves.get(path)
      if (occurrences) occurrences.push({ leaf: value, place })
      else leaves.set(path, [{ leaf: value, place }])
    }
  }
  return leaves
}

const isArray = (value: JsonValue): value is readonly JsonValue[] => Array.isArray(value)

const isScalar = (value: JsonValue): value is Leaf => value === null || typeof value !== 'object'

/** Whether every field of the branch accepts, with leaves that may stand together. */
export function satisfies(leaves: Leaves, branch: Branch): boolean {
  const fields: ReadonlySet<Place>[] = []
  for (const [path, alternatives] of branch) {
    const accepted = acceptedPlaces(leaves.get(path) ?? [], alternatives)
    if (accepted.size === 0) return false
    // A leaf outside of all arrays can stand with any other.
    if (!accepted.has(null)) fields.push(accepted)
  }
  return fields.length < 2 || canStandTogether(fields.map((places) => [...places].map(elementsOf)))
}

function acceptedPlaces(occurrences: readonly Occurrence[], alternatives: readonly Alternative[]): ReadonlySet<Place> {
  const wanted = occurrences.filter(({ leaf }) => alternatives.some((alternative) => accepts(alternative, leaf)))
  const absenceWanted = alternatives.some((alternative) => alternative.kind === 'exists' && !alternative.expected)
  return new Set(absenceWanted && occurrences.length === 0 ? [null] : wanted.map(({ place }) => place))
}

/** Which element (index) of which array (number) something lies in, outermost first. */
type Elements = ReadonlyMap<number, number>

function elementsOf(place: Place): Elements {
  const elements: [number, number][] = []
  for (let around = place; around; around = around.outer) elements.push([around.array, around.index])
  return new Map(elements.reverse())
}

/**
 * Whether one place of each field can be chosen so that no two lie in different elements of one array. Goes field by
 * field with the set of choices still possible, of which only the arrays that later fields meet are kept.
 */
function canStandTogether(fields: readonly (readonly Elements[])[]): boolean {
  const needed: ReadonlySet<number>[] = []
  let later: ReadonlySet<number> = new Set()
  for (const places of fields.toReversed()) {
    needed.unshift(later)
    later = new Set([...later, ...places.flatMap((elements) => [...elements.keys()])])
  }
  let choices: readonly Elements[] = [new Map()]
  fields.forEach((places, field) => {
    const kept = needed[field] ?? new Set()
    const index = indexPlaces(places)
    const next = new Map<string, Elements>()
    for (const choice of choices) {
      for (const place of candidates(index, choice)) {
        if ([...place].some(([array, element]) => (choice.get(array) ?? element) !== element)) continue
        const together = [...choice, ...place].filter(([array]) => kept.has(array)).sort(([a], [b]) => a - b)
        next.set(together.join(), new Map(together))
      }
    }
    choices = [...next.values()]
  })
  return choices.length > 0
}

/** Places by their outermost array and its element, so that a long array costs no more than its length. */
type PlaceIndex = ReadonlyMap<number, ReadonlyMap<number, readonly Elements[]>>

function indexPlaces(places: readonly Elements[]): PlaceIndex {
  const index = new Map<number, Map<number, Elements[]>>()
  for (const place of places) {
    for (const [array, element] of [...place].slice(0, 1)) {
      const elements = index.get(array) ?? new Map<number, Elements[]>()
      index.set(array, elements)
      const sameElement = elements.get(element)
      if (sameElement) sameElement.push(place)
      else elements.set(element, [place])
    }
  }
  return index
}

/** The places whose outermost array does not contradict the choice. */
function candidates(index: PlaceIndex, choice: Elements): readonly Elements[] {
  return [...index].flatMap(([array, elements]) => {
    const chosen = choice.get(array)
    return chosen === undefined ? [...elements.values()].flat() : (elements.get(chosen) ?? [])
  })
}
