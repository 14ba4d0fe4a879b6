/** Fact sheet §12.1: the APIs behind the SDK, called as a function of any language would. */

import { describe, expect, test } from 'vitest'
import { deploy, START_TIME, type Run } from '../../unit/cloud/stack'
import type { ScriptedTurn } from '../../unit/cloud/scripted-host'
import { durable, type InvocationEvent } from './durable'

type Answer = any // eslint-disable-line @typescript-eslint/no-explicit-any -- AWS's answers

const USER = { kind: 'account', principalId: 'AIDA', arn: 'arn:aws:iam::123456789012:user/test' } as const
const PENDING: ScriptedTurn = { outcome: { kind: 'response', payload: '{"Status":"PENDING"}' } }
const SUCCEEDED: ScriptedTurn = { outcome: { kind: 'response', payload: '{"Status":"SUCCEEDED","Result":"1"}' } }

interface Scripted extends Run {
  readonly arn: string
  readonly events: readonly InvocationEvent[]
  api(operation: string, input?: object): Answer
  /** A checkpoint of the invocation that runs, with the token it has now. @returns the answer; the token is kept */
  checkpoint(...updates: object[]): Answer
  token(): string
}

/** An execution whose first invocation takes a minute: time for checkpoints. Later ones end at once. */
async function running(later: ScriptedTurn = SUCCEEDED, first: ScriptedTurn = PENDING): Promise<Scripted> {
  const events: InvocationEvent[] = []
  let token = ''
  const run = deploy([durable('F', { Timeout: 300 })], {
    invoke(event) {
      events.push(event as InvocationEvent)
      token = (event as InvocationEvent).CheckpointToken
      return events.length === 1 ? { takes: 60_000, ...first } : later
    },
  })
  const service = run.cloud.services.find(({ definition }) => definition.name === 'lambda')?.service
  const api = (operation: string, input: object = {}): Answer => service?.operations[operation]?.({ ...input }, USER)
  const { durableExecutionArn: arn = '' } = run.cloud.lambda.invokeEvent({
    functionName: 'F',
    qualifier: '$LATEST',
    payload: '{"a":1}',
    durableExecutionName: 'x',
  })
  await run.advance(1000)
  return {
    ...run,
    arn,
    events,
    api: (operation, input) => api(operation, { DurableExecutionArn: arn, ...input }),
    checkpoint(...Updates) {
      const answer = api('CheckpointDurableExecution', { DurableExecutionArn: arn, CheckpointToken: token, Updates })
      token = answer.CheckpointToken
      return answer
    },
    token: () => token,
  }
}

const step = (Action: string, more: object = {}, Id = 's'): object => ({ Id, Type: 'STEP', Action, ...more })
const start = (Type: string, Id: string, more: object = {}): object => ({ Id, Type, Action: 'START', ...more })
const refused = (message: string) =>
  expect.objectContaining({ code: 'InvalidParameterValueException', statusCode: 400, message })

function refusal(run: Scripted, ...updates: object[]): unknown {
  try {
    run.checkpoint(...updates)
  } catch (error) {
    return error
  }
  return null
}

