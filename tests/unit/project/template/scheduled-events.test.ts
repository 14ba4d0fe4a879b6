/** Events that EventBridge and its Scheduler send. Logical ids and shapes: SAM's own output for such templates. */

import { describe, expect, it } from 'vitest'
import { readTemplate } from '../../../../src/project/template'
import { properties, serverless, types } from './template'

const withEvent = (event: string): ReturnType<typeof readTemplate> =>
  readTemplate(
    serverless(`
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: ./src/
      Handler: app.handler
      Runtime: nodejs22.x
      Events:
        Tick:
${event.replace(/^/gm, '          ').trimEnd()}
`),
  )

const PERMISSION = {
  Action: 'lambda:InvokeFunction',
  FunctionName: { Ref: 'Fn' },
  Principal: 'events.amazonaws.com',
  SourceArn: { 'Fn::GetAtt': ['FnTick', 'Arn'] },
}

describe('an event of type EventBridgeRule', () => {
  const reading = withEvent(`Type: EventBridgeRule
Properties:
  EventBusName: orders
  RuleName: named
  Pattern:
    source: [shop]
    detail: {amount: [{numeric: ['>', 5]}]}
  InputPath: $.detail
  Target: {Id: mine}
  State: DISABLED
  RetryPolicy: {MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 60}
  DeadLetterConfig: {Type: SQS}
`)

  it('is a rule, a permission, and a queue for dead letters with its policy', () => {
    expect(reading.diagnostics).toEqual([])
    expect(types(reading)).toEqual({
      FnRole: 'AWS::IAM::Role',
      Fn: 'AWS::Lambda::Function',
      FnTick: 'AWS::Events::Rule',
      FnTickQueue: 'AWS::SQS::Queue',
      FnTickQueuePolicy: 'AWS::SQS::QueuePolicy',
      FnTickPermission: 'AWS::Lambda::Permission',
    })
    expect(properties(reading, 'FnTick')).toEqual({
      Name: 'named',
      EventBusName: 'orders',
      EventPattern: { source: ['shop'], detail: { amount: [{ numeric: ['>', 5] }] } },
      State: 'DISABLED',
      Targets: [
        {
          Arn: { 'Fn::GetAtt': ['Fn', 'Arn'] },
          Id: 'mine',
          InputPath: '$.detail',
          DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['FnTickQueue', 'Arn'] } },
          RetryPolicy: { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 60 },
        },
      ],
    })
    expect(properties(reading, 'FnTickPermission')).toEqual(PERMISSION)
    expect(properties(reading, 'FnTickQueuePolicy')).toEqual({
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Action: 'sqs:SendMessage',
            Effect: 'Allow',
            Principal: { Service: 'events.amazonaws.com' },
            Resource: { 'Fn::GetAtt': ['FnTickQueue', 'Arn'] },
            Condition: { ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': ['FnTick', 'Arn'] } } },
          },
        ],
      },
      Queues: [{ Ref: 'FnTickQueue' }],
    })
  })

  it('has an older name', () => {
    const older = withEvent(`Type: CloudWatchEvent
Properties:
  Pattern: {source: [shop]}
`)
    expect(older.diagnostics).toEqual([])
    expect(properties(older, 'FnTick')).toMatchObject({ Targets: [{ Id: 'FnTickLambdaTarget' }] })
  })

  it('has dead letters of one kind', () => {
    for (const config of ['{}', '{Type: SQS, Arn: arn:x}']) {
      const reading = withEvent(`Type: EventBridgeRule
Properties:
  Pattern: {source: [shop]}
  DeadLetterConfig: ${config}
`)
      expect(reading.diagnostics).toMatchObject([{ code: 'template/invalid-event' }])
    }
  })
})

