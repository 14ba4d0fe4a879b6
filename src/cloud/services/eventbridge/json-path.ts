/**
 * The JSON paths of InputPath, InputPathsMap and PartitionKeyPath: `$.detail.items[0].name`, `$.detail['odd name']`,
 * `$.resources[*]`. Source: EventBridge User Guide, "Input transformation" and "Amazon EventBridge targets". Filters,
 * slices and descending (`..`) are refused: the guide has no example of them.
 */

import type { JsonObject, JsonValue } from '../../aws/json'

/** A member's name, an element's number, or every element. */
export type Step = string | number | '*each'

/** @returns null for what is no such path */
export function parseJsonPath(text: string): readonly Step[] | null {
  if (!text.startsWith('$')) return null
  const steps: Step[] = []
  const step = /\.([^.[\]'"*]+)|\[(\d+)\]|\[(\*)\]|\['((?:[^'\\]|\\.)*)'\]|\["((?:[^"\\]|\\.)*)"\]/y
  step.lastIndex = 1
  while (step.lastIndex < text.length) {
    const match = step.exec(text)
    if (!match) return null
    const [, name, index, each, single, double] = match
    if (index !== undefined) steps.push(Number(index))
    else if (each !== undefined) steps.push('*each')
    else steps.push(name ?? (single ?? double ?? '').replace(/\\(.)/g, '$1'))
  }
  return steps
}

/** @returns undefined when there is nothing at the path */
export function valueAt(value: JsonValue, steps: readonly Step[]): JsonValue | undefined {
  let current: JsonValue | undefined = value
  for (const [position, step] of steps.entries()) {
    if (current === null || typeof current !== 'object') return undefined
    if (step === '*each') {
      if (!Array.isArray(current)) return undefined
      const rest = steps.slice(position + 1)
      const found = (current as readonly JsonValue[]).map((entry) => valueAt(entry, rest))
      return found.filter((entry) => entry !== undefined)
    }
    if (Array.isArray(current)) {
      current = typeof step === 'number' ? (current as readonly JsonValue[])[step] : undefined
    } else {
      const members = current as JsonObject
      current = Object.hasOwn(members, step) ? members[step] : undefined
    }
  }
  return current
}
