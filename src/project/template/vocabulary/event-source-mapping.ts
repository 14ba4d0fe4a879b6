/** What AWS::Lambda::EventSourceMapping and the events of SAM that stand for one have in common. */

import {
  BOOLEAN,
  integer,
  kept,
  listOf,
  NOT_ENCRYPTED,
  object,
  oneOf,
  required,
  simulated,
  TEXT,
  type Properties,
} from './shapes'

const EVERY_MAPPING: Properties = {
  BatchSize: simulated(integer(1, 10_000)),
  MaximumBatchingWindowInSeconds: simulated(integer(0, 300)),
  Enabled: simulated(BOOLEAN),
  FilterCriteria: simulated(object({ Filters: simulated(listOf(object({ Pattern: simulated(TEXT) }))) })),
  FunctionResponseTypes: simulated(listOf(oneOf('ReportBatchItemFailures'), 1)),
  MetricsConfig: simulated(
    object({ Metrics: simulated(listOf(oneOf('EventCount', 'ErrorCount', 'KafkaMetrics'), 3)) }),
  ),
  ...kept('KmsKeyArn', NOT_ENCRYPTED),
}

/** The same in AWS::Lambda::EventSourceMapping and an SQS event of SAM. */
export const SQS_MAPPING: Properties = {
  ...EVERY_MAPPING,
  ScalingConfig: simulated(object({ MaximumConcurrency: simulated(integer(2, 1000)) })),
  ProvisionedPollerConfig: simulated(
    object({ MinimumPollers: simulated(integer(1, 200)), MaximumPollers: simulated(integer(1, 2000)) }),
  ),
}

const OF_STREAMS: Properties = {
  ...EVERY_MAPPING,
  StartingPosition: simulated(oneOf('TRIM_HORIZON', 'LATEST', 'AT_TIMESTAMP')),
  /** Seconds since the epoch. */
  StartingPositionTimestamp: simulated(integer(0, Number.MAX_SAFE_INTEGER)),
  ParallelizationFactor: simulated(integer(1, 10)),
  MaximumRetryAttempts: simulated(integer(-1, 10_000)),
  MaximumRecordAgeInSeconds: simulated(integer(-1, 604_800)),
  BisectBatchOnFunctionError: simulated(BOOLEAN),
  TumblingWindowInSeconds: simulated(integer(0, 900)),
}

/** Of AWS::Lambda::EventSourceMapping. */
export const STREAM_MAPPING: Properties = {
  ...OF_STREAMS,
  DestinationConfig: simulated(object({ OnFailure: simulated(object({ Destination: simulated(TEXT) })) })),
}

/** Of SAM's events of streams: the type says which policy the role gets. */
export const STREAM_EVENT: Properties = {
  ...OF_STREAMS,
  DestinationConfig: simulated(
    object({
      OnFailure: required(object({ Type: simulated(oneOf('SQS', 'SNS', 'S3')), Destination: required(TEXT) })),
    }),
  ),
}
