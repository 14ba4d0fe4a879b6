/**
 * Fact sheet §3.5: what is charged beside requests and duration. Source: AWS Lambda pricing; expected amounts are
 * calculated by hand from its text, its examples and the price list's figures.
 */

import { describe, expect, test } from 'vitest'
import type { TraceRecord } from '../../../src/cloud/aws/trace-records'
import type { StackResource, TemplateValue } from '../../../src/cloud/aws/template'
import { costOf, NO_USAGE, ofInvocations, scaled, sum } from '../../../src/cloud/aws/cost/prices'
import { UsageMeter } from '../../../src/cloud/aws/cost/usage'
import { respond, type Script } from '../../unit/cloud/scripted-host'
import { deploy, lambdaFunction, mapping, queue, resource, START_TIME, type Run } from '../../unit/cloud/stack'
import { deploy as deployBrokers, kafkaStack } from './brokers'
import { sendAll } from './polling'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const SECOND: Script = { invoke: () => ({ takes: 1000, outcome: respond('ok') }) }

function metered(run: Pick<Run, 'cloud'>): UsageMeter {
  const meter = new UsageMeter()
  for (const record of run.cloud.kernel.trace.since(0)) meter.apply(record)
  return meter
}

/** What was used until so long after the start of the run. */
const usedUntil = (run: Pick<Run, 'cloud'>, at: number) => metered(run).total(START_TIME + at)

async function api(run: Run, method: string, path: string, body?: object): Promise<number> {
  const answer = run.cloud.aws({
    method,
    url: `https://lambda.us-east-1.amazonaws.com${path}`,
    headers: {},
    body: body === undefined ? '' : JSON.stringify(body),
  })
  await run.advance(0)
  return (await answer).status
}

const PROVISIONED = '/2019-09-30/functions/F/provisioned-concurrency?Qualifier=1'
const put = (run: Run, count: number) => api(run, 'PUT', PROVISIONED, { ProvisionedConcurrentExecutions: count })
const remove = (run: Run) => api(run, 'DELETE', PROVISIONED)

/** A version of a function of a gigabyte, with so much provisioned concurrency. */
function provisioned(count: number, settings: Record<string, TemplateValue> = {}): Run {
  const version: StackResource = resource('V', 'AWS::Lambda::Version', {
    FunctionName: { Ref: 'F' },
    ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: count },
  })
  return deploy([lambdaFunction('F', { MemorySize: 1024, ...settings }), version], SECOND)
}

