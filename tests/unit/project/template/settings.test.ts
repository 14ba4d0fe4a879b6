import { describe, expect, it } from 'vitest'
import { templateSettings } from '../../../../src/project/template/settings'

const names = (text: string): readonly string[] => templateSettings(text).map(({ names: [first = ''] }) => first)

describe('settings of a template', () => {
  const text = `
Globals:
  Function:
    Timeout: 5
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      MemorySize: 256
      DeadLetterQueue:
        Type: SQS
      EventInvokeConfig:
        MaximumRetryAttempts: 1
      Events:
        Orders:
          Type: SQS
          Properties:
            BatchSize: 5
            ScalingConfig:
              MaximumConcurrency: 2
  Q:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: 30
`
  it('are named like CloudFormation’s properties, at any depth', () => {
    expect(names(text)).toEqual([
      'AWS::Serverless::Function/Timeout',
      'AWS::Serverless::Function',
      'AWS::Serverless::Function/MemorySize',
      'AWS::Serverless::Function/DeadLetterQueue',
      'AWS::Serverless::Function/DeadLetterQueue.Type',
      'AWS::Lambda::EventInvokeConfig/MaximumRetryAttempts',
      'AWS::Serverless::Function/EventInvokeConfig',
      'AWS::Serverless::Function/Events',
      'AWS::Serverless::Function/Events.SQS',
      'AWS::Serverless::Function/Events.SQS.BatchSize',
      'AWS::Serverless::Function/Events.SQS.ScalingConfig',
      'AWS::Lambda::EventSourceMapping/ScalingConfig.MaximumConcurrency',
      'AWS::SQS::Queue',
      'AWS::SQS::Queue/VisibilityTimeout',
    ])
  })

  it('have the plain resource’s name too, and the place of the key', () => {
    const memory = templateSettings(text).find(({ names: [first] }) => first === 'AWS::Serverless::Function/MemorySize')
    expect(memory).toEqual({
      names: ['AWS::Serverless::Function/MemorySize', 'AWS::Lambda::Function/MemorySize'],
      range: { startLine: 9, startColumn: 7, endLine: 9, endColumn: 17 },
    })
  })

  it.each(['', 'a: [', 'just text', 'Resources: 5', 'Resources:\n  F:\n    Type: 7'])('of %j are none', (broken) => {
    expect(templateSettings(broken)).toEqual([])
  })
})
