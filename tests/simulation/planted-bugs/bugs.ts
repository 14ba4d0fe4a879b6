/**
 * Rules of the simulator, each broken on purpose. What an invariant does not notice would go unnoticed in earnest, too.
 *
 * `edits` replaces exact text of the source: when that text has changed, say here what breaks the rule now.
 */

export interface PlantedBug {
  readonly name: string
  readonly file: string
  readonly edits: readonly (readonly [rule: string, instead: string])[]
  /** The invariant that has to notice. */
  readonly caughtBy: string
  /** A seed whose run shows it; `planted-bugs/hunt.ts` finds another. Null: none is known yet. */
  readonly seed: number | null
}

const bug = (
  caughtBy: string,
  name: string,
  file: string,
  edits: PlantedBug['edits'] | readonly [string, string],
  seed: number | null,
): PlantedBug => ({
  ...{ name, caughtBy, seed },
  file: `src/cloud/${file}`,
  edits: typeof edits[0] === 'string' ? [edits as readonly [string, string]] : (edits as PlantedBug['edits']),
})

const SQS = 'services/sqs/state.ts'
const QUEUE_POLLER = 'lambda/event-source-mapping/queue-poller.ts'
const LANE = 'lambda/event-source-mapping/batch-lane.ts'
const BATCHES = 'lambda/event-source-mapping/batches.ts'
const ASYNC = 'lambda/async-queue.ts'
const CAPACITY = 'lambda/capacity.ts'
const DESTINATIONS = 'lambda/destinations.ts'
const ENVIRONMENT = 'lambda/environment.ts'
const PUBLISHER = 'services/sns/publisher.ts'
const DELIVERIES = 'services/eventbridge/deliveries.ts'

