/** Events of type SNS. Logical ids and resources: samtranslator/model/eventsources/push.py and its test outputs. */

import { describe, expect, it } from 'vitest'
import { readTemplate } from '../../../../src/project/template'

const template = (properties: string, more = ''): string => `
Transform: AWS::Serverless-2016-10-31
Resources:
  Topic: {Type: AWS::SNS::Topic}
${more}
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      Runtime: nodejs22.x
      CodeUri: src/
      Events:
        Note:
          Type: SNS
          Properties: ${properties}
`

const resources = (text: string) => {
  const reading = readTemplate(text)
  const errors = reading.diagnostics.filter(({ severity }) => severity === 'error')
  const found = Object.fromEntries(
    (reading.stack?.resources ?? []).map(({ logicalId, type, properties }) => [logicalId, { type, properties }]),
  )
  return { errors: errors.map(({ message }) => message), found }
}

const functionArn = { 'Fn::GetAtt': ['Fn', 'Arn'] }
const topic = { Ref: 'Topic' }

describe('an SNS event', () => {
  it('is a subscription of the function and a permission for the topic', () => {
    const { errors, found } = resources(
      template('{Topic: !Ref Topic, FilterPolicy: {store: [example]}, FilterPolicyScope: MessageBody}'),
    )
    expect(errors).toEqual([])
    expect(found['FnNote']).toEqual({
      type: 'AWS::SNS::Subscription',
      properties: {
        Endpoint: functionArn,
        Protocol: 'lambda',
        TopicArn: topic,
        FilterPolicy: { store: ['example'] },
        FilterPolicyScope: 'MessageBody',
      },
    })
    expect(found['FnNotePermission']).toEqual({
      type: 'AWS::Lambda::Permission',
      properties: {
        Action: 'lambda:InvokeFunction',
        FunctionName: { Ref: 'Fn' },
        Principal: 'sns.amazonaws.com',
        SourceArn: topic,
      },
    })
  })

  it('with SqsSubscription: true has a queue between topic and function', () => {
    const { errors, found } = resources(template('{Topic: !Ref Topic, SqsSubscription: true}'))
    const queueArn = { 'Fn::GetAtt': ['FnNoteQueue', 'Arn'] }
    expect(errors).toEqual([])
    expect(found['FnNoteQueue']).toEqual({ type: 'AWS::SQS::Queue', properties: {} })
    expect(found['FnNoteQueuePolicy']).toEqual({
      type: 'AWS::SQS::QueuePolicy',
      properties: {
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Action: 'sqs:SendMessage',
              Effect: 'Allow',
              Principal: '*',
              Resource: queueArn,
              Condition: { ArnEquals: { 'aws:SourceArn': topic } },
            },
          ],
        },
        Queues: [{ Ref: 'FnNoteQueue' }],
      },
    })
    expect(found['FnNote']?.properties).toEqual({ Endpoint: queueArn, Protocol: 'sqs', TopicArn: topic })
    expect(found['FnNoteEventSourceMapping']).toEqual({
      type: 'AWS::Lambda::EventSourceMapping',
      properties: { BatchSize: 10, Enabled: true, EventSourceArn: queueArn, FunctionName: { Ref: 'Fn' } },
    })
    expect(found).not.toHaveProperty('FnNotePermission')
  })

  it('with a queue of the template uses it', () => {
    const { errors, found } = resources(
      template(
        '{Topic: !Ref Topic, SqsSubscription: {QueueArn: !GetAtt Q.Arn, QueueUrl: !Ref Q, BatchSize: 5, QueuePolicyLogicalId: Policy}}',
        '  Q: {Type: AWS::SQS::Queue}',
      ),
    )
    expect(errors).toEqual([])
    expect(found).not.toHaveProperty('FnNoteQueue')
    expect(found['Policy']?.properties).toMatchObject({ Queues: [{ Ref: 'Q' }] })
    expect(found['FnNoteEventSourceMapping']?.properties).toMatchObject({
      BatchSize: 5,
      EventSourceArn: { 'Fn::GetAtt': ['Q', 'Arn'] },
    })
  })

  it('with half a queue is refused', () => {
    const { errors } = resources(
      template('{Topic: !Ref Topic, SqsSubscription: {QueueArn: !GetAtt Q.Arn}}', '  Q: {Type: AWS::SQS::Queue}'),
    )
    expect(errors).toEqual(['Event with id [FnNote] is invalid. No QueueARN or QueueURL provided.'])
  })
})

describe('a destination of type SNS', () => {
  it.each([
    ['that is given', '{Type: SNS, Destination: !Ref Topic}', topic],
    ['that SAM makes', '{Type: SNS}', { Ref: 'FnEventInvokeConfigOnFailureTopic' }],
  ])('%s', (_, destination, expected) => {
    const { errors, found } = resources(`
Transform: AWS::Serverless-2016-10-31
Resources:
  Topic: {Type: AWS::SNS::Topic}
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      Runtime: nodejs22.x
      CodeUri: src/
      EventInvokeConfig: {DestinationConfig: {OnFailure: ${destination}}}
`)
    expect(errors).toEqual([])
    expect(found['FnEventInvokeConfig']?.properties).toMatchObject({
      DestinationConfig: { OnFailure: { Destination: expected } },
    })
    if (expected !== topic) {
      expect(found['FnEventInvokeConfigOnFailureTopic']).toEqual({ type: 'AWS::SNS::Topic', properties: {} })
    }
  })
})
