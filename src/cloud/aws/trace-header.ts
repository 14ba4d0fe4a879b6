/**
 * The header X-Amzn-Trace-Id, which SDK clients, SQS, SNS and S3 hand on from one invocation to the next.
 *
 * Source: X-Ray Developer Guide, "Tracing header"; `Root=…;Parent=…;Sampled=1;Lineage=1:fe460cdd:0` as Lambda sets it
 * (captured 2025). The parts of Lineage, `<requests>:<hash of the function>:<loops>` with at most 255, 8 digits and 32,767,
 * are those that OpenTelemetry's AwsXrayPropagator checks. MODEL: Lambda documents neither how it makes the hash nor how
 * several functions of one chain share the field; here each has an entry of its own, joined by `|` as in the older form
 * (`a87bd80c:1|68fd508a:5`).
 */

export interface TraceHeader {
  /** `1-` + 8 digits of the epoch second + `-` + 24 digits, all hexadecimal. */
  readonly root: string
  /** Id of the segment that sent it, 16 digits. */
  readonly parent: string | null
  /** Null when the decision is still to be made (`?`, or not there). */
  readonly sampled: boolean | null
  readonly lineage: readonly LineageEntry[]
}

/** What a chain of invocations remembers of one function. */
export interface LineageEntry {
  /** Invocations of the whole chain, up to the function's latest. */
  readonly requests: number
  /** Of the function's ARN. */
  readonly hash: string
  /** How often the chain has come back to the function. */
  readonly loops: number
}

export const REQUESTS_MAX = 255
export const LOOPS_MAX = 32_767

/** @returns null for what is no such header */
export function parseTraceHeader(text: string | null | undefined): TraceHeader | null {
  const parts = new Map(
    (text ?? '').split(';').map((part) => {
      const equals = part.indexOf('=')
      return [part.slice(0, equals).trim().toLowerCase(), part.slice(equals + 1).trim()] as const
    }),
  )
  const root = parts.get('root') ?? ''
  if (!/^1-[0-9a-f]{8}-[0-9a-f]{24}$/i.test(root)) return null
  const sampled = parts.get('sampled')
  return {
    root,
    parent: parts.get('parent') ?? null,
    sampled: sampled === '1' ? true : sampled === '0' ? false : null,
    lineage: (parts.get('lineage') ?? '').split('|').flatMap(lineageEntry),
  }
}

function lineageEntry(text: string): readonly LineageEntry[] {
  const [, requests, hash = '', loops] = /^(?:(\d{1,3}):)?([0-9a-f]{8}):(\d{1,5})$/.exec(text) ?? []
  if (hash === '') return []
  return [{ requests: Number(requests ?? 1), hash, loops: Number(loops) }]
}

export function formatTraceHeader({ root, parent, sampled, lineage }: TraceHeader): string {
  return [
    `Root=${root}`,
    ...(parent === null ? [] : [`Parent=${parent}`]),
    ...(sampled === null ? [] : [`Sampled=${sampled ? 1 : 0}`]),
    ...(lineage.length === 0
      ? []
      : [`Lineage=${lineage.map(({ requests, hash, loops }) => `${requests}:${hash}:${loops}`).join('|')}`]),
  ].join(';')
}

/** For services that hand on the trace and not the lineage: loops through them are not found. */
export function withoutLineage(text: string | null): string | null {
  const header = parseTraceHeader(text)
  return header ? formatTraceHeader({ ...header, lineage: [] }) : text
}

/** The lineage once the chain invokes a function (again). */
export function lineageThrough(lineage: readonly LineageEntry[], functionArn: string): readonly LineageEntry[] {
  const hash = hashOf(functionArn)
  const requests = Math.min(Math.max(0, ...lineage.map((entry) => entry.requests)) + 1, REQUESTS_MAX)
  const known = lineage.find((entry) => entry.hash === hash)
  const entry = { requests, hash, loops: known ? Math.min(known.loops + 1, LOOPS_MAX) : 0 }
  return [...lineage.filter((other) => other !== known), entry]
}

/** How often a chain has invoked the function. */
export function invocationsIn(lineage: readonly LineageEntry[], functionArn: string): number {
  const known = lineage.find(({ hash }) => hash === hashOf(functionArn))
  return known ? known.loops + 1 : 0
}

/** FNV-1a, 32 bits. */
function hashOf(functionArn: string): string {
  let hash = 0x811c9dc5
  for (let at = 0; at < functionArn.length; at++) hash = Math.imul(hash ^ functionArn.charCodeAt(at), 0x01000193) >>> 0
  return hash.toString(16).padStart(8, '0')
}
