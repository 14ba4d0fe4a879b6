/** AWS::Lambda::* and AWS::Serverless::Function. Sources: CloudFormation resource reference; AWS SAM specification. */

import { BROKER_MAPPING } from './brokers'
import { SQS_MAPPING, STREAM_MAPPING } from './event-source-mapping'
import {
  accepted,
  ANYTHING,
  BOOLEAN,
  integer,
  kept,
  listOf,
  NOT_ENCRYPTED,
  notYet,
  object,
  oneOf,
  required,
  simulated,
  TEXT,
  type Properties,
  type Property,
  type ResourceVocabulary,
} from './shapes'

/** Runtimes that functions can be created with. Guide, "Lambda runtimes". */
export const AWS_RUNTIMES: readonly string[] =
  'nodejs24.x nodejs22.x nodejs20.x python3.14 python3.13 python3.12 python3.11 python3.10 java25 java21 java17 java11 java8.al2 dotnet10 dotnet8 ruby3.4 ruby3.3 ruby3.2 provided.al2023 provided.al2'.split(
    ' ',
  )
export const SIMULATED_RUNTIMES: readonly string[] = [
  'nodejs24.x',
  'nodejs22.x',
  'nodejs20.x',
  'provided.al2023',
  'provided.al2',
]

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
      ApplicationLogLevel: simulated(oneOf('TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL')),
      SystemLogLevel: simulated(oneOf('DEBUG', 'INFO', 'WARN')),
    }),
  ),
  RecursiveLoop: simulated(oneOf('Allow', 'Terminate')),
  TenancyConfig: simulated(object({ TenantIsolationMode: required(oneOf('PER_TENANT')) })),
  Layers: simulated(listOf(TEXT, 5)),
  // ExecutionTimeout: 366 days.
  DurableConfig: simulated(
    object({
      ExecutionTimeout: required(integer(1, 31_622_400)),
      RetentionPeriodInDays: simulated(integer(1, 90)),
      ...kept('KMSKeyArn', NOT_ENCRYPTED),
    }),
  ),
  ...accepted('Role Tags'),
  ...kept('KmsKeyArn', NOT_ENCRYPTED),
  ...kept('RuntimeManagementConfig', 'every runtime has one version'),
  ...kept('PackageType', 'functions are not made from container images', 'Zip'),
  // Refused by the service, whatever the runtime.
  SnapStart: simulated(object({ ApplyOn: required(oneOf('PublishedVersions', 'None')) })),
  ...notYet(
    'ImageConfig CodeSigningConfigArn FileSystemConfigs VpcConfig CapacityProviderConfig FunctionScalingConfig PublishToLatestPublished',
  ),
}

/** The same for versions, aliases and SAM's functions. */
const PROVISIONED: Property = simulated(object({ ProvisionedConcurrentExecutions: required(integer(1, 1_000_000)) }))

const ASYNC: Properties = {
  MaximumRetryAttempts: simulated(integer(0, 2)),
  MaximumEventAgeInSeconds: simulated(integer(60, 21_600)),
}

const ON_SUCCESS_TYPES = ['SQS', 'SNS', 'Lambda', 'EventBridge']
const destination = (...types: string[]): Property =>
  simulated(object({ Type: required(oneOf(...types)), Destination: simulated(TEXT) }))

/** The same in AWS::Lambda::Url and FunctionUrlConfig of SAM. */
const FUNCTION_URL: Properties = {
  AuthType: required(oneOf('NONE', 'AWS_IAM')),
  InvokeMode: simulated(oneOf('BUFFERED', 'RESPONSE_STREAM')),
  Cors: simulated(
    object({
      AllowCredentials: simulated(BOOLEAN),
      AllowHeaders: simulated(listOf(TEXT, 100)),
      AllowMethods: simulated(listOf(oneOf('GET', 'PUT', 'HEAD', 'POST', 'PATCH', 'DELETE', '*'), 6)),
      AllowOrigins: simulated(listOf(TEXT, 100)),
      ExposeHeaders: simulated(listOf(TEXT, 100)),
      MaxAge: simulated(integer(0, 86_400)),
    }),
  ),
}

