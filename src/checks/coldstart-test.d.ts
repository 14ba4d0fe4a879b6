/** `coldstart/test`: what a project's checks (`tests/*.test.ts`) import. */

/* eslint-disable @typescript-eslint/no-explicit-any -- what functions answer has the type that its reader gives it */

// --- Tests

export type TestBody = () => unknown

export interface TestOptions {
  /** Virtual time it may take: milliseconds, `'90s'`, `'5m'`, `'6h'`, `'30d'`. Default and maximum: 30 days. */
  readonly timeout?: Duration
}

export interface Test {
  /** Each test has the stack freshly deployed for itself, and its file freshly loaded. */
  (name: string, body: TestBody, options?: TestOptions): void
  /** Reported, and not run. */
  skip(name: string, body?: TestBody, options?: TestOptions): void
  /** Of this file, only the tests that say so run. */
  only(name: string, body: TestBody, options?: TestOptions): void
  /** Reported as skipped: yet to be written. */
  todo(name: string): void
}

export interface Describe {
  /** Puts its name before those of the tests in it. */
  (name: string, body: () => void): void
  skip(name: string, body: () => void): void
  only(name: string, body: () => void): void
}

export declare const test: Test
export declare const it: Test
export declare const describe: Describe
/** Runs before each test of this `describe` or file. As each test starts anew, there is no `beforeAll`. */
export declare function beforeEach(body: TestBody): void
/** Runs after each test of this `describe` or file, also after one that failed. */
export declare function afterEach(body: TestBody): void

// --- Time

/** Virtual milliseconds, or a number with a unit: `'500ms'`, `'90s'`, `'2m'`, `'1.5h'`, `'4d'`, `'1h 30m'`. */
export type Duration = number | string

export interface Clock {
  /** Virtual now, milliseconds since the Unix epoch; the same as `Date.now()`. */
  now(): number
  /** Waits in virtual time: all that is due until then happens. */
  advance(duration: Duration): Promise<void>
  /**
   * Waits until nothing is left to happen by itself: no invocation, retry, timer, delivery or schedule.
   * @param options.limit how much virtual time that may take, default `'1h'`; a schedule that repeats is never idle
   * @returns whether it is idle; false when the limit came first
   */
  runUntilIdle(options?: { readonly limit?: Duration }): Promise<{ readonly idle: boolean; readonly now: number }>
}

export declare const clock: Clock

// --- The cloud, as the account's administrator

export interface InvokeOptions {
  /** Default `RequestResponse`. */
  readonly type?: 'RequestResponse' | 'Event' | 'DryRun'
  /** Version or alias. */
  readonly qualifier?: string
  /** An object: what the handler finds in `context.clientContext`. */
  readonly clientContext?: unknown
  /** Of a function that isolates tenants. */
  readonly tenantId?: string
}

export interface Invocation<Payload> {
  /** 200, 202 (`Event`), 204 (`DryRun`). */
  readonly statusCode: number
  /** `Unhandled` when the function failed; then `payload` has errorType, errorMessage and trace. */
  readonly functionError?: string
  /** What the handler returned, parsed from JSON; undefined for `Event` and `DryRun`. */
  readonly payload: Payload
  readonly executedVersion?: string
  readonly requestId: string
  /** The last 4 KB of the invocation's log; empty for `Event` and `DryRun`. */
  readonly log: string
}

export interface Message {
  /** Text, or a value that becomes JSON text. For an event bus: the event's detail. */
  readonly body: unknown
  /** Key of a Kafka record, partition key of a Kinesis record, key of an S3 object. */
  readonly key?: string
  /** Message attributes (SQS, SNS), headers (Kafka, Amazon MQ). */
  readonly headers?: Readonly<Record<string, string>>
  /** For FIFO queues and topics. */
  readonly groupId?: string
  readonly deduplicationId?: string
  /** For an SNS topic. */
  readonly subject?: string
  /** For an event bus. */
  readonly event?: { readonly source: string; readonly detailType: string; readonly resources?: readonly string[] }
  /** Of a Kafka topic. */
  readonly partition?: number
  /** Of a broker's message, milliseconds. */
  readonly timeToLive?: number
}

export interface HttpRequest {
  /** Default `GET`. */
  readonly method?: string
  /** Absolute, or a path (`/orders?limit=3`) of the only API, function URL or load balancer of the stack. */
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  /** Text, or a value that becomes JSON text with `content-type: application/json`. */
  readonly body?: unknown
  /** Whether the administrator signs it (for `AuthType: AWS_IAM`). */
  readonly signed?: boolean
}

export interface HttpResponse {
  readonly status: number
  /** Names in lower case; several of one name are joined by `, `. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** The body parsed; undefined when it is no JSON. */
  readonly json: any
}

/** One thing that is sent once, or many times over a while: as in `events/*.stimuli.json`. */
export interface Stimulus {
  /** Logical id or ARN. */
  readonly to: string
  readonly [field: string]: unknown
}

export interface PlayReport {
  readonly sent: number
  readonly succeeded: number
  readonly failed: number
  readonly throttled: number
  readonly refused: number
  readonly virtualMs: number
}

/** One fact of the run: `{ seq, at, type, … }`. Which ones there are: the timeline's, see `coldstart.trace()`. */
export interface TraceRecord {
  readonly seq: number
  /** Virtual milliseconds since the Unix epoch. */
  readonly at: number
  /** `invocation.ended`, `message.sent`, … */
  readonly type: string
  readonly [fact: string]: any
}

export interface StackResource {
  /** `AWS::SQS::Queue` */
  readonly type: string
  /** Physical id: the name of most resources, the URL of a queue. */
  readonly name: string
  readonly arn: string
  /** What `Ref` gives in the template. */
  readonly ref: string
}

