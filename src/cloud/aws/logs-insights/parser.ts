/** From a text to a query. Source: CloudWatch Logs User Guide, "CloudWatch Logs Insights language query syntax". */

import { ExpressionParser } from './expressions'
import { globRegex, namesIn, patternOf } from './patterns'
import { aggregatesIn, type Column, type Command, type Expression, type Query, type SortKey } from './syntax'
import { QuerySyntaxError } from './syntax-error'
import { tokenize } from './tokens'

/** Most rows of a result, and how many there are without `limit`. Source: the same, "limit". */
export const LIMIT = 10_000

export const COMMANDS = ['fields', 'display', 'filter', 'parse', 'stats', 'sort', 'dedup', 'limit'] as const
/** AWS has them; queries that use them are refused. */
const ABSENT: ReadonlySet<string> = new Set([
  'pattern',
  'diff',
  'unmask',
  'unnest',
  'filterindex',
  'source',
  'anomaly',
  'join',
  'lookup',
  'tail',
])

/** @throws QuerySyntaxError */
export function parseQuery(text: string): Query {
  return new QueryParser(text).parse()
}

class QueryParser extends ExpressionParser {
  readonly #commands: Command[] = []

  constructor(text: string) {
    super(
      text,
      tokenize(text).filter(({ kind }) => kind !== 'comment'),
    )
  }

  parse(): Query {
    if (this.isAtEnd) this.fail('The query is empty. It begins with a command: fields, filter, stats, …')
    do {
      this.#add(this.#command())
    } while (this.take('|'))
    if (!this.isAtEnd) this.fail(`${this.described} does not belong here. Commands are separated by |`)
    return { commands: this.#commands }
  }

  /** Some commands cannot follow others. */
  #add(command: Command): void {
    const before = this.#commands.map(({ kind }) => kind)
    if (before.includes('dedup') && command.kind !== 'limit') {
      this.failBefore('Behind dedup there can be nothing but limit.')
    }
    const stats = before.lastIndexOf('stats')
    const between = before.slice(stats + 1).find((kind) => kind === 'sort' || kind === 'limit')
    if (command.kind === 'stats' && stats >= 0 && between) {
      this.failBefore(`Between two stats there can be no ${between}: it goes behind the last one.`)
    }
    this.#commands.push(command)
  }

  #command(): Command {
    const token = this.peek
    const name = token.value.toLowerCase()
    if (token.kind !== 'word') this.fail(`A command is expected, not ${this.described}: ${COMMANDS.join(', ')}.`)
    this.next()
    switch (name) {
      case 'fields':
        return { kind: 'fields', columns: this.#columns() }
      case 'display':
        return { kind: 'display', columns: this.#columns() }
      case 'filter':
        return { kind: 'filter', condition: this.expression() }
      case 'parse':
        return this.#parseCommand()
      case 'stats':
        return this.#stats()
      case 'sort':
        return this.#sort()
      case 'dedup':
        return { kind: 'dedup', by: this.list(() => this.expression()) }
      case 'limit':
      // What limit was called before.
      case 'head':
        return this.#limit()
      default:
        throw new QuerySyntaxError(
          ABSENT.has(name)
            ? `The command ${token.value} is not simulated.`
            : `There is no command ${token.value}. There are ${COMMANDS.join(', ')}.`,
          token.start,
          token.end,
        )
    }
  }

  #columns(): readonly Column[] {
    return this.list(() => this.#column())
  }

  #column(): Column {
    const expression = this.expression()
    const name = this.takeWord('as') ? this.name('a name') : nameOf(expression)
    return { name, expression }
  }

  #stats(): Command {
    this.inStats = true
    const columns = this.list(() => this.#column())
    this.inStats = false
    if (!columns.some(({ expression }) => aggregatesIn(expression).length > 0)) {
      this.failBefore('stats calculates something of many events: count(*), avg(@duration), …')
    }
    const by = this.takeWord('by') ? this.#columns() : []
    this.aggregated = new Set(columns.map(({ expression }) => expression.text))
    return { kind: 'stats', columns, by }
  }

  #sort(): Command {
    this.takeWord('by')
    const keys = this.list((): SortKey => {
      const expression = this.expression()
      const descending = this.takeWord('desc')
      if (!descending) this.takeWord('asc')
      return { expression, descending }
    })
    return { kind: 'sort', keys }
  }

  #limit(): Command {
    const token = this.peek
    const count = Number(token.text)
    if (token.kind !== 'number' || !Number.isInteger(count) || count < 1 || count > LIMIT) {
      this.fail(`limit takes a whole number from 1 to ${LIMIT}, not ${this.described}.`)
    }
    this.next()
    return { kind: 'limit', count }
  }

  /** `parse @message "user=*, latency=*" as user, latency`, `parse @message /user=(?<user>\w+)/` */
  #parseCommand(): Command {
    const isPattern = this.peek.kind === 'string' || this.peek.kind === 'regex'
    const source: Expression = isPattern ? { kind: 'field', name: '@message', text: '@message' } : this.expression()
    const token = this.peek
    if (token.kind === 'regex') {
      this.next()
      const names = namesIn(token.value)
      if (names.length === 0) {
        throw new QuerySyntaxError('A regular expression names what it extracts: (?<name>…).', token.start, token.end)
      }
      return { kind: 'parse', source, pattern: patternOf(token), names }
    }
    if (token.kind !== 'string')
      this.fail(`parse takes a "text with *" or a /regular expression/, not ${this.described}.`)
    this.next()
    if (!this.takeWord('as')) this.fail('Behind a text with * comes as, with a name for each *.')
    const names = this.list(() => this.name('a name'))
    const stars = token.value.split('*').length - 1
    if (stars !== names.length) {
      throw new QuerySyntaxError(
        `The text has ${stars} * and there ${names.length === 1 ? 'is 1 name' : `are ${names.length} names`}.`,
        token.start,
        token.end,
      )
    }
    return { kind: 'parse', source, pattern: globRegex(token.value), names }
  }
}

const nameOf = (expression: Expression): string => (expression.kind === 'field' ? expression.name : expression.text)
