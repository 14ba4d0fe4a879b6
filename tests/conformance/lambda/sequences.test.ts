/**
 * Recorded sequences that go through Lambda's API and look at what the functions were given.
 * Source: LocalStack's test suite, recorded from AWS in November 2025 (/aws/services/lambda_/, Apache-2.0).
 */

import {
  CreateEventSourceMappingCommand,
  GetEventSourceMappingCommand,
  LambdaClient,
  PublishVersionCommand,
  UpdateEventSourceMappingCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda'
import { describe, expect, it } from 'vitest'
import { fail, respond } from '../../unit/cloud/scripted-host'
import { arnOf, deploy, lambdaFunction, queue, resource } from '../../unit/cloud/stack'
import { accountOf } from '../sdk/account'

const REGION = 'us-east-1'
const ACCOUNT = '123456789012'
const FUNCTION = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:F`
const QUEUE = `arn:aws:sqs:${REGION}:${ACCOUNT}:Q`
const text = (): string => expect.any(String) as string

describe('test_invoke_lambda_eventbridge (test_lambda_destinations.py, recorded 2025-11-24)', () => {
  const TARGET = { Id: 't', Arn: arnOf('Triggered') }

  async function eventOf(mode: 'success' | 'failure'): Promise<unknown> {
    const events: unknown[] = []
    const run = deploy(
      [
        lambdaFunction('F'),
        lambdaFunction('Triggered'),
        resource('Bus', 'AWS::Events::EventBus', { Name: 'bus' }),
        resource('Rule', 'AWS::Events::Rule', {
          EventBusName: { Ref: 'Bus' },
          EventPattern: { version: ['0'] },
          Targets: [TARGET],
        }),
        resource('Permission', 'AWS::Lambda::Permission', {
          FunctionName: { Ref: 'Triggered' },
          Action: 'lambda:InvokeFunction',
          Principal: 'events.amazonaws.com',
        }),
        resource('Config', 'AWS::Lambda::EventInvokeConfig', {
          FunctionName: { Ref: 'F' },
          Qualifier: '$LATEST',
          MaximumRetryAttempts: 0,
          DestinationConfig: { OnSuccess: { Destination: arnOf('Bus') }, OnFailure: { Destination: arnOf('Bus') } },
        }),
      ],
      {
        invoke(event, _invocation, { configuration }) {
          if (configuration.functionName === 'Triggered') events.push(event)
          const failing = (event as { mode?: string }).mode === 'failure'
          return { outcome: failing ? fail('intentional failure!') : respond({ hello: 'world', val: 5 }) }
        },
      },
    )
    expect(run.diagnostics).toEqual([])
    await run.invoke('F', { mode }, { invocationType: 'Event' })
    await run.idle()
    expect(events).toHaveLength(1)
    return events[0]
  }

  const envelope = {
    account: ACCOUNT,
    id: text(),
    region: REGION,
    resources: [`arn:aws:events:${REGION}:${ACCOUNT}:event-bus/bus`, `${FUNCTION}:$LATEST`],
    source: 'lambda',
    time: text(),
    version: '0',
  }
  const context = { approximateInvokeCount: 1, functionArn: `${FUNCTION}:$LATEST`, requestId: text() }

  it('a success', async () => {
    expect(await eventOf('success')).toEqual({
      ...envelope,
      'detail-type': 'Lambda Function Invocation Result - Success',
      detail: {
        version: '1.0',
        timestamp: text(),
        requestContext: { ...context, condition: 'Success' },
        requestPayload: { mode: 'success' },
        responseContext: { statusCode: 200, executedVersion: '$LATEST' },
        responsePayload: { hello: 'world', val: 5 },
      },
    })
  })

  it('a failure', async () => {
    expect(await eventOf('failure')).toEqual({
      ...envelope,
      'detail-type': 'Lambda Function Invocation Result - Failure',
      detail: {
        version: '1.0',
        timestamp: text(),
        requestContext: { ...context, condition: 'RetriesExhausted' },
        requestPayload: { mode: 'failure' },
        responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
        responsePayload: { errorType: 'Error', errorMessage: 'intentional failure!', trace: [] },
      },
    })
  })
})

describe('test_sqs_event_source_mapping_update (test_lambda_integration_sqs.py, recorded 2025-11-25)', () => {
  it('a mapping moves to a new version, which has its own variables', async () => {
    const logged: unknown[] = []
    const run = deploy([lambdaFunction('F', { Environment: { Variables: { CUSTOM_VAR: 'a' } } }), queue('Q')], {
      invoke(event, _invocation, { configuration }) {
        const { Records } = event as { Records: readonly { body: string }[] }
        logged.push({
          function_version: configuration.functionVersion,
          CUSTOM_VAR: configuration.variables['CUSTOM_VAR'],
          bodies: Records.map(({ body }) => body),
        })
        return { outcome: respond(null) }
      },
    })
    const aws = accountOf({
      send: (request) => run.cloud.aws(request),
      now: () => Promise.resolve(run.cloud.kernel.now),
      advance: (ms) => run.advance(ms),
    })
    const lambda = new LambdaClient(aws.config)
    const shape = {
      BatchSize: 10,
      EventSourceArn: QUEUE,
      FunctionResponseTypes: [],
      LastModified: expect.any(Date) as Date,
      MaximumBatchingWindowInSeconds: 1,
      StateTransitionReason: 'USER_INITIATED',
    }

    const one = await lambda.send(new PublishVersionCommand({ FunctionName: 'F' }))
    const made = await lambda.send(
      new CreateEventSourceMappingCommand({
        EventSourceArn: QUEUE,
        FunctionName: one.FunctionArn,
        MaximumBatchingWindowInSeconds: 1,
      }),
    )
    const ids = { UUID: made.UUID, EventSourceMappingArn: made.EventSourceMappingArn }
    expect(made).toMatchObject({ ...shape, FunctionArn: `${FUNCTION}:1`, State: 'Creating' })
    expect(made.$metadata.httpStatusCode).toBe(202)
    await run.send('Q', '{"foo": "bar"}')
    await run.advance(10_000)
    expect(logged).toEqual([{ function_version: '1', CUSTOM_VAR: 'a', bodies: ['{"foo": "bar"}'] }])

    const Environment = { Variables: { CUSTOM_VAR: 'b' } }
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: 'F', Environment }))
    await run.advance(10_000)
    const two = await lambda.send(new PublishVersionCommand({ FunctionName: 'F' }))
    const change = { UUID: ids.UUID, FunctionName: two.FunctionArn }
    const updated = await lambda.send(new UpdateEventSourceMappingCommand(change))
    expect(updated).toMatchObject({ ...shape, ...ids, FunctionArn: `${FUNCTION}:2`, State: 'Updating' })
    await run.advance(10_000)
    const read = await lambda.send(new GetEventSourceMappingCommand({ UUID: ids.UUID }))
    expect(read).toMatchObject({ ...shape, ...ids, FunctionArn: `${FUNCTION}:2`, State: 'Enabled' })
    await run.send('Q', '{"foo": "bar2"}')
    await run.advance(10_000)
    expect(logged.slice(1)).toEqual([{ function_version: '2', CUSTOM_VAR: 'b', bodies: ['{"foo": "bar2"}'] }])
  })
})
