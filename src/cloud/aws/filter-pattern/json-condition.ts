import { comparison, isScalar, OPERATORS } from './comparison'
import { FilterPatternError } from './error'
import type { FilterPattern } from './index'

type Condition = (json: unknown) => boolean

/** @param start where it begins in what was written */
export function jsonPattern(pattern: string, start: number): FilterPattern {
  const parser = new ConditionParser(pattern, start)
  const condition = parser.parse()
  return {
    texts: [],
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

const TOKEN =
  /\s*(&&|\|\||>=|<=|!=|[{}()=<>]|\$(?:\.[\w-]+|\[\d+\]|\[\*\]|\["[^"]*"\]|\['[^']*'\])+|"(?:[^"\\]|\\.)*"|%(?:[^%\\]|\\.)*%|[^\s{}()=<>!&|"]+)/gy

interface Token {
  readonly text: string
  readonly at: number
}

class ConditionParser {
  readonly selectors: string[] = []
  readonly #tokens: readonly Token[]
  readonly #end: number
  #next = 0

  constructor(pattern: string, start: number) {
    const tokens: Token[] = []
    let end = 0
    TOKEN.lastIndex = 0
    for (let match = TOKEN.exec(pattern); match; match = TOKEN.exec(pattern)) {
      const [, text = ''] = match
      end = match.index + match[0].length
      tokens.push({ text, at: start + end - text.length })
    }
    const rest = pattern.slice(end)
    const at = start + end + rest.length - rest.trimStart().length
    if (rest.trim() !== '') throw new FilterPatternError(`${rest.trim().slice(0, 12)} does not belong here.`, at)
    this.#tokens = tokens
    this.#end = start + pattern.length
  }

  parse(): Condition {
    this.#expect('{')
    const condition = this.#either()
    this.#expect('}')
    const more = this.#tokens[this.#next]
    if (more) throw new FilterPatternError(`Nothing may follow the closing }; there is ${more.text}.`, more.at)
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
    const { text: selector, at } = this.#read('a selector like $.level')
    if (!selector.startsWith('$'))
      throw new FilterPatternError(`A condition begins with a selector like $.level, not with ${selector}.`, at)
    this.selectors.push(selector)
    const word = this.#read('an operator: = != < <= > >= IS NOT EXISTS')
    if (word.text === 'IS') {
      const value = this.#read('TRUE, FALSE or NULL')
      const wanted = { TRUE: true, FALSE: false, NULL: null }[value.text]
      if (wanted === undefined)
        throw new FilterPatternError(`IS is followed by TRUE, FALSE or NULL, not by ${value.text}.`, value.at)
      return (json) => select(json, selector) === wanted
    }
    if (word.text === 'NOT') {
      const exists = this.#read('EXISTS')
      if (exists.text !== 'EXISTS') throw new FilterPatternError('NOT is followed by EXISTS.', exists.at)
      return (json) => select(json, selector) === undefined
    }
    const operator = OPERATORS.find((one) => one === word.text)
    if (!operator)
      throw new FilterPatternError(
        `After ${selector} comes = != < <= > >= IS or NOT EXISTS, not ${word.text}.`,
        word.at,
      )
    const operand = this.#read('a value')
    const compare = comparison(operator, operand.text, operand.at)
    return (json) => {
      const value = select(json, selector)
      return selector.includes('[*]') && Array.isArray(value) ? value.some(compare) : compare(value)
    }
  }

  #read(what: string): Token {
    const token = this.#tokens[this.#next++]
    if (token === undefined) throw new FilterPatternError(`The pattern ends where ${what} is expected.`, this.#end)
    return token
  }

  #take(text: string): boolean {
    if (this.#tokens[this.#next]?.text !== text) return false
    this.#next++
    return true
  }

  #expect(text: string): void {
    if (this.#take(text)) return
    const token = this.#tokens[this.#next]
    if (!token) throw new FilterPatternError(`The pattern ends without ${text}.`, this.#end)
    throw new FilterPatternError(`${text} is expected, not ${token.text}.`, token.at)
  }
}
