/** What a user asks of a run: each check, what it finds, and what it lets pass. */

import { describe, expect, test } from 'vitest'
import type { TraceFact } from '../../../src/cloud/aws/trace-records'
import { USER_CHECKS, type Budget, type FinishedRun } from '../../../src/invariants'
import {
  asyncEnded,
  batch,
  batchEnded,
  call,
  callEnded,
  deleted,
  ended,
  inStream,
  put,
  queueArn,
  queued,
  sent,
  started,
  streamBatch,
  streamEnded,
} from './facts'
import { run, type At } from './run'

function found(id: string, finished: FinishedRun, budget: Budget = {}): readonly string[] {
  const violations = USER_CHECKS.find((check) => check.id === id)?.check(finished, budget) ?? []
  for (const { records } of violations) {
    expect(records.length).toBeGreaterThan(0)
    for (const seq of records) expect(finished.records[seq]?.seq).toBe(seq)
  }
  return violations.map(({ message }) => message)
}

const source = 'event-source-mapping'
/** A batch that is handled within 10 ms. @param more of the invocation: facts and how it ended */
const handled = (
  requestId: string,
  at: number,
  ids: readonly string[],
  { calls = [], failed = false, returned = [] }: { calls?: At[]; failed?: boolean; returned?: readonly string[] } = {},
): At[] => [
  [at, batch(requestId, ids)],
  [at, started(requestId, 'e', { source })],
  ...calls,
  [at + 10, ended(requestId, 'e', { source, ...(failed && { status: 'error' }) })],
  [
    at + 10,
    failed
      ? batchEnded(requestId, [], ids)
      : batchEnded(
          requestId,
          ids.filter((id) => !returned.includes(id)),
          returned,
        ),
  ],
]
const two: At[] = [
  [0, sent('m')],
  [1, sent('n')],
]

describe('lost', () => {
  const exhausted = asyncEnded('r', 'RetriesExhausted', 3)
  const kept: TraceFact = {
    ...{ type: 'destination.delivered', requestId: 'r', functionName: 'F', kind: 'dead-letter-queue' },
    ...{ target: queueArn('Dead'), deliveryId: 'm' },
  }

  test('an event that is given up, and that nothing keeps', () => {
    expect(
      found(
        'lost',
        run([
          [0, queued('r')],
          [9, exhausted],
        ]),
      ),
    ).toEqual(['asynchronous event r for F is given up (RetriesExhausted), and nothing keeps it'])
    const discarded = { type: 'mapping.discarded', ...inStream, requestId: 'b', recordIds: ['1', '2'] } as const
    expect(found('lost', run([[0, { ...discarded, condition: 'RetryAttemptsExhausted', invokeCount: 1 }]]))).toEqual([
      '2 records of S (1 …) for F is given up (RetryAttemptsExhausted), and nothing keeps it',
    ])
  })

  test('not one of which a dead-letter queue has a record, nor one that was processed', () => {
    expect(
      found(
        'lost',
        run([
          [0, queued('r')],
          [9, exhausted],
          [9, kept],
          [20, sent('m')],
        ]),
      ),
    ).toEqual([])
    expect(
      found(
        'lost',
        run([
          [0, queued('r')],
          [9, asyncEnded('r', 'Success', 1)],
        ]),
      ),
    ).toEqual([])
  })

  test('a message that expires; not one that is deleted or purged', () => {
    expect(found('lost', run([...two, [9, deleted('m', 'expired')]]))).toEqual([
      'message m of queue Q expires before it is processed',
    ])
    expect(found('lost', run([...two, [9, deleted('m')], [9, deleted('n', 'purged')]]))).toEqual([])
  })
})

