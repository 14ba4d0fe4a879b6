/**
 * All durable executions: starting them, finding them again, and the functions that they invoke.
 * Source: Guide, "Idempotency" (names) and "Invoking durable Lambda functions"; API Reference, Invoke.
 */

import { days } from '../../aws/units'
import type { AttemptRequest, AttemptResult } from '../attempt'
import { deliverEnd, tellOfNoDestination } from '../destinations'
import type { FunctionVersion } from '../function'
import { ChainedInvokes, type InvokesOthers } from './chained-invokes'
import { alreadyStarted, callbackClosed, invalid, noExecution, tooLongForSync, unqualified } from './errors'
import { DurableExecution, type DurableHost } from './execution'
import * as limits from './limits'
import { readCallbackId } from './tokens'

/** What an invocation starts. */
export interface StartRequest {
  readonly version: FunctionVersion
  /** As invoked. */
  readonly qualifier: string | null
  /** The caller's; null for one that Lambda makes up. */
  readonly name: string | null
  readonly request: Omit<AttemptRequest, 'attempt'>
}

export class DurableExecutions {
  /** By ARN, in the order of starting. */
  readonly #executions = new Map<string, DurableExecution>()
  readonly #chained: ChainedInvokes

  constructor(readonly host: DurableHost & InvokesOthers) {
    this.#chained = new ChainedInvokes(host, (start) => this.#create(start))
  }

  /**
   * Whether the function may be invoked so.
   * @param waits whether the caller waits for the end @throws AwsError InvalidParameterValueException
   */
  check({ version, qualifier, name }: Omit<StartRequest, 'request'>, waits: boolean): void {
    const { durable } = version.running.configuration
    if (!durable) {
      // Text not confirmed.
      if (name !== null) throw invalid(`Function ${version.fn.name} is not a durable function`)
      return
    }
    if (qualifier === null) throw unqualified()
    if (waits && durable.executionTimeout > limits.SYNC_EXECUTION_TIMEOUT_SECONDS) throw tooLongForSync()
  }

  /**
   * Starts one, or finds the one that has the name and began with the same payload.
   * @throws AwsError DurableExecutionAlreadyStartedException
   */
  start({ version, name, request }: Omit<StartRequest, 'qualifier'>): DurableExecution {
    const known = name === null ? undefined : this.#named(version.fn.name, name)
    if (known) {
      if (known.input !== request.payload || known.version !== version.version) throw alreadyStarted(known.arn)
      return known
    }
    const execution = this.#create({ version, name, request })
    if (request.source === 'async') execution.whenClosed((answer) => this.#afterAsync(execution, version, answer))
    return execution
  }

  #create({ version, name, request }: Omit<StartRequest, 'qualifier'>): DurableExecution {
    const { kernel } = this.host.context
    const { durable: config } = version.running.configuration
    if (!config) throw invalid(`Function ${version.fn.name} is not a durable function`)
    const random = kernel.random('durable-execution-ids')
    const start = { id: random.uuid(), name: name ?? random.uuid(), version, config, request }
    const execution = new DurableExecution(start, this.host)
    execution.onInvoke = (operation) => this.#chained.start(execution, operation)
    execution.onClosed = () =>
      void kernel.after(days(config.retention), () => this.#executions.delete(execution.arn), { background: true })
    this.#executions.set(execution.arn, execution)
    return execution
  }

  /** Names are unique within a function, for as long as its executions are kept. */
  #named(functionName: string, name: string): DurableExecution | undefined {
    return this.of(functionName).find((execution) => execution.name === name)
  }

  /** Of a function, oldest first. */
  of(functionName: string): readonly DurableExecution[] {
    return [...this.#executions.values()].filter((execution) => execution.functionName === functionName)
  }

  all(): readonly DurableExecution[] {
    return [...this.#executions.values()]
  }

  /** @throws AwsError ResourceNotFoundException */
  find(arn: string): DurableExecution {
    const execution = this.#executions.get(arn)
    if (!execution) throw noExecution()
    return execution
  }

  /** @throws AwsError InvalidParameterValueException, CallbackTimeoutException */
  ofCallback(callbackId: string): { readonly execution: DurableExecution; readonly operationId: string } {
    const id = readCallbackId(callbackId)
    // Text not confirmed.
    if (!id) throw invalid('Invalid callback id')
    const execution = this.#executions.get(id.executionArn)
    if (!execution) throw callbackClosed()
    return { execution, operationId: id.operationId }
  }

  /** An asynchronous start is not repeated, and knows no destinations; what failed goes to the dead-letter queue. */
  #afterAsync({ start, status }: DurableExecution, { fn, version }: FunctionVersion, last: AttemptResult): void {
    const { requestId, payload, traceId, qualifier } = start.request
    const succeeded = status === 'SUCCEEDED'
    const configured = fn.eventInvoke.get(qualifier ?? version)
    tellOfNoDestination(fn, configured, { requestId, succeeded }, this.host.context)
    if (succeeded) return
    const ended = {
      qualifier: version,
      requestId,
      payload,
      traceId,
      condition: 'RetriesExhausted',
      invokeCount: 1,
      last,
    } as const
    deliverEnd(fn, null, ended, this.host.context)
  }
}
