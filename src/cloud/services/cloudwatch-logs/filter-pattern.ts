/**
 * Filter patterns. Source: Amazon CloudWatch Logs User Guide, "Filter pattern syntax for metric filters, subscription
 * filters, filter log events, and Live Tail".
 *
 * - terms: `ERROR timeout` (all of them), `?A ?B` (any), `-x` (not), `"exact phrase"`, `%regex%`;
 * - JSON: `{ $.level = "ERROR" && ($.ms > 100 || $.user NOT EXISTS) }`;
 * - space-delimited: `[ip, user, ..., status = 4*, size > 1000]`.
 */

import { errors } from './wire'

export interface FilterPattern {
  /** @returns what was extracted, or null when the message does not match */
  match(message: string): Readonly<Record<string, string>> | null
}

/** @throws AwsError InvalidParameterException */
export function compileFilterPattern(pattern: string): FilterPattern {
  const trimmed = pattern.trim()
  if (trimmed.startsWith('{')) return jsonPattern(trimmed)
  if (trimmed.startsWith('[')) return delimitedPattern(trimmed)
  return termsPattern(trimmed)
}

const NOTHING: Readonly<Record<string, string>> = {}

// --- Terms

interface Term {
  readonly kind: 'all' | 'any' | 'none'
  test(message: string): boolean
}

function termsPattern(pattern: string): FilterPattern {
  const terms = [...pattern.matchAll(/([?-]?)(?:"((?:[^"\\]|\\.)*)"|%((?:[^%\\]|\\.)*)%|([^\s"]+))/g)].map(
    ([, sign = '', phrase, regex, word]): Term => {
      const kind = sign === '?' ? 'any' : sign === '-' ? 'none' : 'all'
      const text = phrase?.replace(/\\(.)/g, '$1') ?? word ?? ''
      if (regex !== undefined) {
        const compiled = regexOf(regex)
        return { kind, test: (message) => compiled.test(message) }
      }
      return { kind, test: (message) => message.includes(text) }
    },
  )
  const leftOver = pattern.replace(/[?-]?(?:"(?:[^"\\]|\\.)*"|%(?:[^%\\]|\\.)*%|[^\s"]+)/g, '').trim()
  if (leftOver !== '') throw errors.invalidPattern()
  const of = (kind: Term['kind']): Term[] => terms.filter((term) => term.kind === kind)
  const [all, any, none] = [of('all'), of('any'), of('none')]
  return {
    match(message) {
      const matches =
        all.every((term) => term.test(message)) &&
        !none.some((term) => term.test(message)) &&
        // An optional term changes nothing beside a required one.
        (any.length === 0 || all.length > 0 || any.some((term) => term.test(message)))
      return matches ? NOTHING : null
    },
  }
}

function regexOf(source: string): RegExp {
  try {
    return new RegExp(source)
  } catch {
    throw errors.invalidPattern()
  }
}

// --- Comparisons, in JSON and space-delimited patterns

type Comparison = (value: unknown) => boolean

const OPERATORS = ['>=', '<=', '!=', '=', '>', '<'] as const

function comparison(operator: (typeof OPERATORS)[number], operand: string): Comparison {
  if (/^%.*%$/s.test(operand)) {
    const regex = regexOf(operand.slice(1, -1))
    if (operator !== '=' && operator !== '!=') throw errors.invalidPattern()
    return (value) => isScalar(value) && regex.test(String(value)) === (operator === '=')
  }
  const quoted = /^"(.*)"$/s.exec(operand)
  const text = quoted?.[1]?.replace(/\\(.)/g, '$1') ?? operand
  const number = quoted || operand.trim() === '' ? NaN : Number(operand)
  switch (operator) {
    case '=':
      return (value) => isScalar(value) && equals(value, text, number)
    case '!=':
      return (value) => isScalar(value) && !equals(value, text, number)
    default:
      if (Number.isNaN(number)) throw errors.invalidPattern()
      return (value) => {
        const given =
          typeof value === 'number' ? value : typeof value === 'string' && value.trim() !== '' ? Number(value) : NaN
        if (operator === '>') return given > number
        if (operator === '<') return given < number
        return operator === '>=' ? given >= number : given <= number
      }
  }
}

const isScalar = (value: unknown): boolean => value !== undefined && (typeof value !== 'object' || value === null)

