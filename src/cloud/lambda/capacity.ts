/**
 * Who may run an invocation: a warm environment, a new one, or nobody (throttled).
 * Source: Guide, "Understanding Lambda function scaling" and "Configuring reserved concurrency"; the reasons are those
 * of TooManyRequestsException in the Invoke API.
 */

import { ExecutionEnvironment } from './environment'
import type { FunctionVersion, LambdaFunction } from './function'
import type { LambdaContext } from './lambda-context'
import * as limits from './limits'

export type ThrottleReason = 'ConcurrentInvocationLimitExceeded' | 'ReservedFunctionConcurrentInvocationLimitExceeded'

export type Admission =
  | { readonly admitted: true; readonly environment: ExecutionEnvironment }
  | { readonly admitted: false; readonly reason: ThrottleReason }

/** @param all every function of the account in the Region */
export function admit(version: FunctionVersion, all: Iterable<LambdaFunction>, context: LambdaContext): Admission {
  const { fn } = version
  const reserved = fn.reservedConcurrency
  if (reserved !== null && fn.concurrency >= reserved) {
    return { admitted: false, reason: 'ReservedFunctionConcurrentInvocationLimitExceeded' }
  }
  if (reserved === null && unreservedInUse(all) >= unreservedPool(all)) {
    return { admitted: false, reason: 'ConcurrentInvocationLimitExceeded' }
  }
  const warm = mostRecentlyUsed(version)
  if (warm) return { admitted: true, environment: warm }
  if (!takeScalingToken(fn, context.kernel.now)) return { admitted: false, reason: 'ConcurrentInvocationLimitExceeded' }
  const environment = new ExecutionEnvironment(version, context)
  version.environments.add(environment)
  return { admitted: true, environment }
}

/** Concurrency that functions without a reservation share. */
export function unreservedPool(all: Iterable<LambdaFunction>): number {
  let pool = limits.ACCOUNT_CONCURRENCY
  for (const fn of all) pool -= fn.reservedConcurrency ?? 0
  return pool
}

/** Why a function may not reserve so much; null if it may. Text recorded from AWS. @param all of the account */
export function refusalOfReservation(
  value: number,
  fn: LambdaFunction | null,
  all: readonly LambdaFunction[],
): string | null {
  const pool = unreservedPool(all.filter((other) => other !== fn)) - value
  return pool >= limits.UNRESERVED_MINIMUM
    ? null
    : `Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${limits.UNRESERVED_MINIMUM}].`
}

function unreservedInUse(all: Iterable<LambdaFunction>): number {
  let inUse = 0
  for (const fn of all) if (fn.reservedConcurrency === null) inUse += fn.concurrency
  return inUse
}

/** AWS documents no order among warm environments; the one frozen last lets the others go idle. */
function mostRecentlyUsed(version: FunctionVersion): ExecutionEnvironment | null {
  let chosen: ExecutionEnvironment | null = null
  for (const environment of version.environments) {
    if (environment.usable && (!chosen || environment.frozenAt > chosen.frozenAt)) chosen = environment
  }
  return chosen
}

function takeScalingToken(fn: LambdaFunction, now: number): boolean {
  const refill = ((now - fn.tokensAt) / 1000) * limits.SCALING_RATE_PER_SECOND
  fn.scalingTokens = Math.min(limits.SCALING_BURST, fn.scalingTokens + refill)
  fn.tokensAt = now
  if (fn.scalingTokens < 1) return false
  fn.scalingTokens--
  return true
}
