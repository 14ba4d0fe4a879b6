import type { TraceFact } from '../../../src/cloud/aws/trace-records'
import type { FinishedRun } from '../../../src/invariants'
import { ARN, arnOf, made, queueArn, received, resource, sent } from './facts'
import { testRules } from './rules'
import { run, START, type At } from './run'

const at = (milliseconds: number) => START + milliseconds

// --- SNS
const SUBSCRIPTION = 'arn:aws:sns:us-east-1:123456789012:T:1'
const published = (messageId: string, subscriptions = 1, topic = 'T', groupId: string | null = null): TraceFact => ({
  ...{ type: 'sns.published', topic, messageId, message: '', subject: null, groupId, sender: 'me', subscriptions },
})
const to = (messageId: string, topic = 'T') =>
  ({ topic, messageId, subscription: SUBSCRIPTION, protocol: 'sqs', endpoint: queueArn('Q') }) as const
const delivered = (messageId: string, attempt = 1, topic = 'T'): TraceFact => ({
  ...{ type: 'sns.delivered', ...to(messageId, topic), attempt, deliveryId: `${messageId}-there` },
})
const failed = (messageId: string, attempt: number, retryAt: number | null, topic = 'T'): TraceFact => ({
  ...{ type: 'sns.delivery-failed', ...to(messageId, topic), attempt, message: 'InternalError' },
  retryAt: retryAt === null ? null : at(retryAt),
})
const discarded = (messageId: string): TraceFact => ({ type: 'sns.discarded', ...to(messageId) })
const filtered = (messageId: string): TraceFact => ({ type: 'sns.filtered', ...to(messageId) })
const FIFO = 'T.fifo'

// --- EventBridge
const RULE = `${ARN}events:us-east-1:123456789012:rule/R`
const toTarget = { rule: RULE, eventId: 'e', targetId: 'Target', target: queueArn('Q') } as const
const matched: At = [0, { type: 'events.matched', bus: 'default', eventId: 'e', rules: [RULE] }]
const eventDelivered = (attempt = 1): TraceFact => ({
  ...{ type: 'events.delivered', ...toTarget, attempt, deliveryId: 'there' },
})
const eventRetry = (attempt: number, due: number): TraceFact => ({
  ...{ type: 'events.retry-scheduled', ...toTarget, attempt, due: at(due), code: 'ERROR_FROM_TARGET', message: '' },
})
const eventFailed = (retries: number, deadLetterId: string | null = null): TraceFact => ({
  ...{ type: 'events.failed', ...toTarget, code: 'ERROR_FROM_TARGET', message: '', retries },
  ...{ condition: 'MaximumRetryAttempts', deadLetterId },
})
const rule = (facts: readonly At[], retries = 1): FinishedRun =>
  run([[0, made('R', 'AWS::Events::Rule', RULE)], ...facts], {
    resources: [
      resource('R', 'AWS::Events::Rule', {
        Targets: [{ Id: 'Target', Arn: queueArn('Q'), RetryPolicy: { MaximumRetryAttempts: retries } }],
      }),
    ],
  })

// --- EventBridge Scheduler
const SCHEDULE = `${ARN}scheduler:us-east-1:123456789012:schedule/default/S`
const due = (invokeAt: number): At => [
  invokeAt,
  { type: 'scheduler.due', schedule: SCHEDULE, executionId: 'x', scheduledTime: at(invokeAt), invokeAt: at(invokeAt) },
]
const execution = { schedule: SCHEDULE, executionId: 'x', target: queueArn('Q') } as const
const invoked = (attempt = 1): TraceFact => ({
  ...{ type: 'scheduler.invoked', ...execution, attempt, deliveryId: 'there' },
})
const scheduleRetry = (attempt: number, dueAt: number): TraceFact => ({
  ...{ type: 'scheduler.retry-scheduled', ...execution, attempt, due: at(dueAt), code: 'THROTTLING', message: '' },
})
const schedule = (facts: readonly At[]): FinishedRun =>
  run([[0, made('S', 'AWS::Scheduler::Schedule', SCHEDULE)], ...facts, [600_000, sent('m')]], {
    resources: [resource('S', 'AWS::Scheduler::Schedule', { Target: { RetryPolicy: { MaximumRetryAttempts: 1 } } })],
  })

