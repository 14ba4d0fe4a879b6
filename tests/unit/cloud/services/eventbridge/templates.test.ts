/** From a template to invocations: rules, buses, archives and schedules of stacks, with the permissions SAM makes. */

import { describe, expect, it } from 'vitest'
import { readTemplate } from '../../../../../src/project/template'
import { respond } from '../../scripted-host'
import type { StackResource } from '../../../../../src/cloud/aws/template'
import { deploy } from '../../stack'

const FUNCTION = `
  Fn:
    Type: AWS::Serverless::Function
    Properties: {CodeUri: ./src/, Handler: app.handler, Runtime: nodejs22.x, FunctionName: Fn, Events: {EVENTS}}
`

interface Deployed {
  readonly run: ReturnType<typeof deploy>
  redeploy(resources: string, events?: string): void
  /** Payloads that the function got, with times from the start. */
  invocations(): { readonly at: number; readonly event: Record<string, unknown> }[]
  put(entry: object): Promise<void>
  problems(): string[]
}

function resourcesOf(resources: string, events = ''): readonly StackResource[] {
  const fn = events === '' ? '' : FUNCTION.replace('EVENTS', events)
  const text = `Transform: AWS::Serverless-2016-10-31\nResources:${resources}${fn}`
  const reading = readTemplate(text)
  if (!reading.stack || reading.diagnostics.some(({ severity }) => severity === 'error')) {
    throw new Error(JSON.stringify(reading.diagnostics))
  }
  return reading.stack.resources
}

function stack(resources: string, events?: string): Deployed {
  const run = deploy(resourcesOf(resources, events), { invoke: (event) => ({ outcome: respond(event) }) })
  return {
    run,
    redeploy(changed, changedEvents) {
      const next = { stackName: 'test', resources: resourcesOf(changed, changedEvents), parameters: {}, outputs: {} }
      const code = new Map([['Fn', { files: { 'index.js': '' }, layers: [] }]])
      const { diagnostics } = run.cloud.deploy(next, code)
      expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
    },
    invocations: () =>
      run
        .trace('request.received')
        .map(({ at, payload }) => ({ at, event: JSON.parse(payload) as Record<string, unknown> })),
    async put(entry) {
      const { status } = await run.cloud.aws({
        method: 'POST',
        url: 'https://events.us-east-1.amazonaws.com/',
        headers: { 'x-amz-target': 'AWSEvents.PutEvents', 'content-type': 'application/x-amz-json-1.1' },
        body: JSON.stringify({ Entries: [{ Source: 'shop', DetailType: 'Order', Detail: '{}', ...entry }] }),
      })
      expect(status).toBe(200)
      await run.idle()
    },
    problems: () => run.diagnostics.map(({ message }) => message),
  }
}

describe('a rule of SAM', () => {
  it('invokes the function with what matches', async () => {
    const deployed = stack('', 'Rule: {Type: EventBridgeRule, Properties: {Pattern: {source: [shop]}}}')
    expect(deployed.problems()).toEqual([])
    await deployed.put({ Detail: '{"n":1}' })
    await deployed.put({ Source: 'bank' })
    expect(deployed.invocations().map(({ event }) => event['detail'])).toEqual([{ n: 1 }])
  })

  it('is of the bus it names', async () => {
    const deployed = stack(
      `
  Bus:
    Type: AWS::Events::EventBus
    Properties: {Name: orders}
`,
      'Rule: {Type: EventBridgeRule, Properties: {EventBusName: !Ref Bus, Pattern: {source: [shop]}}}',
    )
    expect(deployed.problems()).toEqual([])
    await deployed.put({})
    await deployed.put({ EventBusName: 'orders' })
    expect(deployed.invocations()).toHaveLength(1)
  })

  it('invokes the function on schedule', async () => {
    const deployed = stack('', 'Tick: {Type: Schedule, Properties: {Schedule: rate(1 minute)}}')
    expect(deployed.problems()).toEqual([])
    await deployed.run.advance(150_000)
    expect(deployed.invocations().map(({ at, event }) => [at, event['detail-type']])).toEqual([
      [60_000, 'Scheduled Event'],
      [120_000, 'Scheduled Event'],
    ])
  })
})

