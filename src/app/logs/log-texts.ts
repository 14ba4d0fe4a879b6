import type { LogEntry } from '../state/logs'

/** Lines of an event that are seen before it is expanded. */
export const LINES_SHOWN = 12
/** Characters of a line that are seen before it is expanded. */
const LINE_MAX = 2000

/** What is seen of an event that is not expanded. */
export function glimpse({ lines }: LogEntry): { readonly lines: readonly string[]; readonly isCut: boolean } {
  const isCut = lines.length > LINES_SHOWN || lines.some(({ length }) => length > LINE_MAX)
  if (!isCut) return { lines, isCut }
  return { lines: lines.slice(0, LINES_SHOWN).map((line) => line.slice(0, LINE_MAX)), isCut }
}

/** As CloudWatch's API gives it. */
export function asJson({ group, stream, at, message, requestId }: LogEntry): string {
  const event = { logGroupName: group, logStreamName: stream, timestamp: Math.floor(at), message }
  return JSON.stringify(requestId === null ? event : { ...event, requestId }, null, 2)
}
