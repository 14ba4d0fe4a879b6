/** The three ways of invoking, through the automation API, held against what Lambda does (fact sheet 2, 6, 7). */

import { expect } from '@playwright/test'
import type { TraceRecord } from '../../src/api/api'
import { invoke, logOf, openAnother, projectOf, traceOf } from './coldstart'
import { test } from './shared-page'

const started = (records: readonly TraceRecord[]): number[] =>
  records.flatMap((record) => (record.type === 'invocation.started' ? [record.at] : []))

test('synchronous: cold, then warm, in one environment', async ({ page }) => {
  await openAnother(
    page,
    projectOf(`
      import type { Context } from 'aws-lambda'
      let count = 0
      export const handler = async (event: { name: string }, context: Context) => {
        console.log('hello', event.name)
        return { count: ++count, remaining: context.getRemainingTimeInMillis(), id: context.awsRequestId }
      }`),
  )
  const first = await invoke(page, { name: 'Ada' })
  const second = await invoke(page, { name: 'Grace' })
  expect(first.StatusCode).toBe(200)
  expect(JSON.parse(first.Payload)).toMatchObject({ count: 1, id: first.RequestId })
  expect(JSON.parse(second.Payload)).toMatchObject({ count: 2, id: second.RequestId })
  expect(logOf(first)).toMatch(
    new RegExp(
      `^START RequestId: ${first.RequestId} Version: \\$LATEST\\n` +
        `\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z\\t${first.RequestId}\\tINFO\\thello Ada\\n` +
        `END RequestId: ${first.RequestId}\\n` +
        `REPORT RequestId: ${first.RequestId}\\tDuration: [\\d.]+ ms\\tBilled Duration: \\d+ ms\\tMemory Size: 128 MB\\tMax Memory Used: \\d+ MB\\tInit Duration: [\\d.]+ ms\\t\\n$`,
    ),
  )
  expect(logOf(second)).not.toContain('Init Duration')
  expect(await traceOf(page, 'environment.created')).toHaveLength(1)
})

test('synchronous: an error has Lambda’s shape, with the user’s own lines', async ({ page }) => {
  await openAnother(
    page,
    projectOf(`export const handler = async (event: { items: string[] }) => {
  const names: string[] = event.items
  return names.map((name) => name.trim())
}`),
  )
  const answer = await invoke(page, {})
  expect(answer.FunctionError).toBe('Unhandled')
  const error = JSON.parse(answer.Payload) as { errorType: string; errorMessage: string; trace: string[] }
  expect(error.errorType).toBe('TypeError')
  expect(error.errorMessage).toContain('map')
  expect(error.trace[1]).toContain('src/index.ts:3:')
  expect(logOf(answer)).toContain('\tERROR\tInvoke Error \t{"errorType":"TypeError"')
})

test('asynchronous: three attempts, a minute and two minutes apart, then the destination', async ({ page }) => {
  await openAnother(
    page,
    projectOf(`export const handler = async () => { throw new Error('no luck') }`, {
      properties: [
        'EventInvokeConfig:',
        '  DestinationConfig:',
        '    OnFailure:',
        '      Type: SQS',
        '      Destination: !GetAtt Failures.Arn',
      ].join('\n'),
      resources: ['Failures:', '  Type: AWS::SQS::Queue', '  Properties:', '    QueueName: failures'].join('\n'),
    }),
  )
  const { answer, elapsed } = await page.evaluate(async () => {
    const accepted = await coldstart.invoke('F', { order: 1 }, { type: 'Event' })
    const before = await coldstart.clock.now()
    await coldstart.clock.runUntilIdle()
    return { answer: accepted, elapsed: (await coldstart.clock.now()) - before }
  })
  expect(answer).toMatchObject({ StatusCode: 202, Payload: '' })
  expect(elapsed).toBeGreaterThan(180_000)
  const records = await traceOf(page, 'invocation.started', 'invocation.ended')
  const [first, second, third] = started(records)
  const ends = records.flatMap((record) => (record.type === 'invocation.ended' ? [record.at] : []))
  expect((second ?? 0) - (ends[0] ?? 0)).toBe(60_000)
  expect((third ?? 0) - (ends[1] ?? 0)).toBe(120_000)
  expect(first).toBeDefined()
  const [delivered] = await traceOf(page, 'destination.delivered')
  expect(delivered).toMatchObject({ kind: 'on-failure', target: 'arn:aws:sqs:us-east-1:123456789012:failures' })
  const message = await page.evaluate(async () => {
    const response = await coldstart.aws({
      method: 'POST',
      url: 'https://sqs.us-east-1.amazonaws.com/',
      headers: { 'x-amz-target': 'AmazonSQS.ReceiveMessage' },
      body: JSON.stringify({ QueueUrl: 'failures' }),
    })
    return JSON.parse(response.body as string) as { Messages: { Body: string }[] }
  })
  expect(JSON.parse(message.Messages[0]?.Body ?? '')).toMatchObject({
    requestContext: { requestId: answer.RequestId, condition: 'RetriesExhausted', approximateInvokeCount: 3 },
    requestPayload: { order: 1 },
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    responsePayload: { errorType: 'Error', errorMessage: 'no luck' },
  })
})

