/**
 * CloudWatch Logs Insights: its query language and what a query makes of log events. Pure: the service's API and the
 * page use it alike. Source: CloudWatch Logs User Guide, "Analyzing log data with CloudWatch Logs Insights".
 */

import { AGGREGATES } from './aggregates'
import type { InsightsEvent } from './discovery'
import { PERIOD_FUNCTIONS } from './expressions'
import { FUNCTIONS } from './functions'
import { parseQuery } from './parser'
import { QueryRun, type QueryResult } from './query-run'

export { DiscoveredFields, type InsightsEvent, LAMBDA_FIELDS, SYSTEM_FIELDS } from './discovery'
export { COMMANDS, LIMIT, parseQuery } from './parser'
export { isInstant, QueryRun, type QueryResult, type ResultRow } from './query-run'
export type { Query } from './syntax'
export { placeIn, QuerySyntaxError } from './syntax-error'
export { type Token, tokenize } from './tokens'
export { compareForSort, numberOf, textOf, type Value } from './values'

/** How every function is called, for completion: `substr(text, start[, length])`. */
export const USAGES: readonly string[] = [
  ...Object.values(AGGREGATES),
  ...Object.values(PERIOD_FUNCTIONS),
  ...Object.values(FUNCTIONS),
].map(({ usage }) => usage)

/** @throws QuerySyntaxError */
export function runQuery(text: string, events: Iterable<InsightsEvent>, limit?: number): QueryResult {
  const run = new QueryRun(parseQuery(text), limit)
  for (const event of events) run.take(event)
  return run.finish()
}
