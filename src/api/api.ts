/**
 * The automation API: `globalThis.coldstart` in the page, and what `<coldstart-playground>` will expose. The app, the
 * tests and host pages use this one interface. Everything in it can be structured-cloned; every rejection is an Error
 * whose `name` tells callers what happened (an AWS error code, or `ProjectError`, `LinkError`).
 */

import type { Fault } from '../cloud/aws/faults'
import type { AccessDecision } from '../cloud/aws/access'
import type { ResourceView } from '../cloud/aws/resource-view'
import type { TraceRecord, TraceType } from '../cloud/aws/trace-records'
import type { WebEntrance } from '../cloud/aws/web'
import type {
  AccessQuestion,
  ClockState,
  InvokeResponse,
  LoadReport,
  Pace,
  PlayReport,
  SendRequest,
  StepUnit,
  WebRequest,
  WebResponse,
  WireRequest,
  WireResponse,
} from '../cloud/protocol'
import type { TimedStimulus } from '../project/stimuli'
import type { ExportedProject } from '../project/transfer/export'
import type { ImportReport } from '../project/transfer/report'
import type { Diagnostic, ProjectFiles, ProjectSettings } from '../project/model'
import type { RunTestsOptions, TestEvent, TestFileReport, TestReport, TestResult } from './test-report'
import type { ExploreEvent, ExploreOptions, ExploreReport } from './explore/report'
import type { ShareOptions } from './share'

export type {
  AccessDecision,
  AccessQuestion,
  ClockState,
  ExploreEvent,
  ExploreOptions,
  ExploreReport,
  ExportedProject,
  Fault,
  ImportReport,
  InvokeResponse,
  LoadReport,
  Pace,
  PlayReport,
  ResourceView,
  RunTestsOptions,
  ShareOptions,
  StepUnit,
  TestEvent,
  TestFileReport,
  TestReport,
  TestResult,
  TimedStimulus,
  TraceRecord,
  TraceType,
  WebEntrance,
  WebRequest,
  WebResponse,
  WireRequest,
  WireResponse,
}

export interface InvokeOptions {
  /** Default `RequestResponse`. */
  readonly type?: 'RequestResponse' | 'Event' | 'DryRun'
  readonly qualifier?: string
  readonly logType?: 'None' | 'Tail'
  /** An object; sent as base64 of its JSON. */
  readonly clientContext?: unknown
}

export interface DeployResult {
  /** False when a function or resource could not be deployed; the others were. */
  readonly ok: boolean
  readonly diagnostics: readonly Diagnostic[]
  readonly outputs: Readonly<Record<string, string>>
}

export type SendMessage = Omit<SendRequest, 'target' | 'body'> & {
  /** Text, or a value that becomes JSON text. */
  readonly body: unknown
}

/** `to` is all that is needed. */
export type PlayedStimulus = Pick<TimedStimulus, 'to'> & Partial<TimedStimulus>

export interface OpenOptions {
  /**
   * Agrees, for as long as this project is open, that the packages it imports are loaded from the CDN. Without it, the
   * person at the page is asked, and nothing is loaded before.
   */
  readonly packages?: 'allow'
}

export interface ColdstartClock {
  now(): Promise<number>
  state(): Promise<ClockState>
  pace(pace: Pace): Promise<ClockState>
  advance(ms: number): Promise<ClockState>
  /** Default limit: 1 hour of virtual time beyond now is not exceeded unless `limitMs` says so. */
  runUntilIdle(options?: { readonly limitMs?: number }): Promise<ClockState>
  /**
   * `instant`, the default: all that happens at the next instant at which something does. `event`: the next event that
   * leaves a record in the trace. `invocation`: until an invocation starts or ends. At most a day of virtual time.
   */
  step(options?: { readonly by?: StepUnit }): Promise<ClockState>
}

