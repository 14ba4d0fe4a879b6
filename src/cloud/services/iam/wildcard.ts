/**
 * Texts of policies that may hold wildcards and policy variables: actions, resources, values of conditions.
 *
 * Source: IAM User Guide, "IAM policy elements: Variables and tags". `*` stands for any characters, also none, `?` for
 * one; `${key}` for the value of a condition key, `${key, 'default'}` with a default; `${*}`, `${?}` and `${$}` for the
 * characters themselves. Variables exist since Version 2012-10-17.
 */

const ANY = Symbol('*')
const ONE = Symbol('?')

type Token = string | typeof ANY | typeof ONE

interface Variable {
  /** Condition key, lower case. */
  readonly key: string
  readonly fallback: string | null
}

export interface Pattern {
  /** As written. */
  readonly text: string
  readonly tokens: readonly (Token | Variable)[]
  readonly variables: boolean
  /** Neither wildcards nor variables: the text stands for itself. */
  readonly literal: boolean
}

/** The value of a condition key by its lower-case name; undefined when the request has no single value for it. */
export type VariableValue = (key: string) => string | undefined

const VARIABLE = /\$\{([^}]*)\}/g
const WITH_DEFAULT = /^\s*([^,\s]+)\s*,\s*'(.*)'\s*$/

/** @param options.wildcards whether `*` and `?` stand for others, as in StringLike and not in StringEquals */
export function parsePattern(text: string, options: { wildcards: boolean; variables: boolean }): Pattern {
  const tokens: (Token | Variable)[] = []
  const literal = (part: string): void => {
    if (part !== '') tokens.push(...(options.wildcards ? splitWildcards(part) : [part]))
  }
  if (!options.variables || !text.includes('${')) {
    literal(text)
    return { text, tokens, variables: false, literal: tokens.every((token) => typeof token === 'string') }
  }
  let position = 0
  for (const match of text.matchAll(VARIABLE)) {
    literal(text.slice(position, match.index))
    position = match.index + match[0].length
    const name = match[1] ?? ''
    if (name === '*' || name === '?' || name === '$') tokens.push(name)
    else tokens.push(parseVariable(name))
  }
  literal(text.slice(position))
  return { text, tokens, variables: tokens.some((token) => typeof token === 'object'), literal: false }
}

function parseVariable(name: string): Variable {
  const parts = WITH_DEFAULT.exec(name)
  return parts
    ? { key: (parts[1] ?? '').toLowerCase(), fallback: parts[2] ?? '' }
    : { key: name.trim().toLowerCase(), fallback: null }
}

function splitWildcards(text: string): readonly Token[] {
  return text
    .split(/([*?])/)
    .filter((part) => part !== '')
    .map((part) => (part === '*' ? ANY : part === '?' ? ONE : part))
}

/** The text that a pattern without wildcards stands for; null when one of its variables has no value. */
export function textOf(pattern: Pattern, valueOf: VariableValue): string | null {
  const tokens = resolve(pattern, valueOf)
  return tokens && tokens.map((token) => (token === ANY ? '*' : token === ONE ? '?' : token)).join('')
}

/** A pattern with a variable that has no value matches nothing. */
export function matches(pattern: Pattern, text: string, valueOf: VariableValue): boolean {
  // Most patterns are plain texts.
  if (pattern.literal) return pattern.text === text
  const tokens = resolve(pattern, valueOf)
  return tokens !== null && matchTokens(tokens, text)
}

function resolve(pattern: Pattern, valueOf: VariableValue): readonly Token[] | null {
  if (!pattern.variables) return pattern.tokens as readonly Token[]
  const tokens: Token[] = []
  for (const token of pattern.tokens) {
    if (typeof token !== 'object') {
      tokens.push(token)
      continue
    }
    const value = valueOf(token.key) ?? token.fallback
    if (value === null) return null
    // A wildcard in a variable's value is no wildcard.
    tokens.push(value)
  }
  return tokens
}

/** Takes back at most the last `*`: that leaves every match possible, and the time is bounded by both lengths' product. */
function matchTokens(tokens: readonly Token[], text: string): boolean {
  let token = 0
  let position = 0
  let star = -1
  let starPosition = 0
  while (token < tokens.length || position < text.length) {
    const current = tokens[token]
    if (current === ANY) {
      if (token === tokens.length - 1) return true
      star = token++
      starPosition = position
    } else if (current === ONE && position < text.length) {
      token++
      position++
    } else if (typeof current === 'string' && text.startsWith(current, position)) {
      token++
      position += current.length
    } else if (star >= 0 && starPosition < text.length) {
      position = ++starPosition
      token = star + 1
    } else {
      return false
    }
  }
  return true
}
