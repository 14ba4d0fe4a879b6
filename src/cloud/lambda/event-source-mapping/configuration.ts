/** What an event source mapping for a queue is configured with. Source: CreateEventSourceMapping API. */

import type { FilterCriteria } from '../../aws/filter-criteria'

export interface MappingConfiguration {
  readonly uuid: string
  readonly functionName: string
  readonly eventSourceArn: string
  readonly enabled: boolean
  readonly batchSize: number
  /** Seconds. */
  readonly batchingWindow: number
  readonly reportBatchItemFailures: boolean
  /** Null without a limit of its own. */
  readonly maximumConcurrency: number | null
  readonly filter: FilterCriteria | null
}
