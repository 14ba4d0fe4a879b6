/**
 * Numbers of durable functions, each with its source, and the few that this simulation had to choose (marked MODEL).
 * Guide = AWS Lambda Developer Guide, model = the service model inside @aws-sdk/client-lambda 3.1164 (August 2026),
 * SDK = @aws/durable-execution-sdk-js 2.4.0.
 */

import { minutes, seconds, type Bytes, type Milliseconds } from '../../aws/units'

// --- DurableConfig. API Reference, DurableConfig.
/** 366 days. */
export const EXECUTION_TIMEOUT_SECONDS = { minimum: 1, maximum: 31_622_400 } as const
/** The default: AWS CDK API Reference, CfnFunction.DurableConfigProperty. */
export const RETENTION_DAYS = { minimum: 1, maximum: 90, default: 14 } as const
/** Longer executions cannot be started synchronously, nor by an event source mapping. Guide, "Invoking durable functions". */
export const SYNC_EXECUTION_TIMEOUT_SECONDS = 900

// --- Quotas of one execution. Guide, "Lambda quotas", durable functions.
/** Operations, the execution's own left out. */
export const OPERATIONS_MAX = 3000
/** Payloads written in all. */
export const STORAGE_MAX: Bytes = 100 * 1024 * 1024

// --- One checkpoint. The SDK's own batches: 250 updates, 750 KB.
export const UPDATES_MAX = 250
/** Of a request's updates as JSON. */
export const CHECKPOINT_MAX: Bytes = 750 * 1024

// --- Payloads. Model, OperationUpdate.
/** Of STEP, CONTEXT, WAIT, CALLBACK and CHAINED_INVOKE; of an execution that was started asynchronously. */
export const OPERATION_PAYLOAD_MAX: Bytes = 1024 * 1024
/** Of an execution that was started synchronously. */
export const SYNC_RESULT_MAX: Bytes = 6 * 1024 * 1024
/** All fields of an error. */
export const ERROR_MAX: Bytes = 1024 * 1024

/** Of waits, retries and timeouts. Model: as far as an execution may last. */
export const DELAY_SECONDS = { minimum: 1, maximum: 31_622_400 } as const
export const OPERATION_ID = '[a-zA-Z0-9-_]+'
export const OPERATION_ID_LENGTH = [1, 64] as const
export const OPERATION_NAME_LENGTH = [1, 256] as const
export const EXECUTION_NAME = '[a-zA-Z0-9-_]+'
export const EXECUTION_NAME_LENGTH = [1, 64] as const

// --- Pages. API Reference, GetDurableExecutionState, GetDurableExecutionHistory, ListDurableExecutionsByFunction.
export const PAGE_DEFAULT = 100
export const PAGE_MAX = 1000
/** MODEL: operations that an invocation's event brings along; what is more comes by GetDurableExecutionState. */
export const INITIAL_STATE_OPERATIONS = PAGE_MAX
/** MODEL: the same in bytes of JSON: an event has 6 MB. */
export const INITIAL_STATE_MAX: Bytes = 4 * 1024 * 1024

/** How long the same ClientToken gets the same answer. API Reference, CheckpointDurableExecution. */
export const CLIENT_TOKEN_WINDOW: Milliseconds = minutes(15)

/**
 * MODEL: Lambda tries an invocation again that failed or was throttled, "with exponential backoff" until the execution's
 * timeout (Guide, "Retries for Lambda durable functions"); from here …
 */
export const INVOCATION_RETRY_MIN: Milliseconds = seconds(1)
/** … to here, twice as long each time. */
export const INVOCATION_RETRY_MAX: Milliseconds = minutes(5)

/** MODEL: executions that are kept for the inspectors' list, and characters of a payload that go into the trace. */
export const TRACED_PAYLOAD_MAX = 4096
