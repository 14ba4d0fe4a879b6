/** What an event source mapping for a queue is configured with. Source: CreateEventSourceMapping API. */

import type { FilterCriteria } from '../../aws/filter-criteria'

export interface MappingConfiguration {
  readonly uuid: string
  readonly functionName: string
  /** Version or alias that is invoked; null for `$LATEST`, named without a qualifier. */
  readonly qualifier: string | null
  readonly eventSourceArn: string
  readonly enabled: boolean
  readonly batchSize: number
  /** Seconds. */
  readonly batchingWindow: number
  readonly reportBatchItemFailures: boolean
  /** Null without a limit of its own. */
  readonly maximumConcurrency: number | null
  /** Pollers of its own; null without. Excludes `maximumConcurrency`. */
  readonly provisionedPollers: { readonly minimum: number; readonly maximum: number } | null
  /** Kinds of metrics that it asks for: `EventCount`. */
  readonly metrics: readonly string[]
  readonly filter: FilterCriteria | null
  /** The patterns of `filter` as they were given, JSON texts. */
  readonly patterns: readonly string[]
}
