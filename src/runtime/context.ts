/** The handler's context object, and the invoke store of the runtime. */

import type { EnvironmentConfiguration, Invocation } from './protocol'
import { parseJson } from './realm'

/** The part that does not depend on the runtime's version. Key order as in aws-lambda-ric. */
export function contextOfFunction(configuration: EnvironmentConfiguration): object {
  return {
    functionVersion: configuration.functionVersion,
    functionName: configuration.functionName,
    memoryLimitInMB: String(configuration.memoryLimitInMB),
    logGroupName: configuration.logGroupName,
    logStreamName: configuration.logStreamName,
  }
}

/** @param deadline virtual milliseconds since the epoch */
export function contextOfInvocation(invocation: Invocation, deadline: number): object {
  const { clientContext } = invocation
  return {
    clientContext: clientContext === undefined ? undefined : (parseJson(clientContext) as unknown),
    identity: undefined,
    invokedFunctionArn: invocation.invokedFunctionArn,
    awsRequestId: invocation.requestId,
    tenantId: invocation.tenantId,
    getRemainingTimeInMillis: () => deadline - Date.now(),
  }
}

/** What the store keeps by itself; functions cannot set these. */
const PROTECTED_KEYS = {
  REQUEST_ID: Symbol.for('_AWS_LAMBDA_REQUEST_ID'),
  X_RAY_TRACE_ID: Symbol.for('_AWS_LAMBDA_X_RAY_TRACE_ID'),
  TENANT_ID: Symbol.for('_AWS_LAMBDA_TENANT_ID'),
}

/**
 * `awslambda.InvokeStore`: values of the current invocation.
 * Source: @aws/lambda-invoke-store, InvokeStoreSingle (one invocation at a time).
 */
export class InvokeStore {
  static readonly PROTECTED_KEYS = PROTECTED_KEYS
  #values: Record<PropertyKey, unknown> | undefined

  /** Not part of the public interface. */
  start(requestId: string, traceId: string | undefined, tenantId: string | undefined): void {
    this.#values = {
      [PROTECTED_KEYS.REQUEST_ID]: requestId,
      [PROTECTED_KEYS.X_RAY_TRACE_ID]: traceId,
      [PROTECTED_KEYS.TENANT_ID]: tenantId,
    }
  }
  getContext(): object | undefined {
    return this.#values
  }
  hasContext(): boolean {
    return this.#values !== undefined
  }
  get(key: PropertyKey): unknown {
    return this.#values?.[key]
  }
  set(key: PropertyKey, value: unknown): void {
    if (this.isProtectedKey(key)) {
      throw new Error(`Cannot modify protected Lambda context field: ${String(key)}`)
    }
    this.#values = { ...this.#values, [key]: value }
  }
  run<T>(context: Record<PropertyKey, unknown>, callback: () => T): T {
    this.#values = context
    return callback()
  }
  getRequestId(): unknown {
    return this.get(PROTECTED_KEYS.REQUEST_ID) ?? '-'
  }
  getXRayTraceId(): unknown {
    return this.get(PROTECTED_KEYS.X_RAY_TRACE_ID)
  }
  getTenantId(): unknown {
    return this.get(PROTECTED_KEYS.TENANT_ID)
  }
  isProtectedKey(key: PropertyKey): boolean {
    return Object.values<PropertyKey>(PROTECTED_KEYS).includes(key)
  }
}
