/** What pushes events: callers, topics, buses, schedules, buckets. */

import * as fc from 'fast-check'
import {
  att,
  BODY,
  given,
  maybe,
  oneOf,
  openQueue,
  ref,
  seldom,
  sometimes,
  sourceKind,
  traffic,
  WANTED,
  type Properties,
  type Resource,
} from './source'

export const callers = sourceKind(
  'sync',
  fc.record({ callers: maybe(1, 3, 20), qualified: fc.boolean(), traffic: traffic(20) }),
  ({ callers: many, qualified, traffic: burst }, { fn, alias }) => ({
    stimuli: [
      {
        ...{ to: fn, as: 'invoke', body: BODY, ...burst },
        ...(many !== undefined && { callers: many }),
        ...(qualified && alias !== null && { qualifier: alias }),
      },
    ],
  }),
)

export const asyncCallers = sourceKind(
  'async',
  fc.record({ qualified: fc.boolean(), traffic: traffic(20) }),
  ({ qualified, traffic: burst }, { fn, alias }) => ({
    stimuli: [
      { to: fn, as: 'invoke-async', body: BODY, ...burst, ...(qualified && alias !== null && { qualifier: alias }) },
    ],
    sendTarget: {
      service: 'lambda',
      target: ref(fn),
      action: 'lambda:InvokeFunction',
      resource: { 'Fn::Sub': `arn:aws:lambda:\${AWS::Region}:\${AWS::AccountId}:function:*` },
    },
  }),
)

const topicTarget = (id: string) => ({
  service: 'sns' as const,
  target: ref(id),
  action: 'sns:Publish',
  resource: ref(id),
})

export const topic = sourceKind(
  'sns',
  fc.record({
    through: oneOf('function', 'queue', 'sam'),
    raw: seldom,
    blocked: sometimes(0.15, oneOf(true)),
    filter: maybe('MessageAttributes', 'MessageBody'),
    deadLetters: fc.boolean(),
    traffic: traffic(),
  }),
  ({ through, raw, blocked, filter, deadLetters, traffic: burst }, { n, timeout }) => {
    const id = `Topic${n}`
    const dead = `Dead${id}`
    const queue = `${id}Queue`
    const options = given({
      FilterPolicy: filter && { kind: WANTED },
      FilterPolicyScope: filter,
      RedrivePolicy: deadLetters ? { deadLetterTargetArn: att(dead) } : undefined,
    })
    return {
      resources: {
        [id]: { Type: 'AWS::SNS::Topic' },
        ...(deadLetters && openQueue(dead, ['sns.amazonaws.com'])),
        ...(through === 'queue' && {
          // Blocked: the topic may not send to it.
          ...openQueue(queue, [blocked ? 'events.amazonaws.com' : 'sns.amazonaws.com'], {
            VisibilityTimeout: timeout,
            MessageRetentionPeriod: 600,
          }),
          [`${id}Subscription`]: {
            Type: 'AWS::SNS::Subscription',
            Properties: {
              ...{ TopicArn: ref(id), Protocol: 'sqs', Endpoint: att(queue), ...options },
              ...(raw && { RawMessageDelivery: true }),
            },
          },
        }),
      },
      events: {
        [`From${id}`]:
          through === 'queue'
            ? { Type: 'SQS', Properties: { Queue: att(queue) } }
            : {
                Type: 'SNS',
                Properties: given({
                  ...{ Topic: ref(id), ...options },
                  // The queue that SAM makes has SQS's visibility timeout: 30 seconds.
                  SqsSubscription: through === 'sam' && timeout <= 30 ? true : undefined,
                }),
              },
      },
      stimuli: [{ to: id, body: BODY, ...burst, headers: { kind: '{{int 0 1}}' } }],
      sendTarget: topicTarget(id),
    }
  },
)

