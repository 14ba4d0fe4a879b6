import { describe, expect, it } from 'vitest'
import { readTemplate } from '../../../../src/project/template'
import { marked } from './template'

const TEXT = `Transform: AWS::Serverless-2016-10-31
Parameters: {Stage: {Type: String, Default: prod}}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
Globals:
  Function:
    Runtime: nodejs22.x
    Environment:
      Variables:
        SHARED: 1
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.handler
      ReservedConcurrentExecutions: !If [IsProd, 950, 1]
      Environment:
        Variables:
          OWN: !Sub '\${Queue}'
      DeadLetterQueue: {Type: SQS, TargetArn: !GetAtt Queue.Arn}
      EventInvokeConfig:
        MaximumRetryAttempts: 1
        DestinationConfig:
          OnFailure:
            Type: SQS
      Events:
        Poll:
          Type: SQS
          Properties:
            Queue: !GetAtt Queue.Arn
            BatchSize: 5
            FilterCriteria:
              Filters:
                - Pattern: '{"body": 1}'
  Queue:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: 2
      RedrivePolicy:
        Fn::If: [IsProd, {maxReceiveCount: 0, deadLetterTargetArn: !GetAtt Dead.Arn}, !Ref AWS::NoValue]
  Dead: {Type: AWS::SQS::Queue}
`
const reading = readTemplate(TEXT)

describe('a property of the stack is found in the text', () => {
  it.each<[string, (string | number)[], string]>([
    ['Fn', [], 'Fn'],
    ['Fn', ['Handler'], 'app.handler'],
    ['Fn', ['ReservedConcurrentExecutions'], '[IsProd, 950, 1]'],
    ['Fn', ['Environment', 'Variables', 'OWN', 'Fn::Sub'], "'${Queue}'"],
    ['Fn', ['DeadLetterConfig', 'TargetArn'], 'Queue.Arn'],
    // What is not in the text falls back to the nearest part that is.
    ['Fn', ['MemorySize'], 'Properties'],
    ['Fn', ['Environment', 'Variables', 'OTHER'], 'Variables'],
    ['Fn', ['CodeUri'], 'Properties'],
    // Globals.
    ['Fn', ['Runtime'], 'nodejs22.x'],
    ['Fn', ['Environment', 'Variables', 'SHARED'], '1'],
    // What SAM made.
    ['FnRole', [], 'Fn'],
    ['FnRole', ['ManagedPolicyArns', 0], 'Fn'],
    ['FnPoll', [], 'Fn'],
    ['FnPoll', ['BatchSize'], '5'],
    ['FnPoll', ['EventSourceArn'], 'Queue.Arn'],
    ['FnPoll', ['FilterCriteria', 'Filters', 0, 'Pattern'], `'{"body": 1}'`],
    ['FnPoll', ['FunctionName'], 'Properties'],
    ['FnEventInvokeConfig', ['MaximumRetryAttempts'], '1'],
    ['FnEventInvokeConfig', ['DestinationConfig', 'OnFailure'], 'OnFailure'],
    ['FnEventInvokeConfigOnFailureQueue', ['VisibilityTimeout'], 'OnFailure'],
    // Plain resources, also below what a condition chose.
    ['Queue', ['VisibilityTimeout'], '2'],
    ['Queue', ['RedrivePolicy', 'maxReceiveCount'], '0'],
    ['Queue', ['RedrivePolicy', 'deadLetterTargetArn'], 'Dead.Arn'],
  ])('%s %j', (logicalId, path, expected) => {
    expect(marked(TEXT, { range: reading.locate(logicalId, path) })).toBe(expected)
  })

  it('or nowhere', () => expect(reading.locate('Nothing', [])).toBeNull())
})

it('a complaint of the cloud gets its place', () => {
  const complaint = {
    severity: 'error',
    logicalId: 'Queue',
    path: ['VisibilityTimeout'],
    code: 'deploy/refused',
    message: 'no',
    hint: 'yes',
  } as const
  expect(reading.place(complaint)).toEqual({
    severity: 'error',
    code: 'deploy/refused',
    message: 'no',
    hint: 'yes',
    file: 'template.yaml',
    range: { startLine: 38, startColumn: 26, endLine: 38, endColumn: 27 },
  })
})

it('also when there is no template', () => {
  const complaint = { severity: 'error', logicalId: 'A', path: [], code: 'deploy/refused', message: 'no' } as const
  expect(readTemplate('', 'a.yaml').place(complaint)).toMatchObject({ message: 'no', file: 'a.yaml', range: null })
})
