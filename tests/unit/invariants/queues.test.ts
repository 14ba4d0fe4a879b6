import type { TraceFact } from '../../../src/cloud/aws/trace-records'
import {
  arnOf,
  batch,
  batchEnded,
  deleted,
  ended,
  got,
  inStream,
  madeFunction,
  madeQueue,
  made,
  put,
  resource,
  sent,
  STREAM,
  streamBatch,
  streamEnded,
  streamStack,
  visible,
  ARN,
} from './facts'
import { testRules } from './rules'
import { run as plain, START, type At } from './run'
import type { FinishedRun } from '../../../src/invariants'

type Options = NonNullable<Parameters<typeof plain>[1]>
const run = (facts: readonly At[], options: Options = {}): FinishedRun => plain(facts, options)
const at = (milliseconds: number) => START + milliseconds
const first: At[] = [
  [0, sent('m', { visibleAt: at(0) })],
  [1, got('m', 1, at(30_001))],
]
const queueOf = (properties = {}): Options => ({
  resources: [resource('Q', 'AWS::SQS::Queue', properties), resource('D', 'AWS::SQS::Queue')],
})
const both: At[] = [
  [0, madeQueue('Q')],
  [0, madeQueue('D')],
]
const redrive = queueOf({ RedrivePolicy: { deadLetterTargetArn: arnOf('D'), maxReceiveCount: 1 } })
const moved = (to: string, receiveCount: number) =>
  ({ type: 'sqs.moved', queue: 'Q', messageId: 'm', to, receiveCount }) as const
const fifo = (messageId: string, groupId = 'g', deduplicationId = messageId) =>
  sent(messageId, { visibleAt: at(0), groupId, deduplicationId })
const mapped = (maximum: number): Options => ({
  resources: [
    resource('F', 'AWS::Lambda::Function'),
    resource('Q', 'AWS::SQS::Queue'),
    resource('M', 'AWS::Lambda::EventSourceMapping', {
      ...{ FunctionName: { Ref: 'F' }, EventSourceArn: arnOf('Q'), ScalingConfig: { MaximumConcurrency: maximum } },
    }),
  ],
})
const mapping: At[] = [
  [0, madeQueue('Q')],
  [0, madeFunction('F')],
  [0, made('M', 'AWS::Lambda::EventSourceMapping', `${ARN}lambda:us-east-1:123456789012:event-source-mapping:M`)],
]
const stream = (properties = {}) => {
  const { facts, resources } = streamStack(properties)
  return (more: readonly At[]): FinishedRun => run([...facts.map((fact): At => [0, fact]), ...more], { resources })
}
const enabled: At = [0, { type: 'mapping.state', mapping: 'M', functionName: 'F', source: STREAM, state: 'Enabled' }]
const retryAt = (attempt: number, due: number, recordIds = ['1']) =>
  ({
    type: 'mapping.retry-scheduled',
    ...inStream,
    requestId: 'b1',
    recordIds,
    attempt,
    due: at(due),
    cause: 'function-error',
  }) as const
const window = (start: number, final = false) => ({
  start: new Date(at(start)).toISOString(),
  end: new Date(at(start + 60_000)).toISOString(),
  final,
})
const counted = (metric: string, count: number) =>
  ({ type: 'mapping.event-count', mapping: 'M', functionName: 'F', metric, count }) as const

