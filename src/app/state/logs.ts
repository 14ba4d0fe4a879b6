import type { TraceRecord } from '../../cloud/aws/trace-records'
import { CappedList, forgetOldest } from './capped-list'

export type LogLevel = 'platform' | 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal'

const LIMIT = 100_000
const STREAMS_KEPT = 5000
const LEVELS = new Set<string>(['trace', 'debug', 'info', 'warn', 'error', 'fatal'])
const PREFIX = /^\d{4}-\d\d-\d\dT[\d:.]+Z\t[^\t]*\t([A-Z]+)\t/
const JSON_LEVEL = /"level":\s*"([A-Za-z]+)"/

type LogRecord = Extract<TraceRecord, { type: 'log' }>

/** One CloudWatch log event. What is inside its message is read when somebody looks: most are never seen. */
export class LogEntry {
  readonly seq: number
  readonly at: number
  readonly environment: string
  readonly group: string
  readonly stream: string
  readonly requestId: string | null
  /** As CloudWatch has it. */
  readonly message: string
  readonly level: LogLevel
  #lines: readonly string[] | undefined
  #json: Json | null | undefined

  constructor({ seq, at, environment, group, stream, requestId, kind, message }: LogRecord) {
    this.seq = seq
    this.at = at
    this.environment = environment
    this.group = group
    this.stream = stream
    this.requestId = requestId
    this.message = message
    this.level = kind === 'platform' ? 'platform' : levelOf(message)
  }

  get functionName(): string {
    return this.group.slice(this.group.lastIndexOf('/') + 1)
  }

  /** Without the prefix that Lambda puts before it (time, request id, level), and split into lines. */
  get lines(): readonly string[] {
    return (this.#lines ??= linesOf(this.message.trimEnd(), this.level === 'platform', this.json))
  }

  /** How many lines it probably has, without looking into JSON. */
  get likelyLines(): number {
    if (this.#lines) return this.#lines.length
    if (this.message.startsWith('{')) return 1
    return this.message.includes('"stack"') ? this.lines.length : newlinesIn(this.message.trimEnd()) + 1
  }

  /** What it says, when that is a JSON object or list: all of it, or what is behind Lambda's prefix. */
  get json(): Json | null {
    return (this.#json ??= jsonOf(this.message.trimEnd()))
  }
}

export interface LogStreamFacts {
  readonly name: string
  readonly environment: string
  count: number
  lastAt: number
}

export interface LogGroupFacts {
  readonly name: string
  readonly streams: Map<string, LogStreamFacts>
  count: number
  lastAt: number
}

/** What the functions and the platform wrote, newest last. */
export class Logs {
  readonly entries: CappedList<LogEntry>
  /** By name, in the order in which they came up. */
  readonly groups = new Map<string, LogGroupFacts>()
  /** How many log events the flood guard kept out of the trace. */
  lost = 0

  constructor(entries = new CappedList<LogEntry>(LIMIT)) {
    this.entries = entries
  }

  fork(): Logs {
    const fork = new Logs(this.entries.fork())
    for (const [name, group] of this.groups) {
      const streams = new Map([...group.streams].map(([stream, facts]) => [stream, { ...facts }]))
      fork.groups.set(name, { ...group, streams })
    }
    fork.lost = this.lost
    return fork
  }

  apply(record: TraceRecord): LogEntry | null {
    if (record.type === 'log.dropped') {
      this.lost += record.lines
      return null
    }
    if (record.type !== 'log') return null
    const entry = new LogEntry(record)
    this.entries.push(entry)
    this.#count(entry)
    return entry
  }

  #count({ group: groupName, stream: streamName, environment, at }: LogEntry): void {
    let group = this.groups.get(groupName)
    if (!group) this.groups.set(groupName, (group = { name: groupName, streams: new Map(), count: 0, lastAt: at }))
    let stream = group.streams.get(streamName)
    if (!stream) {
      group.streams.set(streamName, (stream = { name: streamName, environment, count: 0, lastAt: at }))
      forgetOldest(group.streams, STREAMS_KEPT)
    }
    group.count++
    group.lastAt = at
    stream.count++
    stream.lastAt = at
  }
}

function levelOf(message: string): LogLevel {
  if (message.startsWith('{')) return jsonLevel(message)
  return asLevel(PREFIX.exec(message)?.[1])
}

function newlinesIn(text: string): number {
  let count = 0
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++
  return count
}

function linesOf(message: string, isPlatform: boolean, json: Json | null): readonly string[] {
  const whole = message.startsWith('{') ? json : null
  if (isPlatform) return [platformText(whole) ?? message]
  const structured = whole && structuredLines(whole)
  if (structured) return structured
  const prefix = PREFIX.exec(message)
  if (!prefix) return message.split('\n')
  const text = message.slice(prefix[0].length)
  return reportedError(text) ?? text.split('\n')
}

/** Also behind the prefix, and behind a title: `Invoke Error \t{…}`. */
function jsonOf(message: string): Json | null {
  const text = message.slice(PREFIX.exec(message)?.[0].length ?? 0)
  const tab = text.indexOf('\t{')
  return parsed(tab >= 0 ? text.slice(tab + 1) : text)
}

function asLevel(word: string | undefined): LogLevel {
  const level = word?.toLowerCase() ?? ''
  return LEVELS.has(level) ? (level as LogLevel) : 'info'
}

const jsonLevel = (message: string): LogLevel =>
  message.startsWith('{') ? asLevel(JSON_LEVEL.exec(message)?.[1]) : 'info'

export type Json = Readonly<Record<string, unknown>>

function parsed(text: string): Json | null {
  if (!/^\s*[{[]/.test(text)) return null
  try {
    return JSON.parse(text) as Json
  } catch {
    return null
  }
}

/** An event of the platform in a log of the JSON format, without its time: `platform.report {"requestId":…}`. */
const platformText = (json: Json | null): string | null =>
  json && typeof json['type'] === 'string' ? `${json['type']} ${JSON.stringify(json['record'])}` : null

/** A console call in that format: its message, and the stack of an error among its values, line by line. */
function structuredLines(json: Json): readonly string[] | null {
  if (typeof json['timestamp'] !== 'string' || !('requestId' in json) || !('message' in json)) return null
  const { message, stackTrace = (message as { stackTrace?: unknown } | null)?.stackTrace } = json
  const stack = Array.isArray(stackTrace) ? stackTrace.map(String) : []
  if (typeof message === 'string') return message.split('\n')
  return stack.length > 0 ? stack : [JSON.stringify(message)]
}

/** The runtime logs what a handler threw as a title, a tab and JSON: shown as an error with its stack, line by line. */
function reportedError(text: string): readonly string[] | null {
  const tab = text.indexOf('\t{')
  if (tab < 0 || !text.includes('"stack"')) return null
  try {
    const error = JSON.parse(text.slice(tab + 1)) as { stack?: unknown }
    if (!Array.isArray(error.stack)) return null
    const [first = '', ...frames] = error.stack.map(String)
    return [`${text.slice(0, tab).trim()}: ${first}`, ...frames]
  } catch {
    return null
  }
}
