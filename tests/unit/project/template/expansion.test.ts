import { describe, expect, it } from 'vitest'
import { readTemplate } from '../../../../src/project/template'
import { properties, resourceOf, serverless, types } from './template'

describe('a serverless function', () => {
  const reading = readTemplate(
    serverless(`
  Orders:
    Type: AWS::Serverless::Function
    DependsOn: Queue
    Metadata:
      BuildMethod: esbuild
      BuildProperties:
        Format: esm
        EntryPoints: [app.ts]
    Properties:
      CodeUri: ./src/orders/
      Handler: app.handler
      Runtime: nodejs22.x
      Timeout: 10
      MemorySize: '512'
      Architectures: [arm64]
      Tags: {team: shop}
      Environment:
        Variables:
          QUEUE_URL: !Ref Queue
      DeadLetterQueue:
        Type: SQS
        TargetArn: !GetAtt Queue.Arn
      Policies:
        - SQSSendMessagePolicy: {QueueName: !GetAtt Queue.QueueName}
      EventInvokeConfig:
        MaximumRetryAttempts: 1
        DestinationConfig:
          OnFailure: {Type: SQS}
          OnSuccess: {Type: SQS, Destination: !GetAtt Queue.Arn}
      Events:
        Poll:
          Type: SQS
          Properties:
            Queue: !GetAtt Queue.Arn
            BatchSize: 5
            FunctionResponseTypes: [ReportBatchItemFailures]
  Queue:
    Type: AWS::SQS::Queue
`),
  )

  it('has nothing wrong with it', () => expect(reading.diagnostics).toEqual([]))

  it('becomes the resources that SAM makes, with their logical ids', () => {
    expect(types(reading)).toEqual({
      OrdersRole: 'AWS::IAM::Role',
      Orders: 'AWS::Lambda::Function',
      OrdersPoll: 'AWS::Lambda::EventSourceMapping',
      OrdersEventInvokeConfigOnFailureQueue: 'AWS::SQS::Queue',
      OrdersEventInvokeConfig: 'AWS::Lambda::EventInvokeConfig',
      Queue: 'AWS::SQS::Queue',
    })
    expect(reading.stack?.resources.map(({ origin }) => origin)).toEqual([...Array<string>(5).fill('Orders'), 'Queue'])
  })

  it('keeps functions in their long form', () => {
    expect(properties(reading, 'Orders')).toEqual({
      Handler: 'app.handler',
      Runtime: 'nodejs22.x',
      Timeout: 10,
      MemorySize: '512',
      Architectures: ['arm64'],
      Tags: [
        { Key: 'team', Value: 'shop' },
        { Key: 'lambda:createdBy', Value: 'SAM' },
      ],
      Environment: { Variables: { QUEUE_URL: { Ref: 'Queue' } } },
      DeadLetterConfig: { TargetArn: { 'Fn::GetAtt': ['Queue', 'Arn'] } },
      Role: { 'Fn::GetAtt': ['OrdersRole', 'Arn'] },
    })
    expect(resourceOf(reading, 'Orders')?.dependsOn).toEqual(['Queue'])
  })

  it('makes a mapping of an SQS event', () => {
    expect(properties(reading, 'OrdersPoll')).toEqual({
      EventSourceArn: { 'Fn::GetAtt': ['Queue', 'Arn'] },
      FunctionName: { Ref: 'Orders' },
      BatchSize: 5,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    })
  })

  it('makes the queue of a destination that names none', () => {
    expect(properties(reading, 'OrdersEventInvokeConfig')).toEqual({
      FunctionName: { Ref: 'Orders' },
      Qualifier: '$LATEST',
      MaximumRetryAttempts: 1,
      DestinationConfig: {
        OnFailure: { Destination: { 'Fn::GetAtt': ['OrdersEventInvokeConfigOnFailureQueue', 'Arn'] } },
        OnSuccess: { Destination: { 'Fn::GetAtt': ['Queue', 'Arn'] } },
      },
    })
  })

  it('tells the bundler what to build', () => {
    expect(reading.functions).toEqual([
      {
        id: 'Orders',
        codeUri: 'src/orders',
        handler: 'app.handler',
        runtime: 'nodejs22.x',
        buildProperties: { Format: 'esm', EntryPoints: ['app.ts'] },
      },
    ])
  })

  it('is summarised for the page', () => {
    expect(reading.summary).toEqual({
      functions: [{ logicalId: 'Orders', handler: 'app.handler', runtime: 'nodejs22.x' }],
      queues: [
        { logicalId: 'OrdersEventInvokeConfigOnFailureQueue', deadLetterQueue: null },
        { logicalId: 'Queue', deadLetterQueue: null },
      ],
      mappings: [{ logicalId: 'OrdersPoll', function: 'Orders', queue: 'Queue' }],
      channels: [],
    })
  })
})

