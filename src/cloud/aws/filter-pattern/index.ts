/**
 * Filter patterns of CloudWatch Logs. Source: Amazon CloudWatch Logs User Guide, "Filter pattern syntax for metric
 * filters, subscription filters, filter log events, and Live Tail".
 *
 * - terms: `ERROR timeout` (all of them), `?A ?B` (any), `-x` (not), `"exact phrase"`, `%regex%`;
 * - JSON: `{ $.level = "ERROR" && ($.ms > 100 || $.user NOT EXISTS) }`;
 * - space-delimited: `[ip, user, ..., status = 4*, size > 1000]`.
 */

import { delimitedPattern } from './delimited'
import { jsonPattern } from './json-condition'
import { termsPattern } from './terms'

export { FilterPatternError } from './error'

export interface FilterPattern {
  /** Texts that a matching message contains. */
  readonly texts: readonly string[]
  /** @returns what was extracted, or null when the message does not match */
  match(message: string): Readonly<Record<string, string>> | null
}

/** @throws FilterPatternError */
export function compileFilterPattern(pattern: string): FilterPattern {
  const start = pattern.length - pattern.trimStart().length
  const trimmed = pattern.trim()
  if (trimmed.startsWith('{')) return jsonPattern(trimmed, start)
  if (trimmed.startsWith('[')) return delimitedPattern(trimmed, start)
  return termsPattern(pattern)
}