describe('§12.1 CheckpointDurableExecution: tokens', () => {
  test('each checkpoint consumes its token and gives the next', async () => {
    const run = await running()
    const first = run.token()
    run.checkpoint(step('START'))
    expect(run.token()).not.toBe(first)
    expect(() => run.api('CheckpointDurableExecution', { CheckpointToken: first })).toThrow('Invalid Checkpoint Token')
    expect(() => run.checkpoint(step('SUCCEED', { Payload: '1' }))).not.toThrow()
  })

  test('the token of an invocation that has ended is stale', async () => {
    const run = await running()
    run.checkpoint(start('WAIT', 'w', { WaitOptions: { WaitSeconds: 600 } }))
    const last = run.token()
    await run.advance(120_000)
    expect(() => run.api('CheckpointDurableExecution', { CheckpointToken: last })).toThrow('Invalid Checkpoint Token')
  })

  test('the same ClientToken with the same token gets the same answer again', async () => {
    const run = await running()
    const input = { CheckpointToken: run.token(), ClientToken: 'c-1', Updates: [step('START')] }
    const first = run.api('CheckpointDurableExecution', input)
    expect(run.api('CheckpointDurableExecution', input)).toEqual(first)
    expect(() => run.api('CheckpointDurableExecution', { ...input, ClientToken: 'c-2' })).toThrow('Invalid')
  })

  test('a checkpoint without updates tells what changed since the last', async () => {
    const run = await running()
    run.checkpoint(start('WAIT', 'w', { WaitOptions: { WaitSeconds: 5 } }))
    expect(run.checkpoint().NewExecutionState.Operations).toEqual([])
    await run.advance(5000)
    expect(run.checkpoint().NewExecutionState.Operations).toMatchObject([{ Id: 'w', Status: 'SUCCEEDED' }])
  })

  test('no token comes back when the checkpoint ends the execution', async () => {
    const run = await running()
    const { CheckpointToken } = run.checkpoint({ Id: 'e', Type: 'EXECUTION', Action: 'SUCCEED', Payload: '"big"' })
    expect(CheckpointToken).toBeUndefined()
    expect(run.api('GetDurableExecution')).toMatchObject({ Status: 'SUCCEEDED', Result: '"big"' })
  })
})

