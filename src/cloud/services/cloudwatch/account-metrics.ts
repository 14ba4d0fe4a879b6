/**
 * What Lambda measures of the account's concurrency in the Region, out of the trace: invocations that use unreserved
 * concurrency, and what is not there for invocations on demand. Source: Lambda Developer Guide, "Monitoring
 * concurrency". MODEL: a data point with each invocation and each change of an allocation, where AWS has one a minute.
 */

import type { TraceRecord } from '../../aws/trace-records'

export class AccountMetrics {
  /** Function → its reserved concurrency. */
  readonly #reserved = new Map<string, number>()
  /** Function → qualifier → environments that were asked for. */
  readonly #provisioned = new Map<string, Map<string, number>>()
  /** Environment → function, of invocations that do not run in a provisioned environment. */
  readonly #onDemand = new Map<string, string>()

  constructor(readonly add: (name: string, value: number, at: number) => void) {}

  observe(record: TraceRecord): void {
    switch (record.type) {
      case 'reserved.changed':
        if (record.reserved === null) this.#reserved.delete(record.functionName)
        else this.#reserved.set(record.functionName, record.reserved)
        return this.#measure(record.at)
      case 'provisioned.changed':
        this.#provisionedOf(record.functionName).set(record.qualifier, record.requested)
        return this.#measure(record.at)
      case 'provisioned.removed':
        this.#provisionedOf(record.functionName).delete(record.qualifier)
        return this.#measure(record.at)
      case 'invocation.started':
        if (record.capacity !== 'provisioned') this.#onDemand.set(record.environment, record.functionName)
        return this.#measure(record.at)
      case 'invocation.ended':
        this.#onDemand.delete(record.environment)
    }
  }

  #measure(at: number): void {
    const unreserved = [...this.#onDemand.values()].filter((name) => !this.#reserved.has(name)).length
    this.add('UnreservedConcurrentExecutions', unreserved, at)
    this.add('ClaimedAccountConcurrency', unreserved + this.#allocated(), at)
  }

  /** All reserved concurrency, and the provisioned concurrency of functions that have none reserved. */
  #allocated(): number {
    let sum = 0
    for (const reserved of this.#reserved.values()) sum += reserved
    for (const [name, requested] of this.#provisioned) {
      if (!this.#reserved.has(name)) for (const count of requested.values()) sum += count
    }
    return sum
  }

  #provisionedOf(functionName: string): Map<string, number> {
    const known = this.#provisioned.get(functionName) ?? new Map<string, number>()
    this.#provisioned.set(functionName, known)
    return known
  }
}
