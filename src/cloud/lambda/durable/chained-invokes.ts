/**
 * Functions that a durable execution invokes and waits for (`context.invoke`), with its role's permission.
 * Source: Guide, "Invoking durable Lambda functions", chained invocations: durable functions by a qualified name, others
 * by any, of the same account. The errors' names and texts are those of the Invoke API, as users report them; that of a
 * child's timeout is not confirmed.
 */

import { formatArn, parseArn } from '../../aws/arn'
import { AwsError } from '../../aws/aws-error'
import type { AttemptRequest, AttemptResult } from '../attempt'
import type { FunctionVersion } from '../function'
import { existing, referenceOf, type FunctionReference } from '../qualifiers'
import { payloadOf } from './history'
import { invalid, unqualified } from './errors'
import type { DurableExecution, DurableHost, Settlement } from './execution'
import * as limits from './limits'
import type { Operation } from './model'
import { errorOfPayload } from './response'
import { byteLength } from './updates'

export interface InvokesOthers {
  /** The version that one invocation runs; undefined when there is none. */
  target(reference: FunctionReference): FunctionVersion | undefined
  /** A synchronous invocation of a function that is not durable. @throws AwsError */
  invoke(
    functionName: string,
    payload: string,
    more: { readonly traceHeader: string; readonly tenantId?: string },
    done: (result: AttemptResult) => void,
  ): void
}

interface ChildStart {
  readonly version: FunctionVersion
  readonly name: string | null
  readonly request: Omit<AttemptRequest, 'attempt'>
}

export class ChainedInvokes {
  constructor(
    readonly host: DurableHost & InvokesOthers,
    readonly create: (start: ChildStart) => DurableExecution,
  ) {}

  start(parent: DurableExecution, operation: Operation): void {
    const facts = {
      FunctionName: operation.functionName ?? '',
      ...(operation.tenantId !== null && { TenantId: operation.tenantId }),
    }
    const started = (details: object): void =>
      parent.history.add('ChainedInvokeStarted', this.host.context.kernel.now, operation, { ...facts, ...details })
    try {
      const { version, qualifier } = this.#target(parent, operation)
      const found = { Input: payloadOf(operation.input), ExecutedVersion: version.version }
      if (!version.running.configuration.durable) {
        started(found)
        this.#invoke(parent, operation, 0)
        return
      }
      const request = this.host.newRequest(
        version.fn,
        qualifier ?? version.version,
        operation.input ?? '',
        parent.traceId,
      )
      const child = this.create({ version, name: null, request: { ...request, source: 'async' } })
      operation.childArn = child.arn
      started({ ...found, DurableExecutionArn: child.arn })
      child.whenClosed(() => parent.settleInvoke(operation.id, outcomeOf(child)))
    } catch (error) {
      if (!(error instanceof AwsError)) throw error
      started({})
      // Not within the checkpoint that started it: that one is answered first.
      this.host.context.kernel.after(0, () => parent.settleInvoke(operation.id, failure(error.code, error.message)))
    }
  }

  /** @throws AwsError */
  #target(
    parent: DurableExecution,
    { functionName }: Operation,
  ): { version: FunctionVersion; qualifier: string | null } {
    const { context } = this.host
    const { account } = context
    const text = functionName ?? ''
    // Text not confirmed.
    const accountId = parseArn(text)?.accountId ?? account.accountId
    if (accountId !== account.accountId) throw invalid('Cross-account chained invocations are not supported.')
    const reference = referenceOf(account, text)
    const suffix = reference.qualifier === null ? '' : `:${reference.qualifier}`
    const resource = formatArn('lambda', account, `function:${reference.name}${suffix}`)
    const caller = context.executionRole(parent.start.version.running.configuration)
    context.authorize(caller, { action: 'lambda:InvokeFunction', resource })
    const version = existing(this.host.target(reference), account, reference)
    if (version.running.configuration.durable && reference.qualifier === null) throw unqualified()
    return { version, qualifier: reference.qualifier }
  }

  /** @param throttles so far: a throttled one is tried again, as an execution's own invocations are. MODEL */
  #invoke(parent: DurableExecution, operation: Operation, throttles: number): void {
    const { kernel } = this.host.context
    try {
      const { functionName, input, tenantId, id } = operation
      const more = { traceHeader: parent.traceId, ...(tenantId !== null && { tenantId }) }
      this.host.invoke(functionName ?? '', input ?? '', more, (result) => parent.settleInvoke(id, settlementOf(result)))
    } catch (error) {
      if (!(error instanceof AwsError)) throw error
      if (error.code !== 'TooManyRequestsException') {
        kernel.after(0, () => parent.settleInvoke(operation.id, failure(error.code, error.message)))
        return
      }
      const wait = Math.min(limits.INVOCATION_RETRY_MIN * 2 ** throttles, limits.INVOCATION_RETRY_MAX)
      kernel.after(wait, () => {
        if (parent.isRunning) this.#invoke(parent, operation, throttles + 1)
      })
    }
  }
}

const failure = (type: string, message: string): Settlement => ({
  status: 'FAILED',
  result: null,
  error: { ErrorMessage: message, ErrorType: type },
})

function settlementOf({ functionError, payload }: AttemptResult): Settlement {
  if (functionError !== null) return { status: 'FAILED', result: null, error: errorOfPayload(payload) }
  if (byteLength(payload) > limits.OPERATION_PAYLOAD_MAX) {
    const message = `CHAINED_INVOKE output payload size must be less than or equal to ${limits.OPERATION_PAYLOAD_MAX} bytes.`
    return { status: 'FAILED', result: null, error: { ErrorMessage: message } }
  }
  return { status: 'SUCCEEDED', result: payload, error: null }
}

function outcomeOf({ status, result, error, config }: DurableExecution): Settlement {
  switch (status) {
    case 'SUCCEEDED':
      return { status, result, error: null }
    case 'TIMED_OUT': {
      const message = `CHAINED_INVOKE timed out after ${config.executionTimeout} seconds.`
      return { status, result: null, error: { ErrorMessage: message, ErrorType: 'ChainedInvoke.Timeout' } }
    }
    case 'STOPPED':
      return { status, result: null, error }
    default:
      return { status: 'FAILED', result: null, error }
  }
}