export const fifoTopic = sourceKind(
  'sns-fifo',
  fc.record({
    byContent: fc.boolean(),
    raw: fc.boolean(),
    groups: oneOf(1, 4),
    repeated: seldom,
    filter: seldom,
    report: fc.boolean(),
    traffic: traffic(),
  }),
  ({ byContent, raw, groups, repeated, filter, report, traffic: burst }, { n, timeout }) => {
    const id = `FifoTopic${n}`
    const queue = `${id}Queue`
    const fifo = given({ FifoQueue: true, VisibilityTimeout: timeout * 2, MessageRetentionPeriod: 600 })
    return {
      resources: {
        [id]: {
          Type: 'AWS::SNS::Topic',
          Properties: given({ FifoTopic: true, ContentBasedDeduplication: byContent || undefined }),
        },
        ...openQueue(queue, ['sns.amazonaws.com'], fifo),
        [`${id}Subscription`]: {
          Type: 'AWS::SNS::Subscription',
          Properties: given({
            TopicArn: ref(id),
            Protocol: 'sqs',
            Endpoint: att(queue),
            RawMessageDelivery: raw || undefined,
            FilterPolicy: filter ? { kind: WANTED } : undefined,
            FilterPolicyScope: filter ? 'MessageBody' : undefined,
          }),
        },
      },
      events: {
        [`From${id}`]: {
          Type: 'SQS',
          Properties: given({
            Queue: att(queue),
            FunctionResponseTypes: report ? ['ReportBatchItemFailures'] : undefined,
          }),
        },
      },
      stimuli: [
        {
          ...{ to: id, body: BODY, ...burst, groupId: `g{{int 1 ${groups}}}` },
          ...(!byContent && { deduplicationId: repeated ? 'd{{int 1 9}}' : '{{uuid}}' }),
        },
      ],
      sendTarget: topicTarget(id),
    }
  },
)

const waiting = fc.record({ retries: maybe(0, 1, 3), maximumAge: maybe(60, 600), deadLetters: fc.boolean() })

const waitingProperties = ({
  retries,
  maximumAge,
  deadLetters,
}: typeof waiting extends fc.Arbitrary<infer Options> ? Options : never) =>
  given({
    RetryPolicy:
      retries === undefined && maximumAge === undefined
        ? undefined
        : given({ MaximumRetryAttempts: retries, MaximumEventAgeInSeconds: maximumAge }),
    DeadLetterConfig: deadLetters ? { Type: 'SQS' } : undefined,
  })

function inputOf(input: 'text' | 'path' | 'transformer' | undefined): Properties {
  switch (input) {
    case 'text':
      return { Input: '{"always":"the same"}' }
    case 'path':
      return { InputPath: '$.detail' }
    case 'transformer':
      return { InputTransformer: { InputPathsMap: { n: '$.detail.n' }, InputTemplate: '{"number":<n>}' } }
    default:
      return {}
  }
}

export const bus = sourceKind(
  'eventbridge',
  fc.record({
    own: fc.boolean(),
    filter: fc.boolean(),
    archive: seldom,
    waiting,
    queue: fc.boolean(),
    blocked: seldom,
    input: maybe('text', 'path', 'transformer'),
    traffic: traffic(),
  }),
  ({ own, filter, archive, waiting: policy, queue, blocked, input, traffic: burst }, { n }) => {
    const id = `Bus${n}`
    const bus = own ? ref(id) : 'default'
    const source = `source.${n}`
    const pattern = { source: [source, 'simulation'], ...(filter && { detail: { kind: WANTED } }) }
    const arn = own ? att(id) : { 'Fn::Sub': `arn:aws:events:\${AWS::Region}:\${AWS::AccountId}:event-bus/default` }
    const audit: Readonly<Record<string, Resource>> = queue
      ? {
          ...openQueue(`${id}Audit`, [blocked ? 'sns.amazonaws.com' : 'events.amazonaws.com']),
          [`${id}AuditRule`]: {
            Type: 'AWS::Events::Rule',
            Properties: {
              EventBusName: bus,
              EventPattern: { source: [source] },
              Targets: [{ Id: 'Audit', Arn: att(`${id}Audit`), RetryPolicy: { MaximumRetryAttempts: 2 } }],
            },
          },
        }
      : {}
    return {
      resources: {
        ...(own && { [id]: { Type: 'AWS::Events::EventBus', Properties: { Name: `bus-${n}` } } }),
        ...(archive && { [`${id}Archive`]: { Type: 'AWS::Events::Archive', Properties: { SourceArn: arn } } }),
        ...audit,
      },
      events: {
        [`From${id}`]: {
          Type: 'EventBridgeRule',
          Properties: { Pattern: pattern, EventBusName: bus, ...waitingProperties(policy), ...inputOf(input) },
        },
      },
      stimuli: [
        {
          ...{ to: own ? id : 'arn:aws:events:us-east-1:123456789012:event-bus/default', body: BODY, ...burst },
          ...{ source, detailType: 'thing done' },
        },
      ],
      sendTarget: { service: 'events', target: own ? ref(id) : 'default', action: 'events:PutEvents', resource: arn },
    }
  },
)

