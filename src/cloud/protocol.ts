/**
 * Page ↔ cloud worker (inside the sandbox).
 *
 * Two MessagePorts. `calls`: Comlink, in one direction only: the page calls `CloudApi`, the worker answers; the page
 * exposes nothing. `records`: the worker sends `CloudMessage`s and never waits; the page checks each one, because the
 * sandbox runs code that came with a link.
 */

import type { Outcome, PackageFiles } from '../runtime/protocol'
import type { RecordedRun, RecordingPart } from './replay/recording'
import type { Fault } from './aws/faults'
import type { AccessDecision } from './aws/access'
import type { ResourceView } from './aws/resource-view'
import type { Spread } from './aws/stimuli/arrivals'
import type { ResourceDiagnostic, StackModel } from './aws/template'
import type { TraceRecord } from './aws/trace-records'
import type { WebEntrance, WebRequest, WebResponse } from './aws/web'

export type { WebRequest, WebResponse }

export type Pace = '1x' | '10x' | '100x' | 'max' | 'paused'

export interface CloudOptions {
  readonly seed: number
  readonly cpu: 'fixed' | 'measured'
  /** How long services take to answer a function's calls: a seeded draw around what is typical, or no time. */
  readonly latency: 'typical' | 'none'
  /** Whether what is delivered at least once is delivered twice now and then: a seeded draw, or never. */
  readonly duplicates: 'never' | 'sometimes'
  readonly pace: Pace
  /** Concurrent executions of the account in its Region; AWS's default without it. New accounts often have 10. */
  readonly accountConcurrency?: number
  /** Whether there are no more environments than a page can hold (aws/page-limits.ts); without it, as many as AWS has. */
  readonly bounded?: boolean
  /** What goes wrong on purpose. */
  readonly faults?: readonly Fault[]
  /** Virtual now at the start, milliseconds since the Unix epoch. */
  readonly startTime: number
}

/** A function's built code. */
export interface FunctionCode {
  /** Logical id of the AWS::Lambda::Function. */
  readonly logicalId: string
  readonly files: PackageFiles
  /** Names of the layers its imports need. */
  readonly layers: readonly string[]
}

export interface DeployRequest {
  readonly stack: StackModel
  readonly code: readonly FunctionCode[]
  /** Layer name → script text, for layers the worker has not been given before. */
  readonly layers: Readonly<Record<string, string>>
}

export interface DeployedResource {
  readonly logicalId: string
  readonly type: string
  readonly physicalId: string
  readonly arn: string
  /** What `Ref` gives. */
  readonly ref: string
}

export interface DeployReport {
  readonly ok: boolean
  readonly diagnostics: readonly ResourceDiagnostic[]
  readonly resources: readonly DeployedResource[]
  /** Template outputs with their values resolved. */
  readonly outputs: Readonly<Record<string, string>>
}

/** Shapes and names of Lambda's Invoke API. */
export interface InvokeRequest {
  /** Logical id, name, partial ARN or ARN. */
  readonly functionName: string
  /** JSON text. */
  readonly payload: string
  readonly invocationType: 'RequestResponse' | 'Event' | 'DryRun'
  readonly logType: 'None' | 'Tail'
  readonly qualifier?: string
  /** Base64 of JSON. */
  readonly clientContext?: string
  /** Of a function that isolates tenants. */
  readonly tenantId?: string
  /** X-Amzn-Trace-Id of the request. */
  readonly traceHeader?: string
}

export interface InvokeResponse {
  /** 200, 202, 204. */
  readonly StatusCode: number
  readonly FunctionError?: string
  readonly ExecutedVersion?: string
  /** Base64 of the last 4 KB of the log, with `logType: 'Tail'`. */
  readonly LogResult?: string
  /** JSON text; empty for `Event` and `DryRun`. */
  readonly Payload: string
  readonly RequestId: string
}

/** An AWS API error as data. */
export interface ApiErrorData {
  /** `ResourceNotFoundException`, … */
  readonly code: string
  readonly statusCode: number
  readonly message: string
  readonly requestId: string
  /** Further members of the modelled error: `Reason`, `Type`, … */
  readonly details?: Readonly<Record<string, unknown>>
}

/** Errors cross as data, because Comlink keeps only name and message of an exception. */
export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: ApiErrorData }

