/**
 * The dictionary of links of version 1: what templates and handlers have in common, the commonest last (DEFLATE reaches
 * near text with fewer bits). Frozen: links that exist depend on every character. Another one needs another version.
 */
export const DICTIONARY_V1 = [
  '"openFile":"src/index.ts","pace":"max","seed":1,"stimulus":{"eventFile":"events/event.json","kind":"sync","payload":"{}","target":"',
  '      FunctionUrlConfig:\\n        AuthType: NONE\\n      Architectures:\\n        - arm64\\n      EphemeralStorage:\\n        Size: 1024\\n',
  '    Type: AWS::DynamoDB::Table\\n    Type: AWS::SNS::Topic\\n    Type: AWS::S3::Bucket\\n    Type: AWS::Kinesis::Stream\\n    Type: AWS::Serverless::SimpleTable\\n',
  '      Policies:\\n        - SQSSendMessagePolicy:\\n            QueueName: !GetAtt Queue.QueueName\\n      ReservedConcurrentExecutions: 1\\n',
  '      DeadLetterQueue:\\n        Type: SQS\\n        TargetArn: !GetAtt DeadLetters.Arn\\n',
  '      EventInvokeConfig:\\n        MaximumEventAgeInSeconds: 3600\\n        MaximumRetryAttempts: 2\\n        DestinationConfig:\\n          OnSuccess:\\n            Type: SQS\\n          OnFailure:\\n            Type: SQS\\n            Destination: !GetAtt Failures.Arn\\n',
  '    Type: AWS::SQS::Queue\\n    Properties:\\n      VisibilityTimeout: 30\\n      RedrivePolicy:\\n        deadLetterTargetArn: !GetAtt DeadLetterQueue.Arn\\n        maxReceiveCount: 3\\n',
  '      Events:\\n        Messages:\\n          Type: SQS\\n          Properties:\\n            Queue: !GetAtt Queue.Arn\\n            BatchSize: 10\\n            MaximumBatchingWindowInSeconds: 5\\n            FunctionResponseTypes:\\n              - ReportBatchItemFailures\\n',
  '      MemorySize: 128\\n      Timeout: 3\\n      Environment:\\n        Variables:\\n          TABLE_NAME: !Ref Table\\nOutputs:\\n  Value: !GetAtt Function.Arn\\n',
  "import type { APIGatewayProxyEventV2, APIGatewayProxyResultV2, Context, Handler, S3Event, SNSEvent, SQSBatchResponse, SQSEvent, SQSHandler } from 'aws-lambda'\\n",
  "import { readFileSync, writeFileSync } from 'node:fs'\\nimport { randomUUID } from 'node:crypto'\\n",
  "await new Promise((resolve) => setTimeout(resolve, 1000))\\n  const batchItemFailures: SQSBatchResponse['batchItemFailures'] = []\\n  for (const record of event.Records) {\\n    try {\\n      JSON.parse(record.body)\\n    } catch (error) {\\n      console.error(error)\\n      batchItemFailures.push({ itemIdentifier: record.messageId })\\n    }\\n  }\\n  return { batchItemFailures }\\n}\\n",
  "import type { Context } from 'aws-lambda'\\n\\nexport const handler = async (event: { name?: string }, context: Context) => {\\n  console.log('event', event)\\n  return {\\n    statusCode: 200,\\n    body: JSON.stringify({ message: 'Hello' }),\\n  }\\n}\\n\",\"template.yaml\":\"",
  "AWSTemplateFormatVersion: '2010-09-09'\\nTransform: AWS::Serverless-2016-10-31\\nDescription: \\n\\nGlobals:\\n  Function:\\n    Runtime: nodejs22.x\\n\\nResources:\\n  Function:\\n    Type: AWS::Serverless::Function\\n    Metadata:\\n      BuildMethod: esbuild\\n      BuildProperties:\\n        Target: es2022\\n        Sourcemap: true\\n        EntryPoints:\\n          - index.ts\\n    Properties:\\n      CodeUri: src/\\n      Handler: index.handler\\n      Runtime: nodejs22.x\\n",
  '{"f":{"README.md":"# ","events/event.json":"{\\n  \\"name\\": \\"","src/index.ts":"',
].join('')
