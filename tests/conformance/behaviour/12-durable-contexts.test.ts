/** Fact sheet §12.1: child contexts, parallel, map, promise combinators and chained invocations, with the real SDK. */

import { describe, expect, test } from 'vitest'
import { lambdaFunction, resource } from '../../unit/cloud/stack'
import { durable, durablePlayground, workflow, type DurableRun } from './durable'

/** @returns what the workflow returned */
async function resultOf(body: string, event: unknown = {}): Promise<{ run: DurableRun; result: unknown; arn: string }> {
  const run = await durablePlayground([durable('F')], { F: workflow(body) })
  const arn = await run.start('F', event)
  await run.idle()
  const { status, result, error } = await run.execution(arn)
  if (status !== 'SUCCEEDED') throw new Error(JSON.stringify({ status, error }))
  return { run, result, arn }
}

describe('§12.1 durable functions: child contexts', () => {
  test('runInChildContext: its operations have it as parent, its result is checkpointed', async () => {
    const { run, result } = await resultOf(`
      return await ctx.runInChildContext('inner', async (c) => (await c.step('a', async () => 1)) + (await c.step('b', async () => 2)))`)
    expect(result).toBe(3)
    const last = new Map(run.trace('durable.operation').map((record) => [record.name, record]))
    expect(last.get('a')?.parentId).toBe(last.get('inner')?.operationId)
    expect(last.get('inner')).toMatchObject({ operationType: 'CONTEXT', subType: 'RunInChildContext', result: '3' })
  })

  test('what is below a context that has ended is not told to a replay', async () => {
    const { run } = await resultOf(`
      await ctx.runInChildContext('inner', async (c) => { await c.step('a', async () => 1) })
      await ctx.wait({ seconds: 1 })`)
    const events = run.invocationEvents()
    const operations = events.at(-1)?.InitialExecutionState.Operations.map(({ Name }) => Name)
    expect(operations).toContain('inner')
    expect(operations).not.toContain('a')
  })

  test('a result above 256 KB is rebuilt from its children: ReplayChildren', async () => {
    const { run, result } = await resultOf(`
      const large = await ctx.runInChildContext('large', async (c) => {
        const parts = [await c.step('x', async () => 'x'.repeat(200_000)), await c.step('y', async () => 'y'.repeat(200_000))]
        return parts.join('')
      })
      await ctx.wait({ seconds: 1 })
      return large.length`)
    expect(result).toBe(400_000)
    const state = run.invocationEvents().at(-1)?.InitialExecutionState.Operations ?? []
    expect(state.find(({ Name }) => Name === 'large')?.ContextDetails?.ReplayChildren).toBe(true)
    expect(state.map(({ Name }) => Name)).toContain('x')
  })

  test('an error in a child context fails it, and is a ChildContextError outside', async () => {
    const { result } = await resultOf(`
      try { await ctx.runInChildContext('bad', async () => { throw new RangeError('inside') }) }
      catch (error) { return [error.name, error.message] }`)
    expect(result).toEqual(['ChildContextError', 'inside'])
  })

  test('a child context may suspend: the wait inside of it suspends the execution', async () => {
    const { run, result } = await resultOf(`
      return await ctx.runInChildContext(async (c) => { await c.wait({ seconds: 20 }); return 'woken' })`)
    expect(result).toBe('woken')
    expect(run.trace('durable.suspended')).toHaveLength(1)
  })
})

