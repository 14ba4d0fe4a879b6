/** What a script imports, told from its text: strings, comments and templates are passed over, nothing is resolved. */

export interface ScriptImports {
  /** Specifiers that are there when the script runs. */
  readonly values: readonly string[]
  /** Those of which only types are imported. */
  readonly types: readonly string[]
  /** Whether it is written as an ES module. */
  readonly isModule: boolean
  readonly topLevelAwait: boolean
}

type Token =
  | { readonly kind: 'word' | 'sign'; readonly text: string; readonly depth: number }
  | { readonly kind: 'string'; readonly text: string; readonly depth: number }

const WORD = /[\p{L}\p{Nl}_$][\p{L}\p{Nl}\p{Mn}\p{Nd}_$]*/uy
const NUMBER = /\d[\w.]*/y
/** After these a slash begins a regular expression. */
const BEFORE_EXPRESSION: ReadonlySet<string> = new Set([
  ...['return', 'typeof', 'case', 'in', 'of', 'new', 'delete', 'void', 'throw', 'await', 'yield', 'else', 'do'],
  ...'( [ { } , ; : ? = ! & | ^ ~ + - * / % < >'.split(' '),
])
/** Tokens that an import may have before its `from`. */
const CLAUSE_MAX = 2000

export function scanScript(text: string): ScriptImports {
  const tokens = [...tokensOf(text)]
  const values = new Set<string>()
  const types = new Set<string>()
  let isModule = false
  let topLevelAwait = false
  for (const [index, token] of tokens.entries()) {
    if (token.kind !== 'word') continue
    const before = tokens[index - 1]
    if (before?.kind === 'sign' && before.text === '.') continue
    const next = tokens[index + 1]
    switch (token.text) {
      case 'require':
      case 'import': {
        const called = next?.kind === 'sign' && next.text === '(' ? tokens[index + 2] : undefined
        if (called?.kind === 'string') values.add(called.text)
        if (token.text === 'require' || (next?.kind === 'sign' && /[(.]/.test(next.text))) break
        isModule = true
        if (next?.kind === 'string') values.add(next.text)
        else addClause(tokens, index, values, types)
        break
      }
      case 'export':
        isModule = true
        if (next?.text === '*' || next?.text === '{' || next?.text === 'type') addClause(tokens, index, values, types)
        break
      case 'await':
        topLevelAwait ||= token.depth === 0
        break
    }
  }
  return {
    values: [...values].sort(),
    types: [...types].filter((one) => !values.has(one)).sort(),
    isModule,
    topLevelAwait,
  }
}

/** `import a, { b, type C } from 'd'`, from its first word. */
function addClause(tokens: readonly Token[], start: number, values: Set<string>, types: Set<string>): void {
  const clause: Token[] = []
  for (let index = start + 1; index < Math.min(tokens.length, start + CLAUSE_MAX); index++) {
    const token = tokens[index]
    if (!token || token.kind === 'string' || (token.kind === 'sign' && !'{},*'.includes(token.text))) return
    const from = token.kind === 'word' && token.text === 'from' ? tokens[index + 1] : undefined
    if (from?.kind === 'string') {
      ;(isOnlyTypes(clause) ? types : values).add(from.text)
      return
    }
    // `export { a }` ends here; the next statement is none of its business.
    if (token.kind === 'word' && /^(import|export|const|let|var|function|class)$/.test(token.text)) return
    clause.push(token)
  }
}

function isOnlyTypes(clause: readonly Token[]): boolean {
  const texts = clause.map(({ text }) => text)
  // `import type from 'x'` imports something that is called so.
  if (texts[0] === 'type' && texts.length > 1 && texts[1] !== ',') return true
  const open = texts.indexOf('{')
  if (open !== 0) return false
  const names = texts
    .slice(1, texts.lastIndexOf('}'))
    .join(' ')
    .split(',')
    .filter((name) => name.trim() !== '')
  return names.length > 0 && names.every((name) => /^\s*type\s+(?!as\b)/.test(name))
}

function* tokensOf(text: string): Generator<Token> {
  let at = text.startsWith('#!') ? text.indexOf('\n') : 0
  if (at < 0) return
  let depth = 0
  let last = ''
  /** Depths at which a template's text goes on. */
  const templates: number[] = []
  while (at < text.length) {
    const character = text[at] ?? ''
    if (/\s/.test(character)) {
      at++
      continue
    }
    if (text.startsWith('//', at)) {
      const end = text.indexOf('\n', at)
      at = end < 0 ? text.length : end
      continue
    }
    if (text.startsWith('/*', at)) {
      const end = text.indexOf('*/', at + 2)
      at = end < 0 ? text.length : end + 2
      continue
    }
    if (character === '"' || character === "'") {
      const end = endOfString(text, at, character)
      yield { kind: 'string', text: text.slice(at + 1, end - 1), depth }
      at = end
      last = 'string'
      continue
    }
    const goesOn = character === '}' && templates.at(-1) === depth
    if (character === '`' || goesOn) {
      if (goesOn) {
        templates.pop()
        depth--
      }
      const { end, opens } = endOfTemplate(text, at + 1)
      if (opens) templates.push(++depth)
      else if (!goesOn && character === '`') yield { kind: 'string', text: text.slice(at + 1, end - 1), depth }
      at = end
      last = opens ? '{' : 'string'
      continue
    }
    if (character === '/' && (last === '' || BEFORE_EXPRESSION.has(last))) {
      at = endOfPattern(text, at)
      last = 'pattern'
      continue
    }
    WORD.lastIndex = NUMBER.lastIndex = at
    const word = WORD.exec(text)?.[0]
    if (word !== undefined) {
      yield { kind: 'word', text: word, depth }
      at += word.length
      last = word
      continue
    }
    const number = NUMBER.exec(text)?.[0]
    if (number !== undefined) {
      at += number.length
      last = 'number'
      continue
    }
    if ('{(['.includes(character)) depth++
    if ('})]'.includes(character)) depth = Math.max(0, depth - 1)
    yield { kind: 'sign', text: character, depth }
    at++
    last = character
  }
}

/** Behind its quote, or where its line ends. */
function endOfString(text: string, start: number, quote: string): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === quote || text[at] === '\n') return at + 1
  }
  return text.length
}

function endOfTemplate(text: string, start: number): { readonly end: number; readonly opens: boolean } {
  for (let at = start; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '`') return { end: at + 1, opens: false }
    else if (text.startsWith('${', at)) return { end: at + 2, opens: true }
  }
  return { end: text.length, opens: false }
}

/** Behind a regular expression; a slash that was none is passed over alone. */
function endOfPattern(text: string, start: number): number {
  let inClass = false
  for (let at = start + 1; at < text.length && text[at] !== '\n'; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '[') inClass = true
    else if (text[at] === ']') inClass = false
    else if (text[at] === '/' && !inClass) return at + 1
  }
  return start + 1
}
