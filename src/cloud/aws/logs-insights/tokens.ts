/** A query cut into tokens. Never fails: what is no token is one of kind `bad`, and the parser says so. */

export type TokenKind = 'word' | 'string' | 'number' | 'period' | 'regex' | 'symbol' | 'comment' | 'bad' | 'end'

export interface Token {
  readonly kind: TokenKind
  /** As it is written. */
  readonly text: string
  /** Of a word without backticks, of a string what it says, of a regular expression its source. */
  readonly value: string
  readonly start: number
  readonly end: number
}

/** A field may have dots and parts in backticks: `@message`, `a.items.0.id`, `a.`b-c``. */
const WORD = /(?:@?[A-Za-z_][\w@]*|`[^`\n]+`)(?:\.(?:[\w@]+|`[^`\n]+`))*/y
const PERIOD = /\d+(?:\.\d+)?[A-Za-z]+/y
const NUMBER = /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const STRING = /"((?:[^"\\]|\\[^])*)"|'((?:[^'\\]|\\[^])*)'/y
const REGEX = /\/((?:[^/\\\n]|\\.)+)\//y
const SYMBOL = /=~|!=|<=|>=|\|\||&&|[|,()[\]=<>+\-*/%^.]/y
const SPACE = /\s+/y
const COMMENT = /#[^\n]*/y

/** Words behind which a `/` begins a regular expression. */
const BEFORE_REGEX: ReadonlySet<string> = new Set(['like', '=~', 'not', 'in', '[', ',', '('])

export function tokenize(query: string): readonly Token[] {
  const tokens: Token[] = []
  let at = 0
  /** The word that begins the command. */
  let command = ''
  let before = ''

  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at
    return pattern.exec(query)
  }
  const add = (kind: TokenKind, text: string, value = text): void => {
    tokens.push({ kind, text, value, start: at, end: at + text.length })
    at += text.length
    if (kind === 'comment') return
    if (text === '|') command = ''
    else if (command === '') command = text.toLowerCase()
    before = text.toLowerCase()
  }

  while (at < query.length) {
    const space = match(SPACE)
    if (space) {
      at += space[0].length
      continue
    }
    const comment = match(COMMENT)
    if (comment) {
      add('comment', comment[0])
      continue
    }
    const regex = command === 'parse' || BEFORE_REGEX.has(before) ? match(REGEX) : null
    if (regex) {
      add('regex', regex[0], regex[1])
      continue
    }
    const string = match(STRING)
    if (string) {
      add('string', string[0], (string[1] ?? string[2] ?? '').replace(/\\(["'\\])/g, '$1'))
      continue
    }
    const word = match(WORD)
    if (word) {
      add('word', word[0], word[0].replaceAll('`', ''))
      continue
    }
    const number = match(NUMBER)
    const period = match(PERIOD)
    // `1e3` is a number, `5m` a period.
    if (number && (!period || number[0].length >= period[0].length)) add('number', number[0])
    else if (period) add('period', period[0])
    else {
      const symbol = match(SYMBOL)
      if (symbol) add('symbol', symbol[0])
      else add('bad', /["'/`]/.test(query.charAt(at)) ? query.slice(at).split('\n', 1)[0] || '`' : query.charAt(at))
    }
  }
  tokens.push({ kind: 'end', text: '', value: '', start: at, end: at })
  return tokens
}
