/** Fact sheet §11.3: log groups and log streams of functions. */

import { describe, expect, test } from 'vitest'
import { deploy, lambdaFunction, resource } from '../../unit/cloud/stack'
import { respond, type Script } from '../../unit/cloud/scripted-host'

const OK: Script = { invoke: () => ({ outcome: respond('ok') }) }
type Stack = ReturnType<typeof deploy>

async function logs(run: Stack, operation: string, input: object) {
  const answer = run.cloud.aws({
    method: 'POST',
    url: 'https://logs.us-east-1.amazonaws.com/',
    headers: { 'x-amz-target': `Logs_20140328.${operation}`, 'content-type': 'application/x-amz-json-1.1' },
    body: JSON.stringify(input),
  })
  await run.advance(1000)
  const { status, body: bytes } = await answer
  const text = typeof bytes === 'string' ? bytes : new TextDecoder().decode(bytes)
  return { status, body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown> }
}

const groupsOf = async (run: Stack) =>
  (await logs(run, 'DescribeLogGroups', {})).body['logGroups'] as readonly Record<string, unknown>[]

async function invoke(run: Stack, qualifier?: string): Promise<void> {
  void run.invoke('F', {}, qualifier === undefined ? {} : { qualifier })
  await run.advance(2000)
}

describe('§11.3 log groups', () => {
  test('the group /aws/lambda/<function> is made by the first invocation, and keeps its events for ever', async () => {
    const run = deploy([lambdaFunction('F')], OK)
    expect(await groupsOf(run)).toEqual([])
    await invoke(run)
    const [group] = await groupsOf(run)
    expect(group?.['logGroupName']).toBe('/aws/lambda/F')
    expect(group).not.toHaveProperty('retentionInDays')
  })

  test.each([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653])(
    'events may be kept for %i days',
    async (retentionInDays) => {
      const run = deploy([], OK)
      await logs(run, 'CreateLogGroup', { logGroupName: 'g' })
      expect((await logs(run, 'PutRetentionPolicy', { logGroupName: 'g', retentionInDays })).status).toBe(200)
      expect((await groupsOf(run))[0]?.['retentionInDays']).toBe(retentionInDays)
    },
  )

  test.each([0, 2, 31, 364, 4000])('events are not kept for %i days', async (retentionInDays) => {
    const run = deploy([], OK)
    await logs(run, 'CreateLogGroup', { logGroupName: 'g' })
    expect((await logs(run, 'PutRetentionPolicy', { logGroupName: 'g', retentionInDays })).status).toBe(400)
  })

  test.each(['a', '/my/group', 'A.b-c_d/e#f', 'x'.repeat(512)])('a group may be called %s', async (logGroupName) => {
    const run = deploy([], OK)
    expect((await logs(run, 'CreateLogGroup', { logGroupName })).status).toBe(200)
  })

  test.each(['', 'a b', 'a*', 'a:b', 'x'.repeat(513)])('a group is not called %s', async (logGroupName) => {
    const run = deploy([], OK)
    expect((await logs(run, 'CreateLogGroup', { logGroupName })).status).toBe(400)
  })

  test.each(['aws/mine', 'AWS/mine'])('names do not begin with aws/: %s', async (logGroupName) => {
    const run = deploy([resource('G', 'AWS::Logs::LogGroup', { LogGroupName: logGroupName })], OK)
    const message = 'Log groups starting with AWS/ are reserved for AWS.'
    expect(run.diagnostics.map((one) => one.message)).toEqual([message])
    const { status, body } = await logs(run, 'CreateLogGroup', { logGroupName })
    expect([status, body['message']]).toEqual([400, message])
  })

  test('a group of the template has the retention of the template, and takes the function’s lines', async () => {
    const group = resource('G', 'AWS::Logs::LogGroup', { LogGroupName: '/aws/lambda/F', RetentionInDays: 7 })
    const run = deploy([lambdaFunction('F'), group], OK)
    await invoke(run)
    expect(await groupsOf(run)).toMatchObject([{ logGroupName: '/aws/lambda/F', retentionInDays: 7 }])
  })
})

describe('§11.3 log streams', () => {
  const streamOf = (run: Stack) => run.trace('environment.created').map(({ logStream }) => logStream)

  test('a stream is YYYY/MM/DD/[version] and 32 hexadecimal digits, one for each environment', async () => {
    const run = deploy([lambdaFunction('F')], OK)
    void run.invoke('F')
    await invoke(run)
    const streams = streamOf(run)
    expect(streams).toHaveLength(2)
    expect(new Set(streams).size).toBe(2)
    for (const stream of streams) expect(stream).toMatch(/^2026\/01\/31\/\[\$LATEST\][0-9a-f]{32}$/)
  })

  test('in a group of one’s own the stream names the function, too', async () => {
    const run = deploy([lambdaFunction('F', { LoggingConfig: { LogGroup: 'mine' } })], OK)
    await invoke(run)
    expect(streamOf(run)[0]).toMatch(/^2026\/01\/31\/F\[\$LATEST\][0-9a-f]{32}$/)
    expect((await groupsOf(run)).map((group) => group['logGroupName'])).toEqual(['mine'])
  })

  test('an event has a timestamp, the message, and when it came in', async () => {
    const run = deploy([lambdaFunction('F')], OK)
    await invoke(run)
    const { body } = await logs(run, 'FilterLogEvents', {
      logGroupName: '/aws/lambda/F',
      filterPattern: '"START RequestId"',
    })
    const [event] = body['events'] as readonly Record<string, unknown>[]
    expect(event).toMatchObject({ timestamp: expect.any(Number), ingestionTime: expect.any(Number) })
    expect(event?.['message']).toMatch(/^START RequestId: /)
  })
})
