/** Durable executions: what functions, their callers and whoever completes a callback ask. Source: API Reference. */

import type { Operation } from '../../../services/contract'
import { parseIsoTimestamp } from '../../../aws/timestamps'
import { invalid } from '../../durable/errors'
import * as limits from '../../durable/limits'
import { eventShape, executionShape, executionSummary, inSeconds, operationShape } from '../../durable/shapes'
import { byteLength, readError, readUpdates } from '../../durable/updates'
import type { Lambda } from '../../lambda'
import { functionOf, optionalText, page, reference, text, versionOf, type Input } from '../input'

export function durableOperations(lambda: Lambda): Readonly<Record<string, Operation>> {
  const { durable } = lambda
  const executionOf = (input: Input) => durable.find(text(input, 'DurableExecutionArn'))
  /** An execution that nobody knows has no valid token. */
  const runningOf = (input: Input) => {
    const arn = text(input, 'DurableExecutionArn')
    return durable.all().find((execution) => execution.arn === arn)
  }

  return {
    CheckpointDurableExecution(input) {
      const updates = readUpdates(input['Updates'])
      const execution = runningOf(input)
      if (!execution) throw invalid('Invalid Checkpoint Token')
      const clientToken = optionalText(input, 'ClientToken') ?? null
      const { token, operations } = execution.checkpoint(text(input, 'CheckpointToken'), clientToken, updates)
      return {
        ...(token !== null && { CheckpointToken: token }),
        NewExecutionState: { Operations: operations.map((operation) => operationShape(operation, inSeconds)) },
      }
    },

    GetDurableExecutionState(input) {
      const execution = runningOf(input)
      if (!execution) throw invalid('Invalid Checkpoint Token')
      const { items, NextMarker } = pageOf(execution.state(text(input, 'CheckpointToken')), input)
      return {
        Operations: items.map((operation) => operationShape(operation, inSeconds)),
        NextMarker: NextMarker ?? '',
      }
    },

    GetDurableExecution: (input) => executionShape(executionOf(input), withData(input)),

    GetDurableExecutionHistory(input) {
      const { events } = executionOf(input).history
      const { items, NextMarker } = pageOf(input['ReverseOrder'] === true ? [...events].reverse() : events, input)
      return {
        Events: items.map((event) => eventShape(event, withData(input))),
        ...(NextMarker !== undefined && { NextMarker }),
      }
    },

    StopDurableExecution(input) {
      const execution = executionOf(input)
      execution.stop(readError(input['Error']))
      return { StopTimestamp: inSeconds(execution.endedAt ?? lambda.context.kernel.now) }
    },

    ListDurableExecutionsByFunction(input) {
      const fn = functionOf(lambda, input)
      const { qualifier } = reference(lambda, input)
      const version = qualifier === null ? null : versionOf(lambda, input).version.version
      const name = optionalText(input, 'DurableExecutionName')
      const statuses = Array.isArray(input['Statuses']) ? input['Statuses'].map(String) : null
      const after = instantOf(input['StartedAfter'])
      const before = instantOf(input['StartedBefore'])
      const found = durable
        .of(fn.name)
        .filter(
          (execution) =>
            (version === null || execution.version === version) &&
            (name === undefined || execution.name === name) &&
            (statuses === null || statuses.includes(execution.status)) &&
            (after === null || execution.startedAt > after) &&
            (before === null || execution.startedAt < before),
        )
      // Newest first, unless the other way round is asked for.
      const { items, NextMarker } = pageOf(input['ReverseOrder'] === true ? found : [...found].reverse(), input)
      return {
        DurableExecutions: items.map(executionSummary),
        ...(NextMarker !== undefined && { NextMarker }),
      }
    },

    SendDurableExecutionCallbackSuccess(input) {
      const { execution, operationId } = durable.ofCallback(text(input, 'CallbackId'))
      execution.completeCallback(operationId, { result: resultOf(input['Result']) })
      return {}
    },

    SendDurableExecutionCallbackFailure(input) {
      const { execution, operationId } = durable.ofCallback(text(input, 'CallbackId'))
      execution.completeCallback(operationId, { error: readError(input['Error']) ?? {} })
      return {}
    },

    SendDurableExecutionCallbackHeartbeat(input) {
      const { execution, operationId } = durable.ofCallback(text(input, 'CallbackId'))
      execution.heartbeat(operationId)
      return {}
    },
  }
}

/** 0 asks for the default. */
function pageOf<Item>(items: readonly Item[], input: Input) {
  const wanted = input['MaxItems']
  const size = typeof wanted === 'number' && wanted > 0 ? wanted : limits.PAGE_DEFAULT
  return page(items, { ...input, MaxItems: size }, limits.PAGE_MAX)
}

const withData = (input: Input): boolean => input['IncludeExecutionData'] !== false

/** A result is text for the function, whatever bytes it is sent as. @throws AwsError */
function resultOf(result: unknown): string | null {
  if (!(result instanceof Uint8Array) || result.length === 0) return null
  const decoded = new TextDecoder().decode(result)
  if (byteLength(decoded) > limits.OPERATION_PAYLOAD_MAX) {
    throw invalid(`CALLBACK payload size must be less than or equal to ${limits.OPERATION_PAYLOAD_MAX} bytes.`)
  }
  return decoded
}

/** Timestamps come as numbers (seconds) or, in a query, as text. */
function instantOf(value: unknown): number | null {
  if (typeof value === 'number') return value * 1000
  return typeof value === 'string' ? parseIsoTimestamp(value) : null
}
