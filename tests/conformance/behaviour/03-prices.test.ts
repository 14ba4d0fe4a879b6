/** Fact sheet §3.5: what Lambda charges. Expected amounts are calculated by hand from the price list's figures. */

import { describe, expect, test } from 'vitest'
import { costOf, NO_USAGE, scaled, sum, type Usage } from '../../../src/cloud/aws/cost/prices'
import { requestsOfEvent, usageOfInvocation, UsageMeter } from '../../../src/cloud/aws/cost/usage'
import { fail, respond } from '../../unit/cloud/scripted-host'
import { arnOf, deploy, lambdaFunction, mapping, queue, type Run } from '../../unit/cloud/stack'

const used = (usage: Partial<Usage>): Usage => ({ ...NO_USAGE, ...usage })
const onX86 = (x86_64: number): Usage => used({ gigabyteSeconds: { x86_64, arm64: 0 } })
const onArm = (arm64: number): Usage => used({ gigabyteSeconds: { x86_64: 0, arm64 } })

function metered(run: Run): UsageMeter {
  const meter = new UsageMeter()
  for (const record of run.cloud.kernel.trace.since(0)) meter.apply(record)
  return meter
}

describe('§3.5 prices: the list', () => {
  test('a million requests cost 0.20', () => {
    expect(costOf(used({ requests: 1_000_000 })).dollars).toBeCloseTo(0.2, 10)
  })

  test('one GB-second costs 0.0000166667 on x86 and 0.0000133334 on arm64', () => {
    expect(costOf(onX86(1)).dollars).toBeCloseTo(0.0000166667, 13)
    expect(costOf(onArm(1)).dollars).toBeCloseTo(0.0000133334, 13)
  })

  test('x86: beyond 6 billion GB-seconds a month tier 2 holds', () => {
    expect(costOf(onX86(6e9 + 1e6)).dollars).toBeCloseTo(6e9 * 0.0000166667 + 1e6 * 0.000015, 4)
  })

  test('x86: beyond 15 billion GB-seconds a month tier 3 holds', () => {
    const expected = 6e9 * 0.0000166667 + 9e9 * 0.000015 + 1e6 * 0.0000133334
    expect(costOf(onX86(15e9 + 1e6)).dollars).toBeCloseTo(expected, 4)
  })

  test('arm64: tiers end at 7.5 and 18.75 billion GB-seconds', () => {
    const expected = 7.5e9 * 0.0000133334 + 11.25e9 * 0.0000120001 + 1e6 * 0.0000106667
    expect(costOf(onArm(18.75e9 + 1e6)).dollars).toBeCloseTo(expected, 4)
  })

  test('each architecture has tiers of its own', () => {
    expect(costOf(sum(onX86(6e9), onArm(1e6))).dollars).toBeCloseTo(6e9 * 0.0000166667 + 1e6 * 0.0000133334, 4)
  })

  test.each([
    ['x86_64', 0.0000041667],
    ['arm64', 0.0000033334],
  ] as const)('provisioned concurrency costs per allocated GB-second on %s %d', (architecture, price) => {
    const usage = used({ allocatedGigabyteSeconds: { ...NO_USAGE.gigabyteSeconds, [architecture]: 1000 } })
    expect(costOf(usage).dollars).toBeCloseTo(1000 * price, 10)
  })

  test.each([
    ['x86_64', 0.0000097222],
    ['arm64', 0.0000077778],
  ] as const)('duration on provisioned concurrency costs per GB-second on %s %d', (architecture, price) => {
    const usage = used({ provisionedGigabyteSeconds: { ...NO_USAGE.gigabyteSeconds, [architecture]: 1000 } })
    expect(costOf(usage).dollars).toBeCloseTo(1000 * price, 10)
  })

  test.each([
    ['x86_64', 0.000166667],
    ['arm64', 0.000133333],
  ] as const)('an environment made for a tenant costs per GB of memory on %s %d', (architecture, price) => {
    const usage = used({ tenantGigabytes: { ...NO_USAGE.gigabyteSeconds, [architecture]: 8 } })
    expect(costOf(usage).dollars).toBeCloseTo(8 * price, 10)
  })

  test('ephemeral storage costs 0.0000000309 per GB-second', () => {
    expect(costOf(used({ ephemeralGigabyteSeconds: 1e6 })).dollars).toBeCloseTo(0.0309, 10)
  })

  test('response streaming costs 0.008 per GB beyond 100 GB a month', () => {
    expect(costOf(used({ streamedBytes: 100 * 1024 ** 3 })).dollars).toBe(0)
    expect(costOf(used({ streamedBytes: 110 * 1024 ** 3 })).dollars).toBeCloseTo(0.08, 10)
  })

  test('durable functions: 8.00 per million operations, 0.25 per GB written, 0.15 per GB-month', () => {
    expect(costOf(used({ durableOperations: 1_000_000 })).dollars).toBeCloseTo(8, 10)
    expect(costOf(used({ durableBytesWritten: 4 * 1024 ** 3 })).dollars).toBeCloseTo(1, 10)
    expect(costOf(used({ durableGigabyteMonths: 2 })).dollars).toBeCloseTo(0.3, 10)
  })

  test('poller units: 0.185 per hour for Kafka, 0.00925 for SQS', () => {
    expect(costOf(used({ pollerUnitHours: { kafka: 2, sqs: 0 } })).dollars).toBeCloseTo(0.37, 10)
    expect(costOf(used({ pollerUnitHours: { kafka: 0, sqs: 2 } })).dollars).toBeCloseTo(0.0185, 10)
  })

  test('the sum of the lines is the cost, and what is not used has no line', () => {
    const { lines, dollars } = costOf(sum(onX86(10), used({ requests: 5 })))
    expect(lines.map(({ item, unit }) => [item, unit])).toEqual([
      ['Requests', 'requests'],
      ['Duration (x86)', 'GB-s'],
    ])
    expect(dollars).toBeCloseTo(10 * 0.0000166667 + 5 * 0.0000002, 13)
  })
})

