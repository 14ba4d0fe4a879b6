/**
 * How many batches run at a time. Source: fact sheet §7.2; Guide, "Configuring scaling behavior for SQS event source
 * mappings" and "Handling errors for an SQS event source in Lambda". Intervals that AWS does not give are marked MODEL in
 * `limits.ts` and asserted here as they stand there.
 */

import { describe, expect, it } from 'vitest'
import type { TraceFact } from '../../../src/cloud/aws/trace-records'
import { Kernel } from '../../../src/cloud/kernel/kernel'
import { QueueScaling, scalingBounds } from '../../../src/cloud/lambda/event-source-mapping/queue-scaling'
import { fail, respond } from '../../unit/cloud/scripted-host'
import { COLD, deploy, lambdaFunction, mapping, queue, sqs } from '../../unit/cloud/stack'
import { counts, recorder, sendAll, underWay } from './polling'

const HOUR = 3_600_000
/** A function that takes almost its whole timeout, so that batches pile up. */
const slow = (properties: Parameters<typeof mapping>[3] = {}, concurrency = {}) => [
  lambdaFunction('F', { Timeout: 900, ...concurrency }),
  queue('Q', { VisibilityTimeout: 43_200 }),
  mapping('M', 'F', 'Q', { BatchSize: 1, ...properties }),
]
const lasting = (ms: number) => recorder(() => respond(null), ms).script

describe('§7.2 scaling of a standard queue', () => {
  it('begins with five batches at a time', async () => {
    const run = deploy(slow(), lasting(800_000))
    await sendAll(run, 50)
    await run.advance(59_999)
    expect(underWay(run)).toBe(5)
  })

  it('adds 300 every minute for as long as messages are left, exactly a minute apart', async () => {
    const run = deploy(slow(), lasting(800_000))
    await sendAll(run, 1000)
    await run.advance(120_000)
    expect(run.trace('mapping.scaled').map(({ at, from, to, cause }) => [at, from, to, cause])).toEqual([
      [60_000, 5, 305, 'backlog'],
      [120_000, 305, 605, 'backlog'],
    ])
    expect(underWay(run)).toBe(605)
  })

  it('stops at 1,250, which is beyond what an account may run at a time unless it asks', async () => {
    const kernel = new Kernel<TraceFact>({ seed: 1, startTime: 0 })
    const limits: [at: number, limit: number][] = []
    const bounds = scalingBounds({ maximumConcurrency: null, provisionedPollers: null }, undefined)
    const scaling = new QueueScaling(kernel, bounds, (_, to) => {
      limits.push([kernel.now, to])
      scaling.observe(true, true)
    })
    scaling.observe(true, true)
    while (await kernel.runNextInstant(HOUR));
    expect(limits).toEqual([
      [60_000, 305],
      [120_000, 605],
      [180_000, 905],
      [240_000, 1205],
      [300_000, 1250],
    ])
  })

  it('does not grow when the messages that came first are enough for five', async () => {
    const run = deploy(slow(), lasting(800_000))
    await sendAll(run, 5)
    await run.advance(200_000)
    expect(run.trace('mapping.scaled')).toEqual([])
  })

  it('goes back to five after a minute without messages, and to two in the long run (MODEL)', async () => {
    const run = deploy(slow(), lasting(61_000))
    await sendAll(run, 400)
    await run.advance(HOUR)
    const scaled = run.trace('mapping.scaled')
    expect(scaled.map(({ to, cause }) => [to, cause])).toEqual([
      [305, 'backlog'],
      [605, 'backlog'],
      [5, 'idle'],
      [2, 'idle'],
    ])
    const ended = run.trace('mapping.batch-ended').at(-1)?.at ?? 0
    expect([scaled[2]?.at, scaled[3]?.at]).toEqual([ended + 60_000, ended + 660_000])
  })

  it('after such a rest two batches begin, and 300 more a minute later', async () => {
    const run = deploy(slow(), lasting(300_000))
    await run.advance(HOUR)
    await sendAll(run, 10)
    await run.advance(59_999)
    expect(underWay(run)).toBe(2)
    await run.advance(1)
    expect(underWay(run)).toBe(10)
  })
})

