import type { TraceFact } from '../../../src/cloud/aws/trace-records'
import { testRules } from './rules'
import { run, START, type At } from './run'

type Operation = Extract<TraceFact, { type: 'durable.operation' }>

const OF = { execution: 'x', functionName: 'F' } as const
const at = (milliseconds: number) => START + milliseconds
const started: At = [
  0,
  { type: 'durable.started', ...OF, name: 'order', version: '1', requestId: 'r', executionTimeout: 900_000 },
]
const operation = (
  status: Operation['status'],
  due: number | null = null,
  operationType: Operation['operationType'] = 'WAIT',
): Operation => ({
  ...{ type: 'durable.operation', ...OF, operationId: 'o', parentId: null, name: 'pause', operationType },
  ...{ subType: null, status, attempt: 0, due: due === null ? null : at(due), callbackId: null, target: null },
  ...{ result: null, error: null },
})
const suspended = (due: number | null): TraceFact => ({
  ...{ type: 'durable.suspended', ...OF, requestId: 'r', due: due === null ? null : at(due) },
})
const resumed: TraceFact = { type: 'durable.resumed', ...OF, requestId: 's', updated: 1 }
const retry = (due: number): TraceFact => ({
  ...{ type: 'durable.retry-scheduled', ...OF, requestId: 'r', due: at(due), cause: 'function-error' },
})
const ended = (status: 'SUCCEEDED' | 'TIMED_OUT' = 'SUCCEEDED'): TraceFact => ({
  ...{ type: 'durable.ended', ...OF, status, result: null, error: null },
})

testRules([
  {
    id: 'durable-executions',
    keeps: [
      run([
        started,
        [5, operation('STARTED', 60_005)],
        [6, suspended(60_005)],
        [60_005, operation('SUCCEEDED')],
        [60_005, resumed],
        [60_010, ended()],
      ]),
      run([started, [5, retry(1005)], [1005, resumed], [1010, ended()]]),
      run([started, [900_000, ended('TIMED_OUT')]]),
      // Whoever has the callback's id completes it when they like.
      run([
        started,
        [5, operation('STARTED', 60_005, 'CALLBACK')],
        [9, operation('SUCCEEDED', null, 'CALLBACK')],
        [10, ended()],
      ]),
      run([started, [5, suspended(null)]]),
    ],
    breaks: [
      [run([started]), 'durable execution order of F never ends'],
      [run([started, [5, suspended(60_005)]]), 'never ends'],
      [run([started, [900_500, ended()]]), 'ends after 900500 ms, and its timeout is 900000 ms'],
      [run([started, [5, ended()], [6, ended()]]), 'has durable.ended after its end'],
      [run([started, [5, ended()], [6, resumed]]), 'has durable.resumed after its end'],
      [run([started, [5, retry(1005)], [1000, resumed], [1010, ended()]]), 'goes on 5 ms too early'],
      [
        run([started, [5, operation('STARTED', 60_005)], [30_005, operation('SUCCEEDED')], [30_010, ended()]]),
        'ends the wait of operation pause 30000 ms too early',
      ],
      [
        run([
          started,
          [5, operation('PENDING', 1005, 'STEP')],
          [1006, operation('READY', null, 'STEP')],
          [1010, ended()],
        ]),
        '1 ms too late',
      ],
    ],
  },
])
