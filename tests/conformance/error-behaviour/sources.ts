/** Every source of events, as the table of error behaviour has them. */

import type { TemplateValue } from '../../../src/cloud/aws/template'
import { arnOf, mapping, queue, resource, sqs, type Run } from '../../unit/cloud/stack'
import { dynamoDB, put, stream, streamMapping, table, tableMapping } from '../behaviour/streams'
import { BASIC_AUTH, msk, ofTopic, produce, put as putMessage } from '../behaviour/brokers'
import { proxied } from '../behaviour/rest-apis'
import { publicAccess } from '../behaviour/web-requests'
import type { Source } from './observe'

const HOUR = 3_600_000
/** Longer than an asynchronous event may be kept. */
const SIX_HOURS = 7 * HOUR

const permission = (principal: string, sourceArn: TemplateValue | undefined): ReturnType<typeof resource> =>
  resource('Permission', 'AWS::Lambda::Permission', {
    Action: 'lambda:InvokeFunction',
    FunctionName: { Ref: 'F' },
    Principal: principal,
    ...(sourceArn !== undefined && { SourceArn: sourceArn }),
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

const sqsFifo: Source = {
  source: 'SQS, FIFO queue (maxReceiveCount 3)',
  model: 'polling',
  resources: (caught) => [
    resource('SourceDLQfifo', 'AWS::SQS::Queue', { QueueName: 'SourceDLQ.fifo', FifoQueue: true }),
    sourceQueue('Source', false, {
      QueueName: 'Source.fifo',
      FifoQueue: true,
      ContentBasedDeduplication: true,
      ...(caught && { RedrivePolicy: { deadLetterTargetArn: arnOf('SourceDLQfifo'), maxReceiveCount: 3 } }),
    }),
    mapping('Mapping', 'F', 'Source'),
  ],
  lookOn: SIX_HOURS,
  send: (run) =>
    forget(sqs(run.cloud, 'SendMessage', { QueueUrl: 'Source.fifo', MessageBody: 'hello', MessageGroupId: 'a' })),
  staysInSource: true,
}

/** Limits of a mapping of a stream, and where it sends what exceeded them. */
const streamLimits = (caught: boolean): Record<string, TemplateValue> =>
  caught
    ? {
        MaximumRetryAttempts: 2,
        MaximumRecordAgeInSeconds: 3600,
        DestinationConfig: { OnFailure: { Destination: arnOf('MappingOnFailure') } },
      }
    : {}

const kinesisStream: Source = {
  source: 'Kinesis (2 retries, 1 h of age)',
  model: 'polling',
  resources: (caught) => [stream('S'), streamMapping(streamLimits(caught))],
  lookOn: SIX_HOURS,
  send: (run) => forget(put(run.cloud, ['hello'])),
  staysInSource: true,
}

const dynamoDBStream: Source = {
  source: 'DynamoDB Streams (2 retries, 1 h of age)',
  model: 'polling',
  resources: (caught) => [table('T', 'NEW_AND_OLD_IMAGES', { TableName: 'Items' }), tableMapping(streamLimits(caught))],
  lookOn: SIX_HOURS,
  send: (run) => forget(dynamoDB(run.cloud, 'PutItem', { TableName: 'Items', Item: { id: { S: '1' } } })),
  staysInSource: true,
}

/** What a web client is told. */
async function webAnswer(run: Run): Promise<string> {
  const url = run.cloud.entrances()[0]?.url ?? ''
  const response = await run.cloud.http({ method: 'GET', url, headers: {}, body: '' })
  if ('networkError' in response) return response.networkError.message
  const text = typeof response.body === 'string' ? response.body : new TextDecoder().decode(response.body)
  // A page of HTML says it in its title.
  const said = /<title>(?:\d+ )?(.*)<\/title>/.exec(text)?.[1] ?? text
  return `${response.status} ${said}`.trim()
}

const httpApi: Source = {
  source: 'API Gateway, HTTP API',
  model: 'synchronous',
  resources: () => [
    permission('apigateway.amazonaws.com', undefined),
    resource('Api', 'AWS::ApiGatewayV2::Api', { Name: 'api', ProtocolType: 'HTTP', Target: arnOf('F') }),
  ],
  lookOn: HOUR,
  send: webAnswer,
}

const functionUrl: Source = {
  source: 'Function URL',
  model: 'synchronous',
  resources: () => [
    ...publicAccess('F'),
    resource('Url', 'AWS::Lambda::Url', { TargetFunctionArn: { Ref: 'F' }, AuthType: 'NONE' }),
  ],
  lookOn: HOUR,
  send: webAnswer,
}

const restApi: Source = {
  source: 'API Gateway, REST API',
  model: 'synchronous',
  resources: () => [
    permission('apigateway.amazonaws.com', undefined),
    resource('Api', 'AWS::ApiGateway::RestApi', {
      Name: 'api',
      Body: { swagger: '2.0', info: { title: 'api', version: '1' }, paths: { '/': { get: proxied() } } },
    }),
    resource('Deployment', 'AWS::ApiGateway::Deployment', { RestApiId: { Ref: 'Api' } }),
    resource('Stage', 'AWS::ApiGateway::Stage', {
      RestApiId: { Ref: 'Api' },
      DeploymentId: { Ref: 'Deployment' },
      StageName: 'prod',
    }),
  ],
  lookOn: HOUR,
  send: webAnswer,
}

const loadBalancer: Source = {
  source: 'Application Load Balancer',
  model: 'synchronous',
  resources: () => [
    permission('elasticloadbalancing.amazonaws.com', undefined),
    {
      ...resource('Group', 'AWS::ElasticLoadBalancingV2::TargetGroup', {
        TargetType: 'lambda',
        Targets: [{ Id: arnOf('F') }],
      }),
      dependsOn: ['Permission'],
    },
    resource('Balancer', 'AWS::ElasticLoadBalancingV2::LoadBalancer', { Name: 'web' }),
    resource('Listener', 'AWS::ElasticLoadBalancingV2::Listener', {
      LoadBalancerArn: { Ref: 'Balancer' },
      Port: 80,
      Protocol: 'HTTP',
      DefaultActions: [{ Type: 'forward', TargetGroupArn: { Ref: 'Group' } }],
    }),
  ],
  lookOn: HOUR,
  send: webAnswer,
}

const logs: Source = {
  source: 'CloudWatch Logs subscription',
  model: 'asynchronous',
  resources: () => [
    resource('Group', 'AWS::Logs::LogGroup', { LogGroupName: 'app' }),
    resource('Stream', 'AWS::Logs::LogStream', { LogGroupName: { Ref: 'Group' }, LogStreamName: 'one' }),
    permission('logs.amazonaws.com', undefined),
    {
      ...resource('Filter', 'AWS::Logs::SubscriptionFilter', {
        LogGroupName: { Ref: 'Group' },
        FilterPattern: '',
        DestinationArn: arnOf('F'),
      }),
      dependsOn: ['Permission'],
    },
  ],
  lookOn: SIX_HOURS,
  send: (run) =>
    forget(
      api(run, 'logs', 'Logs_20140328.PutLogEvents', {
        logGroupName: 'app',
        logStreamName: 'one',
        logEvents: [{ timestamp: run.cloud.kernel.now, message: 'hello' }],
      }),
    ),
}

const kafka: Source = {
  source: 'Amazon MSK (2 retries, 1 h of age)',
  model: 'polling',
  resources: (caught) => [msk(), ofTopic(streamLimits(caught))],
  lookOn: SIX_HOURS,
  send: (run) => forget(produce(run, 1)),
  staysInSource: true,
}

const activeMq: Source = {
  source: 'Amazon MQ',
  model: 'polling',
  resources: () => [
    resource('Broker', 'AWS::AmazonMQ::Broker', { BrokerName: 'jobs', EngineType: 'ACTIVEMQ' }),
    resource('Mapping', 'AWS::Lambda::EventSourceMapping', {
      FunctionName: { Ref: 'F' },
      EventSourceArn: arnOf('Broker'),
      Queues: ['work'],
      SourceAccessConfigurations: BASIC_AUTH,
    }),
  ],
  lookOn: HOUR,
  send: (run) => forget(putMessage(run, 'Broker/work', { body: 'hello' })),
  staysInSource: true,
}

export const SOURCES: readonly Source[] = [
  invokeApi,
  restApi,
  httpApi,
  functionUrl,
  loadBalancer,
  invokeEvent,
  sns,
  s3,
  eventBridge,
  scheduler,
  logs,
  sqsStandard,
  sqsFifo,
  kinesisStream,
  dynamoDBStream,
  kafka,
  activeMq,
]
