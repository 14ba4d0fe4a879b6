/** The APIs of durable executions. Sources: API Reference (2025-12-01) and the Guide's pages on durable functions. */

import {
  CheckpointDurableExecutionCommand,
  CreateFunctionCommand,
  GetDurableExecutionCommand,
  GetDurableExecutionHistoryCommand,
  GetDurableExecutionStateCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  LambdaClient,
  ListDurableExecutionsByFunctionCommand,
  PutFunctionConcurrencyCommand,
  SendDurableExecutionCallbackFailureCommand,
  SendDurableExecutionCallbackHeartbeatCommand,
  SendDurableExecutionCallbackSuccessCommand,
  StopDurableExecutionCommand,
  UpdateFunctionConfigurationCommand,
  type InvokeCommandInput,
  type InvokeCommandOutput,
} from '@aws-sdk/client-lambda'
import { zipSync } from 'fflate'
import assert from 'node:assert/strict'
import type { Aws, Case } from '../sdk/case'

const GUIDE = 'Lambda Developer Guide'
const ROLE = 'arn:aws:iam::123456789012:role/admin'
/** No durable handler, whoever runs it: the execution fails at once. */
const ECHO = 'exports.handler = async (event) => event'

const send = <Output>(aws: Aws, promise: Promise<Output>): Promise<Output> => aws.during(promise, 5000)

/** @param held whether its executions cannot run: no concurrency */
async function durable(aws: Aws, held = false): Promise<LambdaClient> {
  const lambda = new LambdaClient(aws.config)
  const ZipFile = zipSync({ 'index.js': new TextEncoder().encode(ECHO) })
  await send(
    aws,
    lambda.send(
      new CreateFunctionCommand({
        FunctionName: 'flow',
        Role: ROLE,
        Runtime: 'nodejs22.x',
        Handler: 'index.handler',
        Timeout: 300,
        Code: { ZipFile },
        DurableConfig: { ExecutionTimeout: 600, RetentionPeriodInDays: 7 },
      }),
    ),
  )
  await aws.advance(60_000)
  if (held) {
    const none = { FunctionName: 'flow', ReservedConcurrentExecutions: 0 }
    await send(aws, lambda.send(new PutFunctionConcurrencyCommand(none)))
  }
  return lambda
}

const start = (
  aws: Aws,
  lambda: LambdaClient,
  input: Partial<InvokeCommandInput> = {},
): Promise<InvokeCommandOutput> => {
  const Payload = new TextEncoder().encode('{"order":1}')
  const command = new InvokeCommand({ FunctionName: 'flow:$LATEST', InvocationType: 'Event', Payload, ...input })
  return send(aws, lambda.send(command))
}

async function refused(aws: Aws, promise: Promise<unknown>, name: string, message?: string): Promise<void> {
  const error = await send(aws, promise).then(
    () => assert.fail('the request was not refused'),
    (thrown: unknown) => thrown as Error,
  )
  assert.equal(error.name, name, error.message)
  if (message !== undefined) assert.equal(error.message, message)
}

