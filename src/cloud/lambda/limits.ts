/**
 * Numbers of AWS Lambda, each with its source, and the few that this simulation had to choose (marked MODEL).
 * Guide = AWS Lambda Developer Guide, state of July 2026.
 */

import { PAGE_LIMITS } from '../aws/page-limits'
import { minutes, seconds, type Bytes, type Megabytes, type Milliseconds } from '../aws/units'

interface Range {
  readonly minimum: number
  readonly maximum: number
  readonly default: number
}

// --- Configuration. Guide, "Lambda quotas".
export const MEMORY_MB: Range = { minimum: 128, maximum: 10_240, default: 128 }
export const TIMEOUT_SECONDS: Range = { minimum: 1, maximum: 900, default: 3 }
export const EPHEMERAL_STORAGE_MB: Range = { minimum: 512, maximum: 10_240, default: 512 }
/** Characters. CreateFunction API. */
export const FUNCTION_NAME_MAX = 64
export const FUNCTION_NAME = /^[a-zA-Z0-9-_]+$/
export const HANDLER_MAX = 128
export const DESCRIPTION_MAX = 256
/** Of the variables as compact JSON. Recorded from AWS. */
export const VARIABLES_MAX: Bytes = 4096
export const VARIABLE_NAME = /^[A-Za-z][A-Za-z0-9_]+$/
/** Memory at which a function has one full vCPU. Guide, "Configure Lambda function memory". */
export const MEMORY_PER_VCPU: Megabytes = 1769

// --- Payloads. Guide, "Lambda quotas".
export const SYNC_PAYLOAD_MAX: Bytes = 6_291_456
/** 1 MB since 2026, 256 KB before. */
export const ASYNC_PAYLOAD_MAX: Bytes = 1_048_576
/** The limit that the error text of an oversized response names. Recorded from AWS. */
export const RESPONSE_PAYLOAD_MAX: Bytes = 6_291_556
/** Of a streamed response. Guide, "Lambda quotas"; that more of it is an error like that of a buffered one: MODEL. */
export const STREAMED_RESPONSE_MAX: Bytes = 209_715_200
/** Of a streamed response, which leaves at once … Guide, "Bandwidth limits for response streaming". */
export const STREAM_BURST: Bytes = 6_291_456
/** … and of what comes after, each second. */
export const STREAM_BYTES_PER_SECOND: Bytes = 2_097_152
/** Of the log in `LogResult`. */
export const LOG_TAIL_MAX: Bytes = 4096

// --- Function URLs. Guide, "Creating and managing Lambda function URLs"; Cors API.
export const URL_ID_LENGTH = 32
export const URL_ID_ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567'
/** Seconds. */
export const URL_CORS_MAX_AGE = 86_400
/** Requests per second for each unit of reserved concurrency. MODEL: a second's worth of them may come at once. */
export const URL_RATE_PER_CONCURRENCY = 10

// --- Life of an environment. Guide, "Understanding the Lambda execution environment lifecycle".
export const INIT_TIMEOUT: Milliseconds = seconds(10)
/** Shutdown without an extension: the processes are killed at once; with internal ones only; with an external one. */
export const SHUTDOWN_INTERNAL: Milliseconds = 500
export const SHUTDOWN_EXTERNAL: Milliseconds = 2000
/** Of that, what the runtime has to itself before extensions are told; with an internal extension it is 500 ms. */
export const SHUTDOWN_RUNTIME: Milliseconds = 300
/** Internal and external together. Guide, "Using the Lambda Extensions API". */
export const EXTENSIONS_MAX = 10
/** MODEL: starting an external extension's process, before its code loads. */
export const EXTENSION_BOOT: Milliseconds = 50
/** MODEL: how long an idle environment is kept; AWS documents none, 5 to 15 minutes are observed. */
export const IDLE_LIFETIME: Milliseconds = minutes(10)
/** MODEL: booting the Node.js runtime before the function's own code loads; examples in the Guide show 80–150 ms in all. */
export const RUNTIME_BOOT: Milliseconds = 100
/** MODEL: what a turn costs with `fixed` CPU; a hello world on Lambda takes 1 to 3 ms. */
export const FIXED_TURN: Milliseconds = 1
/** MODEL: what one read of a clock costs with `fixed` CPU, so that a busy-wait ends. */
export const FIXED_CLOCK_READ: Milliseconds = 0.005
/** MODEL: memory of the Node.js runtime before user code; the Guide's examples show 31–36 MB in REPORT lines at 128 MB. */
export const RUNTIME_MEMORY: Megabytes = 36
/** MODEL: log lines of one invocation that are kept; more are counted and dropped, as by a slow log consumer. */
export const LOG_LINES_MAX = PAGE_LIMITS.logLines.value

