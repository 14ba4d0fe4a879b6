/**
 * Each example of the gallery has the effect that it claims: its event is sent, and what it changed is looked up. Real
 * clients of the AWS SDK in real environments, against the services.
 */

import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import type { ResourceView, TraceRecord } from '../../src/api/api'
import { withoutMonaco } from './coldstart'

const EXAMPLES = path.join(import.meta.dirname, '../../src/examples')

/** Virtual time that a run may take until nothing is left to happen. */
const LIMIT_MS = 30 * 60_000

interface Ran {
  /** What the function answered. */
  readonly answer: unknown
  readonly resources: readonly ResourceView[]
  readonly trace: readonly TraceRecord[]
}

function filesOf(example: string): Record<string, string> {
  const folder = path.join(EXAMPLES, example)
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
  return Object.fromEntries(
    names
      .filter((entry) => entry.isFile() && entry.name !== 'example.json')
      .map((entry) => {
        const file = path.join(entry.parentPath, entry.name)
        return [path.relative(folder, file), readFileSync(file, 'utf8')]
      }),
  )
}

/** One page for all examples: opening a project starts an empty account. */
let page: Page
test.beforeAll(async ({ browser }) => {
  page = await browser.newPage()
  await withoutMonaco(page)
  await page.goto('./')
})
test.afterAll(() => page.close())

async function open(example: string): Promise<void> {
  const { ok, diagnostics } = await page.evaluate(async (files) => {
    await coldstart.ready
    await coldstart.open({ files, settings: { seed: 1, pace: 'paused', cpu: 'fixed', latency: 'typical' } })
    return coldstart.deploy()
  }, filesOf(example))
  expect(diagnostics).toEqual([])
  expect(ok).toBe(true)
}

/** Invokes a function synchronously with an event of the example, and lets everything end that this began. */
async function invoke(example: string, fn: string, event: string): Promise<Ran> {
  const payload: unknown = JSON.parse(filesOf(example)[`events/${event}`] ?? '')
  return page.evaluate(
    async ([name, body, limitMs]) => {
      const invocation = coldstart.invoke(name, body)
      await coldstart.clock.runUntilIdle({ limitMs })
      const answer = JSON.parse((await invocation).Payload) as unknown
      return { answer, resources: await coldstart.resources(), trace: await coldstart.trace() }
    },
    [fn, payload, LIMIT_MS] as const,
  )
}

async function run(example: string, fn: string, event: string): Promise<Ran> {
  await open(example)
  return invoke(example, fn, event)
}

const logOf = ({ trace }: Ran): string =>
  trace.flatMap((record) => (record.type === 'log' && record.kind === 'application' ? [record.message] : [])).join('\n')

/** Rows of the first table of a resource, found by kind and a part of its name. */
const rowsOf = ({ resources }: Ran, kind: string, name = ''): readonly (readonly string[])[] =>
  resources.find((one) => one.kind === kind && one.name.includes(name))?.tables[0]?.rows ?? []

/** Requests to a function, by its logical id. */
const requestsOf = ({ trace }: Ran, fn: string): readonly TraceRecord[] =>
  trace.filter((record) => record.type === 'request.received' && record.functionName.includes(`-${fn}-`))

test('telemetry-extension: the extension ships what happened while the caller has its answer', async () => {
  const ran = await run('telemetry-extension', 'PlaceOrder', 'order.json')
  expect(ran.answer).toEqual({ placed: 'A-1' })
  expect(logOf(ran)).toContain('shipped')
  expect(logOf(ran)).toContain('platform.runtimeDone')
  const [answered] = ran.trace.filter(({ type }) => type === 'invocation.answered')
  const [ended] = ran.trace.filter(({ type }) => type === 'invocation.ended')
  expect((ended?.at ?? 0) - (answered?.at ?? 0)).toBeGreaterThanOrEqual(200)
})

