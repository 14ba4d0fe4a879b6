/**
 * Provisioned concurrency: environments of a version that are initialised ahead and kept.
 *
 * Source: Guide, "Configuring provisioned concurrency for a function"; Put- and GetProvisionedConcurrencyConfig APIs;
 * error texts recorded from AWS (LocalStack's test suite).
 * - It belongs to one version or alias, and serves what is invoked under that name.
 * - Of an alias with two versions each has its share, so that the amount follows a deployment's weights.
 * - Init may take 130 s or the function's timeout, whatever is longer.
 * - An environment that goes is replaced.
 */

import { seconds } from '../aws/units'
import { initEnd, initStart, type InitFailure } from './attempt-events'
import { knownErrorType } from './execution/api-answers'
import { ExecutionEnvironment, type Ending, type LogScope } from './environment'
import type { FunctionVersion, LambdaFunction } from './function'
import type { LambdaContext } from './lambda-context'
import * as limits from './limits'

export interface ProvisionedConcurrency {
  /** A version's number or an alias's name. */
  readonly qualifier: string
  /** Environments that were asked for. */
  requested: number
  status: 'IN_PROGRESS' | 'READY' | 'FAILED'
  statusReason: string | null
  /** Virtual milliseconds. */
  lastModified: number
  /** Those that there are, and those that are being initialised. */
  readonly environments: Set<ExecutionEnvironment>
  /** Grows with every change, so that what an older one has planned is recognised. */
  change: number
}

/** Environments that are there for an invocation, or in one. */
export const allocated = ({ environments }: ProvisionedConcurrency): number =>
  [...environments].filter(({ initialised }) => initialised).length

/** Sets the amount; environments come and go from now on. */
export function provision(
  fn: LambdaFunction,
  qualifier: string,
  requested: number,
  context: LambdaContext,
): ProvisionedConcurrency {
  const existing = fn.provisioned.get(qualifier)
  const config: ProvisionedConcurrency = existing ?? {
    qualifier,
    requested,
    status: 'IN_PROGRESS',
    statusReason: null,
    lastModified: context.kernel.now,
    environments: new Set(),
    change: 0,
  }
  config.requested = requested
  config.lastModified = context.kernel.now
  fn.provisioned.set(qualifier, config)
  adjust(fn, config, context)
  return config
}

/** Its environments end when they have no invocation. */
export function unprovision(fn: LambdaFunction, qualifier: string, context: LambdaContext): void {
  const config = fn.provisioned.get(qualifier)
  if (!config) return
  fn.provisioned.delete(qualifier)
  config.change++
  for (const environment of [...config.environments]) drop(config, environment)
  context.kernel.trace.record({ type: 'provisioned.removed', functionName: fn.name, qualifier })
}

/** After an alias was moved to another version, or its weights changed. */
export function followAlias(fn: LambdaFunction, alias: string, context: LambdaContext): void {
  const config = fn.provisioned.get(alias)
  if (config) adjust(fn, config, context)
}

/** Brings about what is wanted of each version. MODEL: what a version has too much goes at once. */
function adjust(fn: LambdaFunction, config: ProvisionedConcurrency, context: LambdaContext): void {
  const { kernel } = context
  const change = ++config.change
  config.status = 'IN_PROGRESS'
  config.statusReason = null
  const wanted = sharesOf(fn, config)
  const missing: FunctionVersion[] = []
  for (const environment of [...config.environments]) {
    const left = wanted.get(environment.functionVersion) ?? 0
    if (left > 0) wanted.set(environment.functionVersion, left - 1)
    else drop(config, environment)
  }
  for (const [version, count] of wanted) for (let nth = 0; nth < count; nth++) missing.push(version)
  record(fn, config, context)
  missing.forEach((version, index) => {
    const batch = Math.floor(index / limits.PROVISIONING_RATE_PER_SECOND)
    kernel.after(limits.PROVISIONING_START + seconds(batch), () => {
      if (config.change === change) startAhead(fn, config, version, context)
    })
  })
  settle(fn, config, context)
}

function drop(config: ProvisionedConcurrency, environment: ExecutionEnvironment): void {
  config.environments.delete(environment)
  environment.retire()
}

function sharesOf(fn: LambdaFunction, { qualifier, requested }: ProvisionedConcurrency): Map<FunctionVersion, number> {
  const alias = fn.aliases.get(qualifier)
  const shares = new Map<FunctionVersion, number>()
  const give = (number: string, count: number): void => {
    const version = fn.published.get(number)
    if (version && count > 0) shares.set(version, count)
  }
  const [[other, weight] = ['', 0]] = Object.entries(alias?.weights ?? {})
  const shifted = Math.round(requested * weight)
  give(alias?.version ?? qualifier, requested - shifted)
  give(other, shifted)
  return shares
}

