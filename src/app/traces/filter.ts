/**
 * What the list of traces is narrowed by: a part of X-Ray's filter expressions, and plain words.
 *
 * Source: X-Ray Developer Guide, "Using filter expressions": keywords `ok error fault throttle partial`, numbers
 * `duration responsetime http.status` with `= != < <= > >=`, texts `http.url http.method annotation.key` with `=`,
 * `service("name")`, `!`, `AND`, `OR` and parentheses. A word that is none of these is looked for in names and ids.
 */

import type { TraceSummary } from './summary'

export type Predicate = (trace: TraceSummary) => boolean

export type Filter =
  | { readonly ok: true; readonly matches: Predicate; readonly isEmpty: boolean }
  /** `at`: from 0. */
  | { readonly ok: false; readonly at: number; readonly message: string }

interface Token {
  readonly kind: 'word' | 'text' | 'sign' | 'end'
  readonly text: string
  readonly at: number
}

class Malformed extends Error {
  constructor(
    readonly at: number,
    message: string,
  ) {
    super(message)
  }
}

export function parseFilter(text: string): Filter {
  try {
    const parser = new Parser(tokensOf(text))
    return { ok: true, ...parser.whole() }
  } catch (error) {
    if (!(error instanceof Malformed)) throw error
    return { ok: false, at: error.at, message: error.message }
  }
}

const TOKEN = /\s*(?:("(?:[^"\\]|\\.)*")|(!=|<=|>=|[=<>!()])|([^\s"=<>!()]+))/y

function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = []
  const end = text.trimEnd().length
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < end) {
    const from = TOKEN.lastIndex
    const found = TOKEN.exec(text)
    if (!found) {
      const at = from + text.slice(from).search(/\S/)
      throw new Malformed(at, 'This quotation mark is not closed.')
    }
    const [whole, quoted, sign, word = ''] = found
    const at = from + whole.length - whole.trimStart().length
    if (quoted !== undefined) tokens.push({ kind: 'text', text: quoted.slice(1, -1).replace(/\\(.)/g, '$1'), at })
    else tokens.push(sign === undefined ? { kind: 'word', text: word, at } : { kind: 'sign', text: sign, at })
  }
  return [...tokens, { kind: 'end', text: '', at: end }]
}

const KEYWORDS: Readonly<Record<string, Predicate>> = {
  ok: ({ statuses }) => !['error', 'fault', 'throttle', 'open'].some((one) => statuses.has(one as 'ok')),
  error: ({ statuses }) => statuses.has('error'),
  fault: ({ statuses }) => statuses.has('fault'),
  throttle: ({ statuses }) => statuses.has('throttle'),
  partial: ({ statuses }) => statuses.has('open'),
}

/** Seconds, as X-Ray has them; a status of HTTP. */
const NUMBERS: Readonly<Record<string, (trace: TraceSummary) => number | null>> = {
  duration: ({ duration }) => duration / 1000,
  responsetime: ({ responseTime }) => (responseTime === null ? null : responseTime / 1000),
  'http.status': ({ http }) => http?.status ?? null,
}

const COMPARE: Readonly<Record<string, (one: number, other: number) => boolean>> = {
  '=': (one, other) => one === other,
  '!=': (one, other) => one !== other,
  '<': (one, other) => one < other,
  '<=': (one, other) => one <= other,
  '>': (one, other) => one > other,
  '>=': (one, other) => one >= other,
}

class Parser {
  #next = 0

  constructor(readonly tokens: readonly Token[]) {}

  whole(): { readonly matches: Predicate; readonly isEmpty: boolean } {
    if (this.#isEnd()) return { matches: () => true, isEmpty: true }
    const matches = this.#or()
    if (!this.#isEnd()) throw new Malformed(this.#token.at, `“${this.#token.text}” is not expected here.`)
    return { matches, isEmpty: false }
  }

  get #token(): Token {
    return this.tokens[Math.min(this.#next, this.tokens.length - 1)] as Token
  }

  #take(): Token {
    const token = this.#token
    this.#next++
    return token
  }

  #isEnd(): boolean {
    return this.#token.kind === 'end'
  }

  #isWord(word: string): boolean {
    return this.#token.kind === 'word' && this.#token.text.toUpperCase() === word
  }

