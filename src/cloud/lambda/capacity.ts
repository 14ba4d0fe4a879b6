/**
 * Who may run an invocation: a provisioned environment, a warm one, a new one, or nobody (throttled).
 * Source: Guide, "Understanding Lambda function scaling", "Configuring reserved concurrency" and "Configuring
 * provisioned concurrency"; the reasons are those of TooManyRequestsException in the Invoke API.
 */

import type { EnvironmentCause, ThrottleLimit } from '../aws/trace-records'
import { ExecutionEnvironment } from './environment'
import { EnvironmentBudget } from './environment-budget'
import type { FunctionVersion, LambdaFunction } from './function'
import type { LambdaContext } from './lambda-context'
import * as limits from './limits'
import { RateLimit } from './rate-limit'

export type ThrottleReason =
  | 'ConcurrentInvocationLimitExceeded'
  | 'FunctionInvocationRateLimitExceeded'
  | 'ReservedFunctionConcurrentInvocationLimitExceeded'
  | 'ReservedFunctionInvocationRateLimitExceeded'

export type Admission =
  | { readonly admitted: true; readonly environment: ExecutionEnvironment; readonly capacity: Capacity }
  | { readonly admitted: false; readonly reason: ThrottleReason; readonly limit: ThrottleLimit }

/** `spillover`: there is provisioned concurrency under the name that was invoked, and all of it is busy. */
export type Capacity = 'provisioned' | 'spillover' | 'on-demand'

export interface Wanted {
  readonly version: FunctionVersion
  /** As invoked. */
  readonly qualifier: string | null
  /** Of functions that isolate tenants. */
  readonly tenantId: string | null
  /** Synchronous requests are limited in their rate, too. */
  readonly synchronous: boolean
}

/** The concurrency and the rates of one account in one Region. */
export class AccountCapacity {
  readonly #rate: RateLimit
  readonly #budget: EnvironmentBudget
  readonly #rates = new Map<string, RateLimit>()

  /** @param functions every function of the account */
  constructor(
    readonly context: LambdaContext,
    readonly functions: () => readonly LambdaFunction[],
    budget = new EnvironmentBudget(functions),
  ) {
    this.#rate = new RateLimit(context.kernel)
    this.#budget = budget
  }

  get concurrency(): number {
    return this.context.accountConcurrency()
  }

  admit(wanted: Wanted): Admission {
    const { version, qualifier, tenantId, synchronous } = wanted
    const { fn } = version
    const reserved = fn.reservedConcurrency
    if (reserved === 0) {
      return refused('ReservedFunctionConcurrentInvocationLimitExceeded', { kind: 'reserved', value: 0, used: 0 })
    }
    const provisioned = qualifier === null ? undefined : fn.provisioned.get(qualifier)
    const ready = provisioned && mostRecentlyUsed(version, ({ provisionedFor }) => provisionedFor === qualifier)
    if (ready && (!synchronous || this.#takes(`${fn.arn}:${qualifier}`, provisioned.requested))) {
      return { admitted: true, environment: ready, capacity: 'provisioned' }
    }
    const limit = this.#limitReached(fn)
    if (limit !== null) return limit
    if (synchronous && !this.#takesRequest(fn)) {
      return reserved === null
        ? refused('FunctionInvocationRateLimitExceeded', {
            kind: 'account-rate',
            value: limits.REQUESTS_PER_CONCURRENCY * this.concurrency,
          })
        : refused('ReservedFunctionInvocationRateLimitExceeded', {
            kind: 'reserved-rate',
            value: limits.REQUESTS_PER_CONCURRENCY * reserved,
          })
    }
    const capacity = provisioned ? 'spillover' : 'on-demand'
    const warm = mostRecentlyUsed(version, (one) => one.provisionedFor === null && one.tenantId === tenantId)
    if (warm) return { admitted: true, environment: warm, capacity }
    const page = this.#limitOfPage(version)
    if (page) return page
    if (!takeScalingToken(fn, this.context.kernel.now)) {
      const scaling = { kind: 'scaling', value: limits.SCALING_BURST } as const
      return refused('ConcurrentInvocationLimitExceeded', scaling)
    }
    const cause = causeOfCreation(version, tenantId)
    const environment = new ExecutionEnvironment(version, this.context, { tenantId, cause })
    version.environments.add(environment)
    return { admitted: true, environment, capacity }
  }

  /** Concurrency that functions without a reservation share, provisioned concurrency aside. */
  unreservedPool(except: LambdaFunction | null = null): number {
    let pool = this.concurrency
    for (const fn of this.functions()) if (fn !== except) pool -= claimed(fn)
    return pool
  }

  /** Concurrency that is taken on demand from the shared pool. */
  get unreservedInUse(): number {
    let inUse = 0
    for (const fn of this.functions()) if (fn.reservedConcurrency === null) inUse += fn.onDemandConcurrency
    return inUse
  }

  /** What cannot be taken by others: the claims of functions, and what runs in the shared pool. */
  get claimed(): number {
    return this.concurrency - this.unreservedPool() + this.unreservedInUse
  }

  /** In accounts with less it is as much as they have: users report `[10]` and `[50]`. */
  get unreservedMinimum(): number {
    return Math.min(limits.UNRESERVED_MINIMUM, this.concurrency)
  }

  /** Why a function may not reserve so much; null if it may. Text recorded from AWS. */
  refusalOfReservation(value: number, fn: LambdaFunction | null): string | null {
    const minimum = this.unreservedMinimum
    if (this.unreservedPool(fn) - value >= minimum) return null
    return `Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${minimum}].`
  }

  /**
   * Why a version or alias may not have so much provisioned concurrency; null if it may.
   * Texts as in LocalStack's provider, which was written from AWS's answers.
   */
  refusalOfProvisioning(fn: LambdaFunction, qualifier: string, value: number): string | null {
    const others = fn.provisionedConcurrency - (fn.provisioned.get(qualifier)?.requested ?? 0)
    if (fn.reservedConcurrency !== null) {
      return others + value <= fn.reservedConcurrency
        ? null
        : 'Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution for function'
    }
    const minimum = this.unreservedMinimum
    if (this.unreservedPool(fn) - others - value >= minimum) return null
    return `Specified ConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${minimum}].`
  }

  /** The cap of a reservation holds for provisioned and on-demand environments together. */
  #limitReached(fn: LambdaFunction): Admission | null {
    const reserved = fn.reservedConcurrency
    if (reserved === null) {
      const [value, used] = [this.unreservedPool(), this.unreservedInUse]
      return used >= value ? refused('ConcurrentInvocationLimitExceeded', { kind: 'account', value, used }) : null
    }
    const used = fn.onDemandConcurrency + fn.provisionedConcurrency
    return used >= reserved
      ? refused('ReservedFunctionConcurrentInvocationLimitExceeded', { kind: 'reserved', value: reserved, used })
      : null
  }