test('polling: a batch, a partial failure, and the dead-letter queue', async ({ page }) => {
  const report = await openAnother(
    page,
    projectOf(
      `import type { SQSHandler } from 'aws-lambda'
       export const handler: SQSHandler = async (event) => ({
         batchItemFailures: event.Records.filter((record) => record.body === 'poison').map((record) => ({ itemIdentifier: record.messageId })),
       })`,
      {
        properties: [
          'Events:',
          '  Orders:',
          '    Type: SQS',
          '    Properties:',
          '      Queue: !GetAtt Orders.Arn',
          '      FunctionResponseTypes: [ReportBatchItemFailures]',
        ].join('\n'),
        resources: [
          'Dead:',
          '  Type: AWS::SQS::Queue',
          '  Properties: { QueueName: dead }',
          'Orders:',
          '  Type: AWS::SQS::Queue',
          '  Properties:',
          '    QueueName: orders',
          '    VisibilityTimeout: 20',
          '    RedrivePolicy:',
          '      deadLetterTargetArn: !GetAtt Dead.Arn',
          '      maxReceiveCount: 2',
        ].join('\n'),
      },
    ),
  )
  expect(report).toMatchObject({ ok: true, diagnostics: [] })
  await page.evaluate(async () => {
    const Entries = ['good', 'poison', 'fine'].map((MessageBody, index) => ({ Id: String(index), MessageBody }))
    await coldstart.aws({
      method: 'POST',
      url: 'https://sqs.us-east-1.amazonaws.com/',
      headers: { 'x-amz-target': 'AmazonSQS.SendMessageBatch' },
      body: JSON.stringify({ QueueUrl: 'orders', Entries }),
    })
    await coldstart.clock.runUntilIdle()
  })
  const batches = await traceOf(page, 'mapping.batch-ended')
  expect(batches).toMatchObject([
    { outcome: 'partial', deleted: [expect.any(String), expect.any(String)] },
    { outcome: 'failure', deleted: [] },
  ])
  expect((batches[1]?.at ?? 0) - (batches[0]?.at ?? 0)).toBeGreaterThan(19_000)
  expect(await traceOf(page, 'sqs.moved')).toMatchObject([{ queue: 'orders', to: 'dead', receiveCount: 2 }])
})

test('the same project, stimuli and seed give the same trace twice, byte for byte', async ({ page }) => {
  const files = projectOf(`
    import { randomUUID } from 'node:crypto'
    export const handler = async () => {
      await new Promise((resolve) => setTimeout(resolve, 20 + Math.random() * 10))
      console.log(randomUUID(), Date.now(), performance.now())
      if (Math.random() < 0.5) throw new Error('chance')
      return new Date().toISOString()
    }`)
  const run = async (): Promise<string> => {
    await openAnother(page, files)
    await page.evaluate(async () => {
      for (let index = 0; index < 5; index++) await coldstart.invoke('F', { index }, { type: 'Event' })
      await coldstart.clock.runUntilIdle()
    })
    return JSON.stringify(await traceOf(page))
  }
  const first = await run()
  expect(first).toContain('chance')
  expect(await run()).toBe(first)
})