export const PLANTED_BUGS: readonly PlantedBug[] = [
  // The kernel, and what a trace is
  bug(
    'virtual-time',
    'the clock goes back now and then',
    'kernel/trace.ts',
    ['at: this.#now() }', 'at: this.#now() - (this.#records.length % 50 === 49 ? 1 : 0) }'],
    1,
  ),
  bug(
    'unique-ids',
    'batches share a request id',
    QUEUE_POLLER,
    ["return this.context.kernel.random('request-ids').uuid()", "return 'request'"],
    5,
  ),
  bug(
    'causes',
    'asynchronous requests are not told of',
    'lambda/lambda.ts',
    [
      'const { requestId, payload } = request\n    const functionName = fn.name\n',
      "const { requestId, payload } = request\n    if (source === 'async') return\n    const functionName = fn.name\n",
    ],
    1,
  ),
  // Execution environments
  bug(
    'environment-life',
    'an environment that was shut down is used again',
    ENVIRONMENT,
    [
      [
        'this.retired = true\n    this.context.kernel.cancel(this.#idleTimer)',
        'this.context.kernel.cancel(this.#idleTimer)',
      ],
      ['this.functionVersion.environments.delete(this)\n', ''],
    ],
    7,
  ),
  bug(
    'one-invocation',
    'an environment that is busy takes another invocation',
    ENVIRONMENT,
    ['    this.busy = true\n', ''],
    6,
  ),
  bug(
    'frozen',
    'a frozen environment gets a turn',
    'lambda/execution/sandbox-process.ts',
    [
      ['else this.#frozen = true', ''],
      ['freeze(): void {\n    this.#frozen = true\n    this.#cancelWake()', 'freeze(): void {\n    this.#schedule()'],
    ],
    1,
  ),
  bug(
    'frozen',
    'log lines are written after their invocation',
    ENVIRONMENT,
    ['if (at <= kernel.now) write()', 'if (at > 0) kernel.after(5, write)'],
    6,
  ),
  bug(
    'timeouts',
    'a function has a second more than its timeout',
    'lambda/attempt.ts',
    [
      'return this.#startedAt + seconds(this.#configuration.timeout)',
      'return this.#startedAt + seconds(this.#configuration.timeout + 1)',
    ],
    5,
  ),
  bug('billing', 'billed duration is rounded down', 'lambda/billing.ts', ['Math.ceil(', 'Math.floor('], 3),
  bug('billing', 'Init is not billed', 'lambda/billing.ts', ['hundredths(initDuration ?? 0)', '0'], 1),
  // Concurrency
  bug(
    'account-concurrency',
    'the account’s concurrency is one more',
    CAPACITY,
    ['return used >= value ?', 'return used > value ?'],
    0,
  ),
  bug(
    'account-concurrency',
    'reservations do not count against the account',
    CAPACITY,
    ['if (fn !== except) pool -= claimed(fn)', 'if (fn !== except) pool -= 0 * claimed(fn)'],
    0,
  ),
  bug(
    'reserved-concurrency',
    'reserved concurrency is one more',
    CAPACITY,
    ['return used >= reserved', 'return used > reserved'],
    0,
  ),
  bug(
    'reserved-concurrency',
    'provisioned environments do not count against the reservation',
    CAPACITY,
    ['const used = fn.onDemandConcurrency + fn.provisionedConcurrency', 'const used = fn.onDemandConcurrency'],
    0,
  ),
  bug(
    'provisioned-concurrency',
    'anybody is served by provisioned environments',
    CAPACITY,
    ['(one) => one.provisionedFor === null && one.tenantId === tenantId', '(one) => one.tenantId === tenantId'],
    0,
  ),
  bug(
    'scaling-rate',
    'functions scale without a limit',
    CAPACITY,
    [
      'if (!takeScalingToken(fn, this.context.kernel.now)) {',
      'if (!takeScalingToken(fn, this.context.kernel.now) && fn.deleted) {',
    ],
    -1,
  ),
  bug(
    'mapping-concurrency',
    'a mapping has a batch more in flight than it may',
    QUEUE_POLLER,
    ['this.#inFlight < this.#scaling.limit', 'this.#inFlight <= this.#scaling.limit'],
    5,
  ),
  bug(
    'mapping-concurrency',
    'a shard’s next batch does not wait for the one before',
    LANE,
    ['this.#shardEnded = shardEnded\n', 'this.#shardEnded = shardEnded\n    this.#busy = false\n'],
    null,
  ),
  // Invocation models
  bug(
    'requests',
    'callers are not told of errors',
    'lambda/lambda.ts',
    ['functionError: result.functionError,', 'functionError: null,'],
    3,
  ),
  bug('throttles', 'throttled one too early', CAPACITY, ['return used >= value ?', 'return used + 1 >= value ?'], 0),
  bug(
    'async-fate',
    'events that were processed are forgotten',
    ASYNC,
    ["if (result.functionError === null) this.#end(event, 'Success')", 'if (result.functionError === null) return'],
    1,
  ),
  bug(
    'async-fate',
    'the dead-letter queue is forgotten',
    DESTINATIONS,
    ['if (deadLetters) send(', 'if (deadLetters && event.invokeCount < 0) send('],
    null,
  ),
  bug(
    'async-fate',
    'the on-failure record is dropped',
    DESTINATIONS,
    ['if (destinations?.onFailure) send(', "if (destinations?.onFailure === '') send("],
    6,
  ),
  bug(
    'async-retries',
    'one retry more than allowed',
    ASYNC,
    ['event.invokeCount <= retries ?', 'event.invokeCount <= retries + 1 ?'],
    7,
  ),
  bug(
    'async-retries',
    'the first retry comes after two minutes',
    ASYNC,
    ['limits.ASYNC_RETRY_WAITS[event.invokeCount - 1]', 'limits.ASYNC_RETRY_WAITS[event.invokeCount]'],
    1,
  ),
  bug(
    'async-retries',
    'throttles wait for the same time each',
    ASYNC,
    ['limits.ASYNC_THROTTLE_WAIT_MIN * 2 ** event.throttles', 'limits.ASYNC_THROTTLE_WAIT_MIN * 2'],
    22,
  ),
  bug(
    'deliveries',
    'a destination’s record never gets there',
    DESTINATIONS,
    [
      'const receipt = context.deliver(target, {',
      "const receipt = ((_target: string, _delivery: object) => ({ id: 'nowhere' }))(target, {",
    ],
    1,
  ),
  bug(
    'mapping-batches',
    'a batch that failed is done with',
    QUEUE_POLLER,
    ["failed !== 'all' && !failed.has(id)", "failed === 'all' || !failed.has(id)"],
    5,
  ),
  bug(
    'event-counts',
    'batches are counted, not their messages',
    QUEUE_POLLER,
    ["this.#count('InvokedEventCount', messages.length)", "this.#count('InvokedEventCount', 1)"],
    50,
  ),
  // Queues
  bug(
    'sqs-visibility',
    'the visibility timeout is ignored',
    SQS,
    [
      'this.#visible.delete(message.id)\n    this.#inFlight.set(message.id, message)',
      'this.#inFlight.set(message.id, message)',
    ],
    5,
  ),
  bug(
    'sqs-visibility',
    'the visibility timeout is half as long',
    SQS,
    [
      'message.lastReceivedAt = now\n    message.visibleAt = now + seconds(visibilityTimeout)',
      'message.lastReceivedAt = now\n    message.visibleAt = now + seconds(visibilityTimeout) / 2',
    ],
    5,
  ),
  bug(
    'sqs-receive-count',
    'one receive more than maxReceiveCount',
    SQS,
    ['message.receiveCount >= redrive.maxReceiveCount', 'message.receiveCount > redrive.maxReceiveCount'],
    6,
  ),
  bug('sqs-outcome', 'what was processed is not deleted', QUEUE_POLLER, ['    this.#delete(done)\n', ''], 5),
  bug(
    'sqs-outcome',
    'the last message of a batch is not deleted',
    QUEUE_POLLER,
    ['    this.#delete(done)\n', '    this.#delete(done.slice(0, -1))\n'],
    5,
  ),
  bug(
    'sqs-retention',
    'messages expire after half of the retention period',
    SQS,
    [
      'message.sentAt + seconds(this.configuration.messageRetentionPeriod)',
      'message.sentAt + seconds(this.configuration.messageRetentionPeriod) / 2',
    ],
    5,
  ),
  bug(
    'sqs-fifo-order',
    'a message group is not locked',
    SQS,
    ['if (this.isFifo) this.#groups.lock(message)', ''],
    null,
  ),
  bug(
    'sqs-deduplication',
    'duplicates are taken',
    SQS,
    [
      'key === null ? undefined : this.#deduplicated.get(key)',
      'key === null ? undefined : this.#deduplicated.get(`${key}?`)',
    ],
    null,
  ),
  bug(
    'sqs-deduplication',
    'duplicates are known for ten minutes',
    SQS,
    [
      'this.#kernel.after(deduplicationWindow, () => this.#deduplicated.delete(key)',
      'this.#kernel.after(2 * deduplicationWindow, () => this.#deduplicated.delete(key)',
    ],
    null,
  ),
  // Streams
  bug(
    'stream-order',
    'the newest records are sent first',
    LANE,
    [
      'for (const record of records) this.#waiting.push({ record, readAt })',
      'for (const record of records) this.#waiting.unshift({ record, readAt })',
    ],
    13,
  ),
  bug(
    'stream-order',
    'what failed is tried again behind what waits',
    LANE,
    [
      'const remains = this.#remains.shift()',
      'const remains = this.#waiting.length > 0 ? undefined : this.#remains.shift()',
    ],
    null,
  ),
  bug(
    'stream-fate',
    'the first record of each read is passed over',
    'lambda/event-source-mapping/shard-reader.ts',
    ['lane.add(byLane[index] ?? [], ended)', 'lane.add((byLane[index] ?? []).slice(1), ended)'],
    13,
  ),
  bug(
    'stream-retries',
    'bisecting loses a record',
    BATCHES,
    ['batchOf(records.slice(middle), last)]', 'batchOf(records.slice(middle + 1), last)]'],
    13,
  ),
  bug(
    'stream-retries',
    'a batch is tried once more than allowed',
    LANE,
    ['tried.failures <= limit', 'tried.failures <= limit + 1'],
    null,
  ),
  bug(
    'stream-retries',
    'a failed batch is sent again without a wait',
    BATCHES,
    [
      'Math.min(limits.STREAM_RETRY_WAIT_MIN * 2 ** Math.max(0, attempts - 1), limits.STREAM_RETRY_WAIT_MAX)',
      'attempts * 0 + 1',
    ],
    13,
  ),
  bug(
    'tumbling-windows',
    'a batch has records of two windows',
    BATCHES,
    [
      "if (record.arrivedAt >= end) cause = 'tumbling-window'",
      "if (record.arrivedAt >= Infinity) cause = 'tumbling-window'",
    ],
    null,
  ),
  // Fan-out
  bug(
    'sns-fate',
    'the first subscription gets nothing',
    PUBLISHER,
    [
      'for (const subscription of subscriptions) this.#offer(',
      'for (const subscription of subscriptions.slice(1)) this.#offer(',
    ],
    43,
  ),
  bug(
    'sns-retries',
    'one retry too many is made at once',
    PUBLISHER,
    ['if (retry <= immediate) return 0', 'if (retry <= immediate + 1) return 0'],
    null,
  ),
  bug(
    'sns-fifo-order',
    'a FIFO topic’s messages overtake each other',
    PUBLISHER,
    [
      'kernel.after(0, () => this.#attempt(topic, subscription, message, 1))',
      'kernel.after((Number(message.sequenceNumber ?? 0) / 1000) % 3 === 0 ? 60_000 : 0, () => this.#attempt(topic, subscription, message, 1))',
    ],
    null,
  ),
  bug(
    'eventbridge-fate',
    'the first target of a rule gets nothing',
    DELIVERIES,
    ['for (const target of rule.targets.values()) {', 'for (const target of [...rule.targets.values()].slice(1)) {'],
    23,
  ),
  bug(
    'eventbridge-retries',
    'one retry more than allowed',
    DELIVERIES,
    ['if (retries >= target.retryAttempts)', 'if (retries > target.retryAttempts)'],
    null,
  ),
  bug(
    'scheduler-fate',
    'a schedule that is due invokes nothing',
    'services/scheduler/invocations.ts',
    ['this.#wait(schedule, due, () => this.#attempt(invocation, 0)', 'this.#wait(schedule, due, () => void invocation'],
    47,
  ),
  bug(
    's3-notifications',
    'the prefix of a notification does not count',
    'services/s3/notifications.ts',
    ["key.startsWith(notification.prefix ?? '') &&\n    key.endsWith", 'key.endsWith'],
    null,
  ),
  bug(
    's3-notifications',
    'removed objects are not told of',
    'services/s3/notifications.ts',
    [
      'notification.events.some((pattern) => eventFits(pattern, `s3:${event}`)) &&',
      "!event.startsWith('ObjectRemoved') && notification.events.some((pattern) => eventFits(pattern, `s3:${event}`)) &&",
    ],
    null,
  ),
]
