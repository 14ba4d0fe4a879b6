import type { TraceFact } from '../../../src/cloud/aws/trace-records'
import {
  asyncEnded,
  call,
  callEnded,
  created,
  ended,
  initEnded,
  initStarted,
  log,
  madeFunction,
  queued,
  received,
  resource,
  started,
} from './facts'
import { testRules } from './rules'
import { run, START, type At } from './run'

const onlyOnce = { maximumRetryAttempts: 0, maximumEventAge: 21_600_000 }
const warm: At[] = [
  [0, created('e')],
  [0, initStarted('e')],
  [100, initEnded('e', 100)],
]
const invocation = (requestId: string, at: number, took = 10): At[] => [
  [at, received(requestId)],
  [at, started(requestId)],
  [at + took, ended(requestId, 'e', { duration: took, billedDuration: took })],
]
const shutdown = { type: 'environment.shutdown', environment: 'e', functionName: 'F', reason: 'SPINDOWN' } as const
const timed = (seconds: number) => ({ resources: [resource('F', 'AWS::Lambda::Function', { Timeout: seconds })] })
const cold = (billedDuration: number, initDuration: number | null, report = billedDuration): At[] => [
  ...warm,
  [100, started('r', 'e', { cold: true })],
  [110, log('r', `REPORT RequestId: r\tDuration: 10.20 ms\tBilled Duration: ${report} ms\tMemory`, 'platform')],
  [110.2, ended('r', 'e', { duration: 10.2, billedDuration, initDuration })],
]
const reserved = (count: number | null): At => [0, { type: 'reserved.changed', functionName: 'F', reserved: count }]
const many = (count: number, at = 0): At[] =>
  Array.from({ length: count }, (_, index) => [at, created(`e${at}-${index}`)])
const provisioned = (requested: number): At => [
  0,
  {
    ...{ type: 'provisioned.changed', functionName: 'F', qualifier: 'live', requested, allocated: requested },
    ...{ status: 'READY', statusReason: null },
  },
]
const onProvisioned = (requestId: string, environment: string, qualifier = 'live'): At => [
  1,
  started(requestId, environment, { qualifier, capacity: 'provisioned' }),
]
const ready = (environment: string): At => [0, created(environment, { provisionedFor: 'live' })]