describe('§3.5 prices: provisioned concurrency', () => {
  test('is charged from when it is enabled until it is disabled, rounded up to 5 minutes: 2 × 1 GB × 10 minutes', async () => {
    const run = provisioned(2)
    await run.advance(7 * MINUTE)
    expect(await remove(run)).toBe(204)
    await run.advance(HOUR)
    const usage = metered(run).total()
    expect(usage.allocatedGigabyteSeconds).toEqual({ x86_64: 1200, arm64: 0 })
    expect(usage.requests).toBe(0)
  })

  test.each([
    [5 * MINUTE, 300],
    [5 * MINUTE + 1, 600],
    [1, 300],
  ])('%d ms of 1 GB are %d GB-seconds', async (time, expected) => {
    const run = provisioned(1)
    await run.advance(time)
    await remove(run)
    expect(metered(run).total().allocatedGigabyteSeconds.x86_64).toBe(expected)
  })

  test('is charged whether its environments are there yet or not', async () => {
    const run = provisioned(1)
    await run.advance(1000)
    await remove(run)
    expect(run.trace('environment.created')).toEqual([])
    expect(metered(run).total().allocatedGigabyteSeconds.x86_64).toBe(300)
  })

  test('what is enabled still is charged up to now', async () => {
    const run = provisioned(1)
    await run.advance(MINUTE)
    expect(usedUntil(run, 12 * MINUTE).allocatedGigabyteSeconds.x86_64).toBe(900)
    expect(usedUntil(run, 21 * MINUTE).allocatedGigabyteSeconds.x86_64).toBe(1500)
  })

  test('each amount counts for its time: 2 for 6 minutes, then 4 for 1 and what is rounded up', async () => {
    const run = provisioned(2)
    await run.advance(6 * MINUTE)
    expect(await put(run, 4)).toBe(202)
    await run.advance(MINUTE)
    await remove(run)
    expect(metered(run).total().allocatedGigabyteSeconds.x86_64).toBe((2 * 6 + 4 * 4) * 60)
  })

  test('enabled again, it is another period', async () => {
    const run = provisioned(1)
    await run.advance(MINUTE)
    await remove(run)
    await run.advance(MINUTE)
    await put(run, 1)
    await run.advance(MINUTE)
    await remove(run)
    expect(metered(run).total().allocatedGigabyteSeconds.x86_64).toBe(600)
  })

  test('by memory and architecture: 3 × 512 MB on arm64', async () => {
    const run = provisioned(3, { MemorySize: 512, Architectures: ['arm64'] })
    await run.advance(5 * MINUTE)
    await remove(run)
    const usage = metered(run).total()
    expect(usage.allocatedGigabyteSeconds).toEqual({ x86_64: 0, arm64: 450 })
    const line = costOf(usage).lines.find(({ item }) => item === 'Provisioned concurrency (arm64)')
    expect(line?.dollars).toBeCloseTo(450 * 0.0000033334, 10)
  })

  test('AWS’s example: 100 × 1,536 MB for 8 hours are 4,320,000 GB-seconds, $18', async () => {
    const run = provisioned(100, { MemorySize: 1536 })
    await run.advance(8 * HOUR)
    await remove(run)
    const { allocatedGigabyteSeconds } = metered(run).total()
    expect(allocatedGigabyteSeconds.x86_64).toBe(4_320_000)
    expect(costOf({ ...NO_USAGE, allocatedGigabyteSeconds }).dollars).toBeCloseTo(18, 2)
  })

  test('ends with the function', async () => {
    const run = provisioned(1)
    await run.advance(MINUTE)
    expect(await api(run, 'DELETE', '/2015-03-31/functions/F')).toBe(204)
    expect(usedUntil(run, HOUR).allocatedGigabyteSeconds.x86_64).toBe(300)
  })

  test('duration on it has a price of its own, Init ahead included: 0.101 s of Init and 1 s of handler', async () => {
    const run = provisioned(1)
    await run.advance(20_000)
    void run.invoke('F', {}, { qualifier: '1' })
    await run.advance(2000)
    expect(metered(run).total()).toMatchObject({
      requests: 1,
      gigabyteSeconds: { x86_64: 0, arm64: 0 },
      provisionedGigabyteSeconds: { x86_64: 1.101, arm64: 0 },
    })
  })

  test('an invocation that finds all of it busy is charged as on demand, cold start included', async () => {
    const run = provisioned(1)
    await run.advance(20_000)
    for (let nth = 0; nth < 2; nth++) void run.invoke('F', {}, { qualifier: '1' })
    await run.advance(2000)
    const { requests, gigabyteSeconds, provisionedGigabyteSeconds } = metered(run).total()
    expect([requests, gigabyteSeconds.x86_64]).toEqual([2, 1.101])
    expect(provisionedGigabyteSeconds.x86_64).toBeCloseTo(1.101, 10)
  })

  test('the cost of one invocation on it: 1 GB-second at 0.0000097222, and the request', async () => {
    const run = provisioned(1)
    await run.advance(20_000)
    void run.invoke('F', {}, { qualifier: '1' })
    await run.advance(2000)
    expect(costOf(ofInvocation(run)).dollars).toBeCloseTo(0.0000097222 + 0.0000002, 12)
  })
})

