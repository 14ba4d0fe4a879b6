import type { TraceRecord } from '../cloud/aws/trace-records'
import { ACCOUNT_CONCURRENCY } from './aws-limits'
import { BusyEnvironments } from './busy-environments'
import type { Invariant } from './contract'
import { Violations } from './violations'

/** What functions have taken out of the account's concurrency for themselves. */
class Claims {
  readonly #reserved = new Map<string, number>()
  readonly #provisioned = new Map<string, Map<string, number>>()

  apply(record: TraceRecord): void {
    if (record.type === 'reserved.changed') {
      if (record.reserved === null) this.#reserved.delete(record.functionName)
      else this.#reserved.set(record.functionName, record.reserved)
    } else if (record.type === 'provisioned.changed') {
      const ofFunction = this.#provisioned.get(record.functionName) ?? new Map<string, number>()
      this.#provisioned.set(record.functionName, ofFunction.set(record.qualifier, record.requested))
    } else if (record.type === 'provisioned.removed') {
      this.#provisioned.get(record.functionName)?.delete(record.qualifier)
    }
  }

  reserved(functionName: string): number | null {
    return this.#reserved.get(functionName) ?? null
  }

  provisioned(functionName: string): number {
    return [...(this.#provisioned.get(functionName)?.values() ?? [])].reduce((total, one) => total + one, 0)
  }

  provisionedFor(functionName: string, qualifier: string): number {
    return this.#provisioned.get(functionName)?.get(qualifier) ?? 0
  }

  get total(): number {
    const names = new Set([...this.#reserved.keys(), ...this.#provisioned.keys()])
    return [...names].reduce((total, name) => total + (this.#reserved.get(name) ?? this.provisioned(name)), 0)
  }
}

export const reservedConcurrency: Invariant = {
  id: 'reserved-concurrency',
  sentence:
    'A function with reserved concurrency never runs more invocations at a time than it has reserved, provisioned ones included; with 0, none.',
  source: 'Fact sheet 4; Lambda Developer Guide, "Configuring reserved concurrency for a function"',
  check({ records }) {
    const violations = new Violations()
    const [busy, claims] = [new BusyEnvironments(), new Claims()]
    for (const record of records) {
      claims.apply(record)
      const admission = busy.apply(record)
      if (!admission || admission.provisionedFor !== null) continue
      const { functionName } = admission
      const reserved = claims.reserved(functionName)
      const [used, provisioned] = [busy.ofFunction(functionName), claims.provisioned(functionName)]
      if (reserved === null || used + provisioned <= reserved) continue
      const beside = provisioned > 0 ? ` beside ${provisioned} provisioned` : ''
      const message = `${functionName} runs ${used} invocations at a time${beside}, and has reserved ${reserved}`
      violations.add(message, [record], functionName)
    }
    return violations.found
  },
}

export const accountConcurrency: Invariant = {
  id: 'account-concurrency',
  sentence:
    'Functions without reserved concurrency together never run more invocations at a time than what others have left of the account’s concurrency.',
  source: 'Fact sheet 4; Lambda Developer Guide, "Understanding and visualizing concurrency"',
  check({ records, settings }) {
    const violations = new Violations()
    const [busy, claims] = [new BusyEnvironments(), new Claims()]
    const functions = new Set<string>()
    const account = settings.accountConcurrency ?? ACCOUNT_CONCURRENCY
    /** Cheap bound first: sums over functions only when it is near. */
    for (const record of records) {
      claims.apply(record)
      const admission = busy.apply(record)
      if (!admission || admission.provisionedFor !== null) continue
      functions.add(admission.functionName)
      if (claims.reserved(admission.functionName) !== null) continue
      let used = 0
      for (const name of functions) if (claims.reserved(name) === null) used += busy.ofFunction(name)
      const pool = account - claims.total
      if (used <= pool) continue
      const message = `${used} invocations run at a time on unreserved concurrency, of which the account has ${pool}`
      violations.add(message, [record], admission.functionName)
    }
    return violations.found
  },
}

export const provisionedConcurrency: Invariant = {
  id: 'provisioned-concurrency',
  sentence:
    'Provisioned environments serve what is invoked under their version or alias, never more at a time than were asked for; what runs on demand although there are some spills over.',
  source: 'Fact sheet 4; Lambda Developer Guide, "Configuring provisioned concurrency for a function"',
  check({ records }) {
    const violations = new Violations()
    const [busy, claims] = [new BusyEnvironments(), new Claims()]
    const madeFor = new Map<string, string>()
    /** Where there were more at an earlier time: they go when they are done. */
    const lowered = new Set<string>()
    for (const record of records) {
      if (record.type === 'provisioned.changed' || record.type === 'provisioned.removed') {
        const { functionName, qualifier } = record
        const before = claims.provisionedFor(functionName, qualifier)
        claims.apply(record)
        if (claims.provisionedFor(functionName, qualifier) < before) lowered.add(`${functionName}:${qualifier}`)
        continue
      }
      if (record.type === 'environment.created' && record.provisionedFor !== undefined) {
        madeFor.set(record.environment, record.provisionedFor)
      }
      busy.apply(record)
      if (record.type !== 'invocation.started' || record.capacity === undefined) continue
      const { functionName, requestId, environment, qualifier = '' } = record
      const provisionedFor = madeFor.get(environment) ?? null
      if ((record.capacity === 'provisioned') !== (provisionedFor !== null)) {
        const message = `${requestId} of ${functionName} is told to run on ${record.capacity} capacity, and its environment was made ${provisionedFor === null ? 'on demand' : `for ${provisionedFor}`}`
        violations.add(message, [record], functionName)
      }
      if (provisionedFor === null) continue
      if (provisionedFor !== qualifier) {
        const message = `${requestId} of ${functionName}:${qualifier} runs in an environment that is provisioned for ${provisionedFor}`
        violations.add(message, [record], functionName)
      }
      const [used, asked] = [
        busy.ofProvisioned(functionName, provisionedFor),
        claims.provisionedFor(functionName, provisionedFor),
      ]
      if (used <= asked || lowered.has(`${functionName}:${provisionedFor}`)) continue
      violations.add(
        `${functionName}:${provisionedFor} runs ${used} invocations at a time on ${asked} provisioned environments`,
        [record],
        functionName,
      )
    }
    return violations.found
  },
}
