/**
 * UpdateExpression: its grammar and checks. Source: Developer Guide, "Using update expressions in DynamoDB":
 *
 *     SET path = value, … REMOVE path, … ADD path :value, … DELETE path :subset, …
 *     value   := operand | operand + operand | operand - operand
 *     operand := path | :value | if_not_exists(path, value) | list_append(value, value) | (value)
 *
 * The order in which DynamoDB finds fault: syntax, reserved words, functions, sections, names, values, paths, operands.
 */

import { typeOf, type AttributeValue, type ValueType } from '../values'
import { errors } from '../wire'
import { checkDistinct, checkReserved, parsePath, resolvePath, type Path, type WrittenPath } from './paths'
import type { Placeholders } from './placeholders'
import { Cursor } from './tokens'

const PARAMETER = 'UpdateExpression'

export type Term =
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'value'; readonly value: AttributeValue }
  | { readonly kind: 'plus' | 'minus' | 'list_append'; readonly left: Term; readonly right: Term }
  | { readonly kind: 'if_not_exists'; readonly path: Path; readonly otherwise: Term }

export type UpdateAction =
  | { readonly kind: 'SET'; readonly path: Path; readonly term: Term }
  | { readonly kind: 'REMOVE'; readonly path: Path }
  | { readonly kind: 'ADD' | 'DELETE'; readonly path: Path; readonly value: AttributeValue }

const SECTIONS = ['SET', 'REMOVE', 'ADD', 'DELETE'] as const
type Section = (typeof SECTIONS)[number]

type WrittenTerm =
  | { readonly kind: 'path'; readonly path: WrittenPath }
  | { readonly kind: 'value'; readonly placeholder: string }
  | { readonly kind: 'plus' | 'minus'; readonly left: WrittenTerm; readonly right: WrittenTerm }
  | { readonly kind: 'call'; readonly name: string; readonly operands: readonly WrittenTerm[] }

interface WrittenAction {
  readonly kind: Section
  readonly path: WrittenPath
  readonly term: WrittenTerm | null
}

/** @throws AwsError ValidationException */
export function readUpdate(text: string, placeholders: Placeholders): readonly UpdateAction[] {
  const { actions, sections, calls, paths } = new Parser(new Cursor(PARAMETER, text)).parse()
  for (const path of paths) checkReserved(PARAMETER, path)
  for (const name of calls) {
    if (name !== 'if_not_exists' && name !== 'list_append') throw invalid(`Invalid function name; function: ${name}`)
  }
  const repeated = sections.find((section, index) => sections.indexOf(section) < index)
  if (repeated) throw invalid(`The "${repeated}" section can only be used once in an update expression;`)
  const resolved = new Map(paths.map((path) => [path, resolvePath(PARAMETER, path, placeholders)]))
  const reader = new Reader(resolved, placeholders)
  reader.resolveValues(actions)
  checkDistinct(
    PARAMETER,
    actions.map(({ path }) => resolved.get(path) as Path),
  )
  return actions.map((action) => reader.action(action))
}

const invalid = (reason: string): Error => errors.invalidExpression(PARAMETER, reason)

class Parser {
  readonly #actions: WrittenAction[] = []
  readonly #sections: Section[] = []
  readonly #calls: string[] = []
  readonly #paths: WrittenPath[] = []

  constructor(readonly cursor: Cursor) {}

  parse() {
    do this.#section()
    while (this.cursor.token.kind !== 'end')
    return { actions: this.#actions, sections: this.#sections, calls: this.#calls, paths: this.#paths }
  }

  #section(): void {
    const section = SECTIONS.find((keyword) => this.cursor.takeKeyword(keyword))
    if (!section) throw this.cursor.syntaxError()
    this.#sections.push(section)
    do this.#actions.push(this.#action(section))
    while (this.cursor.takeSymbol(','))
  }

  #action(kind: Section): WrittenAction {
    const path = this.#path()
    if (kind === 'REMOVE') return { kind, path, term: null }
    if (kind === 'SET') {
      this.cursor.expectSymbol('=')
      return { kind, path, term: this.#term() }
    }
    if (this.cursor.token.kind !== 'value') throw this.cursor.syntaxError()
    return { kind, path, term: { kind: 'value', placeholder: this.cursor.next().text } }
  }

