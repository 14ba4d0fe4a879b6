import type { TraceRecord } from '../../cloud/aws/trace-records'
import { CappedList } from './capped-list'

export type LogLevel = 'platform' | 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal'

/** One CloudWatch log event. */
export interface LogEntry {
  readonly seq: number
  readonly at: number
  readonly environment: string
  readonly functionName: string
  readonly requestId: string | null
  readonly level: LogLevel
  /** Without the prefix that Lambda puts before it (time, request id, level), and split into lines. */
  readonly lines: readonly string[]
}

const LIMIT = 50_000
const LEVELS = new Set<string>(['trace', 'debug', 'info', 'warn', 'error', 'fatal'])
const PREFIX = /^\d{4}-\d\d-\d\dT[\d:.]+Z\t[^\t]*\t([A-Z]+)\t/
const JSON_LEVEL = /"level":\s*"([A-Za-z]+)"/

/** What the functions and the platform wrote, newest last. */
export class Logs {
  readonly entries = new CappedList<LogEntry>(LIMIT)
  /** How many log events the flood guard kept out of the trace. */
  lost = 0

  apply(record: TraceRecord): LogEntry | null {
    if (record.type === 'log.dropped') {
      this.lost += record.lines
      return null
    }
    if (record.type !== 'log') return null
    const entry = readEntry(record)
    this.entries.push(entry)
    return entry
  }
}

function readEntry(record: Extract<TraceRecord, { type: 'log' }>): LogEntry {
  const place = {
    seq: record.seq,
    at: record.at,
    environment: record.environment,
    functionName: record.group.slice(record.group.lastIndexOf('/') + 1),
    requestId: record.requestId,
  }
  const message = record.message.trimEnd()
  const json = message.startsWith('{') ? parsed(message) : null
  if (record.kind === 'platform') return { ...place, level: 'platform', lines: [platformText(json) ?? message] }
  const structured = json && structuredLines(json)
  if (structured) return { ...place, level: asLevel(String(json['level'])), lines: structured }
  const prefix = PREFIX.exec(message)
  if (!prefix) return { ...place, level: jsonLevel(message), lines: message.split('\n') }
  const text = message.slice(prefix[0].length)
  return { ...place, level: asLevel(prefix[1]), lines: reportedError(text) ?? text.split('\n') }
}

function asLevel(word: string | undefined): LogLevel {
  const level = word?.toLowerCase() ?? ''
  return LEVELS.has(level) ? (level as LogLevel) : 'info'
}

const jsonLevel = (message: string): LogLevel =>
  message.startsWith('{') ? asLevel(JSON_LEVEL.exec(message)?.[1]) : 'info'

type Json = Readonly<Record<string, unknown>>

function parsed(text: string): Json | null {
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

export interface LogCriteria {
  /** Found anywhere in the lines or the request id, whatever the case. */
  readonly text: string
  readonly functionName: string | null
  readonly environment: string | null
  readonly requestId: string | null
  readonly platform: boolean
}

export const everything: LogCriteria = {
  text: '',
  functionName: null,
  environment: null,
  requestId: null,
  platform: true,
}

export function matches(entry: LogEntry, criteria: LogCriteria): boolean {
  if (!criteria.platform && entry.level === 'platform') return false
  if (criteria.functionName && entry.functionName !== criteria.functionName) return false
  if (criteria.environment && entry.environment !== criteria.environment) return false
  if (criteria.requestId && entry.requestId !== criteria.requestId) return false
  if (!criteria.text) return true
  const wanted = criteria.text.toLowerCase()
  return Boolean(entry.requestId?.includes(wanted)) || entry.lines.some((line) => line.toLowerCase().includes(wanted))
}

/** One line on the screen: a log event of several lines takes several. */
export interface LogRow {
  readonly entry: LogEntry
  /** Index in the entry's lines. */
  readonly line: number
}

/** The rows that meet some criteria, kept up with the log as it grows. */
export class FilteredLog {
  rows = new CappedList<LogRow>(LIMIT * 2)
  #source: Logs | null = null
  #readTo = -1

  constructor(readonly criteria: LogCriteria) {}

  /** Takes in what came since the last time, or all of another run's log. */
  follow(logs: Logs): this {
    if (logs !== this.#source) {
      this.#source = logs
      this.#readTo = -1
      this.rows = new CappedList(LIMIT * 2)
    }
    const { entries } = logs
    let from = entries.length
    while (from > 0 && (entries.at(from - 1)?.seq ?? -1) > this.#readTo) from--
    for (const entry of entries.slice(from)) {
      this.#readTo = entry.seq
      if (!matches(entry, this.criteria)) continue
      for (let line = 0; line < entry.lines.length; line++) this.rows.push({ entry, line })
    }
    return this
  }
}