export const scheduleRule = sourceKind(
  'schedule',
  fc.record({ expression: oneOf('rate(5 minutes)', 'rate(1 minute)', 'cron(0/10 * * * ? *)'), waiting }),
  ({ expression, waiting: policy }, { n }) => ({
    events: { [`Every${n}`]: { Type: 'Schedule', Properties: { Schedule: expression, ...waitingProperties(policy) } } },
    stimuli: [],
  }),
)

export const scheduler = sourceKind(
  'scheduler',
  fc.record({
    expression: oneOf('rate(5 minutes)', 'rate(1 minute)', 'cron(0/10 * * * ? *)', 'at(2026-11-30T09:10:00)'),
    flexible: maybe(1, 5),
    waiting,
  }),
  ({ expression, flexible, waiting: policy }, { n }) => ({
    events: {
      [`Planned${n}`]: {
        Type: 'ScheduleV2',
        Properties: {
          ScheduleExpression: expression,
          ...(flexible !== undefined && {
            FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: flexible },
          }),
          ...waitingProperties(policy),
        },
      },
    },
    stimuli: [],
  }),
)

export const bucket = sourceKind(
  's3',
  fc.record({
    versions: fc.boolean(),
    suffix: fc.boolean(),
    toQueue: sometimes(0.3, oneOf(true)),
    event: oneOf('s3:ObjectCreated:*', 's3:ObjectCreated:Put'),
    traffic: traffic(),
  }),
  ({ versions, suffix, toQueue, event, traffic: burst }, { n, timeout }) => {
    const id = `Bucket${n}`
    const rules = [{ Name: 'suffix', Value: '0.txt' }]
    const queue = `${id}Events`
    return {
      resources: {
        [id]: {
          Type: 'AWS::S3::Bucket',
          ...(toQueue && { DependsOn: [`${queue}Policy`] }),
          Properties: given({
            VersioningConfiguration: versions ? { Status: 'Enabled' } : undefined,
            NotificationConfiguration: toQueue
              ? { QueueConfigurations: [{ Event: 's3:ObjectCreated:*', Queue: att(queue) }] }
              : undefined,
          }),
        },
        ...(toQueue &&
          openQueue(queue, ['s3.amazonaws.com'], { VisibilityTimeout: timeout, MessageRetentionPeriod: 600 })),
      },
      events: {
        [`From${id}`]: toQueue
          ? { Type: 'SQS', Properties: { Queue: att(queue) } }
          : {
              Type: 'S3',
              Properties: given({
                ...{ Bucket: ref(id), Events: event },
                Filter: suffix ? { S3Key: { Rules: rules } } : undefined,
              }),
            },
      },
      stimuli: [{ to: id, body: BODY, key: '{{int 1 9}}-{{int 0 1}}.txt', ...burst }],
    }
  },
)

/** Its requests are those of functions that send to it. */
export const api = sourceKind(
  'api',
  fc.record({ rest: fc.boolean(), payload: maybe('1.0', '2.0') }),
  ({ rest, payload }, { n }) => {
    const path = `/things-${n}`
    const host = rest ? '\${ServerlessRestApi}.execute-api' : '\${ServerlessHttpApi}.execute-api'
    return {
      events: {
        [`Request${n}`]: rest
          ? { Type: 'Api', Properties: { Path: path, Method: 'post' } }
          : { Type: 'HttpApi', Properties: given({ Path: path, Method: 'post', PayloadFormatVersion: payload }) },
      },
      stimuli: [],
      api: true,
      sendTarget: {
        service: 'http',
        target: { 'Fn::Sub': `https://${host}.\${AWS::Region}.amazonaws.com${rest ? '/Prod' : ''}${path}` },
        action: '*',
        resource: '*',
      },
    }
  },
)
