/**
 * What durable executions have used: operations, data written, data kept.
 *
 * Source: AWS Lambda pricing, durable functions, with its example; Guide, "Retries for Lambda durable functions" (metering
 * impact); users' reports of the metrics DurableExecutionOperations and DurableExecutionStorageWrittenBytes.
 * - Operations: the start; each attempt of a step that ends; each wait, callback, chained invocation and context; each
 *   time that a failed invocation is tried again.
 * - Written: the input, what operations and errors hold. Not the execution's result, unless a checkpoint brought it.
 * - Kept: while the execution runs, and for the retention period. MODEL: the latter counts as soon as the execution ends.
 */

import type { TraceRecord } from '../trace-records'
import { days } from '../units'
import { NO_USAGE, PRICES, type Usage } from './prices'

export type DurableFact = Extract<
  TraceRecord,
  { type: 'durable.started' | 'durable.operation' | 'durable.retry-scheduled' | 'durable.ended' }
>

interface Running {
  readonly functionName: string
  readonly retention: number
  /** Operation id → attempts that have ended. */
  readonly operations: Map<string, number>
  bytes: number
  changedAt: number
  /** Bytes × milliseconds, up to the last change. */
  kept: number
}

const GIGABYTE = 1024 ** 3
const MONTH = days(PRICES.durable.daysPerMonth)

export class DurableUsage {
  /** By ARN. */
  readonly #running = new Map<string, Running>()

  fork(): DurableUsage {
    const fork = new DurableUsage()
    for (const [execution, running] of this.#running)
      fork.#running.set(execution, { ...running, operations: new Map(running.operations) })
    return fork
  }

  /** What the fact adds. */
  apply(fact: DurableFact): Usage {
    if (fact.type === 'durable.started') {
      const { functionName, retention = 0, at } = fact
      this.#running.set(fact.execution, {
        ...{ functionName, retention },
        ...{ operations: new Map(), bytes: 0, changedAt: at, kept: 0 },
      })
    }
    const execution = this.#running.get(fact.execution)
    if (!execution) return NO_USAGE
    const { bytes = 0 } = fact
    execution.kept = keptUntil(execution, fact.at)
    execution.changedAt = fact.at
    execution.bytes += bytes
    const usage = { ...NO_USAGE, durableOperations: operationsOf(fact, execution), durableBytesWritten: bytes }
    if (fact.type !== 'durable.ended') return usage
    this.#running.delete(fact.execution)
    const kept = execution.kept + execution.bytes * execution.retention
    return { ...usage, durableGigabyteMonths: gigabyteMonths(kept) }
  }

  /** What executions that still run have kept so far, by function. */
  kept(now: number): ReadonlyMap<string, Usage> {
    const byFunction = new Map<string, number>()
    for (const execution of this.#running.values()) {
      const { functionName } = execution
      byFunction.set(functionName, (byFunction.get(functionName) ?? 0) + keptUntil(execution, now))
    }
    return new Map(
      [...byFunction].map(([name, kept]) => [name, { ...NO_USAGE, durableGigabyteMonths: gigabyteMonths(kept) }]),
    )
  }
}

const keptUntil = ({ kept, bytes, changedAt }: Running, now: number): number => kept + bytes * (now - changedAt)

const gigabyteMonths = (kept: number): number => kept / GIGABYTE / MONTH

function operationsOf(fact: DurableFact, { operations }: Running): number {
  switch (fact.type) {
    case 'durable.started':
      return 1
    case 'durable.operation': {
      const { operationId, operationType, attempt } = fact
      const before = operations.get(operationId)
      operations.set(operationId, attempt)
      if (operationType === 'STEP') return attempt - (before ?? 0)
      return before === undefined ? 1 : 0
    }
    case 'durable.retry-scheduled':
      // That a throttled invocation costs an operation is nowhere said.
      return fact.cause === 'function-error' ? 1 : 0
    case 'durable.ended':
      return 0
  }
}
