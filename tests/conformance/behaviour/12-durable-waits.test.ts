/** Fact sheet §12.1: waits, conditions and callbacks of durable functions, with the real SDK. */

import { describe, expect, test } from 'vitest'
import { durable, durablePlayground, workflow, type DurableRun } from './durable'

const YEAR = 365 * 86_400_000

/** How long an operation was open, milliseconds. */
function lasted({ trace }: DurableRun, type: string): readonly number[] {
  const records = trace('durable.operation').filter(({ operationType }) => operationType === type)
  const begun = new Map<string, number>()
  return records.flatMap(({ operationId, status, at }) => {
    if (status === 'STARTED' && !begun.has(operationId)) begun.set(operationId, at)
    return status === 'STARTED' || status === 'PENDING' || status === 'READY'
      ? []
      : [Math.round(at - (begun.get(operationId) ?? 0))]
  })
}

const callbackIdOf = ({ trace }: DurableRun): string =>
  trace('durable.operation').find(({ callbackId }) => callbackId !== null)?.callbackId ?? ''

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

describe('§12.1 durable functions: waits', () => {
  test('a wait suspends the execution for exactly its time, and costs an invocation before and one after', async () => {
    const run = await durablePlayground([durable('F')], {
      F: workflow(`await ctx.wait('pause', { minutes: 5, seconds: 30 }); return 'done'`),
    })
    const arn = await run.start('F')
    await run.idle()
    expect(lasted(run, 'WAIT')).toEqual([330_000])
    expect((await run.execution(arn)).result).toBe('done')
    const payloads = run.trace('invocation.ended').map(({ payload }) => JSON.parse(payload) as { Status: string })
    expect(payloads.map(({ Status }) => Status)).toEqual(['PENDING', 'SUCCEEDED'])
  })

  test('a wait of a year is one event of the simulation', async () => {
    const run = await durablePlayground([durable('F', { DurableConfig: { ExecutionTimeout: 31_622_400 } })], {
      F: workflow(`await ctx.wait({ days: 365 }); return 'a year later'`),
    })
    const arn = await run.start('F')
    await run.advance(YEAR + 60_000)
    expect(lasted(run, 'WAIT')).toEqual([YEAR])
    expect((await run.execution(arn)).result).toBe('a year later')
  })

  test('suspended time is not billed: each invocation is reported by itself', async () => {
    const run = await durablePlayground([durable('F')], { F: workflow(`await ctx.wait({ hours: 1 })`) }, {})
    await run.start('F')
    await run.advance(2 * 3_600_000)
    const billed = run.trace('invocation.ended').reduce((sum, { billedDuration }) => sum + billedDuration, 0)
    expect(run.trace('invocation.ended')).toHaveLength(1)
    expect(billed).toBeLessThan(1000)
  })

  test('each resumption is an invocation with a request id of its own, of the same version', async () => {
    const run = await durablePlayground([durable('F')], {
      F: workflow(`await ctx.wait({ seconds: 1 }); await ctx.wait({ seconds: 1 })`),
    })
    await run.start('F')
    await run.idle()
    const started = run.trace('invocation.started')
    expect(new Set(started.map(({ requestId }) => requestId)).size).toBe(3)
    expect(started.map(({ source }) => source)).toEqual(['async', 'durable', 'durable'])
    expect(new Set(started.map(({ version }) => version))).toEqual(new Set(['$LATEST']))
  })

  test('a resumption says which operations changed in between', async () => {
    const run = await durablePlayground([durable('F')], {
      F: `${workflow(`await ctx.wait({ seconds: 1 })`).replace('export const handler =', 'const inner =')}
        export const handler = async (event, context) => {
          console.log(JSON.stringify(event.UpdatedOperationIds))
          return inner(event, context)
        }`,
    })
    await run.start('F')
    await run.idle()
    expect(run.lines().map((line) => line.split('\t').at(-1))).toEqual(['[]', '["c4ca4238a0b92382"]'])
  })

  test('two waits at once: the longer one counts', async () => {
    const run = await durablePlayground([durable('F')], {
      F: workflow(`await ctx.promise.all([ctx.wait({ seconds: 10 }), ctx.wait({ seconds: 30 })])`),
    })
    const arn = await run.start('F')
    await run.idle()
    expect([...lasted(run, 'WAIT')].sort()).toEqual([10_000, 30_000])
    expect((await run.execution(arn)).status).toBe('SUCCEEDED')
  })

  test('a wait’s history: when it ends, and how long it was', async () => {
    const run = await durablePlayground([durable('F')], { F: workflow(`await ctx.wait('pause', { seconds: 90 })`) })
    const arn = await run.start('F')
    await run.idle()
    const { Events } = await run.api('GetDurableExecutionHistory', { DurableExecutionArn: arn })
    const [started, succeeded] = Events.filter(({ Name }: { Name?: string }) => Name === 'pause')
    expect(started).toMatchObject({ EventType: 'WaitStarted', SubType: 'Wait', WaitStartedDetails: { Duration: 90 } })
    expect(started.WaitStartedDetails.ScheduledEndTimestamp - started.EventTimestamp).toBe(90)
    expect(succeeded).toMatchObject({ EventType: 'WaitSucceeded', WaitSucceededDetails: { Duration: 90 } })
  })
})

