import { expect, test } from 'vitest'
import { checkBench } from './run'

const TEMPLATE = `
AWSTemplateFormatVersion: '2010-09-09'
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src/
      Handler: orders.handler
      Runtime: nodejs22.x
      Timeout: 10
      Events:
        Poll:
          Type: SQS
          Properties: { Queue: !GetAtt OrdersQueue.Arn, BatchSize: 1 }
  Hello:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src/
      Handler: hello.handler
      Runtime: nodejs22.x
      FunctionUrlConfig: { AuthType: NONE }
  OrdersQueue:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: 60
      RedrivePolicy: { deadLetterTargetArn: !GetAtt OrdersDlq.Arn, maxReceiveCount: 3 }
  OrdersDlq:
    Type: AWS::SQS::Queue
Outputs:
  Url: { Value: !GetAtt HelloUrl.FunctionUrl }
`

const PROJECT = {
  'template.yaml': TEMPLATE,
  'src/hello.ts': `import { greeting } from './greeting'
let calls = 0
export const handler = async (event: { name?: string; fail?: boolean }) => {
  console.log('called', ++calls)
  if (event.fail) throw new TypeError('as asked')
  await new Promise((resolve) => setTimeout(resolve, 250))
  return { text: greeting(event.name ?? 'nobody'), calls }
}`,
  'src/greeting.ts': `export const greeting = (name: string): string => \`Hello, \${name}\``,
  'src/orders.ts': `export const handler = async () => { throw new Error('poison') }`,
}

const bench = await checkBench(['@aws-sdk/client-sqs'])

const report = async (text: string, options = {}) => bench.run({ ...PROJECT, 'tests/a.test.ts': text }, options)

test('invokes, waits in virtual time, and starts each test anew', async () => {
  const { ok, files, diagnostics } = await report(`
import { clock, cloud, expect, test } from 'coldstart/test'
import { greeting } from '../src/greeting'
for (const round of [1, 2]) {
  test('round ' + round, async () => {
    const startedAt = clock.now()
    const { payload, statusCode, functionError, log } = await cloud.invoke('Hello', { name: 'you' })
    expect({ statusCode, functionError }).toEqual({ statusCode: 200, functionError: undefined })
    expect(payload).toEqual({ text: greeting('you'), calls: 1 })
    expect(log).toContain('called 1')
    expect(clock.now() - startedAt).toBeGreaterThanOrEqual(250)
    await clock.advance('6h')
    expect((await cloud.invoke('Hello')).payload.calls).toBe(1)
    console.log('done', { round })
  })
}
test('a function that fails', async () => {
  const answer = await cloud.invoke('Hello', { fail: true })
  expect(answer).toMatchObject({ functionError: 'Unhandled', payload: { errorType: 'TypeError', errorMessage: 'as asked' } })
  await expect(cloud.invoke('Nothing')).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
})`)
  expect(diagnostics).toEqual([])
  expect(files[0]?.tests.map(({ failure }) => failure)).toEqual([null, null, null])
  expect(files[0]?.tests[0]?.log).toEqual(['done { round: 1 }'])
  expect(files[0]?.tests[0]?.virtualMs).toBeGreaterThan(6 * 3_600_000)
  expect(files[0]?.tests[0]?.virtualMs).toBe(files[0]?.tests[1]?.virtualMs)
  expect(ok).toBe(true)
})