const LAYER: Properties = {
  LayerName: simulated({ kind: 'text', pattern: /^[a-zA-Z0-9-_]+$/, maximumLength: 140 }),
  Description: simulated({ kind: 'text', maximumLength: 256 }),
  CompatibleRuntimes: simulated(listOf(TEXT, 15)),
  CompatibleArchitectures: simulated(listOf(oneOf('x86_64', 'arm64'), 2)),
  LicenseInfo: simulated({ kind: 'text', maximumLength: 512 }),
}

export const LAMBDA_RESOURCES: Readonly<Record<string, ResourceVocabulary>> = {
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
      AutoPublishAlias: simulated(TEXT),
      AutoPublishAliasAllProperties: simulated(BOOLEAN),
      AutoPublishCodeSha256: simulated(TEXT),
      ProvisionedConcurrencyConfig: PROVISIONED,
      VersionDescription: simulated(TEXT),
      FunctionUrlConfig: simulated(object({ ...FUNCTION_URL })),
      VersionDeletionPolicy: simulated(oneOf('Delete', 'Retain')),
      ...accepted('Policies AssumeRolePolicyDocument PermissionsBoundary RolePath'),
      ...kept('PropagateTags', 'resources that SAM makes do not get the tags of their function', false),
      ...kept('SourceKMSKeyArn', NOT_ENCRYPTED),
      Tracing: simulated(oneOf('Active', 'PassThrough', 'Disabled')),
      ...notYet('ImageUri DeploymentPreference'),
    },
  },
  'AWS::Lambda::Function': {
    attributes: ['Arn'],
    properties: {
      ...FUNCTION,
      Code: required(ANYTHING),
      Role: required(TEXT),
      DeadLetterConfig: simulated(object({ TargetArn: simulated(TEXT) })),
      TracingConfig: simulated(object({ Mode: simulated(oneOf('Active', 'PassThrough')) })),
    },
  },
  'AWS::Serverless::LayerVersion': {
    attributes: [],
    properties: {
      ContentUri: required(ANYTHING),
      ...LAYER,
      ...kept('RetentionPolicy', 'a new version replaces the one before', 'Delete'),
      ...kept('PublishLambdaVersion', 'there is a new version whenever something of it has changed'),
    },
  },
  'AWS::Lambda::LayerVersion': {
    attributes: ['LayerVersionArn'],
    properties: { Content: required(ANYTHING), ...LAYER },
  },
  'AWS::Lambda::EventSourceMapping': {
    attributes: ['Id', 'EventSourceMappingArn'],
    properties: {
      FunctionName: required(TEXT),
      EventSourceArn: simulated(TEXT),
      ...SQS_MAPPING,
      ...STREAM_MAPPING,
      ...BROKER_MAPPING,
      ...accepted('Tags'),
      ...notYet('LoggingConfig'),
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
  'AWS::Lambda::Version': {
    attributes: ['FunctionArn', 'Version'],
    properties: {
      FunctionName: required(TEXT),
      Description: simulated({ kind: 'text', maximumLength: 256 }),
      ProvisionedConcurrencyConfig: PROVISIONED,
      ...notYet('CodeSha256 FunctionScalingConfig RuntimePolicy'),
    },
  },
  'AWS::Lambda::Alias': {
    attributes: ['AliasArn'],
    properties: {
      FunctionName: required(TEXT),
      FunctionVersion: required(TEXT),
      Name: required(TEXT),
      Description: simulated({ kind: 'text', maximumLength: 256 }),
      RoutingConfig: simulated(
        object({
          AdditionalVersionWeights: simulated(
            listOf(object({ FunctionVersion: required(TEXT), FunctionWeight: required(ANYTHING) }), 1),
          ),
        }),
      ),
      ProvisionedConcurrencyConfig: PROVISIONED,
    },
  },
  'AWS::Lambda::Url': {
    attributes: ['FunctionArn', 'FunctionUrl'],
    properties: { TargetFunctionArn: required(TEXT), Qualifier: simulated(TEXT), ...FUNCTION_URL },
  },
  'AWS::Lambda::Permission': {
    attributes: ['Id'],
    properties: {
      Action: required(TEXT),
      FunctionName: required(TEXT),
      Principal: required(TEXT),
      EventSourceToken: simulated(TEXT),
      FunctionUrlAuthType: simulated(oneOf('AWS_IAM', 'NONE')),
      InvokedViaFunctionUrl: simulated(BOOLEAN),
      PrincipalOrgID: simulated(TEXT),
      SourceAccount: simulated(TEXT),
      SourceArn: simulated(TEXT),
    },
  },
}