  /** A limit of ours. What is idle makes room; the record says why it is gone, or why the request is throttled. */
  #limitOfPage({ fn, running }: FunctionVersion): Admission | null {
    if (!this.context.isBounded) return null
    for (;;) {
      const beyond = this.#budget.reached(running.code)
      if (!beyond) return null
      const { limit, value, max } = beyond
      const idle = this.#budget.longestIdle
      const functionName = idle?.configuration.name ?? fn.name
      this.context.kernel.trace.record({ type: 'limit.reached', limit, value, functionName, requestId: null })
      if (!idle) return refused('ConcurrentInvocationLimitExceeded', { kind: 'page', value: max, used: value - 1 })
      idle.shutdown('SPINDOWN')
      // One with extensions takes a while to end.
      if (idle.functionVersion.environments.has(idle)) return null
    }
  }

  #takesRequest(fn: LambdaFunction): boolean {
    return fn.reservedConcurrency === null
      ? this.#rate.take(limits.REQUESTS_PER_CONCURRENCY * this.concurrency)
      : this.#takes(fn.arn, fn.reservedConcurrency)
  }

  #takes(name: string, concurrency: number): boolean {
    let rate = this.#rates.get(name)
    if (!rate) this.#rates.set(name, (rate = new RateLimit(this.context.kernel)))
    return rate.take(limits.REQUESTS_PER_CONCURRENCY * concurrency)
  }
}

/** What a function takes out of the account's concurrency whether it runs or not. */
const claimed = (fn: LambdaFunction): number => fn.reservedConcurrency ?? fn.provisionedConcurrency

const refused = (reason: ThrottleReason, limit: ThrottleLimit): Admission => ({ admitted: false, reason, limit })

/** Why there is no environment that could take the request. */
function causeOfCreation(version: FunctionVersion, tenantId: string | null): EnvironmentCause {
  let busy = 0
  for (const one of version.environments) {
    if (one.provisionedFor === null && one.tenantId === tenantId && !one.retired) busy++
  }
  if (busy > 0) return { kind: 'busy', count: busy }
  const { lastGone } = version
  if (!lastGone) return { kind: 'first' }
  return lastGone.reason === 'SPINDOWN' ? { kind: 'expired', idle: lastGone.idle } : { kind: 'updated' }
}

/** AWS documents no order among warm environments; the one frozen last lets the others go idle. */
function mostRecentlyUsed(
  version: FunctionVersion,
  fits: (environment: ExecutionEnvironment) => boolean,
): ExecutionEnvironment | null {
  let chosen: ExecutionEnvironment | null = null
  for (const environment of version.environments) {
    if (!environment.usable || !fits(environment)) continue
    if (!chosen || environment.frozenAt > chosen.frozenAt) chosen = environment
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