// --- S3
const objectCreated = (key: string): TraceFact => ({
  ...{ type: 's3.object-created', bucket: 'b', key, versionId: null, size: 1, etag: '', creation: 'Put', by: 'me' },
})
const removed = (key: string): TraceFact => ({
  ...{ type: 's3.object-removed', bucket: 'b', key, versionId: null, deleteMarker: false, by: 'me' },
})
const notified = (key: string, since: number, event = 'ObjectCreated:Put'): TraceFact => ({
  ...{ type: 's3.notification-delivered', bucket: 'b', key, event, configurationId: 'c', target: queueArn('Q') },
  ...{ deliveryId: `${key}-there`, since: at(since) },
})
const uploads = (facts: readonly At[]): FinishedRun =>
  run([[0, made('B', 'AWS::S3::Bucket', `${ARN}s3:::b`, 'b')], ...facts], {
    resources: [
      resource('B', 'AWS::S3::Bucket', {
        NotificationConfiguration: {
          QueueConfigurations: [
            {
              ...{ Event: 's3:ObjectCreated:*', Queue: arnOf('Q') },
              Filter: { S3Key: { Rules: [{ Name: 'prefix', Value: 'in/' }] } },
            },
            { Event: 's3:ObjectRemoved:*', Queue: arnOf('Q') },
          ],
        },
      }),
    ],
  })

// --- Deliveries
const arrives = (messageId: string): At => [0, sent(messageId, { queue: 'Q' })]
const onFailure = (deliveryId: string, target = queueArn('Q')): TraceFact => ({
  ...{ type: 'destination.delivered', requestId: 'r', functionName: 'F', kind: 'on-failure', target, deliveryId },
})

