/** A function's configuration and code, and what exists of it. */

import type { RuntimeName } from '../../runtime/protocol'
import type { CodePackage } from '../services/contract'
import type { ExecutionEnvironment } from './environment'

export interface EventInvokeConfiguration {
  readonly maximumRetryAttempts: number
  /** Seconds. */
  readonly maximumEventAge: number
  /** ARNs. */
  readonly onSuccess: string | null
  readonly onFailure: string | null
}

export interface FunctionConfiguration {
  readonly name: string
  readonly arn: string
  readonly runtime: RuntimeName
  readonly handler: string
  /** MB. */
  readonly memorySize: number
  /** Seconds. */
  readonly timeout: number
  /** MB. */
  readonly ephemeralStorage: number
  readonly architecture: 'x86_64' | 'arm64'
  readonly variables: Readonly<Record<string, string>>
  /** Null when it draws on the account's unreserved pool. */
  readonly reservedConcurrency: number | null
  /** ARN of a queue or topic. */
  readonly deadLetterTarget: string | null
  readonly role: string
  readonly logGroup: string
}

/** The one version that can run for now: `$LATEST`. */
export const LATEST = '$LATEST'

export class LambdaFunction {
  readonly environments = new Set<ExecutionEnvironment>()
  eventInvoke: EventInvokeConfiguration | null = null
  /** What waits in its asynchronous queue goes nowhere any more. */
  deleted = false
  /** Environments that may still be started at once (see SCALING_BURST), as of `tokensAt`. */
  scalingTokens: number
  /** Virtual milliseconds. */
  tokensAt: number

  constructor(
    public configuration: FunctionConfiguration,
    public code: CodePackage,
    scalingTokens: number,
    now: number,
  ) {
    this.scalingTokens = scalingTokens
    this.tokensAt = now
  }

  /** Environments with an invocation (or an Init) in progress. */
  get concurrency(): number {
    let count = 0
    for (const environment of this.environments) if (environment.busy) count++
    return count
  }
}
