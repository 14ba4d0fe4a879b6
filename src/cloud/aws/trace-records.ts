/**
 * Every kind of fact the simulation states. The trace is append-only and the only thing that leaves the kernel: logs,
 * timeline, metrics, cost and inspectors are projections of it.
 *
 * Names: `<who>.<what happened>`. Ids are the ones AWS would show. Payloads are JSON texts.
 */

import type { FaultKind } from './faults'
import type { PageLimitName } from './page-limits'
import type { Milliseconds } from './units'

/** `durable`: Lambda resumes a durable execution. */
export type InvocationSource = 'sync' | 'async' | 'event-source-mapping' | 'durable'

export type InvocationStatus = 'success' | 'error' | 'timeout' | 'exit' | 'out-of-memory' | 'init-error'

export type HttpEntranceKind = 'rest-api' | 'http-api' | 'function-url' | 'load-balancer'

/** What held for an asynchronous event when it was decided upon. */
export interface AsyncRetryPolicy {
  readonly maximumRetryAttempts: number
  readonly maximumEventAge: Milliseconds
}

/** Why an environment was made: there was none yet; all were busy; the last went idle for too long; it ran an older state. */
export type EnvironmentCause =
  | { readonly kind: 'first' | 'updated' }
  | { readonly kind: 'busy'; readonly count: number }
  | { readonly kind: 'expired'; readonly idle: Milliseconds }

/** `value`: how much there may be at a time, or in a second; `used`: how much there was of it. */
export interface ThrottleLimit {
  readonly kind: 'reserved' | 'account' | 'scaling' | 'reserved-rate' | 'account-rate' | 'injected' | 'page'
  readonly value: number
  readonly used?: number
}

/** A place in a file of the project. Line and column start at 1. */
export interface CodePlace {
  readonly path: string
  readonly line: number
  readonly column: number
}

/** What can be under way in a function's code. */
export type WorkKind = 'timer' | 'request' | 'sdk-call'

