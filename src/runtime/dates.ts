/**
 * Date on the virtual clock and in the time zone of Lambda (TZ is `:UTC`), whatever the browser's is; and the locale of
 * Lambda (LANG is en_US.UTF-8) where Intl would take the browser's.
 */

import { apply, construct, define, defineGlobal, defineProperty, NativeDate, replaceMethod, uncurry } from './realm'
import type { VirtualClock } from './virtual-time'

const LOCALE = 'en-US'
const TIME_ZONE = 'UTC'

type Method = (this: unknown, ...values: unknown[]) => unknown

const toUtcString = uncurry(NativeDate.prototype.toUTCString)
const { parse: nativeParse, UTC: utc } = NativeDate

/** Date-times without a zone: ISO 8601 calls them local, and local is UTC here. */
const ISO_LOCAL = /^[+-]?\d{4,6}(-\d\d){0,2}T\d\d:\d\d(:\d\d([.,]\d+)?)?$/
const ISO_DATE = /^[+-]?\d{4,6}(-\d\d){0,2}$/
/** A zone at the end of the other notations that browsers understand, possibly followed by its name in parentheses. */
const ZONE = /(?:\b(?:UTC?|GMT|Z|[ECMP][SD]T)|\d\s*Z|[+-]\d{1,2}:?\d{2})\s*(?:\([^)]*\)\s*)*$/i

/** Date.parse for local = UTC. */
function parse(text: string): number {
  if (ISO_LOCAL.test(text)) return nativeParse(`${text}Z`)
  if (ISO_DATE.test(text)) return nativeParse(text)
  const legacy = text.trim()
  const zoned = ZONE.test(legacy) && /[a-z]|:/i.test(legacy)
  return zoned ? nativeParse(legacy) : nativeParse(`${legacy} UTC`)
}

function dateText(date: Date): string {
  const [day = '', number = '', month = '', year = ''] = toUtcString(date).replace(',', '').split(' ')
  return `${day} ${month} ${number} ${year}`
}

function timeText(date: Date): string {
  const [, , , , time = ''] = toUtcString(date).split(' ')
  return `${time} GMT+0000 (Coordinated Universal Time)`
}

export function installDate(clock: VirtualClock): void {
  const now = (): number => Math.floor(clock.read())
  const prototype = NativeDate.prototype as unknown as Record<string, Method>

  function VirtualDate(...values: unknown[]): unknown {
    if (new.target === undefined) return String(new NativeDate(now()))
    const [first] = values
    let value = first
    if (values.length === 0) value = now()
    else if (values.length > 1) value = apply(utc, undefined, values)
    else if (typeof first === 'string') value = parse(first)
    return construct(NativeDate, [value], new.target) as Date
  }
  defineProperty(VirtualDate, 'name', { value: 'Date', configurable: true })
  defineProperty(VirtualDate, 'length', { value: 7, configurable: true })
  defineProperty(VirtualDate, 'prototype', { value: NativeDate.prototype, writable: false })
  define(VirtualDate, 'now', { now }.now)
  define(VirtualDate, 'parse', { parse: (text: unknown) => parse(String(text)) }.parse)
  define(VirtualDate, 'UTC', utc)
  define(prototype, 'constructor', VirtualDate)
  defineGlobal('Date', VirtualDate)

  for (const part of ['FullYear', 'Month', 'Date', 'Day', 'Hours', 'Minutes', 'Seconds', 'Milliseconds']) {
    for (const access of ['get', 'set']) {
      const inUtc = prototype[`${access}UTC${part}`]
      if (!inUtc) continue
      replaceMethod(prototype, access + part, () => {
        return function (this: unknown, ...values: unknown[]) {
          return apply(inUtc, this, values)
        }
      })
    }
  }
  const getFullYear = uncurry(NativeDate.prototype.getUTCFullYear)
  const setFullYear = uncurry(NativeDate.prototype.setUTCFullYear)
  const methods: Record<string, (date: Date, ...values: number[]) => unknown> = {
    getTimezoneOffset: (date) => (Number.isNaN(getFullYear(date)) ? NaN : 0),
    getYear: (date) => getFullYear(date) - 1900,
    setYear: (date, year = NaN) => setFullYear(date, year >= 0 && year <= 99 ? 1900 + Math.trunc(year) : year),
    toString: (date: Date) =>
      Number.isNaN(getFullYear(date)) ? 'Invalid Date' : `${dateText(date)} ${timeText(date)}`,
    toDateString: (date) => (Number.isNaN(getFullYear(date)) ? 'Invalid Date' : dateText(date)),
    toTimeString: (date) => (Number.isNaN(getFullYear(date)) ? 'Invalid Date' : timeText(date)),
  }
  for (const [name, make] of Object.entries(methods)) {
    replaceMethod(prototype, name, () => {
      return function (this: Date, ...values: number[]) {
        return make(this, ...values)
      }
    })
  }
  installLocale(now)
}