test('dynamodb-items: orders lie in the table, one of them is paid', async () => {
  const first = await run('dynamodb-items', 'Items', 'orders.json')
  expect(first.answer).toMatchObject({
    first: { customer: 'ada', amount: 40, status: 'PAID', seen: 1 },
    large: [{ amount: 260 }, { amount: 120 }],
  })
  expect(rowsOf(first, 'Table')).toHaveLength(3)
  const again = await invoke('dynamodb-items', 'Items', 'orders.json')
  expect(again.answer).toMatchObject({ first: { seen: 2 } })
  expect(rowsOf(again, 'Table')).toHaveLength(3)
  expect(logOf(again)).toContain('already placed')
})

test('s3-uploads: the function hears of the letter, not of the notes, and reads it', async () => {
  const ran = await run('s3-uploads', 'Upload', 'files.json')
  expect(ran.answer).toEqual(['letters/to ada.txt', 'notes.md'])
  expect(rowsOf(ran, 'Bucket')).toHaveLength(2)
  expect(requestsOf(ran, 'Describe')).toHaveLength(1)
  expect(logOf(ran)).toContain('ObjectCreated:Put letters/to ada.txt text/plain Dear Ada, the engine runs.')
})

test('sns-fanout: a filter policy keeps the small order from the queue', async () => {
  const large = await run('sns-fanout', 'Place', 'large.json')
  expect(logOf(large)).toContain('confirmed Order placed {"customer":"ada","total":120}')
  expect(rowsOf(large, 'Queue', 'LargeOrders')).toHaveLength(1)
  const small = await invoke('sns-fanout', 'Place', 'small.json')
  expect(logOf(small)).toContain('"charles"')
  expect(rowsOf(small, 'Queue', 'LargeOrders')).toHaveLength(1)
})

test('eventbridge-rules: one rule hears of all events, the other of one', async () => {
  const ran = await run('eventbridge-rules', 'Tell', 'events.json')
  expect(ran.answer).toMatchObject({ FailedEntryCount: 0 })
  const bodies = rowsOf(ran, 'Queue', 'Audit').map((row) => row.at(-1))
  expect(bodies.toSorted()).toEqual(['"OrderPaid: A-1"', '"OrderPaid: A-2"', '"OrderPlaced: A-1"'])
  expect(requestsOf(ran, 'Ship')).toHaveLength(1)
  expect(logOf(ran)).toContain('shipping A-1')
})

test('http-apis: routes, created items and mapped errors, through both APIs', async () => {
  const { answer, trace } = await run('http-apis', 'Client', 'nothing.json')
  expect(answer).toMatchObject({
    created: { status: 201, location: '/items/2', body: '{"id":"2"}' },
    read: { status: 200, body: '{"name":"Umbrella"}' },
    noItem: { status: 404 },
    noRoute: { status: 404, body: '{"message":"Not Found"}' },
    price: { status: 200, body: '{"id":"1","price":12.5,"currency":"CHF"}' },
    noPrice: { status: 404 },
    noMethod: { status: 403, body: '{"message":"Missing Authentication Token"}' },
  })
  const answered = trace.filter(({ type }) => type === 'http.answered')
  expect(answered).toHaveLength(7)
})

test('scheduler-reminders: the function is invoked four minutes later, to the second', async () => {
  const ran = await run('scheduler-reminders', 'Remind', 'tea.json')
  expect(logOf(ran)).toContain('ring: The tea is ready')
  const [ring] = requestsOf(ran, 'Ring')
  const { ScheduleExpression } = ran.answer as { ScheduleExpression: string }
  const due = Date.parse(`${/at\((.*)\)/.exec(ScheduleExpression)?.[1] ?? ''}Z`)
  expect(ring?.at).toBeGreaterThanOrEqual(due)
  expect(ring?.at).toBeLessThan(due + 60_000)
  expect(ran.resources.filter(({ kind }) => kind === 'Schedule')).toEqual([])
})