describe('§12.1 durable functions: waitForCondition', () => {
  test('asks again as often and as late as its strategy says, with the state it had', async () => {
    const run = await durablePlayground([durable('F')], {
      F: workflow(`
        return await ctx.waitForCondition('grown', async (state) => ({ size: state.size + 1 }), {
          initialState: { size: 0 },
          waitStrategy: (state, attempt) =>
            state.size >= 4 ? { shouldContinue: false } : { shouldContinue: true, delay: { seconds: attempt * 10 } },
        })`),
    })
    const arn = await run.start('F')
    await run.idle()
    const steps = run.trace('durable.operation').filter(({ subType }) => subType === 'WaitForCondition')
    const pending = steps.filter(({ status }) => status === 'PENDING')
    const ready = steps.filter(({ status }) => status === 'READY')
    expect(ready.map(({ at }, index) => Math.round(at - (pending[index]?.at ?? 0)))).toEqual([10_000, 20_000, 30_000])
    expect((await run.execution(arn)).result).toEqual({ size: 4 })
  })

  test('createWaitStrategy gives up after its attempts', async () => {
    const run = await durablePlayground([durable('F')], {
      F: workflow(`
        await ctx.waitForCondition(async (n) => n + 1, { initialState: 0, waitStrategy: createWaitStrategy({
          maxAttempts: 3, initialDelay: { seconds: 1 }, jitter: JitterStrategy.NONE, shouldContinuePolling: () => true }) })`),
    })
    const arn = await run.start('F')
    await run.idle()
    expect((await run.execution(arn)).error?.ErrorMessage).toContain('exceeded maximum attempts (3)')
  })
})