describe('§3.5 prices: the free tier', () => {
  test('covers a million requests and 400,000 GB-seconds a month', () => {
    const month = sum(onX86(400_000), used({ requests: 1_000_000 }))
    expect(costOf(month, { freeTier: true }).dollars).toBe(0)
    expect(costOf(month).dollars).toBeCloseTo(400_000 * 0.0000166667 + 0.2, 8)
  })

  test('charges what is beyond', () => {
    const month = sum(onX86(400_100), used({ requests: 1_000_010 }))
    expect(costOf(month, { freeTier: true }).dollars).toBeCloseTo(100 * 0.0000166667 + 10 * 0.0000002, 10)
  })

  test('is one for both architectures', () => {
    const month = sum(onX86(300_000), onArm(300_000))
    expect(costOf(month, { freeTier: true }).dollars).toBeCloseTo(200_000 * 0.0000133334, 8)
  })

  test('does not cover provisioned concurrency', () => {
    const usage = used({ allocatedGigabyteSeconds: { x86_64: 1000, arm64: 0 } })
    expect(costOf(usage, { freeTier: true }).dollars).toBeCloseTo(1000 * 0.0000041667, 10)
  })

  test('a million like this: usage is scaled first, so that the free tier counts once', () => {
    const one = sum(onX86(1), used({ requests: 1 }))
    const million = costOf(scaled(one, 1_000_000), { freeTier: true }).dollars
    expect(million).toBeCloseTo(600_000 * 0.0000166667, 8)
  })
})

describe('§3.5 prices: one invocation', () => {
  test('ceil(ms)/1000 × MB/1024 GB-seconds, and a request', () => {
    const usage = usageOfInvocation({ billedDuration: 250, memorySizeMB: 512 })
    expect(usage).toMatchObject({ requests: 1, gigabyteSeconds: { x86_64: 0.125, arm64: 0 } })
    expect(costOf(usage).dollars).toBeCloseTo(0.125 * 0.0000166667 + 0.0000002, 13)
  })

  test('512 MB of ephemeral storage are free, the rest costs for the billed duration', () => {
    const facts = { architecture: 'x86_64', ephemeralStorage: 512 + 2048 } as const
    const invocation = { billedDuration: 3000, memorySizeMB: 128 }
    expect(usageOfInvocation(invocation, facts).ephemeralGigabyteSeconds).toBe(6)
    expect(usageOfInvocation(invocation, { ...facts, ephemeralStorage: 512 }).ephemeralGigabyteSeconds).toBe(0)
  })

  test('the first 6 MB of a streamed response are free', () => {
    const invocation = { billedDuration: 1, memorySizeMB: 128 }
    expect(usageOfInvocation(invocation, undefined, 6_291_456).streamedBytes).toBe(0)
    expect(usageOfInvocation(invocation, undefined, 6_291_456 + 1000).streamedBytes).toBe(1000)
  })

  test('an asynchronous event counts a request more per 64 KB beyond 256 KB', () => {
    expect([262_144, 262_145, 262_144 + 65_536, 262_144 + 65_537, 1_048_576].map(requestsOfEvent)).toEqual([
      0, 1, 1, 2, 12,
    ])
  })
})

