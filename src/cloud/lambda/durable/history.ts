/**
 * An execution's history: what GetDurableExecutionHistory tells.
 * Source: API Reference, Event and the details of each type; when which is written: AWS's testing SDK and the histories
 * in its examples.
 */

import type { ErrorObject, HistoryDetails, HistoryEvent, Operation } from './model'

export class History {
  readonly #events: HistoryEvent[] = []

  /** @param operation null for an invocation */
  add(type: string, at: number, operation: Operation | null, details: HistoryDetails): void {
    this.#events.push({ type, id: this.#events.length + 1, at, operation, details })
  }

  get events(): readonly HistoryEvent[] {
    return this.#events
  }
}

export const payloadOf = (payload: string | null): HistoryDetails => ({
  ...(payload !== null && { Payload: payload }),
  Truncated: false,
})

export const errorOf = (error: ErrorObject | null): HistoryDetails => ({
  ...(error && { Payload: error }),
  Truncated: false,
})

/** What a closed operation or execution says of itself. */
export const outcomeOf = (result: string | null, error: ErrorObject | null): HistoryDetails =>
  error ? { Error: errorOf(error) } : { Result: payloadOf(result) }
