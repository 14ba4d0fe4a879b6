/**
 * What the platform tells of an environment and its invocations: as JSON in logs of that format and for the Telemetry
 * API, as lines in logs of the Text format.
 *
 * Sources: Guide, "Lambda Telemetry API Event schema reference" and "Log level and log format"; "CloudWatch logs" for
 * the lines; key order and the third decimal of durations as in public logs of functions; tabs are real.
 */

import { isoTimestamp } from '../aws/timestamps'
import type { FunctionRuntime } from './function'

export type InitializationType = 'on-demand' | 'provisioned-concurrency'
/** `init` ahead of an invocation, `invoke` inside one. */
export type InitPhase = 'init' | 'invoke'
export type EventStatus = 'success' | 'error' | 'failure' | 'timeout'

export interface Tracing {
  /** Of Lambda's own segment. */
  readonly spanId: string
  readonly type: 'X-Amzn-Trace-Id'
  /** `Root=…;Parent=…;Sampled=1` */
  readonly value: string
}

export interface Span {
  readonly name: 'responseLatency' | 'responseDuration' | 'runtimeOverhead' | 'extensionOverhead'
  /** ISO 8601. */
  readonly start: string
  readonly durationMs: number
}

interface Ended {
  readonly status: EventStatus
  readonly errorType?: string
}

interface Initialization {
  readonly initializationType: InitializationType
  readonly phase: InitPhase
}

/** Durations in milliseconds. */
export type PlatformEvent =
  | {
      readonly type: 'platform.initStart'
      readonly record: Initialization & {
        /** Not for an Init that runs again inside an invocation. */
        readonly runtimeVersion?: string
        readonly runtimeVersionArn?: string
        readonly functionName: string
        readonly functionArn: string
        readonly functionVersion: string
        readonly instanceId: string
        /** Bytes. */
        readonly instanceMaxMemory: number
      }
    }
  | { readonly type: 'platform.initRuntimeDone'; readonly record: Initialization & Ended }
  | {
      readonly type: 'platform.initReport'
      readonly record: Initialization & Ended & { readonly metrics: { readonly durationMs: number } }
    }
  | {
      readonly type: 'platform.start'
      readonly record: {
        readonly requestId: string
        readonly functionArn: string
        readonly version: string
        readonly tenantId?: string
        readonly tracing?: Tracing
      }
    }
  | {
      readonly type: 'platform.runtimeDone'
      readonly record: {
        readonly requestId: string
        readonly spans?: readonly Span[]
        readonly metrics: { readonly durationMs: number; readonly producedBytes: number }
        readonly tracing?: Tracing
      } & Ended
    }
  | {
      readonly type: 'platform.report'
      readonly record: {
        readonly requestId: string
        readonly metrics: {
          readonly durationMs: number
          readonly billedDurationMs: number
          readonly memorySizeMB: number
          readonly maxMemoryUsedMB: number
          /** Only when the environment was initialised for this invocation. */
          readonly initDurationMs?: number
        }
        /** What extensions took after the answer. */
        readonly spans?: readonly Span[]
        readonly tracing?: Tracing
      } & Ended
      /** An error that the handler threw: REPORT lines of the Text format say nothing of it. */
      readonly thrown?: boolean
    }
  | {
      readonly type: 'platform.extension'
      readonly record: {
        readonly name: string
        readonly state: string
        readonly events: readonly string[]
        readonly errorType?: string
      }
    }
  | {
      readonly type: 'platform.telemetrySubscription' | 'platform.logsSubscription'
      readonly record: { readonly name: string; readonly state: string; readonly types: readonly string[] }
    }
  | {
      readonly type: 'platform.logsDropped'
      readonly record: { readonly droppedBytes: number; readonly droppedRecords: number; readonly reason: string }
    }

export const SYSTEM_LEVELS = ['DEBUG', 'INFO', 'WARN'] as const
export type SystemLevel = (typeof SYSTEM_LEVELS)[number]

/** Versions as INIT_START shows them: `nodejs:24.v21` is recorded; the others follow its form. */
export const RUNTIME_VERSIONS: Readonly<Record<FunctionRuntime, string>> = {
  'nodejs20.x': 'nodejs:20.v85',
  'nodejs22.x': 'nodejs:22.v58',
  'nodejs24.x': 'nodejs:24.v21',
  'provided.al2023': 'provided:al2023.v104',
  'provided.al2': 'provided:al2.v143',
}

/** From which SystemLogLevel on an event is left out. Guide, "Log-level filtering", table of system log events. */
export function levelOf(event: PlatformEvent): SystemLevel {
  switch (event.type) {
    case 'platform.initStart':
      return event.record.runtimeVersion === undefined ? 'DEBUG' : 'INFO'
    case 'platform.start':
    case 'platform.telemetrySubscription':
    case 'platform.logsSubscription':
      return 'INFO'
    case 'platform.initRuntimeDone':
    case 'platform.runtimeDone':
      return event.record.status === 'success' ? 'DEBUG' : 'WARN'
    case 'platform.initReport':
      if (event.record.status !== 'success') return 'WARN'
      return event.record.initializationType === 'on-demand' ? 'DEBUG' : 'INFO'
    case 'platform.report':
      return event.record.status === 'success' ? 'INFO' : 'WARN'
    case 'platform.extension':
      return event.record.errorType === undefined ? 'INFO' : 'WARN'
    case 'platform.logsDropped':
      return 'WARN'
  }
}