describe('a destination of asynchronous invocations', () => {
  const BUS = 'arn:aws:events:us-east-1:123456789012:event-bus/default'
  const withDestination = (rule: string): Deployed => {
    const text = `
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: ./src/
      Handler: app.handler
      Runtime: nodejs22.x
      FunctionName: Fn
      EventInvokeConfig: {DestinationConfig: {OnSuccess: {Type: EventBridge, Destination: '${BUS}'}}}
${rule}`
    return stack(text)
  }

  // Lambda Guide, "Capturing records of Lambda asynchronous invocations": source and detail type.
  it('may be a bus', async () => {
    const deployed = withDestination(`
  Target:
    Type: AWS::SQS::Queue
    Properties: {QueueName: results}
  TargetPolicy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Target]
      PolicyDocument:
        Statement: [{Effect: Allow, Principal: {Service: events.amazonaws.com}, Action: sqs:SendMessage, Resource: '*'}]
  Rule:
    Type: AWS::Events::Rule
    Properties: {EventPattern: {source: [lambda]}, Targets: [{Id: q, Arn: !GetAtt Target.Arn}]}
`)
    expect(deployed.problems()).toEqual([])
    await deployed.run.invoke('Fn', { n: 1 }, { invocationType: 'Event' })
    await deployed.run.idle()
    const sent = deployed.run.trace('sqs.sent').map(({ body }) => JSON.parse(body) as Record<string, unknown>)
    expect(sent).toMatchObject([
      {
        source: 'lambda',
        'detail-type': 'Lambda Function Invocation Result - Success',
        resources: [BUS, 'arn:aws:lambda:us-east-1:123456789012:function:Fn:$LATEST'],
        detail: { requestPayload: { n: 1 }, responsePayload: { n: 1 } },
      },
    ])
  })

  it('may start its own function, over and over; time passes all the same', async () => {
    const deployed = withDestination(`
      Events: {Loop: {Type: EventBridgeRule, Properties: {Pattern: {source: [lambda]}, Input: '{"n":1}'}}}
`)
    await deployed.run.invoke('Fn', { n: 1 }, { invocationType: 'Event' })
    await deployed.run.advance(300)
    const rounds = deployed.invocations()
    expect(rounds.length).toBeGreaterThan(10)
    expect(rounds.every(({ at }, index) => index === 0 || at > (rounds[index - 1]?.at ?? 0))).toBe(true)
  })
})

describe('a schedule of SAM', () => {
  it('invokes the function by its own role', async () => {
    const deployed = stack(
      '',
      `Tick: {Type: ScheduleV2, Properties: {ScheduleExpression: cron(0 14 * * ? *), ScheduleExpressionTimezone: Europe/Berlin, Input: '{"a":1}'}}`,
    )
    expect(deployed.problems()).toEqual([])
    // 12:00 UTC on 31 January: 13:00 in Berlin.
    await deployed.run.advance(2 * 3_600_000)
    expect(deployed.invocations()).toEqual([{ at: 3_600_000, event: { a: 1 } }])
  })
})