test('kinesis-records: the clicks of one user stay in order', async () => {
  const ran = await run('kinesis-records', 'Stream', 'clicks.json')
  const shards = Object.values(ran.answer as Record<string, string[]>)
  expect(shards).toHaveLength(2)
  expect(shards.flat()).toHaveLength(4)
  const ofAda = shards.find((records) => records.some((record) => record.includes('"ada"'))) ?? []
  const pages = ofAda.map((record) => JSON.parse(record) as { user: string; page: string })
  expect(pages.filter(({ user }) => user === 'ada').map((click) => click.page)).toEqual(['/', '/engines', '/basket'])
})

test('stream-poison-record: the bad reading is found, retried once and given up; the others are processed', async () => {
  const ran = await run('stream-poison-record', 'Measure', 'readings.json')
  expect(ran.answer).toBe(8)
  const batches = ran.trace.flatMap((record) => (record.type === 'mapping.batch-sent' ? [record.recordIds.length] : []))
  expect(batches).toEqual([8, 4, 4, 2, 1, 1, 1, 2])
  expect(ran.trace.filter(({ type }) => type === 'mapping.discarded')).toMatchObject([
    { condition: 'RetryAttemptsExhausted', invokeCount: 2 },
  ])
  expect(rowsOf(ran, 'Queue', 'Discarded')).toHaveLength(1)
})

test('configuration: a parameter and a generated secret, read once per environment', async () => {
  const first = await run('configuration', 'Configured', 'ada.json')
  expect(first.answer).toEqual({ greeting: 'Good morning, Ada', username: 'ada', passwordLength: 24 })
  const callsIn = ({ trace }: Ran) => trace.filter(({ type }) => type === 'call.started').length
  const again = await invoke('configuration', 'Configured', 'ada.json')
  expect(again.answer).toEqual(first.answer)
  expect([callsIn(first), callsIn(again)]).toEqual([2, 2])
})

test('function-calls-function: one answer is waited for, one event accepted', async () => {
  const ran = await run('function-calls-function', 'Caller', 'numbers.json')
  expect(ran.answer).toMatchObject({ sum: 10, accepted: 202 })
  expect((ran.answer as { log: string }).log).toMatch(/^START RequestId: /)
  const types = requestsOf(ran, 'Callee').map((record) => record.type === 'request.received' && record.invocationType)
  expect(types).toEqual(['RequestResponse', 'Event'])
})

test('recursive-loop: sixteen rounds, and the seventeenth message ends in the dead-letter queue', async () => {
  const { trace } = await run('recursive-loop', 'Loop', 'start.json')
  expect(trace.filter(({ type }) => type === 'invocation.started')).toHaveLength(16)
  expect(trace.filter(({ type }) => type === 'request.loop-stopped')).toHaveLength(2)
  expect(trace.filter(({ type }) => type === 'sqs.moved')).toHaveLength(1)
})

test('metrics-and-logs: both metrics are counted, and the line is found', async () => {
  const ran = await run('metrics-and-logs', 'Measure', 'order.json')
  expect(ran.answer).toEqual({ linesWithMetrics: 1 })
  const metrics = rowsOf(ran, 'Metrics', 'Shop').map(([name, dimensions, , sum]) => [name, dimensions, sum])
  expect(metrics).toContainEqual(['OrderTotal', 'service=checkout', '42'])
  expect(metrics).toContainEqual(['Checkouts', '', '1'])
})

test('roles: denied as itself, allowed as the sender', async () => {
  const ran = await run('roles', 'Roles', 'nothing.json')
  const answer = ran.answer as Record<string, string>
  expect(answer['self']).toMatch(/^arn:aws:sts::123456789012:assumed-role\/[\w-]+\/[\w-]+$/)
  expect(answer['asMyself']).toMatch(
    /is not authorized to perform: sqs:sendmessage on resource: arn:aws:sqs:us-east-1:123456789012:[\w-]+ because no identity-based policy allows the sqs:sendmessage action$/,
  )
  expect(answer['asSender']).toBe('sent')
  expect(rowsOf(ran, 'Queue').map((row) => row.at(-1))).toEqual(['from the sender'])
  expect(ran.trace).toContainEqual(
    expect.objectContaining({ type: 'access.denied', action: 'sqs:SendMessage', decision: 'implicit-deny' }),
  )
})

