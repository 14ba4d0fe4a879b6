/**
 * What the environment writes: console calls in the format of Lambda's Node.js runtime, and raw standard output.
 *
 * Sources: LogPatch of aws-lambda-ric 3.3.0, logging of 4.0.2; Guide, "Log and monitor Node.js Lambda functions".
 */

import { errorForJsonLog, errorLogText } from './errors'
import type { EnvironmentConfiguration, LogLine } from './protocol'
import { NativeDate, parseJson, SafeList, stringifyJson, uncurry } from './realm'
import type { StackMapper } from './stack'
import type { VirtualClock } from './virtual-time'

export const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] as const
export type Level = (typeof LEVELS)[number]

/** Lines are sent ahead of the yield when so many, or so much text, have come together. */
const LINES_AHEAD = 1_000
const CHARACTERS_AHEAD = 256 * 1024

/** Most turns write nothing, and a list costs more than the rest of the yield. */
const NO_LINES: readonly LogLine[] = new SafeList<LogLine>()

const toIsoText = uncurry(NativeDate.prototype.toISOString)

export interface LogHost {
  readonly configuration: EnvironmentConfiguration
  readonly clock: VirtualClock
  readonly stacks: StackMapper
  format(...values: readonly unknown[]): string
  /** Lines ahead of the yield. */
  send(lines: readonly LogLine[]): void
}

export class Log {
  readonly #host: LogHost
  readonly #json: boolean
  readonly #lowest: number
  #lines = new SafeList<LogLine>()
  #characters = 0
  /** Standard output up to now, without its last newline. */
  #output = ''
  /** Of the invocation that runs or ran last. */
  requestId: string | undefined
  /** Of the same; only functions that isolate tenants have one. */
  tenantId: string | undefined

  constructor(host: LogHost) {
    const { variables, runtime } = host.configuration
    this.#host = host
    this.#json = variables['AWS_LAMBDA_LOG_FORMAT']?.toUpperCase() === 'JSON'
    const level = variables['AWS_LAMBDA_LOG_LEVEL']?.toUpperCase() as Level
    this.#lowest = Math.max(0, LEVELS.indexOf(level))
    // During Init there is none: the older runtime prints what it finds.
    this.requestId = runtime === 'nodejs24.x' ? '-' : undefined
  }

  /** One console call. */
  write(level: Level, values: readonly unknown[]): void {
    const isFiltered = level !== 'FATAL' && LEVELS.indexOf(level) < this.#lowest
    if (isFiltered) return
    const now = this.#host.clock.read()
    const time = toIsoText(new NativeDate(now))
    // The runtime's functions have a first parameter of their own: console.log() prints undefined.
    const all = values.length === 0 ? [undefined] : values
    const message = this.#json
      ? this.#jsonText(time, level, all)
      : `${time}\t${this.requestId}\t${level}\t${this.#host.format(...all)}`
    this.#add(now, message)
  }

  /** The runtime's own line about an error. @param occasion `Invoke Error`, `Uncaught Exception`, … */
  writeError(occasion: string, error: unknown): void {
    if (this.#json) this.write('ERROR', [error instanceof Error ? error : new Error(String(error))])
    else this.write('ERROR', [occasion, errorLogText(error, this.#host.stacks)])
  }

  /** Raw standard output: one event for each line that is ended. */
  writeOutput(text: string): void {
    const parts = (this.#output + text).split('\n')
    this.#output = parts.pop() ?? ''
    const now = this.#host.clock.read()
    for (let index = 0; index < parts.length; index++) {
      const line = parts[index] ?? ''
      if (!this.#json || this.#lowest <= LEVELS.indexOf(levelOfOutput(line))) this.#add(now, line)
    }
  }

  /** All lines that were not sent yet. */
  takeLines(): readonly LogLine[] {
    if (this.#lines.length === 0) return NO_LINES
    const lines = this.#lines
    this.#lines = new SafeList()
    this.#characters = 0
    return lines
  }

  #add(at: number, message: string): void {
    this.#lines.push({ at, message })
    this.#characters += message.length
    if (this.#lines.length >= LINES_AHEAD || this.#characters >= CHARACTERS_AHEAD) this.#host.send(this.takeLines())
  }

  #jsonText(timestamp: string, level: Level, values: readonly unknown[]): string {
    const { stacks, format } = this.#host
    const line: Record<string, unknown> = { timestamp, level, requestId: this.requestId }
    if (this.tenantId !== undefined) line['tenantId'] = this.tenantId
    if (values.length === 1) {
      line['message'] = values[0]
      try {
        return stringifyJson(line, (_key, value: unknown) =>
          value instanceof Error ? errorForJsonLog(value, stacks) : value,
        )
      } catch {
        line['message'] = format(values[0])
        return stringifyJson(line)
      }
    }
    line['message'] = format(...values)
    const error = values.find((value) => value instanceof Error) as Error | undefined
    if (error) {
      line['errorType'] = error.constructor?.name ?? 'UnknownError'
      line['errorMessage'] = error.message
      line['stackTrace'] = typeof error.stack === 'string' ? stacks.stackOf(error).split('\n') : []
    }
    return stringifyJson(line)
  }
}

const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/

/** Lambda reads it out of JSON that has both a level and a time; whatever else is written to standard output is INFO. */
function levelOfOutput(line: string): Level {
  if (line.charAt(0) !== '{') return 'INFO'
  try {
    const { level, timestamp } = parseJson(line) as { readonly level?: unknown; readonly timestamp?: unknown }
    const name = String(level).toUpperCase() as Level
    return typeof timestamp === 'string' && RFC_3339.test(timestamp) && LEVELS.includes(name) ? name : 'INFO'
  } catch {
    return 'INFO'
  }
}
