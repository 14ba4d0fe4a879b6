/** What an event source mapping is configured with. Source: CreateEventSourceMapping API. */

import type { FilterCriteria } from '../../aws/filter-criteria'
import type { TemplateValue } from '../../aws/template'
import type { AccessNeed, StartingPosition } from '../../services/contract'

export interface MappingConfiguration {
  readonly uuid: string
  readonly functionName: string
  /** Version or alias that is invoked; null for `$LATEST`, named without a qualifier. */
  readonly qualifier: string | null
  /** What the source knows by: an ARN; of a broker's topic, queue or namespace see `broker-validation.ts`. */
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
  /** Of streams; null for queues. */
  readonly stream: StreamOptions | null
  /** Of Kafka, Amazon MQ and Amazon DocumentDB. */
  readonly broker?: BrokerOptions
}

export interface BrokerOptions {
  /** What its owner gave that only brokers have, in the API's words; with the EventSourceArn, if it has one. */
  readonly given: Readonly<Record<string, TemplateValue>>
  /** What its role must be allowed beyond what the source asks for: secrets, network interfaces. */
  readonly needs: readonly AccessNeed[]
}

/** The EventSourceArn that the API shows; undefined for self-managed Kafka. */
export const shownArn = ({ eventSourceArn, broker }: MappingConfiguration): string | undefined =>
  broker ? (broker.given['EventSourceArn'] as string | undefined) : eventSourceArn

/** What each kind of source checks by itself. */
export type OwnConfiguration = Omit<
  MappingConfiguration,
  'uuid' | 'functionName' | 'qualifier' | 'enabled' | 'reportBatchItemFailures' | 'metrics'
>

export interface StreamOptions {
  readonly startingPosition: StartingPosition
  readonly parallelizationFactor: number
  /** Null: until the records expire. */
  readonly maximumRetryAttempts: number | null
  /** Seconds; null: until the records expire. */
  readonly maximumRecordAge: number | null
  readonly bisectBatchOnFunctionError: boolean
  /** Seconds; 0 for none. */
  readonly tumblingWindow: number
  /** ARN; null for none. */
  readonly onFailure: string | null
}