test('presigned-urls: links work without an account, and for a minute', async () => {
  const ran = await run('presigned-urls', 'Share', 'file.json')
  expect(ran.answer).toMatchObject({ put: 200, fresh: 200, text: 'Dear Ada', late: 403 })
  expect((ran.answer as { why: string }).why).toContain('<Message>Request has expired</Message>')
})

test('kafka-orders: a poison record ends in the queue, the orders around it are processed', async () => {
  await open('kafka-orders')
  const files = filesOf('kafka-orders')
  const ran = await page.evaluate(
    async ([order, poison, limitMs]) => {
      await coldstart.send('Shop/orders', { body: order, partition: 0 })
      await coldstart.send('Shop/orders', { body: poison, partition: 0 })
      await coldstart.send('Shop/orders', { body: order, partition: 0 })
      await coldstart.send('Shop/orders', { body: order, partition: 1 })
      await coldstart.clock.runUntilIdle({ limitMs })
      return { answer: null, resources: await coldstart.resources(), trace: await coldstart.trace() }
    },
    [files['events/order.json'] ?? '', files['events/poison.json'] ?? '', LIMIT_MS] as const,
  )
  expect(logOf(ran)).toContain('A-1 (partition 0, offset 2): 40')
  expect(logOf(ran)).toContain('A-1 (partition 1, offset 0): 40')
  const [dead] = rowsOf(ran, 'Queue', 'DeadOrders')
  expect(dead?.at(-1)).toContain('RetryAttemptsExhausted')
})

test('function-url: a page in four parts, the first before the others are written', async () => {
  await open('function-url')
  const response = await page.evaluate(async () => {
    const [entrance] = await coldstart.entrances()
    const answer = coldstart.http({ url: `${entrance?.url ?? ''}?name=Ada` })
    await coldstart.clock.runUntilIdle()
    const { status, headers, body, parts = [] } = await answer
    const text = typeof body === 'string' ? body : new TextDecoder().decode(body)
    return {
      status,
      headers,
      text,
      gaps: parts.slice(1).map(({ at }, index) => Math.round(at - (parts[index]?.at ?? 0))),
    }
  })
  expect(response.status).toBe(200)
  expect(response.headers).toContainEqual(['content-type', 'text/html; charset=utf-8'])
  expect(response.text).toContain('<h1>Hello, Ada!</h1>')
  expect(response.gaps).toEqual([400, 400, 400])
})

test('idempotent-payments: five messages, one payment', async () => {
  await open('idempotent-payments')
  const body = filesOf('idempotent-payments')['events/payment.json'] ?? ''
  const ran = await page.evaluate(
    async ([MessageBody, limitMs]) => {
      const queue = (await coldstart.resources()).find(({ kind }) => kind === 'Queue')
      for (let message = 0; message < 5; message++) {
        await coldstart.aws({
          method: 'POST',
          url: 'https://sqs.us-east-1.amazonaws.com/',
          headers: { 'x-amz-target': 'AmazonSQS.SendMessage' },
          body: JSON.stringify({ QueueUrl: queue?.name, MessageBody }),
        })
        await coldstart.clock.runUntilIdle({ limitMs })
      }
      return { answer: null, resources: await coldstart.resources(), trace: await coldstart.trace() }
    },
    [body, LIMIT_MS] as const,
  )
  expect(logOf(ran).match(/PAID P-1 250/g)).toHaveLength(1)
  expect(rowsOf(ran, 'Table')).toHaveLength(1)
  expect(rowsOf(ran, 'Queue')).toHaveLength(0)
  expect(ran.trace.filter(({ type }) => type === 'invocation.started')).toHaveLength(5)
})

