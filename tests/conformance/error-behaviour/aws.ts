/**
 * The same table as AWS documents it, written down from its pages (checked 2026-11-25) and from recordings:
 * - Invoke API: API reference, Invoke. Function errors are answered with status 200.
 * - Asynchronous sources: Guide, "How Lambda handles errors and retries with asynchronous invocation": two more
 *   attempts, after one minute and after two; throttles from 1 second, exponentially, up to 5 minutes, for 6 hours.
 * - SNS, S3, EventBridge, Scheduler, CloudWatch Logs hand over to Lambda's queue: what they did is done when it is
 *   accepted, so their own dead-letter queues stay empty.
 * - API Gateway: Guide, "Handling errors with an API Gateway API"; HTTP APIs answer what they cannot use with 500.
 * - Function URLs: Guide, "Invoking Lambda function URLs"; 502 recorded, the body of 429 not confirmed.
 * - Load balancers: Elastic Load Balancing Guide, "Lambda functions as targets": 502 for all of them.
 * - Amazon MQ: Guide, "Using Lambda with Amazon MQ": retried until it succeeds or the message expires.
 * - SQS: Guide, "Using Lambda with Amazon SQS": the message is visible again after its visibility timeout; a throttled
 *   batch is tried again within it (the waits are not documented); the queue's redrive policy ends it.
 * - Streams: Guide, "How Lambda processes records from stream and queue-based event sources": the batch is retried until
 *   it succeeds, the retries are used up (throttles use none) or the records are too old (the waits are not documented).
 */

import type { ErrorBehaviour, Observation } from '../../../src/fidelity/error-behaviour'
import { CATCHERS } from './observe'

type Row = ErrorBehaviour['on']

const answered = (answer: string, attempts: number): Observation => ({
  answer,
  attempts,
  waits: [],
  triedFor: null,
  caught: [],
  otherwise: 'gone',
})

const caught = (attempts: number | null, waits: readonly number[], more: Partial<Observation>): Observation => ({
  answer: null,
  attempts,
  waits,
  triedFor: null,
  caught: [],
  otherwise: 'gone',
  ...more,
})

const TO_BOTH = { caught: [CATCHERS.OnFailure, CATCHERS.FunctionDLQ] }
const MINUTE = 60
/** Waits of 1, 2, 4 … 256 s and then of 5 min each, as many as end within the maximum age of 6 h. */
const DOUBLING = 511
const LAST_TRY = DOUBLING + Math.floor((6 * 3600 - DOUBLING) / 300) * 300

const asynchronous: Row = {
  error: caught(3, [MINUTE, 2 * MINUTE], TO_BOTH),
  timeout: caught(3, [MINUTE, 2 * MINUTE], TO_BOTH),
  throttle: caught(0, [1, 2, 4, 8], { ...TO_BOTH, triedFor: LAST_TRY }),
}

const VISIBILITY = 900
const RECEIVES = 3
const DEAD_LETTERED = { caught: [CATCHERS.SourceDLQ], otherwise: 'tried until it expires' } as const
const queued: Row = {
  error: caught(RECEIVES, [VISIBILITY, VISIBILITY], DEAD_LETTERED),
  timeout: caught(RECEIVES, [VISIBILITY - 3, VISIBILITY - 3], DEAD_LETTERED),
  throttle: caught(0, [1, 2, 4, 8], { ...DEAD_LETTERED, triedFor: RECEIVES * VISIBILITY }),
}

const SENT_ON = { caught: [CATCHERS.MappingOnFailure], otherwise: 'tried until it expires' } as const
/** The waits are a model's: STREAM_RETRY_WAIT_MIN, doubled. */
const streamed: Row = {
  error: caught(3, [0.5, 1], SENT_ON),
  timeout: caught(3, [0.5, 1], SENT_ON),
  throttle: caught(0, [0.5, 1, 2, 4], { ...SENT_ON, triedFor: 3604 }),
}

/** Nothing catches what a broker holds. The waits are a model's: POLLER_RETRY_WAIT_MIN, doubled. */
const FOR_EVER = caught(null, [1, 2, 4, 8], { otherwise: 'tried until it expires' })
const brokered: Row = { error: FOR_EVER, timeout: FOR_EVER, throttle: FOR_EVER }

export const EXPECTED: Readonly<Record<string, Row>> = {
  'Invoke API, RequestResponse': {
    error: answered('200, FunctionError Unhandled: Error', 1),
    timeout: answered('200, FunctionError Unhandled: Sandbox.Timedout', 1),
    throttle: answered('429 TooManyRequestsException', 0),
  },
  'API Gateway, REST API': {
    error: answered('502 {"message":"Internal server error"}', 1),
    timeout: answered('502 {"message":"Internal server error"}', 1),
    throttle: answered('500 {"message":"Internal server error"}', 0),
  },
  'API Gateway, HTTP API': {
    error: answered('500 {"message":"Internal Server Error"}', 1),
    timeout: answered('500 {"message":"Internal Server Error"}', 1),
    throttle: answered('503 {"message":"Service Unavailable"}', 0),
  },
  'Function URL': {
    error: answered('502 Internal Server Error', 1),
    timeout: answered('502 Internal Server Error', 1),
    throttle: answered(
      '429 {"Reason":"ReservedFunctionConcurrentInvocationLimitExceeded","Type":"User","message":"Rate Exceeded."}',
      0,
    ),
  },
  'Application Load Balancer': {
    error: answered('502 Bad Gateway', 1),
    timeout: answered('502 Bad Gateway', 1),
    throttle: answered('502 Bad Gateway', 0),
  },
  'Invoke API, Event': asynchronous,
  SNS: asynchronous,
  S3: asynchronous,
  'EventBridge rule': asynchronous,
  'EventBridge Scheduler': asynchronous,
  'CloudWatch Logs subscription': asynchronous,
  'SQS, standard queue (maxReceiveCount 3)': queued,
  'SQS, FIFO queue (maxReceiveCount 3)': queued,
  'Kinesis (2 retries, 1 h of age)': streamed,
  'DynamoDB Streams (2 retries, 1 h of age)': streamed,
  'Amazon MSK (2 retries, 1 h of age)': streamed,
  'Amazon MQ': brokered,
}
