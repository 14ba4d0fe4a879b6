/**
 * The dictionary of links of version 2: what templates, handlers, checks, events and the records of runs have in common,
 * the rarest first, because DEFLATE reaches near text with fewer bits. Written from what the documentation of SAM and of
 * the AWS SDK has examples of, in both common styles of quotes and semicolons.
 *
 * Frozen: links that exist depend on every character. Another one needs another version.
 */

const RECORDS = [
  '{"f":1,"n":1796029200000,"r":[',
  '{"at":1796029200000,"type":"environment.shutdown","environment":"","functionName":"","reason":"SPINDOWN"}',
  '{"at":1796029200000,"type":"async.retry-scheduled","requestId":"","functionName":"","attempt":2,"due":1796029260000,"cause":"function-error","policy":{"maximumRetryAttempts":2,"maximumEventAge":21600000}}',
  '{"at":1796029200000,"type":"async.ended","requestId":"","functionName":"","condition":"RetriesExhausted","invokeCount":3',
  '{"at":1796029200000,"type":"sqs.moved","queue":"","messageId":"","to":"","receiveCount":3},',
  '{"at":1796029200000,"type":"sqs.visible","queue":"","messageId":"","cause":"timeout-ended"},',
  '{"at":1796029200000,"type":"sqs.deleted","queue":"","messageId":"","cause":"deleted"},',
  '{"at":1796029200000,"type":"mapping.batch-ended","mapping":"","functionName":"","source":"","requestId":"","outcome":"success","deleted":[],"returned":[]},',
  '{"at":1796029200000,"type":"call.started","requestId":"","environment":"","callId":1,"method":"POST","url":"https://sqs.us-east-1.amazonaws.com/","operation":"dynamodb:PutItem","from":},',
  '{"at":1796029200000,"type":"call.ended","requestId":"","environment":"","callId":1,"status":200,"duration":},',
  '{"at":1796029200000,"type":"dynamodb.written","table":"","key":"{\\"id\\":{\\"S\\":\\"","change":"insert","cause":"request","size":},',
  '{"at":1796029200000,"type":"http.received","requestId":"","entrance":"function-url","resource":"","method":"GET","host":"","path":"/","sourceIp":"","bytes":0},',
  '{"at":1796029200000,"type":"stack.resource","action":"create","logicalId":"","resourceType":"AWS::Lambda::EventSourceMapping","physicalId":"","arn":"arn:aws:iam::123456789012:role/"},',
  '{"at":1796029200000,"type":"request.received","requestId":"","functionName":"","invocationType":"RequestResponse","payload":"{}","source":"sync"},',
  '{"at":1796029200000,"type":"sqs.sent","queue":"","messageId":"","body":"{","visibleAt":1796029200000,"sender":"user"},',
  '{"at":1796029200000,"type":"sqs.received","queue":"","messageId":"","receiveCount":1,"visibleAt":1796029230000,"receiver":"event-source-mapping"},',
  '{"at":1796029200000,"type":"mapping.batch-sent","mapping":"","functionName":"","source":"arn:aws:sqs:us-east-1:123456789012:","requestId":"","recordIds":[""],"limits":{"size":10,"window":0},"cause":"no-window"},',
  '{"at":1796029200000,"type":"environment.created","environment":"","functionName":"","version":"$LATEST","logStream":"2026/11/30/[$LATEST]","architecture":"x86_64","memorySizeMB":128,"ephemeralStorageMB":512,"cause":{"kind":"first"}},',
  '{"at":1796029200000,"type":"environment.init-started","environment":"","functionName":"","phase":"init"},',
  '{"at":1796029200000,"type":"environment.init-step","environment":"","functionName":"","step":"runtime","duration":},',
  '{"at":1796029200000,"type":"environment.init-ended","environment":"","functionName":"","phase":"init","status":"success","duration":,"errorType":null},',
  '{"at":1796029200000,"type":"invocation.started","requestId":"","environment":"","functionName":"","version":"$LATEST","source":"event-source-mapping","attempt":1,"cold":true,"capacity":"on-demand"},',
  '{"at":1796029200000,"type":"invocation.ended","requestId":"","environment":"","functionName":"","source":"sync","attempt":1,"status":"success","payload":"{\\"batchItemFailures\\":[]}","duration":,"billedDuration":,"initDuration":null,"memorySizeMB":128,"maxMemoryUsedMB":64},',
  '{"at":1796029200000,"type":"request.answered","requestId":"","functionName":"","statusCode":200,"functionError":null,"payload":""},',
  '{"at":1796029200000,"type":"log","group":"/aws/lambda/","stream":"2026/11/30/[$LATEST]","environment":"","requestId":"","kind":"application","message":"2026-11-30T09:00:00.000Z\\t\\tINFO\\t"},',
  '{"at":1796029200000,"type":"log","group":"/aws/lambda/","stream":"2026/11/30/[$LATEST]","environment":"","requestId":"","kind":"platform","message":"START RequestId:  Version: $LATEST\\n"},{"message":"END RequestId: \\n"},{"message":"REPORT RequestId: \\tDuration:  ms\\tBilled Duration:  ms\\tMemory Size: 128 MB\\tMax Memory Used:  MB\\tInit Duration:  ms\\t\\n"}',
  '"payload":"{\\"Records\\":[{\\"messageId\\":\\"\\",\\"receiptHandle\\":\\"AQEB==\\",\\"body\\":\\"\\",\\"attributes\\":{\\"ApproximateReceiveCount\\":\\"1\\",\\"SentTimestamp\\":\\"1796029200000\\",\\"SenderId\\":\\"\\",\\"ApproximateFirstReceiveTimestamp\\":\\"1796029200000\\"},\\"messageAttributes\\":{},\\"md5OfBody\\":\\"\\",\\"eventSource\\":\\"aws:sqs\\",\\"eventSourceARN\\":\\"arn:aws:sqs:us-east-1:123456789012:\\",\\"awsRegion\\":\\"us-east-1\\"},',
  '{"errorType":"Error","errorMessage":"","trace":["Error: ","    at Runtime.handler (file:///var/task/index.mjs:1:1)"]}',
  '"message":"INIT_START Runtime Version: nodejs:22.v58\\tRuntime Version ARN: arn:aws:lambda:us-east-1::runtime:7ad2204137a58e1f61496a08d32e0e9ecd3364677fc39ba47428b78ecbda3cdf"',
  '"sender":"arn:aws:iam::123456789012:user/playground","receiver":"arn:aws:sts::123456789012:assumed-role/coldstart-FunctionRole-/awslambda_',
  '"facts":[{"label":"Runtime","value":"nodejs22.x"},{"label":"Handler","value":"index.handler"},{"label":"Memory","value":"128 MB"},{"label":"Timeout","value":"3 s"},{"label":"State","value":"Active"},{"label":"Last modified","value":"2026-11-30T09:00:00.000Z"},{"label":"Concurrent invocations","value":"0"}],"tables":[{"title":"Environments","columns":["Id","Version","State","Log stream"],"rows":[["","$LATEST","idle","',
  '{"label":"Event source","value":""},{"label":"Function","value":""},{"label":"Batch size","value":"10"},{"label":"Batch window","value":"0 s"}],"tables":[]},{"arn":"arn:aws:cloudwatch:us-east-1:123456789012:namespace/AWS/Lambda","kind":"Metrics","name":"AWS/Lambda","facts":[],"tables":[{"title":"Metrics","columns":["Metric","Dimensions","Samples","Sum","Average","Maximum","Unit"],"rows":[["Invocations","FunctionName=","1","1","1","1","Count"],["Duration","","Milliseconds"]',
  '],"w":[{"arn":"arn:aws:","kind":"Queue","name":"","facts":[{"label":"","value":""}],"tables":[{"title":"Messages","columns":["",""],"rows":[],"total":0}]}]}',
  '"v":{"line":1,"panel":"timeline","left":"architecture","right":"logs","paused":true,"selected":{"kind":"request","id":""},"inspected":"',
  '"ro":1,"run":1,"s":{"cpu":"measured","duplicates":"sometimes","faults":[{"resource":"","kind":"crash","rate":0.5}],"latency":"none","name":"","openFile":"src/index.ts","pace":"10x","request":{"active":true,"entrance":"http-api","method":"POST","path":"","query":"","headers":"Content-Type: application/json","body":"","signed":false},"seed":1,"stimulus":{"target":"Function","kind":"async","eventFile":"events/event.json","payload":"{}"}}',
]
const FILES = [
  // Checks
  `import { clock, cloud, expect, test } from 'coldstart/test'

test('a message that fails goes to the dead-letter queue', async () => {
  const { statusCode, functionError, payload } = await cloud.invoke('Function', { id: 1 }, { type: 'Event' })
  await cloud.send('Queue', { body: { id: 1 }, key: '' })
  await clock.advance('2m')
  await clock.runUntilIdle()
  const response = await cloud.http('/items', { method: 'POST' })
  const records = await cloud.trace({ types: ['invocation.ended'] })
  expect(await cloud.queueDepth('DeadLetters')).toMatchObject({ visible: 1 })
  expect(payload).toEqual({ })
  expect(statusCode).toBe(200)
  expect(records).toHaveLength(3)
})
`,
  // Events
  `{
  "version": "2.0",
  "routeKey": "GET /items/{id}",
  "rawPath": "/",
  "queryStringParameters": { },
  "pathParameters": { "id": "1" },
  "requestContext": {
    "http": { "method": "GET", "path": "/" }
  },
  "httpMethod": "POST",
  "headers": { "content-type": "application/json" },
  "isBase64Encoded": false,
  "detail-type": "OrderPlaced",
  "source": "shop.orders",
  "detail": {
    "orderId": "1", "customerId": "", "quantity": 1, "price": 10, "total": 100, "email": "@example.com", "status": "", "createdAt": "2026-01-01T00:00:00Z", "name": "",
  "items": [`,
  // Templates: what is rare
  `  Layer:
    Type: AWS::Serverless::LayerVersion
    Properties:
      ContentUri: layers/
      CompatibleRuntimes:
        - nodejs22.x
      AutoPublishAlias: live
      ProvisionedConcurrencyConfig:
        ProvisionedConcurrentExecutions: 1
      EphemeralStorage:
        Size: 512
      Tracing: Active
      SnapStart:
      Layers:
        - !Ref Layer
      RecursiveLoop: Allow
Parameters:
  Stage:
    Type: String
    Default: dev
Conditions:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Effect: Allow
            Principal:
              Service: lambda.amazonaws.com
            Action: sts:AssumeRole
      ManagedPolicyArns:
        - arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole
        - Statement:
            - Effect: Allow
              Action:
                - sqs:SendMessage
                - dynamodb:GetItem
                - s3:GetObject
              Resource: !Sub \${Bucket.Arn}/*
    Type: AWS::Lambda::Permission
    Properties:
      Action: lambda:InvokeFunction
      FunctionName: !Ref Function
      Principal: events.amazonaws.com
      SourceArn: !Sub arn:aws:\${AWS::Region}:\${AWS::AccountId}:
    Type: AWS::Kinesis::Stream
    Properties:
      ShardCount: 1
      StreamModeDetails:
        StreamMode: ON_DEMAND
        Stream:
          Type: Kinesis
          Properties:
            Stream: !GetAtt Stream.Arn
            StartingPosition: TRIM_HORIZON
            MaximumRetryAttempts: 2
            BisectBatchOnFunctionError: true
            ParallelizationFactor: 1
            MaximumRecordAgeInSeconds: 60
            FilterCriteria:
              Filters:
                - Pattern: '{"body": {"type": ["order"]}}'
        Schedule:
          Type: ScheduleV2
          Properties:
            ScheduleExpression: rate(5 minutes)
            Input: '{}'
    Type: AWS::Events::EventBus
    Properties:
      Name: orders
    Type: AWS::Events::Rule
    Properties:
      EventBusName: !Ref EventBus
      EventPattern:
        source:
          - orders
        detail-type:
          - OrderPlaced
      Targets:
        - Arn: !GetAtt Function.Arn
          Id: Target
        Order:
          Type: EventBridgeRule
          Properties:
            EventBusName: !Ref Bus
            Pattern:
              detail-type:
                - Order
    Type: AWS::SNS::Subscription
    Properties:
      Protocol: sqs
      Endpoint: !GetAtt Queue.Arn
      RawMessageDelivery: true
      TopicArn: !Ref Topic
      FilterPolicy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues:
        - !Ref Queue
      PolicyDocument:
        Statement:
          - Effect: Allow
            Principal:
              Service: sns.amazonaws.com
            Action: sqs:SendMessage
            Resource: !GetAtt Queue.Arn
            Condition:
              ArnEquals:
                aws:SourceArn: !Ref Topic
    Type: AWS::SNS::Topic
        Notification:
          Type: SNS
          Properties:
            Topic: !Ref Topic
    Type: AWS::S3::Bucket
    Properties:
      BucketName: !Sub uploads-\${AWS::AccountId}
      NotificationConfiguration:
        Upload:
          Type: S3
          Properties:
            Bucket: !Ref Bucket
            Events: s3:ObjectCreated:*
            Filter:
              S3Key:
                Rules:
                  - Name: prefix
                    Value: uploads/
    Type: AWS::Serverless::HttpApi
    Properties:
      CorsConfiguration:
        AllowOrigins:
          - '*'
    Type: AWS::Serverless::Api
    Properties:
      StageName: prod
        Api:
          Type: Api
          Properties:
            RestApiId: !Ref Api
            Path: /
            Method: get
          Type: HttpApi
          Properties:
            ApiId: !Ref HttpApi
            Path: /items/{id}
            Method: post
      FunctionUrlConfig:
        AuthType: NONE
        InvokeMode: RESPONSE_STREAM
    Type: AWS::Serverless::SimpleTable
    Properties:
      PrimaryKey:
        Name: id
        Type: String
`,
  // Templates: what is common
  `      ReservedConcurrentExecutions: 1
      DeadLetterQueue:
        Type: SQS
        TargetArn: !GetAtt DeadLetters.Arn
      EventInvokeConfig:
        MaximumEventAgeInSeconds: 3600
        MaximumRetryAttempts: 2
        DestinationConfig:
          OnSuccess:
            Type: SQS
            Destination: !GetAtt Results.Arn
          OnFailure:
            Type: SQS
            Destination: !GetAtt Failures.Arn
      FifoQueue: true
      ContentBasedDeduplication: true
      QueueName: orders
      DelaySeconds: 0
      ReceiveMessageWaitTimeSeconds: 20
      TimeToLiveSpecification:
        AttributeName: expiresAt
        Enabled: true
      StreamSpecification:
        StreamViewType: NEW_AND_OLD_IMAGES
      GlobalSecondaryIndexes:
        - IndexName: byStatus
          Projection:
            ProjectionType: ALL
          Type: DynamoDB
          Properties:
            Stream: !GetAtt Table.StreamArn
            StartingPosition: LATEST
  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: orders
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions:
        - AttributeName: id
          AttributeType: S
        - AttributeName: sk
          AttributeType: N
      KeySchema:
        - AttributeName: id
          KeyType: HASH
        - AttributeName: sk
          KeyType: RANGE
  DeadLetterQueue:
    Type: AWS::SQS::Queue
    Properties:
      MessageRetentionPeriod: 1209600
  Queue:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: 30
      RedrivePolicy:
        deadLetterTargetArn: !GetAtt DeadLetterQueue.Arn
        maxReceiveCount: 3
      Policies:
        - AWSLambdaBasicExecutionRole
        - S3ReadPolicy:
            BucketName: !Ref Bucket
        - SNSPublishMessagePolicy:
            TopicName: !GetAtt Topic.TopicName
        - EventBridgePutEventsPolicy:
            EventBusName: !Ref EventBus
        - LambdaInvokePolicy:
            FunctionName: !Ref Function
        - SQSSendMessagePolicy:
            QueueName: !GetAtt Queue.QueueName
        - DynamoDBReadPolicy:
            TableName: !Ref Table
        - DynamoDBWritePolicy:
            TableName: !Ref Table
        - DynamoDBCrudPolicy:
            TableName: !Ref Table
      Environment:
        Variables:
          LOG_LEVEL: INFO
          QUEUE_URL: !Ref Queue
          TABLE_NAME: !Ref Table
      Events:
        Messages:
          Type: SQS
          Properties:
            Queue: !GetAtt Queue.Arn
            BatchSize: 10
            MaximumBatchingWindowInSeconds: 5
            ScalingConfig:
              MaximumConcurrency: 2
            FunctionResponseTypes:
              - ReportBatchItemFailures

Outputs:
  FunctionUrl:
    Value: !GetAtt FunctionUrl.FunctionUrl
  ApiUrl:
    Description: 
    Value: !Sub https://\${ServerlessHttpApi}.execute-api.\${AWS::Region}.amazonaws.com/
  FunctionArn:
    Value: !GetAtt Function.Arn
  QueueUrl:
    Value: !Ref Queue
`,
  // Handlers: what is rare
  `import middy from '@middy/core'
import { Logger } from '@aws-lambda-powertools/logger'
import { randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { readFile } from 'node:fs/promises'
import { S3Client, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
const s3 = new S3Client({})
import { SNSClient, PublishCommand } from '@aws-sdk/client-sns'
const sns = new SNSClient({})
await sns.send(new PublishCommand({ TopicArn: process.env.TOPIC_ARN, Message: JSON.stringify(
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { LambdaClient, InvokeCommand } from '@aws-sdk/client-lambda'
const lambda = new LambdaClient({})
import { SQSClient, SendMessageCommand } from '@aws-sdk/client-sqs'
const sqs = new SQSClient({})
  await sqs.send(new SendMessageCommand({ QueueUrl: process.env.QUEUE_URL, MessageBody: JSON.stringify(
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, DeleteCommand, QueryCommand, ScanCommand, UpdateCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
const client = DynamoDBDocumentClient.from(new DynamoDBClient({}))
const { Item } = await client.send(new GetCommand({ TableName, Key: { id } }))
  await client.send(
    new UpdateCommand({
      TableName: process.env.TABLE_NAME,
      Key: { id },
      UpdateExpression: 'SET #status = :status',
      KeyConditionExpression: 'id = :id',
      ConditionExpression: 'attribute_not_exists(id)',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: { ':status': status },
      Item: { id: { S: id } },
  if (error instanceof ConditionalCheckFailedException) 
  if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return
import { ConditionalCheckFailedException, DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
const dynamodb = new DynamoDBClient({});
import { DynamoDBDocumentClient, GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { SQSClient, SendMessageCommand } from "@aws-sdk/client-sqs";
import { S3Client, GetObjectCommand } from "@aws-sdk/client-s3";
import { randomUUID } from "node:crypto";
import type { APIGatewayProxyEvent, APIGatewayProxyHandlerV2, APIGatewayProxyResult, Context } from "aws-lambda";
import type { DynamoDBStreamEvent, KinesisStreamEvent, S3Event, SNSEvent, EventBridgeEvent, Handler, SQSHandler, SQSRecord, SQSBatchItemFailure, SQSBatchResponse, SQSEvent } from "aws-lambda";
export const lambdaHandler = async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyResultV2> => {
exports.handler = async (event) => {
  const method = event.requestContext.http.method
  const id = event.pathParameters?.id
  const body = JSON.parse(event.body ?? '{}')
  const key = decodeURIComponent(record.s3.object.key.replace(/\\+/g, ' '))
  const data = JSON.parse(Buffer.from(record.kinesis.data, 'base64').toString())
  headers: { 'content-type': 'application/json' },
  return { statusCode: 404, body: JSON.stringify({ message: 'Not found' }) }
`,
  // Handlers: what is common
  `let count = 0
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
  await new Promise((resolve) => setTimeout(resolve, 1000));
interface Order {
  id: string;
  readonly orderId: string
  readonly quantity: number
  total: number;
}
async function processOrder(record: SQSRecord): Promise<void> {
  const order = JSON.parse(record.body) as Order
  if (!order.id) throw new Error(\`No such order: \${order.id}\`);
  } catch (error) {
    console.error('failed', error)
    throw error;
    return false;
    return true;
  }
function total(items: readonly Item[]): number {
  return items.reduce((sum, item) => sum + item.price * item.quantity, 0)
  return items.map((item) => item.name).filter((one) => one !== undefined)
export const handler: Handler = async (event, context) => {
  console.log(\`\${event.Records.length} records\`)
  return \`Hello \${event.name}\`;
import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda'

export const handler = async (event: SQSEvent): Promise<SQSBatchResponse> => {
  const batchItemFailures: SQSBatchResponse['batchItemFailures'] = []
  const batchItemFailures: SQSBatchItemFailure[] = [];
  for (const record of event.Records) {
    try {
      await process(JSON.parse(record.body));
    } catch (error) {
      console.error(error);
      batchItemFailures.push({ itemIdentifier: record.messageId })
      batchItemFailures.push({ itemIdentifier: record.messageId });
    }
  }
  return { batchItemFailures };
};
  return { batchItemFailures }
}
const TableName = process.env.TABLE_NAME;
import type { APIGatewayProxyEventV2, APIGatewayProxyResultV2, Context } from 'aws-lambda'

export const handler = async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyResultV2> => {
  console.log("Received event", JSON.stringify(event, null, 2));
  console.log('event', JSON.stringify(event))
  return {
    statusCode: 200,
    body: JSON.stringify({ message: 'Hello' }),
  };
};
  return {
    statusCode: 200,
    body: JSON.stringify({ message: "hello world" }),
  }
}
export async function handler(event: { name?: string }, context: Context) {
  await 
  const 
export const handler = async (event: { readonly name: string }) => {
  console.log(`,
  // Templates begin
  `AWSTemplateFormatVersion: "2010-09-09"
Transform: AWS::Serverless-2016-10-31
Description: >

Globals:
  Function:
    Runtime: nodejs22.x
    Architectures:
      - arm64
    LoggingConfig:
      LogFormat: JSON
    MemorySize: 128
    Timeout: 30

Resources:
  HelloFunction:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src/
      Handler: app.handler
      Runtime: nodejs24.x
      Architectures:
        - x86_64
      MemorySize: 512
      Timeout: 10
    Metadata:
      BuildMethod: esbuild
      BuildProperties:
        Minify: true
        Format: esm
        Target: es2020
        Sourcemap: true
        EntryPoints:
          - app.ts
`,
  `AWSTemplateFormatVersion: '2010-09-09'
Transform: AWS::Serverless-2016-10-31
Description: 

Globals:
  Function:
    CodeUri: src/
    Runtime: nodejs22.x
    Timeout: 5

Resources:
  Function:
    Type: AWS::Serverless::Function
    Metadata:
      BuildMethod: esbuild
      BuildProperties:
        Target: es2022
        Sourcemap: true
        EntryPoints:
          - index.ts
    Properties:
      CodeUri: src/
      Handler: index.handler
      Runtime: nodejs22.x
`,
]
const FRAME = [
  '","tests/app.test.ts":"","package.json":"{\\n  \\"name\\": \\"","tsconfig.json":"","src/handler.ts":"","src/app.ts":"","template.yaml":"',
  '{"f":{"README.md":"# ","events/event.json":"{\\n  \\"',
  '","src/index.ts":"',
]

const escaped = (text: string): string => JSON.stringify(text).slice(1, -1)

export const DICTIONARY_V2 = [...RECORDS, ...FILES.map(escaped), ...FRAME].join('')
