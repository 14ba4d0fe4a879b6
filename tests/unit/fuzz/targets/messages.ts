/** What is posted by somebody who may be a stranger: a page around an embed, the sandbox, an environment, a check. */

import { readAnswer } from '../../../../src/checks/answer'
import { readFaults } from '../../../../src/cloud/aws/faults'
import { readFromEnvironment } from '../../../../src/cloud/from-environment'
import * as sandbox from '../../../../src/cloud/from-sandbox'
import { parseConnect, parseFromFrame, parseHello, parseRequest } from '../../../../src/api/messages'
import { story } from '../../../fixtures/traces/orders'
import { hostile, mutated } from '../inputs'
import { expectSize, target } from '../target'

const YIELD = {
  type: 'yield',
  at: 1769860800500,
  busyMs: 2,
  calls: [
    {
      id: 1,
      at: 1769860800400,
      method: 'POST',
      url: 'https://sqs.us-east-1.amazonaws.com/',
      headers: { 'x-amz-target': 'AmazonSQS.SendMessage' },
      body: '{"QueueUrl":"Q","MessageBody":"m"}',
    },
  ],
  lines: [{ at: 1769860800300, message: 'hello' }],
  chunks: [{ at: 1769860800350, bytes: new Uint8Array([1]), contentType: null }],
  replies: [{ requestId: 1, at: 1769860800350, status: 200, headers: {}, body: '' }],
  listening: [8080],
  wakeAt: null,
  outcome: { kind: 'response', payload: '{"a":1}', exitCode: 0 },
  memoryUsedMB: 60.5,
  kept: {
    left: [{ id: 1, kind: 'timer', what: 'setTimeout', place: { path: 'a.js', line: 1, column: 1 }, due: 5 }],
    resumed: [{ id: 1, at: 3 }],
    state: [],
    temporary: { files: 1, bytes: 2 },
  },
  temporaryFiles: { a: 'eA==' },
}
const ERROR = {
  ...YIELD,
  calls: [],
  chunks: undefined,
  outcome: { kind: 'error', error: { errorType: 'E', errorMessage: 'm', trace: ['a'] } },
}
const WAITS = {
  type: 'yield',
  at: 1769860800500,
  busyMs: 0,
  calls: [],
  lines: [],
  wakeAt: 1769860801000,
  memoryUsedMB: null,
}

const VIEWS = [
  {
    arn: 'a',
    kind: 'Queue',
    name: 'q',
    facts: [{ label: 'l', value: 'v' }],
    tables: [{ title: 't', columns: ['c'], rows: [['x']], total: 1 }],
  },
]
const REPORT = {
  end: { kind: 'outcome', outcome: { kind: 'error', error: { errorType: 'E', errorMessage: 'm', trace: ['t'] } } },
  log: ['a'],
  startedAt: 1,
  endedAt: 2,
}
const SAID = [
  VIEWS,
  REPORT,
  { state: 'known', at: 1, views: VIEWS },
  { now: 1, pace: 'max', nextEventAt: null, busy: false },
  [{ kind: 'http-api', name: 'n', arn: 'a', url: 'u', routes: [{ method: 'GET', path: '/' }], signed: true }],
  [{ decision: 'allowed', kind: 'identity', policy: 'p', statement: null, reason: 'r', message: 'm' }],
  { type: 'fault', message: 'm', stack: 's', seed: 1, at: 2 },
]
const HOST = [
  { coldstart: 'hello', protocol: 1 },
  { coldstart: 'connect', protocol: 1, start: { project: { files: {} }, view: 'timeline' } },
  { id: 1, method: 'invoke', args: ['F', { a: 1 }, {}] },
  { type: 'reply', id: 1, ok: true, value: 1 },
  { type: 'event', name: 'ready', detail: {} },
  { type: 'records', records: [] },
]

export const messageTargets = [
  target(
    'from-environment',
    hostile([YIELD, ERROR, WAITS, { type: 'lines', lines: [{ at: 1, message: 'm' }] }]),
    (value) => void readFromEnvironment(value),
  ),
  target('from-sandbox', hostile(SAID), (value) => {
    for (const parse of [
      sandbox.parseViews,
      sandbox.parseCheckReport,
      sandbox.parsePastViews,
      sandbox.parseClock,
      sandbox.parseEntrances,
      sandbox.parseDecisions,
      sandbox.parseFault,
      sandbox.parseRecords,
    ])
      parse(value)
  }),
  target(
    'records-of-sandbox',
    mutated([JSON.stringify(story().slice(0, 12))]),
    (text) => void sandbox.parseRecords(text),
  ),
  target('host-of-embed', hostile(HOST), (value) => {
    for (const parse of [parseHello, parseConnect, parseRequest, parseFromFrame]) parse(value)
  }),
  target(
    'check-answer',
    mutated([
      JSON.stringify({
        tests: [{ name: 'a', runs: true, place: { file: 'f', line: 1, column: 2 } }],
        ran: 0,
        failure: { name: 'E', message: 'm', expected: 'a', actual: 'b', diff: null, stack: 's', place: null },
      }),
    ]),
    (text) => void readAnswer(text),
  ),
  target(
    'faults',
    hostile([
      [
        { resource: 'F', kind: 'latency', rate: 0.5, from: 1, to: 9 },
        { resource: 'Q', kind: 'poison', nth: 2 },
      ],
    ]),
    (value) => {
      expectSize('faults', readFaults(value).length, 200)
    },
  ),
]
