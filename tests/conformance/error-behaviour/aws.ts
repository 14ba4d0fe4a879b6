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
  caught: [],
  otherwise: 'gone',
})

const BOTH = [CATCHERS.OnFailure, CATCHERS.FunctionDLQ]
const asynchronous: Row = {
  error: { answer: null, attempts: 3, waits: [60, 120], caught: BOTH, otherwise: 'gone' },
  timeout: { answer: null, attempts: 3, waits: [60, 120], caught: BOTH, otherwise: 'gone' },
  throttle: { answer: null, attempts: 0, waits: [1, 2, 4, 8], caught: BOTH, otherwise: 'gone' },
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
}