/** Whether a log with this SystemLogLevel has the event. */
export const passes = (event: PlatformEvent, lowest: SystemLevel): boolean =>
  SYSTEM_LEVELS.indexOf(levelOf(event)) >= SYSTEM_LEVELS.indexOf(lowest)

/** As a value: the Telemetry API sends arrays of these. @param at virtual milliseconds since the epoch */
export function objectOf({ type, record }: PlatformEvent, at: number): object {
  return { time: isoTimestamp(at), type, record: rounded(record) }
}

/** One line of a JSON log. @param at virtual milliseconds since the epoch */
export const jsonOf = (event: PlatformEvent, at: number): string => JSON.stringify(objectOf(event, at))

/** One event of a Text log; null for what that format does not have. */
export function textOf(event: PlatformEvent): string | null {
  switch (event.type) {
    case 'platform.initStart': {
      const { runtimeVersion, runtimeVersionArn } = event.record
      // An Init inside an invocation is suppressed.
      if (runtimeVersion === undefined) return null
      return `INIT_START Runtime Version: ${runtimeVersion}\tRuntime Version ARN: ${runtimeVersionArn}`
    }
    case 'platform.initRuntimeDone':
      return null
    case 'platform.initReport':
      return initReportText(event.record)
    case 'platform.start':
      return `START RequestId: ${event.record.requestId} Version: ${event.record.version}`
    case 'platform.runtimeDone':
      return `END RequestId: ${event.record.requestId}`
    case 'platform.report':
      return reportText(event.record, event.thrown === true)
    case 'platform.extension': {
      const { name, state, events, errorType } = event.record
      const error = errorType === undefined ? '' : `\tError Type: ${errorType}`
      return `EXTENSION\tName: ${name}\tState: ${state}\tEvents: [${events.join(', ')}]${error}`
    }
    case 'platform.telemetrySubscription':
    case 'platform.logsSubscription': {
      const { name, state, types } = event.record
      const shown = types.map((type) => type.charAt(0).toUpperCase() + type.slice(1))
      const api = event.type === 'platform.logsSubscription' ? 'LOGS' : 'TELEMETRY'
      return `${api}\tName: ${name}\tState: ${state}\tTypes: [${shown.join(', ')}]`
    }
    case 'platform.logsDropped': {
      const { droppedBytes, droppedRecords, reason } = event.record
      return `LOGS_DROPPED\tDroppedBytes: ${droppedBytes}\tDroppedRecords: ${droppedRecords}\tReason: ${reason}`
    }
  }
}

type RecordOf<Type extends PlatformEvent['type']> = Extract<PlatformEvent, { readonly type: Type }>['record']

/** Text logs have it only of an Init that failed, or that ran ahead of any invocation. */
function initReportText(record: RecordOf<'platform.initReport'>): string | null {
  const { initializationType, phase, status, errorType, metrics } = record
  if (status === 'success' && initializationType === 'on-demand') return null
  const start = `INIT_REPORT Init Duration: ${metrics.durationMs.toFixed(2)} ms\tPhase: ${phase}\tStatus: ${status}`
  return errorType === undefined ? start : `${start}\tError Type: ${errorType}`
}

function reportText({ requestId, metrics, status, errorType, tracing }: RecordOf<'platform.report'>, thrown: boolean) {
  const { durationMs, billedDurationMs, memorySizeMB, maxMemoryUsedMB, initDurationMs } = metrics
  const failed = status !== 'success' && !thrown
  return (
    `REPORT RequestId: ${requestId}\tDuration: ${durationMs.toFixed(2)} ms\t` +
    `Billed Duration: ${billedDurationMs} ms\tMemory Size: ${memorySizeMB} MB\t` +
    `Max Memory Used: ${maxMemoryUsedMB} MB\t` +
    (initDurationMs === undefined ? '' : `Init Duration: ${initDurationMs.toFixed(2)} ms\t`) +
    (failed ? `Status: ${status}${errorType === undefined ? '' : `\tError Type: ${errorType}`}` : '') +
    (tracing === undefined ? '' : `\n${tracingText(tracing)}`)
  )
}

function tracingText({ spanId, value }: Tracing): string {
  const root = /Root=([^;]+)/.exec(value)?.[1] ?? ''
  return `XRAY TraceId: ${root}\tSegmentId: ${spanId}\tSampled: true\t`
}

/** Durations have three decimals at most. */
function rounded(value: unknown): unknown {
  if (typeof value === 'number') return Math.round(value * 1000) / 1000
  if (Array.isArray(value)) return value.map(rounded)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([key, member]) => [key, rounded(member)]),
  )
}