testRules([
  {
    id: 'sqs-visibility',
    keeps: [
      run(
        [...both, ...first, [30_001, visible('m')], [30_001, got('m', 2, at(60_001))], [30_002, deleted('m')]],
        queueOf(),
      ),
      run([
        ...first,
        [50, { type: 'sqs.visibility-changed', queue: 'Q', messageId: 'm', visibleAt: at(90) }],
        [90, visible('m')],
      ]),
      // A stack update took the queue away.
      run([...first, [20_000, removed('Q')], [40_000, sent('n')], [40_000, deleted('n')]]),
    ],
    breaks: [
      [run([...first, [20_001, got('m', 2, at(50_001))]]), 'is received 10000 ms before it may be visible'],
      [run([...first, [5, deleted('m')], [40_000, got('m', 2, at(70_000))]]), 'although it is gone'],
      [run([...both, ...first], queueOf({ VisibilityTimeout: 60 })), 'the queue’s VisibilityTimeout is 60000 ms'],
      [run([...first, [40_000, sent('n')]]), 'never becomes visible again'],
    ],
  },
  {
    id: 'sqs-receive-count',
    keeps: run([...both, ...first, [30_001, visible('m')], [30_001, moved('D', 1)]], redrive),
    breaks: [
      [
        run([...both, ...first, [30_001, got('m', 2, at(60_001))]], redrive),
        'was received 2 times although its maxReceiveCount is 1',
      ],
      [run([...both, [0, sent('m')], [1, moved('D', 0)]], redrive), 'is moved after 0 receives'],
      [run([...both, ...first, [2, moved('E', 1)]], redrive), 'moved to E and not to D'],
      [run([...first, [2, got('m', 3, at(1))]]), 'for the 2th time, told as 3'],
    ],
  },
  {
    id: 'sqs-outcome',
    keeps: [
      run([...first, [1, batch('b', ['m'])], [9, batchEnded('b', ['m'])], [9, deleted('m')]]),
      // The queue goes while the batch is processed.
      run([...first, [1, batch('b', ['m'])], [5, removed('Q')], [9, batchEnded('b', ['m'])]]),
    ],
    breaks: [
      [run([...first, [1, batch('b', ['m'])], [9, batchEnded('b', ['m'])]]), 'was processed, and is not deleted'],
      [
        run([...first, [1, batch('b', ['m'])], [9, batchEnded('b', [], ['m'])], [9, deleted('m')]]),
        'although its batch has not succeeded',
      ],
    ],
  },
  {
    id: 'sqs-retention',
    keeps: run([...both, [0, sent('m')], [60_000, deleted('m', 'expired')]], queueOf({ MessageRetentionPeriod: 60 })),
    breaks: [
      [
        run([...both, [0, sent('m')], [59_000, deleted('m', 'expired')]], queueOf({ MessageRetentionPeriod: 60 })),
        'expires after 59000 ms',
      ],
    ],
  },
  {
    id: 'sqs-fifo-order',
    keeps: run([
      [0, fifo('m')],
      [0, fifo('n')],
      [0, fifo('o', 'h')],
      [1, got('m', 1, at(9000))],
      [1, got('n', 1, at(9000))],
      [2, got('o', 1, at(9000))],
    ]),
    breaks: [
      [
        run([
          [0, fifo('m')],
          [0, fifo('n')],
          [1, got('n', 1, at(9000))],
        ]),
        'is received before m',
      ],
      [
        run([
          [0, fifo('m')],
          [0, fifo('n')],
          [1, got('m', 1, at(9000))],
          [2, got('n', 1, at(9000))],
        ]),
        'while m is in flight',
      ],
    ],
  },
  {
    id: 'sqs-deduplication',
    keeps: run(
      [
        ...both,
        [0, fifo('m', 'g', 'd')],
        [300_000, fifo('n', 'g', 'd')],
        [300_001, { type: 'sqs.deduplicated', queue: 'Q', messageId: 'n', sender: 'me' }],
      ],
      queueOf(),
    ),
    breaks: [
      [
        run([...both, [0, fifo('m', 'g', 'd')], [9, fifo('n', 'h', 'd')]], queueOf()),
        'with the same deduplication id d',
      ],
      [
        run(
          [...both, [0, fifo('m')], [300_001, { type: 'sqs.deduplicated', queue: 'Q', messageId: 'm', sender: 'me' }]],
          queueOf(),
        ),
        'does not know',
      ],
    ],
  },
  {
    id: 'mapping-batches',
    keeps: run([
      [0, batch('b', ['m', 'n'])],
      [9, batchEnded('b', ['m'], ['n'])],
    ]),
    breaks: [
      [run([[0, batch('b', ['m'])]]), 'never ends'],
      [
        run([
          [0, batch('b', ['m', 'n'])],
          [9, batchEnded('b', ['m'])],
        ]),
        'tells what became of 1',
      ],
      [run([[0, batch('b', ['m', 'n'], { limits: { size: 1, window: 0 } })]]), 'its BatchSize is 1'],
      [
        run([
          [0, batch('b', ['m'])],
          [8, ended('b', 'e', { status: 'error' })],
          [9, batchEnded('b', ['m'])],
        ]),
        'is done with although',
      ],
    ],
  },
  {
    id: 'mapping-concurrency',
    keeps: run(
      [...mapping, [0, batch('a', ['m'])], [0, batch('b', ['n'])], [1, batchEnded('a', ['m'])], [1, batch('c', ['o'])]],
      mapped(2),
    ),
    breaks: [
      [
        run([...mapping, [0, batch('a', ['m'])], [0, batch('b', ['n'])], [0, batch('c', ['o'])]], mapped(2)),
        'has 3 batches in flight, and may have 2',
      ],
      [
        stream()([
          [0, streamBatch('a', ['1'])],
          [0, streamBatch('b', ['2'])],
        ]),
        'has 2 batches in flight, and may have 1',
      ],
    ],
  },
  {
    id: 'event-counts',
    keeps: run([
      [0, batch('b', ['m'])],
      [0, counted('InvokedEventCount', 1)],
      [9, batchEnded('b', ['m'])],
      [9, counted('DeletedEventCount', 1)],
    ]),
    breaks: [
      [
        run([
          [0, batch('b', ['m'])],
          [0, counted('InvokedEventCount', 2)],
        ]),
        'InvokedEventCount of the mapping of F comes to 2, and it was 1',
      ],
    ],
  },
  {
    id: 'stream-order',
    keeps: [
      stream()([
        [0, put('1')],
        [0, put('2')],
        [1, streamBatch('a', ['1'])],
        [2, streamEnded('a', ['1'])],
        [2, streamBatch('b', ['2'])],
      ]),
      stream({ ParallelizationFactor: 2 })([
        [0, put('1', 'k')],
        [0, put('2', 'l')],
        [1, streamBatch('a', ['1'])],
        [1, streamBatch('b', ['2'])],
      ]),
    ],
    breaks: [
      [
        stream()([
          [0, put('1')],
          [0, put('2')],
          [1, streamBatch('a', ['1'])],
          [2, streamEnded('a', [], ['1'])],
          [2, streamBatch('b', ['2'])],
        ]),
        'sent 2 of shard 0 of S (key k) while 1',
      ],
      [
        stream({ ParallelizationFactor: 2 })([
          [0, put('1')],
          [0, put('2')],
          [1, streamBatch('a', ['1'])],
          [1, streamBatch('b', ['2'])],
        ]),
        'while 1 is to be sent',
      ],
      [
        stream()([
          [0, put('1')],
          [0, put('2')],
          [1, streamBatch('a', ['2'])],
        ]),
        'sent 2 of shard 0 of S (key k) while 1 is to be sent',
      ],
      [
        stream()([
          [0, put('1')],
          [1, streamBatch('a', ['1'])],
          [2, streamEnded('a', ['1'])],
          [3, streamBatch('b', ['1'])],
        ]),
        'sent 1 of shard 0 of S (key k) although it was done with',
      ],
    ],
  },
  {
    id: 'stream-fate',
    keeps: stream()([enabled, [0, put('1')], [1, streamBatch('a', ['1'])], [2, streamEnded('a', ['1'])]]),
    breaks: [[stream()([enabled, [0, put('1')]]), '1 of S is never sent to F, nor discarded']],
  },
  {
    id: 'stream-retries',
    keeps: stream({ MaximumRetryAttempts: 1 })([
      [0, put('1')],
      [0, streamBatch('b1', ['1'])],
      [9, streamEnded('b1', [], ['1'])],
      [9, retryAt(2, 509)],
      [509, streamBatch('b2', ['1'], 2)],
    ]),
    breaks: [
      [
        stream()([
          [0, streamBatch('b1', ['1'])],
          [9, retryAt(2, 109)],
        ]),
        'waits 100 ms, and 500 ms are due',
      ],
      [
        stream({ MaximumRetryAttempts: 0 })([
          [0, streamBatch('b1', ['1'])],
          [9, streamEnded('b1', [], ['1'])],
          [9, retryAt(2, 509)],
        ]),
        'is tried again although its MaximumRetryAttempts are 0',
      ],
      [
        stream()([
          [0, streamBatch('b1', ['1', '2'])],
          [9, streamEnded('b1', [], ['1', '2'])],
          [9, { type: 'mapping.bisected', ...inStream, requestId: 'b1', parts: [['1'], []] }],
        ]),
        'is split into 1 and 0',
      ],
      [
        stream({ MaximumRetryAttempts: 2 })([
          [
            9,
            {
              type: 'mapping.discarded',
              ...inStream,
              requestId: 'b1',
              recordIds: ['1'],
              condition: 'RetryAttemptsExhausted',
              invokeCount: 2,
            },
          ],
        ]),
        'given up after 2 failures',
      ],
      [
        stream({ MaximumRecordAgeInSeconds: 60 })([
          [0, put('1')],
          [
            9,
            {
              type: 'mapping.discarded',
              ...inStream,
              requestId: 'b1',
              recordIds: ['1'],
              condition: 'RecordAgeExceeded',
              invokeCount: 2,
            },
          ],
        ]),
        'although it is 9 ms old',
      ],
    ],
  },
  {
    id: 'tumbling-windows',
    keeps: run([
      [1, put('1')],
      [2, streamBatch('a', ['1'], 1, window(0))],
      [60_000, streamBatch('b', [], 1, window(0, true))],
      [60_001, streamEnded('b', [])],
      [60_002, put('2')],
      [60_003, streamBatch('c', ['2'], 1, window(60_000))],
    ]),
    breaks: [
      [
        run([
          [1, put('1')],
          [2, streamBatch('a', ['1'], 1, window(60_000))],
        ]),
        'came at another time',
      ],
      [run([[2, streamBatch('a', [], 1, window(0, true))]]), 'final invocation before its end'],
      [
        run([
          [1, put('1')],
          [2, streamBatch('a', ['1'], 1, window(0))],
          [60_003, streamBatch('c', [], 1, window(60_000))],
        ]),
        'before the one before it has ended',
      ],
    ],
  },
])

function removed(name: string): TraceFact {
  return {
    ...{ type: 'stack.resource', action: 'delete', logicalId: name, resourceType: 'AWS::SQS::Queue' },
    ...{ physicalId: name, arn: `arn:aws:sqs:us-east-1:123456789012:${name}` },
  }
}