  #isSign(sign: string): boolean {
    return this.#token.kind === 'sign' && this.#token.text === sign
  }

  #expect(sign: string, after: string): void {
    if (!this.#isSign(sign)) throw new Malformed(this.#token.at, `“${sign}” is expected after ${after}.`)
    this.#next++
  }

  #or(): Predicate {
    let left = this.#and()
    while (this.#isWord('OR')) {
      this.#next++
      const [one, other] = [left, this.#and()]
      left = (trace) => one(trace) || other(trace)
    }
    return left
  }

  /** Terms that stand side by side all have to hold. */
  #and(): Predicate {
    let left = this.#term()
    while (!this.#isEnd() && !this.#isWord('OR') && !this.#isSign(')')) {
      if (this.#isWord('AND')) this.#next++
      const [one, other] = [left, this.#term()]
      left = (trace) => one(trace) && other(trace)
    }
    return left
  }

  #term(): Predicate {
    const token = this.#take()
    if (token.kind === 'end') throw new Malformed(token.at, 'Something is expected here.')
    if (token.kind === 'text') return textual(token.text)
    if (token.kind === 'sign') return this.#signed(token)
    const name = token.text.toLowerCase()
    if (name === 'and' || name === 'or') throw new Malformed(token.at, `Something is expected before ${token.text}.`)
    if (name === 'service' && this.#isSign('(')) return this.#service()
    const keyword = KEYWORDS[name]
    if (keyword) return keyword
    const number = NUMBERS[name]
    if (number) return this.#comparison(token, number)
    if (name === 'http.method' || name === 'http.url') {
      const wanted = this.#value(token).toLowerCase()
      return ({ http, name: root }) =>
        name === 'http.method' ? http?.method.toLowerCase() === wanted : root.toLowerCase().includes(wanted)
    }
    if (name.startsWith('annotation.')) {
      const key = token.text.slice('annotation.'.length)
      const wanted = this.#value(token)
      return ({ annotations }) => annotations.has(`${key}=${wanted}`)
    }
    return textual(token.text)
  }

  #signed({ text, at }: Token): Predicate {
    if (text === '!') {
      const not = this.#term()
      return (trace) => !not(trace)
    }
    if (text !== '(') throw new Malformed(at, `Nothing stands before “${text}”.`)
    const inner = this.#or()
    this.#expect(')', 'what stands in parentheses')
    return inner
  }

  #service(): Predicate {
    this.#expect('(', 'service')
    const { kind, text, at } = this.#take()
    if (kind !== 'text') throw new Malformed(at, 'service() takes a name in quotation marks.')
    this.#expect(')', 'the name of a service')
    return ({ services }) => services.has(text)
  }

  #comparison({ text: name }: Token, valueOf: (trace: TraceSummary) => number | null): Predicate {
    const sign = this.#take()
    const compare = sign.kind === 'sign' ? COMPARE[sign.text] : undefined
    if (!compare) throw new Malformed(sign.at, `${name} is compared: with =, !=, <, <=, > or >=.`)
    const { text, at } = this.#take()
    const wanted = Number(text)
    if (text === '' || Number.isNaN(wanted)) {
      const unit = name.toLowerCase() === 'http.status' ? 'a status' : 'a number of seconds'
      throw new Malformed(at, `${unit} is expected after ${sign.text}.`)
    }
    return (trace) => {
      const value = valueOf(trace)
      return value !== null && compare(value, wanted)
    }
  }

  #value({ text: name }: Token): string {
    this.#expect('=', name)
    const { kind, text, at } = this.#take()
    if (kind !== 'text' && kind !== 'word') throw new Malformed(at, `A value is expected for ${name}.`)
    return text
  }
}

function textual(text: string): Predicate {
  const wanted = text.toLowerCase()
  return (trace) => trace.text.includes(wanted)
}
