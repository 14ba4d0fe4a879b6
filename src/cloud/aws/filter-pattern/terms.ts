import { FilterPatternError, regexOf } from './error'
import type { FilterPattern } from './index'

interface Term {
  readonly kind: 'all' | 'any' | 'none'
  /** Null for a regular expression. */
  readonly text: string | null
  test(message: string): boolean
}

const NOTHING: Readonly<Record<string, string>> = {}
const TERM = /([?-]?)(?:"((?:[^"\\]|\\.)*)"|%((?:[^%\\]|\\.)*)%|([^\s"]+))/g

export function termsPattern(pattern: string): FilterPattern {
  const terms = [...pattern.matchAll(TERM)].map(({ index, 1: sign = '', 2: phrase, 3: regex, 4: word }): Term => {
    const kind = sign === '?' ? 'any' : sign === '-' ? 'none' : 'all'
    if (regex !== undefined) {
      const compiled = regexOf(regex, index)
      return { kind, text: null, test: (message) => compiled.test(message) }
    }
    const text = phrase?.replace(/\\(.)/g, '$1') ?? word ?? ''
    return { kind, text, test: (message) => message.includes(text) }
  })
  const leftOver = pattern.replace(TERM, (term) => ' '.repeat(term.length))
  const open = leftOver.search(/\S/)
  if (open >= 0) throw new FilterPatternError('A quotation mark opens a phrase that does not end.', open)
  const of = (kind: Term['kind']): Term[] => terms.filter((term) => term.kind === kind)
  const [all, any, none] = [of('all'), of('any'), of('none')]
  return {
    texts: [...all, ...any].flatMap(({ text }) => (text === null || text === '' ? [] : [text])),
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
