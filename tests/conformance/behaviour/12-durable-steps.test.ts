/** Fact sheet §12.1: steps of durable functions, with the real SDK. */

import { describe, expect, test } from 'vitest'
import { durable, durablePlayground, workflow, type DurableRun } from './durable'

/** How long each retry of a step was put off, milliseconds: what was asked for, and what passed. */
function delays({ trace }: DurableRun): { readonly asked: readonly number[]; readonly passed: readonly number[] } {
  const steps = trace('durable.operation').filter(({ operationType }) => operationType === 'STEP')
  const pending = steps.filter(({ status }) => status === 'PENDING')
  const start = pending[0] ? pending[0].at : 0
  const ready = steps.filter(({ status }) => status === 'READY')
  return {
    asked: pending.map(({ due, at }) => Math.round((due ?? 0) - at - (Math.round((due ?? 0) - at) > 1e9 ? START : 0))),
    passed: ready.map(({ at }, index) => Math.round(at - (pending[index]?.at ?? start))),
  }
}
/** The trace's instants count from the start of the run, but for those inside of records. */
const START = Date.UTC(2026, 0, 31, 12)

describe('§12.1 durable functions: steps', () => {
  test('a step’s result is the workflow’s, and its checkpoint holds it as JSON', async () => {
    const run = await durablePlayground([durable('F')], {
      F: workflow(`return await ctx.step('add', async () => ({ sum: event.a + 1 }))`),
    })
    const arn = await run.start('F', { a: 1 })
    await run.idle()
    expect(await run.execution(arn)).toMatchObject({ status: 'SUCCEEDED', result: { sum: 2 } })
    expect(await run.events(arn, true)).toEqual([
      'ExecutionStarted',
      'StepStarted',
      'StepSucceeded',
      'InvocationCompleted',
      'ExecutionSucceeded',
    ])
  })

  test('a step that succeeded does not run again when the function is replayed', async () => {
    const run = await durablePlayground([durable('F')], {
      F: workflow(`
        let runs = 0
        ---
        const a = await ctx.step('once', async () => ++runs)
        await ctx.wait({ seconds: 5 })
        return [a, await ctx.step('again', async () => ++runs)]`),
    })
    const arn = await run.start('F')
    await run.idle()
    expect((await run.execution(arn)).result).toEqual([1, 2])
    expect(run.trace('invocation.started')).toHaveLength(2)
  })

  test('the step’s context tells the attempt, from 1', async () => {
    const run = await durablePlayground([durable('F')], {
      F: workflow(`
        return await ctx.step('try', async ({ attempt }) => { if (attempt < 3) throw new Error('no'); return attempt },
          { retryStrategy: () => ({ shouldRetry: true, delay: { seconds: 2 } }) })`),
    })
    const arn = await run.start('F')
    await run.idle()
    expect((await run.execution(arn)).result).toBe(3)
  })

  test('createRetryStrategy: 3 attempts, 5 s, then twice as long; without jitter exactly', async () => {
    const run = await durablePlayground([durable('F')], {
      F: workflow(`
        await ctx.step('fail', async () => { throw new RangeError('down') },
          { retryStrategy: createRetryStrategy({ jitter: JitterStrategy.NONE }) })`),
    })
    const arn = await run.start('F')
    await run.idle()
    expect(delays(run).passed).toEqual([5000, 10_000])
    expect(await run.execution(arn)).toMatchObject({ status: 'FAILED', error: { ErrorMessage: 'down' } })
    expect(await run.events(arn)).toEqual([
      'ExecutionStarted',
      ...['StepStarted', 'StepFailed', 'StepStarted', 'StepFailed', 'StepStarted', 'StepFailed'],
      'ExecutionFailed',
    ])
  })

  test('createRetryStrategy waits at most maxDelay', async () => {
    const run = await durablePlayground([durable('F')], {
      F: workflow(`
        await ctx.step('fail', async () => { throw new Error('down') }, { retryStrategy: createRetryStrategy({
          maxAttempts: 5, initialDelay: { seconds: 7 }, maxDelay: { seconds: 20 }, jitter: JitterStrategy.NONE }) })`),
    })
    await run.start('F')
    await run.idle()
    expect(delays(run).passed).toEqual([7000, 14_000, 20_000, 20_000])
  })

  test('the default strategy: 6 attempts, 5 s doubling to 60 s at most, full jitter from the run’s seed', async () => {
    const once = async (seed: number): Promise<readonly number[]> => {
      const run = await durablePlayground(
        [durable('F')],
        { F: workflow(`await ctx.step('fail', async () => { throw new Error('down') })`) },
        { seed },
      )
      await run.start('F')
      await run.idle()
      return delays(run).passed
    }
    const first = await once(1)
    expect(first).toHaveLength(5)
    const most = [5000, 10_000, 20_000, 40_000, 60_000]
    first.forEach((delay, index) => {
      expect(delay % 1000).toBe(0)
      expect(delay).toBeGreaterThanOrEqual(1000)
      expect(delay).toBeLessThanOrEqual(most[index] ?? 0)
    })
    expect(await once(1)).toEqual(first)
    expect(await once(2)).not.toEqual(first)
  })

  test('retryPresets.noRetry fails the step at its first error, and the handler may catch it', async () => {
    const run = await durablePlayground([durable('F')], {
      F: workflow(`
        try { await ctx.step('fail', async () => { throw new TypeError('bad') }, { retryStrategy: retryPresets.noRetry }) }
        catch (error) { return { name: error.name, message: error.message } }`),
    })
    const arn = await run.start('F')
    await run.idle()
    expect(await run.execution(arn)).toMatchObject({ status: 'SUCCEEDED', result: { message: 'bad' } })
    expect(run.trace('invocation.started')).toHaveLength(1)
  })

  test('an error that is not caught fails the execution, which is not started again', async () => {
    const run = await durablePlayground([durable('F')], { F: workflow(`throw new TypeError('outside of a step')`) })
    const arn = await run.start('F')
    await run.idle()
    expect(await run.execution(arn)).toMatchObject({
      status: 'FAILED',
      error: { ErrorType: 'TypeError', ErrorMessage: 'outside of a step' },
    })
    expect(run.trace('invocation.started')).toHaveLength(1)
  })

  test('while a step waits for its retry, another one of the same invocation runs on', async () => {
    const run = await durablePlayground([durable('F')], {
      F: workflow(`
        const slow = ctx.step('slow', async () => { await new Promise((done) => setTimeout(done, 8000)); return 'slow' })
        const twice = ctx.step('twice', async ({ attempt }) => { if (attempt === 1) throw new Error('x'); return 'twice' },
          { retryStrategy: () => ({ shouldRetry: true, delay: { seconds: 3 } }) })
        return [await slow, await twice]`),
    })
    const arn = await run.start('F')
    await run.idle()
    expect((await run.execution(arn)).result).toEqual(['slow', 'twice'])
    expect(run.trace('invocation.started')).toHaveLength(1)
  })

  test('at least once: a step that was cut off by the function’s timeout runs again', async () => {
    const run = await durablePlayground([durable('F', { Timeout: 3 })], {
      F: workflow(`
        import { appendFileSync, readFileSync } from 'node:fs'
        ---
        return await ctx.step('cut', async () => {
          appendFileSync('/tmp/runs', 'x')
          const runs = readFileSync('/tmp/runs', 'utf8').length
          if (runs === 1) await new Promise(() => setTimeout(() => undefined, 10_000))
          return runs
        })`),
    })
    const arn = await run.start('F')
    await run.idle()
    expect((await run.execution(arn)).result).toBe(2)
    expect(run.trace('invocation.ended').map(({ status }) => status)).toEqual(['timeout', 'success'])
  })

  test('at most once per retry: a step that was cut off counts as failed, with StepInterruptedError', async () => {
    const run = await durablePlayground([durable('F', { Timeout: 3 })], {
      F: workflow(`
        try {
          return await ctx.step('cut', async () => { await new Promise(() => setTimeout(() => undefined, 10_000)) },
            { semantics: StepSemantics.AtMostOncePerRetry, retryStrategy: retryPresets.noRetry })
        } catch (error) { return error.cause?.name ?? error.name }`),
    })
    const arn = await run.start('F')
    await run.idle()
    expect((await run.execution(arn)).result).toMatch(/StepInterruptedError|StepError/)
    expect(run.trace('invocation.ended').map(({ status }) => status)).toEqual(['timeout', 'success'])
  })

  test('at most once per retry: the start is checkpointed before the step runs', async () => {
    const run = await durablePlayground([durable('F')], {
      F: workflow(`return await ctx.step('s', async () => 1, { semantics: StepSemantics.AtMostOncePerRetry })`),
    })
    await run.start('F')
    await run.idle()
    expect(run.trace('call.started').map(({ operation }) => operation)).toEqual([
      'lambda:CheckpointDurableExecution',
      'lambda:CheckpointDurableExecution',
    ])
  })

  test('at least once: start and end of a quick step are one checkpoint', async () => {
    const run = await durablePlayground([durable('F')], { F: workflow(`return await ctx.step('s', async () => 1)`) })
    await run.start('F')
    await run.idle()
    expect(run.trace('call.started')).toHaveLength(1)
  })

  test('operation ids are the first 16 hexadecimal digits of the MD5 of the counter', async () => {
    const run = await durablePlayground([durable('F')], {
      F: workflow(
        `await ctx.step('a', async () => 1); await ctx.runInChildContext('c', async (c) => c.step('b', async () => 2))`,
      ),
    })
    await run.start('F')
    await run.idle()
    const ids = new Map(run.trace('durable.operation').map(({ name, operationId }) => [name, operationId]))
    // MD5 of "1", "2" and "2-1".
    expect(ids.get('a')).toBe('c4ca4238a0b92382')
    expect(ids.get('c')).toBe('c81e728d9d4c2f63')
    expect(run.trace('durable.operation').find(({ name }) => name === 'b')?.parentId).toBe('c81e728d9d4c2f63')
  })

  test('a step of another name in the place of a known one fails the execution: NonDeterministicExecutionError', async () => {
    const run = await durablePlayground([durable('F')], {
      F: workflow(`
        let replays = 0
        ---
        await ctx.step(replays++ === 0 ? 'first' : 'renamed', async () => 1)
        await ctx.wait({ seconds: 1 })`),
    })
    const arn = await run.start('F')
    await run.idle()
    const { status, error } = await run.execution(arn)
    expect(status).toBe('FAILED')
    expect(error?.ErrorType).toBe('NonDeterministicExecutionError')
    expect(error?.ErrorMessage).toContain('Operation name mismatch')
  })

  test('an operation of another type in the place of a known one fails the execution', async () => {
    const run = await durablePlayground([durable('F')], {
      F: workflow(`
        let replays = 0
        ---
        if (replays++ === 0) await ctx.step('x', async () => 1)
        else await ctx.wait('x', { seconds: 1 })
        await ctx.wait({ seconds: 1 })`),
    })
    const arn = await run.start('F')
    await run.idle()
    expect((await run.execution(arn)).error).toMatchObject({
      ErrorType: 'NonDeterministicExecutionError',
      ErrorMessage: expect.stringContaining(
        'Operation type mismatch for step "1". Expected type "STEP", but got "WAIT".',
      ),
    })
  })

  test('the context’s logger is silent while the function replays', async () => {
    const run = await durablePlayground([durable('F')], {
      F: workflow(`
        ctx.logger.info('begin')
        await ctx.wait({ seconds: 1 })
        ctx.logger.info('end')`),
    })
    await run.start('F')
    await run.idle()
    const said = run.lines().map((line) => (JSON.parse(line) as { message: string }).message)
    expect(said).toEqual(['begin', 'end'])
  })

  test('the logger’s lines name the execution, and those of a step its operation and attempt', async () => {
    const run = await durablePlayground([durable('F')], {
      F: workflow(`await ctx.step('noted', async ({ logger }) => { await null; logger.info('inside') })`),
    })
    const arn = await run.start('F')
    await run.idle()
    expect(JSON.parse(run.lines()[0] ?? '')).toMatchObject({
      message: 'inside',
      executionArn: arn,
      operationName: 'noted',
      attempt: 1,
    })
  })
})
