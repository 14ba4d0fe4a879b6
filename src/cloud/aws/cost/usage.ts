/** What functions have used of what Lambda charges for, as a projection of the trace. */

import type { TraceRecord } from '../trace-records'
import type { Milliseconds } from '../units'
import { DurableUsage } from './durable-usage'
import { NO_USAGE, PRICES, sum, type Architecture, type Usage } from './prices'
import { StandingUsage } from './standing-usage'

type Fact<T extends TraceRecord['type']> = Extract<TraceRecord, { type: T }>

/** What counts of an execution environment. */
export interface EnvironmentFacts {
  readonly architecture: Architecture
  /** MB. */
  readonly ephemeralStorage: number
  /** Of provisioned concurrency. */
  readonly provisioned?: boolean
}

/** What the meter remembers of it. */
interface Environment extends EnvironmentFacts {
  readonly memorySizeMB: number
  readonly tenantId: string | undefined
  /** Request id of its first invocation. */
  readonly madeFor: string | null
}

export interface FunctionUsage {
  readonly functionName: string
  readonly invocations: number
  readonly usage: Usage
}

const ENVIRONMENTS_KEPT = 20_000
const STREAMS_KEPT = 2000
const ON_DEMAND: EnvironmentFacts = { architecture: 'x86_64', ephemeralStorage: PRICES.ephemeralStorage.freeMegabytes }

/**
 * Of one attempt: a request, the billed duration (Init included) and what /tmp and streaming add. One that was throttled
 * or stopped by recursive loop detection has not run and costs nothing.
 * @param streamedBytes of its response
 */
export function usageOfInvocation(
  { billedDuration, memorySizeMB }: Pick<Fact<'invocation.ended'>, 'billedDuration' | 'memorySizeMB'>,
  environment: EnvironmentFacts = ON_DEMAND,
  streamedBytes = 0,
): Usage {
  return {
    ...usageOfDuration(billedDuration, memorySizeMB, environment),
    requests: 1,
    streamedBytes: Math.max(0, streamedBytes - PRICES.streaming.freeBytesPerResponse),
  }
}

/** Of provisioned concurrency, duration has a price of its own. */
function usageOfDuration(
  billed: Milliseconds,
  memorySizeMB: number,
  { architecture, ephemeralStorage, provisioned }: EnvironmentFacts,
): Usage {
  const seconds = billed / 1000
  const storage = Math.max(0, ephemeralStorage - PRICES.ephemeralStorage.freeMegabytes)
  const gigabyteSeconds = { ...NO_USAGE.gigabyteSeconds, [architecture]: (seconds * memorySizeMB) / 1024 }
  return {
    ...NO_USAGE,
    ...(provisioned ? { provisionedGigabyteSeconds: gigabyteSeconds } : { gigabyteSeconds }),
    ephemeralGigabyteSeconds: (seconds * storage) / 1024,
  }
}

/** A new environment of a function that isolates tenants is charged for by its memory. */
const usageOfTenant = ({ architecture, memorySizeMB }: Environment): Usage => ({
  ...NO_USAGE,
  tenantGigabytes: { ...NO_USAGE.tenantGigabytes, [architecture]: memorySizeMB / 1024 },
})

/** Requests that a large asynchronous event counts beside its first: one per 64 KB beyond 256 KB. */
export function requestsOfEvent(bytes: number): number {
  const { firstBytes, chunkBytes } = PRICES.largeEvents
  return Math.max(0, Math.ceil((bytes - firstBytes) / chunkBytes))
}

interface Sums {
  readonly invocations: number
  readonly usage: Usage
}

/** Keeps up with the trace in time proportional to the new records. Instants are virtual milliseconds. */
export class UsageMeter {
  #functions = new Map<string, Sums>()
  #environments = new Map<string, Environment>()
  /** Request id → bytes streamed so far. */
  #streamed = new Map<string, number>()
  #durable = new DurableUsage()
  #standing = new StandingUsage()
  /** Of the latest record. */
  #at = 0

  /** One that goes on from here by itself. */
  fork(): UsageMeter {
    const fork = new UsageMeter()
    fork.#functions = new Map(this.#functions)
    fork.#environments = new Map(this.#environments)
    fork.#streamed = new Map(this.#streamed)
    fork.#durable = this.#durable.fork()
    fork.#standing = this.#standing.fork()
    fork.#at = this.#at
    return fork
  }

