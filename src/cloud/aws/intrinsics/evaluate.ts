import type { TemplateValue } from '../template'
import { fail, functionName, isMapping, type Path } from './call'
import { condition } from './conditions'
import { FUNCTIONS } from './functions'
import { NO_VALUE, type Lookup, type Reduced, type Run } from './run'

/** Names of the functions that are evaluated. */
export const EVALUATED_FUNCTIONS: readonly string[] = Object.keys(FUNCTIONS)

/**
 * The plain value. What comes to AWS::NoValue is left out of the object or list that holds it; alone it is null.
 * @throws IntrinsicError for the unknown and for malformed functions
 */
export function evaluate(value: TemplateValue, lookup: Lookup): TemplateValue {
  return orNull(start(lookup, true).reduce(value, []))
}

/**
 * The value with everything replaced that the lookup knows; null if it is AWS::NoValue as a whole.
 * @throws IntrinsicError for malformed functions
 */
export function simplify(value: TemplateValue, lookup: Lookup): TemplateValue {
  return orNull(start(lookup, false).reduce(value, []))
}

/**
 * A member of the Conditions section, or anything that may stand in one.
 * @throws IntrinsicError
 */
export function evaluateCondition(value: TemplateValue, lookup: Lookup): boolean {
  return condition(value, start(lookup, true), []) === true
}

function start(lookup: Lookup, strict: boolean): Run {
  const run: Run = { lookup, strict, reduce: (value, path) => reduce(value, run, path) }
  return run
}

const orNull = (value: Reduced): TemplateValue => (value === NO_VALUE ? null : value)

function reduce(value: TemplateValue, run: Run, path: Path): Reduced {
  if (Array.isArray(value)) {
    const entries = value as readonly TemplateValue[]
    return entries.map((entry, index) => reduce(entry, run, [...path, index])).filter((entry) => entry !== NO_VALUE)
  }
  if (!isMapping(value)) return value
  const name = functionName(value)
  if (name !== null) {
    const call = FUNCTIONS[name]
    if (!call) fail(`${name} is not simulated yet.`, [...path, name])
    return call(value[name] ?? null, run, [...path, name])
  }
  const result: Record<string, TemplateValue> = {}
  for (const [key, entry] of Object.entries(value)) {
    const reduced = reduce(entry, run, [...path, key])
    if (reduced !== NO_VALUE) result[key] = reduced
  }
  return result
}