export const durableCases: Readonly<Record<string, Case>> = {
  'a durable function’s configuration tells its DurableConfig': {
    source: 'API Reference, DurableConfig',
    async run(aws) {
      const lambda = await durable(aws)
      const { DurableConfig } = await send(
        aws,
        lambda.send(new GetFunctionConfigurationCommand({ FunctionName: 'flow' })),
      )
      assert.deepEqual(DurableConfig, { ExecutionTimeout: 600, RetentionPeriodInDays: 7 })
    },
  },

  'a function that was made without it does not become durable': {
    source: `${GUIDE}, "Configure Lambda durable functions"`,
    async run(aws) {
      const command = new UpdateFunctionConfigurationCommand({
        FunctionName: 'echo',
        DurableConfig: { ExecutionTimeout: 60 },
      })
      await refused(aws, new LambdaClient(aws.config).send(command), 'InvalidParameterValueException')
    },
  },

  'ExecutionTimeout is at most 366 days, RetentionPeriodInDays at most 90': {
    source: 'API Reference, DurableConfig',
    async run(aws) {
      const lambda = new LambdaClient(aws.config)
      for (const DurableConfig of [
        { ExecutionTimeout: 31_622_401 },
        { ExecutionTimeout: 60, RetentionPeriodInDays: 91 },
      ]) {
        const command = new CreateFunctionCommand({
          FunctionName: 'flow',
          Role: ROLE,
          Runtime: 'nodejs22.x',
          Handler: 'index.handler',
          Code: { ZipFile: zipSync({ 'index.js': new TextEncoder().encode(ECHO) }) },
          DurableConfig,
        })
        await refused(aws, lambda.send(command), 'ValidationException')
      }
    },
  },

  'an asynchronous invocation answers with the ARN of the execution that it started': {
    source: 'API Reference, Invoke',
    async run(aws) {
      const lambda = await durable(aws)
      const answer = await start(aws, lambda, { DurableExecutionName: 'order-1' })
      assert.equal(answer.StatusCode, 202)
      assert.match(answer.DurableExecutionArn ?? '', /:function:flow:\$LATEST\/durable-execution\/order-1\//)
    },
  },

  'a synchronous invocation answers when the execution has ended, with its ARN': {
    source: `${GUIDE}, "Invoking durable Lambda functions"`,
    async run(aws) {
      const lambda = await durable(aws)
      const answer = await start(aws, lambda, { InvocationType: 'RequestResponse' })
      const error = JSON.parse(new TextDecoder().decode(answer.Payload)) as Record<string, unknown>
      assert.equal(error['errorMessage'], 'Invalid Status in invocation output.')
      assert.match(answer.DurableExecutionArn ?? '', /\/durable-execution\//)
      assert.equal(answer.ExecutedVersion, '$LATEST')
      assert.equal(answer.FunctionError, 'Unhandled')
    },
  },

  'an unqualified name is refused': {
    source: `${GUIDE}, "Invoking durable Lambda functions", qualified ARNs`,
    async run(aws) {
      const lambda = await durable(aws)
      const text = 'You cannot invoke a durable function using an unqualified ARN.'
      const command = new InvokeCommand({ FunctionName: 'flow' })
      await refused(aws, lambda.send(command), 'InvalidParameterValueException', text)
    },
  },

  'a name is an idempotency key': {
    source: `${GUIDE}, "Idempotency"`,
    async run(aws) {
      const lambda = await durable(aws)
      const first = await start(aws, lambda, { DurableExecutionName: 'order-1' })
      const second = await start(aws, lambda, { DurableExecutionName: 'order-1' })
      assert.equal(second.DurableExecutionArn, first.DurableExecutionArn)
      const other = new InvokeCommand({
        FunctionName: 'flow:$LATEST',
        InvocationType: 'Event',
        DurableExecutionName: 'order-1',
        Payload: new TextEncoder().encode('{"order":2}'),
      })
      await refused(aws, lambda.send(other), 'DurableExecutionAlreadyStartedException')
    },
  },

  'GetDurableExecution and its history tell the whole of it': {
    source: 'API Reference, GetDurableExecution, GetDurableExecutionHistory',
    async run(aws) {
      const lambda = await durable(aws)
      const { DurableExecutionArn } = await start(aws, lambda)
      await aws.advance(10_000)
      const found = await send(aws, lambda.send(new GetDurableExecutionCommand({ DurableExecutionArn })))
      assert.equal(found.Status, 'FAILED')
      assert.equal(found.InputPayload, '{"order":1}')
      assert.ok(found.StartTimestamp && found.EndTimestamp && found.EndTimestamp > found.StartTimestamp)
      const { Events = [] } = await send(
        aws,
        lambda.send(new GetDurableExecutionHistoryCommand({ DurableExecutionArn })),
      )
      assert.deepEqual(
        Events.map(({ EventType }) => EventType),
        ['ExecutionStarted', 'InvocationCompleted', 'ExecutionFailed'],
      )
      assert.equal(Events[0]?.ExecutionStartedDetails?.Input?.Payload, '{"order":1}')
    },
  },

  'executions are listed newest first, by status': {
    source: 'API Reference, ListDurableExecutionsByFunction',
    async run(aws) {
      const lambda = await durable(aws)
      for (const DurableExecutionName of ['one', 'two']) await start(aws, lambda, { DurableExecutionName })
      await aws.advance(10_000)
      const list = (more: object) =>
        send(aws, lambda.send(new ListDurableExecutionsByFunctionCommand({ FunctionName: 'flow', ...more })))
      const { DurableExecutions = [] } = await list({})
      assert.deepEqual(
        DurableExecutions.map(({ DurableExecutionName }) => DurableExecutionName),
        ['two', 'one'],
      )
      assert.deepEqual((await list({ Statuses: ['RUNNING'] })).DurableExecutions, [])
    },
  },

  'an execution is stopped with an error': {
    source: 'API Reference, StopDurableExecution',
    async run(aws) {
      const lambda = await durable(aws, true)
      const { DurableExecutionArn } = await start(aws, lambda)
      const Error = { ErrorType: 'Cancelled', ErrorMessage: 'by hand' }
      const { StopTimestamp } = await send(
        aws,
        lambda.send(new StopDurableExecutionCommand({ DurableExecutionArn, Error })),
      )
      const found = await send(aws, lambda.send(new GetDurableExecutionCommand({ DurableExecutionArn })))
      assert.equal(found.Status, 'STOPPED')
      assert.deepEqual(found.EndTimestamp, StopTimestamp)
      assert.deepEqual({ ...found.Error }, Error)
    },
  },

  'a token that is not the execution’s is no checkpoint token': {
    source: 'API Reference, CheckpointDurableExecution',
    async run(aws) {
      const lambda = await durable(aws, true)
      const { DurableExecutionArn } = await start(aws, lambda)
      const input = { DurableExecutionArn, CheckpointToken: 'AAAA' }
      const text = 'Invalid Checkpoint Token'
      const checkpoint = new CheckpointDurableExecutionCommand(input)
      await refused(aws, lambda.send(checkpoint), 'InvalidParameterValueException', text)
      const state = new GetDurableExecutionStateCommand(input)
      await refused(aws, lambda.send(state), 'InvalidParameterValueException', text)
    },
  },

  'a callback’s id that is none is refused': {
    source: 'API Reference, SendDurableExecutionCallbackSuccess',
    async run(aws) {
      const lambda = await durable(aws)
      const input = { CallbackId: 'AAAA' }
      for (const promise of [
        () => lambda.send(new SendDurableExecutionCallbackSuccessCommand(input)),
        () => lambda.send(new SendDurableExecutionCallbackFailureCommand(input)),
        () => lambda.send(new SendDurableExecutionCallbackHeartbeatCommand(input)),
      ]) {
        await refused(aws, promise(), 'InvalidParameterValueException')
      }
    },
  },

  'who may use the execution of a function may be said by its ARN': {
    source: `${GUIDE}, "Resources and conditions": a durable execution is a sub-resource of a function version`,
    async run(aws) {
      const lambda = await durable(aws)
      const { DurableExecutionArn } = await start(aws, lambda)
      const policy = (Resource: string): object => ({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 'lambda:GetDurableExecution', Resource }],
      })
      const fn = 'arn:aws:lambda:us-east-1:123456789012:function:flow'
      const allowed = new LambdaClient(await aws.role(policy(`${fn}:*`)))
      const found = await send(aws, allowed.send(new GetDurableExecutionCommand({ DurableExecutionArn })))
      assert.equal(found.DurableExecutionArn, DurableExecutionArn)
      const denied = new LambdaClient(await aws.role(policy(fn)))
      const command = new GetDurableExecutionCommand({ DurableExecutionArn })
      await refused(aws, denied.send(command), 'AccessDeniedException')
    },
  },
}
