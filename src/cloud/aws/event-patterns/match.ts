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

/** Which element (index) of which array (number) something lies in. Scalars directly in an array lie in none. */
type Elements = ReadonlyMap<number, number>

interface Occurrence {
  readonly leaf: Leaf
  readonly elements: Elements
}

export type Leaves = ReadonlyMap<string, readonly Occurrence[]>

const NOWHERE: Elements = new Map()

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

/** The event's leaves, except where no path of interest leads. Does not recurse: events may be nested at will. */
export function findLeaves(event: JsonObject, paths: ReadonlySet<string>): Leaves {
  const leaves = new Map<string, Occurrence[]>()
  const pending: { value: JsonValue; path: string | null; elements: Elements }[] = [
    { value: event, path: null, elements: NOWHERE },
  ]
  let arrays = 0
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { value, path, elements } = next
    if (isArray(value)) {
      const array = arrays
      arrays += 1
      value.forEach((element, index) => {
        const isScalar = element === null || typeof element !== 'object'
        const inside = isScalar ? elements : new Map(elements).set(array, index)
        pending.push({ value: element, path, elements: inside })
      })
    } else if (value !== null && typeof value === 'object') {
      for (const [name, child] of Object.entries(value)) {
        const childPath = path === null ? name : `${path}.${name}`
        if (paths.has(childPath)) pending.push({ value: child, path: childPath, elements })
      }
    } else if (path !== null) {
      const occurrences = leaves.get(path)
      if (occurrences) occurrences.push({ leaf: value, elements })
      else leaves.set(path, [{ leaf: value, elements }])
    }
  }
  return leaves
}

const isArray = (value: JsonValue): value is readonly JsonValue[] => Array.isArray(value)

/** Whether every field of the branch accepts, with leaves that may stand together. */
export function satisfies(leaves: Leaves, branch: Branch): boolean {
  const places: (readonly Elements[])[] = []
  for (const [path, alternatives] of branch) {
    const accepted = acceptedPlaces(leaves.get(path) ?? [], alternatives)
    if (accepted.length === 0) return false
    places.push(accepted)
  }
  return canStandTogether(places)
}

function acceptedPlaces(occurrences: readonly Occurrence[], alternatives: readonly Alternative[]): readonly Elements[] {
  const accepted = occurrences
    .filter(({ leaf }) => alternatives.some((alternative) => accepts(alternative, leaf)))
    .map(({ elements }) => elements)
  const absenceWanted = alternatives.some((alternative) => alternative.kind === 'exists' && !alternative.expected)
  return absenceWanted && occurrences.length === 0 ? [NOWHERE] : accepted
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
  let choices: readonly Elements[] = [NOWHERE]
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

/** Places by their outermost array (null: in none) and its element, so that a long array costs no more than its length. */
type PlaceIndex = ReadonlyMap<number | null, ReadonlyMap<number, readonly Elements[]>>

function indexPlaces(places: readonly Elements[]): PlaceIndex {
  const index = new Map<number | null, Map<number, Elements[]>>()
  for (const place of places) {
    const [array, element] = place.entries().next().value ?? [null, 0]
    const elements = index.get(array) ?? new Map<number, Elements[]>()
    index.set(array, elements)
    const sameElement = elements.get(element)
    if (sameElement) sameElement.push(place)
    else elements.set(element, [place])
  }
  return index
}

/** The places whose outermost array does not contradict the choice. */
function candidates(index: PlaceIndex, choice: Elements): readonly Elements[] {
  return [...index].flatMap(([array, elements]) => {
    const chosen = array === null ? undefined : choice.get(array)
    return chosen === undefined ? [...elements.values()].flat() : (elements.get(chosen) ?? [])
  })
}