describe('§7.2 MaximumConcurrency', () => {
  it('more than that is not read: it stays visible, and nothing is throttled', async () => {
    const run = deploy(slow({ ScalingConfig: { MaximumConcurrency: 3 } }), lasting(800_000))
    await sendAll(run, 10)
    await run.advance(300_000)
    expect(underWay(run)).toBe(3)
    expect(await counts(run, 'Q')).toEqual([7, 3])
    expect(run.trace('request.throttled')).toEqual([])
  })

  it('above five the mapping still begins with five and grows to it', async () => {
    const run = deploy(slow({ ScalingConfig: { MaximumConcurrency: 8 } }), lasting(800_000))
    await sendAll(run, 20)
    await run.advance(59_999)
    expect(underWay(run)).toBe(5)
    await run.advance(1)
    expect(underWay(run)).toBe(8)
  })

  it('keeps its pollers however long there is nothing to do', async () => {
    const run = deploy(slow({ ScalingConfig: { MaximumConcurrency: 5 } }), lasting(300_000))
    await run.advance(HOUR)
    await sendAll(run, 10)
    await run.advance(1_000)
    expect(underWay(run)).toBe(5)
  })

  it.each([1, 1001])('%i is refused', (MaximumConcurrency) => {
    expect(deploy(slow({ ScalingConfig: { MaximumConcurrency } }), lasting(1)).diagnostics).toHaveLength(1)
  })
})

describe('§7.2 provisioned mode', () => {
  const provisioned = (MinimumPollers?: number, MaximumPollers?: number) => ({
    ProvisionedPollerConfig: {
      ...(MinimumPollers !== undefined && { MinimumPollers }),
      ...(MaximumPollers !== undefined && { MaximumPollers }),
    },
  })

  it('each poller has ten batches at a time; there are two unless it says otherwise', async () => {
    const run = deploy(slow(provisioned()), lasting(800_000))
    await sendAll(run, 100)
    await run.advance(50_000)
    expect(underWay(run)).toBe(20)
  })

  it('is there from the start, whatever the minimum is', async () => {
    const run = deploy(slow(provisioned(30, 60)), lasting(800_000))
    await sendAll(run, 700)
    await run.advance(50_000)
    expect(underWay(run)).toBe(300)
  })

  it('adds 1,000 batches a minute, at most ten per poller of the maximum', async () => {
    const run = deploy(slow(provisioned(2, 95)), lasting(800_000))
    await sendAll(run, 980)
    await run.advance(200_000)
    expect(run.trace('mapping.scaled').map(({ at, to }) => [at, to])).toEqual([[60_000, 950]])
  })

  it('each poller polls ten times a second', async () => {
    // 2 pollers with short batches of one message: 20 polls in each second.
    const run = deploy(slow(provisioned(2, 2)), lasting(1))
    await sendAll(run, 50)
    await run.advance(5_000)
    const perSecond = [0, 1, 2].map(
      (second) => run.trace('mapping.batch-sent').filter(({ at }) => Math.floor(at / 1000) === second).length,
    )
    expect(perSecond).toEqual([20, 20, 10])
  })

  it('each poller takes a megabyte a second', async () => {
    const run = deploy(slow(provisioned(2, 2)), lasting(1))
    for (let index = 0; index < 6; index++) await run.send('Q', 'x'.repeat(1_040_000))
    await run.advance(5_000)
    const sent = run.trace('mapping.batch-sent').map(({ at }) => Math.floor(at / 1000))
    // Three messages of nearly a megabyte exceed the two megabytes of a second.
    expect(sent).toEqual([0, 0, 0, 1, 1, 1])
  })

  it('excludes MaximumConcurrency', () => {
    const both = { ...provisioned(2, 4), ScalingConfig: { MaximumConcurrency: 5 } }
    expect(deploy(slow(both), lasting(1)).diagnostics).toHaveLength(1)
  })

  it.each([
    ['a minimum below 2', provisioned(1, 10)],
    ['a minimum above 200', provisioned(201, 300)],
    ['a maximum above 2,000', provisioned(2, 2001)],
    ['a minimum above the maximum', provisioned(20, 10)],
  ])('refuses %s', (_, properties) => {
    expect(deploy(slow(properties), lasting(1)).diagnostics).toHaveLength(1)
  })
})

