/** The platform's events about one attempt and the environment it runs in. Source: as `platform-events.ts`. */

import { bytesToHex } from '@noble/hashes/utils.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { isoTimestamp } from '../aws/timestamps'
import type { InvocationStatus } from '../aws/trace-records'
import type { ExecutionEnvironment } from './environment'
import { RUNTIME_VERSIONS, type EventStatus, type InitPhase, type PlatformEvent, type Tracing } from './platform-events'

interface Failed {
  readonly status: InvocationStatus
  /** JSON text. */
  readonly payload: string
  /** As REPORT names it; null for an error that the handler threw. */
  readonly reportType: string | null
}

/** What is needed of the attempt. */
interface Request {
  readonly requestId: string
  readonly invokedFunctionArn: string
  readonly traceId: string
  readonly tenantId?: string
}

const utf8 = new TextEncoder()

export class PlatformEvents {
  readonly #tracing: Tracing | null

  constructor(
    readonly environment: ExecutionEnvironment,
    readonly request: Request,
  ) {
    this.#tracing = tracingOf(request.traceId)
  }

  initStart(phase: InitPhase): PlatformEvent {
    return initStart(this.environment, phase)
  }

  initEnd(phase: InitPhase, duration: number, failure: InitFailure | null): readonly PlatformEvent[] {
    return initEnd(this.environment, phase, duration, failure)
  }

  start(): PlatformEvent {
    const { requestId, invokedFunctionArn: functionArn, tenantId } = this.request
    return {
      type: 'platform.start',
      record: {
        requestId,
        functionArn,
        version: this.environment.version,
        ...(tenantId !== undefined && { tenantId }),
        ...this.#traced,
      },
    }
  }

  /** MODEL: the response is there at once when the handler has ended: nothing is left of the other two spans. */
  runtimeDone(startedAt: number, duration: number, failure: Failed | null, response: string): PlatformEvent {
    const responded = failure === null || isThrown(failure)
    const start = isoTimestamp(startedAt)
    const end = isoTimestamp(startedAt + duration)
    return {
      type: 'platform.runtimeDone',
      record: {
        requestId: this.request.requestId,
        ...endOf(failure, 'failure'),
        ...(responded && {
          spans: [
            { name: 'responseLatency', start, durationMs: duration },
            { name: 'responseDuration', start: end, durationMs: 0 },
            { name: 'runtimeOverhead', start: end, durationMs: 0 },
          ],
        }),
        metrics: {
          durationMs: duration,
          producedBytes: responded ? utf8.encode(failure?.payload ?? response).length : 0,
        },
        ...this.#traced,
      },
    }
  }

  report(
    durationMs: number,
    billedDurationMs: number,
    initDuration: number | null,
    failure: Failed | null,
    /** How long extensions went on after the answer; null when they did not. */
    overhead: { readonly since: number; readonly durationMs: number } | null = null,
  ): PlatformEvent {
    const { environment, request } = this
    return {
      type: 'platform.report',
      record: {
        requestId: request.requestId,
        metrics: {
          durationMs,
          billedDurationMs,
          memorySizeMB: environment.configuration.memorySize,
          maxMemoryUsedMB: environment.maxMemoryUsedMB,
          ...(initDuration !== null && { initDurationMs: initDuration }),
        },
        ...endOf(failure, 'error'),
        ...(overhead !== null && {
          spans: [{ name: 'extensionOverhead', start: isoTimestamp(overhead.since), durationMs: overhead.durationMs }],
        }),
        ...this.#traced,
      },
      ...(failure !== null && isThrown(failure) && { thrown: true }),
    }
  }

  get #traced(): { readonly tracing?: Tracing } {
    return this.#tracing === null ? {} : { tracing: this.#tracing }
  }
}

export interface InitFailure {
  readonly status: InvocationStatus
  readonly errorType: string | null
}

/** A runtime version belongs to the Init that is not suppressed. */
export function initStart(environment: ExecutionEnvironment, phase: InitPhase): PlatformEvent {
  const { configuration, version, id, initializationType } = environment
  const { runtime } = configuration
  const arn = runtimeVersionArn(runtime, environment.context.account.region)
  return {
    type: 'platform.initStart',
    record: {
      initializationType,
      phase,
      ...(phase === 'init' && { runtimeVersion: RUNTIME_VERSIONS[runtime], runtimeVersionArn: arn }),
      functionName: configuration.name,
      functionArn: `${configuration.arn}:${version}`,
      functionVersion: version,
      instanceId: id,
      instanceMaxMemory: configuration.memorySize * 1024 * 1024,
    },
  }
}

export function initEnd(
  { initializationType }: ExecutionEnvironment,
  phase: InitPhase,
  durationMs: number,
  failure: InitFailure | null,
): readonly PlatformEvent[] {
  const status: EventStatus = failure === null ? 'success' : failure.status === 'timeout' ? 'timeout' : 'error'
  const errorType = status === 'error' ? (failure?.errorType ?? null) : null
  const record = { initializationType, phase, status, ...(errorType !== null && { errorType }) }
  return [
    { type: 'platform.initRuntimeDone', record },
    { type: 'platform.initReport', record: { ...record, metrics: { durationMs } } },
  ]
}

/** Which build of the runtime runs: an ARN that says nothing to the reader, there as everywhere. */
export const runtimeVersionArn = (runtime: string, region: string): string =>
  `arn:aws:lambda:${region}::runtime:${bytesToHex(sha256(utf8.encode(runtime)))}`

/** Of a header of a sampled trace; null without one. */
export function tracingOf(header: string): Tracing | null {
  const [, root, spanId] = /Root=([^;]+);Parent=([^;]+);Sampled=1/.exec(header) ?? []
  if (root === undefined || spanId === undefined) return null
  return { spanId, type: 'X-Amzn-Trace-Id', value: `Root=${root};Parent=${spanId};Sampled=1` }
}

const isThrown = ({ status, reportType }: Failed): boolean => status === 'error' && reportType === null

/** @param dead status of a process that ended */
function endOf(failure: Failed | null, dead: 'failure' | 'error') {
  if (failure === null) return { status: 'success' } as const
  if (failure.status === 'timeout') return { status: 'timeout' } as const
  if (isThrown(failure)) return { status: 'error', errorType: 'Runtime.Unknown' } as const
  return { status: dead, ...(failure.reportType !== null && { errorType: failure.reportType }) } as const
}
