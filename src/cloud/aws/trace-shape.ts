/** What a value must look like: types of trace records as data (`trace-shapes.json`, made from `trace-records.ts`). */

export type Shape =
  | 'string'
  | 'number'
  | 'boolean'
  | 'null'
  | { readonly is: readonly (string | boolean)[] }
  | { readonly any: readonly Shape[] }
  | { readonly each: Shape }
  /** A name that ends in `?` may be left out. */
  | { readonly fields: Readonly<Record<string, Shape>> }

/**
 * The same value, made anew with its fields in the shape's order, so that equal values have equal JSON.
 * @returns undefined when it is not of the shape
 */
export function shaped(value: unknown, shape: Shape): unknown {
  if (typeof shape === 'string') return isPlain(value, shape) ? value : undefined
  if ('is' in shape) return shape.is.some((one) => one === value) ? value : undefined
  if ('any' in shape) {
    for (const one of shape.any) {
      const found = shaped(value, one)
      if (found !== undefined) return found
    }
    return undefined
  }
  if ('each' in shape) {
    if (!Array.isArray(value)) return undefined
    const items = value.map((one) => shaped(one, shape.each))
    return items.includes(undefined) ? undefined : items
  }
  return fieldsOf(value, shape.fields)
}

function isPlain(value: unknown, shape: 'string' | 'number' | 'boolean' | 'null'): boolean {
  if (shape === 'null') return value === null
  // As far as whole numbers are exact: nothing that is counted or measured goes beyond.
  if (shape === 'number') return typeof value === 'number' && Math.abs(value) <= Number.MAX_SAFE_INTEGER
  return typeof value === shape
}

/** A field more than there may be is none of the shape, too: somebody else knows what it means. */
function fieldsOf(value: unknown, fields: Readonly<Record<string, Shape>>): Record<string, unknown> | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const given = value as Readonly<Record<string, unknown>>
  const made: Record<string, unknown> = {}
  let known = 0
  for (const [field, shape] of Object.entries(fields)) {
    const optional = field.endsWith('?')
    const name = optional ? field.slice(0, -1) : field
    if (!Object.hasOwn(given, name) || (optional && given[name] === undefined)) {
      if (!optional) return undefined
      if (Object.hasOwn(given, name)) known++
      continue
    }
    const one = shaped(given[name], shape)
    if (one === undefined) return undefined
    made[name] = one
    known++
  }
  return known === Object.keys(given).length ? made : undefined
}