describe('§3.5 prices: a run', () => {
  const answers = { invoke: () => ({ takes: 99.2, outcome: respond(null) }) }

  test('Init is billed with the first invocation: 101 ms of Init and boot, 99.2 ms of handler', async () => {
    const run = deploy([lambdaFunction('F', { MemorySize: 1024 })], answers)
    void run.invoke('F')
    await run.advance(1000)
    expect(metered(run).total()).toMatchObject({ requests: 1, gigabyteSeconds: { x86_64: 0.201, arm64: 0 } })
    void run.invoke('F')
    await run.advance(1000)
    const { gigabyteSeconds, requests } = metered(run).total()
    expect(requests).toBe(2)
    expect(gigabyteSeconds.x86_64).toBeCloseTo(0.301, 10)
  })

  test('a function on arm64 is charged arm64’s price', async () => {
    const run = deploy([lambdaFunction('F', { MemorySize: 1024, Architectures: ['arm64'] })], answers)
    void run.invoke('F')
    await run.advance(1000)
    expect(metered(run).total().gigabyteSeconds).toEqual({ x86_64: 0, arm64: 0.201 })
  })

  test('/tmp beyond 512 MB is charged', async () => {
    const run = deploy([lambdaFunction('F', { EphemeralStorage: { Size: 1536 } })], answers)
    void run.invoke('F')
    await run.advance(1000)
    expect(metered(run).total().ephemeralGigabyteSeconds).toBeCloseTo(0.201, 10)
  })

  test('an error is charged, each retry too', async () => {
    const run = deploy([lambdaFunction('F')], { invoke: () => ({ outcome: fail('no') }) })
    await run.invoke('F', {}, { invocationType: 'Event' })
    await run.idle()
    expect(metered(run).total().requests).toBe(3)
  })

  test('a timeout is charged up to the timeout', async () => {
    const run = deploy([lambdaFunction('F', { MemorySize: 1024, Timeout: 2 })], {
      invoke: () => ({ outcome: 'never' }),
    })
    void run.invoke('F')
    await run.advance(5000)
    expect(metered(run).total().gigabyteSeconds.x86_64).toBeCloseTo(2.101, 10)
  })

  test('a throttled request costs nothing', async () => {
    const run = deploy([lambdaFunction('F', { ReservedConcurrentExecutions: 0 })], answers)
    await run.invoke('F')
    expect(metered(run).functions()).toEqual([])
  })

  test('a batch is one request, whatever is in it', async () => {
    const run = deploy([lambdaFunction('F'), queue('Q'), mapping('M', 'F', 'Q')], answers)
    for (const body of ['a', 'b', 'c']) await run.send('Q', body)
    await run.idle()
    expect(metered(run).functions()).toMatchObject([{ functionName: 'F', invocations: 1, usage: { requests: 1 } }])
  })

  test('per function and over all', async () => {
    const run = deploy(
      [
        lambdaFunction('F', { DeadLetterConfig: { TargetArn: arnOf('Q') } }),
        lambdaFunction('G', { MemorySize: 256 }),
        queue('Q'),
      ],
      answers,
    )
    void run.invoke('F')
    void run.invoke('G')
    await run.advance(1000)
    const meter = metered(run)
    expect(meter.functions().map(({ functionName, invocations }) => [functionName, invocations])).toEqual([
      ['F', 1],
      ['G', 1],
    ])
    expect(meter.invocations).toBe(2)
    expect(meter.total().gigabyteSeconds.x86_64).toBeCloseTo((0.201 * (128 + 256)) / 1024, 10)
  })
})