describe('§12.1 CheckpointDurableExecution: types and actions', () => {
  test.each([
    ['STEP', 'CANCEL'],
    ['CONTEXT', 'RETRY'],
    ['CONTEXT', 'CANCEL'],
    ['WAIT', 'SUCCEED'],
    ['CALLBACK', 'FAIL'],
    ['CHAINED_INVOKE', 'RETRY'],
    ['EXECUTION', 'START'],
  ])('%s knows no %s', async (Type, Action) => {
    const run = await running()
    const StepOptions = Action === 'RETRY' ? { StepOptions: { NextAttemptDelaySeconds: 1 } } : {}
    expect(refusal(run, { Id: 'x', Type, Action, ...StepOptions })).toEqual(
      refused('Invalid action for the given operation type.'),
    )
  })

  test('a step: STARTED, PENDING with its next attempt, READY, STARTED, SUCCEEDED', async () => {
    const run = await running()
    const now = (): Answer => run.api('GetDurableExecutionState', { CheckpointToken: run.token() }).Operations[1]
    run.checkpoint(step('START', { Name: 'charge' }))
    expect(now()).toMatchObject({ Name: 'charge', Status: 'STARTED', StepDetails: {} })
    run.checkpoint(step('RETRY', { Error: { ErrorMessage: 'x' }, StepOptions: { NextAttemptDelaySeconds: 10 } }))
    const pending = now()
    expect(pending).toMatchObject({ Status: 'PENDING', StepDetails: { Attempt: 1, Error: { ErrorMessage: 'x' } } })
    expect(pending.StepDetails.NextAttemptTimestamp * 1000 - START_TIME).toBe(11_000)
    await run.advance(10_000)
    expect(now()).toMatchObject({ Status: 'READY', StepDetails: { Attempt: 1 } })
    run.checkpoint(step('START'), step('SUCCEED', { Payload: '7' }))
    expect(now()).toMatchObject({ Status: 'SUCCEEDED', StepDetails: { Attempt: 2, Result: '7' } })
  })

  test('a step that has ended is not started, ended or tried again', async () => {
    const run = await running()
    run.checkpoint(step('SUCCEED', { Payload: '1' }))
    expect(refusal(run, step('START'))).toEqual(refused('Invalid current STEP state to start.'))
    expect(refusal(run, step('FAIL', { Error: {} }))).toEqual(refused('Invalid current STEP state to close.'))
    expect(refusal(run, step('RETRY', { StepOptions: { NextAttemptDelaySeconds: 1 } }))).toEqual(
      refused('Invalid current STEP state to re-attempt.'),
    )
  })

  test('RETRY needs StepOptions, and nothing else has them', async () => {
    const run = await running()
    expect(refusal(run, step('RETRY'))).toEqual(refused('Invalid StepOptions for the given action.'))
    expect(refusal(run, step('START', { StepOptions: { NextAttemptDelaySeconds: 1 } }))).toEqual(
      refused('Invalid StepOptions for the given action.'),
    )
  })

  test('SUCCEED takes no Error, FAIL no Payload, RETRY not both', async () => {
    const run = await running()
    expect(refusal(run, step('SUCCEED', { Error: {} }))).toEqual(refused('Cannot provide an Error for SUCCEED action.'))
    expect(refusal(run, step('FAIL', { Payload: '1' }))).toEqual(refused('Cannot provide a Payload for FAIL action.'))
    expect(
      refusal(run, step('RETRY', { Payload: '1', Error: {}, StepOptions: { NextAttemptDelaySeconds: 1 } })),
    ).toEqual(refused('Cannot provide both error and payload to RETRY a STEP.'))
  })

  test.each(['CONTEXT', 'CALLBACK'])('a %s is started once', async (type) => {
    const run = await running()
    run.checkpoint(start(type, 'x'))
    expect(refusal(run, start(type, 'x'))).toEqual(refused(`Cannot start a ${type} that already exists.`))
  })

  test('a wait may be cancelled while it runs, and not afterwards', async () => {
    const run = await running()
    run.checkpoint(start('WAIT', 'w', { WaitOptions: { WaitSeconds: 30 } }))
    run.checkpoint({ Id: 'w', Type: 'WAIT', Action: 'CANCEL' })
    expect(refusal(run, { Id: 'w', Type: 'WAIT', Action: 'CANCEL' })).toEqual(
      refused('Cannot cancel a WAIT that does not exist or has already completed.'),
    )
    await run.advance(40_000)
    const { Events } = run.api('GetDurableExecutionHistory')
    expect(Events.map(({ EventType }: Answer) => EventType)).toEqual([
      'ExecutionStarted',
      'WaitStarted',
      'WaitCancelled',
    ])
  })

  test('a wait needs WaitOptions, a chained invocation ChainedInvokeOptions', async () => {
    const run = await running()
    expect(refusal(run, start('WAIT', 'w'))).toEqual(refused('Update for WAIT operation requires WaitOptions.'))
    expect(refusal(run, start('CHAINED_INVOKE', 'i'))).toEqual(
      refused('Update for CHAINED_INVOKE operation requires ChainedInvokeOptions.'),
    )
  })

  test('only a context that is there can be a parent', async () => {
    const run = await running()
    expect(refusal(run, step('START', { ParentId: 'c' }))).toEqual(refused('Invalid parent operation id.'))
    run.checkpoint(start('CONTEXT', 'c'), step('START', { ParentId: 'c' }))
    expect(refusal(run, step('START', { ParentId: 's' }, 't'))).toEqual(refused('Invalid parent operation id.'))
  })

  test('an operation is updated once in a checkpoint, but for a start and its end', async () => {
    const run = await running()
    const twice = 'Cannot update the same operation twice in a single request.'
    expect(refusal(run, step('START'), step('START'))).toEqual(refused(twice))
    expect(refusal(run, step('START'), step('SUCCEED'), step('FAIL'))).toEqual(refused(twice))
    expect(refusal(run, step('START'), step('SUCCEED', { Payload: '1' }))).toBeNull()
  })

  test('the execution’s own update comes alone, and last', async () => {
    const run = await running()
    const end = { Id: 'e', Type: 'EXECUTION', Action: 'SUCCEED' }
    expect(refusal(run, end, step('START'))).toEqual(refused('EXECUTION checkpoint must be the last update.'))
    expect(refusal(run, end, { ...end, Id: 'f' })).toEqual(refused('Cannot checkpoint multiple EXECUTION updates.'))
  })

  test('a checkpoint is applied as a whole: one bad update, and none of them counts', async () => {
    const run = await running()
    expect(refusal(run, step('START'), start('WAIT', 'w'))).not.toBeNull()
    expect(run.api('GetDurableExecutionHistory').Events).toHaveLength(1)
    expect(refusal(run, step('START'))).toBeNull()
  })

  test('type, name and parent of an operation stay what they were', async () => {
    const run = await running()
    run.checkpoint(step('START', { Name: 'a' }))
    expect(refusal(run, start('CONTEXT', 's'))).toEqual(refused('Inconsistent operation type.'))
    expect(refusal(run, step('SUCCEED', { Name: 'b' }))).toEqual(refused('Inconsistent operation name.'))
  })
})

