/**
 * What a function's answer says about a batch of a stream.
 * Source: Guide, "Configuring partial batch response with Kinesis Data Streams and Lambda" and "Implementing stateful
 * Kinesis Data Streams processing in Lambda"; edge cases recorded from AWS (LocalStack's test suite, ls/esm/kinesis-bif-*,
 * ls/esm/kinesis-ok-*, ls/esm/ddb-*).
 */

import type { JsonObject } from '../../aws/json'

export interface BatchVerdict {
  /** Index of the first record that has to be processed again; null when all are done with, 0 for the whole batch. */
  readonly failedFrom: number | null
  /** Of a tumbling window; null when the answer has none. */
  readonly state: JsonObject | null
}

/**
 * @param payload JSON text, of an invocation that succeeded
 * @param expects what the mapping wants to know: without anything, the answer is not looked at
 */
export function verdictOf(
  payload: string,
  sequenceNumbers: readonly string[],
  expects: { readonly itemFailures: boolean; readonly state: boolean; readonly itemId?: ItemId },
): BatchVerdict {
  const response = parsed(payload)
  const failedFrom = expects.itemFailures ? firstFailure(response, sequenceNumbers, expects.itemId) : null
  if (!expects.state) return { failedFrom, state: null }
  const state = isObject(response) ? response['state'] : undefined
  // "If the response does not contain a state property, Lambda considers this a failed invocation."
  return isObject(state) ? { failedFrom, state: state as JsonObject } : { failedFrom: 0, state: null }
}

/** Reads an item's identifier, where it is not its sequence number. */
type ItemId = (identifier: unknown) => string | null

const asIs: ItemId = (identifier) => (typeof identifier === 'string' ? identifier : null)

/** The lowest of the sequence numbers that were named: what precedes it counts as processed, whatever follows. */
function firstFailure(response: unknown, sequenceNumbers: readonly string[], itemId: ItemId = asIs): number | null {
  if (response === null || response === '') return null
  if (Array.isArray(response)) return response.length === 0 ? null : 0
  if (!isObject(response)) return 0
  const failures = response['batchItemFailures']
  if (failures === undefined || failures === null) return null
  if (!Array.isArray(failures)) return 0
  if (failures.length === 0) return null
  const indexes = failures.map((failure) => {
    const id = isObject(failure) ? itemId(failure['itemIdentifier']) : null
    return id === null ? -1 : sequenceNumbers.indexOf(id)
  })
  return indexes.includes(-1) ? 0 : Math.min(...indexes)
}

/** @returns undefined for what is no JSON */
function parsed(payload: string): unknown {
  try {
    return JSON.parse(payload) as unknown
  } catch {
    return undefined
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