describe('an event of type Schedule', () => {
  it('is a rule and a permission', () => {
    const reading = withEvent(`Type: Schedule
Properties:
  Schedule: rate(5 minutes)
  Name: every-five
  Input: '{"a": 1}'
  Enabled: false
`)
    expect(reading.diagnostics).toEqual([])
    expect(properties(reading, 'FnTick')).toEqual({
      ScheduleExpression: 'rate(5 minutes)',
      Name: 'every-five',
      State: 'DISABLED',
      Targets: [{ Arn: { 'Fn::GetAtt': ['Fn', 'Arn'] }, Id: 'FnTickLambdaTarget', Input: '{"a": 1}' }],
    })
    expect(properties(reading, 'FnTickPermission')).toEqual(PERMISSION)
  })

  it('says once whether it is enabled', () => {
    const reading = withEvent(`Type: Schedule
Properties:
  Schedule: rate(5 minutes)
  Enabled: true
  State: ENABLED
`)
    expect(reading.diagnostics).toMatchObject([
      {
        code: 'template/invalid-event',
        message: 'Event with id [FnTick] is invalid. State and Enabled Properties cannot both be specified.',
      },
    ])
  })
})

describe('an event of type ScheduleV2', () => {
  it('is a schedule with a role that may invoke the function', () => {
    const reading = withEvent(`Type: ScheduleV2
Properties:
  ScheduleExpression: cron(0 9 * * ? *)
  ScheduleExpressionTimezone: Europe/Berlin
  DeadLetterConfig: {Type: SQS, QueueLogicalId: Lost}
`)
    expect(reading.diagnostics).toEqual([])
    expect(types(reading)).toEqual({
      FnRole: 'AWS::IAM::Role',
      Fn: 'AWS::Lambda::Function',
      FnTick: 'AWS::Scheduler::Schedule',
      Lost: 'AWS::SQS::Queue',
      FnTickRole: 'AWS::IAM::Role',
    })
    expect(properties(reading, 'FnTick')).toEqual({
      Name: 'FnTick',
      ScheduleExpression: 'cron(0 9 * * ? *)',
      ScheduleExpressionTimezone: 'Europe/Berlin',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: {
        Arn: { 'Fn::GetAtt': ['Fn', 'Arn'] },
        RoleArn: { 'Fn::GetAtt': ['FnTickRole', 'Arn'] },
        DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['Lost', 'Arn'] } },
      },
    })
    expect(properties(reading, 'FnTickRole')).toMatchObject({
      AssumeRolePolicyDocument: { Statement: [{ Principal: { Service: ['scheduler.amazonaws.com'] } }] },
      Policies: [
        {
          PolicyName: 'FnTickLambdaPolicy',
          PolicyDocument: {
            Statement: [{ Action: 'lambda:InvokeFunction', Resource: { 'Fn::GetAtt': ['Fn', 'Arn'] } }],
          },
        },
        {
          PolicyName: 'FnTickSQSPolicy',
          PolicyDocument: { Statement: [{ Action: 'sqs:SendMessage', Resource: { 'Fn::GetAtt': ['Lost', 'Arn'] } }] },
        },
      ],
    })
  })

  it('may have a role of the template, and no name', () => {
    const reading = withEvent(`Type: ScheduleV2
Properties:
  ScheduleExpression: rate(1 hour)
  OmitName: true
  RoleArn: arn:aws:iam::123456789012:role/mine
`)
    expect(types(reading)).not.toHaveProperty('FnTickRole')
    expect(properties(reading, 'FnTick')).not.toHaveProperty('Name')
    expect(properties(reading, 'FnTick')).toMatchObject({
      Target: { RoleArn: 'arn:aws:iam::123456789012:role/mine' },
    })
  })

  it('has a name or omits it', () => {
    const reading = withEvent(`Type: ScheduleV2
Properties: {ScheduleExpression: rate(1 hour), OmitName: true, Name: n}
`)
    expect(reading.diagnostics).toMatchObject([
      { message: 'Event with id [FnTick] is invalid. Name cannot be set when OmitName is True' },
    ])
  })
})
