/**
 * What crosses between the page, the cloud and the process in which a check file runs. The process is driven by the turn
 * protocol (`runtime/protocol.ts`): its handler is asked to run one test, and its requests to `CLOUD_URL` are what the
 * check asks of the cloud.
 */

/** What the handler of a check file is called in its bundle. */
export const CHECK_HANDLER = 'check.__coldstart_run'

/** Where `cloud` and `clock` of a check send what they want: a name that nobody can register. */
export const CLOUD_URL = 'https://cloud.coldstart.invalid/'

/** What a test takes at most, virtual milliseconds: 30 days. */
export const TEST_TIMEOUT_MAX = 30 * 86_400_000

export const TESTS_MAX = 500

/** Which tests of the file are meant to run. */
export interface TestFilter {
  /** In their names; null for all. */
  readonly contains: string | null
  /** Full names; null for all. */
  readonly names: readonly string[] | null
}

/** The handler's event. */
export interface RunTest {
  /** Index among all tests of the file; null for the first that the filter leaves. */
  readonly test: number | null
  readonly filter: TestFilter
}

/** What was deployed: the harness is given it when it is loaded. */
export interface CheckedStack {
  readonly outputs: Readonly<Record<string, string>>
  /** Logical id → resource. */
  readonly resources: Readonly<
    Record<string, { readonly type: string; readonly name: string; readonly arn: string; readonly ref: string }>
  >
  /** Where the APIs, function URLs and load balancers start. */
  readonly urls: readonly string[]
}

export interface TestPlace {
  readonly file: string
  /** From 1. */
  readonly line: number
  readonly column: number
}

export interface ListedTest {
  /** With the names of its `describe`s before it, separated by ` > `. */
  readonly name: string
  readonly runs: boolean
  readonly place: TestPlace | null
}

/** What went wrong. All texts are cut at a length. */
export interface TestFailure {
  /** `AssertionError`, `TypeError`, … */
  readonly name: string
  readonly message: string
  /** Of an assertion that compared two values. */
  readonly expected: string | null
  readonly actual: string | null
  /** Lines that begin with `- ` (expected), `+ ` (actual) or two spaces; null without a comparison. */
  readonly diff: string | null
  readonly stack: string
  /** In the check, or the file of the project that threw. */
  readonly place: TestPlace | null
}

/** The handler's answer. */
export interface RunAnswer {
  /** All tests of the file, in their order. */
  readonly tests: readonly ListedTest[]
  /** Index of the one that ran; null if there was none to run. */
  readonly ran: number | null
  /** Null when it passed. */
  readonly failure: TestFailure | null
}

// --- What a check asks of the cloud: method and argument, as JSON. The answer is `{ value }` or `{ error }`.

export interface CloudCall {
  readonly method: 'invoke' | 'send' | 'http' | 'play' | 'trace' | 'resources' | 'faults' | 'runUntilIdle'
  readonly argument: unknown
  /** Says in the message of a test that never ends what it waited for: `cloud.invoke('Orders')`. */
  readonly words: string
}

export type CloudAnswer =
  | { readonly value: unknown }
  | { readonly error: { readonly name: string; readonly message: string; readonly details?: unknown } }