// --- Layers. Guide, "Managing Lambda dependencies with layers".
/** Of a function. */
export const LAYERS_MAX = 5
export const LAYER_NAME = /^[a-zA-Z0-9-_]{1,140}$/

// --- Telemetry API. Guide, "Accessing real-time telemetry data for extensions using the Telemetry API".
export const TELEMETRY_MAX_ITEMS: Range = { minimum: 1000, maximum: 10_000, default: 10_000 }
export const TELEMETRY_MAX_BYTES: Range = { minimum: 262_144, maximum: 1_048_576, default: 262_144 }
export const TELEMETRY_TIMEOUT: Range = { minimum: 25, maximum: 30_000, default: 1000 }
/** MODEL: batches that wait while a subscriber has not acknowledged the one before; what comes then is dropped. */
export const TELEMETRY_BATCHES_WAITING = 2

// --- The control plane.
/** MODEL: how long a function that the API made is `Pending`; one to a few seconds on AWS. */
export const FUNCTION_CREATION: Milliseconds = seconds(2)
/** MODEL: how long an update by the API is `InProgress`. */
export const FUNCTION_UPDATE: Milliseconds = seconds(1)
/** MODEL: from the answer of the mapping APIs to their effect; "seconds to minutes" on AWS. */
export const MAPPING_CHANGE: Milliseconds = seconds(5)
/** A deployment package in the request, zipped. Guide, "Lambda quotas". */
export const ZIP_MAX: Bytes = 52_428_800
/** Function and layers, unzipped. Guide, "Lambda quotas". */
export const UNZIPPED_MAX: Bytes = 262_144_000
/** Of all versions of all functions of the Region. Guide, "Lambda quotas". */
export const CODE_STORAGE_MAX: Bytes = 322_122_547_200
/** Of a function or mapping. TagResource API. */
export const TAGS_MAX = 50
/** Entries of one page, whatever the request asks for. ListFunctions, ListVersionsByFunction, ListAliases APIs. */
export const LIST_PAGE_MAX = 50
/** Entries of one page of mappings. ListEventSourceMappings API. */
export const LIST_MAPPINGS_PAGE_MAX = 100
/** Of a resource-based policy, as JSON. Guide, "Lambda quotas". */
export const POLICY_MAX: Bytes = 20_480
/** Of ClientContext, base64. Invoke API. */
export const CLIENT_CONTEXT_MAX: Bytes = 3583
/** Seconds that a throttled caller is told to wait; AWS gives no rule for it. MODEL */
export const RETRY_AFTER_SECONDS = 1

/** MODEL: how long the API takes to answer; AWS publishes no figures. Invoke's is what lies around the invocation. */
export const LATENCY = {
  p50: 60,
  p90: 120,
  p99: 300,
  operations: {
    Invoke: { p50: 8, p90: 15, p99: 40 },
    InvokeAsync: { p50: 10, p90: 20, p99: 50 },
    InvokeWithResponseStream: { p50: 8, p90: 15, p99: 40 },
  },
} as const