testRules([
  {
    id: 'unique-ids',
    keeps: run(invocation('r', 0)),
    breaks: [
      [
        run([
          [0, received('r')],
          [1, received('r')],
        ]),
        'request id r is given out twice',
      ],
    ],
  },
  {
    id: 'causes',
    keeps: run([...warm, ...invocation('r', 200), [300, call('r', 'sqs:SendMessage')], [301, callEnded('r', 200)]]),
    breaks: [
      [
        run([
          [0, received('r')],
          [1, started('r')],
        ]),
        'environment e, which there has not been',
      ],
      [run([...warm, [101, callEnded('r', 200)]]), 'call 1 of r in e'],
      [run([[0, asyncEnded('r', 'Success', 1)]]), 'asynchronous event r'],
    ],
  },
  {
    id: 'environment-life',
    keeps: run([...warm, ...invocation('r', 200), [900, shutdown]]),
    breaks: [
      [run([[0, created('e')], ...invocation('r', 200)]), 'without an Init'],
      [run([...warm, [300, shutdown], [301, started('r')]]), 'after its shutdown'],
      [run([...warm, [100, initStarted('e')]]), 'already'],
      [
        run([
          [0, created('e')],
          [0, initStarted('e')],
          [100, initEnded('e', 90)],
        ]),
        'told as 90 ms',
      ],
    ],
  },
  {
    id: 'one-invocation',
    keeps: run([...warm, ...invocation('r', 200), ...invocation('s', 210)]),
    breaks: [
      [run([...warm, [200, started('r')], [205, started('s')]]), 'takes s while it handles r'],
      [run([...warm, [200, started('r')]]), 'never ends'],
      [run([...warm, [200, ended('r')]]), 'does not run'],
    ],
  },
  {
    id: 'frozen',
    keeps: run([
      [0, created('e')],
      [0, initStarted('e')],
      [5, log(null)],
      [100, initEnded('e', 100)],
      [100, started('r')],
      [105, log('r')],
      [110, ended('r')],
    ]),
    breaks: [
      [run([...warm, ...invocation('r', 200), [220, log('r')]]), 'writes a log line while it is frozen'],
      [run([...warm, ...invocation('r', 200), [220, call('r', 'sqs:SendMessage')]]), 'calls https://x while'],
      [run([...warm, [200, started('s')], [205, log('r')]]), 'for invocation r while s runs'],
    ],
  },
  {
    id: 'timeouts',
    keeps: run([[0, madeFunction('F')], ...warm, ...invocation('r', 200, 3000)], timed(3)),
    breaks: [
      [run([[0, madeFunction('F')], ...warm, ...invocation('r', 200, 3001)], timed(3)), 'although its Timeout is 3000'],
      [run([...warm, [200, started('r')], [220, ended('r')]]), 'took 20 ms, told as 10 ms'],
      [
        run([
          [0, created('e')],
          [0, initStarted('e')],
          [11_000, initEnded('e', 11_000)],
        ]),
        'more than 10 s',
      ],
      [
        run(
          [[0, madeFunction('F')], ...warm, [200, started('r')], [210, ended('r', 'e', { status: 'timeout' })]],
          timed(3),
        ),
        'timed out after 10 ms',
      ],
    ],
  },
  {
    id: 'billing',
    keeps: [
      run(cold(111, 100)),
      run([
        ...warm,
        ...invocation('r', 200).slice(1, 2),
        [210, ended('r', 'e', { initDuration: 100, billedDuration: 110 })],
      ]),
    ],
    breaks: [
      [run(cold(110, 100)), 'is billed for 110 ms (REPORT: 110), and used 111 ms'],
      [run(cold(111, 100, 110)), 'is billed for 111 ms (REPORT: 110)'],
      [run(cold(11, null)), 'an Init of no ms, and it was 100'],
    ],
  },
  {
    id: 'account-concurrency',
    keeps: run(many(5), { settings: { accountConcurrency: 5 } }),
    breaks: [
      [run(many(6), { settings: { accountConcurrency: 5 } }), '6 invocations run at a time'],
      [
        run([[0, { type: 'reserved.changed', functionName: 'G', reserved: 2 }], ...many(4)], {
          settings: { accountConcurrency: 5 },
        }),
        'of which the account has 3',
      ],
    ],
  },
  {
    id: 'reserved-concurrency',
    keeps: run([reserved(2), ...many(2), [1, ended('r', 'e0-0')], [2, started('s', 'e0-0')]]),
    breaks: [
      [run([reserved(2), ...many(3)]), 'runs 3 invocations at a time, and has reserved 2'],
      [run([reserved(0), ...many(1)]), 'has reserved 0'],
    ],
  },
  {
    id: 'provisioned-concurrency',
    keeps: run([provisioned(1), ready('p'), onProvisioned('r', 'p')]),
    breaks: [
      [
        run([provisioned(1), ready('p'), ready('q'), onProvisioned('r', 'p'), onProvisioned('s', 'q')]),
        'runs 2 invocations at a time on 1',
      ],
      [run([provisioned(1), ready('p'), onProvisioned('r', 'p', 'beta')]), 'provisioned for live'],
      [run([provisioned(1), [0, created('e')], onProvisioned('r', 'e')]), 'made on demand'],
    ],
  },
  {
    id: 'scaling-rate',
    keeps: run([...many(1000), ...many(500, 5000)]),
    breaks: [[run([...many(1000), ...many(501, 5000)]), 'more than 1,000 new environments']],
  },
  {
    id: 'requests',
    keeps: run([
      [0, received('r')],
      [
        1,
        {
          type: 'request.answered',
          requestId: 'r',
          functionName: 'F',
          statusCode: 200,
          functionError: null,
          payload: 'null',
        },
      ],
    ]),
    breaks: [
      [run([[0, received('r')]]), 'is never answered'],
      [
        run([
          [0, received('r')],
          [1, ended('r', 'e', { status: 'error' })],
          [
            1,
            {
              type: 'request.answered',
              requestId: 'r',
              functionName: 'F',
              statusCode: 200,
              functionError: null,
              payload: 'null',
            },
          ],
        ]),
        'is told success',
      ],
    ],
  },
  {
    id: 'throttles',
    keeps: [
      run([
        [0, queued('r')],
        [0, throttle('account', 5, 5)],
        [0, throttleRetry(2)],
        [2, started('r')],
      ]),
      // Of two twins one runs, fails and is to be tried again, while the other is throttled until it is too old.
      run(
        [
          [0, queued('r')],
          [0, started('r')],
          [10, throttle('account', 5, 5)],
          [10, throttleRetry(1010)],
          [500, retry(2, 60_500)],
          [1010, throttle('account', 5, 5)],
          [1010, asyncEnded('r', 'EventAgeExceeded', 0)],
          [60_500, started('r')],
        ],
        { settings: { duplicates: 'sometimes' } },
      ),
    ],
    breaks: [
      [
        run([
          [0, throttle('account', 5, 5)],
          [1, started('r')],
        ]),
        'runs although it was throttled',
      ],
      [
        run([
          [0, queued('r')],
          [0, throttle('account', 5, 5)],
          [0, throttleRetry(1000)],
          [500, started('r')],
        ]),
        'runs although it was throttled',
      ],
      [run([[0, throttle('reserved', 5, 4)]]), 'throttled at 4 of 5'],
    ],
  },
  {
    id: 'async-fate',
    keeps: run([
      [0, queued('r')],
      [1, ended('r', 'e', { source: 'async' })],
      [1, asyncEnded('r', 'Success', 1)],
    ]),
    breaks: [
      [run([[0, queued('r')]]), 'never ends'],
      [
        run([
          [0, queued('r')],
          [1, asyncEnded('r', 'Success', 1)],
        ]),
        'no attempt succeeded',
      ],
      [
        run([
          [0, queued('r')],
          [1, asyncEnded('r', 'EventAgeExceeded', 0)],
          [1, asyncEnded('r', 'EventAgeExceeded', 0)],
        ]),
        'ends 2 times',
      ],
      [
        run(
          [
            [0, madeFunction('F')],
            [0, queued('r')],
            [1, asyncEnded('r', 'RetriesExhausted', 3)],
          ],
          { resources: [resource('F', 'AWS::Lambda::Function', { DeadLetterConfig: { TargetArn: 'arn' } })] },
        ),
        'is not sent to its dead letter queue',
      ],
    ],
  },
  {
    id: 'async-retries',
    keeps: [
      run([
        [0, queued('r')],
        [10, retry(2, 60_010)],
        [60_020, retry(3, 180_020)],
        [180_030, asyncEnded('r', 'RetriesExhausted', 3)],
      ]),
      // The stack was changed, and with it how often is retried.
      run([
        [0, queued('r')],
        [0, { ...madeFunction('F'), action: 'update' } as TraceFact],
        [10, { ...asyncEnded('r', 'RetriesExhausted', 2), policy: onlyOnce } as TraceFact],
      ]),
    ],
    breaks: [
      [
        run([
          [0, queued('r')],
          [10, retry(2, 30_010)],
        ]),
        'waits 30000 ms',
      ],
      [
        run([
          [0, queued('r')],
          [10, retry(4, 60_010)],
        ]),
        'although 2 retries are allowed',
      ],
      [
        run([
          [0, queued('r')],
          [10, asyncEnded('r', 'RetriesExhausted', 4)],
        ]),
        'out of retries after 4 attempts',
      ],
      [
        run([
          [0, queued('r')],
          [10, throttleRetry(2010)],
        ]),
        'waits 2000 ms',
      ],
    ],
  },
])

function throttle(kind: 'account' | 'reserved', value: number, used: number) {
  const limit = { kind, value, used }
  return { type: 'request.throttled', requestId: 'r', functionName: 'F', source: 'async', reason: 'R', limit } as const
}

function retry(attempt: number, due: number) {
  return {
    type: 'async.retry-scheduled',
    requestId: 'r',
    functionName: 'F',
    attempt,
    due: START + due,
    cause: 'function-error',
  } as const
}

function throttleRetry(due: number) {
  return { ...retry(1, due), cause: 'throttle' } as const
}
