/**
 * An update applied to an item. All operands are those of the item as it was, whatever the sections' order; indexes of
 * lists too. What is not touched is shared with the old item.
 */

import { addDecimals, formatDecimal, negateDecimal } from '../decimal'
import { attributeOf, decimalOf, numberError, setAttribute, type AttributeValue, type Item } from '../values'
import { errors } from '../wire'
import { valueAt, type Path, type Step } from './paths'
import type { Term, UpdateAction } from './update'

/** A change of one place; `undefined` removes. */
interface Change {
  readonly path: Path
  readonly value: AttributeValue | undefined
}

/** @throws AwsError ValidationException */
export function applyUpdate(item: Item, actions: readonly UpdateAction[]): Item {
  const changes = actions.flatMap((action): Change[] => {
    switch (action.kind) {
      case 'SET':
        return [{ path: action.path, value: evaluate(action.term, item) }]
      case 'REMOVE':
        return [{ path: action.path, value: undefined }]
      case 'ADD':
        checkParent(item, action.path)
        return [{ path: action.path, value: added(valueAt(item, action.path), action.value) }]
      case 'DELETE': {
        checkParent(item, action.path)
        const old = valueAt(item, action.path)
        return old ? [{ path: action.path, value: withoutElements(old, action.value) }] : []
      }
    }
  })
  return changedMap(item, changes, 0)
}

function evaluate(term: Term, item: Item): AttributeValue {
  switch (term.kind) {
    case 'value':
      return term.value
    case 'path': {
      const value = valueAt(item, term.path)
      if (!value)
        throw errors.validation('The provided expression refers to an attribute that does not exist in the item')
      return value
    }
    case 'if_not_exists':
      return valueAt(item, term.path) ?? evaluate(term.otherwise, item)
    case 'list_append': {
      const [left, right] = [evaluate(term.left, item).L, evaluate(term.right, item).L]
      if (!left || !right) throw errors.incorrectOperandType()
      return { L: [...left, ...right] }
    }
    case 'plus':
    case 'minus': {
      const [left, right] = [evaluate(term.left, item).N, evaluate(term.right, item).N]
      if (left === undefined || right === undefined) throw errors.incorrectOperandType()
      return sum(left, right, term.kind === 'minus')
    }
  }
}

function sum(left: string, right: string, subtract: boolean): AttributeValue {
  const second = decimalOf(right)
  const result = addDecimals(decimalOf(left), subtract ? negateDecimal(second) : second)
  if (typeof result === 'string') throw numberError(result, '')
  return { N: formatDecimal(result) }
}

function added(old: AttributeValue | undefined, value: AttributeValue): AttributeValue {
  if (!old) return value
  if (old.N !== undefined && value.N !== undefined) return sum(old.N, value.N, false)
  for (const type of ['SS', 'NS', 'BS'] as const) {
    const [present, more] = [old[type], value[type]]
    if (present && more) return { [type]: [...new Set([...present, ...more])] }
  }
  throw errors.incorrectOperandType()
}

/** @returns undefined when nothing is left: sets are never empty */
function withoutElements(old: AttributeValue, value: AttributeValue): AttributeValue | undefined {
  for (const type of ['SS', 'NS', 'BS'] as const) {
    const [present, fewer] = [old[type], value[type]]
    if (!present || !fewer) continue
    const left = present.filter((entry) => !fewer.includes(entry))
    return left.length > 0 ? { [type]: left } : undefined
  }
  throw errors.incorrectOperandType()
}

/** What a path leads through must be there. */
function checkParent(item: Item, path: Path): void {
  if (path.length === 1) return
  const parent = valueAt(item, path.slice(0, -1))
  if (typeof path.at(-1) === 'number' ? !parent?.L : !parent?.M) throw errors.invalidPathForUpdate()
}

/** @param depth how many steps of the changes' paths lead to this map */
function changedMap(map: Item, changes: readonly Change[], depth: number): Item {
  const result: Record<string, AttributeValue> = { ...map }
  for (const [step, below] of byStep(changes, depth)) {
    if (typeof step === 'number') throw errors.invalidPathForUpdate()
    const value = changed(attributeOf(map, step), below, depth + 1)
    if (value) setAttribute(result, step, value)
    else Reflect.deleteProperty(result, step)
  }
  return result
}

function changedList(list: readonly AttributeValue[], changes: readonly Change[], depth: number): AttributeValue {
  const result: (AttributeValue | undefined)[] = [...list]
  const appended: { readonly index: number; readonly value: AttributeValue }[] = []
  for (const [step, below] of byStep(changes, depth)) {
    if (typeof step === 'string') throw errors.invalidPathForUpdate()
    const value = changed(list[step], below, depth + 1)
    if (step < list.length) result[step] = value
    else if (value) appended.push({ index: step, value })
  }
  // Beyond the end of the list new elements line up, in the order of the indexes given.
  appended.sort((a, b) => a.index - b.index)
  const kept = result.filter((entry) => entry !== undefined)
  return { L: [...kept, ...appended.map(({ value }) => value)] }
}

/** @returns undefined when it is removed */
function changed(
  value: AttributeValue | undefined,
  changes: readonly Change[],
  depth: number,
): AttributeValue | undefined {
  const [only] = changes
  if (only?.path.length === depth) return only.value
  if (value?.M) return { M: changedMap(value.M, changes, depth) }
  if (value?.L) return changedList(value.L, changes, depth)
  throw errors.invalidPathForUpdate()
}

function byStep(changes: readonly Change[], depth: number): Map<Step, Change[]> {
  const groups = new Map<Step, Change[]>()
  for (const change of changes) {
    const step = change.path[depth] as Step
    const group = groups.get(step)
    if (group) group.push(change)
    else groups.set(step, [change])
  }
  return groups
}
