/**
 * What the settings that people meet most mean, in a sentence of our own, with unit and default. Sources: CloudFormation
 * resource reference, AWS SAM specification, the services' developer guides (July 2026); the fact sheet of Lambda.
 */

export interface Note {
  readonly about: string
  readonly unit?: string
  readonly default?: string | number | boolean
}

type Notes = Readonly<Record<string, Note>>

const note = (about: string, unit?: string, byDefault?: string | number | boolean): Note => ({
  about,
  ...(unit !== undefined && { unit }),
  ...(byDefault !== undefined && { default: byDefault }),
})

const FUNCTION: Notes = {
  Handler: note('The file, without its ending, and what it exports: `orders.handler` is `handler` in `orders.ts`.'),
  Runtime: note('The version of Node.js, or `provided.*` for a program of your own.'),
  MemorySize: note('Memory of each environment. The share of CPU grows with it: 1769 MB are one vCPU.', 'MB', 128),
  Timeout: note('How long one invocation may take before Lambda stops it.', 'seconds', 3),
  Environment: note('Variables that the code finds in `process.env`, 4 KB of them at most.'),
  ReservedConcurrentExecutions: note('Invocations at the same time, at most; set aside for this function. 0 stops it.'),
  FunctionName: note('The name. Without it, one is made from the stack and the logical id.'),
  Architectures: note('The processor that the function runs on.', undefined),
  EphemeralStorage: note('The room in /tmp.'),
  Layers: note('Layers that are laid over /opt, in this order.'),
  LoggingConfig: note('Format and levels of the logs.'),
  RecursiveLoop: note(
    'What Lambda does when the function feeds itself through SQS, SNS or S3.',
    undefined,
    'Terminate',
  ),
  DurableConfig: note('Makes the function durable: its steps are remembered, and it can wait for a year.'),
  TenancyConfig: note('An environment of its own for each tenant.'),
  SnapStart: note('Starts from a snapshot; Node.js functions have none.'),
}

const RETRIES: Notes = {
  MaximumRetryAttempts: note('How often a failed event is tried again.', 'attempts'),
  MaximumEventAgeInSeconds: note('An event that waits longer is given up.', 'seconds'),
}

const MAPPING: Notes = {
  BatchSize: note('Records that one invocation gets, at most. Default: 10 from queues, 100 from streams.', 'records'),
  MaximumBatchingWindowInSeconds: note('How long Lambda gathers records before it invokes.', 'seconds', 0),
  Enabled: note('Whether Lambda polls the source.', undefined, true),
  FilterCriteria: note('Patterns: records that fit none of them are dropped before they reach the function.'),
  FunctionResponseTypes: note(
    'With `ReportBatchItemFailures` the function says which records failed, and only they come back.',
  ),
  ScalingConfig: note('How many batches of this queue are handled at the same time, at most.'),
  StartingPosition: note('Where to begin in the stream: at its oldest record, at new ones, or at a time.'),
  ParallelizationFactor: note('Batches of one shard at the same time; order holds by partition key.', 'batches', 1),
  MaximumRetryAttempts: note('How often a failed batch is tried again; -1 until its records expire.', 'attempts', -1),
  MaximumRecordAgeInSeconds: note('Records older than this are given up; -1 keeps them to the end.', 'seconds', -1),
  BisectBatchOnFunctionError: note('Halves a failed batch, to find the record that spoils it.', undefined, false),
  TumblingWindowInSeconds: note('Length of the window that the function sums up over.', 'seconds'),
  DestinationConfig: note('Where what was given up goes.'),
}

const SCHEDULE_EXPRESSION = note(
  '`rate(5 minutes)`, `cron(0 8 ? * MON-FRI *)`, and for schedules `at(2030-01-01T08:00:00)`.',
)