// --- Concurrency. Guide, "Understanding Lambda function scaling".
/** The default of an account in a Region; new ones may have 10 or 50. */
export const ACCOUNT_CONCURRENCY = 1000
/** Synchronous requests a second for each unit of concurrency: the account's, a reservation's, a provisioned one's. */
export const REQUESTS_PER_CONCURRENCY = 10
/** Must stay unreserved. */
export const UNRESERVED_MINIMUM = 100
/** New environments per function: a bucket of this size … */
export const SCALING_BURST = 1000
/** … refilled at this many per second (1,000 every 10 s). */
export const SCALING_RATE_PER_SECOND = 100

/** Of requests beyond the first of a second, with active tracing. Guide, "Visualize Lambda function invocations". */
export const SAMPLING_RATE = 0.05

// --- Provisioned concurrency. Guide, "Configuring provisioned concurrency for a function".
/** At least; a longer timeout of the function counts instead. */
export const AHEAD_INIT_TIMEOUT: Milliseconds = seconds(130)
/** 6,000 environments a minute for each function. */
export const PROVISIONING_RATE_PER_SECOND = 100
/** MODEL: from a request for provisioned concurrency to its first Init; "a minute or two" in all on AWS. */
export const PROVISIONING_START: Milliseconds = seconds(10)

// --- Asynchronous invocation. Guide, "How Lambda handles errors and retries with asynchronous invocation".
export const ASYNC_RETRIES: Range = { minimum: 0, maximum: 2, default: 2 }
export const ASYNC_EVENT_AGE_SECONDS: Range = { minimum: 60, maximum: 21_600, default: 21_600 }
/** The wait before the second and the third attempt. */
export const ASYNC_RETRY_WAITS: readonly Milliseconds[] = [minutes(1), minutes(2)]
/** Throttles and system errors: exponential from here … */
export const ASYNC_THROTTLE_WAIT_MIN: Milliseconds = seconds(1)
/** … to here, until the event's maximum age. */
export const ASYNC_THROTTLE_WAIT_MAX: Milliseconds = minutes(5)
/** MODEL: how much later a duplicate comes; AWS says only that the queue is eventually consistent. */
export const ASYNC_DUPLICATE_DELAY: Milliseconds = seconds(1)
/** Invocations of one function in one chain of requests; the next is stopped. Guide: "approximately 16 times". */
export const RECURSIVE_INVOCATIONS_MAX = 16
/** Of `ErrorMessage` at a dead-letter queue: the first 1 KB. */
export const DEAD_LETTER_MESSAGE_MAX = 1024

// --- Event source mappings for SQS. Guide, "Configuring scaling behavior for SQS event source mappings", 2026 text.
export const SQS_BATCH_SIZE: Range = { minimum: 1, maximum: 10_000, default: 10 }
/** Above this, a batching window is required. */
export const SQS_BATCH_SIZE_WITHOUT_WINDOW = 10
export const BATCHING_WINDOW_SECONDS: Range = { minimum: 0, maximum: 300, default: 0 }
export const SQS_MAXIMUM_CONCURRENCY = { minimum: 2, maximum: 1000 } as const
/** Concurrent batches at the start. */
export const SQS_INITIAL_CONCURRENCY = 5
/** Added every minute while there is a backlog … */
export const SQS_CONCURRENCY_STEP = 300
export const SQS_CONCURRENCY_STEP_INTERVAL: Milliseconds = minutes(1)
/** … up to this. */
export const SQS_CONCURRENCY_MAX = 1250
/** With few messages, pollers go back to the initial concurrency, and in the long run to this. */
export const SQS_IDLE_CONCURRENCY = 2
/** MODEL: time without messages until the initial concurrency is back; AWS says "when traffic is low". */
export const SQS_IDLE_INTERVAL: Milliseconds = minutes(1)
/** MODEL: and then until the fewest pollers are left. */
export const SQS_LONG_IDLE_INTERVAL: Milliseconds = minutes(10)
/** Of Kafka, Amazon MQ and Amazon DocumentDB: 500 ms unless a mapping says something else, which is whole seconds. */
export const BROKER_BATCHING_WINDOW_SECONDS = 0.5
/** Of Kafka's provisioned mode. */
export const KAFKA_MINIMUM_POLLERS: Range = { minimum: 1, maximum: 200, default: 1 }
export const KAFKA_MAXIMUM_POLLERS: Range = { minimum: 1, maximum: 2000, default: 200 }
/** Retries of a Kafka batch that has an on-failure destination and no limit of its own. */
export const KAFKA_RETRIES_WITH_DESTINATION = 10
/** CreateEventSourceMapping API, Endpoints. */
export const BOOTSTRAP_SERVERS_MAX = 10
/** Pollers of provisioned mode. */
export const SQS_MINIMUM_POLLERS: Range = { minimum: 2, maximum: 200, default: 2 }
export const SQS_MAXIMUM_POLLERS: Range = { minimum: 2, maximum: 2000, default: 200 }
/** Of one such poller: concurrent batches, polls, bytes … */
export const SQS_POLLER_CONCURRENCY = 10
export const SQS_POLLER_POLLS_PER_SECOND = 10
export const SQS_POLLER_BYTES_PER_SECOND: Bytes = 1_048_576
/** … messages of one poll … */
export const SQS_POLL_MESSAGES_MAX = 10
/** … and what all of them together add every minute while there is a backlog. */
export const SQS_PROVISIONED_CONCURRENCY_STEP = 1000
/**
 * MODEL: the wait before a batch that was throttled, or that a broker holds, is tried again: from here, doubling …
 * The Guide says that Lambda retries for as long as the messages are invisible, not how often.
 */
