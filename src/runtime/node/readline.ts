/** node:readline, for reading a stream by lines: there is no terminal to edit on. */

import type { Readable, Writable } from 'node:stream'
import { EventEmitter, on } from './events'
import { abortError, nodeError } from './node-error'
import { StringDecoder } from './string-decoder'

interface Options {
  input: Readable
  output?: Writable
  prompt?: string
  signal?: AbortSignal
  crlfDelay?: number
}

export class Interface extends EventEmitter {
  readonly terminal = false
  line = ''
  cursor = 0
  closed = false
  readonly input: Readable
  readonly output: Writable | undefined
  #prompt: string
  #rest = ''
  #endedWithReturn = false
  #question: ((answer: string) => void) | undefined
  readonly #decoder = new StringDecoder('utf8')
  readonly #onData = (chunk: string | Uint8Array) => this.#take(chunk)
  readonly #onEnd = () => this.#end()

  constructor(input: Readable | Options, output?: Writable) {
    super()
    const options: Options =
      input && 'input' in input ? input : { input: input as Readable, ...(output ? { output } : {}) }
    this.input = options.input
    this.output = options.output
    this.#prompt = options.prompt ?? '> '
    this.input.on('data', this.#onData)
    this.input.on('end', this.#onEnd)
    this.input.resume()
    if (options.signal?.aborted) queueMicrotask(() => this.close())
    else options.signal?.addEventListener('abort', () => this.close(), { once: true })
  }

  #take(chunk: string | Uint8Array): void {
    let text = typeof chunk === 'string' ? chunk : this.#decoder.write(chunk as never)
    // A line feed that follows a return at the end of the last chunk belongs to it.
    if (this.#endedWithReturn && text.startsWith('\n')) text = text.slice(1)
    if (text === '') return
    this.#endedWithReturn = text.endsWith('\r')
    const lines = (this.#rest + text).split(/\r\n|\n|\r|\u2028|\u2029/)
    this.#rest = lines.pop() ?? ''
    for (const line of lines) this.#give(line)
  }

  #give(line: string): void {
    const answer = this.#question
    this.#question = undefined
    if (answer) answer(line)
    else this.emit('line', line)
  }

  #end(): void {
    const rest = this.#rest + this.#decoder.end()
    this.#rest = ''
    if (rest !== '') this.#give(rest)
    this.close()
  }

  close(): void {
    if (this.closed) return
    this.closed = true
    this.input.removeListener('data', this.#onData)
    this.input.removeListener('end', this.#onEnd)
    this.input.pause()
    this.emit('close')
  }
  pause(): this {
    this.input.pause()
    this.emit('pause')
    return this
  }
  resume(): this {
    this.input.resume()
    this.emit('resume')
    return this
  }
  getPrompt(): string {
    return this.#prompt
  }
  setPrompt(prompt: string): void {
    this.#prompt = prompt
  }
  prompt(): void {
    this.output?.write(this.#prompt)
  }
  write(): void {
    throw nodeError(
      Error,
      'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM',
      'readline cannot type into its input: there is no terminal.',
    )
  }
  question(query: string, options: unknown, callback?: (answer: string) => void): void {
    if (this.closed) throw nodeError(Error, 'ERR_USE_AFTER_CLOSE', 'readline was closed')
    this.output?.write(query)
    this.#question = (typeof options === 'function' ? options : callback) as (answer: string) => void
  }
  async *[Symbol.asyncIterator](): AsyncGenerator<string> {
    try {
      for await (const [line] of on(this, 'line', { close: ['close'] })) yield line as string
    } finally {
      this.close()
    }
  }
}

export const createInterface = (input: Readable | Options, output?: Writable): Interface => new Interface(input, output)

class PromisesInterface extends Interface {
  // The promise form has the same name and no callback.
  override question(query: string, options?: { signal?: AbortSignal }): never {
    const signal = options?.signal
    if (signal?.aborted) return Promise.reject(abortError(signal.reason)) as never
    return new Promise<string>((resolve, reject) => {
      signal?.addEventListener('abort', () => reject(abortError(signal.reason)), { once: true })
      super.question(query, resolve)
    }) as never
  }
}

const cursor = (output: Writable | null | undefined, sequence: string, callback?: () => void): boolean => {
  if (output) return output.write(sequence, callback)
  callback?.()
  return true
}

const escape = '\u001b['

export const promises = {
  Interface: PromisesInterface,
  createInterface: (input: Readable | Options, output?: Writable) => new PromisesInterface(input, output),
}

export default {
  Interface,
  createInterface,
  promises,
  emitKeypressEvents: () => undefined,
  clearLine: (output: Writable, direction: -1 | 0 | 1, callback?: () => void) =>
    cursor(output, `${escape}${direction < 0 ? 1 : direction > 0 ? 0 : 2}K`, callback),
  clearScreenDown: (output: Writable, callback?: () => void) => cursor(output, `${escape}0J`, callback),
  cursorTo: (output: Writable, x: number, y?: number, callback?: () => void) =>
    cursor(output, y === undefined ? `${escape}${x + 1}G` : `${escape}${y + 1};${x + 1}H`, callback),
  moveCursor: (output: Writable, dx: number, dy: number, callback?: () => void) => {
    const horizontal = dx === 0 ? '' : `${escape}${Math.abs(dx)}${dx > 0 ? 'C' : 'D'}`
    const vertical = dy === 0 ? '' : `${escape}${Math.abs(dy)}${dy > 0 ? 'B' : 'A'}`
    return cursor(output, horizontal + vertical, callback)
  },
}