describe('§12.1 durable functions: parallel and map', () => {
  test('parallel: branches wait at the same time', async () => {
    const { run, result } = await resultOf(`
      const batch = await ctx.parallel('both', [
        async (b) => { await b.wait({ seconds: 30 }); return 'a' },
        async (b) => { await b.wait({ seconds: 30 }); return 'b' },
      ])
      return batch.getResults()`)
    expect(result).toEqual(['a', 'b'])
    const [first, last] = [run.trace('durable.started')[0], run.trace('durable.ended')[0]]
    expect((last?.at ?? 0) - (first?.at ?? 0)).toBeLessThan(31_000)
  })

  test('parallel: one context for it, and one for each branch', async () => {
    const { run } = await resultOf(`
      await ctx.parallel('both', [{ name: 'left', func: async () => 1 }, { name: 'right', func: async () => 2 }])`)
    const kinds = new Map(run.trace('durable.operation').map(({ name, subType }) => [name, subType]))
    expect([kinds.get('both'), kinds.get('left'), kinds.get('right')]).toEqual([
      'Parallel',
      'ParallelBranch',
      'ParallelBranch',
    ])
  })

  test('map: each item with its index, results in the order of the items', async () => {
    const { result } = await resultOf(
      `const batch = await ctx.map('squares', event.items, async (c, item, index) => c.step(async () => [index, item * item]))
       return batch.getResults()`,
      { items: [3, 1, 2] },
    )
    expect(result).toEqual([
      [0, 9],
      [1, 1],
      [2, 4],
    ])
  })

  test('map with maxConcurrency: no more items at a time', async () => {
    const { result } = await resultOf(`
      let now = 0, most = 0
      ---
      await ctx.map([1, 2, 3, 4, 5], async (c) => c.step(async () => {
        most = Math.max(most, ++now)
        await new Promise((done) => setTimeout(done, 100))
        now--
      }), { maxConcurrency: 2 })
      return most`)
    expect(result).toBe(2)
  })

  test('map: an item that fails does not stop the others, unless no failure is tolerated', async () => {
    const body = (config: string): string => `
      const batch = await ctx.map([1, 2, 3], async (c, item) => c.step(async () => { if (item === 2) throw new Error('two'); return item },
        { retryStrategy: retryPresets.noRetry }), ${config})
      return [batch.successCount, batch.failureCount, batch.completionReason]`
    const tolerant = await resultOf(body(`{ completionConfig: { toleratedFailureCount: 1 } }`))
    expect(tolerant.result).toEqual([2, 1, 'ALL_COMPLETED'])
    const strict = await resultOf(body(`{ maxConcurrency: 1, completionConfig: { toleratedFailureCount: 0 } }`))
    expect(strict.result).toEqual([1, 1, 'FAILURE_TOLERANCE_EXCEEDED'])
  })

  test('map with minSuccessful is over as soon as so many have succeeded', async () => {
    const { result } = await resultOf(`
      const batch = await ctx.map([1, 2, 3, 4], async (c, item) => c.step(async () => item),
        { maxConcurrency: 1, completionConfig: { minSuccessful: 2 } })
      return [batch.successCount, batch.completionReason]`)
    expect(result).toEqual([2, 'MIN_SUCCESSFUL_REACHED'])
  })

  test('more operations than an invocation’s event brings are fetched page by page', async () => {
    const { run, result } = await resultOf(`
      const steps = Array.from({ length: 1100 }, (_, index) => ctx.step('s' + index, async () => index))
      const sum = (await ctx.promise.all(steps)).reduce((a, b) => a + b, 0)
      await ctx.wait({ seconds: 1 })
      return sum`)
    expect(result).toBe((1099 * 1100) / 2)
    const calls = run.trace('call.started').map(({ operation }) => operation)
    expect(calls.filter((operation) => operation === 'lambda:GetDurableExecutionState')).toHaveLength(1)
    const checkpoints = calls.filter((operation) => operation === 'lambda:CheckpointDurableExecution')
    // 250 updates are a batch.
    expect(checkpoints.length).toBeGreaterThanOrEqual(8)
  })
})

describe('§12.1 durable functions: promise combinators', () => {
  test('all, allSettled, any and race of durable promises', async () => {
    const { result } = await resultOf(`
      const no = () => ctx.step(async () => { throw new Error('no') }, { retryStrategy: retryPresets.noRetry })
      const yes = (value) => ctx.step(async () => value)
      const all = await ctx.promise.all([yes(1), yes(2)])
      const settled = (await ctx.promise.allSettled([yes(3), no()])).map(({ status }) => status)
      const any = await ctx.promise.any([no(), yes(4)])
      const race = await ctx.promise.race([yes(5), ctx.wait({ hours: 1 })])
      return { all, settled, any, race }`)
    expect(result).toEqual({ all: [1, 2], settled: ['fulfilled', 'rejected'], any: 4, race: 5 })
  })
})