/** A resource as the page's inspectors show it. */
export interface ResourceView {
  readonly arn: string
  readonly kind: string
  readonly name: string
  readonly facts: readonly { readonly label: string; readonly value: string }[]
  readonly tables: readonly {
    readonly title: string
    readonly columns: readonly string[]
    readonly rows: readonly (readonly string[])[]
    readonly total: number
  }[]
}

export interface QueueDepth {
  /** Can be received now. */
  readonly visible: number
  /** Received, and neither deleted nor visible again. */
  readonly inFlight: number
  readonly delayed: number
}

/** `rate`: the share of calls or invocations that it hits, from 0 to 1; `from`, `to`: milliseconds. */
export type Fault = { readonly resource: string } & (
  | { readonly kind: 'latency'; readonly rate: number; readonly from: number; readonly to: number }
  | { readonly kind: 'error' | 'throttle' | 'crash'; readonly rate: number }
  | { readonly kind: 'poison'; readonly nth: number }
  | { readonly kind: 'no-backoff' }
)

/**
 * The stack under test. Whatever takes a name takes a logical id of template.yaml, a physical name or an ARN. What AWS
 * refuses rejects with an Error whose `name` is AWS's error code (`ResourceNotFoundException`).
 */
export interface Cloud {
  /** Lambda's Invoke. @param payload a value that becomes JSON text; undefined sends none */
  invoke<Payload = any>(fn: string, payload?: unknown, options?: InvokeOptions): Promise<Invocation<Payload>>
  /** Puts a message into a queue, topic, stream, bus, bucket, broker or function. @returns the id it was given */
  send(target: string, message: Message): Promise<string>
  /** A request to an API, a function URL or a load balancer of the stack. */
  http(request: string | HttpRequest): Promise<HttpResponse>
  /** Plays stimuli at their times; waits until everything was sent and answered. */
  play(script: { readonly stimuli: readonly Stimulus[] }): Promise<PlayReport>
  /** What has happened. @param options.since a `seq` */
  trace(options?: { readonly types?: readonly string[]; readonly since?: number }): Promise<readonly TraceRecord[]>
  /** Messages in an SQS queue. */
  queueDepth(queue: string): Promise<QueueDepth>
  /** What there is in every service: queues with their messages, buckets, tables, …; texts, as inspectors show them. */
  resources(): Promise<readonly ResourceView[]>
  /** What goes wrong on purpose from now on, instead of what was set before; `[]` for nothing. */
  faults(faults: readonly Fault[]): Promise<void>
  /** A resource of the template. @throws when there is none of this logical id */
  resource(logicalId: string): StackResource
  /** `Outputs` of the template, resolved. */
  readonly outputs: Readonly<Record<string, string>>
}

export declare const cloud: Cloud

// --- Assertions, as in Vitest and Jest

export interface AsymmetricMatchers {
  anything(): any
  any(constructor: unknown): any
  objectContaining(expected: object): any
  arrayContaining(expected: readonly unknown[]): any
  stringContaining(expected: string): any
  stringMatching(expected: string | RegExp): any
  closeTo(expected: number, precision?: number): any
}

export interface Matchers<Result> {
  toBe(expected: unknown): Result
  toEqual(expected: unknown): Result
  toStrictEqual(expected: unknown): Result
  toMatchObject(expected: unknown): Result
  toContain(item: unknown): Result
  toContainEqual(item: unknown): Result
  toHaveLength(length: number): Result
  toHaveProperty(path: string | readonly (string | number)[], value?: unknown): Result
  toMatch(expected: string | RegExp): Result
  toBeGreaterThan(expected: number | bigint): Result
  toBeGreaterThanOrEqual(expected: number | bigint): Result
  toBeLessThan(expected: number | bigint): Result
  toBeLessThanOrEqual(expected: number | bigint): Result
  toBeCloseTo(expected: number, digits?: number): Result
  toBeTruthy(): Result
  toBeFalsy(): Result
  toBeDefined(): Result
  toBeUndefined(): Result
  toBeNull(): Result
  toBeNaN(): Result
  toBeInstanceOf(constructor: unknown): Result
  toBeTypeOf(type: 'bigint' | 'boolean' | 'function' | 'number' | 'object' | 'string' | 'symbol' | 'undefined'): Result
  toBeOneOf(expected: readonly unknown[]): Result
  toSatisfy(predicate: (value: any) => boolean): Result
  toThrow(expected?: string | RegExp | Error | (new (...args: any[]) => Error)): Result
  toThrowError(expected?: string | RegExp | Error | (new (...args: any[]) => Error)): Result
}

export interface Assertion extends Matchers<void> {
  readonly not: Assertion
  /** Unwraps a promise: `await expect(promise).resolves.toBe(1)`. */
  readonly resolves: PromisedAssertion
  /** Expects a promise to reject: `await expect(promise).rejects.toThrow('message')`. */
  readonly rejects: PromisedAssertion
}

export interface PromisedAssertion extends Matchers<Promise<void>> {
  readonly not: PromisedAssertion
}

export interface Expect extends AsymmetricMatchers {
  /** @param message said before what went wrong */
  (actual: unknown, message?: string): Assertion
  readonly not: Pick<
    AsymmetricMatchers,
    'objectContaining' | 'arrayContaining' | 'stringContaining' | 'stringMatching' | 'closeTo'
  >
  /** How many assertions the test has to make. */
  assertions(count: number): void
  hasAssertions(): void
  /** Fails when it is reached. */
  unreachable(message?: string): never
}

export declare const expect: Expect