/** A message to anything that takes deliveries. */
export interface SendRequest {
  /** ARN or logical id; of a broker's or cluster's topic, queue or collection followed by its name: `Cluster/orders`. */
  readonly target: string
  readonly body: string
  /** A Kafka record's key, a Kinesis record's partition key, an S3 object's key. */
  readonly key?: string
  /** Headers of a Kafka record or a broker's message; attributes of a message to SQS or SNS. */
  readonly headers?: Readonly<Record<string, string>>
  /** Of a Kafka topic. */
  readonly partition?: number
  /** Of a broker's message, milliseconds. */
  readonly timeToLive?: number
  /** For FIFO queues and topics. */
  readonly groupId?: string
  readonly deduplicationId?: string
  /** For an SNS topic. */
  readonly subject?: string
  /** For an event bus; the body is the event's detail. */
  readonly event?: { readonly source: string; readonly detailType: string; readonly resources?: readonly string[] }
}

/** Something that is sent once, or many times over a while. */
export interface PlayStep {
  /** From the start of the script, virtual milliseconds. */
  readonly at: number
  /** Lambda's Invoke, waiting for the answer or not; DynamoDB's PutItem; a delivery to whatever takes one. */
  readonly kind: 'invoke' | 'invoke-async' | 'item' | 'message'
  /** Its texts may hold placeholders (`aws/stimuli/placeholders.ts`). */
  readonly message: SendRequest
  /** Of a function. */
  readonly qualifier?: string
  readonly count: number
  /** The time over which they are spread, virtual milliseconds. */
  readonly over: number
  readonly spread: Spread
  /** How many may wait for an answer at a time; what is due beyond that waits for its turn. Any number without it. */
  readonly callers?: number
}

export interface PlayRequest {
  readonly steps: readonly PlayStep[]
}

export interface PlayReport {
  readonly sent: number
  /** Synchronous invocations, by their answers. */
  readonly succeeded: number
  readonly failed: number
  readonly throttled: number
  /** For other reasons, by whatever it was sent to. */
  readonly refused: number
  /** Message or request id of the event that was taken last. */
  readonly lastId: string | null
  /** The first different ones. */
  readonly refusals: readonly { readonly code: string; readonly message: string; readonly count: number }[]
  /** Virtual milliseconds from the start to the last event or answer. */
  readonly virtualMs: number
}

export interface LoadRequest {
  readonly functionName: string
  readonly payload: string
  /** Synchronous invocations in all. */
  readonly requests: number
  /** How many callers share them; each waits for its answer before it sends the next. */
  readonly callers: number
  readonly qualifier?: string
}

export interface LoadReport {
  readonly succeeded: number
  readonly failed: number
  readonly throttled: number
  /** Virtual milliseconds from the first request to the last answer. */
  readonly virtualMs: number
  /** Real milliseconds, for benchmarks. */
  readonly realMs: number
}

export interface WireRequest {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
}

export interface WireResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
}

/** Whether a role's session may do something. */
export interface AccessQuestion {
  /** ARN of a role. */
  readonly role: string
  /** `sqs:SendMessage` */
  readonly action: string
  /** ARN, or `*`. */
  readonly resource: string
}

/** One test of the project's checks, against the stack as it was deployed last. */
export interface CheckRequest {
  /** The bundle of its file, as of a function. */
  readonly files: PackageFiles
  /** Names of the layers its imports need. */
  readonly layers: readonly string[]
  /** Layer → script text, for those that the worker has not been given before. */
  readonly layerTexts: Readonly<Record<string, string>>
  /** JSON text for its handler. */
  readonly event: string
}

/** How the run of a test ended. */
export type CheckEnd =
  | { readonly kind: 'outcome'; readonly outcome: Outcome }
  /** It waits for what never comes: nothing is left to happen. */
  | { readonly kind: 'stuck'; readonly waitsFor: readonly string[] }
  | { readonly kind: 'virtual-limit' | 'real-limit'; readonly waitsFor: readonly string[] }
  | { readonly kind: 'unresponsive' | 'out-of-memory' }

export interface CheckReport {
  readonly end: CheckEnd
  /** What it wrote. */
  readonly log: readonly string[]
  /** Virtual milliseconds since the epoch. */
  readonly startedAt: number
  readonly endedAt: number
}

/** What there was at an earlier moment. */
export type PastViews =
  | {
      readonly state: 'known'
      /** The moment, virtual milliseconds. */
      readonly at: number
      readonly views: readonly ResourceView[]
    }
  /** So much has happened that no more was written down from this instant on. */
  | { readonly state: 'not-recorded'; readonly from: number }

/** A run that is to be had again, in a new sandbox, and to go on. */
export interface RestoreRequest {
  readonly run: RecordedRun
  /** Layer → script text: all that were sent. */
  readonly layers: Readonly<Record<string, string>>
  /** How many of its records are known already. */
  readonly known: number
  /** At which it goes on. */
  readonly pace: Pace
  /** Functions whose code ran when the sandbox was lost the last time; null: it was not, or not in this run. */
  readonly suspects: readonly string[] | null
}

