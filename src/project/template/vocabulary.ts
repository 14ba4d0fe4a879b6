/**
 * What AWS has, and what of it is simulated: the one table behind "not simulated yet" and "did you mean".
 *
 * Sources: CloudFormation resource reference (AWS::Lambda::*, AWS::SQS::Queue); AWS SAM specification
 * (aws/serverless-application-model, schema of May 2026); quotas of the Lambda and SQS Developer Guides, July 2026.
 */

/** What a value has to be. Numbers without another note: as the name of their property says. */
export type Shape =
  | {
      readonly kind: 'text'
      readonly pattern?: RegExp
      readonly maximumLength?: number
      readonly oneOf?: readonly string[]
    }
  | { readonly kind: 'integer'; readonly minimum: number; readonly maximum: number }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'list'; readonly of: Shape; readonly maximumLength?: number }
  | { readonly kind: 'map'; readonly of: Shape }
  | { readonly kind: 'object'; readonly properties: Readonly<Record<string, Property>> }
  | { readonly kind: 'anything' }

export interface Property {
  readonly shape: Shape
  readonly required: boolean
  /** `none`: accepted, and changes nothing that one could observe here. `not-yet`: AWS would act on it. */
  readonly effect: 'simulated' | 'none' | 'not-yet'
}

export interface ResourceVocabulary {
  readonly properties: Readonly<Record<string, Property>>
  /** What Fn::GetAtt gives. */
  readonly attributes: readonly string[]
}

type Properties = Readonly<Record<string, Property>>

const ANYTHING: Shape = { kind: 'anything' }
const BOOLEAN: Shape = { kind: 'boolean' }
const TEXT: Shape = { kind: 'text' }
const integer = (minimum: number, maximum: number): Shape => ({ kind: 'integer', minimum, maximum })
const oneOf = (...values: string[]): Shape => ({ kind: 'text', oneOf: values })
const listOf = (of: Shape, maximumLength?: number): Shape => ({
  kind: 'list',
  of,
  ...(maximumLength !== undefined && { maximumLength }),
})
const object = (properties: Properties): Shape => ({ kind: 'object', properties })

const simulated = (shape: Shape): Property => ({ shape, required: false, effect: 'simulated' })
const required = (shape: Shape): Property => ({ shape, required: true, effect: 'simulated' })
const withEffect = (effect: Property['effect'], names: string): Properties =>
  Object.fromEntries(names.split(' ').map((name) => [name, { shape: ANYTHING, required: false, effect }]))
const accepted = (names: string): Properties => withEffect('none', names)
const notYet = (names: string): Properties => withEffect('not-yet', names)

// --- Lambda

/** Runtimes that functions can be created with. Guide, "Lambda runtimes". */
export const AWS_RUNTIMES: readonly string[] =
  'nodejs24.x nodejs22.x nodejs20.x python3.14 python3.13 python3.12 python3.11 python3.10 java25 java21 java17 java11 java8.al2 dotnet10 dotnet8 ruby3.4 ruby3.3 ruby3.2 provided.al2023 provided.al2'.split(
    ' ',
  )
export const SIMULATED_RUNTIMES: readonly string[] = ['nodejs24.x', 'nodejs22.x', 'nodejs20.x']

/** Guide, "Defined runtime environment variables", and what UpdateFunctionConfiguration refuses. */
export const RESERVED_VARIABLES: ReadonlySet<string> = new Set(
  '_HANDLER _X_AMZN_TRACE_ID AWS_REGION AWS_DEFAULT_REGION AWS_EXECUTION_ENV AWS_LAMBDA_FUNCTION_NAME AWS_LAMBDA_FUNCTION_MEMORY_SIZE AWS_LAMBDA_FUNCTION_VERSION AWS_LAMBDA_INITIALIZATION_TYPE AWS_LAMBDA_LOG_GROUP_NAME AWS_LAMBDA_LOG_STREAM_NAME AWS_ACCESS_KEY AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_LAMBDA_RUNTIME_API LAMBDA_TASK_ROOT LAMBDA_RUNTIME_DIR AWS_LAMBDA_MAX_CONCURRENCY AWS_LAMBDA_LOG_FORMAT AWS_LAMBDA_LOG_LEVEL AWS_LAMBDA_METADATA_API AWS_LAMBDA_METADATA_TOKEN'.split(
    ' ',
  ),
)
/** Bytes of the compact JSON of all variables. */
export const ENVIRONMENT_BYTES_MAX = 4096
/** Messages; above it an SQS mapping needs a batching window. */
export const BATCH_SIZE_WITHOUT_WINDOW = 10