test('queues, SDK clients, requests, outputs', async () => {
  const { files } = await report(`
import { SQSClient, SendMessageCommand } from '@aws-sdk/client-sqs'
import { clock, cloud, expect, test } from 'coldstart/test'
test('poison', async () => {
  await cloud.send('OrdersQueue', { body: { id: 1 } })
  await new SQSClient({}).send(new SendMessageCommand({ QueueUrl: cloud.resource('OrdersQueue').ref, MessageBody: 'two' }))
  expect(await cloud.queueDepth('OrdersDlq')).toEqual({ visible: 0, inFlight: 0, delayed: 0 })
  const { idle } = await clock.runUntilIdle()
  expect(idle).toBe(true)
  expect(await cloud.queueDepth('OrdersDlq')).toMatchObject({ visible: 2 })
  expect(await cloud.trace({ types: ['invocation.ended'] })).toHaveLength(6)
})
test('http', async () => {
  expect(await cloud.http('/hello?x=1')).toMatchObject({ status: 200, json: { text: 'Hello, nobody' } })
  const response = await fetch(cloud.outputs.Url)
  expect(await response.json()).toHaveProperty('text')
})`)
  expect(files[0]?.tests.map(({ failure }) => failure)).toEqual([null, null])
})

test('a failure says what, where and how it differs', async () => {
  const { ok, files } = await report(`
import { expect, test, cloud } from 'coldstart/test'
test('differs', async () => {
  expect({ a: 1, list: ['x', 'y'] }).toEqual({ a: 2, list: ['x', 'z'] })
})
test('rejects', async () => {
  await cloud.invoke('Nothing')
})
test.skip('skipped', () => undefined)`)
  expect(ok).toBe(false)
  const [differs, rejects, skipped] = files[0]?.tests ?? []
  expect(differs).toMatchObject({ state: 'failed', place: { file: 'tests/a.test.ts', line: 3 } })
  expect(differs?.failure).toMatchObject({
    name: 'AssertionError',
    place: { file: 'tests/a.test.ts', line: 4, column: 38 },
  })
  expect(differs?.failure?.diff).toBe(
    [
      '  {',
      '-   "a": 2,',
      '+   "a": 1,',
      '    "list": [',
      '      "x",',
      '-     "z",',
      '+     "y",',
      '    ],',
      '  }',
    ].join('\n'),
  )
  expect(rejects?.failure).toMatchObject({ name: 'ResourceNotFoundException', place: { line: 7 } })
  expect(skipped?.state).toBe('skipped')
})

const failuresOf = async (text: string, options = {}) => {
  const { ok, files } = await report(text, options)
  expect(ok).toBe(false)
  const [file] = files
  return { file: file?.failure, tests: file?.tests.map(({ failure }) => failure?.message ?? null) }
}

test('a file that cannot be loaded', async () => {
  const syntax = await report(`import { test } from 'coldstart/test'\ntest('x', () => {`)
  expect(syntax).toMatchObject({ ok: false, diagnostics: [{ file: 'tests/a.test.ts', severity: 'error' }] })
  expect(syntax.files[0]?.failure).toMatchObject({ name: 'SyntaxError', place: { file: 'tests/a.test.ts', line: 2 } })
  const thrown = await failuresOf(`import 'coldstart/test'\nthrow new RangeError('at the top')`)
  expect(thrown.file).toMatchObject({ name: 'RangeError', place: { file: 'tests/a.test.ts', line: 2 } })
  expect(thrown.file?.message).toBe('The file could not be loaded: at the top')
  expect((await failuresOf('export {}')).file?.message).toBe('There are no tests in this file.')
  const many = `import { test } from 'coldstart/test'\nfor (let i = 0; i < 10_000; i++) test('t' + i, () => {})`
  expect((await failuresOf(many)).file?.message).toMatch('A check file has at most 500 tests.')
})