export interface ColdstartApi {
  /** Resolves when a project is open and the sandbox answers. */
  readonly ready: Promise<void>
  open(
    project: { readonly files: ProjectFiles; readonly settings?: Partial<ProjectSettings> },
    options?: OpenOptions,
  ): Promise<void>
  /** Bundles every function and applies template.yaml to the running stack. */
  deploy(): Promise<DeployResult>
  /**
   * Lambda's Invoke.
   * @param fn logical id, name or ARN
   * @param payload a JSON-serialisable value; undefined sends no payload
   */
  invoke(fn: string, payload?: unknown, options?: InvokeOptions): Promise<InvokeResponse>
  /** `requests` synchronous invocations from `callers` callers, each waiting for its answer before the next. */
  load(
    fn: string,
    payload: unknown,
    options: { readonly requests: number; readonly callers?: number; readonly qualifier?: string },
  ): Promise<LoadReport>
  /**
   * Puts a message into a queue, topic, stream, bus, bucket, broker or function, as an administrator of the account.
   * @param target ARN or logical id; of a topic, queue or collection that is no resource of its own followed by its name:
   *   `Cluster/orders`, `Broker/jobs`, `DocDB/shop/orders`
   * @returns the id that the target gave it
   */
  send(target: string, message: SendMessage): Promise<string>
  /**
   * Plays stimuli at their times, in virtual time: the same seed gives the same events at the same instants. Texts may
   * hold placeholders: `{{index}}`, `{{uuid}}`, `{{now}}`, `{{epoch}}`, `{{int 1 100}}`. The report comes when everything
   * was sent and answered, so a clock that is paused has to be moved.
   * @param script as in `events/<name>.stimuli.json`
   */
  play(script: { readonly stimuli: readonly PlayedStimulus[] }): Promise<PlayReport>
  /** A raw AWS API request, as an SDK client would send it. */
  aws(request: WireRequest): Promise<WireResponse>
  /** A request to a host name of the stack: an API, a function URL, a load balancer. See `outputs` of `deploy`. */
  http(
    request: Pick<WebRequest, 'url'> & Partial<WebRequest>,
  ): Promise<Exclude<WebResponse, { readonly networkError: unknown }>>
  /** Host names of the deployed stack, with the routes they know. */
  entrances(): Promise<readonly WebEntrance[]>
  /** What there is in every service: queues with their messages, buckets, tables, …; texts, as inspectors show them. */
  resources(options?: {
    /**
     * A moment of the past, virtual milliseconds: what there was after everything of that instant. It is found by
     * replaying the recorded run, beside the one that is under way. Rejects with `NotRecordedError` where the run was too
     * long to be recorded.
     */
    readonly at?: number
  }): Promise<readonly ResourceView[]>
  /**
   * What goes wrong on purpose from now on, instead of what was set before; `[]` for nothing. A setting of the project: it
   * stays after a restart, and links carry it.
   */
  faults(faults: readonly Fault[]): Promise<void>
  /**
   * What IAM would answer to requests of roles of the stack, and which policy decides. Asking leaves no trace.
   * @param questions `role` ARN of a role, `action` as `sqs:SendMessage`, `resource` ARN or `*`
   */
  access(questions: readonly AccessQuestion[]): Promise<readonly AccessDecision[]>
  readonly clock: ColdstartClock
  trace(options?: { readonly since?: number; readonly types?: readonly TraceType[] }): Promise<readonly TraceRecord[]>
  /** Calls back with new records in order. @returns a function that ends the subscription */
  subscribe(
    callback: (records: readonly TraceRecord[]) => void,
    filter?: { readonly types?: readonly TraceType[] },
  ): () => void
  /**
   * Runs the project's checks, `tests/*.test.ts` (see `src/checks/README.md`): in virtual time, each test against a freshly
   * deployed stack of its own, beside the running one and without touching it. A failing test does not reject.
   */
  runTests(options?: RunTestsOptions): Promise<TestReport>
  /** Ends the tests that are running; their `runTests` rejects with an Error named `AbortError`. */
  stopTests(): Promise<void>
  /** Calls back with the progress of test runs, whoever started them. @returns a function that ends the subscription */
  subscribeTests(callback: (event: TestEvent) => void): () => void
  /**
   * Runs the same stimuli under many seeds, each with its own draw of what goes wrong, beside the running stack and without
   * touching it, and says which seeds lose, duplicate or reorder something, cost or take too much, or fail a test. The same
   * seed, files and options give the same run. Rejects with `ExploreError` when it cannot be done like that; what is wrong
   * with the project is in the report.
   */
  explore(options?: ExploreOptions): Promise<ExploreReport>
  /** Ends the explorations that are running; their `explore` rejects with an Error named `AbortError`. */
  stopExploring(): Promise<void>
  /** Calls back with the progress of explorations, whoever started them. @returns a function that ends the subscription */
  subscribeExplore(callback: (event: ExploreEvent) => void): () => void
  /**
   * The project as a zip that `sam build && sam deploy` takes; the same project gives the same bytes. `importZip` makes it
   * what it was.
   */
  exportZip(): Promise<ExportedProject>
  /**
   * Opens a SAM project from a zip. Rejects with `ImportError` (no zip, damaged, nothing of a project in it) or
   * `ProjectError` (more than a project may be), and then the open project stays.
   * @returns what was left out, what is missing, what cannot run
   */
  importZip(zip: Uint8Array): Promise<ImportReport>
  /**
   * The same content always has the same URL.
   * @returns a URL that opens the same files, settings and seed, and what the options say. Rejects with `LinkError` when
   *   that is too much for a link.
   */
  share(options?: ShareOptions): Promise<string>
}

/** `<coldstart-playground>` in a host's page (element.ts): the same interface, and a little more. */
export interface ColdstartPlaygroundElement
  extends HTMLElement, Omit<ColdstartApi, 'subscribeTests' | 'subscribeExplore'> {
  /** As they are now. */
  files(): Promise<ProjectFiles>
  /** As if Run had been pressed. Resolves when it was answered. */
  run(): Promise<void>
  /** Brings a view forward, by the name it has in the attribute `view`. */
  show(view: string): Promise<void>
}
