/** Queues and their mappings. */

import { bug, type PlantedBug } from './bug'

const SQS = 'services/sqs/state.ts'
const GROUPS = 'services/sqs/groups.ts'
const QUEUE_POLLER = 'lambda/event-source-mapping/queue-poller.ts'

export const QUEUE_BUGS: readonly PlantedBug[] = [
  bug(
    'unique-ids',
    'batches share a request id',
    QUEUE_POLLER,
    ["return this.context.kernel.random('request-ids').uuid()", "return 'request'"],
    'batches',
  ),
  bug(
    'mapping-concurrency',
    'a mapping has a batch more in flight than it may',
    QUEUE_POLLER,
    ['this.#inFlight < this.#scaling.limit', 'this.#inFlight <= this.#scaling.limit'],
    'backlog',
  ),
  bug(
    'mapping-batches',
    'a batch that failed is done with',
    QUEUE_POLLER,
    ["failed !== 'all' && !failed.has(id)", "failed === 'all' || !failed.has(id)"],
    'batches',
  ),
  bug(
    'event-counts',
    'batches are counted, not their messages',
    QUEUE_POLLER,
    ["this.#count('InvokedEventCount', messages.length)", "this.#count('InvokedEventCount', 1)"],
    'batches',
  ),
  bug(
    'sqs-visibility',
    'the visibility timeout is ignored',
    SQS,
    [
      'this.#visible.delete(message.id)\n    this.#inFlight.set(message.id, message)',
      'this.#inFlight.set(message.id, message)',
    ],
    'batches',
  ),
  bug(
    'sqs-visibility',
    'the visibility timeout is half as long',
    SQS,
    [
      'message.lastReceivedAt = now\n    message.visibleAt = now + seconds(visibilityTimeout)',
      'message.lastReceivedAt = now\n    message.visibleAt = now + seconds(visibilityTimeout) / 2',
    ],
    'batches',
  ),
  bug(
    'sqs-receive-count',
    'one receive more than maxReceiveCount',
    SQS,
    ['message.receiveCount >= redrive.maxReceiveCount', 'message.receiveCount > redrive.maxReceiveCount'],
    'batches',
  ),
  bug('sqs-outcome', 'what was processed is not deleted', QUEUE_POLLER, ['    this.#delete(done)\n', ''], 'batches'),
  bug(
    'sqs-outcome',
    'the last message of a batch is not deleted',
    QUEUE_POLLER,
    ['    this.#delete(done)\n', '    this.#delete(done.slice(0, -1))\n'],
    'batches',
  ),
  bug(
    'sqs-retention',
    'messages expire after half of the retention period',
    SQS,
    [
      'message.sentAt + seconds(this.configuration.messageRetentionPeriod)',
      'message.sentAt + seconds(this.configuration.messageRetentionPeriod) / 2',
    ],
    'forgotten',
  ),
  bug(
    'sqs-fifo-order',
    'a message group is not locked',
    GROUPS,
    [
      ['const isAvailable = group.inFlight.size === 0 && messagesBefore', 'const isAvailable = messagesBefore'],
      [
        'function messagesBefore({ messages, delayed }: Group',
        'function messagesBefore({ messages, delayed, inFlight }: Group',
      ],
      [
        '    if (before.length === maximum ||',
        '    if (inFlight.has(message.id)) continue\n    if (before.length === maximum ||',
      ],
    ],
    'messageGroup',
  ),
  bug(
    'sqs-fifo-order',
    'a message group gives out its newest message first',
    GROUPS,
    ['of messages.values()) {', 'of [...messages.values()].reverse()) {'],
    'messageGroup',
  ),
  bug(
    'sqs-deduplication',
    'duplicates are taken',
    SQS,
    [
      'key === null ? undefined : this.#deduplicated.get(key)',
      'key === null ? undefined : this.#deduplicated.get(`${key}?`)',
    ],
    'duplicates',
  ),
  bug(
    'sqs-deduplication',
    'duplicates are known for ten minutes',
    SQS,
    [
      'this.#kernel.after(deduplicationWindow, () => this.#deduplicated.delete(key)',
      'this.#kernel.after(2 * deduplicationWindow, () => this.#deduplicated.delete(key)',
    ],
    'duplicates',
  ),
]