/** Runs Init without an invocation. */
function startAhead(
  fn: LambdaFunction,
  config: ProvisionedConcurrency,
  version: FunctionVersion,
  context: LambdaContext,
): void {
  const { kernel } = context
  const environment = new ExecutionEnvironment(version, context, {
    provisionedFor: config.qualifier,
    onGone: () => gone(fn, config, environment, context),
  })
  version.environments.add(environment)
  config.environments.add(environment)
  const { id, configuration } = environment
  const facts = { environment: id, functionName: fn.name, phase: 'init' } as const
  const scope: LogScope = { requestId: null, onLine: () => undefined }
  const startedAt = kernel.now
  environment.occupy()
  kernel.trace.record({ type: 'environment.init-started', ...facts })
  const deadline = startedAt + Math.max(limits.AHEAD_INIT_TIMEOUT, seconds(configuration.timeout))
  const started = (): void => environment.emit(initStart(environment, 'init'), scope)
  environment.init(deadline, scope, started, (ending) => {
    const failure = failureOf(ending)
    const duration = kernel.now - startedAt
    kernel.trace.record({
      type: 'environment.init-ended',
      ...facts,
      status: failure === null ? 'success' : failure.status === 'timeout' ? 'timeout' : 'error',
      duration,
      errorType: failure?.errorType ?? null,
    })
    for (const event of initEnd(environment, 'init', duration, failure)) environment.emit(event, scope)
    if (failure !== null) {
      config.status = 'FAILED'
      config.statusReason = failure.status === 'timeout' ? TIMED_OUT : INIT_FAILED
      environment.shutdown('FAILURE')
      record(fn, config, context)
      return
    }
    environment.rest()
    settle(fn, config, context)
  })
}

/** Source: StatusReason as users report it; that of a timeout is not confirmed. */
const INIT_FAILED = 'FUNCTION_ERROR_INIT_FAILURE'
const TIMED_OUT = 'FUNCTION_ERROR_INIT_TIMEOUT'

function gone(
  fn: LambdaFunction,
  config: ProvisionedConcurrency,
  environment: ExecutionEnvironment,
  context: LambdaContext,
): void {
  const wasWanted = config.environments.delete(environment)
  // What failed would fail again.
  if (wasWanted && !fn.deleted && config.status !== 'FAILED') adjust(fn, config, context)
}

function settle(fn: LambdaFunction, config: ProvisionedConcurrency, context: LambdaContext): void {
  const there = allocated(config)
  if (config.status !== 'IN_PROGRESS' || there < config.requested) return
  config.status = 'READY'
  record(fn, config, context)
}

function record(fn: LambdaFunction, config: ProvisionedConcurrency, context: LambdaContext): void {
  const { qualifier, requested, status, statusReason } = config
  context.kernel.trace.record({
    type: 'provisioned.changed',
    functionName: fn.name,
    qualifier,
    requested,
    allocated: allocated(config),
    requestedMB: requestedMemory(sharesOf(fn, config)),
    status,
    statusReason,
  })
}

function requestedMemory(shares: ReadonlyMap<FunctionVersion, number>): Record<'x86_64' | 'arm64', number> {
  const memory = { x86_64: 0, arm64: 0 }
  for (const [version, count] of shares) {
    const { architecture, memorySize } = version.running.configuration
    memory[architecture] += count * memorySize
  }
  return memory
}

function failureOf(ending: Ending): InitFailure | null {
  switch (ending.kind) {
    case 'timeout':
      return { status: 'timeout', errorType: null }
    case 'out-of-memory':
      return { status: 'out-of-memory', errorType: 'Runtime.OutOfMemory' }
    case 'reported':
      return { status: 'init-error', errorType: ending.error.type }
    case 'extension':
      return { status: 'init-error', errorType: ending.errorType }
    case 'no-entrypoint':
      return { status: 'init-error', errorType: 'Runtime.InvalidEntrypoint' }
    case 'outcome': {
      const { outcome } = ending
      if (outcome.kind === 'exit') return { status: 'exit', errorType: 'Runtime.ExitError' }
      return outcome.kind === 'error'
        ? { status: 'init-error', errorType: knownErrorType(outcome.error.errorType) }
        : null
    }
  }
}