export type TraceFact =
  // A stack
  | {
      type: 'stack.resource'
      action: 'create' | 'update' | 'delete'
      logicalId: string
      resourceType: string
      physicalId: string
      arn: string
    }
  // Requests that reached the Invoke API
  | {
      type: 'request.received'
      requestId: string
      functionName: string
      invocationType: 'RequestResponse' | 'Event' | 'DryRun'
      payload: string
      source: InvocationSource
    }
  | {
      type: 'request.answered'
      requestId: string
      functionName: string
      statusCode: number
      functionError: string | null
      payload: string
    }
  // A part of a streamed response
  | {
      type: 'invocation.streamed'
      requestId: string
      environment: string
      functionName: string
      bytes: number
      /** Of the response; with its first part, else null. */
      contentType: string | null
    }
  | {
      type: 'request.throttled'
      requestId: string
      functionName: string
      source: InvocationSource
      reason: string
      /** Which limit was reached. */
      limit?: ThrottleLimit
    }
  /** By recursive loop detection: the function was not invoked. */
  | { type: 'request.loop-stopped'; requestId: string; functionName: string; source: InvocationSource }
  // Life of an execution environment
  | {
      type: 'environment.created'
      environment: string
      functionName: string
      version: string
      logStream: string
      architecture?: 'x86_64' | 'arm64'
      /** That the function is configured with. */
      memorySizeMB?: number
      /** Of /tmp. */
      ephemeralStorageMB?: number
      /** The version or alias whose provisioned concurrency it belongs to. */
      provisionedFor?: string
      /** Of one that a request made necessary. */
      cause?: EnvironmentCause
      /** Of a function that isolates tenants. */
      tenantId?: string
    }
  | { type: 'environment.init-started'; environment: string; functionName: string; phase: 'init' | 'invoke' }
  | {
      type: 'environment.init-ended'
      environment: string
      functionName: string
      phase: 'init' | 'invoke'
      status: 'success' | 'error' | 'timeout'
      duration: Milliseconds
      errorType: string | null
    }
  // A part of Init that has ended: extensions have registered; the runtime has booted; everybody waits for an event.
  | {
      type: 'environment.init-step'
      environment: string
      functionName: string
      step: 'extension' | 'runtime' | 'function'
      duration: Milliseconds
    }
  | { type: 'environment.reset'; environment: string; functionName: string; reason: 'TIMEOUT' | 'FAILURE' }
  | {
      type: 'environment.shutdown'
      environment: string
      functionName: string
      reason: 'SPINDOWN' | 'FAILURE' | 'UPDATE'
    }
  // The Shutdown phase of an environment with extensions, at its end or within a reset
  | {
      type: 'environment.shutdown-started'
      environment: string
      functionName: string
      reason: 'SPINDOWN' | 'TIMEOUT' | 'FAILURE'
    }
  | {
      type: 'environment.shutdown-ended'
      environment: string
      functionName: string
      reason: 'SPINDOWN' | 'TIMEOUT' | 'FAILURE'
      duration: Milliseconds
    }
  // What an environment keeps while it is frozen. `requestId`: of the invocation that has ended; null for Init.
  /** Started, and not ended when what was asked had its outcome: it waits for the thaw. */
  | {
      type: 'environment.left-behind'
      environment: string
      functionName: string
      requestId: string | null
      /** Unique within the environment, until it is reset. */
      work: number
      kind: WorkKind
      /** `setTimeout`, `GET https://…`, `PutItemCommand` */
      what: string
      /** Of a timer, virtual milliseconds. */
      due?: number
      /** Where the project's code started it, if it can be told. */
      place?: CodePlace
    }
  /** … and it went on within a later invocation. */
  | {
      type: 'environment.resumed-work'
      environment: string
      functionName: string
      requestId: string | null
      /** The invocation that started it; null for Init. */
      leftBy: string | null
      work: number
      kind: WorkKind
      what: string
      place?: CodePlace
    }
  /** The invocation changed a module-level variable, which later ones see: the 1st, 2nd, 4th, 8th … that did. */
  | {
      type: 'environment.state-kept'
      environment: string
      functionName: string
      requestId: string | null
      name: string
      /** Of its declaration. */
      place: CodePlace
      /** `grew from 1 to 2 entries` */
      change: string
      /** Invocations that have changed it. */
      changes: number
    }
  /** What /tmp holds has changed. */
  | {
      type: 'environment.temporary-storage'
      environment: string
      functionName: string
      requestId: string | null
      files: number
      bytes: number
    }
  /** Reserved concurrency of a function; null: it has none any more. */
  | { type: 'reserved.changed'; functionName: string; reserved: number | null }
  // Provisioned concurrency of a version or alias
  | {
      type: 'provisioned.changed'
      functionName: string
      qualifier: string
      requested: number
      /** Environments that are initialised. */
      allocated: number
      /** Memory of all that are requested, MB: an alias may have versions of different size. */
      requestedMB?: Readonly<Record<'x86_64' | 'arm64', number>>
      status: 'IN_PROGRESS' | 'READY' | 'FAILED'
      statusReason: string | null
    }
  | { type: 'provisioned.removed'; functionName: string; qualifier: string }
  // One attempt inside an environment
  | {
      type: 'invocation.started'
      requestId: string
      environment: string
      functionName: string
      version: string
      source: InvocationSource
      /** From 1. */
      attempt: number
      cold: boolean
      /** As invoked: a version's number or an alias's name; none when it was the function itself. */
      qualifier?: string
      /** What the invocation runs on; `spillover` when all provisioned environments were busy. */
      capacity?: 'provisioned' | 'spillover' | 'on-demand'
    }
  // The caller has its answer, and extensions are still at work
  | { type: 'invocation.answered'; requestId: string; environment: string; functionName: string }
  | {
      type: 'invocation.ended'
      requestId: string
      environment: string
      functionName: string
      source: InvocationSource
      attempt: number
      status: InvocationStatus
      /** JSON text: the response or the error payload. */
      payload: string
      duration: Milliseconds
      billedDuration: Milliseconds
      initDuration: Milliseconds | null
      memorySizeMB: number
      maxMemoryUsedMB: number
    }
  | {
      type: 'call.started'
      requestId: string
      environment: string
      callId: number
      method: string
      url: string
      /** `sqs:SendMessage`, or null for what is no AWS API. */
      operation: string | null
      /** `seq` of the first record that is its doing: all between that one and this. None when there are none. */
      from?: number
    }
  | {
      type: 'call.ended'
      requestId: string
      environment: string
      callId: number
      status: number
      duration: Milliseconds
    }
  // Asynchronous invocation
  | { type: 'async.queued'; requestId: string; functionName: string; payload: string }
  | {
      type: 'async.retry-scheduled'
      requestId: string
      functionName: string
      /** Which attempt comes next, from 2; throttled attempts do not count. */
      attempt: number
      due: Milliseconds
      cause: 'function-error' | 'throttle' | 'system-error'
      policy?: AsyncRetryPolicy
    }
  | {
      type: 'async.ended'
      requestId: string
      functionName: string
      condition: 'Success' | 'RetriesExhausted' | 'EventAgeExceeded' | 'ZeroReservedConcurrency' | 'RecursiveInvocation'
      invokeCount: number
      policy?: AsyncRetryPolicy
    }
  | {
      type: 'destination.delivered'
      requestId: string
      functionName: string
      kind: 'on-success' | 'on-failure' | 'dead-letter-queue'
      target: string
      /** Message or request id at the target. */
      deliveryId: string
    }
  | {
      type: 'destination.failed'
      requestId: string
      functionName: string
      kind: 'on-success' | 'on-failure' | 'dead-letter-queue'
      target: string
      message: string
      /** false: nothing was sent, because a durable function has no destinations. */
      attempted?: false
    }
  // Event source mappings
  | {
      type: 'mapping.state'
      mapping: string
      functionName: string
      source: string
      state: 'Enabled' | 'Disabled' | 'Deleted'
      /** Of provisioned mode: how many there are from now on. */
      pollers?: { kind: 'sqs' | 'kafka'; count: number }
    }
  | {
      type: 'mapping.batch-sent'
      mapping: string
      functionName: string
      source: string
      requestId: string
      recordIds: readonly string[]
      /** The mapping's BatchSize, and its MaximumBatchingWindowInSeconds in milliseconds. */
      limits?: { readonly size: number; readonly window: Milliseconds }
      /** Why the batch was closed. */
      cause: 'batch-size' | 'batch-window' | 'payload-size' | 'no-window' | 'tumbling-window' | 'shard-end' | 'retry'
      /** Of streams alone. */
      stream?: {
        shardId: string
        /** From 1; more for a batch that is sent again. Throttled attempts count. */
        attempt: number
        /** How old the batch's last record is, milliseconds; null for a batch without records. */
        iteratorAge: Milliseconds | null
        /** Of a tumbling window, ISO. */
        window: { start: string; end: string; final: boolean } | null
      }
    }
  | {
      type: 'mapping.batch-ended'
      mapping: string
      functionName: string
      source: string
      requestId: string
      outcome: 'success' | 'partial' | 'failure' | 'throttled'
      /** Queue: deleted there. Stream: behind the checkpoint now. */
      deleted: readonly string[]
      /** Queue: visible there again. Stream: to be sent again, or discarded. */
      returned: readonly string[]
      /** When a batch that the poller holds on to is tried again, virtual milliseconds. */
      retryAt?: number
    }
  /** How many batches the pollers of a queue may have in flight. */
  | {
      type: 'mapping.scaled'
      mapping: string
      functionName: string
      source: string
      from: number
      to: number
      cause: 'backlog' | 'idle' | 'errors' | 'success'
      /** Of provisioned mode: how many there are from now on. */
      pollers?: number
    }
  /** A metric that the mapping asks for: `PolledEventCount`. */
  | { type: 'mapping.event-count'; mapping: string; functionName: string; metric: string; count: number }
  // … of streams
  | {
      type: 'mapping.retry-scheduled'
      mapping: string
      functionName: string
      source: string
      /** Of the attempt that it follows. */
      requestId: string
      shardId: string
      recordIds: readonly string[]
      /** Which attempt comes next, from 2. */
      attempt: number
      due: Milliseconds
      cause: 'function-error' | 'throttle'
    }
  | {
      type: 'mapping.bisected'
      mapping: string
      functionName: string
      source: string
      /** Of the attempt that it follows. */
      requestId: string
      shardId: string
      /** The batches that it was split into. */
      parts: readonly (readonly string[])[]
    }
  | {
      type: 'mapping.discarded'
      mapping: string
      functionName: string
      source: string
      /** Of the attempt that it follows. */
      requestId: string
      shardId: string
      recordIds: readonly string[]
      /** Of the last: the retention period, within which the stream has them, is over. */
      condition: 'RetryAttemptsExhausted' | 'RecordAgeExceeded' | 'RetentionExceeded'
      invokeCount: number
    }
  | {
      type: 'mapping.checkpoint'
      mapping: string
      functionName: string
      source: string
      shardId: string
      /** The last record that is done with. */
      sequenceNumber: string
    }
  | { type: 'mapping.shard-drained'; mapping: string; functionName: string; source: string; shardId: string }
  | {
      type: 'mapping.filtered'
      mapping: string
      functionName: string
      source: string
      recordIds: readonly string[]
      /** Of streams alone. */
      shardId?: string
      /** Of each, for a reader: the first field that did not match. */
      why?: readonly string[]
    }
  // Durable functions. `execution` is the ARN of a durable execution, `bytes` what is written to its state with the fact.
  | {
      type: 'durable.started'
      execution: string
      name: string
      functionName: string
      version: string
      /** Of the invocation that started it, and of its first run. */
      requestId: string
      executionTimeout: Milliseconds
      /** How long its state is kept after its end. */
      retention?: Milliseconds
      bytes?: number
    }
  /** A further invocation. `updated`: operations that changed since the last one. */
  | { type: 'durable.resumed'; execution: string; functionName: string; requestId: string; updated: number }
  | {
      type: 'durable.operation'
      execution: string
      functionName: string
      operationId: string
      parentId: string | null
      name: string | null
      operationType: 'CONTEXT' | 'STEP' | 'WAIT' | 'CALLBACK' | 'CHAINED_INVOKE'
      /** As the SDK calls it: `WaitForCallback`. */
      subType: string | null
      status: 'STARTED' | 'PENDING' | 'READY' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED' | 'TIMED_OUT' | 'STOPPED'
      /** Attempts of a step that have ended. */
      attempt: number
      /** When it changes by itself; null when it does not. */
      due: Milliseconds | null
      /** Of a callback. */
      callbackId: string | null
      /** Function that a chained invocation invokes. */
      target: string | null
      /** The first 4 KB. */
      result: string | null
      error: { type: string | null; message: string | null } | null
      bytes?: number
    }
  /** Nothing runs. `due`: when a wait or retry ends; null when only somebody outside can go on. */
  | {
      type: 'durable.suspended'
      execution: string
      functionName: string
      requestId: string
      due: Milliseconds | null
    }
  | {
      type: 'durable.retry-scheduled'
      execution: string
      functionName: string
      requestId: string
      due: Milliseconds
      cause: 'function-error' | 'throttle'
      bytes?: number
    }
  | {
      type: 'durable.ended'
      execution: string
      functionName: string
      status: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'STOPPED'
      /** The first 4 KB. */
      result: string | null
      error: { type: string | null; message: string | null } | null
      bytes?: number
    }
  // IAM
  | {
      type: 'access.denied'
      /** ARN of the user or session, or a service principal. */
      principal: string
      /** Of a session. */
      role: string | null
      /** `sqs:SendMessage` */
      action: string
      /** ARN, or `*`. */
      resource: string
      decision: 'explicit-deny' | 'implicit-deny'
      /** Which kind of policy denied, or allows nothing of the kind: `identity-based policy`. */
      kind: string | null
      /** Name or ARN of the policy that denied; null when it was the lack of one. */
      policy: string | null
      /** Its Sid or `#<index>`. */
      statement: string | null
      /** Why, for a reader. */
      reason: string
      /** What the caller was told. */
      message: string
      /** Of the invocation whose code called, if there is one. */
      requestId: string | null
    }
  // S3
  | { type: 's3.bucket-created'; bucket: string }
  | { type: 's3.bucket-deleted'; bucket: string }
  | {
      type: 's3.object-created'
      bucket: string
      key: string
      /** Null without versioning. */
      versionId: string | null
      /** Bytes. */
      size: number
      /** Without quotes. */
      etag: string
      creation: 'Put' | 'Copy' | 'CompleteMultipartUpload'
      by: string
    }
  | {
      type: 's3.object-removed'
      bucket: string
      key: string
      /** Of the version that is gone, or of the delete marker that was put. */
      versionId: string | null
      /** Whether a delete marker was put, and nothing is gone. */
      deleteMarker: boolean
      by: string
    }
  | {
      type: 's3.notification-delivered'
      bucket: string
      key: string
      /** `ObjectCreated:Put`; `TestEvent` when a configuration is put. */
      event: string
      configurationId: string
      target: string
      /** Message or request id at the target. */
      deliveryId: string
      /** When what it tells of happened; none of a TestEvent. */
      since?: Milliseconds
    }
  | {
      type: 's3.notification-failed'
      bucket: string
      key: string
      event: string
      configurationId: string
      target: string
      message: string
      since?: Milliseconds
    }
  // Kinesis
  | { type: 'kinesis.stream'; stream: string; status: 'CREATING' | 'ACTIVE' | 'UPDATING' | 'DELETING' }
  | {
      type: 'kinesis.shard'
      stream: string
      shardId: string
      change: 'opened' | 'closed' | 'expired'
      parents: readonly string[]
    }
  | {
      type: 'kinesis.put'
      stream: string
      shardId: string
      sequenceNumber: string
      partitionKey: string
      /** Base64, the first 4 KB. */
      data: string
      /** Bytes of data and partition key. */
      size: number
      producer: string
    }
  | {
      type: 'kinesis.read'
      stream: string
      shardId: string
      /** At least one. */
      records: number
      firstSequenceNumber: string
      lastSequenceNumber: string
      millisBehindLatest: Milliseconds
      reader: string
    }
  | { type: 'kinesis.throttled'; stream: string; shardId: string; operation: 'write' | 'read'; caller: string }
  | { type: 'kinesis.trimmed'; stream: string; shardId: string; records: number }
  | { type: 'kinesis.consumer'; stream: string; consumer: string; status: 'CREATING' | 'ACTIVE' | 'DELETING' }
  // SNS. A delivery is one message to one subscription.
  | {
      type: 'sns.published'
      topic: string
      messageId: string
      /** Its first few kilobytes. */
      message: string
      subject: string | null
      /** Of FIFO topics and fair queues. */
      groupId: string | null
      sender: string
      /** Confirmed ones, which it is offered to. */
      subscriptions?: number
    }
  /** The message was published within the last five minutes, and goes nowhere. */
  | { type: 'sns.deduplicated'; topic: string; messageId: string; sender: string }
  | {
      type: 'sns.filtered' | 'sns.discarded'
      topic: string
      messageId: string
      subscription: string
      protocol: string
      endpoint: string
      /** Of a filter, for a reader: the first field that did not match. */
      why?: string
    }
  | {
      type: 'sns.delivered'
      topic: string
      messageId: string
      subscription: string
      protocol: string
      endpoint: string
      /** From 1. */
      attempt: number
      /** Message or request id at the endpoint. */
      deliveryId: string
    }
  | {
      type: 'sns.delivery-failed'
      topic: string
      messageId: string
      subscription: string
      protocol: string
      endpoint: string
      attempt: number
      message: string
      /** Null when it is not tried again. */
      retryAt: Milliseconds | null
    }
  | {
      type: 'sns.dead-lettered'
      topic: string
      messageId: string
      subscription: string
      protocol: string
      endpoint: string
      /** Name of the dead-letter queue. */
      queue: string
      deliveryId: string
    }
  /** What would have left AWS: to a web server, by e-mail, to a phone, to Firehose. */
  | {
      type: 'sns.sent-outside'
      /** Null for a message to a phone number, as is the subscription. */
      topic: string | null
      subscription: string | null
      /** Null for the request to confirm a subscription. */
      messageId: string | null
      protocol: string
      endpoint: string
      body: string
    }
  // EventBridge
  | {
      type: 'events.put'
      bus: string
      eventId: string
      source: string
      detailType: string
      /** JSON text, cut off after 4,096 characters. */
      detail: string
      sender: string
    }
  /** `rules`: ARNs of those that match; none is a fact, too. */
  | {
      type: 'events.matched'
      bus: string
      eventId: string
      rules: readonly string[]
      /** Of up to ten that do not match, for a reader: the first field that did not. */
      others?: readonly { readonly rule: string; readonly why: string }[]
    }
  | { type: 'events.schedule-due'; rule: string; eventId: string }
  | {
      type: 'events.delivered'
      rule: string
      eventId: string
      targetId: string
      target: string
      /** From 1. */
      attempt: number
      /** Message or request id at the target. */
      deliveryId: string
    }
  | {
      type: 'events.retry-scheduled'
      rule: string
      eventId: string
      targetId: string
      target: string
      /** Which attempt comes next, from 2. */
      attempt: number
      due: Milliseconds
      code: string
      message: string
    }
  | {
      type: 'events.failed'
      rule: string
      eventId: string
      targetId: string
      target: string
      /** As dead-letter queues name it: `NO_PERMISSIONS`. */
      code: string
      message: string
      retries: number
      condition: string | null
      /** Message id in the dead-letter queue; null when the event is lost. */
      deadLetterId: string | null
    }
  | { type: 'events.archived'; archive: string; eventId: string }
  | { type: 'events.replay'; replay: string; state: string }
  // EventBridge Scheduler
  | {
      type: 'scheduler.due'
      schedule: string
      executionId: string
      scheduledTime: Milliseconds
      /** When it is invoked: later than scheduled within a flexible time window. */
      invokeAt: Milliseconds
    }
  | {
      type: 'scheduler.invoked'
      schedule: string
      executionId: string
      target: string
      attempt: number
      /** Message or request id at the target; null where the API gives none. */
      deliveryId: string | null
      /** `seq` of the first record that is the invocation's doing. */
      from?: number
    }
  | {
      type: 'scheduler.retry-scheduled'
      schedule: string
      executionId: string
      target: string
      attempt: number
      due: Milliseconds
      code: string
      message: string
    }
  | {
      type: 'scheduler.failed'
      schedule: string
      executionId: string
      target: string
      code: string
      message: string
      retries: number
      condition: string | null
      deadLetterId: string | null
    }
  /** There is no further invocation; `deleted`: as ActionAfterCompletion demands. */
  | { type: 'scheduler.completed'; schedule: string; deleted: boolean }
  // KMS
  | { type: 'kms.key'; keyId: string; state: 'Enabled' | 'Disabled' | 'PendingDeletion' | 'Deleted' }
  /** `operation` as IAM names it: `ReEncryptFrom`. */
  | { type: 'kms.used'; keyId: string; operation: string; caller: string }
  // Systems Manager
  | {
      type: 'ssm.put'
      name: string
      version: number
      parameterType: 'String' | 'StringList' | 'SecureString'
      /** The first 4 KB; null for a SecureString. */
      value: string | null
      by: string
    }
  | { type: 'ssm.deleted'; name: string }
  // Secrets Manager; never what a secret holds
  | {
      type: 'secrets.version'
      secret: string
      versionId: string
      stages: readonly string[]
      by: string
    }
  | { type: 'secrets.stage-moved'; secret: string; stage: string; from: string | null; to: string | null }
  | { type: 'secrets.secret'; secret: string; change: 'created' | 'deletion-scheduled' | 'restored' | 'deleted' }
  | {
      type: 'secrets.rotation'
      secret: string
      versionId: string
      functionArn: string
      step: 'createSecret' | 'setSecret' | 'testSecret' | 'finishSecret' | null
      status: 'started' | 'succeeded' | 'failed'
      /** Of a failure. */
      message: string | null
    }
  // SQS
  | {
      type: 'sqs.sent'
      queue: string
      messageId: string
      body: string
      visibleAt: Milliseconds
      sender: string
      /** Of FIFO queues; `deduplicationId` is the one that counts, also when the queue made it from the body. */
      groupId?: string
      deduplicationId?: string
    }
  | {
      type: 'sqs.received'
      queue: string
      messageId: string
      receiveCount: number
      visibleAt: Milliseconds
      receiver: string
    }
  | { type: 'sqs.visible'; queue: string; messageId: string; cause: 'delay-ended' | 'timeout-ended' | 'changed' }
  | { type: 'sqs.visibility-changed'; queue: string; messageId: string; visibleAt: Milliseconds }
  /** `redriven`: sent again, as a new message, by a message move task. */
  | { type: 'sqs.deleted'; queue: string; messageId: string; cause: 'deleted' | 'expired' | 'purged' | 'redriven' }
  /** Deleted as far as its consumer can tell; a copy that is left is received again. `visibleAt`: virtual milliseconds. */
  | { type: 'sqs.copy-kept'; queue: string; messageId: string; visibleAt: number }
  /** A FIFO queue knew the message: it was sent within the last five minutes. */
  | { type: 'sqs.deduplicated'; queue: string; messageId: string; sender: string }
  | { type: 'sqs.moved'; queue: string; messageId: string; to: string; receiveCount: number }
  // Brokers: Kafka, Amazon MQ, Amazon DocumentDB
  /** `topic`: its ARN. */
  | { type: 'kafka.topic-created'; topic: string; partitions: number }
  | { type: 'kafka.produced'; topic: string; partition: number; offset: number; value: string; by: string }
  /** `queue`: the broker's ARN, a slash, the queue's name. */
  | { type: 'mq.sent'; queue: string; messageId: string; body: string; by: string }
  | { type: 'mq.removed'; queue: string; messageId: string; cause: 'acknowledged' | 'expired' }
  | {
      type: 'docdb.changed'
      cluster: string
      /** `database.collection` */
      collection: string
      operationType: 'insert' | 'update' | 'replace' | 'delete'
      /** JSON text. */
      documentId: string
      by: string
      /** Its place in the cluster's change stream, from 1. */
      number?: number
    }
  // DynamoDB
  | { type: 'dynamodb.table'; table: string; status: 'CREATING' | 'ACTIVE' | 'UPDATING' | 'DELETING' }
  | {
      type: 'dynamodb.written'
      table: string
      /** JSON text: the key attributes, as in DescribeTable's order. */
      key: string
      change: 'insert' | 'modify' | 'remove'
      cause: 'request' | 'transaction' | 'time-to-live'
      /** Bytes of the item now. */
      size: number
    }
  | { type: 'dynamodb.condition-failed'; table: string; key: string }
  | {
      type: 'dynamodb.stream-record'
      table: string
      sequenceNumber: string
      eventName: 'INSERT' | 'MODIFY' | 'REMOVE'
      /** JSON text of the item's key attributes: changes of one item are in order. */
      key?: string
    }
  // Requests to host names of the stack: APIs, function URLs, load balancers. One `received`, one `answered` each.
  | {
      type: 'http.received'
      /** As the entrance shows it to the client: x-amzn-requestid, apigw-requestid. */
      requestId: string
      entrance: HttpEntranceKind
      /** ARN of the API, the function or the load balancer. */
      resource: string
      method: string
      host: string
      /** With query string. */
      path: string
      sourceIp: string
      /** Of the body. */
      bytes: number
    }
  /** A function is asked: the record that follows is its `request.received`, if it is let through. */
  | { type: 'http.forwarded'; requestId: string; functionArn: string }
  | {
      type: 'http.answered'
      requestId: string
      entrance: HttpEntranceKind
      resource: string
      /** Of a REST API: its name, which metrics go by. */
      apiName?: string
      method: string
      host: string
      path: string
      /** `GET /items/{id}`; null when none matched, or where there are none. */
      route: string | null
      /** Of an API: its stage, null when none matched. */
      stage: string | null
      /** ARN of the function that was asked to answer; null when the request did not get that far. */
      functionArn: string | null
      /** 0 when the connection ended without an answer. */
      status: number
      bytes: number
      duration: Milliseconds
      /** How long the function (or another integration) took; null when the request did not get that far. */
      integrationDuration: Milliseconds | null
      /** Why the entrance itself answered, for a reader; null when the answer is the function's. */
      refused: string | null
    }
  // Of the page: a limit of ours. `value`: what it would have been
  | {
      type: 'limit.reached'
      limit: PageLimitName
      value: number
      functionName: string
      requestId: string | null
    }
  // Of the page: what ran in the sandbox was killed with it, and the run was had again up to here
  | {
      type: 'sandbox.lost'
      /** Requests that were under way. `computing`: its code was running, and did not only wait. */
      running: readonly { requestId: string; functionName: string; computing: boolean }[]
      /** That were idle, and are gone. */
      environments: number
    }
  // Faults
  | {
      /** Injected by the user's choice. */
      type: 'fault.injected'
      fault: FaultKind
      /** Logical id. */
      resource: string
      /** What was called, delivered to or invoked. */
      arn: string
      /** Of the invocation that was hit, or whose call was; null outside of one. */
      requestId: string | null
      /** `ThrottlingException`, `+200 ms`, `event 3`. */
      detail: string
    }
  // X-Ray. A segment, or a part of one; `document`: JSON text
  | { type: 'xray.segment'; traceId: string; document: string }
  // CloudWatch Logs
  | {
      type: 'log'
      group: string
      stream: string
      environment: string
      /** Null outside an invocation (Init). */
      requestId: string | null
      kind: 'platform' | 'application'
      message: string
    }
  /** Of a subscription filter; `events` is 0 for a control message. */
  | {
      type: 'logs.subscription-delivered'
      logGroup: string
      logStream: string
      filter: string
      target: string
      events: number
      /** Request id or sequence number at the target. */
      deliveryId: string
    }
  | {
      type: 'logs.subscription-failed'
      logGroup: string
      logStream: string
      filter: string
      target: string
      events: number
      message: string
      /** Null when the events are lost, and the filter is out of use for a while. */
      retryAt: Milliseconds | null
    }
  | { type: 'log.dropped'; group: string; stream: string; environment: string; requestId: string | null; lines: number }

/** One fact with its place in the trace. */
export type TraceRecord = TraceFact & {
  /** From 0, without gaps. */
  readonly seq: number
  readonly at: Milliseconds
}

export type TraceType = TraceFact['type']