describe('§12.1 durable functions: chained invocations', () => {
  const plain = `export const handler = async (event) => ({ doubled: event.n * 2 })`

  test('another function is invoked while the execution is suspended, and its answer is the result', async () => {
    const run = await durablePlayground([durable('F'), lambdaFunction('G')], {
      F: workflow(`return await ctx.invoke('double', 'G', { n: 21 })`),
      G: plain,
    })
    const arn = await run.start('F')
    await run.idle()
    expect((await run.execution(arn)).result).toEqual({ doubled: 42 })
    expect(await run.events(arn)).toEqual([
      'ExecutionStarted',
      'ChainedInvokeStarted',
      'ChainedInvokeSucceeded',
      'ExecutionSucceeded',
    ])
  })

  test('a durable function is invoked by a qualified name, as an execution of its own', async () => {
    const run = await durablePlayground([durable('F'), durable('G')], {
      F: workflow(`return await ctx.invoke('G:$LATEST', { n: 1 })`),
      G: workflow(`await ctx.wait({ minutes: 1 }); return event.n + 1`),
    })
    const arn = await run.start('F')
    await run.idle()
    expect((await run.execution(arn)).result).toBe(2)
    const { Events } = await run.api('GetDurableExecutionHistory', { DurableExecutionArn: arn })
    const { ChainedInvokeStartedDetails: details } = Events[1]
    expect(details.DurableExecutionArn).toContain(':function:G:$LATEST/durable-execution/')
    expect((await run.execution(details.DurableExecutionArn)).status).toBe('SUCCEEDED')
  })

  test('a durable function by an unqualified name fails the operation with an InvokeError', async () => {
    const run = await durablePlayground([durable('F'), durable('G')], {
      F: workflow(`try { await ctx.invoke('G', {}) } catch (error) { return [error.name, error.message] }`),
      G: workflow(``),
    })
    const arn = await run.start('F')
    await run.idle()
    expect((await run.execution(arn)).result).toEqual([
      'InvokeError',
      'You cannot invoke a durable function using an unqualified ARN.',
    ])
  })

  test('a function that does not exist fails the operation', async () => {
    const run = await durablePlayground([durable('F')], {
      F: workflow(`try { await ctx.invoke('Nobody', {}) } catch (error) { return error.message }`),
    })
    const arn = await run.start('F')
    await run.idle()
    expect((await run.execution(arn)).result).toBe(
      'Function not found: arn:aws:lambda:us-east-1:123456789012:function:Nobody:$LATEST',
    )
  })

  test('an error of the function is an InvokeError with its message', async () => {
    const run = await durablePlayground([durable('F'), lambdaFunction('G')], {
      F: workflow(`try { await ctx.invoke('G', {}) } catch (error) { return [error.name, error.message] }`),
      G: `export const handler = async () => { throw new RangeError('G is down') }`,
    })
    const arn = await run.start('F')
    await run.idle()
    expect((await run.execution(arn)).result).toEqual(['InvokeError', 'G is down'])
  })

  test('without lambda:InvokeFunction the operation fails with AccessDeniedException', async () => {
    const role = resource('Role', 'AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
      },
      ManagedPolicyArns: ['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicDurableExecutionRolePolicy'],
    })
    const run = await durablePlayground(
      [role, durable('F', { Role: { 'Fn::GetAtt': ['Role', 'Arn'] } }), lambdaFunction('G')],
      {
        F: workflow(`try { await ctx.invoke('G', { n: 1 }) } catch (error) { return error.message }`),
        G: plain,
      },
    )
    const arn = await run.start('F')
    await run.idle()
    expect((await run.execution(arn)).result).toContain('is not authorized to perform: lambda:InvokeFunction')
  })
})
