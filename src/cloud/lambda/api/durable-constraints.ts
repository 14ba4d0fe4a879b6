/** What the model says of the members of the durable APIs. Source: API Reference (2025-12-01). */

import type { Constraint, Constraints } from '../../aws/constraints'
import * as limits from '../durable/limits'

export const EXECUTION_NAME: Constraint = { length: limits.EXECUTION_NAME_LENGTH, pattern: limits.EXECUTION_NAME }

const seconds: Constraint = { range: [limits.DELAY_SECONDS.minimum, limits.DELAY_SECONDS.maximum] }
const timeout: Constraint = { range: [0, limits.DELAY_SECONDS.maximum] }

export const DURABLE_CONFIG: Constraint = {
  members: {
    RetentionPeriodInDays: { range: [limits.RETENTION_DAYS.minimum, limits.RETENTION_DAYS.maximum] },
    ExecutionTimeout: {
      range: [limits.EXECUTION_TIMEOUT_SECONDS.minimum, limits.EXECUTION_TIMEOUT_SECONDS.maximum],
    },
  },
}

const EXECUTION_ARN: Constraint = {
  required: true,
  length: [1, 1024],
  pattern:
    'arn:([a-zA-Z0-9-]+):lambda:([a-zA-Z0-9-]+):(\\d{12}):function:([a-zA-Z0-9_-]+):(\\$LATEST(?:\\.PUBLISHED)?|[0-9]+)/durable-execution/([a-zA-Z0-9_-]+)/([a-zA-Z0-9_-]+)',
}
const TOKEN: Constraint = { required: true, length: [1, 2048], pattern: '[A-Za-z0-9+/]+={0,2}' }
const CALLBACK: Constraints = { CallbackId: { required: true, length: [1, 1024], pattern: '[A-Za-z0-9+/]+={0,2}' } }
const ON_EXECUTION: Constraints = { DurableExecutionArn: EXECUTION_ARN }
const PAGE: Constraints = { MaxItems: { range: [0, limits.PAGE_MAX] } }

const UPDATE: Constraints = {
  Id: { required: true, length: limits.OPERATION_ID_LENGTH, pattern: limits.OPERATION_ID },
  ParentId: { length: limits.OPERATION_ID_LENGTH, pattern: limits.OPERATION_ID },
  Name: { length: limits.OPERATION_NAME_LENGTH },
  Type: { required: true, values: ['EXECUTION', 'CONTEXT', 'STEP', 'WAIT', 'CALLBACK', 'CHAINED_INVOKE'] },
  Action: { required: true, values: ['START', 'SUCCEED', 'FAIL', 'RETRY', 'CANCEL'] },
  StepOptions: { members: { NextAttemptDelaySeconds: seconds } },
  WaitOptions: { members: { WaitSeconds: seconds } },
  CallbackOptions: { members: { TimeoutSeconds: timeout, HeartbeatTimeoutSeconds: timeout } },
}

export const DURABLE_CONSTRAINTS: Readonly<Record<string, Constraints>> = {
  CheckpointDurableExecution: {
    ...ON_EXECUTION,
    CheckpointToken: TOKEN,
    ClientToken: { length: [1, 64] },
    Updates: { entries: { members: UPDATE } },
  },
  GetDurableExecutionState: { ...ON_EXECUTION, CheckpointToken: TOKEN, ...PAGE },
  GetDurableExecution: ON_EXECUTION,
  GetDurableExecutionHistory: { ...ON_EXECUTION, ...PAGE },
  StopDurableExecution: ON_EXECUTION,
  ListDurableExecutionsByFunction: {
    DurableExecutionName: EXECUTION_NAME,
    Statuses: { entries: { values: ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'STOPPED'] } },
    ...PAGE,
  },
  SendDurableExecutionCallbackSuccess: CALLBACK,
  SendDurableExecutionCallbackFailure: CALLBACK,
  SendDurableExecutionCallbackHeartbeat: CALLBACK,
}
