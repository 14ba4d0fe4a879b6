/**
 * A pattern's JSON text, token by token.
 *
 * Not JSON.parse, because AWS's refusals name the first problem in reading order and the place where its parser
 * (Jackson, as a pull parser) stood. So this reader stands where Jackson stands: at a name it has already read the value
 * that follows, except that of a string it has only seen the opening quote until somebody asks for the text.
 *
 * Texts of grammar problems: recorded from AWS (tests/conformance/eventbridge). Those of malformed JSON are Jackson's;
 * three of them are recorded, the others are unverified.
 */

/** A pattern is refused. `message` is the reason as AWS words it, without the place. */
export class PatternError extends Error {
  override readonly name = 'PatternError'

  /** @param place as AWS appends it to the reason: `\n at [Source: …]`, or empty where AWS gives none */
  constructor(
    message: string,
    readonly place: string,
  ) {
    super(message)
  }
}

export type Token =
  'object' | 'end-object' | 'array' | 'end-array' | 'name' | 'string' | 'number' | 'true' | 'false' | 'null' | 'end'

/** Jackson's limits: characters of the source that a message quotes, depth of nesting. */
const QUOTED_SOURCE_MAX = 500
const NESTING_DEPTH_MAX = 1000

const VALID_TOKENS = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')"
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y
const WORD = /[\p{L}\p{N}_$]*/uy
const STRING_REST = /(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*/y

interface Scope {
  readonly kind: 'object' | 'array'
  /** Index of its opening character. */
  readonly start: number
  entries: number
}

export class TokenReader {
  #position = 0
  #scopes: Scope[] = []
  #ahead: Token | null = null
  /** Index after the opening quote of a string whose text nobody has asked for yet. */
  #openString: number | null = null
  #token: Token | null = null
  #name = ''
  #text = ''

  constructor(readonly source: string) {}

  /** The name read last. */
  get name(): string {
    return this.#name
  }

  /** The current token's text: a string's content, anything else as written. */
  get text(): string {
    this.#finishString()
    return this.#text
  }

  /** Whether the current token is of this kind. */
  stands(token: Token): boolean {
    return this.#token === token
  }

  /** @throws PatternError where the text is not JSON */
  next(): Token {
    this.#token = this.#token === 'name' && this.#ahead ? this.#ahead : this.#advance()
    return this.#token
  }

  /** Refuses the pattern at the place where the reader stands. */
  fail(reason: string): never {
    throw new PatternError(reason, this.place())
  }

  /** @returns `\n at [Source: …]`; lines and columns count from 1, columns in UTF-16 units */
  place(index = this.#position): string {
    return `\n at ${this.#locate(index)}`
  }

  /** @returns line and column of the reader, from 1 */
  static lineAndColumn(source: string, index: number): { line: number; column: number } {
    const before = source.slice(0, index)
    const lines = before.split(/\r\n|\r|\n/)
    return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 }
  }

  #locate(index: number): string {
    const { line, column } = TokenReader.lineAndColumn(this.source, index)
    const hidden = this.source.length - QUOTED_SOURCE_MAX
    const quoted = `"${this.source.slice(0, QUOTED_SOURCE_MAX)}"${hidden > 0 ? `[truncated ${hidden} chars]` : ''}`
    return `[Source: (String)${quoted}; line: ${line}, column: ${column}]`
  }

  #advance(): Token {
    this.#finishString()
    const scope = this.#scopes.at(-1)
    let character = this.#skipSpace()
    if (!scope) {
      if (this.#token === null) return this.#value(character)
      if (character === '') return 'end'
      return this.#unexpected(character, `expected a valid value ${VALID_TOKENS}`)
    }
    if (character === '}' || character === ']') {
      const closes = character === '}' ? 'object' : 'array'
      if (scope.kind === closes) return this.#close()
      this.#mismatch(character, scope)
    }
    if (scope.entries > 0) {
      if (character === '') this.#endOfInput(scope)
      const entries = scope.kind === 'object' ? 'Object' : 'Array'
      if (character !== ',') this.#unexpected(character, `was expecting comma to separate ${entries} entries`)
      this.#position += 1
      character = this.#skipSpace()
    }
    if (character === '') this.#endOfInput(scope)
    scope.entries += 1
    if (scope.kind === 'array') return this.#value(character)
    if (character !== '"') this.#unexpected(character, 'was expecting double-quote to start field name')
    this.#position += 1
    this.#openString = this.#position
    this.#finishString()
    this.#name = this.#text
    const colon = this.#skipSpace()
    if (colon === '') this.#endOfInput(scope)
    if (colon !== ':') this.#unexpected(colon, 'was expecting a colon to separate field name and value')
    this.#position += 1
    this.#ahead = this.#value(this.#skipSpace())
    return 'name'
  }

  /** @param character the value's first; the reader stands on it */
  #value(character: string): Token {
    switch (character) {
      case '':
        return this.#endOfInput(this.#scopes.at(-1))
      case '{':
      case '[': {
        const kind = character === '{' ? 'object' : 'array'
        this.#scopes.push({ kind, start: this.#position, entries: 0 })
        this.#position += 1
        this.#text = character
        if (this.#scopes.length > NESTING_DEPTH_MAX) {
          this.fail(
            `Document nesting depth (${this.#scopes.length}) exceeds the maximum allowed ` +
              `(${NESTING_DEPTH_MAX}, from \`StreamReadConstraints.getMaxNestingDepth()\`)`,
          )
        }
        return kind
      }
      case '"':
        this.#position += 1
        this.#openString = this.#position
        return 'string'
    }
    const number = this.#take(NUMBER)
    if (number !== '') {
      this.#text = number
      return 'number'
    }
    const word = this.#take(WORD)
    if (word === 'true' || word === 'false' || word === 'null') {
      this.#text = word
      return word
    }
    if (/^[\p{L}_$]/u.test(word)) this.fail(`Unrecognized token '${word}': was expecting ${VALID_TOKENS}`)
    this.#position -= word.length
    return this.#unexpected(character, `expected a valid value ${VALID_TOKENS}`)
  }

  #close(): Token {
    this.#text = this.source.charAt(this.#position)
    this.#position += 1
    return this.#scopes.pop()?.kind === 'object' ? 'end-object' : 'end-array'
  }

  /** Moves to the next character that is not white space. @returns it, or empty at the end */
  #skipSpace(): string {
    while (' \t\n\r'.includes(this.source.charAt(this.#position)) && this.#position < this.source.length) {
      this.#position += 1
    }
    return this.source.charAt(this.#position)
  }

  #finishString(): void {
    if (this.#openString === null) return
    const start = this.#openString
    this.#openString = null
    this.#take(STRING_REST)
    const stopped = this.source.charAt(this.#position)
    if (stopped === '') this.fail('Unexpected end-of-input: was expecting closing quote for a string value')
    if (stopped === '\\') {
      const escape = this.source.charAt(this.#position + 1)
      this.#position += 2
      this.fail(`Unrecognized character escape ${describe(escape)}`)
    }
    if (stopped !== '"') {
      this.#position += 1
      this.fail(
        `Illegal unquoted character (${describe(stopped)}): has to be escaped using backslash to be included in string value`,
      )
    }
    this.#text = JSON.parse(`"${this.source.slice(start, this.#position)}"`) as string
    this.#position += 1
  }

  #take(expression: RegExp): string {
    expression.lastIndex = this.#position
    const taken = expression.exec(this.source)?.[0] ?? ''
    this.#position += taken.length
    return taken
  }

  /** Jackson points at the character itself. */
  #unexpected(character: string, expectation: string): never {
    throw new PatternError(`Unexpected character (${describe(character)}): ${expectation}`, this.place())
  }

  #mismatch(character: string, scope: Scope): never {
    this.#position += 1
    const [kind, close] = scope.kind === 'object' ? ['Object', '}'] : ['Array', ']']
    return this.fail(
      `Unexpected close marker '${character}': expected '${close}' (for ${kind} starting at ${this.#locate(scope.start)})`,
    )
  }

  #endOfInput(scope: Scope | undefined): never {
    if (!scope) return this.fail('No content to map due to end-of-input')
    const kind = scope.kind === 'object' ? 'Object' : 'Array'
    return this.fail(
      `Unexpected end-of-input: expected close marker for ${kind} (start marker at ${this.#locate(scope.start)})`,
    )
  }
}

/** `'x' (code 120)`, `(CTRL-CHAR, code 10)` */
function describe(character: string): string {
  const code = character.codePointAt(0) ?? 0
  return code < 0x20 ? `(CTRL-CHAR, code ${code})` : `'${character}' (code ${code})`
}