/** How it came out. */
export type RestoreReport =
  | {
      readonly ok: true
      /** Where it goes on, virtual milliseconds. */
      readonly at: number
      readonly records: number
      /** What was killed with the sandbox. */
      readonly running: readonly {
        readonly requestId: string
        readonly functionName: string
        readonly computing: boolean
      }[]
      /** The same took the sandbox down twice in a row: it does not go on by itself. */
      readonly paused: boolean
    }
  | { readonly ok: false; readonly reason: string }

export interface ClockState {
  /** Virtual, milliseconds since the Unix epoch. */
  readonly now: number
  readonly pace: Pace
  /** When the next event is due, or null when nothing will happen by itself. */
  readonly nextEventAt: number | null
  /** Whether a turn is running or an event is due now. */
  readonly busy: boolean
}

/**
 * How far a step goes: over all of the next instant, over the next event that leaves a record in the trace, or until an
 * invocation starts or ends.
 */
export type StepUnit = 'instant' | 'event' | 'invocation'

export interface CloudApi {
  /** Forgets everything and starts over with these options. */
  restart(options: CloudOptions): Promise<void>
  /** Has a lost run again, which then goes on, with all environments cold. */
  restore(request: RestoreRequest): Promise<RestoreReport>
  deploy(request: DeployRequest): Promise<DeployReport>
  invoke(request: InvokeRequest): Promise<Answer<InvokeResponse>>
  load(request: LoadRequest): Promise<Answer<LoadReport>>
  /** Plays a script in virtual time. The report comes when everything was sent and answered. */
  play(request: PlayRequest): Promise<PlayReport>
  /** Delivers a message, as the page's user. */
  send(request: SendRequest): Promise<Answer<{ readonly id: string }>>
  aws(request: WireRequest): Promise<WireResponse>
  /** A request to a host name of the stack. */
  http(request: WebRequest): Promise<WebResponse>
  /** Host names of the stack that take requests. */
  entrances(): Promise<readonly WebEntrance[]>
  /** What there is in every service, for inspectors. */
  views(): Promise<readonly ResourceView[]>
  /** What IAM answers to each question; asking is no request, and leaves no trace. */
  decideAccess(questions: readonly AccessQuestion[]): Promise<readonly AccessDecision[]>
  /** … at an earlier moment, after everything of this instant. Going forward is cheap, going back starts over. */
  viewsAt(at: number): Promise<PastViews>
  clock(): Promise<ClockState>
  setPace(pace: Pace): Promise<ClockState>
  setCpu(cpu: 'fixed' | 'measured'): Promise<void>
  setLatency(latency: 'typical' | 'none'): Promise<void>
  setDuplicates(duplicates: 'never' | 'sometimes'): Promise<void>
  /** @param concurrency null: AWS's default */
  setAccountConcurrency(concurrency: number | null): Promise<void>
  /** All that are to be injected from now on. */
  setFaults(faults: readonly Fault[]): Promise<void>
  /** Runs everything due in the next `ms` virtual milliseconds and leaves the clock there. */
  advance(ms: number): Promise<ClockState>
  step(by: StepUnit): Promise<ClockState>
  /** Runs until nothing is left to happen by itself, or `limitMs` virtual milliseconds have passed. */
  runUntilIdle(limitMs: number): Promise<ClockState>
  /** Runs a test of the project's checks, in virtual time, whatever the pace. */
  check(request: CheckRequest): Promise<CheckReport>
  /** Records from `since` (a `seq`) on. */
  trace(since: number): Promise<readonly TraceRecord[]>
  /** All records, as JSON texts of arrays, to who has the other end of the port; then null. */
  sendTrace(port: MessagePort): Promise<void>
}

/** What the worker says of its own accord. */
export type CloudMessage =
  /** JSON text of an array of TraceRecord: new ones, in order; at most one message per frame's time. */
  | { readonly type: 'records'; readonly records: string }
  | { readonly type: 'clock'; readonly clock: ClockState }
  /** What was written down of the run, if the page keeps it; always ahead of its records. */
  | {
      readonly type: 'run'
      /** With the first part of a run. */
      readonly options?: CloudOptions
      /** It is one that was had again. */
      readonly again?: boolean
      readonly part: RecordingPart
    }
  /** Proof of life, every second of real time. */
  | { readonly type: 'heartbeat' }
  /** A limit of ours (aws/page-limits.ts): the run has paused, and may be let go on. */
  | { readonly type: 'paused'; readonly records: number }
  /** A broken invariant of ours: the run has stopped. */
  | {
      readonly type: 'fault'
      readonly message: string
      readonly stack: string
      readonly seed: number
      readonly at: number
    }