describe('Globals', () => {
  const reading = readTemplate(`
Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Runtime: nodejs22.x
    Timeout: 5
    Architectures: [arm64]
    Environment:
      Variables: {LEVEL: info, SHARED: yes}
Resources:
  One:
    Type: AWS::Serverless::Function
    Properties:
      Handler: a.b
      Timeout: 7
      Environment:
        Variables: {LEVEL: debug}
  Two:
    Type: AWS::Serverless::Function
    Properties: {Handler: a.b}
  Plain:
    Type: AWS::SQS::Queue
`)

  it('replace nothing, merge maps, reach functions only', () => {
    expect(reading.diagnostics).toEqual([])
    expect(properties(reading, 'One')).toMatchObject({
      Timeout: 7,
      Environment: { Variables: { LEVEL: 'debug', SHARED: true } },
    })
    expect(properties(reading, 'Two')).toMatchObject({ Timeout: 5, Runtime: 'nodejs22.x', Architectures: ['arm64'] })
    expect(properties(reading, 'Plain')).toEqual({})
  })
})

describe('names', () => {
  const template = (stage: string): string => `
Transform: AWS::Serverless-2016-10-31
Parameters:
  Stage: {Type: String, Default: ${stage}, AllowedValues: [prod, test]}
  Seconds: {Type: Number, Default: 30}
Mappings:
  Memory:
    prod: {Size: 1024}
    test: {Size: 128}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
  IsTest: !Not [!Condition IsProd]
  Either: !Or [!Condition IsProd, !Condition IsTest]
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Handler: a.b
      Runtime: nodejs22.x
      MemorySize: !FindInMap [Memory, !Ref Stage, Size]
      Timeout: !If [IsProd, 60, !Ref Seconds]
      ReservedConcurrentExecutions: !If [IsProd, 5, !Ref AWS::NoValue]
      Description: !Sub '\${Stage} in \${AWS::Region}'
  OnlyProd:
    Type: AWS::SQS::Queue
    Condition: IsProd
  Always:
    Type: AWS::SQS::Queue
    Condition: Either
Outputs:
  Url: {Value: !Ref Always}
  ProdUrl: {Condition: IsProd, Value: !Ref OnlyProd}
`
  const prod = readTemplate(template('prod'))
  const test = readTemplate(template('test'))

  it('are resolved where the template alone decides', () => {
    expect([prod.diagnostics, test.diagnostics]).toEqual([[], []])
    expect(properties(prod, 'Fn')).toMatchObject({
      MemorySize: 1024,
      Timeout: 60,
      ReservedConcurrentExecutions: 5,
      Description: { 'Fn::Sub': 'prod in ${AWS::Region}' },
    })
    expect(properties(test, 'Fn')).toMatchObject({ MemorySize: 128, Timeout: '30' })
    expect(properties(test, 'Fn')).not.toHaveProperty('ReservedConcurrentExecutions')
    expect(test.stack?.parameters).toEqual({ Stage: 'test', Seconds: '30' })
  })

  it('leave out resources and outputs whose condition is false', () => {
    expect(types(prod)).toHaveProperty('OnlyProd')
    expect(types(test)).not.toHaveProperty('OnlyProd')
    expect(types(test)).toHaveProperty('Always')
    expect(prod.stack?.outputs).toEqual({ Url: { Ref: 'Always' }, ProdUrl: { Ref: 'OnlyProd' } })
    expect(test.stack?.outputs).toEqual({ Url: { Ref: 'Always' } })
  })
})