/** The default locale and time zone, wherever one of them is left out. */
function installLocale(now: () => number): void {
  const withDefaults = (values: unknown[], zone: boolean): unknown[] => {
    const [locales = LOCALE, options] = values
    const given = options as { timeZone?: unknown } | undefined
    return [locales, zone && given?.timeZone === undefined ? { ...given, timeZone: TIME_ZONE } : options]
  }
  for (const name of ['toLocaleString', 'toLocaleDateString', 'toLocaleTimeString']) {
    replaceMethod(NativeDate.prototype, name, (original) => {
      return function (this: unknown, ...values: unknown[]) {
        return apply(original, this, withDefaults(values, true))
      }
    })
  }
  for (const target of [Number.prototype, BigInt.prototype]) {
    replaceMethod(target, 'toLocaleString', (original) => {
      return function (this: unknown, locales = LOCALE, options?: unknown) {
        return apply(original, this, [locales, options])
      } as Method
    })
  }
  replaceMethod(String.prototype, 'localeCompare', (original) => {
    return function (this: unknown, other: unknown, locales: unknown = LOCALE, options?: unknown) {
      return apply(original, this, [other, locales, options])
    }
  })
  for (const name of ['toLocaleUpperCase', 'toLocaleLowerCase']) {
    replaceMethod(String.prototype, name, (original) => {
      return function (this: unknown, locales: unknown = LOCALE) {
        return apply(original, this, [locales])
      }
    })
  }
  installIntl(withDefaults, now)
}

function installIntl(withDefaults: (values: unknown[], zone: boolean) => unknown[], now: () => number): void {
  const formats = Intl.DateTimeFormat.prototype
  replaceMethod(formats, 'formatToParts', (original) => {
    return function (this: unknown, date: unknown = now()) {
      return apply(original, this, [date])
    }
  })
  const descriptor = Object.getOwnPropertyDescriptor(formats, 'format')
  const format = descriptor?.get
  if (format) {
    const bound = new WeakMap<object, Method>()
    const get = function (this: Intl.DateTimeFormat): Method {
      const known = bound.get(this)
      if (known) return known
      const original = apply(format, this, []) as Method
      const made = (date: unknown = now()): unknown => original(date)
      bound.set(this, made)
      return made
    }
    defineProperty(formats, 'format', { ...descriptor, get })
  }
  for (const name of Object.getOwnPropertyNames(Intl)) {
    const original = (Intl as unknown as Record<string, unknown>)[name]
    if (!/^[A-Z]/.test(name) || typeof original !== 'function' || name === 'Locale' || name === 'DisplayNames') continue
    const zone = name === 'DateTimeFormat'
    const replacement = function (...values: unknown[]): unknown {
      const filled = withDefaults(values, zone)
      return new.target ? construct(original, filled, new.target) : apply(original, undefined, filled)
    }
    for (const key of Reflect.ownKeys(original)) {
      const property = Object.getOwnPropertyDescriptor(original, key)
      if (property) defineProperty(replacement, key, property)
    }
    define((original as { prototype: object }).prototype, 'constructor', replacement)
    define(Intl, name, replacement)
  }
}
