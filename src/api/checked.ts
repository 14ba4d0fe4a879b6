/** Arguments that come from a stranger: each has the type that is asked for, or an error says which has not. */

import { isObject } from './messages'

/** What was asked for cannot be asked for like that. */
export class ArgumentError extends Error {
  override readonly name = 'ArgumentError'
}

type Check<Value> = (value: unknown, name: string) => Value

const refuse = (name: string, what: string): never => {
  throw new ArgumentError(`${name} has to be ${what}.`)
}

export const text: Check<string> = (value, name) => (typeof value === 'string' ? value : refuse(name, 'a text'))

export const bool: Check<boolean> = (value, name) =>
  typeof value === 'boolean' ? value : refuse(name, 'true or false')

export const yes: Check<true> = (value, name) => (value === true ? value : refuse(name, 'true'))

export const number: Check<number> = (value, name) =>
  typeof value === 'number' && Number.isFinite(value) ? value : refuse(name, 'a number')

export const anything: Check<unknown> = (value) => value

export const object: Check<Readonly<Record<string, unknown>>> = (value, name) =>
  isObject(value) ? value : refuse(name, 'an object')

export const bytes: Check<Uint8Array> = (value, name) =>
  value instanceof Uint8Array ? value : refuse(name, 'a Uint8Array')

export const body: Check<string | Uint8Array> = (value, name) =>
  typeof value === 'string' || value instanceof Uint8Array ? value : refuse(name, 'a text or a Uint8Array')

export const oneOf =
  <Value extends string>(...values: readonly Value[]): Check<Value> =>
  (value, name) =>
    values.find((one) => one === value) ?? refuse(name, `one of ${values.join(', ')}`)

export const list =
  <Value>(check: Check<Value>): Check<readonly Value[]> =>
  (value, name) =>
    Array.isArray(value) ? value.map((one, index) => check(one, `${name}[${index}]`)) : refuse(name, 'a list')

/** Any names, values of one kind. */
export const record =
  <Value>(check: Check<Value>): Check<Readonly<Record<string, Value>>> =>
  (value, name) =>
    Object.fromEntries(Object.entries(object(value, name)).map(([key, one]) => [key, check(one, `${name}.${key}`)]))

export const either =
  <One, Other>(one: Check<One>, other: Check<Other>): Check<One | Other> =>
  (value, name) => {
    try {
      return one(value, name)
    } catch {
      return other(value, name)
    }
  }

type Fields = Readonly<Record<string, Check<unknown>>>
type Required<Shape extends Fields> = { readonly [Name in keyof Shape]: ReturnType<Shape[Name]> }
type Optional<Shape extends Fields> = { readonly [Name in keyof Shape]?: ReturnType<Shape[Name]> }

/** These fields, the optional ones if they are there, and no others. */
export const fields =
  <Needed extends Fields, Extra extends Fields>(
    needed: Needed,
    extra: Extra,
  ): Check<Required<Needed> & Optional<Extra>> =>
  (value, name) => {
    const given = object(value, name)
    const read: Record<string, unknown> = {}
    for (const [field, check] of Object.entries(needed)) read[field] = check(given[field], `${name}.${field}`)
    for (const [field, check] of Object.entries(extra)) {
      if (given[field] !== undefined) read[field] = check(given[field], `${name}.${field}`)
    }
    return read as Required<Needed> & Optional<Extra>
  }

/** Nothing given is nothing chosen. */
export const options =
  <Extra extends Fields>(extra: Extra): Check<Optional<Extra>> =>
  (value, name) =>
    fields({}, extra)(value ?? {}, name)