/** What the last invocation used. */
function ofInvocation(run: Run) {
  const records: readonly TraceRecord[] = run.cloud.kernel.trace.since(0)
  const end = records.findLast((record) => record.type === 'invocation.ended')
  if (!end) throw new Error('there was no invocation')
  return metered(run).ofInvocation(end)
}

describe('§3.5 prices: tenants', () => {
  const TENANTS = { MemorySize: 2048, TenancyConfig: { TenantIsolationMode: 'PER_TENANT' } }

  async function invoked(settings: Record<string, TemplateValue>, tenants: readonly (string | undefined)[]) {
    const run = deploy([lambdaFunction('F', settings)], SECOND)
    for (const tenantId of tenants) {
      void run.invoke('F', {}, tenantId === undefined ? {} : { tenantId })
      await run.advance(5000)
    }
    return run
  }

  test('each new environment is charged by its memory, and each further invocation there is not', async () => {
    const run = await invoked(TENANTS, ['a', 'b', 'a', 'a'])
    expect(metered(run).total().tenantGigabytes).toEqual({ x86_64: 4, arm64: 0 })
  })

  test('on arm64 at arm64’s price', async () => {
    const usage = metered(await invoked({ ...TENANTS, Architectures: ['arm64'] }, ['a'])).total()
    const line = costOf(usage).lines.find(({ item }) => item === 'Tenant environments (arm64)')
    expect(line?.dollars).toBeCloseTo(2 * 0.000133333, 10)
  })

  test('a function that isolates no tenants is not charged for environments', async () => {
    const run = await invoked({ MemorySize: 2048 }, [undefined])
    expect(metered(run).total().tenantGigabytes).toEqual({ x86_64: 0, arm64: 0 })
  })

  test('the invocation that an environment is made for has it in its cost, the next one has not', async () => {
    const first = ofInvocation(await invoked(TENANTS, ['a']))
    const second = ofInvocation(await invoked(TENANTS, ['a', 'a']))
    expect([first.tenantGigabytes.x86_64, second.tenantGigabytes.x86_64]).toEqual([2, 0])
  })

  test('AWS’s example: 200,000 environments of a gigabyte cost $33.4', () => {
    const usage = { ...NO_USAGE, tenantGigabytes: { x86_64: 200_000, arm64: 0 } }
    expect(costOf(usage).dollars).toBeCloseTo(33.33, 2)
  })
})

