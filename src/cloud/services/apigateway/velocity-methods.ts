/**
 * Methods of Java's texts, lists and maps, which mapping templates call. Only these exist: a template reaches nothing of
 * JavaScript. Source: Java SE API, java.lang.String, java.util.List, java.util.Map.
 */

import type { Json } from './json-path'

type Method = (target: never, args: readonly unknown[]) => unknown

const text = (value: unknown): string => (typeof value === 'string' ? value : String(value))
const pattern = (value: unknown, flags = ''): RegExp => new RegExp(text(value), flags)

const TEXT: Readonly<Record<string, Method>> = {
  length: (value: string) => value.length,
  isEmpty: (value: string) => value === '',
  substring: (value: string, [from, to]) => value.substring(Number(from), to === undefined ? undefined : Number(to)),
  replace: (value: string, [from, to]) => value.replaceAll(text(from), () => text(to)),
  replaceAll: (value: string, [from, to]) => value.replace(pattern(from, 'g'), text(to)),
  replaceFirst: (value: string, [from, to]) => value.replace(pattern(from), text(to)),
  matches: (value: string, [regex]) => pattern(`^(?:${text(regex)})$`).test(value),
  split: (value: string, [regex]) => value.split(pattern(regex)),
  toUpperCase: (value: string) => value.toUpperCase(),
  toLowerCase: (value: string) => value.toLowerCase(),
  trim: (value: string) => value.trim(),
  contains: (value: string, [part]) => value.includes(text(part)),
  startsWith: (value: string, [part]) => value.startsWith(text(part)),
  endsWith: (value: string, [part]) => value.endsWith(text(part)),
  equals: (value: string, [other]) => value === other,
  equalsIgnoreCase: (value: string, [other]) => value.toLowerCase() === text(other).toLowerCase(),
  indexOf: (value: string, [part]) => value.indexOf(text(part)),
  lastIndexOf: (value: string, [part]) => value.lastIndexOf(text(part)),
  concat: (value: string, [other]) => value + text(other),
  charAt: (value: string, [index]) => value.charAt(Number(index)),
}

const LIST: Readonly<Record<string, Method>> = {
  size: (value: unknown[]) => value.length,
  length: (value: unknown[]) => value.length,
  isEmpty: (value: unknown[]) => value.length === 0,
  get: (value: unknown[], [index]) => value[Number(index)],
  contains: (value: unknown[], [entry]) => value.includes(entry),
  indexOf: (value: unknown[], [entry]) => value.indexOf(entry),
  add: (value: unknown[], [entry]) => value.push(entry) > 0,
  addAll: (value: unknown[], [entries]) => value.push(...(Array.isArray(entries) ? (entries as unknown[]) : [])) > 0,
  remove: (value: unknown[], [index]) => value.splice(Number(index), 1)[0],
}

type Map_ = Record<string, unknown>

const MAP: Readonly<Record<string, Method>> = {
  size: (value: Map_) => Object.keys(value).length,
  isEmpty: (value: Map_) => Object.keys(value).length === 0,
  get: (value: Map_, [key]) => (Object.hasOwn(value, text(key)) ? value[text(key)] : undefined),
  containsKey: (value: Map_, [key]) => Object.hasOwn(value, text(key)),
  keySet: (value: Map_) => javaValue(Object.keys(value)),
  values: (value: Map_) => javaValue(Object.values(value) as Json[]),
  entrySet: (value: Map_) => Object.entries(value).map(([key, entry]) => ({ key, value: entry })),
  put: (value: Map_, [key, entry]) => {
    const before = value[text(key)]
    Object.defineProperty(value, text(key), { value: entry, enumerable: true, writable: true, configurable: true })
    return before ?? ''
  },
  remove: (value: Map_, [key]) => {
    const before = value[text(key)]
    Reflect.deleteProperty(value, text(key))
    return before
  },
}

/** @returns undefined for a method that does not exist: the reference is printed as it is written */
export function callMethod(target: unknown, name: string, args: readonly unknown[]): unknown {
  const methods =
    typeof target === 'string' ? TEXT : Array.isArray(target) ? LIST : typeof target === 'object' ? MAP : {}
  if (name === 'toString') return String(target)
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined
  return method?.(target as never, args)
}

/** A copy that prints as Java prints it: `{a=1, b=[{"c":5}]}`, lists as JSON (recorded). */
export function javaValue(value: Json): unknown {
  if (Array.isArray(value)) return printing((value as readonly Json[]).map(javaValue), () => JSON.stringify(value))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, entry]) => [key, javaValue(entry)] as const)
  return printing(Object.fromEntries(entries), (copy) => {
    return `{${Object.entries(copy as object)
      .map(([key, entry]) => `${key}=${String(entry)}`)
      .join(', ')}}`
  })
}

const printing = <Value extends object>(value: Value, print: (value: Value) => string): Value =>
  Object.defineProperty(value, 'toString', { value: () => print(value), enumerable: false })
