/** Where a text stops being JSON. Engines word their own messages differently, and not all say where. */

export interface JsonProblem {
  readonly message: string
  /** From 1. */
  readonly line: number
  readonly column: number
}

/** @returns null when the text is JSON */
export function jsonProblem(text: string): JsonProblem | null {
  try {
    JSON.parse(text)
    return null
  } catch {
    const scanner = new Scanner(text)
    scanner.document()
    return scanner.problem
  }
}

class Scanner {
  #at = 0
  problem: JsonProblem | null = null

  constructor(readonly text: string) {}

  document(): void {
    this.#value()
    this.#space()
    if (this.#at < this.text.length) this.#fail('nothing may follow the value')
  }

  #value(): void {
    this.#space()
    const next = this.text[this.#at]
    if (next === undefined) this.#fail(this.text.trim() === '' ? 'the event is empty' : 'a value is missing')
    else if (next === '{') this.#members('}', () => this.#property())
    else if (next === '[') this.#members(']', () => this.#value())
    else if (next === '"') this.#string()
    else this.#word()
  }

  #members(close: string, member: () => void): void {
    this.#at++
    this.#space()
    if (this.#take(close)) return
    while (!this.problem) {
      member()
      this.#space()
      if (this.problem || this.#take(close)) return
      if (!this.#take(',')) return this.#fail(`“,” or “${close}” expected`)
      this.#space()
      if (this.text[this.#at] === close) return this.#fail(`no “,” before “${close}”`)
    }
  }

  #property(): void {
    this.#space()
    if (this.text[this.#at] !== '"') return this.#fail('a name in double quotes expected')
    this.#string()
    this.#space()
    if (this.problem) return
    if (this.#take(':')) this.#value()
    else this.#fail('“:” expected')
  }

  #string(): void {
    const string = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*/y
    string.lastIndex = this.#at
    this.#at += string.exec(this.text)?.[0].length ?? 1
    if (this.#take('"')) return
    const next = this.text[this.#at]
    this.#fail(
      next === '\\' ? 'not a valid escape' : next === undefined || next === '\n' ? '“"” missing' : 'control character',
    )
  }

  #word(): void {
    const word = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|(?:true|false|null)(?!\w)/y
    word.lastIndex = this.#at
    const found = word.exec(this.text)
    if (found) this.#at += found[0].length
    else this.#fail(this.text[this.#at] === "'" ? 'strings need double quotes' : 'a value expected')
  }

  #space(): void {
    while (/[ \t\r\n]/.test(this.text[this.#at] ?? '')) this.#at++
  }

  #take(character: string): boolean {
    if (this.text[this.#at] !== character) return false
    this.#at++
    return true
  }

  #fail(message: string): void {
    const before = this.text.slice(0, this.#at)
    this.problem ??= { message, line: before.split('\n').length, column: this.#at - before.lastIndexOf('\n') }
  }
}
