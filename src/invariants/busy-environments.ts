/** Which environments have an invocation, or an Init for one, at each moment: what concurrency is. */

import type { TraceRecord } from '../cloud/aws/trace-records'

interface Environment {
  readonly functionName: string
  readonly provisionedFor: string | null
  busy: boolean
}

/** Someone was given an environment: the moment at which a limit has to hold. */
export interface Admission {
  readonly functionName: string
  readonly provisionedFor: string | null
}

export class BusyEnvironments {
  readonly #environments = new Map<string, Environment>()
  /** On demand, by function. */
  readonly #onDemand = new Map<string, number>()
  /** Provisioned, by function and qualifier. */
  readonly #provisioned = new Map<string, number>()

  /** @returns the admission that the record is, if it is one */
  apply(record: TraceRecord): Admission | null {
    switch (record.type) {
      case 'environment.created': {
        const { environment, functionName, provisionedFor = null } = record
        const made: Environment = { functionName, provisionedFor, busy: false }
        this.#environments.set(environment, made)
        // Made for an invocation, whose Init comes first.
        return provisionedFor === null ? this.#occupy(made) : null
      }
      case 'invocation.started': {
        const one = this.#environments.get(record.environment)
        return one && !one.busy ? this.#occupy(one) : null
      }
      case 'invocation.ended':
      case 'environment.shutdown': {
        const one = this.#environments.get(record.environment)
        if (one?.busy) this.#release(one)
        return null
      }
      default:
        return null
    }
  }

  /** On demand. */
  ofFunction(functionName: string): number {
    return this.#onDemand.get(functionName) ?? 0
  }

  ofProvisioned(functionName: string, qualifier: string): number {
    return this.#provisioned.get(`${functionName}:${qualifier}`) ?? 0
  }

  #occupy(one: Environment): Admission {
    one.busy = true
    this.#count(one, 1)
    return one
  }

  #release(one: Environment): void {
    one.busy = false
    this.#count(one, -1)
  }

  #count({ functionName, provisionedFor }: Environment, by: number): void {
    const [counts, name] =
      provisionedFor === null
        ? [this.#onDemand, functionName]
        : [this.#provisioned, `${functionName}:${provisionedFor}`]
    counts.set(name, (counts.get(name) ?? 0) + by)
  }
}