/** Type → its properties. Names below the first level are dotted. */
export const NOTES: Readonly<Record<string, Notes>> = {
  'AWS::Serverless::Function': {
    ...FUNCTION,
    CodeUri: note('The folder with the code, from the project’s root.'),
    InlineCode: note('The code itself, for a few lines of JavaScript.'),
    Events: note('What invokes the function. Each one becomes what AWS needs for it: a mapping, a rule, permissions.'),
    Policies: note(
      'What the function may do: policy templates of SAM, names or ARNs of managed policies, or statements.',
    ),
    DeadLetterQueue: note('Where asynchronous events go that failed every time.'),
    EventInvokeConfig: note('Retries and destinations of asynchronous events.'),
    'EventInvokeConfig.MaximumRetryAttempts': note('Tries after the first one.', 'attempts', 2),
    'EventInvokeConfig.MaximumEventAgeInSeconds': note('An event that waits longer is given up.', 'seconds', 21_600),
    AutoPublishAlias: note('Publishes a version whenever the code changes, and points this alias to it.'),
    ProvisionedConcurrencyConfig: note('Environments that are kept ready, on the alias of AutoPublishAlias.'),
    FunctionUrlConfig: note('A web address of its own.'),
    Tracing: note('Whether X-Ray gets segments.', undefined, 'PassThrough'),
    Role: note('ARN of the execution role. Without it, SAM makes one from Policies.'),
    'EphemeralStorage.Size': note('The room in /tmp.', 'MB', 512),
  },
  'AWS::Lambda::Function': {
    ...FUNCTION,
    Code: note('The folder with the code, or `ZipFile` with the code itself.'),
    Role: note('ARN of the execution role: what the function may do.'),
    DeadLetterConfig: note('Where asynchronous events go that failed every time.'),
    'EphemeralStorage.Size': note('The room in /tmp.', 'MB', 512),
  },
  'AWS::Lambda::EventSourceMapping': MAPPING,
  'AWS::Lambda::EventInvokeConfig': RETRIES,
  'AWS::SQS::Queue': {
    QueueName: note('The name; that of a FIFO queue ends in `.fifo`. Without it, one is made.'),
    VisibilityTimeout: note(
      'How long a received message stays hidden. AWS advises six times the function’s timeout.',
      'seconds',
      30,
    ),
    DelaySeconds: note('How long a new message waits before it can be received.', 'seconds', 0),
    MessageRetentionPeriod: note('How long a message is kept.', 'seconds', 345_600),
    MaximumMessageSize: note('The largest message that the queue takes.', 'bytes', 1_048_576),
    ReceiveMessageWaitTimeSeconds: note('Long polling: how long a receive waits for a message.', 'seconds', 0),
    RedrivePolicy: note('`deadLetterTargetArn` and `maxReceiveCount`: where a message goes after so many receives.'),
    RedriveAllowPolicy: note('Which queues may use this one for their dead letters.'),
    FifoQueue: note('Keeps order within a message group, and drops duplicates for five minutes.', undefined, false),
    ContentBasedDeduplication: note('Takes the hash of the body for the deduplication id.', undefined, false),
  },
  'AWS::SNS::Topic': {
    TopicName: note('The name; that of a FIFO topic ends in `.fifo`. Without it, one is made.'),
    Subscription: note('Who gets what is published.'),
    FifoTopic: note('Keeps order within a message group.', undefined, false),
  },
  'AWS::SNS::Subscription': {
    FilterPolicy: note('Only messages that fit are delivered.'),
    FilterPolicyScope: note('What the policy looks at.', undefined, 'MessageAttributes'),
    RawMessageDelivery: note('Queues get the message alone, without SNS’s envelope.', undefined, false),
    RedrivePolicy: note('The dead-letter queue of what cannot be delivered.'),
  },
  'AWS::DynamoDB::Table': {
    TableName: note('The name. Without it, one is made.'),
    KeySchema: note('The key: one HASH attribute and, if you like, one RANGE attribute.'),
    AttributeDefinitions: note('Types of the attributes that are in keys; no others.'),
    BillingMode: note('By request, or by capacity that is provisioned.', undefined, 'PROVISIONED'),
    StreamSpecification: note('Turns on the stream, and says what its records hold.'),
    TimeToLiveSpecification: note('The attribute with the second at which an item expires.'),
    GlobalSecondaryIndexes: note('Other keys over the whole table.'),
    LocalSecondaryIndexes: note('Other sort keys below the same partition key.'),
  },
  'AWS::S3::Bucket': {
    BucketName: note('The name, unique in the world. Without it, one is made.'),
    NotificationConfiguration: note('Who is told of objects that are put or deleted.'),
  },
  'AWS::Kinesis::Stream': {
    ShardCount: note('Shards of a PROVISIONED stream.', 'shards'),
    RetentionPeriodHours: note('How long records are kept.', 'hours', 24),
  },
  'AWS::Events::Rule': {
    EventPattern: note('Which events of the bus go to the targets.'),
    ScheduleExpression: SCHEDULE_EXPRESSION,
    Targets: note('Where they go: five at most.'),
    State: note('Whether the rule is on.', undefined, 'ENABLED'),
    EventBusName: note('The bus.', undefined, 'default'),
  },
  'AWS::Scheduler::Schedule': {
    ScheduleExpression: SCHEDULE_EXPRESSION,
    ScheduleExpressionTimezone: note('The time zone of cron and at.', undefined, 'UTC'),
    FlexibleTimeWindow: note('Whether it may run somewhat later.'),
    Target: note('What is invoked, by which role, with which input.'),
  },
  'AWS::Lambda::Url': {
    AuthType: note('Whether requests must be signed.'),
    InvokeMode: note('Whole, or part by part.', undefined, 'BUFFERED'),
  },
  'AWS::Logs::LogGroup': { RetentionInDays: note('How long log events are kept; without it, for ever.', 'days') },
}

/** Of SAM's events, whatever their type. */
export const EVENT_NOTES: Notes = {
  ...MAPPING,
  Queue: note('ARN of the queue: `!GetAtt Orders.Arn`.'),
  Stream: note('ARN of the stream: `!GetAtt Table.StreamArn` of a table, `!GetAtt Stream.Arn` of Kinesis.'),
  Topic: note('ARN of the topic: `!Ref Topic`.'),
  Bucket: note('The bucket, in this template: `!Ref Bucket`.'),
  Path: note('The path, with `{id}` for a part and `{proxy+}` for the rest.'),
  Method: note('The HTTP method, or `any`.'),
  RestApiId: note('The API: `!Ref Api`. Without it, SAM makes one.'),
  ApiId: note('The API: `!Ref Api`. Without it, SAM makes one.'),
  PayloadFormatVersion: note('The form of the event.', undefined, '2.0'),
  Schedule: SCHEDULE_EXPRESSION,
  ScheduleExpression: SCHEDULE_EXPRESSION,
  Pattern: note('Which events of the bus invoke the function.'),
  EventBusName: note('The bus.', undefined, 'default'),
  Input: note('The event that the function gets, as JSON text.'),
}

/** Names say their unit where nothing else does. */
export function unitOf(name: string): string | undefined {
  if (/InSeconds$|Seconds$/.test(name)) return 'seconds'
  if (/InMillis$/.test(name)) return 'ms'
  if (/InMinutes$/.test(name)) return 'minutes'
  if (/InHours$|Hours$/.test(name)) return 'hours'
  if (/InDays$|Days$/.test(name)) return 'days'
  if (/InKiB$/.test(name)) return 'KiB'
  return undefined
}
