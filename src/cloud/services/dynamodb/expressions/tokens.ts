/**
 * Expressions cut into tokens, and the cursor their parsers read with. Syntax errors name the token and the text from the
 * token before to the one after. Source: Developer Guide, "Condition and filter expressions, operators, and functions";
 * texts as DynamoDB answers (AWS support threads; dynoxide's conformance recordings).
 */

import * as limits from '../limits'
import { textSize } from '../values'
import { errors } from '../wire'

export type TokenKind = 'word' | 'name' | 'value' | 'number' | 'symbol' | 'unknown' | 'end'

export interface Token {
  /** `word`: bare; `name`: `#x`; `value`: `:x`. */
  readonly kind: TokenKind
  readonly text: string
  readonly start: number
  readonly end: number
}

const TOKEN =
  /\s+|([A-Za-z][A-Za-z0-9_]*)|(#[A-Za-z0-9_]+)|(:[A-Za-z0-9_]+)|(\d+)|(<=|>=|<>|[()[\],.+\-=<>])|([\s\S])/gy
const KINDS: readonly TokenKind[] = ['word', 'name', 'value', 'number', 'symbol', 'unknown']

function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = []
  for (const match of text.matchAll(TOKEN)) {
    const group = match.slice(1).findIndex((part) => part !== undefined)
    const kind = KINDS[group]
    if (kind) tokens.push({ kind, text: match[0], start: match.index, end: match.index + match[0].length })
  }
  tokens.push({ kind: 'end', text: '<EOF>', start: text.length, end: text.length })
  return tokens
}

export class Cursor {
  readonly #tokens: readonly Token[]
  #at = 0
  #depth = 0

  constructor(
    /** `ConditionExpression`, … as it stands in errors. */
    readonly parameter: string,
    private readonly text: string,
  ) {
    if (text === '') throw errors.invalidExpression(parameter, 'The expression can not be empty;')
    const size = textSize(text)
    if (size > limits.EXPRESSION_BYTES_MAX) {
      throw errors.invalidExpression(
        parameter,
        `Expression size has exceeded the maximum allowed size; expression size: ${size}`,
      )
    }
    this.#tokens = tokensOf(text)
  }

  get token(): Token {
    return this.#tokens[this.#at] as Token
  }

  /** The token after this one. */
  get following(): Token {
    return this.#tokens[Math.min(this.#at + 1, this.#tokens.length - 1)] as Token
  }

  next(): Token {
    const { token } = this
    if (token.kind !== 'end') this.#at++
    return token
  }

  isSymbol(symbol: string): boolean {
    return this.token.kind === 'symbol' && this.token.text === symbol
  }

  /** Keywords are words of any case. */
  isKeyword(keyword: string): boolean {
    return this.token.kind === 'word' && this.token.text.toUpperCase() === keyword
  }

  takeSymbol(symbol: string): boolean {
    if (!this.isSymbol(symbol)) return false
    this.#at++
    return true
  }

  takeKeyword(keyword: string): boolean {
    if (!this.isKeyword(keyword)) return false
    this.#at++
    return true
  }

  expectSymbol(symbol: string): void {
    if (!this.takeSymbol(symbol)) throw this.syntaxError()
  }

  expectKeyword(keyword: string): void {
    if (!this.takeKeyword(keyword)) throw this.syntaxError()
  }

  expectEnd(): void {
    if (this.token.kind !== 'end') throw this.syntaxError()
  }

  /** Bounds how deep parsers call themselves: far above what the operators of one expression can need. */
  nested<Result>(parse: () => Result): Result {
    if (++this.#depth > limits.EXPRESSION_OPERATORS_MAX * 2) throw this.syntaxError()
    const result = parse()
    this.#depth--
    return result
  }

  /** About the token at the cursor. */
  syntaxError(): Error {
    const before = this.#tokens[this.#at - 1] ?? this.token
    const near = this.text.slice(before.start, this.following.end)
    return errors.invalidExpression(this.parameter, `Syntax error; token: "${this.token.text}", near: "${near}"`)
  }
}