describe('§12.1 durable functions: quotas', () => {
  const many = (count: number, from: number): object[] =>
    Array.from({ length: count }, (_, index) => step('START', {}, `s${from + index}`))

  test('at most 250 updates in a checkpoint', async () => {
    const run = await running()
    expect(refusal(run, ...many(251, 0))).not.toBeNull()
    expect(refusal(run, ...many(250, 0))).toBeNull()
  })

  test('at most 3,000 operations in an execution', async () => {
    const run = await running()
    for (let batch = 0; batch < 12; batch++) run.checkpoint(...many(250, batch * 250))
    expect(refusal(run, step('START', {}, 'one-more'))).not.toBeNull()
  })

  test('a payload of at most 1 MB, and 100 MB of payloads in all', async () => {
    const run = await running()
    const megabyte = 'x'.repeat(1024 * 1024)
    expect(refusal(run, step('SUCCEED', { Payload: `${megabyte}x` }))).toEqual(
      refused('STEP payload size must be less than or equal to 1048576 bytes.'),
    )
    for (let count = 0; count < 100; count++) run.checkpoint(step('SUCCEED', { Payload: megabyte }, `m${count}`))
    expect(refusal(run, step('SUCCEED', { Payload: 'x' }, 'one-more'))).not.toBeNull()
  })

  test('waits and delays last from a second to 366 days', async () => {
    const run = await running()
    for (const WaitSeconds of [0, 31_622_401]) {
      expect(refusal(run, start('WAIT', 'w', { WaitOptions: { WaitSeconds } }))).toMatchObject({
        code: 'ValidationException',
      })
    }
    expect(refusal(run, start('WAIT', 'w', { WaitOptions: { WaitSeconds: 31_622_400 } }))).toBeNull()
  })
})