  apply(record: TraceRecord): void {
    this.#at = record.at
    switch (record.type) {
      case 'environment.created':
        this.#created(record)
        break
      case 'environment.init-ended': {
        const environment = this.#environments.get(record.environment)
        // Init of provisioned concurrency runs ahead of any invocation, which would be billed for it otherwise.
        if (!environment?.provisioned || record.phase !== 'init') break
        this.#add(
          record.functionName,
          usageOfDuration(Math.ceil(record.duration), environment.memorySizeMB, environment),
        )
        break
      }
      case 'invocation.started': {
        this.#streamed.delete(record.requestId)
        const environment = this.#environments.get(record.environment)
        if (!environment) break
        const isFirst = environment.madeFor === null
        // The youngest now: it is not to be forgotten.
        this.#environments.delete(record.environment)
        this.#environments.set(
          record.environment,
          isFirst ? { ...environment, madeFor: record.requestId } : environment,
        )
        break
      }
      case 'invocation.streamed':
        this.#streamed.set(record.requestId, (this.#streamed.get(record.requestId) ?? 0) + record.bytes)
        if (this.#streamed.size > STREAMS_KEPT) forgetFirst(this.#streamed)
        break
      case 'async.queued': {
        const requests = requestsOfEvent(utf8Length(record.payload))
        if (requests > 0) this.#add(record.functionName, { ...NO_USAGE, requests })
        break
      }
      case 'invocation.ended':
        this.#add(record.functionName, this.#usageOf(record), 1)
        break
      case 'durable.started':
      case 'durable.operation':
      case 'durable.retry-scheduled':
      case 'durable.ended':
        this.#add(record.functionName, this.#durable.apply(record))
        break
      case 'provisioned.changed':
      case 'provisioned.removed':
      case 'mapping.state':
      case 'mapping.scaled':
        this.#standing.apply(record)
    }
  }

  #created(record: Fact<'environment.created'>): void {
    const { architecture, ephemeralStorageMB, memorySizeMB = 0, provisionedFor, tenantId } = record
    const environment: Environment = {
      architecture: architecture ?? ON_DEMAND.architecture,
      ephemeralStorage: ephemeralStorageMB ?? ON_DEMAND.ephemeralStorage,
      provisioned: provisionedFor !== undefined,
      ...{ memorySizeMB, tenantId, madeFor: null },
    }
    this.#environments.set(record.environment, environment)
    // Those whose last invocation is long ago have none under way.
    if (this.#environments.size > ENVIRONMENTS_KEPT) forgetFirst(this.#environments)
    if (tenantId !== undefined) this.#add(record.functionName, usageOfTenant(environment))
  }

  #usageOf(ended: Fact<'invocation.ended'>): Usage {
    const streamed = this.#streamed.get(ended.requestId) ?? 0
    return usageOfInvocation(ended, this.#environments.get(ended.environment), streamed)
  }

  #add(functionName: string, usage: Usage, invocations = 0): void {
    const known = this.#functions.get(functionName) ?? { invocations: 0, usage: NO_USAGE }
    this.#functions.set(functionName, {
      invocations: known.invocations + invocations,
      usage: usage === NO_USAGE ? known.usage : sum(known.usage, usage),
    })
  }

  /** What one invocation costs, with the environment that was made for its tenant. */
  ofInvocation(ended: Fact<'invocation.ended'>): Usage {
    const usage = this.#usageOf(ended)
    const environment = this.#environments.get(ended.environment)
    const isNew = environment?.tenantId !== undefined && environment.madeFor === ended.requestId
    return isNew ? sum(usage, usageOfTenant(environment)) : usage
  }

  /** In the order of their first use. @param now up to when they count that use something over time */
  functions(now = this.#at): readonly FunctionUsage[] {
    const until = Math.max(now, this.#at)
    const overTime = [this.#standing.used(until), this.#durable.kept(until)]
    const names = new Set([...this.#functions.keys(), ...overTime.flatMap((usages) => [...usages.keys()])])
    return [...names].map((functionName) => {
      const { invocations, usage } = this.#functions.get(functionName) ?? { invocations: 0, usage: NO_USAGE }
      const all = overTime.reduce((total, usages) => sum(total, usages.get(functionName) ?? NO_USAGE), usage)
      return { functionName, invocations, usage: all }
    })
  }

  get invocations(): number {
    return [...this.#functions.values()].reduce((total, { invocations }) => total + invocations, 0)
  }

  total(now?: number): Usage {
    return this.functions(now).reduce((total, { usage }) => sum(total, usage), NO_USAGE)
  }
}

const forgetFirst = (map: Map<string, unknown>): void => void map.delete(map.keys().next().value ?? '')

/** UTF-8 is never longer than three times UTF-16's units: only long texts need counting. */
const utf8Length = (text: string): number =>
  text.length * 3 <= PRICES.largeEvents.firstBytes ? text.length : new TextEncoder().encode(text).length