describe('§7.2 repeated errors make the pollers back off', () => {
  it('each batch that fails takes one concurrent batch away, each that succeeds gives one back (MODEL)', async () => {
    const { script } = recorder((_, nth) => (nth <= 3 ? fail('no') : respond(null)), 100)
    const run = deploy(slow(), script)
    await sendAll(run, 12)
    await run.advance(10_000)
    expect(run.trace('mapping.scaled').map(({ from, to, cause }) => [from, to, cause])).toEqual([
      [5, 4, 'errors'],
      [4, 3, 'errors'],
      [3, 2, 'errors'],
      [2, 3, 'success'],
      [3, 4, 'success'],
      [4, 5, 'success'],
    ])
  })

  it('not with ReportBatchItemFailures: polling is not scaled down when invocations fail', async () => {
    const { script } = recorder(() => fail('no'), 100)
    const run = deploy(slow({ FunctionResponseTypes: ['ReportBatchItemFailures'] }), script)
    await sendAll(run, 12)
    await run.advance(10_000)
    expect(run.trace('mapping.batch-ended').length).toBeGreaterThanOrEqual(12)
    expect(run.trace('mapping.scaled')).toEqual([])
  })

  it('one batch always remains', async () => {
    const { script } = recorder(() => fail('no'), 100)
    const run = deploy(slow(), script)
    await sendAll(run, 30)
    await run.advance(20_000)
    expect(run.trace('mapping.scaled').at(-1)?.to).toBe(1)
    expect(run.trace('mapping.batch-ended').length).toBe(30)
  })
})

describe('§7.2 throttled batches', () => {
  const RESERVED = { ReservedConcurrentExecutions: 1 }

  it('are tried again while their messages are invisible, after 1 s, 2 s, 4 s … (MODEL)', async () => {
    const run = deploy(slow({}, RESERVED), lasting(20_000))
    await sendAll(run, 2)
    await run.advance(60_000)
    expect(run.trace('request.throttled').map(({ at }) => at)).toEqual([0, 1_000, 3_000, 7_000, 15_000])
    expect(run.trace('invocation.started').map(({ at }) => at)).toEqual([COLD, 31_000])
  })

  it('are not received again for that: the receive count stays', async () => {
    const { events, script } = recorder(() => respond(null), 5_000)
    const run = deploy(slow({}, RESERVED), script)
    await sendAll(run, 2)
    await run.advance(60_000)
    expect(events.map(({ Records }) => Records[0]?.attributes['ApproximateReceiveCount'])).toEqual(['1', '1'])
  })

  it('are left to the queue when the visibility timeout would end first', async () => {
    const resources = [
      lambdaFunction('F', { ...RESERVED, Timeout: 30 }),
      queue('Q', { VisibilityTimeout: 30 }),
      mapping('M', 'F', 'Q', { BatchSize: 1 }),
    ]
    const { events, script } = recorder(() => respond(null), 29_000)
    const run = deploy(resources, script)
    await sendAll(run, 2)
    await run.advance(60_000)
    // Tries at 0, 1, 3, 7 and 15 s; the next would be at 31 s, and the message is visible again at 30 s.
    expect(run.trace('request.throttled').map(({ at }) => at)).toEqual([0, 1_000, 3_000, 7_000, 15_000])
    expect(events[1]?.Records[0]?.attributes['ApproximateReceiveCount']).toBe('2')
    expect(run.trace('invocation.started')[1]?.at).toBe(30_000)
  })

  it('a throttle takes concurrency away like an error', async () => {
    const run = deploy(slow({}, RESERVED), lasting(20_000))
    await sendAll(run, 3)
    await run.advance(500)
    expect(run.trace('mapping.scaled').map(({ to, cause }) => [to, cause])).toEqual([
      [4, 'errors'],
      [3, 'errors'],
    ])
  })
})

