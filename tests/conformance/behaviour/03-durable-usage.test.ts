/**
 * Fact sheet §3.5, §12.1: what durable executions are charged for, with the real SDK.
 * Source: AWS Lambda pricing, durable functions, with its example; Guide, "Retries for Lambda durable functions" (metering
 * impact). Expected amounts are counted by hand.
 */

import { describe, expect, test } from 'vitest'
import { costOf, NO_USAGE, type Usage } from '../../../src/cloud/aws/cost/prices'
import { UsageMeter } from '../../../src/cloud/aws/cost/usage'
import { START_TIME } from '../../unit/cloud/stack'
import { durable, durablePlayground, workflow, type DurableRun } from './durable'

const DAY = 86_400_000
const GIGABYTE = 1024 ** 3

function used(run: DurableRun, now?: number): Usage {
  const meter = new UsageMeter()
  for (const record of run.cloud.kernel.trace.since(0)) meter.apply(record)
  return meter.total(now === undefined ? undefined : START_TIME + now)
}

/** Of an execution with this input, as far as it goes by itself. */
async function ran(body: string, input: unknown = {}): Promise<DurableRun> {
  const run = await durablePlayground([durable('F')], { F: workflow(body) })
  await run.start('F', input)
  await run.idle()
  return run
}

const operations = async (body: string): Promise<number> => used(await ran(body)).durableOperations

describe('§3.5 prices: durable operations', () => {
  test('the start is one', async () => {
    expect(await operations(`return 1`)).toBe(1)
  })

  test('AWS’s example: a start, two steps and a wait are four', async () => {
    expect(
      await operations(`
        await ctx.step('analyse', async () => 1)
        await ctx.wait({ minutes: 10 })
        await ctx.step('pay', async () => 2)`),
    ).toBe(4)
  })

  test('each attempt of a step is one: two that fail and one that succeeds', async () => {
    expect(
      await operations(`
        await ctx.step(async (c) => { if (globalThis.n = (globalThis.n ?? 0) + 1, globalThis.n < 3) throw new Error('no') },
          { retryStrategy: (error, attempt) => ({ shouldRetry: attempt < 3, delay: { seconds: 1 } }) })`),
    ).toBe(1 + 3)
  })

  test('waitForCallback is three: a context, a callback, and the step of its submitter', async () => {
    expect(await operations(`await ctx.waitForCallback(async () => {})`)).toBe(1 + 3)
  })

  test('parallel is a context, one more for each branch, and what is in them', async () => {
    expect(
      await operations(`
        await ctx.parallel([(c) => c.step(async () => 1), (c) => c.step(async () => 2)])`),
    ).toBe(1 + 1 + 2 + 2)
  })

  test('each poll of a condition is one', async () => {
    expect(
      await operations(`
        await ctx.waitForCondition(async (state) => state + 1, { initialState: 0,
          waitStrategy: (state) => state < 4 ? { shouldContinue: true, delay: { seconds: 1 } } : { shouldContinue: false } })`),
    ).toBe(1 + 4)
  })

  test('an invocation that is tried again is one, beside its error’s bytes', async () => {
    const run = await durablePlayground([durable('F')], {
      F: `import { appendFileSync, readFileSync } from 'node:fs'
        ${workflow(`return 'at last'`).replace('export const handler =', 'const inner =')}
        export const handler = async (event, context) => {
          appendFileSync('/tmp/n', 'x')
          if (readFileSync('/tmp/n', 'utf8').length < 3) throw new Error('not yet')
          return inner(event, context)
        }`,
    })
    await run.start('F', {})
    await run.idle()
    const usage = used(run)
    expect(usage.durableOperations).toBe(1 + 2)
    expect(usage.durableBytesWritten).toBeGreaterThan('{}'.length + 2 * '{"ErrorMessage":"not yet"}'.length)
  })

  test('a million of AWS’s executions cost $32 for their operations', () => {
    expect(costOf({ ...NO_USAGE, durableOperations: 4_000_000 }).dollars).toBeCloseTo(32, 10)
  })
})

describe('§3.5 prices: durable data', () => {
  const written = async (body: string, input?: unknown): Promise<number> =>
    used(await ran(body, input)).durableBytesWritten

  test('the input is written: JSON text of 12 bytes', async () => {
    expect(await written(`return 1`, { order: 17 })).toBe('{"order":17}'.length)
  })

  test('the results of steps are: 7 bytes beside an input of 2', async () => {
    expect(await written(`await ctx.step(async () => 'hello')`)).toBe(2 + '"hello"'.length)
  })

  test('bytes are those of UTF-8', async () => {
    expect(await written(`await ctx.step(async () => 'ä€')`)).toBe(2 + 7)
  })

  test('the result of the execution is not', async () => {
    expect(await written(`return 'x'.repeat(1000)`)).toBe(2)
  })

  test('what a callback is completed with is', async () => {
    const run = await ran(`const [promise] = await ctx.createCallback('approval'); await promise`)
    const { callbackId } = run.trace('durable.operation').find(({ callbackId: id }) => id !== null) ?? {}
    const before = used(run).durableBytesWritten
    const Result = new TextEncoder().encode('x'.repeat(500))
    await run.api('SendDurableExecutionCallbackSuccess', { CallbackId: callbackId, Result })
    await run.idle()
    expect(used(run).durableBytesWritten - before).toBe(500)
  })

  test('the error that ends an execution is', async () => {
    expect(await written(`throw new Error('x'.repeat(1000))`)).toBeGreaterThan(1000)
  })

  test('is kept while the execution runs and for the retention period: 1 day of a wait and 7 of retention', async () => {
    const run = await durablePlayground(
      [durable('F', { DurableConfig: { ExecutionTimeout: 31_622_400, RetentionPeriodInDays: 7 } })],
      {
        F: workflow(`await ctx.wait({ days: 1 })`),
      },
    )
    await run.start('F', 'x'.repeat(100_000 - 2))
    await run.advance(2 * DAY)
    expect(run.trace('durable.ended')).toHaveLength(1)
    const { durableGigabyteMonths } = used(run)
    const expected = (100_000 * 8) / 30 / GIGABYTE
    expect(durableGigabyteMonths / expected).toBeCloseTo(1, 4)
  })

  test('of an execution that runs, what was kept so far', async () => {
    const run = await ran(`await ctx.createCallback('approval').then(([promise]) => promise)`, 'x'.repeat(100_000 - 2))
    const expected = (100_000 * 3) / 30 / GIGABYTE
    expect(used(run, 3 * DAY).durableGigabyteMonths / expected).toBeCloseTo(1, 4)
  })

  test('AWS’s example: 104 GB written cost $26, kept for 7 and 14 days $10.92', () => {
    expect(costOf({ ...NO_USAGE, durableBytesWritten: 104 * GIGABYTE }).dollars).toBeCloseTo(26, 10)
    expect(costOf({ ...NO_USAGE, durableGigabyteMonths: (104 * (7 + 14)) / 30 }).dollars).toBeCloseTo(10.92, 10)
  })
})
