/**
 * A function, its versions and aliases, and what exists of each.
 *
 * Source: Guide, "Manage Lambda function versions" and "Create an alias for a Lambda function".
 * - `$LATEST` changes; a published version never does: it keeps code, configuration and environments of its own.
 * - Reserved concurrency, tags and the pace of scaling belong to the function; settings for asynchronous invocation to
 *   one qualifier (`$LATEST`, a version, an alias).
 */

import type { RuntimeName } from '../../runtime/protocol'
import type { CodePackage } from '../services/contract'
import type { DurableConfig } from './durable/config'
import type { ExecutionEnvironment } from './environment'
import type { Logging, TracingMode } from './function-settings'
import type { LayerVersion } from './layers'
import type { FunctionUrl } from './function-url/configuration'
import type { ProvisionedConcurrency } from './provisioned'

/** What is null was not given: Lambda's default holds. */
export interface EventInvokeConfiguration {
  readonly maximumRetryAttempts: number | null
  /** Seconds. */
  readonly maximumEventAge: number | null
  /** ARNs. */
  readonly onSuccess: string | null
  readonly onFailure: string | null
  /** Virtual milliseconds. */
  readonly lastModified: number
}

/** Runtimes of Lambda that are here: those with Node.js, and those without any, for a program of one's own. */
export type FunctionRuntime = RuntimeName | 'provided.al2023' | 'provided.al2'

/** What a version is made with, all of it immutable once published. */
export interface FunctionConfiguration {
  readonly name: string
  /** Unqualified. */
  readonly arn: string
  readonly description: string
  readonly runtime: FunctionRuntime
  readonly handler: string
  /** MB. */
  readonly memorySize: number
  /** Seconds. */
  readonly timeout: number
  /** MB. */
  readonly ephemeralStorage: number
  readonly architecture: 'x86_64' | 'arm64'
  readonly variables: Readonly<Record<string, string>>
  /** ARN of a queue or topic. */
  readonly deadLetterTarget: string | null
  readonly role: string
  readonly logGroup: string
  readonly logging: Logging
  readonly tracing: TracingMode
  /** Whether every tenant has environments of its own; never changes. */
  readonly isolatesTenants: boolean
  /** In the order in which they are unpacked into /opt. */
  readonly layers: readonly LayerVersion[]
  /** Null for a function that is not durable. */
  readonly durable: DurableConfig | null
}

/** Code and configuration that belong together. */
export interface Build {
  readonly configuration: FunctionConfiguration
  readonly code: CodePackage
}

/** The version that is not published. */
export const LATEST = '$LATEST'

/** An update of `$LATEST` that has been accepted and is not in effect yet. */
export type LastUpdateStatus = 'Successful' | 'InProgress'

export class FunctionVersion {
  readonly environments = new Set<ExecutionEnvironment>()
  /** What new environments start with. While an update is in progress, still what was there before. */
  running: Build
  state: 'Pending' | 'Active' = 'Active'
  lastUpdateStatus: LastUpdateStatus = 'Successful'
  /** How the environment that went last did so, and after how long without an invocation, milliseconds. */
  lastGone: { readonly reason: 'SPINDOWN' | 'FAILURE' | 'UPDATE'; readonly idle: number } | null = null
  /** Changes with every change; UUID. */
  revisionId: string

  /**
   * @param version `$LATEST` or a number
   * @param build as the API shows it
   * @param modifiedAt virtual milliseconds
   */
  constructor(
    readonly fn: LambdaFunction,
    readonly version: string,
    public build: Build,
    public modifiedAt: number,
    revisionId: string,
  ) {
    this.running = build
    this.revisionId = revisionId
  }

  /** New environments from now on; those that run finish first. */
  start(build: Build): void {
    this.build = build
    this.running = build
    for (const environment of [...this.environments]) environment.retire()
  }

  get configuration(): FunctionConfiguration {
    return this.build.configuration
  }

  get arn(): string {
    return `${this.fn.arn}:${this.version}`
  }

  /** Environments with an invocation (or an Init) in progress. */
  get concurrency(): number {
    let count = 0
    for (const environment of this.environments) if (environment.busy) count++
    return count
  }
}

export interface Alias {
  readonly name: string
  readonly description: string
  /** Number of the version, or `$LATEST`. */
  readonly version: string
  /** Version → share of the invocations that go there instead, from 0 to 1; at most one. */
  readonly weights: Readonly<Record<string, number>>
  readonly revisionId: string
}

export class LambdaFunction {
  readonly name: string
  /** Unqualified. */
  readonly arn: string
  readonly latest: FunctionVersion
  /** By number. */
  readonly published = new Map<string, FunctionVersion>()
  /** Numbers are never used again. */
  nextVersion = 1
  readonly aliases = new Map<string, Alias>()
  /** By qualifier: `$LATEST`, a version's number, an alias's name. */
  readonly eventInvoke = new Map<string, EventInvokeConfiguration>()
  /** By qualifier: `$LATEST`, an alias's name. The URL of an alias that was deleted stays. */
  readonly urls = new Map<string, FunctionUrl>()
  /** Null when it draws on the account's unreserved pool. */
  reservedConcurrency: number | null = null
  /** What happens to a loop that is detected. */
  recursiveLoop: 'Terminate' | 'Allow' = 'Terminate'
  /** By qualifier: a version's number or an alias's name. */
  readonly provisioned = new Map<string, ProvisionedConcurrency>()
  tags: Readonly<Record<string, string>> = {}
  /** What waits in its asynchronous queue goes nowhere any more. */
  deleted = false
  /** Environments that may still be started at once (see SCALING_BURST), as of `tokensAt`. */
  scalingTokens: number
  /** Virtual milliseconds. */
  tokensAt: number

  constructor(build: Build, scalingTokens: number, now: number, revisionId: string) {
    this.name = build.configuration.name
    this.arn = build.configuration.arn
    this.latest = new FunctionVersion(this, LATEST, build, now, revisionId)
    this.scalingTokens = scalingTokens
    this.tokensAt = now
  }

  /** Of `$LATEST`. */
  get configuration(): FunctionConfiguration {
    return this.latest.build.configuration
  }

  /** Of `$LATEST`. */
  get code(): CodePackage {
    return this.latest.build.code
  }

  /** `$LATEST` first, then in the order of publishing. */
  get versions(): readonly FunctionVersion[] {
    return [this.latest, ...this.published.values()]
  }

  get concurrency(): number {
    let count = this.latest.concurrency
    for (const version of this.published.values()) count += version.concurrency
    return count
  }

  /** Without what runs in provisioned environments. */
  get onDemandConcurrency(): number {
    let count = 0
    for (const { environments } of this.versions) {
      for (const { busy, provisionedFor } of environments) if (busy && provisionedFor === null) count++
    }
    return count
  }

  /** Environments that were asked for, over all qualifiers. */
  get provisionedConcurrency(): number {
    let sum = 0
    for (const { requested } of this.provisioned.values()) sum += requested
    return sum
  }

  version(number: string): FunctionVersion | undefined {
    return number === LATEST ? this.latest : this.published.get(number)
  }
}