  #path(): WrittenPath {
    const path = parsePath(this.cursor)
    this.#paths.push(path)
    return path
  }

  #term(): WrittenTerm {
    const left = this.#operand()
    const kind = this.cursor.takeSymbol('+') ? 'plus' : this.cursor.takeSymbol('-') ? 'minus' : null
    return kind ? { kind, left, right: this.#operand() } : left
  }

  #operand(): WrittenTerm {
    const { cursor } = this
    const { token } = cursor
    if (cursor.takeSymbol('(')) {
      const inner = cursor.nested(() => this.#term())
      cursor.expectSymbol(')')
      return inner
    }
    if (token.kind === 'value') return { kind: 'value', placeholder: cursor.next().text }
    if (token.kind === 'word' && cursor.following.text === '(') {
      cursor.next()
      cursor.next()
      this.#calls.push(token.text)
      const operands = [cursor.nested(() => this.#term())]
      while (cursor.takeSymbol(',')) operands.push(this.#term())
      cursor.expectSymbol(')')
      return { kind: 'call', name: token.text, operands }
    }
    return { kind: 'path', path: this.#path() }
  }
}

class Reader {
  readonly #values = new Map<string, AttributeValue>()

  constructor(
    readonly resolved: ReadonlyMap<WrittenPath, Path>,
    readonly placeholders: Placeholders,
  ) {}

  resolveValues(actions: readonly WrittenAction[]): void {
    for (const { term } of actions) if (term) this.#resolveIn(term)
  }

  #resolveIn(term: WrittenTerm): void {
    if (term.kind === 'value') {
      this.#values.set(term.placeholder, this.placeholders.value(PARAMETER, term.placeholder))
    } else if (term.kind === 'call') {
      for (const operand of term.operands) this.#resolveIn(operand)
    } else if (term.kind !== 'path') {
      this.#resolveIn(term.left)
      this.#resolveIn(term.right)
    }
  }

  action({ kind, path: written, term }: WrittenAction): UpdateAction {
    const path = this.#path(written)
    switch (kind) {
      case 'REMOVE':
        return { kind, path }
      case 'SET':
        return { kind, path, term: this.#term(term as WrittenTerm) }
      case 'ADD':
      case 'DELETE': {
        const value = (this.#term(term as WrittenTerm) as { value: AttributeValue }).value
        const type = typeOf(value)
        const allowed: readonly ValueType[] = kind === 'ADD' ? ['N', 'SS', 'NS', 'BS'] : ['SS', 'NS', 'BS']
        if (!allowed.includes(type)) {
          throw invalid(
            `Incorrect operand type for operator or function; operator: ${kind}, operand type: ${TYPE_NAMES[type]}`,
          )
        }
        return { kind, path, value }
      }
    }
  }

  #path(written: WrittenPath): Path {
    return this.resolved.get(written) as Path
  }

  #term(term: WrittenTerm): Term {
    switch (term.kind) {
      case 'path':
        return { kind: 'path', path: this.#path(term.path) }
      case 'value':
        return { kind: 'value', value: this.#values.get(term.placeholder) as AttributeValue }
      case 'plus':
      case 'minus': {
        const [left, right] = [this.#term(term.left), this.#term(term.right)]
        const operator = term.kind === 'plus' ? '+' : '-'
        for (const side of [left, right]) this.#checkType(operator, side, 'N')
        return { kind: term.kind, left, right }
      }
      case 'call': {
        const [left, right] = term.operands.map((operand) => this.#term(operand)) as [Term, Term]
        if (term.operands.length !== 2) {
          throw invalid(
            `Incorrect number of operands for operator or function; operator or function: ${term.name}, number of operands: ${term.operands.length}`,
          )
        }
        if (term.name === 'if_not_exists') {
          if (left.kind !== 'path') {
            throw invalid(`Operator or function requires a document path; operator or function: ${term.name}`)
          }
          return { kind: 'if_not_exists', path: left.path, otherwise: right }
        }
        for (const side of [left, right]) this.#checkType('list_append', side, 'L')
        return { kind: 'list_append', left, right }
      }
    }
  }

  #checkType(operator: string, term: Term, allowed: ValueType): void {
    const type =
      term.kind === 'value'
        ? typeOf(term.value)
        : term.kind === 'list_append'
          ? 'L'
          : term.kind === 'plus' || term.kind === 'minus'
            ? 'N'
            : null
    if (type === null || type === allowed) return
    throw invalid(
      `Incorrect operand type for operator or function; operator or function: ${operator}, operand type: ${type}`,
    )
  }
}

/** As errors about ADD and DELETE call the types. */
const TYPE_NAMES: Readonly<Record<ValueType, string>> = {
  S: 'STRING',
  N: 'NUMBER',
  B: 'BINARY',
  SS: 'STRING_SET',
  NS: 'NUMBER_SET',
  BS: 'BINARY_SET',
  M: 'MAP',
  L: 'LIST',
  BOOL: 'BOOLEAN',
  NULL: 'NULL',
}
