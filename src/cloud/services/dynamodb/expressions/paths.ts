/** Document paths: `a.b[0].#c`. Source: Developer Guide, "Referring to item attributes when using expressions". */

import type { AttributeValue, Item } from '../values'
import { attributeOf, setAttribute } from '../values'
import * as limits from '../limits'
import { errors } from '../wire'
import type { Placeholders } from './placeholders'
import { isReservedWord } from './reserved-words'
import type { Cursor } from './tokens'

/** An attribute's name, or an index of a list. The first step is a name. */
export type Step = string | number
export type Path = readonly Step[]

/** As written: names may be placeholders. */
export type WrittenPath = readonly WrittenStep[]
export type WrittenStep = { readonly name: string } | { readonly placeholder: string } | number

/** At a word or a name; a word that is a keyword of the grammar is the caller's business. */
export function parsePath(cursor: Cursor): WrittenPath {
  const steps: WrittenStep[] = [parseName(cursor)]
  for (;;) {
    if (cursor.takeSymbol('.')) {
      steps.push(parseName(cursor))
    } else if (cursor.takeSymbol('[')) {
      if (cursor.token.kind !== 'number') throw cursor.syntaxError()
      steps.push(Number(cursor.next().text))
      cursor.expectSymbol(']')
    } else {
      return steps
    }
  }
}

function parseName(cursor: Cursor): WrittenStep {
  const { kind } = cursor.token
  if (kind === 'word') return { name: cursor.next().text }
  if (kind === 'name') return { placeholder: cursor.next().text }
  throw cursor.syntaxError()
}

/** @throws AwsError when a bare name is a reserved word */
export function checkReserved(parameter: string, path: WrittenPath): void {
  for (const step of path) {
    if (typeof step === 'object' && 'name' in step && isReservedWord(step.name)) {
      throw errors.invalidExpression(parameter, `Attribute name is a reserved keyword; reserved keyword: ${step.name}`)
    }
  }
}

/** @throws AwsError for an undefined placeholder */
export function resolvePath(parameter: string, path: WrittenPath, placeholders: Placeholders): Path {
  const resolved = path.map((step) => {
    if (typeof step === 'number') return step
    return 'name' in step ? step.name : placeholders.name(parameter, step.placeholder)
  })
  if (resolved.length > limits.NESTING_MAX) {
    // DynamoDB's own words are not confirmed.
    throw errors.invalidExpression(
      parameter,
      `The document path has too many nesting elements; nesting level: ${resolved.length}`,
    )
  }
  return resolved
}

/** As errors write it: `[a, b, [0]]`. */
export const writtenPath = (path: Path): string =>
  `[${path.map((step) => (typeof step === 'number' ? `[${step}]` : step)).join(', ')}]`

export const samePath = (a: Path, b: Path): boolean =>
  a.length === b.length && a.every((step, index) => step === b[index])

/**
 * @throws AwsError when one path leads through another (overlap), or needs a map where the other needs a list (conflict)
 */
export function checkDistinct(parameter: string, paths: readonly Path[]): void {
  const clash = (kind: 'overlap' | 'conflict', one: Path, two: Path): Error =>
    errors.invalidExpression(
      parameter,
      `Two document paths ${kind} with each other; must remove or rewrite one of these paths; path one: ${writtenPath(one)}, path two: ${writtenPath(two)}`,
    )
  for (let second = 1; second < paths.length; second++) {
    for (let first = 0; first < second; first++) {
      const [one, two] = [paths[first] as Path, paths[second] as Path]
      const length = Math.min(one.length, two.length)
      let common = 0
      while (common < length && one[common] === two[common]) common++
      if (common === length) throw clash('overlap', one, two)
      if (typeof one[common] !== typeof two[common]) throw clash('conflict', one, two)
    }
  }
}

/** @returns undefined when there is nothing */
export function valueAt(item: Item, path: Path): AttributeValue | undefined {
  let value = attributeOf(item, path[0] as string)
  for (let index = 1; index < path.length && value !== undefined; index++) value = child(value, path[index] as Step)
  return value
}

export function child(value: AttributeValue, step: Step): AttributeValue | undefined {
  if (typeof step === 'number') return value.L?.[step]
  return value.M && attributeOf(value.M, step)
}

/** What there is of an item at these paths: maps and lists with only those entries. */
export function project(item: Item, paths: readonly Path[]): Item {
  if (paths.every((path) => path.length === 1))
    return pick(
      item,
      paths.map(([name]) => name as string),
    )
  const result: Record<string, AttributeValue> = {}
  const roots = new Map<string, Path[]>()
  for (const path of paths) {
    const name = path[0] as string
    roots.set(name, [...(roots.get(name) ?? []), path.slice(1)])
  }
  for (const [name, below] of roots) {
    const value = attributeOf(item, name)
    const projected = value && projectValue(value, below)
    if (projected) setAttribute(result, name, projected)
  }
  return result
}

function projectValue(value: AttributeValue, paths: readonly Path[]): AttributeValue | undefined {
  if (paths.some(({ length }) => length === 0)) return value
  const below = new Map<Step, Path[]>()
  for (const path of paths) {
    const step = path[0] as Step
    below.set(step, [...(below.get(step) ?? []), path.slice(1)])
  }
  if (value.L) {
    const steps = [...below].sort(([a], [b]) => Number(a) - Number(b))
    const entries = steps.flatMap(([step, rest]) => {
      const entry = child(value, step)
      return (entry && projectValue(entry, rest)) ?? []
    })
    return entries.length > 0 ? { L: entries } : undefined
  }
  const map: Record<string, AttributeValue> = {}
  for (const [step, rest] of below) {
    const entry = child(value, step)
    const projected = entry && projectValue(entry, rest)
    if (projected) setAttribute(map, String(step), projected)
  }
  return Object.keys(map).length > 0 ? { M: map } : undefined
}

/** The attributes of these names that there are. */
export function pick(item: Item, names: Iterable<string>): Item {
  const result: Record<string, AttributeValue> = {}
  for (const name of names) {
    const value = attributeOf(item, name)
    if (value !== undefined) setAttribute(result, name, value)
  }
  return result
}
