/** What functions have used of what Lambda charges for, as a projection of the trace. */

import type { TraceRecord } from '../trace-records'
import { NO_USAGE, PRICES, sum, type Architecture, type Usage } from './prices'

type Fact<T extends TraceRecord['type']> = Extract<TraceRecord, { type: T }>

/** What counts of an execution environment. */
export interface EnvironmentFacts {
  readonly architecture: Architecture
  /** MB. */
  readonly ephemeralStorage: number
}

export interface FunctionUsage {
  readonly functionName: string
  invocations: number
  usage: Usage
}

const ENVIRONMENTS_KEPT = 20_000
const ON_DEMAND: EnvironmentFacts = { architecture: 'x86_64', ephemeralStorage: PRICES.ephemeralStorage.freeMegabytes }

export const environmentFacts = (created: Fact<'environment.created'>): EnvironmentFacts => ({
  architecture: created.architecture ?? ON_DEMAND.architecture,
  ephemeralStorage: created.ephemeralStorageMB ?? ON_DEMAND.ephemeralStorage,
})

/**
 * Of one attempt: a request, the billed duration (Init included) and what /tmp and streaming add. One that was throttled
 * or stopped by recursive loop detection has not run and costs nothing.
 * @param streamedBytes of its response
 */
export function usageOfInvocation(
  { billedDuration, memorySizeMB }: Pick<Fact<'invocation.ended'>, 'billedDuration' | 'memorySizeMB'>,
  { architecture, ephemeralStorage }: EnvironmentFacts = ON_DEMAND,
  streamedBytes = 0,
): Usage {
  const seconds = billedDuration / 1000
  const storage = Math.max(0, ephemeralStorage - PRICES.ephemeralStorage.freeMegabytes)
  return {
    ...NO_USAGE,
    requests: 1,
    gigabyteSeconds: { ...NO_USAGE.gigabyteSeconds, [architecture]: (seconds * memorySizeMB) / 1024 },
    ephemeralGigabyteSeconds: (seconds * storage) / 1024,
    streamedBytes: Math.max(0, streamedBytes - PRICES.streaming.freeBytesPerResponse),
  }
}

/** Requests that a large asynchronous event counts beside its first: one per 64 KB beyond 256 KB (unverified). */
export function requestsOfEvent(bytes: number): number {
  const { firstBytes, chunkBytes } = PRICES.largeEvents
  return Math.max(0, Math.ceil((bytes - firstBytes) / chunkBytes))
}

/** Keeps up with the trace in time proportional to the new records. */
export class UsageMeter {
  readonly #functions = new Map<string, FunctionUsage>()
  readonly #environments = new Map<string, EnvironmentFacts>()
  /** Request id → bytes streamed so far. */
  readonly #streamed = new Map<string, number>()

  apply(record: TraceRecord): void {
    switch (record.type) {
      case 'environment.created':
        this.#environments.set(record.environment, environmentFacts(record))
        // Those of long ago have no invocation under way.
        if (this.#environments.size > ENVIRONMENTS_KEPT)
          this.#environments.delete(this.#environments.keys().next().value ?? '')
        break
      case 'invocation.streamed':
        this.#streamed.set(record.requestId, (this.#streamed.get(record.requestId) ?? 0) + record.bytes)
        break
      case 'async.queued': {
        const requests = requestsOfEvent(utf8Length(record.payload))
        if (requests > 0) this.#add(record.functionName, { ...NO_USAGE, requests })
        break
      }
      case 'invocation.ended': {
        const streamed = this.#streamed.get(record.requestId) ?? 0
        this.#streamed.delete(record.requestId)
        const environment = this.#environments.get(record.environment)
        this.#add(record.functionName, usageOfInvocation(record, environment, streamed)).invocations++
        break
      }
    }
  }

  #add(functionName: string, usage: Usage): FunctionUsage {
    const known = this.#functions.get(functionName) ?? { functionName, invocations: 0, usage: NO_USAGE }
    known.usage = sum(known.usage, usage)
    this.#functions.set(functionName, known)
    return known
  }

  environment(id: string): EnvironmentFacts | undefined {
    return this.#environments.get(id)
  }

  /** In the order of their first use. */
  functions(): readonly FunctionUsage[] {
    return [...this.#functions.values()]
  }

  get invocations(): number {
    return this.functions().reduce((total, { invocations }) => total + invocations, 0)
  }

  get total(): Usage {
    return this.functions().reduce((total, { usage }) => sum(total, usage), NO_USAGE)
  }
}

/** UTF-8 is never longer than three times UTF-16's units: only long texts need counting. */
const utf8Length = (text: string): number =>
  text.length * 3 <= PRICES.largeEvents.firstBytes ? text.length : new TextEncoder().encode(text).length
