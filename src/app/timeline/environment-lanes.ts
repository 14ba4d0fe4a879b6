/** Execution environments with their phases, and each function with all its invocations. */

import type { TraceRecord } from '../../cloud/aws/trace-records'
import { durationText } from '../parts/quantities'
import { environmentLaneId, functionLaneId, type Depth, type EnvironmentLane, type GroupLane, type Span } from './lanes'
import { pointList, spanList, TimedList } from './timed-list'

export class EnvironmentLanes {
  /** By environment. */
  readonly lanes = new Map<string, EnvironmentLane>()
  /** By function, in order of appearance. */
  readonly functions = new Map<string, GroupLane>()
  readonly #count = new Map<string, number>()

  /** @returns the span of an invocation that begins */
  apply(record: TraceRecord): Span | null {
    switch (record.type) {
      case 'environment.created':
        this.#lane(record.environment, record.functionName, record.at)
        break
      case 'environment.init-started':
        this.lanes.get(record.environment)?.spans.push(spanOf('init', record.at))
        break
      case 'environment.init-ended':
        this.#end(record.environment, 'init', record.at, record.status)
        break
      case 'environment.init-step': {
        const span = lastOpen(this.lanes.get(record.environment)?.spans, 'init')
        if (span) (span.notes ??= []).push(`${record.step} init ${durationText(record.duration)}`)
        break
      }
      case 'environment.shutdown-started':
        this.lanes.get(record.environment)?.spans.push({ ...spanOf('shutdown', record.at), notes: [record.reason] })
        break
      case 'environment.shutdown-ended':
        this.#end(record.environment, 'shutdown', record.at, 'success')
        break
      case 'environment.shutdown': {
        const lane = this.lanes.get(record.environment)
        if (lane) lane.shutdown = { at: record.at, reason: record.reason }
        break
      }
      case 'invocation.started': {
        const span = spanOf('invoke', record.at, record.requestId, record.attempt)
        this.#lane(record.environment, record.functionName, record.at).spans.push(span)
        const all = this.functionLane(record.functionName)
        all.spans.push(span)
        changeLoad(all, record.at, 1)
        return span
      }
      case 'invocation.answered':
        this.lanes.get(record.environment)?.spans.push(spanOf('extensions', record.at, record.requestId))
        break
      case 'invocation.ended': {
        this.#end(record.environment, 'extensions', record.at, 'success')
        const span = this.#end(record.environment, 'invoke', record.at, record.status)
        const all = this.functionLane(record.functionName)
        changeLoad(all, record.at, -1)
        if (span && record.status !== 'success') all.failures.push(span)
        break
      }
    }
    return null
  }

  functionLane(name: string): GroupLane {
    const known = this.functions.get(name)
    if (known) return known
    const lane: GroupLane = {
      kind: 'group',
      id: functionLaneId(name),
      resource: name,
      isFunction: true,
      spans: spanList(),
      // In order of their ends: when they are known to have failed.
      failures: pointsAtEnd(),
      load: pointList<Depth>(),
    }
    this.functions.set(name, lane)
    return lane
  }

  #end(environment: string, kind: Span['kind'], at: number, status: Span['status']): Span | null {
    const lane = this.lanes.get(environment)
    const span = lastOpen(lane?.spans, kind)
    if (!lane || !span) return null
    Object.assign(span, { end: at, status })
    if (status !== 'success') lane.failures.push(span)
    return span
  }

  #lane(environment: string, functionName: string, at: number): EnvironmentLane {
    const known = this.lanes.get(environment)
    if (known) return known
    this.functionLane(functionName)
    const number = (this.#count.get(functionName) ?? 0) + 1
    this.#count.set(functionName, number)
    const lane: EnvironmentLane = {
      kind: 'environment',
      id: environmentLaneId(environment),
      environment,
      functionName,
      number,
      createdAt: at,
      shutdown: null,
      spans: spanList(),
      failures: pointsAtEnd(),
    }
    this.lanes.set(environment, lane)
    return lane
  }
}

const spanOf = (kind: Span['kind'], start: number, requestId: string | null = null, attempt = 0): Span => ({
  kind,
  start,
  end: null,
  status: 'running',
  requestId,
  attempt,
})

/** Failures are few and may be long: a list of them is searched by when they ended. */
function pointsAtEnd(): TimedList<Span> {
  const ended = ({ end, start }: Span): number => end ?? start
  return new TimedList(ended, ended)
}

function changeLoad({ load }: GroupLane, at: number, by: 1 | -1): void {
  load.push({ at, depth: Math.max(0, (load.at(-1)?.depth ?? 0) + by) })
}

function lastOpen(spans: TimedList<Span> | undefined, kind: Span['kind']): Span | null {
  for (let index = 1; spans && index <= Math.min(4, spans.length); index++) {
    const span = spans.at(-index)
    if (span?.kind === kind && span.end === null) return span
  }
  return null
}
