/** Functions of one row. Source: CloudWatch Logs User Guide, "Boolean, comparison, numeric, datetime, and other functions". */

import { type IpVersion, isInSubnet, isIpAddress } from './ip-addresses'
import { Instant, numberOf, textOf, type Value } from './values'

export interface RowFunction {
  readonly parameters: readonly [fewest: number, most: number]
  /** For completion and messages: `substr(text, start[, length])`. */
  readonly usage: string
  run(...values: readonly Value[]): Value
}

const numeric = (usage: string, run: (value: number) => number): RowFunction => ({
  parameters: [1, 1],
  usage,
  run: (value = null) => finite(run(numberOf(value))),
})

/** What cannot be calculated is missing. */
export const finite = (value: number): Value => (Number.isFinite(value) ? value : null)

const extreme = (usage: string, pick: (...values: number[]) => number): RowFunction => ({
  parameters: [1, Infinity],
  usage,
  run: (...values) => finite(pick(...values.map(numberOf))),
})

/** A missing text gives a missing one. */
const text = (
  usage: string,
  parameters: RowFunction['parameters'],
  run: (text: string, ...more: readonly Value[]) => Value,
): RowFunction => ({
  parameters,
  usage,
  run: (value = null, ...more) => (value === null ? null : run(textOf(value), ...more)),
})

function trimmed(value: string, characters: Value | undefined, start: boolean, end: boolean): string {
  const strip = characters === undefined ? /\s/ : null
  const set = new Set(textOf(characters ?? null))
  const goes = (character: string): boolean => (strip ? strip.test(character) : set.has(character))
  const points = [...value]
  let [from, to] = [0, points.length]
  while (start && from < to && goes(points[from] ?? '')) from++
  while (end && to > from && goes(points[to - 1] ?? '')) to--
  return points.slice(from, to).join('')
}

const trim = (name: string, start: boolean, end: boolean): RowFunction =>
  text(`${name}(text[, characters])`, [1, 2], (value, characters) => trimmed(value, characters, start, end))

const inSubnet = (usage: string, version: IpVersion | null): RowFunction => ({
  parameters: [2, 2],
  usage,
  run: (address = null, subnet = null) => isInSubnet(textOf(address), textOf(subnet), version),
})

const isAddress = (usage: string, version: IpVersion | null): RowFunction => ({
  parameters: [1, 1],
  usage,
  run: (value = null) => isIpAddress(textOf(value), version),
})

export const FUNCTIONS: Readonly<Record<string, RowFunction>> = {
  // Numeric
  abs: numeric('abs(number)', Math.abs),
  ceil: numeric('ceil(number)', Math.ceil),
  floor: numeric('floor(number)', Math.floor),
  log: numeric('log(number)', Math.log),
  sqrt: numeric('sqrt(number)', Math.sqrt),
  greatest: extreme('greatest(number, …)', Math.max),
  least: extreme('least(number, …)', Math.min),
  // Datetime; bin, datefloor and dateceil take a period and are the evaluator's.
  frommillis: {
    parameters: [1, 1],
    usage: 'fromMillis(number)',
    run: (value = null) => {
      const at = numberOf(value)
      return Math.abs(at) <= 8.64e15 ? new Instant(at) : null
    },
  },
  tomillis: {
    parameters: [1, 1],
    usage: 'toMillis(timestamp)',
    run: (value = null) => (value instanceof Instant ? value.at : null),
  },
  // General
  ispresent: { parameters: [1, 1], usage: 'ispresent(field)', run: (value = null) => value !== null },
  coalesce: {
    parameters: [1, Infinity],
    usage: 'coalesce(field, …)',
    run: (...values) => values.find((value) => value !== null) ?? null,
  },
  // JSON
  jsonparse: text('jsonParse(text)', [1, 1], (value) => {
    try {
      return JSON.parse(value) as Value
    } catch {
      return null
    }
  }),
  jsonstringify: text('jsonStringify(json)', [1, 1], (value) => value),
  // IP addresses
  isvalidip: isAddress('isValidIp(text)', null),
  isvalidipv4: isAddress('isValidIpv4(text)', 4),
  isvalidipv6: isAddress('isValidIpv6(text)', 6),
  isipinsubnet: inSubnet('isIpInSubnet(address, subnet)', null),
  isipv4insubnet: inSubnet('isIpv4InSubnet(address, subnet)', 4),
  isipv6insubnet: inSubnet('isIpv6InSubnet(address, subnet)', 6),
  // String
  isempty: { parameters: [1, 1], usage: 'isempty(field)', run: (value = null) => textOf(value) === '' },
  isblank: { parameters: [1, 1], usage: 'isblank(field)', run: (value = null) => textOf(value).trim() === '' },
  concat: {
    parameters: [1, Infinity],
    usage: 'concat(text, …)',
    run: (...values) => values.map(textOf).join(''),
  },
  trim: trim('trim', true, true),
  ltrim: trim('ltrim', true, false),
  rtrim: trim('rtrim', false, true),
  strlen: text('strlen(text)', [1, 1], (value) => [...value].length),
  toupper: text('toupper(text)', [1, 1], (value) => value.toUpperCase()),
  tolower: text('tolower(text)', [1, 1], (value) => value.toLowerCase()),
  substr: text('substr(text, start[, length])', [2, 3], (value, start = null, length) => {
    const from = Math.max(0, Math.floor(numberOf(start)))
    if (Number.isNaN(from)) return null
    const points = [...value]
    return points.slice(from, length === undefined ? undefined : from + Math.max(0, numberOf(length))).join('')
  }),
  replace: text('replace(text, search, replacement)', [3, 3], (value, search = null, replacement = null) =>
    textOf(search) === '' ? value : value.replaceAll(textOf(search), () => textOf(replacement)),
  ),
  strcontains: text('strcontains(text, search)', [2, 2], (value, search = null) =>
    value.includes(textOf(search)) ? 1 : 0,
  ),
}
