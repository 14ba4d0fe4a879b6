/** S3 among the others: from the template's text to the function, the queue and the topic behind a bucket. */

import { expect, it } from 'vitest'
import { readTemplate } from '../../../../../src/project/template'
import { respond, type Script } from '../../scripted-host'
import { deploy, sqs } from '../../stack'

type Run = ReturnType<typeof deploy>

function fromTemplate(resources: string, invoke: Script['invoke']): Run {
  const reading = readTemplate(`Transform: AWS::Serverless-2016-10-31\nResources:\n${resources.replace(/^\n/, '')}`)
  expect(reading.diagnostics).toEqual([])
  return deploy(reading.stack?.resources ?? [], { invoke })
}

async function put(run: Run, bucket: string, key: string, body: string): Promise<void> {
  const url = `https://${bucket}.s3.us-east-1.amazonaws.com/${key}`
  const { status } = await run.cloud.aws({ method: 'PUT', url, headers: {}, body })
  expect(status).toBe(200)
}

it('an upload starts the function of an S3 event', async () => {
  const events: unknown[] = []
  const run = fromTemplate(
    `
  Thumbnails:
    Type: AWS::Serverless::Function
    Properties:
      InlineCode: exports.handler = async () => {}
      Handler: index.handler
      Runtime: nodejs22.x
      Events:
        Upload:
          Type: S3
          Properties:
            Bucket: !Ref Uploads
            Events: s3:ObjectCreated:*
            Filter: {S3Key: {Rules: [{Name: prefix, Value: in/}]}}
  Uploads:
    Type: AWS::S3::Bucket
    Properties: {BucketName: uploads}
`,
    (event) => {
      events.push(event)
      return { outcome: respond(null) }
    },
  )
  expect(run.diagnostics).toEqual([])
  await put(run, 'uploads', 'in/a%20b.jpg', 'hello')
  await put(run, 'uploads', 'out/c.jpg', 'hello')
  await run.idle()
  expect(events).toMatchObject([
    {
      Records: [
        {
          eventSource: 'aws:s3',
          eventName: 'ObjectCreated:Put',
          s3: { bucket: { name: 'uploads' }, object: { key: 'in/a+b.jpg', size: 5 } },
        },
      ],
    },
  ])
  expect(run.trace('s3.notification-delivered')).toMatchObject([{ key: 'in/a b.jpg' }])
})

const QUEUE = `
  Queue:
    Type: AWS::SQS::Queue
    Properties: {QueueName: Q}
  Uploads:
    Type: AWS::S3::Bucket
    DependsOn: [Policy]
    Properties:
      BucketName: uploads
      NotificationConfiguration:
        QueueConfigurations: [{Event: 's3:ObjectCreated:*', Queue: !GetAtt Queue.Arn}]
  Policy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Queue]
      PolicyDocument:
        Statement:
          - Effect: Allow
            Principal: {Service: SERVICE}
            Action: sqs:SendMessage
            Resource: !GetAtt Queue.Arn
`

it('an upload becomes a message, after the test message', async () => {
  const run = fromTemplate(QUEUE.replace('SERVICE', 's3.amazonaws.com'), () => ({}))
  expect(run.diagnostics).toEqual([])
  await put(run, 'uploads', 'k', 'hello')
  await run.idle()
  const { Messages } = (await sqs(run.cloud, 'ReceiveMessage', { QueueUrl: 'Q', MaxNumberOfMessages: 10 })) as {
    Messages: { Body: string }[]
  }
  expect(Messages.map(({ Body }) => JSON.parse(Body) as object)).toMatchObject([
    { Event: 's3:TestEvent' },
    { Records: [{ eventName: 'ObjectCreated:Put' }] },
  ])
})

it('a bucket whose queue does not let S3 in is refused, as CloudFormation refuses it', () => {
  const { diagnostics } = fromTemplate(QUEUE.replace('SERVICE', 'sns.amazonaws.com'), () => ({}))
  expect(diagnostics).toMatchObject([
    {
      logicalId: 'Uploads',
      path: ['NotificationConfiguration'],
      message: 'Unable to validate the following destination configurations',
    },
  ])
})

it('a rule of EventBridge hears of an upload', async () => {
  const events: unknown[] = []
  const run = fromTemplate(
    `
  Listener:
    Type: AWS::Serverless::Function
    Properties:
      InlineCode: exports.handler = async () => {}
      Handler: index.handler
      Runtime: nodejs22.x
      Events:
        Created:
          Type: EventBridgeRule
          Properties:
            Pattern: {source: [aws.s3], detail-type: [Object Created], detail: {object: {key: [{prefix: in/}]}}}
  Uploads:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: uploads
      NotificationConfiguration: {EventBridgeConfiguration: {EventBridgeEnabled: true}}
`,
    (event) => {
      events.push(event)
      return { outcome: respond(null) }
    },
  )
  expect(run.diagnostics).toEqual([])
  await put(run, 'uploads', 'in/k', 'hello')
  await put(run, 'uploads', 'out/k', 'hello')
  await run.idle()
  expect(events).toMatchObject([
    {
      source: 'aws.s3',
      'detail-type': 'Object Created',
      resources: ['arn:aws:s3:::uploads'],
      detail: { bucket: { name: 'uploads' }, object: { key: 'in/k', size: 5 }, reason: 'PutObject' },
    },
  ])
})
