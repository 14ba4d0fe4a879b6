/**
 * Whether a JSON value fits a model's schema. Source: JSON Schema draft 4, which models of API Gateway are written in.
 * `format` says nothing here; a schema that cannot be read fits everything.
 */

import type { Json } from './json-path'

type Schema = Readonly<Record<string, unknown>>

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** @param resolve gives the schema of a `$ref` @returns what does not fit, in words; empty when all fits */
export function misfits(
  value: Json,
  schema: unknown,
  resolve: (reference: string) => unknown,
  at = '',
): readonly string[] {
  if (!isSchema(schema)) return []
  const reference = schema['$ref']
  if (typeof reference === 'string') return misfits(value, resolve(reference), resolve, at)
  const inside = (one: unknown): readonly string[] => misfits(value, one, resolve, at)
  const some = (name: string): readonly unknown[] => (Array.isArray(schema[name]) ? (schema[name] as unknown[]) : [])
  const fits = (one: unknown): boolean => inside(one).length === 0
  const problems: string[] = []
  const complain = (text: string): void => void problems.push(at === '' ? text : `${at}: ${text}`)
  const types = ([] as unknown[]).concat(schema['type'] ?? [])
  if (types.length > 0 && !types.some((type) => isOfType(value, String(type)))) {
    complain(
      `instance type (${typeName(value)}) does not match any allowed primitive type (allowed: ${JSON.stringify(types)})`,
    )
  }
  const values = schema['enum']
  if (Array.isArray(values) && !values.some((one) => JSON.stringify(one) === JSON.stringify(value))) {
    complain('instance value not found in enum')
  }
  for (const one of some('allOf')) problems.push(...inside(one))
  if (some('anyOf').length > 0 && !some('anyOf').some(fits))
    complain('instance failed to match at least one schema of anyOf')
  if (some('oneOf').length > 0 && some('oneOf').filter(fits).length !== 1)
    complain('instance failed to match exactly one schema')
  if (isSchema(schema['not']) && fits(schema['not'])) complain('instance matched a schema which it should not have')
  if (typeof value === 'string') checkText(value, schema, complain)
  else if (typeof value === 'number') checkNumber(value, schema, complain)
  else if (Array.isArray(value)) {
    const list = value as readonly Json[]
    checkCount(list.length, schema['minItems'], schema['maxItems'], 'array', complain)
    if (schema['uniqueItems'] === true && new Set(list.map((one) => JSON.stringify(one))).size < list.length) {
      complain('array must not contain duplicate elements')
    }
    list.forEach((one, index) => problems.push(...misfits(one, itemSchema(schema, index), resolve, `${at}[${index}]`)))
  } else if (typeof value === 'object' && value !== null) {
    problems.push(...objectMisfits(value as { readonly [key: string]: Json }, schema, resolve, at, complain))
  }
  return problems
}

function objectMisfits(
  value: { readonly [key: string]: Json },
  schema: Schema,
  resolve: (reference: string) => unknown,
  at: string,
  complain: (text: string) => void,
): readonly string[] {
  const required = Array.isArray(schema['required']) ? schema['required'].map(String) : []
  const missing = required.filter((name) => !Object.hasOwn(value, name))
  if (missing.length > 0) complain(`object has missing required properties (${JSON.stringify(missing)})`)
  checkCount(Object.keys(value).length, schema['minProperties'], schema['maxProperties'], 'object', complain)
  const properties = isSchema(schema['properties']) ? schema['properties'] : {}
  const patterns = Object.entries(isSchema(schema['patternProperties']) ? schema['patternProperties'] : {})
  return Object.entries(value).flatMap(([name, entry]) => {
    const own = Object.hasOwn(properties, name) ? [properties[name]] : []
    const matching = patterns.filter(([pattern]) => matches(pattern, name)).map(([, one]) => one)
    const known = [...own, ...matching]
    if (known.length === 0) {
      if (schema['additionalProperties'] === false)
        complain(`object instance has properties which are not allowed (["${name}"])`)
      else known.push(schema['additionalProperties'])
    }
    return known.flatMap((one) => misfits(entry, one, resolve, `${at}.${name}`))
  })
}

const itemSchema = (schema: Schema, index: number): unknown =>
  Array.isArray(schema['items']) ? (schema['items'] as unknown[])[index] : schema['items']

function checkText(value: string, schema: Schema, complain: (text: string) => void): void {
  checkCount([...value].length, schema['minLength'], schema['maxLength'], 'string', complain)
  const pattern = schema['pattern']
  if (typeof pattern === 'string' && !matches(pattern, value))
    complain(`ECMA 262 regex "${pattern}" does not match input string "${value}"`)
}

function checkNumber(value: number, schema: Schema, complain: (text: string) => void): void {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema
  if (typeof minimum === 'number' && (exclusiveMinimum === true ? value <= minimum : value < minimum)) {
    complain(`numeric instance is lower than the required minimum (minimum: ${minimum}, found: ${value})`)
  }
  if (typeof maximum === 'number' && (exclusiveMaximum === true ? value >= maximum : value > maximum)) {
    complain(`numeric instance is greater than the required maximum (maximum: ${maximum}, found: ${value})`)
  }
  if (typeof multipleOf === 'number' && !Number.isInteger(value / multipleOf))
    complain(`${value} is no multiple of ${multipleOf}`)
}

function checkCount(count: number, low: unknown, high: unknown, what: string, complain: (text: string) => void): void {
  if (typeof low === 'number' && count < low) complain(`${what} is too short: ${count}, at least ${low} are required`)
  if (typeof high === 'number' && count > high) complain(`${what} is too long: ${count}, at most ${high} are allowed`)
}

function matches(pattern: string, text: string): boolean {
  try {
    return new RegExp(pattern).test(text)
  } catch {
    return true
  }
}

const typeName = (value: Json): string =>
  value === null
    ? 'null'
    : Array.isArray(value)
      ? 'array'
      : typeof value === 'number' && Number.isInteger(value)
        ? 'integer'
        : typeof value

const isOfType = (value: Json, type: string): boolean =>
  typeName(value) === type || (type === 'number' && typeof value === 'number')