testRules([
  {
    id: 'sns-fate',
    keeps: [
      run([
        [0, published('m')],
        [0, delivered('m')],
        [1, published('n')],
        [1, filtered('n')],
        [2, published('o', 0)],
      ]),
      run([
        [0, published('m')],
        [0, failed('m', 1, null)],
        [0, discarded('m')],
      ]),
      // The rest of its group waits for a message of a FIFO topic that is still being tried.
      run([
        [0, published('m', 1, FIFO, 'g')],
        [0, failed('m', 1, 0, FIFO)],
        [1, published('n', 1, FIFO, 'g')],
      ]),
    ],
    breaks: [
      [
        run([
          [0, published('m', 2)],
          [0, delivered('m')],
        ]),
        'message m of topic T ends for 1 of 2 subscriptions',
      ],
      [
        run([
          [0, published('m')],
          [0, delivered('m')],
          [1, discarded('m')],
        ]),
        'ends twice',
      ],
    ],
  },
  {
    id: 'sns-retries',
    keeps: run(
      [0, 0, 0, 1000, 2000, 3000, 4000].reduce<At[]>(
        (facts, retryAt, index, all) => [...facts, [all[index - 1] ?? 0, failed('m', index + 1, retryAt)]],
        [[0, published('m')]],
      ),
    ),
    breaks: [
      [run([[0, failed('m', 1, 1000)]]), 'waits 1000 ms after attempt 1'],
      [
        run([
          [0, failed('m', 1, 0)],
          [5, delivered('m', 2)],
        ]),
        'is tried again 5 ms after it is due',
      ],
      [
        run([
          [0, failed('m', 1, 0)],
          [0, delivered('m', 3)],
        ]),
        'has attempt 3 after 1',
      ],
      [
        run([
          [0, failed('m', 1, null)],
          [0, delivered('m', 2)],
        ]),
        'is tried again after an error that is not',
      ],
    ],
  },
  {
    id: 'sns-fifo-order',
    keeps: run([
      ...[published('m', 1, FIFO, 'g'), published('n', 1, FIFO, 'g'), published('o', 1, FIFO, 'h')].map((fact): At => [
        0,
        fact,
      ]),
      ...['o', 'm', 'n'].map((id): At => [1, delivered(id, 1, FIFO)]),
    ]),
    breaks: [
      [
        run([
          ...['m', 'n'].map((id): At => [0, published(id, 1, FIFO, 'g')]),
          ...['n', 'm'].map((id): At => [1, delivered(id, 1, FIFO)]),
        ]),
        'message m of topic T.fifo is delivered after n, which was published later in its group',
      ],
    ],
  },
  {
    id: 'eventbridge-fate',
    keeps: [rule([matched, [5, eventDelivered()]]), rule([matched, [5, eventFailed(1)]])],
    breaks: [
      [rule([matched]), 'event e matches R and never gets to its target Target'],
      [rule([matched, [5, eventDelivered()], [6, eventDelivered()]]), 'ends twice for target Target'],
      [rule([matched, [5, eventFailed(1, 'dead')]]), 'is in a dead-letter queue that target Target of R does not have'],
    ],
  },
  {
    id: 'eventbridge-retries',
    keeps: rule([matched, [5, eventRetry(2, 1005)], [1005, eventFailed(1)]]),
    breaks: [
      [rule([matched, [5, eventRetry(2, 1005)], [1000, eventDelivered(2)]]), 'is tried again -5 ms after it is due'],
      [rule([matched, [5, eventDelivered(2)]]), 'has attempt 2, and 1 is due'],
      [rule([matched, [5, eventRetry(2, 1005)], [1005, eventRetry(3, 3005)]], 0), 'has 1 retry, and 0 are allowed'],
      [rule([matched, [5, eventRetry(2, 5)]]), 'is tried again without a wait'],
      [rule([matched, [5, eventFailed(0)]]), 'is given up after 0 retries, and 1 are allowed'],
    ],
  },
  {
    id: 'scheduler-fate',
    keeps: [
      schedule([due(60_000), [60_000, invoked()]]),
      schedule([due(60_000), [60_000, scheduleRetry(2, 61_000)], [61_000, invoked(2)]]),
    ],
    breaks: [
      [schedule([due(60_000)]), 'S was due and never invokes its target'],
      [schedule([due(60_000), [60_000, invoked()], [60_001, invoked()]]), 'goes on after scheduler.invoked'],
      [
        schedule([
          [0, due(60_000)[1]],
          [59_000, invoked()],
        ]),
        'runs 1000 ms before it is due',
      ],
      [schedule([due(60_000), [60_000, invoked(2)]]), 'has attempt 2, and 1 is due'],
      [
        schedule([due(60_000), [60_000, scheduleRetry(2, 61_000)], [62_000, invoked(2)]]),
        'at another time than planned',
      ],
      [
        schedule([
          due(60_000),
          [60_000, scheduleRetry(2, 61_000)],
          [61_000, scheduleRetry(3, 63_000)],
          [63_000, invoked(3)],
        ]),
        'has 2 retries, and 1 are allowed',
      ],
    ],
  },
  {
    id: 's3-notifications',
    keeps: uploads([
      [1, objectCreated('in/a')],
      [2, notified('in/a', 1)],
      [3, objectCreated('out/b')],
      [4, removed('out/b')],
      [5, notified('out/b', 4, 'ObjectRemoved:Delete')],
    ]),
    breaks: [
      [uploads([[1, objectCreated('in/a')]]), 'ObjectCreated:Put of in/a in b is not told of'],
      [
        uploads([
          [1, objectCreated('out/b')],
          [2, notified('out/b', 1)],
        ]),
        'is told of once too often',
      ],
      [
        uploads([
          [1, objectCreated('in/a')],
          [2, notified('in/a', 1)],
          [3, notified('in/a', 1)],
        ]),
        'once too often',
      ],
      [uploads([[2, notified('in/a', 1)]]), 'is told of, and has not happened'],
    ],
  },
  {
    id: 'deliveries',
    keeps: [
      run([
        arrives('m'),
        [0, onFailure('m')],
        [1, received('q')],
        [1, onFailure('q', `${ARN}lambda:us-east-1:123456789012:function:F`)],
      ]),
      run([arrives('m-there'), [0, delivered('m')]]),
    ],
    breaks: [
      [run([[0, onFailure('m')]]), 'the on failure record of r is told to be delivered to Q as m, and is not there'],
      [run([arrives('m'), [0, onFailure('m')], [1, onFailure('m')]]), 'is delivered to Q as m, as another was'],
    ],
  },
])
