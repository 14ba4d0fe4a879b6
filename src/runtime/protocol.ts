/**
 * What crosses between the cloud and one execution environment (a Worker nested in the cloud worker).
 *
 * The cloud always speaks first: `init` once, then one `resume` at a time. The environment answers each of them with
 * exactly one `yield`; before it, it may send any number of `lines`. An environment that does not answer in real time
 * is terminated by the cloud's watchdog. Between a yield and the next resume the environment is frozen: nothing that
 * its code can observe happens.
 *
 * Payloads are JSON texts, never object graphs: posting a string is several times cheaper than cloning what it says.
 * All instants are virtual milliseconds since the Unix epoch; fractions are allowed.
 */

export type RuntimeName = 'nodejs20.x' | 'nodejs22.x' | 'nodejs24.x'

/**
 * How computing time becomes virtual time.
 * `fixed`: each turn takes `turnMs`, whatever the machine; each read of a clock advances it by `clockReadMs`, so that
 * a busy-wait ends. `measured`: real busy time multiplied by `factor` (1769 MB / memory when below 1; see Lambda's
 * CPU share).
 */
export type CpuModel =
  | { readonly mode: 'fixed'; readonly turnMs: number; readonly clockReadMs: number }
  | { readonly mode: 'measured'; readonly factor: number }

/** The unpacked deployment package: path below /var/task → text. */
export type PackageFiles = Readonly<Record<string, string>>

export interface EnvironmentConfiguration {
  readonly functionName: string
  /** `$LATEST` or a version number. */
  readonly functionVersion: string
  readonly memoryLimitInMB: number
  /** `[dir/]file.export`, as in the function's configuration. */
  readonly handler: string
  readonly runtime: RuntimeName
  readonly logGroupName: string
  readonly logStreamName: string
  /** All of process.env, as Lambda sets it: reserved variables and the function's own. */
  readonly variables: Readonly<Record<string, string>>
  /** Bytes that /tmp may hold. */
  readonly ephemeralStorageBytes: number
}

/** Runs the Init phase: layers, then the module top level of the handler. */
export interface InitMessage {
  readonly type: 'init'
  readonly now: number
  /** When Init times out. */
  readonly deadline: number
  readonly configuration: EnvironmentConfiguration
  readonly files: PackageFiles
  /** Script texts to evaluate before the handler's module, in order (the runtime layers its imports need). */
  readonly layers: readonly string[]
  readonly cpu: CpuModel
  /** Seeds Math.random and crypto's random bytes. */
  readonly seed: number
  /** How fast streamed responses leave; without it at once. */
  readonly responseRate?: ResponseRate
  /** /tmp of the environment before a reset (path → bytes, base64), if this Init follows one. */
  readonly temporaryFiles?: Readonly<Record<string, string>>
  /** What the function's layers put into /opt: path below it → text. */
  readonly layerFiles?: PackageFiles
  /**
   * Absolute path of the program that runs in this process instead of Lambda's Node.js runtime: an extension, or the
   * bootstrap of a custom runtime. It has no outcome but its exit.
   */
  readonly program?: string
  /**
   * The process runs a file of the project's checks: its console writes plain lines, and what has a place is mapped for
   * the harness. JSON text that the harness finds when it is loaded.
   */
  readonly check?: string
}

/** Bandwidth of streamed responses. */
export interface ResponseRate {
  /** That leave at once. */
  readonly burstBytes: number
  /** Of what comes after these. */
  readonly bytesPerSecond: number
}

export interface Invocation {
  /** UUID; the same on every attempt of an asynchronous event. */
  readonly requestId: string
  /** JSON text of the event. */
  readonly payload: string
  readonly invokedFunctionArn: string
  /** Value of _X_AMZN_TRACE_ID for this invocation. */
  readonly traceId: string
  /** JSON text, synchronous invocations only. */
  readonly clientContext?: string
  /** Of functions that isolate tenants. */
  readonly tenantId?: string
}

export interface ServiceResponse {
  /** The `ServiceCall.id` that this answers. */
  readonly callId: number
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
  /** Set instead of a status when no connection came about; becomes the `cause` of fetch's TypeError. */
  readonly networkError?: { readonly code: string; readonly message: string }
}