test('encrypted-notes: decrypted with the same context only', async () => {
  const ran = await run('encrypted-notes', 'Notes', 'note.json')
  expect(ran.answer).toMatchObject({
    text: 'It might act upon other things besides number',
    stolen: 'InvalidCiphertextException',
  })
})

test('the gallery: by keyboard to an example, and back to what was open', async () => {
  await page.evaluate(() => coldstart.open({ files: { 'src/mine.ts': 'export {}' }, settings: { name: 'Mine' } }))
  await page.getByRole('button', { name: 'Examples' }).focus()
  await page.keyboard.press('Enter')
  const gallery = page.getByRole('dialog', { name: 'Examples' })
  await expect(gallery.getByRole('option')).toHaveCount(readdirSync(EXAMPLES).length)
  await page.keyboard.type('condition')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowUp')
  await expect(gallery.getByRole('option', { selected: true })).toContainText('Items in a table')
  await expect(gallery.getByRole('article')).toContainText('nothing is placed twice')
  await page.keyboard.press('Enter')
  await expect(gallery).toBeHidden()
  await expect(page.getByText('Opened “Items in a table”')).toBeVisible()
  await page.keyboard.press('Control+Enter')
  await expect(page.getByText('dynamodb:PutItem').first()).toBeVisible()

  await page.getByRole('button', { name: 'Back to my project' }).press('Enter')
  await expect(page.getByRole('treeitem', { name: 'mine.ts' })).toBeVisible()
  await page.keyboard.press('ControlOrMeta+K')
  await page.keyboard.type('My projects')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('listitem').filter({ hasText: 'Mine' })).toContainText('open now')
  await page.keyboard.press('Escape')
})

test('order-workflow: a step is retried, somebody approves, and half a day passes', async () => {
  await open('order-workflow')
  const order: unknown = JSON.parse(filesOf('order-workflow')['events/order.json'] ?? '')
  const ran = await page.evaluate(async (event) => {
    await coldstart.invoke('OrderWorkflow', event, { type: 'Event', qualifier: '$LATEST' })
    await coldstart.clock.runUntilIdle({ limitMs: 24 * 3_600_000 })
    const waiting = (await coldstart.trace()).flatMap((record) =>
      record.type === 'durable.operation' && record.callbackId !== null ? [record.callbackId] : [],
    )
    const { status } = await coldstart.aws({
      method: 'POST',
      url: `https://lambda.us-east-1.amazonaws.com/2025-12-01/durable-execution-callbacks/${encodeURIComponent(waiting[0] ?? '')}/succeed`,
      headers: {},
      body: '{"approved":true}',
    })
    await coldstart.clock.runUntilIdle({ limitMs: 24 * 3_600_000 })
    return { status, resources: await coldstart.resources(), trace: await coldstart.trace() }
  }, order)
  expect(ran.status).toBe(200)
  const retries = ran.trace.flatMap((record) =>
    record.type === 'durable.operation' && record.status === 'PENDING' ? [(record.due ?? 0) - record.at] : [],
  )
  expect(retries).toEqual([10_000, 30_000])
  const [end] = ran.trace.filter(({ type }) => type === 'durable.ended')
  expect(end).toMatchObject({ status: 'SUCCEEDED' })
  expect(JSON.parse((end?.type === 'durable.ended' ? end.result : null) ?? '')).toEqual({
    payment: { id: 'pay-1042', attempt: 3 },
    decision: { approved: true },
    packed: ['teapot packed', 'cups packed'],
    shipped: 'shipment-1042',
  })
  const view = ran.resources.find(({ kind }) => kind === 'Durable execution')
  expect(view?.facts).toContainEqual({ label: 'Status', value: 'SUCCEEDED' })
})
