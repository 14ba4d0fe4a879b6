/** What the user owns: files and a few settings beside them; and what is wrong with them. */

import type { Fault } from '../cloud/aws/faults'

/** Path (relative, `/`-separated, no leading slash) → text. */
export type ProjectFiles = Readonly<Record<string, string>>

export type Pace = '1x' | '10x' | '100x' | 'max' | 'paused'

/** Quotas are raised on request, to tens of thousands; more makes no difference here. */
export const ACCOUNT_CONCURRENCY_MAX = 100_000

/** What SAM cannot say. Every field is optional in a link; `defaultSettings` fills the rest. */
export interface ProjectSettings {
  readonly name: string
  /** Seeds every random stream of the simulation. */
  readonly seed: number
  readonly pace: Pace
  readonly cpu: 'fixed' | 'measured'
  /** Whether services take time to answer a function's calls. */
  readonly latency: 'typical' | 'none'
  /** Whether what is delivered at least once arrives twice now and then. */
  readonly duplicates: 'never' | 'sometimes'
  /** What goes wrong on purpose. */
  readonly faults: readonly Fault[]
  /** Concurrent executions of the account; null: AWS's default. */
  readonly accountConcurrency: number | null
  /** The file open in the editor. */
  readonly openFile: string | null
  /** What the Run button sends: last used function, way and event. */
  readonly stimulus: Stimulus | null
  /** The web request that was last written; while `active`, Run sends it, and not the stimulus. */
  readonly request: RequestDraft | null
}

/** A web request to a host name of the stack, as a user writes it. */
export interface RequestDraft {
  readonly active: boolean
  /** Which host name, in words that outlive a deployment: `function-url Hello`. */
  readonly entrance: string
  readonly method: string
  /** Without the slash that starts it. */
  readonly path: string
  /** Without the question mark. */
  readonly query: string
  /** A line for each, `Name: value`. */
  readonly headers: string
  readonly body: string
  /** Whether the account's administrator signs it. */
  readonly signed: boolean
}

/** One thing a user sends into the system. */
export interface Stimulus {
  /** Logical id or ARN; `Cluster/orders` of a broker's topic (`channel`). */
  readonly target: string
  /** A function's invocation, or what it is sent to. */
  readonly kind: StimulusKind
  /** Path of a file under events/, or null when `payload` is unsaved text. */
  readonly eventFile: string | null
  readonly payload: string
  /** What belongs to a message beside its body: an object's key, an event's source. */
  readonly details?: StimulusDetails
  /** Path of the script that Run plays instead: `events/<name>.stimuli.json`. */
  readonly script?: string
}

export const STIMULUS_KINDS = [
  'sync',
  'async',
  'queue',
  'channel',
  'topic',
  'bus',
  'bucket',
  'table',
  'stream',
] as const
export type StimulusKind = (typeof STIMULUS_KINDS)[number]

/** Texts as they are written; `headers` has a line for each, `Name: value`. */
export const STIMULUS_DETAILS = [
  'key',
  'subject',
  'source',
  'detailType',
  'groupId',
  'deduplicationId',
  'headers',
] as const
export type StimulusDetails = Readonly<Partial<Record<(typeof STIMULUS_DETAILS)[number], string>>>

export interface Project {
  readonly files: ProjectFiles
  readonly settings: ProjectSettings
}

/** A place in a file. Lines and columns start at 1; `end` is exclusive. Columns count UTF-16 units. */
export interface SourceRange {
  readonly startLine: number
  readonly startColumn: number
  readonly endLine: number
  readonly endColumn: number
}

/** Something the user got wrong: what, where, what to do. Collected, never thrown past a boundary. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning'
  /** Stable, for tests and links: `template/unknown-property`, `bundle/unresolved`, `deploy/…`. */
  readonly code: string
  readonly message: string
  readonly file: string | null
  readonly range: SourceRange | null
  /** What to do about it, if that is not plain from the message. */
  readonly hint?: string
  /** A package that would be loaded if the person who opened the project agreed. */
  readonly offer?: PackageOffer
}

export interface PackageOffer {
  readonly name: string
  /** A version or a range, as far as the project says which; null: the latest. */
  readonly version: string | null
}
