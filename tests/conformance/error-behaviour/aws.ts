/**
 * The same table as AWS documents it, written down from its pages (checked 2026-11-25) and from recordings:
 * - Invoke API: API reference, Invoke. Function errors are answered with status 200.
 * - Asynchronous sources: Guide, "How Lambda handles errors and retries with asynchronous invocation": two more
 *   attempts, after one minute and after two; throttles from 1 second, exponentially, up to 5 minutes, for 6 hours.
 * - SNS, S3, EventBridge, Scheduler, CloudWatch Logs hand over to Lambda's queue: what they did is done when it is
 *   accepted, so their own dead-letter queues stay empty.
 * - SQS: Guide, "Using Lambda with Amazon SQS": the message is visible again after its visibility timeout; the queue's
 *   redrive policy ends it.
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

const caught = (attempts: number, waits: readonly number[], more: Partial<Observation>): Observation => ({
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
const queued: Row = {
  error: caught(3, [VISIBILITY, VISIBILITY], { caught: [CATCHERS.SourceDLQ], otherwise: 'tried until it expires' }),
  timeout: caught(3, [VISIBILITY - 3, VISIBILITY - 3], {
    caught: [CATCHERS.SourceDLQ],
    otherwise: 'tried until it expires',
  }),
  throttle: caught(0, [VISIBILITY, VISIBILITY], { caught: [CATCHERS.SourceDLQ], otherwise: 'tried until it expires' }),
}

export const EXPECTED: Readonly<Record<string, Row>> = {
  'Invoke API, RequestResponse': {
    error: answered('200, FunctionError Unhandled: Error', 1),
    timeout: answered('200, FunctionError Unhandled: Sandbox.Timedout', 1),
    throttle: answered('429 TooManyRequestsException', 0),
  },
  'Invoke API, Event': asynchronous,
  SNS: asynchronous,
  S3: asynchronous,
  'EventBridge rule': asynchronous,
  'EventBridge Scheduler': asynchronous,
  'SQS, standard queue (maxReceiveCount 3)': queued,
}
