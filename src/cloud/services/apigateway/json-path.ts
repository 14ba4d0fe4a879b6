/** `$.a.b[0]`, `$['a']`, `$..a`, `$.list[*].a` of a JSON value, as mapping templates and parameters use them. */

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

const STEP = /^(?:\.\.([\w-]+)|\.([\w-]+|\*)|\[(\d+|\*)\]|\['([^']*)'\]|\["([^"]*)"\])/

/** @returns undefined when there is nothing; a list for paths that may find several */
export function valueAt(root: Json | undefined, path: string): Json | undefined {
  let rest = path.trim().replace(/^\$/, '')
  let found: readonly Json[] = root === undefined ? [] : [root]
  let isMany = false
  while (rest !== '') {
    const step = STEP.exec(rest)
    if (!step) return undefined
    const [whole, deep, member, index, single, double] = step
    rest = rest.slice(whole.length)
    const name = member ?? single ?? double
    if (deep !== undefined) {
      isMany = true
      found = found.flatMap((value) => descendants(value, deep))
    } else if (name === '*' || index === '*') {
      isMany = true
      found = found.flatMap(children)
    } else {
      found = found.flatMap((value) => child(value, index === undefined ? String(name) : Number(index)))
    }
  }
  return isMany ? found : found[0]
}

const isObject = (value: Json): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const children = (value: Json): readonly Json[] =>
  Array.isArray(value) ? (value as readonly Json[]) : isObject(value) ? Object.values(value) : []

function child(value: Json, key: string | number): readonly Json[] {
  if (typeof key === 'number') {
    const entry = Array.isArray(value) ? (value as readonly Json[])[key] : undefined
    return entry === undefined ? [] : [entry]
  }
  return isObject(value) && Object.hasOwn(value, key) ? [value[key] as Json] : []
}

const descendants = (value: Json, name: string): readonly Json[] => [
  ...child(value, name),
  ...children(value).flatMap((entry) => descendants(entry, name)),
]
