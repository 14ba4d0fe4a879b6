/**
 * What Lambda measures of invocations and their concurrency, out of the trace.
 * Source: Lambda Developer Guide, "Types of metrics for Lambda functions" and "Viewing metrics for Lambda functions"
 * (dimensions).
 */

import type { TraceRecord } from '../../aws/trace-records'
import { AccountMetrics } from './account-metrics'
import type { Dimension } from './state'

type Started = Extract<TraceRecord, { type: 'invocation.started' }>

export type AddMetric = (
  name: string,
  dimensions: readonly Dimension[],
  value: number,
  unit: 'Count' | 'Milliseconds' | 'None',
  at: number,
) => void

export class LambdaMetrics {
  /** By environment: an environment runs one invocation at a time. */
  readonly #running = new Map<string, Started>()
  /** `function:qualifier` → environments that are allocated. */
  readonly #provisioned = new Map<string, number>()
  readonly #account = new AccountMetrics((name, value, at) => this.add(name, [], value, 'Count', at))
  /** Request id → when the runtime answered while extensions went on. */
  readonly #answeredAt = new Map<string, number>()

  constructor(readonly add: AddMetric) {}

  observe(record: TraceRecord): void {
    this.#account.observe(record)
    switch (record.type) {
      case 'invocation.started':
        this.#running.set(record.environment, record)
        return this.#started(record)
      case 'invocation.answered':
        this.#answeredAt.set(record.requestId, record.at)
        return
      case 'invocation.ended': {
        const started = this.#running.get(record.environment)
        this.#running.delete(record.environment)
        if (started) this.#ended(started, record)
        return
      }
      case 'provisioned.changed':
        this.#provisioned.set(`${record.functionName}:${record.qualifier}`, record.allocated)
        return
      case 'provisioned.removed':
        this.#provisioned.delete(`${record.functionName}:${record.qualifier}`)
    }
  }

  #started(record: Started): void {
    const { functionName, qualifier, capacity, at } = record
    const running = [...this.#running.values()]
    const ofFunction = running.filter((one) => one.functionName === functionName)
    this.add('ConcurrentExecutions', [], running.length, 'Count', at)
    this.add('ConcurrentExecutions', [byFunction(functionName)], ofFunction.length, 'Count', at)
    if (qualifier === undefined) return
    const resource = dimensionsOf(record)[2] ?? []
    const same = ofFunction.filter((one) => one.qualifier === qualifier)
    this.add('ConcurrentExecutions', resource, same.length, 'Count', at)
    if (capacity !== 'provisioned' && capacity !== 'spillover') return
    const counted = capacity === 'provisioned' ? 'Invocations' : 'SpilloverInvocations'
    this.#each(record, `ProvisionedConcurrency${counted}`, 1, 'Count', at)
    const used = same.filter((one) => one.capacity === 'provisioned').length
    const allocated = this.#provisioned.get(`${functionName}:${qualifier}`) ?? 0
    this.#each(record, 'ProvisionedConcurrentExecutions', used, 'Count', at)
    if (allocated > 0) this.add('ProvisionedConcurrencyUtilization', resource, used / allocated, 'None', at)
  }

  #ended(started: Started, record: Extract<TraceRecord, { type: 'invocation.ended' }>): void {
    // Counted at the start of the invocation.
    const at = record.at - record.duration
    this.#each(started, 'Invocations', 1, 'Count', at)
    this.#each(started, 'Errors', record.status === 'success' ? 0 : 1, 'Count', at)
    this.#each(started, 'Duration', record.duration, 'Milliseconds', at)
    const answeredAt = this.#answeredAt.get(record.requestId)
    this.#answeredAt.delete(record.requestId)
    if (answeredAt === undefined) return
    this.#each(started, 'PostRuntimeExtensionsDuration', record.at - answeredAt, 'Milliseconds', at)
  }

  #each(record: Started, name: string, value: number, unit: 'Count' | 'Milliseconds', at: number): void {
    for (const dimensions of dimensionsOf(record)) this.add(name, dimensions, value, unit, at)
  }
}

const byFunction = (functionName: string): Dimension => ({ Name: 'FunctionName', Value: functionName })

/** Over everything; of the function; of the version or alias that was invoked; of the version an alias led to. */
function dimensionsOf({ functionName, qualifier, version }: Started): readonly (readonly Dimension[])[] {
  const fn = byFunction(functionName)
  if (qualifier === undefined) return [[], [fn]]
  const resource = { Name: 'Resource', Value: `${functionName}:${qualifier}` }
  if (qualifier === version) return [[], [fn], [fn, resource]]
  return [[], [fn], [fn, resource], [fn, resource, { Name: 'ExecutedVersion', Value: version }]]
}
