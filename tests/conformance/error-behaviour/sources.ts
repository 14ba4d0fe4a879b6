/** Every source of events, as the table of error behaviour has them. */

import type { TemplateValue } from '../../../src/cloud/aws/template'
import { arnOf, mapping, queue, resource, sqs, type Run } from '../../unit/cloud/stack'
import type { Source } from './observe'

const HOUR = 3_600_000
/** Longer than an asynchronous event may be kept. */
const SIX_HOURS = 7 * HOUR

const permission = (principal: string, sourceArn: TemplateValue): ReturnType<typeof resource> =>
  resource('Permission', 'AWS::Lambda::Permission', {
    Action: 'lambda:InvokeFunction',
    FunctionName: { Ref: 'F' },
    Principal: principal,
    SourceArn: sourceArn,
  })

const QUEUES_POLICY = resource('Policy', 'AWS::SQS::QueuePolicy', {
  Queues: [{ Ref: 'SourceDLQ' }],
  PolicyDocument: {
    Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage', Resource: '*' }],
  },
})

/** Nobody waits for the answer; that it is refused would be a mistake of the table's. */
function forget(sent: Promise<unknown>): undefined {
  sent.catch((error: unknown) => {
    throw error
  })
}

/** A request to a service's API as the account's administrator. @throws when it is refused */
async function api(run: Run, service: string, target: string, input: object): Promise<void> {
  const { status, body } = await run.cloud.aws({
    method: 'POST',
    url: `https://${service}.us-east-1.amazonaws.com/`,
    headers: { 'x-amz-target': target, 'content-type': 'application/x-amz-json-1.1' },
    body: JSON.stringify(input),
  })
  if (status !== 200) throw new Error(`${target}: ${status} ${String(body)}`)
}

const invokeApi: Source = {
  source: 'Invoke API, RequestResponse',
  model: 'synchronous',
  resources: () => [],
  lookOn: HOUR,
  async send(run) {
    const answer = await run.invoke('F', {})
    if (!answer.ok) return `${answer.error.statusCode} ${answer.error.code}`
    const { StatusCode, FunctionError, Payload } = answer.value
    const { errorType } = JSON.parse(Payload) as { errorType?: string }
    return `${StatusCode}${FunctionError ? `, FunctionError ${FunctionError}: ${errorType}` : ''}`
  },
}

const invokeEvent: Source = {
  source: 'Invoke API, Event',
  model: 'asynchronous',
  resources: () => [],
  lookOn: SIX_HOURS,
  send: (run) => forget(run.invoke('F', {}, { invocationType: 'Event' })),
}

const sns: Source = {
  source: 'SNS',
  model: 'asynchronous',
  resources: (caught) => [
    resource('Topic', 'AWS::SNS::Topic', { TopicName: 'Topic' }),
    resource('Subscription', 'AWS::SNS::Subscription', {
      TopicArn: { Ref: 'Topic' },
      Protocol: 'lambda',
      Endpoint: arnOf('F'),
      ...(caught && { RedrivePolicy: { deadLetterTargetArn: arnOf('SourceDLQ') } }),
    }),
    permission('sns.amazonaws.com', { Ref: 'Topic' }),
    QUEUES_POLICY,
  ],
  lookOn: SIX_HOURS,
  send(run) {
    return forget(
      run.cloud.aws({
        method: 'POST',
        url: 'https://sns.us-east-1.amazonaws.com/',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: 'Action=Publish&Version=2010-03-31&TopicArn=arn%3Aaws%3Asns%3Aus-east-1%3A123456789012%3ATopic&Message=hello',
      }),
    )
  },
}

const s3: Source = {
  source: 'S3',
  model: 'asynchronous',
  resources: () => [
    { ...permission('s3.amazonaws.com', 'arn:aws:s3:::bucket'), dependsOn: [] },
    {
      ...resource('Bucket', 'AWS::S3::Bucket', {
        BucketName: 'bucket',
        NotificationConfiguration: { LambdaConfigurations: [{ Event: 's3:ObjectCreated:*', Function: arnOf('F') }] },
      }),
      dependsOn: ['Permission'],
    },
  ],
  lookOn: SIX_HOURS,
  send(run) {
    return forget(
      run.cloud.aws({
        method: 'PUT',
        url: 'https://bucket.s3.us-east-1.amazonaws.com/key',
        headers: { 'content-type': 'text/plain' },
        body: 'hello',
      }),
    )
  },
}

const eventBridge: Source = {
  source: 'EventBridge rule',
  model: 'asynchronous',
  resources: (caught) => [
    resource('Rule', 'AWS::Events::Rule', {
      Name: 'Rule',
      EventPattern: { source: ['shop'] },
      Targets: [{ Id: 'F', Arn: arnOf('F'), ...(caught && { DeadLetterConfig: { Arn: arnOf('SourceDLQ') } }) }],
    }),
    permission('events.amazonaws.com', arnOf('Rule')),
    QUEUES_POLICY,
  ],
  lookOn: SIX_HOURS,
  send: (run) =>
    forget(
      api(run, 'events', 'AWSEvents.PutEvents', {
        Entries: [{ Source: 'shop', DetailType: 'sold', Detail: '{}' }],
      }),
    ),
}

const scheduler: Source = {
  source: 'EventBridge Scheduler',
  model: 'asynchronous',
  resources: (caught) => [
    resource('Schedule', 'AWS::Scheduler::Schedule', {
      Name: 'Schedule',
      ScheduleExpression: 'at(2026-01-31T12:02:00)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: {
        Arn: arnOf('F'),
        RoleArn: 'arn:aws:iam::123456789012:role/outside',
        ...(caught && { DeadLetterConfig: { Arn: arnOf('SourceDLQ') } }),
      },
    }),
  ],
  lookOn: SIX_HOURS,
  send: () => undefined,
}

/** A queue that the mapping may read: its visibility timeout must not be shorter than the function's timeout. */
const sourceQueue = (
  name: string,
  caught: boolean,
  more: Record<string, TemplateValue> = {},
): ReturnType<typeof queue> =>
  queue(name, {
    MessageRetentionPeriod: 6 * 3600,
    VisibilityTimeout: 900,
    ...(caught && { RedrivePolicy: { deadLetterTargetArn: arnOf('SourceDLQ'), maxReceiveCount: 3 } }),
    ...more,
  })

const sqsStandard: Source = {
  source: 'SQS, standard queue (maxReceiveCount 3)',
  model: 'polling',
  resources: (caught) => [sourceQueue('Source', caught), mapping('Mapping', 'F', 'Source')],
  lookOn: SIX_HOURS,
  send: (run) => forget(sqs(run.cloud, 'SendMessage', { QueueUrl: 'Source', MessageBody: 'hello' })),
  staysInSource: true,
}

export const SOURCES: readonly Source[] = [invokeApi, invokeEvent, sns, s3, eventBridge, scheduler, sqsStandard]
