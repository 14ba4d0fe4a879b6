/**
 * Limits of ours, beside AWS's quotas: what a page in a browser can take. At each, the run goes on with less, and says so.
 * Code takes the values from here; README and Help show this very table.
 */

export interface PageLimit {
  /** In `unit`s. */
  readonly value: number
  readonly unit: 'bytes' | 'MB' | 'ms' | 'records' | 'lines' | 'calls' | 'environments' | 'rows' | 'files' | 'revisions' | 'events' | 'callers' // prettier-ignore
  readonly group: 'environments' | 'run' | 'project'
  /** What is limited. */
  readonly of: string
  /** What happens there. */
  readonly then: string
  /** What a person sees of it. */
  readonly seen: string
}

const SEEN_LIMIT = 'a record `limit.reached`, and a notice'

export const PAGE_LIMITS = {
  environments: {
    ...{ value: 1000, unit: 'environments', group: 'environments' },
    of: 'Execution environments at a time, of all functions on demand',
    then: 'The one that was idle for longest ends early. With none idle, the request is throttled, as Lambda throttles',
    seen: `${SEEN_LIMIT}; the reason of the throttle names the page`,
  },
  environmentMemory: {
    ...{ value: 4096, unit: 'MB', group: 'environments' },
    of: 'Memory of all environments, estimated: 3 MB each, and four times the text of code and layers',
    then: 'As with too many environments',
    seen: 'the same',
  },
  turnCalls: {
    ...{ value: 10_000, unit: 'calls', group: 'environments' },
    of: 'Requests that code starts in one turn, without waiting for any answer',
    then: 'The process is ended; its invocation fails as `Runtime.OutOfMemory`',
    seen: SEEN_LIMIT,
  },
  turnBytes: {
    ...{ value: 67_108_864, unit: 'bytes', group: 'environments' },
    of: 'What an environment says in one message: bodies of requests, log lines, the response',
    then: 'The process is ended; its invocation fails as `Runtime.OutOfMemory`',
    seen: SEEN_LIMIT,
  },
  logLines: {
    ...{ value: 20_000, unit: 'lines', group: 'environments' },
    of: 'Log lines of one invocation',
    then: 'Later ones are counted, and dropped',
    seen: 'a record `log.dropped`, and a line below the logs',
  },
  turnTime: {
    ...{ value: 15_000, unit: 'ms', group: 'environments' },
    of: 'Real time of one turn (less, if the function’s timeout is shorter): endless loops',
    then: 'The worker is terminated, and virtual time goes to the function’s timeout',
    seen: 'the invocation ends as `Sandbox.Timedout`',
  },
  bootTime: {
    ...{ value: 60_000, unit: 'ms', group: 'environments' },
    of: 'Real time until a worker has loaded the runtime',
    then: 'As an endless loop',
    seen: 'the same',
  },
  silence: {
    ...{ value: 8000, unit: 'ms', group: 'environments' },
    of: 'Real time without a sign of life of the sandbox, as after a memory bomb',
    then: 'A new sandbox starts, the run is replayed there up to its last record, and goes on; what ran is killed',
    seen: 'a notice that says what ran, and a record `sandbox.lost`. Twice in a row by the same code: the clock stands still',
  },
  traceRecords: {
    ...{ value: 1_000_000, unit: 'records', group: 'run' },
    of: 'Records of a run',
    then: 'The clock stands still, until you let it go on',
    seen: 'a notice with “Go on”',
  },
  traceRecordsMore: {
    ...{ value: 250_000, unit: 'records', group: 'run' },
    of: 'Records after each “Go on”',
    then: 'The clock stands still again',
    seen: 'the same',
  },
  recordingBytes: {
    ...{ value: 67_108_864, unit: 'bytes', group: 'run' },
    of: 'What is written down of a run in order to replay it',
    then: 'The run goes on; what resources held from there on cannot be looked up, nor replayed after a crash',
    seen: 'whoever looks at such a moment is told from when on nothing is known',
  },
  historyBytes: {
    ...{ value: 134_217_728, unit: 'bytes', group: 'run' },
    of: 'What resources looked like at earlier moments, kept ready',
    then: 'Earlier moments are replayed when somebody looks: slower',
    seen: '“Loading” for longer',
  },
  viewRows: {
    ...{ value: 200, unit: 'rows', group: 'run' },
    of: 'Rows of one table of a resource, as it is inspected',
    then: 'The first are shown',
    seen: 'how many there are in all',
  },
  checkTime: {
    ...{ value: 60_000, unit: 'ms', group: 'run' },
    of: 'Real time of one of the project’s tests',
    then: 'It ends as failed',
    seen: 'the failure says what it waited for',
  },
  burst: {
    ...{ value: 100_000, unit: 'events', group: 'run' },
    of: 'Events of one stimulus',
    then: 'The script is refused before anything is sent',
    seen: 'the problem, with its place',
  },
  callers: {
    ...{ value: 1000, unit: 'callers', group: 'run' },
    of: 'Callers of one stimulus that wait for answers at a time',
    then: 'The script is refused before anything is sent',
    seen: 'the problem, with its place',
  },
  files: {
    ...{ value: 200, unit: 'files', group: 'project' },
    of: 'Files of a project',
    then: 'No more are taken in',
    seen: 'a message that names the limit',
  },
  fileBytes: {
    ...{ value: 1_000_000, unit: 'bytes', group: 'project' },
    of: 'Text of one file',
    then: 'It is not taken in',
    seen: 'a message that names the file',
  },
  projectBytes: {
    ...{ value: 4_000_000, unit: 'bytes', group: 'project' },
    of: 'Texts of all files',
    then: 'No more are taken in',
    seen: 'a message that names the limit',
  },
  zipBytes: {
    ...{ value: 268_435_456, unit: 'bytes', group: 'project' },
    of: 'A zip that is opened',
    then: 'It is not read',
    seen: 'a message',
  },
  linkLength: {
    ...{ value: 2_000_000, unit: 'bytes', group: 'project' },
    of: 'A link',
    then: 'It is not made, or not opened; a file can be saved instead',
    seen: 'a message',
  },
  linkRecords: {
    ...{ value: 50_000, unit: 'records', group: 'project' },
    of: 'Records of a run within a link',
    then: 'The link is not made',
    seen: 'a message that names both numbers',
  },
  revisions: {
    ...{ value: 80, unit: 'revisions', group: 'project' },
    of: 'Revisions of a project in the history',
    then: 'The oldest go; those of the last minutes are kept all, of earlier times fewer and fewer',
    seen: 'the history shows what it has',
  },
} as const satisfies Readonly<Record<string, PageLimit>>

export type PageLimitName = keyof typeof PAGE_LIMITS

/** Those that code in an environment can reach within one turn. */
export type TurnLimit = 'turnCalls' | 'turnBytes'

export const GROUP_TITLES: Readonly<Record<PageLimit['group'], string>> = {
  environments: 'Code that runs',
  run: 'A run',
  project: 'A project',
}

/** `64 MB`, `20,000 lines`, `15 s` */
export function limitText({ value, unit }: Pick<PageLimit, 'value' | 'unit'>): string {
  if (unit === 'ms') return `${value / 1000} s`
  if (unit === 'bytes') {
    const mib = value / 1_048_576
    return Number.isInteger(mib) ? `${mib} MiB` : `${value / 1_000_000} MB`
  }
  return `${String(value).replace(/\B(?=(\d{3})+$)/g, ',')} ${unit}`
}