/** The same in AWS::Lambda::Function and AWS::Serverless::Function. */
const FUNCTION: Properties = {
  Handler: simulated({ kind: 'text', pattern: /^[^\s]+$/, maximumLength: 128 }),
  Runtime: simulated(TEXT),
  MemorySize: simulated(integer(128, 10_240)),
  Timeout: simulated(integer(1, 900)),
  Environment: simulated(object({ Variables: simulated({ kind: 'map', of: TEXT }) })),
  ReservedConcurrentExecutions: simulated(integer(0, 1000)),
  FunctionName: simulated({ kind: 'text', pattern: /^[a-zA-Z0-9-_]+$/, maximumLength: 64 }),
  Architectures: simulated(listOf(oneOf('x86_64', 'arm64'), 1)),
  EphemeralStorage: simulated(object({ Size: required(integer(512, 10_240)) })),
  Description: { shape: { kind: 'text', maximumLength: 256 }, required: false, effect: 'none' },
  LoggingConfig: simulated(
    object({
      LogFormat: simulated(oneOf('Text', 'JSON')),
      LogGroup: simulated({ kind: 'text', pattern: /^[a-zA-Z0-9_\-/.#]+$/, maximumLength: 512 }),
      ...notYet('ApplicationLogLevel SystemLogLevel'),
    }),
  ),
  ...accepted('Role Tags KmsKeyArn RuntimeManagementConfig'),
  ...notYet(
    'PackageType ImageConfig Layers CodeSigningConfigArn FileSystemConfigs VpcConfig RecursiveLoop SnapStart TenancyConfig DurableConfig CapacityProviderConfig FunctionScalingConfig PublishToLatestPublished',
  ),
}

/** The same in AWS::Lambda::EventSourceMapping and an SQS event of SAM. */
const SQS_MAPPING: Properties = {
  BatchSize: simulated(integer(1, 10_000)),
  MaximumBatchingWindowInSeconds: simulated(integer(0, 300)),
  Enabled: simulated(BOOLEAN),
  FilterCriteria: simulated(object({ Filters: simulated(listOf(object({ Pattern: simulated(TEXT) }))) })),
  FunctionResponseTypes: simulated(listOf(oneOf('ReportBatchItemFailures'), 1)),
  ScalingConfig: simulated(object({ MaximumConcurrency: simulated(integer(2, 1000)) })),
  ...accepted('KmsKeyArn MetricsConfig'),
  ...notYet('ProvisionedPollerConfig'),
}

const ASYNC: Properties = {
  MaximumRetryAttempts: simulated(integer(0, 2)),
  MaximumEventAgeInSeconds: simulated(integer(60, 21_600)),
}

const ON_SUCCESS_TYPES = ['SQS', 'SNS', 'Lambda', 'EventBridge']
const destination = (...types: string[]): Property =>
  simulated(object({ Type: required(oneOf(...types)), Destination: simulated(TEXT) }))

/** SAM's event sources. Those simulated have their properties here. */
export const EVENT_SOURCES: Readonly<Record<string, Properties | null>> = {
  SQS: { Queue: required(TEXT), ...SQS_MAPPING },
  ...Object.fromEntries(
    'S3 SNS Kinesis DynamoDB MSK SelfManagedKafka MQ DocumentDB Api HttpApi Schedule ScheduleV2 EventBridgeRule CloudWatchEvent CloudWatchLogs IoTRule Cognito AlexaSkill'
      .split(' ')
      .map((type) => [type, null]),
  ),
}

// --- Resources

export const SIMULATED_RESOURCES: Readonly<Record<string, ResourceVocabulary>> = {
  'AWS::Serverless::Function': {
    attributes: ['Arn'],
    properties: {
      ...FUNCTION,
      CodeUri: simulated(ANYTHING),
      InlineCode: simulated(TEXT),
      DeadLetterQueue: simulated(object({ Type: required(oneOf('SQS', 'SNS')), TargetArn: required(TEXT) })),
      EventInvokeConfig: simulated(
        object({
          ...ASYNC,
          DestinationConfig: simulated(
            object({
              OnSuccess: destination(...ON_SUCCESS_TYPES),
              OnFailure: destination(...ON_SUCCESS_TYPES, 'S3Bucket'),
            }),
          ),
        }),
      ),
      Events: simulated({ kind: 'map', of: ANYTHING }),
      ...accepted('Policies AssumeRolePolicyDocument PermissionsBoundary RolePath PropagateTags SourceKMSKeyArn'),
      ...notYet(
        'ImageUri ProvisionedConcurrencyConfig AutoPublishAlias AutoPublishAliasAllProperties AutoPublishCodeSha256 VersionDescription DeploymentPreference VersionDeletionPolicy FunctionUrlConfig Tracing',
      ),
    },
  },
  'AWS::Lambda::Function': {
    attributes: ['Arn'],
    properties: {
      ...FUNCTION,
      Code: required(ANYTHING),
      Role: required(TEXT),
      DeadLetterConfig: simulated(object({ TargetArn: simulated(TEXT) })),
      ...notYet('TracingConfig'),
    },
  },
  'AWS::Lambda::EventSourceMapping': {
    attributes: ['Id', 'EventSourceMappingArn'],
    properties: {
      FunctionName: required(TEXT),
      EventSourceArn: simulated(TEXT),
      ...SQS_MAPPING,
      ...accepted('Tags'),
      ...notYet(
        'AmazonManagedKafkaEventSourceConfig BisectBatchOnFunctionError DestinationConfig DocumentDBEventSourceConfig LoggingConfig MaximumRecordAgeInSeconds MaximumRetryAttempts ParallelizationFactor Queues SelfManagedEventSource SelfManagedKafkaEventSourceConfig SourceAccessConfigurations StartingPosition StartingPositionTimestamp Topics TumblingWindowInSeconds',
      ),
    },
  },
  'AWS::Lambda::EventInvokeConfig': {
    attributes: [],
    properties: {
      FunctionName: required(TEXT),
      Qualifier: required(TEXT),
      ...ASYNC,
      DestinationConfig: simulated(
        object({
          OnSuccess: simulated(object({ Destination: required(TEXT) })),
          OnFailure: simulated(object({ Destination: required(TEXT) })),
        }),
      ),
    },
  },
  'AWS::SQS::Queue': {
    attributes: ['Arn', 'QueueName', 'QueueUrl'],
    properties: {
      QueueName: simulated({ kind: 'text', pattern: /^[A-Za-z0-9_-]{1,80}(\.fifo)?$/, maximumLength: 80 }),
      VisibilityTimeout: simulated(integer(0, 43_200)),
      DelaySeconds: simulated(integer(0, 900)),
      MessageRetentionPeriod: simulated(integer(60, 1_209_600)),
      /** Bytes. */
      MaximumMessageSize: simulated(integer(1024, 1_048_576)),
      ReceiveMessageWaitTimeSeconds: simulated(integer(0, 20)),
      RedrivePolicy: simulated(ANYTHING),
      FifoQueue: simulated(BOOLEAN),
      ...accepted('Tags KmsMasterKeyId KmsDataKeyReusePeriodSeconds SqsManagedSseEnabled'),
      ...notYet('RedriveAllowPolicy ContentBasedDeduplication DeduplicationScope FifoThroughputLimit'),
    },
  },
  // Without behaviour of their own: they exist, can be referred to, and allow everything.
  'AWS::IAM::Role': {
    attributes: ['Arn', 'RoleId'],
    properties: accepted(
      'AssumeRolePolicyDocument Description ManagedPolicyArns MaxSessionDuration Path PermissionsBoundary Policies RoleName Tags',
    ),
  },
  'AWS::IAM::Policy': { attributes: ['Id'], properties: accepted('Groups PolicyDocument PolicyName Roles Users') },
  'AWS::IAM::ManagedPolicy': {
    attributes: ['PolicyArn'],
    properties: accepted('Description Groups ManagedPolicyName Path PolicyDocument Roles Users'),
  },
  'AWS::SQS::QueuePolicy': { attributes: ['Id'], properties: accepted('PolicyDocument Queues') },
  'AWS::Lambda::Permission': {
    attributes: ['Id'],
    properties: accepted(
      'Action EventSourceToken FunctionName FunctionUrlAuthType InvokedViaFunctionUrl Principal PrincipalOrgID SourceAccount SourceArn',
    ),
  },
  'AWS::Logs::LogGroup': {
    attributes: ['Arn'],
    properties: accepted(
      'DataProtectionPolicy FieldIndexPolicies KmsKeyId LogGroupClass LogGroupName RetentionInDays ResourcePolicyDocument Tags',
    ),
  },
}

/** Resource types of AWS that serverless applications use; any other of the form AWS::X::Y counts as known too, but is never suggested. */
export const AWS_RESOURCES: readonly string[] = [
  ...Object.keys(SIMULATED_RESOURCES),
  ...'Api HttpApi SimpleTable LayerVersion StateMachine Connector Application GraphQLApi CapacityProvider WebSocketApi'
    .split(' ')
    .map((name) => `AWS::Serverless::${name}`),
  ...'Alias CapacityProvider CodeSigningConfig LayerVersion LayerVersionPermission Url Version'
    .split(' ')
    .map((name) => `AWS::Lambda::${name}`),
  ...'ApiGateway::RestApi ApiGateway::Deployment ApiGateway::Method ApiGateway::Resource ApiGateway::Stage ApiGatewayV2::Api ApiGatewayV2::Integration ApiGatewayV2::Route ApiGatewayV2::Stage CloudFormation::Stack CloudFront::Distribution CloudWatch::Alarm CloudWatch::Dashboard Cognito::UserPool Cognito::UserPoolClient DynamoDB::GlobalTable DynamoDB::Table EC2::SecurityGroup EC2::Subnet EC2::VPC ECS::Cluster ECS::Service Events::ApiDestination Events::Archive Events::Connection Events::EventBus Events::EventBusPolicy Events::Rule IAM::InstanceProfile IAM::User Kinesis::Stream Kinesis::StreamConsumer KinesisFirehose::DeliveryStream KMS::Alias KMS::Key Logs::LogStream Logs::MetricFilter Logs::SubscriptionFilter Pipes::Pipe RDS::DBInstance S3::Bucket S3::BucketPolicy Scheduler::Schedule Scheduler::ScheduleGroup SecretsManager::Secret SES::EmailIdentity SNS::Subscription SNS::Topic SNS::TopicPolicy SQS::QueueInlinePolicy SSM::Parameter StepFunctions::Activity StepFunctions::StateMachine'
    .split(' ')
    .map((name) => `AWS::${name}`),
]

// --- Sections

export const TEMPLATE_SECTIONS: readonly string[] =
  'AWSTemplateFormatVersion Transform Globals Description Metadata Parameters Rules Mappings Conditions Resources Outputs Hooks'.split(
    ' ',
  )

export const RESOURCE_ATTRIBUTES: readonly string[] =
  'Type Properties DependsOn Condition Metadata DeletionPolicy UpdateReplacePolicy CreationPolicy UpdatePolicy Connectors IgnoreGlobals'.split(
    ' ',
  )

export const SAM_TRANSFORM = 'AWS::Serverless-2016-10-31'
export const TRANSFORMS: readonly string[] = [SAM_TRANSFORM, 'AWS::LanguageExtensions']

export const GLOBALS_SECTIONS: readonly string[] =
  'Function Api HttpApi SimpleTable StateMachine LayerVersion CapacityProvider WebSocketApi'.split(' ')

/** Of Globals.Function: every property of the function except these. */
export const NOT_GLOBAL: ReadonlySet<string> = new Set(['Role', 'Policies', 'FunctionName', 'Events', 'InlineCode'])

export const PSEUDO_PARAMETERS: readonly string[] =
  'AWS::AccountId AWS::NoValue AWS::NotificationARNs AWS::Partition AWS::Region AWS::StackId AWS::StackName AWS::URLSuffix'.split(
    ' ',
  )