describe('§3.5 prices: provisioned pollers', () => {
  const pollers = (MinimumPollers: number, MaximumPollers: number) => ({
    ProvisionedPollerConfig: { MinimumPollers, MaximumPollers },
  })
  const sqs = (properties: Record<string, TemplateValue>, takes = 800_000) =>
    deploy(
      [
        lambdaFunction('F', { Timeout: 900 }),
        queue('Q', { VisibilityTimeout: 43_200 }),
        mapping('M', 'F', 'Q', { BatchSize: 1, ...properties }),
      ],
      { invoke: () => ({ takes, outcome: respond(null) }) },
    )
  const unitHours = (run: Pick<Run, 'cloud'>, at: number) => usedUntil(run, at).pollerUnitHours

  test('SQS: each poller is a unit, used or not: 2 for an hour, $0.0185', () => {
    const usage = usedUntil(sqs(pollers(2, 10)), HOUR)
    expect(usage.pollerUnitHours).toEqual({ sqs: 2, kafka: 0 })
    expect(costOf(usage).dollars).toBeCloseTo(0.0185, 10)
  })

  test.each([
    [1, 2 / 60],
    [59_999, 2 / 60],
    [60_001, (2 * 61) / 3600],
    [90_000, (2 * 90) / 3600],
  ])('%d ms of two pollers: by the second, at least a minute', (time, expected) => {
    expect(unitHours(sqs(pollers(2, 2)), time).sqs).toBeCloseTo(expected, 10)
  })

  test('those that are added count from when they are there: 2, and 95 after a minute', async () => {
    const run = sqs(pollers(2, 95))
    await sendAll(run, 980)
    await run.advance(10 * MINUTE)
    expect(unitHours(run, 10 * MINUTE).sqs).toBeCloseTo((2 * 1 + 95 * 9) / 60, 10)
  })

  test('a mapping without provisioned mode is free', () => {
    expect(unitHours(sqs({}), HOUR)).toEqual({ sqs: 0, kafka: 0 })
  })

  test('a mapping that is disabled has none', () => {
    expect(unitHours(sqs({ ...pollers(2, 2), Enabled: false }), HOUR).sqs).toBe(0)
  })

  test('they end when the mapping is deleted', async () => {
    const run = sqs(pollers(2, 2))
    const [{ mapping: uuid } = { mapping: '' }] = run.trace('mapping.state')
    await run.advance(10 * MINUTE)
    await api(run, 'DELETE', `/2015-03-31/event-source-mappings/${uuid}`)
    await run.advance(5 * MINUTE)
    const [gone] = run.trace('mapping.state').filter(({ state }) => state === 'Deleted')
    expect(unitHours(run, HOUR).sqs).toBeCloseTo((2 * Math.ceil((gone?.at ?? 0) / 1000)) / 3600, 10)
  })

  test.each([
    [1, 1],
    [10, 1],
    [11, 2],
  ])('Kafka: ten pollers share a unit: %d are %d', (minimum, units) => {
    const run = deployBrokers(kafkaStack(pollers(minimum, 20)), SECOND)
    const usage = usedUntil(run, HOUR)
    expect(usage.pollerUnitHours).toEqual({ sqs: 0, kafka: units })
    expect(costOf(usage).dollars).toBeCloseTo(units * 0.185, 10)
  })
})

describe('§3.5 prices: what is paid by time', () => {
  test('is the function’s, though it was never invoked', () => {
    const meter = metered(provisioned(1))
    expect(meter.functions(START_TIME + MINUTE)).toMatchObject([{ functionName: 'F', invocations: 0 }])
  })

  test('does not grow with the invocations: a million of them leaves it out', () => {
    const invocation = { ...NO_USAGE, requests: 1 }
    const run = sum(invocation, {
      ...NO_USAGE,
      allocatedGigabyteSeconds: { x86_64: 300, arm64: 0 },
      pollerUnitHours: { sqs: 2, kafka: 1 },
    })
    expect(ofInvocations(run)).toEqual(invocation)
    expect(costOf(scaled(ofInvocations(run), 1_000_000)).dollars).toBeCloseTo(0.2, 10)
  })
})

describe('§3.5 prices: response streaming', () => {
  test('what is streamed beyond 6 MB is in the run and in the invocation’s cost', () => {
    const meter = new UsageMeter()
    const facts = { requestId: 'r', environment: 'e', functionName: 'F', at: START_TIME } as const
    for (let seq = 0; seq < 7; seq++)
      meter.apply({ ...facts, seq, type: 'invocation.streamed', bytes: 1024 * 1024, contentType: null })
    const end: Extract<TraceRecord, { type: 'invocation.ended' }> = {
      ...{ ...facts, seq: 7, type: 'invocation.ended', source: 'sync', attempt: 1, status: 'success', payload: '' },
      ...{ duration: 1, billedDuration: 1, initDuration: null, memorySizeMB: 128, maxMemoryUsedMB: 64 },
    }
    meter.apply(end)
    expect(meter.total().streamedBytes).toBe(1024 * 1024)
    expect(meter.ofInvocation(end).streamedBytes).toBe(1024 * 1024)
  })

  test('AWS’s example: a million responses of 7 MB, the free 100 GB spent, cost $7.81', () => {
    const streamedBytes = 1_000_000 * 1024 * 1024 + 100 * 1024 ** 3
    expect(costOf({ ...NO_USAGE, streamedBytes }).dollars).toBeCloseTo(7.81, 2)
  })
})