describe('§12.1 GetDurableExecutionState, GetDurableExecution, history and lists', () => {
  test('the state comes in pages, in the order of starting', async () => {
    const run = await running()
    run.checkpoint(...Array.from({ length: 150 }, (_, index) => step('START', {}, `s${index}`)))
    const CheckpointToken = run.token()
    const first = run.api('GetDurableExecutionState', { CheckpointToken })
    expect(first.Operations).toHaveLength(100)
    const second = run.api('GetDurableExecutionState', { CheckpointToken, Marker: first.NextMarker })
    expect(second.Operations).toHaveLength(51)
    expect(second.NextMarker).toBe('')
    expect(second.Operations.at(-1).Id).toBe('s149')
    expect(run.api('GetDurableExecutionState', { CheckpointToken, MaxItems: 0 }).Operations).toHaveLength(100)
  })

  test('the state needs the token of the invocation that runs', async () => {
    const run = await running()
    expect(() => run.api('GetDurableExecutionState', { CheckpointToken: 'AAAA' })).toThrow('Invalid Checkpoint Token')
  })

  test('GetDurableExecution tells input, configuration and version; without data when it is not wanted', async () => {
    const run = await running()
    expect(run.api('GetDurableExecution')).toMatchObject({
      DurableExecutionName: 'x',
      FunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:F:$LATEST',
      Status: 'RUNNING',
      Version: '$LATEST',
      InputPayload: '{"a":1}',
      ExecutionDataIncluded: true,
      DurableConfig: { ExecutionTimeout: 900, RetentionPeriodInDays: 7 },
    })
    const bare = run.api('GetDurableExecution', { IncludeExecutionData: false })
    expect(bare.ExecutionDataIncluded).toBe(false)
    expect(bare.InputPayload).toBeUndefined()
  })

  test('an execution that nobody knows is not found', async () => {
    const run = await running()
    const DurableExecutionArn = run.arn.replace(/[^/]+$/, '00000000-0000-4000-8000-000000000000')
    for (const operation of ['GetDurableExecution', 'GetDurableExecutionHistory', 'StopDurableExecution']) {
      expect(() => run.api(operation, { DurableExecutionArn })).toThrow('Durable Execution does not exist')
    }
  })

  test('history numbers its events, newest first when asked, and leaves out data when asked', async () => {
    const run = await running()
    run.checkpoint(step('START', { Name: 'a' }), step('SUCCEED', { Payload: '"secret"' }))
    const { Events } = run.api('GetDurableExecutionHistory', { ReverseOrder: true, IncludeExecutionData: false })
    expect(Events.map(({ EventId, EventType }: Answer) => [EventId, EventType])).toEqual([
      [3, 'StepSucceeded'],
      [2, 'StepStarted'],
      [1, 'ExecutionStarted'],
    ])
    expect(JSON.stringify(Events)).not.toContain('secret')
    const page = run.api('GetDurableExecutionHistory', { MaxItems: 2 })
    expect(page.Events).toHaveLength(2)
    expect(run.api('GetDurableExecutionHistory', { Marker: page.NextMarker }).Events).toHaveLength(1)
  })

  test('a failed step’s event has its error and attempt', async () => {
    const run = await running()
    run.checkpoint(step('FAIL', { Error: { ErrorType: 'E', ErrorMessage: 'm' } }))
    expect(run.api('GetDurableExecutionHistory').Events[1]).toMatchObject({
      EventType: 'StepFailed',
      StepFailedDetails: {
        Error: { Payload: { ErrorType: 'E', ErrorMessage: 'm' }, Truncated: false },
        RetryDetails: { CurrentAttempt: 1 },
      },
    })
  })

  test('ListDurableExecutionsByFunction: newest first; by name, status and time', async () => {
    const run = await running()
    await run.advance(10_000)
    run.cloud.lambda.invokeEvent({ functionName: 'F', qualifier: '$LATEST', payload: '{}', durableExecutionName: 'y' })
    await run.advance(1000)
    const names = (more: object): string[] =>
      run
        .api('ListDurableExecutionsByFunction', { FunctionName: 'F', ...more })
        .DurableExecutions.map(({ DurableExecutionName }: Answer) => DurableExecutionName)
    expect(names({})).toEqual(['y', 'x'])
    expect(names({ ReverseOrder: true })).toEqual(['x', 'y'])
    expect(names({ DurableExecutionName: 'x' })).toEqual(['x'])
    expect(names({ Statuses: ['SUCCEEDED'] })).toEqual(['y'])
    expect(names({ StartedBefore: (START_TIME + 5000) / 1000 })).toEqual(['x'])
    expect(names({ Qualifier: '$LATEST', MaxItems: 1 })).toEqual(['y'])
  })

  test('stopping an execution that has ended changes nothing', async () => {
    const run = await running(SUCCEEDED, SUCCEEDED)
    await run.advance(120_000)
    const { EndTimestamp } = run.api('GetDurableExecution')
    expect(run.api('StopDurableExecution')).toEqual({ StopTimestamp: EndTimestamp })
    expect(run.api('GetDurableExecution').Status).toBe('SUCCEEDED')
  })

  test('an invocation that runs on after the stop can checkpoint nothing', async () => {
    const run = await running()
    run.api('StopDurableExecution')
    expect(() => run.checkpoint(step('START'))).toThrow('Invalid Checkpoint Token')
  })
})