describe('§11.1 event counts of a mapping', () => {
  it('are there only if MetricsConfig asks for them', async () => {
    const run = deploy(slow(), lasting(1))
    await sendAll(run, 2)
    await run.idle()
    expect(run.trace('mapping.event-count')).toEqual([])
  })

  it('say what was polled, filtered out, handed over and deleted', async () => {
    const resources = slow({
      BatchSize: 10,
      MetricsConfig: { Metrics: ['EventCount'] },
      FilterCriteria: { Filters: [{ Pattern: '{"body":["0","1","2"]}' }] },
    })
    const run = deploy(resources, lasting(1))
    await sendAll(run, 5)
    await run.idle()
    const total: Record<string, number> = {}
    for (const { metric, count } of run.trace('mapping.event-count')) total[metric] = (total[metric] ?? 0) + count
    expect(total).toEqual({
      PolledEventCount: 5,
      FilteredOutEventCount: 2,
      InvokedEventCount: 3,
      DeletedEventCount: 3,
    })
  })

  it('count failures again with each retry', async () => {
    const { script } = recorder((_, nth) => (nth === 1 ? fail('no') : respond(null)))
    const resources = [
      lambdaFunction('F'),
      queue('Q'),
      mapping('M', 'F', 'Q', { MetricsConfig: { Metrics: ['EventCount'] } }),
    ]
    const run = deploy(resources, script)
    await sendAll(run, 2)
    await run.idle()
    const of = (name: string) => run.trace('mapping.event-count').filter(({ metric }) => metric === name)
    expect(of('FailedInvokeEventCount').map(({ count }) => count)).toEqual([2])
    expect(of('InvokedEventCount').map(({ count }) => count)).toEqual([2, 2])
    expect(of('PolledEventCount').map(({ count }) => count)).toEqual([2, 2])
  })

  it('are metrics of AWS/Lambda with the dimension EventSourceMappingUUID', async () => {
    const run = deploy(slow({ MetricsConfig: { Metrics: ['EventCount'] } }), lasting(1))
    await sendAll(run, 1)
    await run.idle()
    const { mapping: uuid } = run.trace('mapping.event-count')[0] ?? {}
    const answer = await run.cloud.aws({
      method: 'POST',
      url: 'https://monitoring.us-east-1.amazonaws.com/',
      headers: {
        'x-amz-target': 'GraniteServiceVersion20100801.ListMetrics',
        'content-type': 'application/x-amz-json-1.0',
      },
      body: JSON.stringify({ Namespace: 'AWS/Lambda', MetricName: 'PolledEventCount' }),
    })
    expect(String(answer.body)).toContain(uuid)
  })
})

describe('§7.1 permissions come from the execution role', () => {
  it.each(['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'])(
    'without %s the mapping is refused',
    (missing) => {
      const actions = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'].filter(
        (one) => one !== missing,
      )
      const role = {
        logicalId: 'R',
        type: 'AWS::IAM::Role',
        properties: {
          AssumeRolePolicyDocument: {
            Version: '2012-10-17',
            Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
          },
          Policies: [
            {
              PolicyName: 'p',
              PolicyDocument: {
                Version: '2012-10-17',
                Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }],
              },
            },
          ],
        },
        dependsOn: [],
        origin: 'R',
      }
      const fn = lambdaFunction('F', { Role: { 'Fn::GetAtt': ['R', 'Arn'] } })
      const { diagnostics } = deploy([role, fn, queue('Q'), mapping('M', 'F', 'Q')], lasting(1))
      expect(diagnostics.map(({ message }) => message)).toEqual([
        `The provided execution role does not have permissions to call ${missing.slice(4)} on SQS`,
      ])
    },
  )
})

describe('§7.1 a queue that does not exist', () => {
  it('is refused in AWS’s words (recorded)', async () => {
    const run = deploy([lambdaFunction('F')], lasting(1))
    const answer = await run.cloud.aws({
      method: 'POST',
      url: 'https://lambda.us-east-1.amazonaws.com/2015-03-31/event-source-mappings/',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ FunctionName: 'F', EventSourceArn: 'arn:aws:sqs:us-east-1:123456789012:none' }),
    })
    expect(answer.status).toBe(400)
    expect(JSON.parse(String(answer.body))).toMatchObject({
      message:
        'Error occurred while ReceiveMessage. SQS Error Code: AWS.SimpleQueueService.NonExistentQueue. SQS Error Message: The specified queue does not exist.',
    })
  })

  it('a second mapping of the same queue to the same function is refused with 409 (recorded)', async () => {
    const run = deploy([lambdaFunction('F'), queue('Q'), mapping('M', 'F', 'Q')], lasting(1))
    const answer = await run.cloud.aws({
      method: 'POST',
      url: 'https://lambda.us-east-1.amazonaws.com/2015-03-31/event-source-mappings/',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ FunctionName: 'F', EventSourceArn: 'arn:aws:sqs:us-east-1:123456789012:Q' }),
    })
    expect(answer.status).toBe(409)
    expect(JSON.parse(String(answer.body))).toMatchObject({
      message: expect.stringMatching(
        /^An event source mapping with SQS arn \(" arn:aws:sqs:us-east-1:123456789012:Q "\) and function \(" F "\) already exists\. Please update or delete the existing mapping with UUID [0-9a-f-]{36}$/,
      ) as string,
    })
    await sqs(run.cloud, 'GetQueueAttributes', { QueueUrl: 'Q' })
  })
})