test('a test that never ends, or ends everything', async () => {
  const { tests } = await failuresOf(`
import { clock, cloud, expect, test } from 'coldstart/test'
test('exit', () => process.exit(3))
test('forgotten', () => new Promise(() => undefined))
test('late', async () => { await clock.advance('3m') }, { timeout: '2m' })
test('unhandled', async () => { void Promise.reject(new Error('nobody catches me')); await clock.advance(1) })
test('in a timer', async () => { setTimeout(() => { throw new Error('from a timer') }, 5); await clock.advance('1s') })
test('too long', () => clock.advance('31d'))
test('no duration', () => clock.advance('soon'))
test('nested', () => { test('inner', () => {}) })
test('no error', () => { throw 'text' })
test('assertions', () => { expect.assertions(2); expect(1).toBe(1) })
test('passes', async () => { await expect(Promise.resolve(1)).resolves.toBe(1) })`)
  expect(tests).toEqual([
    'The process ended before the test did, with exit code 3.',
    expect.stringContaining('the test awaits what nothing settles'),
    'The test did not end within 2m of virtual time.',
    'nobody catches me',
    'from a timer',
    'The test did not end within 30d of virtual time.',
    `A duration is milliseconds or a text like '90s', '2m', '6h' or '1h 30m', and not "soon".`,
    expect.stringContaining('test() was called while a test was running'),
    'A value was thrown that is no Error: text',
    'expected 2 assertions, but there were 1',
    null,
  ])
})

test('a check that tampers with what it runs on hurts nobody else', async () => {
  const { files } = await report(`
import { cloud, expect, test } from 'coldstart/test'
test('globals', async () => {
  globalThis.fetch = () => { throw new Error('no') }
  JSON.parse = () => ({ value: 1 })
  JSON.stringify = () => '{"tests":[{"name":7,"runs":true}],"ran":0,"failure":null}'
  expect((await cloud.invoke('Hello')).statusCode).toBe(200)
  expect(1).toBe(2)
})
test('huge', () => expect(Array.from({ length: 20_000 }, (_, i) => ({ i }))).toEqual([]))
test('circular', () => { const a = { b: {} }; a.b = a; expect(a).toEqual({ b: 1 }) })
test('hostile', () => { throw { get name() { throw 1 }, get message() { throw 2 } } })
test('flood', () => { for (let i = 0; i < 50_000; i++) console.log('line', i) })`)
  const [globals, huge, circular, hostile, flood] = files[0]?.tests ?? []
  expect(globals?.failure?.message).toContain('expected 1 to be 2')
  expect(hostile?.failure?.message).toBe('What was thrown cannot be read.')
  expect(JSON.stringify(huge).length).toBeLessThan(80_000)
  expect(circular?.failure?.diff).toContain('[Circular]')
  expect(flood?.log).toHaveLength(201)
})

test('runs what was asked for', async () => {
  const text = `
import { beforeEach, afterEach, describe, expect, test } from 'coldstart/test'
const calls: string[] = []
beforeEach(() => calls.push('outer'))
describe('group', () => {
  beforeEach(() => calls.push('inner'))
  afterEach(() => console.log(calls.join()))
  test('one', () => expect(calls).toEqual(['outer', 'inner']))
  test('two', () => undefined)
})
describe.skip('left out', () => test('three', () => { throw new Error() }))
test('four', () => expect(calls).toEqual(['outer']))`
  const states = async (options = {}) =>
    (await report(text, options)).files[0]?.tests.map(({ name, state }) => `${name}: ${state}`)
  expect(await states()).toEqual([
    'group > one: passed',
    'group > two: passed',
    'left out > three: skipped',
    'four: passed',
  ])
  expect(await states({ only: 'two' })).toContain('group > one: skipped')
  expect(await states({ only: ['four'] })).toEqual([
    'group > one: skipped',
    'group > two: skipped',
    'left out > three: skipped',
    'four: passed',
  ])
  expect((await report(text, { files: ['tests/other.test.ts'] })).files).toEqual([])
})

test('the stack cannot be deployed: nothing runs, and the report says why', async () => {
  const broken = await bench.run({ ...PROJECT, 'src/hello.ts': 'export const handler = (', 'tests/a.test.ts': '' })
  expect(broken).toMatchObject({ ok: false, files: [], diagnostics: [{ file: 'src/hello.ts' }] })
  const imported = await bench.run({ ...PROJECT, 'src/hello.ts': `import { test } from 'coldstart/test'\ntest` })
  expect(imported.diagnostics[0]).toMatchObject({ code: 'bundle/check-module', file: 'src/hello.ts' })
})
