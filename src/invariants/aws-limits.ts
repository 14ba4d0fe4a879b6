/**
 * AWS's numbers that rules are checked against, stated again and not taken from the simulator: a wrong one there is to be
 * found here. "Fact sheet" is shared/aws/lambda-behaviour.md, made from AWS's documentation.
 */

import { minutes, seconds } from '../cloud/aws/units'

/** Fact sheet 4. */
export const ACCOUNT_CONCURRENCY = 1000
/** Fact sheet 4: 1,000 environments per 10 s, refilled continuously, not accruing. */
export const SCALING = { burst: 1000, perSecond: 100 } as const
/** Fact sheet 1.1. */
export const INIT_TIMEOUT = seconds(10)
/** Fact sheet 3.1. */
export const FUNCTION_TIMEOUT_DEFAULT = 3
/** Fact sheet 6.1. */
export const ASYNC = {
  retries: 2,
  age: seconds(21_600),
  waits: [minutes(1), minutes(2)],
  throttleWaitMinimum: seconds(1),
  throttleWaitMaximum: minutes(5),
} as const
/** Fact sheet 7.2. */
export const SQS_POLLING = { batches: 5 } as const
/** Fact sheet 7.3: parents first, one batch at a time. `retryWait`: 0.5 s, doubled up to a minute, is a model of ours. */
export const STREAM_RETRY_WAIT = { minimum: 500, maximum: minutes(1) } as const
/** Of Kinesis and DynamoDB streams: Kinesis Data Streams Developer Guide, "Change the data retention period". */
export const STREAM_RETENTION_MIN = seconds(86_400)
/** Fact sheet 9.1. */
export const SQS = { visibilityTimeout: 30, retention: 345_600, deduplication: minutes(5) } as const
/** Fact sheet 9.2: 3 without delay, 2 after 1 s, 10 with backoff to 20 s, 100,000 every 20 s. */
export const SNS_RETRIES = {
  immediate: 3,
  preBackoff: 2,
  backoff: 10,
  postBackoff: 100_000,
  longest: seconds(20),
} as const
/** Fact sheet 8.4 and 8.6. */
export const EVENT_RETRIES = { retries: 185, age: seconds(86_400) } as const