/** An HTTP request that arrives at a port on which the process listens. */
export interface IncomingRequest {
  /** Unique among the requests of the environment. */
  readonly id: number
  readonly port: number
  readonly method: string
  /** Path and query. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
}

/** What the process answers an `IncomingRequest`. */
export interface OutgoingResponse {
  /** The `IncomingRequest.id` that this answers. */
  readonly requestId: number
  readonly at: number
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
}

/** Gives the environment one turn. */
export interface ResumeMessage {
  readonly type: 'resume'
  readonly now: number
  /** When the invocation that is running (or starts here) times out. */
  readonly deadline: number
  readonly invocation?: Invocation
  readonly responses?: readonly ServiceResponse[]
  readonly requests?: readonly IncomingRequest[]
  readonly signal?: 'SIGTERM'
  /**
   * The runtime waits for its next event, and the environment is not frozen yet (extensions are at work): what earlier
   * code left behind goes on, and an empty event loop means nothing.
   */
  readonly background?: boolean
}

export type ToEnvironment = InitMessage | ResumeMessage

/** A request the handler made with fetch or node:http(s). */
export interface ServiceCall {
  /** Unique within the environment. */
  readonly id: number
  readonly at: number
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
}

/** One CloudWatch log event: a console call, or one line of raw standard output. Text without a trailing newline. */
export interface LogLine {
  readonly at: number
  readonly message: string
}

/** A part of a streamed response, as the handler wrote it. */
export interface ResponseChunk {
  /** When it has left. */
  readonly at: number
  readonly bytes: Uint8Array
  /** Of the first part: what the handler gave to `setContentType`; null for the default. */
  readonly contentType?: string | null
}

/** Lambda's error payload for Node.js. Key order is part of the shape. */
export interface ErrorPayload {
  readonly errorType: string
  readonly errorMessage: string
  readonly trace: readonly string[]
}

/**
 * How what was asked ended.
 * `exitCode` beside a response or an error means that the process ended after it was given, so that the environment must
 * be reset; `exit` means that the process ended without a word. A streamed response went out in chunks, and has no payload.
 */
export type Outcome =
  | { readonly kind: 'initialized' }
  | { readonly kind: 'response'; readonly payload: string; readonly streamed?: true; readonly exitCode?: number }
  | { readonly kind: 'error'; readonly error: ErrorPayload; readonly exitCode?: number }
  | { readonly kind: 'exit'; readonly exitCode: number }

/** A place in a file of the project. Line and column start at 1. */
export interface CodePlace {
  readonly path: string
  readonly line: number
  readonly column: number
}

/** What user code had started and not ended when what was asked had its outcome. */
export interface LeftWork {
  /** Unique within the process. */
  readonly id: number
  readonly kind: 'timer' | 'request' | 'sdk-call'
  /** `setTimeout`, `GET https://…`, `PutItemCommand` */
  readonly what: string
  /** Where it was started, as far as that is the project's own code. */
  readonly place?: CodePlace
  /** Of a timer. */
  readonly due?: number
}

/** Work that was left behind, and went on. */
export interface ResumedWork {
  /** `LeftWork.id` */
  readonly id: number
  readonly at: number
}

/** A module-level variable of the project that the invocation changed. */
export interface KeptState {
  readonly name: string
  /** Of its declaration. */
  readonly place: CodePlace
  /** `grew from 1 to 2 entries` */
  readonly change: string
  /** Invocations that have changed it. */
  readonly changes: number
}

/** What an environment keeps while it is frozen. Each part is absent when there is nothing new in it. */
export interface KeptByEnvironment {
  readonly left?: readonly LeftWork[]
  readonly resumed?: readonly ResumedWork[]
  readonly state?: readonly KeptState[]
  /** What /tmp holds. */
  readonly temporary?: { readonly files: number; readonly bytes: number }
}

/** The end of a turn. */
export interface Yield {
  readonly type: 'yield'
  /** The environment's own clock at the end of the turn; never before `now`, never beyond `deadline`. */
  readonly at: number
  /** Real milliseconds of computing. */
  readonly busyMs: number
  readonly calls: readonly ServiceCall[]
  readonly lines: readonly LogLine[]
  /** Parts of a streamed response that were written in this turn; absent when there are none. */
  readonly chunks?: readonly ResponseChunk[]
  /** To requests that arrived; absent when there are none. */
  readonly replies?: readonly OutgoingResponse[]
  /** The ports on which it listens; absent when they are as before. */
  readonly listening?: readonly number[]
  /**
   * Without an outcome: when the next timer fires, so that the environment wants a turn even if no response came;
   * null if nothing but responses can wake it.
   */
  readonly wakeAt: number | null
  /** Absent while the handler waits. */
  readonly outcome?: Outcome
  /** An estimate of memory in use, in MB; null where the browser does not tell. */
  readonly memoryUsedMB: number | null
  /** Without an outcome: the deadline came while code was running, and the process is gone. */
  readonly ended?: boolean
  /** What outlives the invocation, and what outlived an earlier one; absent when there is nothing to tell. */
  readonly kept?: KeptByEnvironment
  /** /tmp, when the process ends with this turn (exit, crash, or the deadline came): it outlives a reset. */
  readonly temporaryFiles?: Readonly<Record<string, string>>
}

/** Log lines sent ahead of the yield so that a flood does not pile up in the environment. */
export interface LinesMessage {
  readonly type: 'lines'
  readonly lines: readonly LogLine[]
}

export type FromEnvironment = Yield | LinesMessage