export const POLLER_RETRY_WAIT_MIN: Milliseconds = seconds(1)
/** … to here. */
export const POLLER_RETRY_WAIT_MAX: Milliseconds = minutes(1)
/** How often a poller looks whether its role may poll again. Not documented; assumed. */
export const REFUSED_POLL_INTERVAL: Milliseconds = minutes(1)
/** Of a batch's records, each with a comma: what `{"Records":[]}` leaves of the 6 MB of a request. */
export const BATCH_PAYLOAD_MAX: Bytes = SYNC_PAYLOAD_MAX - 14

// --- Event source mappings for streams. CreateEventSourceMapping API; Guide, "Configuring Kinesis/DynamoDB event source
// parameters".
export const STREAM_BATCH_SIZE: Range = { minimum: 1, maximum: 10_000, default: 100 }
export const PARALLELIZATION_FACTOR: Range = { minimum: 1, maximum: 10, default: 1 }
/** -1: without limit. DynamoDB's page says from 0, the API's model and the recordings -1. */
export const STREAM_RETRIES: Range = { minimum: -1, maximum: 10_000, default: -1 }
/** -1: without limit; else 60 at least (values between are refused). */
export const RECORD_AGE_SECONDS: Range = { minimum: -1, maximum: 604_800, default: -1 }
export const RECORD_AGE_SECONDS_MINIMUM = 60
export const TUMBLING_WINDOW_SECONDS: Range = { minimum: 0, maximum: 900, default: 0 }
/** Of a tumbling window's state, per shard. Guide, "Implementing stateful Kinesis Data Streams processing". */
export const WINDOW_STATE_MAX: Bytes = 1_048_576
/** How long a window stays open after its end when nothing more comes: "up to 2 minutes" (as above). */
export const WINDOW_CLOSING: Milliseconds = minutes(2)
/**
 * MODEL: the waits between attempts at a batch, from here, doubled each time …; AWS says "exponential backoff". A batch
 * with a MaximumRecordAgeInSeconds of 60 was recorded with an invoke count of 8 (ls/esm/kinesis-expire-while-retrying):
 * seven attempts in that minute, as here.
 */
export const STREAM_RETRY_WAIT_MIN: Milliseconds = 500
/** … to here. MODEL */
export const STREAM_RETRY_WAIT_MAX: Milliseconds = minutes(1)
/** MODEL: what the members of a tumbling window but for its state take of the 6 MB. */
export const WINDOW_MEMBERS: Bytes = 512
