/**
 * Provisioned concurrency and provisioned pollers, by function.
 *
 * Source: AWS Lambda pricing, provisioned concurrency: what is configured, allocated or not yet, from when it is enabled
 * until it is disabled, rounded up to five minutes. Provisioned mode for event source mappings: the pollers that there
 * are, by the second, at least a minute; a unit is one poller of SQS, or up to ten of Kafka.
 * MODEL: Kafka's pollers share units as if each took a tenth of one, whatever their throughput.
 */

import type { TraceRecord } from '../trace-records'
import { hours, minutes, seconds } from '../units'
import { NO_USAGE, PRICES, sum, type Architecture, type Usage } from './prices'
import { Standing } from './standing'

export type StandingFact = Extract<
  TraceRecord,
  { type: 'provisioned.changed' | 'provisioned.removed' | 'mapping.state' | 'mapping.scaled' }
>

interface Charge {
  readonly functionName: string
  readonly standing: Standing
  /** @param used amount × milliseconds */
  readonly usage: (used: number) => Usage
}

type PollerKind = keyof typeof PRICES.pollersPerUnit

const roundedUp = (time: number, unit: number): number => Math.ceil(time / unit) * unit
const PERIOD = minutes(PRICES.provisionedConcurrencyPeriodMinutes)
const ARCHITECTURES = ['x86_64', 'arm64'] as const

export class StandingUsage {
  readonly #charges = new Map<string, Charge>()
  /** Of mappings in provisioned mode. */
  readonly #kinds = new Map<string, PollerKind>()

  fork(): StandingUsage {
    const fork = new StandingUsage()
    for (const [key, charge] of this.#charges) fork.#charges.set(key, { ...charge, standing: charge.standing.fork() })
    for (const [mapping, kind] of this.#kinds) fork.#kinds.set(mapping, kind)
    return fork
  }

  apply(fact: StandingFact): void {
    switch (fact.type) {
      case 'provisioned.changed':
        this.#provisioned(fact, fact.requestedMB)
        break
      case 'provisioned.removed':
        this.#provisioned(fact, undefined)
        break
      case 'mapping.state':
        // One that is disabled or deleted, or has left provisioned mode, has none any more.
        if (fact.pollers) this.#kinds.set(fact.mapping, fact.pollers.kind)
        this.#pollers(fact, fact.pollers?.count ?? 0)
        break
      case 'mapping.scaled':
        if (fact.pollers !== undefined) this.#pollers(fact, fact.pollers)
    }
  }

  /** As if everything ended now, by function. */
  used(now: number): ReadonlyMap<string, Usage> {
    const byFunction = new Map<string, Usage>()
    for (const { functionName, standing, usage } of this.#charges.values()) {
      byFunction.set(functionName, sum(byFunction.get(functionName) ?? NO_USAGE, usage(standing.used(now))))
    }
    return byFunction
  }

  #provisioned(
    { functionName, qualifier, at }: Extract<StandingFact, { qualifier: string }>,
    requestedMB: Readonly<Record<Architecture, number>> | undefined,
  ): void {
    for (const architecture of ARCHITECTURES) {
      const megabytes = requestedMB?.[architecture] ?? 0
      this.#set(`${functionName}:${qualifier}:${architecture}`, megabytes, at, () => ({
        functionName,
        standing: new Standing((time) => roundedUp(time, PERIOD)),
        usage: (used) => ({
          ...NO_USAGE,
          allocatedGigabyteSeconds: {
            ...NO_USAGE.allocatedGigabyteSeconds,
            [architecture]: used / 1024 / seconds(1),
          },
        }),
      }))
    }
  }

  #pollers({ mapping, functionName, at }: Extract<StandingFact, { mapping: string }>, count: number): void {
    const kind = this.#kinds.get(mapping)
    if (!kind) return
    this.#set(mapping, Math.ceil(count / PRICES.pollersPerUnit[kind]), at, () => ({
      functionName,
      standing: new Standing((time) => Math.max(seconds(PRICES.pollerMinimumSeconds), roundedUp(time, seconds(1)))),
      usage: (used) => ({ ...NO_USAGE, pollerUnitHours: { ...NO_USAGE.pollerUnitHours, [kind]: used / hours(1) } }),
    }))
  }

  #set(key: string, amount: number, at: number, charge: () => Charge): void {
    const known = this.#charges.get(key)
    if (!known && amount === 0) return
    const { standing } = known ?? this.#add(key, charge())
    standing.set(amount, at)
  }

  #add(key: string, charge: Charge): Charge {
    this.#charges.set(key, charge)
    return charge
  }
}