describe('resources of a stack', () => {
  it('say what AWS refuses, and where', () => {
    const { run } = stack(`
  Bad:
    Type: AWS::Events::Rule
    Properties: {ScheduleExpression: rate(1 minutes)}
  Pattern:
    Type: AWS::Events::Rule
    Properties: {EventPattern: {source: []}}
  Target:
    Type: AWS::Events::Rule
    Properties:
      EventPattern: {source: [shop]}
      Targets: [{Id: t, Arn: 'arn:aws:states:us-east-1:123456789012:stateMachine:m'}]
  Schedule:
    Type: AWS::Scheduler::Schedule
    Properties:
      ScheduleExpression: every minute
      FlexibleTimeWindow: {Mode: 'OFF'}
      Target: {Arn: 'arn:aws:sqs:us-east-1:123456789012:q', RoleArn: 'arn:aws:iam::123456789012:role/r'}
  Group:
    Type: AWS::Scheduler::Schedule
    Properties:
      ScheduleExpression: rate(1 minute)
      GroupName: none
      FlexibleTimeWindow: {Mode: 'OFF'}
      Target: {Arn: 'arn:aws:sqs:us-east-1:123456789012:q', RoleArn: 'arn:aws:iam::123456789012:role/r'}
`)
    expect(run.diagnostics).toMatchObject([
      { logicalId: 'Bad', path: ['ScheduleExpression'], message: 'Parameter ScheduleExpression is not valid.' },
      { logicalId: 'Pattern', path: ['EventPattern'] },
      { logicalId: 'Target', path: ['Targets', 0] },
      { logicalId: 'Schedule', path: ['ScheduleExpression'], message: 'Invalid Schedule Expression every minute.' },
      { logicalId: 'Group', path: ['GroupName'] },
    ])
  })

  it('are there for the API, with references as CloudFormation gives them', async () => {
    const deployed = stack(`
  Bus:
    Type: AWS::Events::EventBus
    Properties: {Name: orders, Description: all}
  Policy:
    Type: AWS::Events::EventBusPolicy
    Properties: {EventBusName: !Ref Bus, StatementId: open, Action: events:PutEvents, Principal: '111122223333'}
  Rule:
    Type: AWS::Events::Rule
    Properties: {Name: r, EventBusName: !Ref Bus, EventPattern: {source: [shop]}}
  Archive:
    Type: AWS::Events::Archive
    Properties: {ArchiveName: a, SourceArn: !GetAtt Bus.Arn, RetentionDays: 3}
  Group:
    Type: AWS::Scheduler::ScheduleGroup
    Properties: {Name: g}
  Names:
    Type: AWS::SQS::Queue
    Properties: {QueueName: !Join ['-', [!Select [1, !Split ['|', !Ref Rule]], !Ref Archive, !Ref Group]]}
`)
    expect(deployed.problems()).toEqual([])
    const ids = deployed.run.trace('stack.resource').map(({ logicalId, physicalId }) => [logicalId, physicalId])
    expect(Object.fromEntries(ids)).toMatchObject({
      Bus: 'orders',
      Rule: 'orders|r',
      Archive: 'a',
      Group: 'g',
      Names: expect.stringMatching(/r-a-g$/) as unknown,
    })
    const views = deployed.run.cloud.views().filter(({ arn }) => arn.startsWith('arn:aws:events:'))
    expect(views.map(({ kind, name }) => [kind, name])).toEqual([
      ['Event bus', 'default'],
      ['Event bus', 'orders'],
      ['Archive', 'a'],
    ])
  })

  it('go on as they were when nothing about them changes, and change when something does', async () => {
    const tick = (schedule: string): string => `Tick: {Type: Schedule, Properties: {Schedule: ${schedule}}}`
    const deployed = stack('', tick('rate(1 minute)'))
    await deployed.run.advance(30_000)
    deployed.redeploy('', tick('rate(1 minute)'))
    await deployed.run.advance(30_000)
    expect(deployed.invocations().map(({ at }) => at)).toEqual([60_000])
    deployed.redeploy('', tick('rate(2 minutes)'))
    await deployed.run.advance(180_000)
    expect(deployed.invocations().map(({ at }) => at)).toEqual([60_000, 180_000])
    deployed.redeploy('', 'Tick: {Type: EventBridgeRule, Properties: {Pattern: {source: [shop]}}}')
    await deployed.run.advance(3_600_000)
    expect(deployed.invocations()).toHaveLength(2)
    deployed.redeploy('\n  Q: {Type: AWS::SQS::Queue}')
    await deployed.put({})
    expect(deployed.invocations()).toHaveLength(2)
  })
})