describe('duplicated', () => {
  test('an event that two invocations succeed with', () => {
    expect(found('duplicated', run([...two, ...handled('a', 5, ['m']), ...handled('b', 50, ['m', 'n'])]))).toEqual([
      'message m of queue Q is handled by F in two invocations, a and b',
    ])
  })

  test('not a retry of what failed and wrote nothing, nor of what a response named', () => {
    const again = handled('b', 50, ['m', 'n'])
    expect(found('duplicated', run([...two, ...handled('a', 5, ['m', 'n'], { failed: true }), ...again]))).toEqual([])
    const partly = handled('a', 5, ['m', 'n'], { returned: ['n'] })
    expect(found('duplicated', run([...two, ...partly, ...handled('b', 50, ['n'])]))).toEqual([])
  })

  test('a retry of what failed after it had written something', () => {
    const calls: At[] = [
      [6, call('a', 'dynamodb:PutItem')],
      [7, callEnded('a', 200)],
    ]
    const first = handled('a', 5, ['m'], { calls, failed: true })
    expect(found('duplicated', run([...two, ...first, ...handled('b', 50, ['m'])]))).toEqual([
      'message m of queue Q is handled by F in two invocations, a and b, the first of which failed (error) after it had written something',
    ])
  })

  test('not what an idempotent handler does the second time: all that it writes is refused', () => {
    const refused: At[] = [
      [51, call('b', 'dynamodb:PutItem')],
      [52, callEnded('b', 400)],
    ]
    const again = handled('b', 50, ['m'], { calls: refused })
    expect(found('duplicated', run([...two, ...handled('a', 5, ['m']), ...again]))).toEqual([])
  })
})

describe('reordered', () => {
  test('a message that is handled after one that was sent later', () => {
    expect(found('reordered', run([...two, ...handled('a', 5, ['n']), ...handled('b', 50, ['m'])]))).toEqual([
      'message m of queue Q is handled by F after message n of queue Q, which was sent 1 ms later (queue Q)',
    ])
    expect(found('reordered', run([...two, ...handled('a', 5, ['m']), ...handled('b', 50, ['n'])]))).toEqual([])
  })

  test('order is that of a message group, and of a partition key', () => {
    const groups: At[] = ['g', 'h'].map((groupId, at) => [at, sent(groupId, { groupId })])
    expect(found('reordered', run([...groups, ...handled('a', 5, ['h']), ...handled('b', 50, ['g'])]))).toEqual([])
    const shard = (secondKey: string) =>
      run([
        [0, put('1', 'k')],
        [1, put('2', secondKey)],
        ...(['2', '1'] as const).flatMap((id, index): At[] => {
          const at = 10 * (index + 1)
          return [
            [at, streamBatch(`b${id}`, [id])],
            [at, started(`b${id}`, 'e', { source })],
            [at + 5, ended(`b${id}`, 'e', { source })],
            [at + 5, streamEnded(`b${id}`, [id])],
          ]
        }),
      ])
    expect(found('reordered', shard('l'))).toEqual([])
    expect(found('reordered', shard('k'))).toEqual([
      'record 1 of stream S is handled by F after record 2 of stream S, which was sent 1 ms later (key k of stream S)',
    ])
  })

  test('what was sent in the same instant has no order', () => {
    const together: At[] = [
      [0, sent('m')],
      [0, sent('n')],
    ]
    expect(found('reordered', run([...together, ...handled('a', 5, ['n']), ...handled('b', 50, ['m'])]))).toEqual([])
  })
})

describe('over-budget', () => {
  const short = run([[0, sent('m')], ...handled('a', 5, ['m']), [5000, deleted('m')]])

  test('a run that takes longer than the time allowed', () => {
    expect(found('over-budget', short, { duration: 4999 })).toEqual(['the run takes 5 s, and 5 s are allowed'])
    expect(found('over-budget', short, { duration: 5000 })).toEqual([])
  })

  test('a run that costs more than the dollars allowed', () => {
    expect(found('over-budget', short, { dollars: 0 })[0]).toMatch(
      /^the run costs \$0\.0+[1-9]\d\d, and \$0 are allowed$/,
    )
    expect(found('over-budget', short, { dollars: 1 })).toEqual([])
  })

  test('without a budget everything is allowed', () => {
    expect(found('over-budget', short)).toEqual([])
  })
})
