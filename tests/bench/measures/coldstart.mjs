/**
 * Our side, through the automation API of the built page, at pace `max` with `fixed` CPU.
 *
 * - `coldstart.warm`: one synchronous invocation of a hello-world function in a warm environment (ms)
 * - `ping.page`: a bare postMessage there and back over the same boundary, from the same page (ms)
 * - `coldstart.first`: the first invocation of a function whose environment has to be started (ms)
 * - `coldstart.load`: invocations a second from one caller that waits for each answer
 * - `coldstart.drain`: SQS messages a second, 10,000 of them drained in batches of 10
 * - `coldstart.async-failure`: an event that fails three times, with its waits of one and two minutes (ms)
 */

import { openPlayground } from '../browser.mjs'

export const name = 'coldstart'

const FUNCTION = (id) => `
  ${id}:
    Type: AWS::Serverless::Function
    Properties: { FunctionName: ${id}, Handler: ${id.toLowerCase()}.handler, Runtime: nodejs22.x }`

/** Fresh functions for the first invocations. */
const FIRSTS = Array.from({ length: 15 }, (_, index) => `First${index}`)

const files = {
  'template.yaml': `Transform: AWS::Serverless-2016-10-31
Resources:${['Hello', 'Failing', ...FIRSTS].map(FUNCTION).join('')}
  Drain:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: Drain
      Handler: drain.handler
      Runtime: nodejs22.x
      Events:
        Messages:
          Type: SQS
          Properties: { Queue: !GetAtt Queue.Arn, BatchSize: 10 }
  Queue:
    Type: AWS::SQS::Queue
    Properties: { QueueName: queue }
`,
  'failing.js': `exports.handler = async () => { throw new Error('no') }`,
  'drain.js': 'exports.handler = async () => ({})',
  ...Object.fromEntries(
    ['Hello', ...FIRSTS].map((id) => [
      `${id.toLowerCase()}.js`,
      `exports.handler = async (event) => ({ hello: event.name })`,
    ]),
  ),
}

export async function run() {
  const { page, close } = await openPlayground()
  try {
    // Editor and bundler load after the first run; what they cost is not what is measured here.
    await page.waitForLoadState('networkidle')
    await page.waitForTimeout(10_000)
    return await page.evaluate(measure, { files, firsts: FIRSTS })
  } finally {
    await close()
  }
}

/* global coldstart */
/** Runs in the page. */
async function measure({ files, firsts }) {
  await coldstart.open({ files, settings: { seed: 1, pace: 'max', cpu: 'fixed' } })
  const { ok, diagnostics } = await coldstart.deploy()
  if (!ok) throw new Error(JSON.stringify(diagnostics))
  const median = (values) => values.sort((a, b) => a - b)[values.length >> 1]
  const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

  const first = []
  for (const fn of firsts) {
    // The worker that is kept ready in reserve is replaced meanwhile, as between two clicks of a person.
    await pause(600)
    const startedAt = performance.now()
    await coldstart.invoke(fn, { name: 'x' })
    first.push(performance.now() - startedAt)
  }

  const ping = await bareBoundary()
  const warm = []
  const pings = []
  const timed = async (work) => {
    const startedAt = performance.now()
    for (let count = 0; count < 50; count++) await work()
    return (performance.now() - startedAt) / 50
  }
  // In turn, so that both see the same machine.
  for (let batch = 0; batch < 40; batch++) {
    warm.push(await timed(() => coldstart.invoke('Hello', { name: 'x' })))
    pings.push(await timed(ping))
  }

  const load = []
  for (let round = 0; round < 3; round++) {
    const { realMs } = await coldstart.load('Hello', { name: 'x' }, { requests: 5000 })
    load.push(5000 / (realMs / 1000))
  }

  const drainStartedAt = performance.now()
  const sent = []
  for (let batch = 0; batch < 1000; batch++) {
    const Entries = Array.from({ length: 10 }, (_, index) => ({
      Id: String(index),
      MessageBody: `message ${batch} ${index}`,
    }))
    sent.push(
      coldstart.aws({
        method: 'POST',
        url: 'https://sqs.us-east-1.amazonaws.com/',
        headers: { 'x-amz-target': 'AmazonSQS.SendMessageBatch' },
        body: JSON.stringify({ QueueUrl: 'queue', Entries }),
      }),
    )
  }
  await Promise.all(sent)
  await coldstart.clock.runUntilIdle()
  const drain = 10_000 / ((performance.now() - drainStartedAt) / 1000)

  const failures = []
  for (let round = 0; round < 20; round++) {
    const startedAt = performance.now()
    await coldstart.invoke('Failing', {}, { type: 'Event' })
    await coldstart.clock.runUntilIdle()
    failures.push(performance.now() - startedAt)
  }
  const attempts = await coldstart.trace({ types: ['invocation.started'] })
  if (attempts.filter(({ functionName }) => functionName === 'Failing').length !== 60)
    throw new Error('not three attempts each')

  /** A second sandbox frame of the page's own kind, with a worker that only echoes. */
  async function bareBoundary() {
    const frame = document.createElement('iframe')
    frame.src = document.querySelector('#sandbox iframe').src
    const loaded = new Promise((resolve) => (frame.onload = resolve))
    document.querySelector('#sandbox').append(frame)
    await loaded
    const calls = new MessageChannel()
    const records = new MessageChannel()
    const cloud = 'onmessage = ({ data: { calls } }) => { calls.onmessage = ({ data }) => calls.postMessage(data) }'
    const start = {
      type: 'coldstart:start',
      cloud,
      runtime: '',
      options: {},
      calls: calls.port2,
      records: records.port2,
    }
    frame.contentWindow.frames[0].postMessage(start, '*', [calls.port2, records.port2])
    let answered
    calls.port1.onmessage = () => answered()
    return () =>
      new Promise((resolve) => {
        answered = resolve
        calls.port1.postMessage(0)
      })
  }

  return {
    'ping.page': median(pings),
    'coldstart.first': median(first),
    'coldstart.warm': median(warm),
    'coldstart.load': median(load),
    'coldstart.drain': drain,
    'coldstart.async-failure': median(failures),
  }
}