/** `*` stands for anything. */
function equals(value: unknown, text: string, number: number): boolean {
  if (typeof value === 'number' && !Number.isNaN(number)) return value === number
  const given = String(value)
  if (!text.includes('*')) return given === text
  const escaped = text.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${escaped.join('.*')}$`, 's').test(given)
}

// --- JSON

type Condition = (json: unknown) => boolean

function jsonPattern(pattern: string): FilterPattern {
  const parser = new ConditionParser(pattern)
  const condition = parser.parse()
  return {
    match(message) {
      const json = parseJson(message)
      if (json === undefined || !condition(json)) return null
      const extracted: Record<string, string> = {}
      for (const selector of parser.selectors) {
        const value = select(json, selector)
        if (isScalar(value)) extracted[selector] = String(value)
      }
      return extracted
    },
  }
}

function parseJson(message: string): unknown {
  try {
    const value: unknown = JSON.parse(message)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

/** `$.a.b[0]['c d']`, `$.list[*]` */
function select(json: unknown, selector: string): unknown {
  let value: unknown = json
  for (const [, name, index, quoted] of selector.matchAll(/\.([\w-]+)|\[(\d+|\*)\]|\[["']([^"']+)["']\]/g)) {
    if (typeof value !== 'object' || value === null) return undefined
    if (index === '*') return value
    const key = name ?? quoted ?? index ?? ''
    value = Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined
  }
  return value
}

class ConditionParser {
  readonly selectors: string[] = []
  readonly #tokens: readonly string[]
  #at = 0

  constructor(pattern: string) {
    const token =
      /\s*(&&|\|\||>=|<=|!=|[{}()=<>]|\$(?:\.[\w-]+|\[\d+\]|\[\*\]|\["[^"]*"\]|\['[^']*'\])+|"(?:[^"\\]|\\.)*"|%(?:[^%\\]|\\.)*%|[^\s{}()=<>!&|"]+)/gy
    const tokens: string[] = []
    let end = 0
    for (let match = token.exec(pattern); match; match = token.exec(pattern)) {
      tokens.push(match[1] ?? '')
      end = token.lastIndex
    }
    if (pattern.slice(end).trim() !== '') throw errors.invalidPattern()
    this.#tokens = tokens
  }

  parse(): Condition {
    this.#expect('{')
    const condition = this.#either()
    this.#expect('}')
    if (this.#at !== this.#tokens.length) throw errors.invalidPattern()
    return condition
  }

  #either(): Condition {
    const parts = [this.#both()]
    while (this.#take('||')) parts.push(this.#both())
    return (json) => parts.some((part) => part(json))
  }

  #both(): Condition {
    const parts = [this.#one()]
    while (this.#take('&&')) parts.push(this.#one())
    return (json) => parts.every((part) => part(json))
  }

  #one(): Condition {
    if (this.#take('(')) {
      const condition = this.#either()
      this.#expect(')')
      return condition
    }
    const selector = this.#next()
    if (!selector.startsWith('$')) throw errors.invalidPattern()
    this.selectors.push(selector)
    const word = this.#next()
    if (word === 'IS') {
      const wanted = { TRUE: true, FALSE: false, NULL: null }[this.#next()]
      if (wanted === undefined) throw errors.invalidPattern()
      return (json) => select(json, selector) === wanted
    }
    if (word === 'NOT') {
      if (this.#next() !== 'EXISTS') throw errors.invalidPattern()
      return (json) => select(json, selector) === undefined
    }
    const operator = OPERATORS.find((one) => one === word)
    if (!operator) throw errors.invalidPattern()
    const compare = comparison(operator, this.#next())
    return (json) => {
      const value = select(json, selector)
      return selector.includes('[*]') && Array.isArray(value) ? value.some(compare) : compare(value)
    }
  }

  #next(): string {
    const token = this.#tokens[this.#at++]
    if (token === undefined) throw errors.invalidPattern()
    return token
  }

  #take(token: string): boolean {
    if (this.#tokens[this.#at] !== token) return false
    this.#at++
    return true
  }

  #expect(token: string): void {
    if (!this.#take(token)) throw errors.invalidPattern()
  }
}

// --- Space-delimited

interface Field {
  readonly name: string
  readonly matches: Comparison
}

function delimitedPattern(pattern: string): FilterPattern {
  if (!pattern.endsWith(']')) throw errors.invalidPattern()
  const parts = splitFields(pattern.slice(1, -1))
  const gap = parts.indexOf('...')
  const fields = parts.filter((part) => part !== '...').map(readField)
  return {
    match(message) {
      const values = [...message.matchAll(/\[([^\]]*)\]|"([^"]*)"|(\S+)/g)].map(
        ([, bracketed, quoted, plain]) => bracketed ?? quoted ?? plain ?? '',
      )
      if (gap < 0 ? values.length !== fields.length : values.length < fields.length) return null
      const extracted: Record<string, string> = {}
      for (const [index, { name, matches }] of fields.entries()) {
        const place = gap >= 0 && index >= gap ? values.length - fields.length + index : index
        const value = values[place] ?? ''
        if (!matches(value)) return null
        if (name !== '') extracted[`$${name}`] = value
      }
      return extracted
    },
  }
}

const splitFields = (text: string): readonly string[] =>
  text.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/).map((part) => part.trim())

/** `name`, `status = 4*`, `size > 1 && size < 9`, `word = a || word = b` */
function readField(text: string): Field {
  const [name = ''] = /^[\w-]*/.exec(text) ?? []
  if (text === name) return { name, matches: () => true }
  const alternatives = text.split('||').map((alternative) =>
    alternative.split('&&').map((part) => {
      const [, operator, operand = ''] = /^\s*[\w-]*\s*(>=|<=|!=|=|>|<)\s*(.+?)\s*$/s.exec(part) ?? []
      const known = OPERATORS.find((one) => one === operator)
      if (!known) throw errors.invalidPattern()
      return comparison(known, operand)
    }),
  )
  return { name, matches: (value) => alternatives.some((all) => all.every((matches) => matches(value))) }
}