describe('other resources', () => {
  it('pass as they are, without what is not simulated', () => {
    const reading = readTemplate(`
Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: 60
      RedrivePolicy: {deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 3}
  Dead: {Type: AWS::SQS::Queue}
  Topic:
    Type: AWS::SNS::Topic
    Properties: {DisplayName: Orders, ArchivePolicy: {MessageRetentionPeriod: 30}}
`)
    expect(properties(reading, 'Topic')).toEqual({ DisplayName: 'Orders' })
    expect(properties(reading, 'Queue')).toEqual({
      VisibilityTimeout: 60,
      RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: 3 },
    })
    expect(reading.summary.queues[0]).toEqual({ logicalId: 'Queue', deadLetterQueue: 'Dead' })
    expect(reading.diagnostics.map(({ severity }) => severity)).toEqual(['warning'])
  })

  it('that are not simulated are plain text to the others', () => {
    const reading = readTemplate(
      serverless(`
  Table: {Type: AWS::Cognito::UserPool}
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Handler: a.b
      Runtime: nodejs22.x
      Environment: {Variables: {TABLE: !Ref Table, ARN: !GetAtt Table.Arn}}
`),
    )
    expect(reading.diagnostics).toMatchObject([{ severity: 'warning', code: 'template/not-simulated' }])
    expect(types(reading)).not.toHaveProperty('Table')
    expect(properties(reading, 'Fn')).toMatchObject({
      Environment: { Variables: { TABLE: 'Table', ARN: 'Table.Arn' } },
    })
  })

  it('include Lambda’s own types', () => {
    const reading = readTemplate(`
Resources:
  Role: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {}}}
  Fn:
    Type: AWS::Lambda::Function
    Properties: {Handler: index.handler, Runtime: nodejs22.x, Role: !GetAtt Role.Arn, Code: {ZipFile: 'exports.handler = 1'}}
  Built:
    Type: AWS::Lambda::Function
    Properties: {Handler: index.handler, Runtime: nodejs22.x, Role: !GetAtt Role.Arn, Code: ./src}
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: {FunctionName: !Ref Fn, EventSourceArn: !GetAtt Queue.Arn}
  Queue: {Type: AWS::SQS::Queue}
`)
    expect(reading.diagnostics).toEqual([])
    expect(reading.functions.map(({ id, codeUri }) => [id, codeUri])).toEqual([['Built', 'src']])
    expect(reading.inlineFunctions).toEqual([{ logicalId: 'Fn', files: { 'index.js': 'exports.handler = 1' } }])
    expect(properties(reading, 'Fn')).not.toHaveProperty('Code')
    expect(reading.summary.mappings).toEqual([{ logicalId: 'Mapping', function: 'Fn', queue: 'Queue' }])
  })
})

describe('a JSON template', () => {
  it('reads like a YAML one', () => {
    const reading = readTemplate(
      JSON.stringify({
        Resources: {
          Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: { 'Fn::Sub': '${AWS::StackName}-q' } } },
        },
        Outputs: { Arn: { Value: { 'Fn::GetAtt': 'Queue.Arn' } } },
      }),
    )
    expect(reading.diagnostics).toEqual([])
    expect(properties(reading, 'Queue')).toEqual({ QueueName: { 'Fn::Sub': '${AWS::StackName}-q' } })
  })
})