describe('§12.1 durable functions: callbacks', () => {
  const waiting = workflow(`
    const [promise, callbackId] = await ctx.createCallback('answer', event)
    return await promise`)

  test('a result from outside resumes the execution; it is passed on as the text it is', async () => {
    const run = await durablePlayground([durable('F')], { F: waiting })
    const arn = await run.start('F')
    await run.idle()
    expect((await run.execution(arn)).status).toBe('RUNNING')
    await run.api('SendDurableExecutionCallbackSuccess', { CallbackId: callbackIdOf(run), Result: bytes('{"yes":1}') })
    await run.idle()
    expect((await run.execution(arn)).result).toBe('{"yes":1}')
    expect(await run.events(arn)).toEqual([
      'ExecutionStarted',
      'CallbackStarted',
      'CallbackSucceeded',
      'ExecutionSucceeded',
    ])
  })

  test('a failure from outside is a CallbackError with its message', async () => {
    const run = await durablePlayground([durable('F')], { F: waiting })
    const arn = await run.start('F')
    await run.idle()
    const Error = { ErrorType: 'Rejected', ErrorMessage: 'Too expensive' }
    await run.api('SendDurableExecutionCallbackFailure', { CallbackId: callbackIdOf(run), Error })
    await run.idle()
    expect(await run.execution(arn)).toMatchObject({ status: 'FAILED', error: { ErrorMessage: 'Too expensive' } })
    expect((await run.execution(arn)).error?.ErrorType).toMatch(/^Callback/)
  })

  test('a callback times out after exactly its timeout', async () => {
    const run = await durablePlayground([durable('F')], { F: waiting })
    const arn = await run.start('F', { timeout: { minutes: 10 } })
    await run.advance(660_000)
    expect(lasted(run, 'CALLBACK')).toEqual([600_000])
    expect((await run.execution(arn)).error).toMatchObject({ ErrorMessage: 'Callback timed out' })
    expect(await run.events(arn)).toContain('CallbackTimedOut')
  })

  test('a callback without a heartbeat times out on it', async () => {
    const run = await durablePlayground([durable('F')], { F: waiting })
    const arn = await run.start('F', { timeout: { minutes: 10 }, heartbeatTimeout: { seconds: 45 } })
    await run.advance(60_000)
    expect(lasted(run, 'CALLBACK')).toEqual([45_000])
    expect((await run.execution(arn)).error?.ErrorMessage).toBe('Callback timed out on heartbeat')
  })

  test('each heartbeat begins the heartbeat timeout anew, and leaves the timeout', async () => {
    const run = await durablePlayground([durable('F')], { F: waiting })
    await run.start('F', { timeout: { minutes: 2 }, heartbeatTimeout: { seconds: 45 } })
    await run.advance(10_000)
    for (let beat = 0; beat < 3; beat++) {
      await run.api('SendDurableExecutionCallbackHeartbeat', { CallbackId: callbackIdOf(run) })
      await run.advance(40_000)
    }
    expect(lasted(run, 'CALLBACK')).toEqual([120_000])
  })

  test('a callback without a timeout waits for as long as the execution lasts', async () => {
    const run = await durablePlayground([durable('F')], { F: waiting })
    const arn = await run.start('F')
    await run.advance(899_000)
    expect((await run.execution(arn)).status).toBe('RUNNING')
    await run.advance(2000)
    expect((await run.execution(arn)).status).toBe('TIMED_OUT')
  })

  test('a callback that was completed is closed: CallbackTimeoutException', async () => {
    const run = await durablePlayground([durable('F')], { F: waiting })
    await run.start('F')
    await run.idle()
    const CallbackId = callbackIdOf(run)
    await run.api('SendDurableExecutionCallbackSuccess', { CallbackId })
    await expect(run.api('SendDurableExecutionCallbackSuccess', { CallbackId })).rejects.toMatchObject({
      code: 'CallbackTimeoutException',
      statusCode: 400,
    })
  })

  test('a callback that comes before it is awaited is there at once', async () => {
    const run = await durablePlayground([durable('F')], {
      F: workflow(`
        const [promise, callbackId] = await ctx.createCallback('early')
        await ctx.wait({ minutes: 1 })
        return await promise`),
    })
    const arn = await run.start('F')
    await run.advance(10_000)
    await run.api('SendDurableExecutionCallbackSuccess', { CallbackId: callbackIdOf(run), Result: bytes('early') })
    await run.idle()
    expect((await run.execution(arn)).result).toBe('early')
  })

  test('waitForCallback: a context with a callback and a step that submits its id', async () => {
    const run = await durablePlayground([durable('F')], {
      F: workflow(`return await ctx.waitForCallback('approval', async (id) => { console.log('id ' + id) })`),
    })
    const arn = await run.start('F')
    await run.idle()
    const [id] = run.lines().map((line) => line.split('id ')[1])
    expect(id).toBe(callbackIdOf(run))
    await run.api('SendDurableExecutionCallbackSuccess', { CallbackId: id ?? '', Result: bytes('ok') })
    await run.idle()
    expect((await run.execution(arn)).result).toBe('ok')
    const { Events } = await run.api('GetDurableExecutionHistory', { DurableExecutionArn: arn })
    expect(Events.map(({ SubType }: { SubType?: string }) => SubType)).toContain('WaitForCallback')
    expect(await run.events(arn)).toEqual([
      'ExecutionStarted',
      'ContextStarted',
      ...['CallbackStarted', 'StepStarted', 'StepSucceeded', 'CallbackSucceeded'],
      'ContextSucceeded',
      'ExecutionSucceeded',
    ])
  })

  test('waitForCallback: a submitter that keeps failing is a CallbackSubmitterError', async () => {
    const run = await durablePlayground([durable('F')], {
      F: workflow(`
        try { await ctx.waitForCallback(async () => { throw new Error('no mail') },
          { retryStrategy: () => ({ shouldRetry: false }) }) }
        catch (error) { return error.name }`),
    })
    const arn = await run.start('F')
    await run.idle()
    expect((await run.execution(arn)).result).toBe('CallbackSubmitterError')
  })

  test('a malformed callback id is an InvalidParameterValueException', async () => {
    const run = await durablePlayground([durable('F')], { F: waiting })
    await expect(run.api('SendDurableExecutionCallbackHeartbeat', { CallbackId: 'abcd' })).rejects.toMatchObject({
      code: 'InvalidParameterValueException',
    })
  })
})
