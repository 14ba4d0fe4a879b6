/**
 * What the model says of the members that clients get wrong; the rest is checked by the operations themselves.
 * Source: Lambda API Reference. Patterns as AWS prints them (recorded; LocalStack's test suite).
 */

import { checkConstraints, type Constraint, type Constraints } from '../../aws/constraints'
import * as limits from '../limits'
import { DURABLE_CONSTRAINTS, DURABLE_CONFIG, EXECUTION_NAME } from './durable-constraints'
import type { Input } from './input'

const namePattern = (characters: string, maximum = 170): Constraint => ({
  length: [1, maximum],
  pattern: `(arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([${characters}]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?`,
})

const functionName = (characters: string, maximum?: number): Constraint => ({
  ...namePattern(characters, maximum),
  required: true,
})

const NAME = 'a-zA-Z0-9-_'
const OPTIONAL_FUNCTION: Constraint = namePattern(NAME)
const FUNCTION: Constraint = functionName(NAME)
/** Of GetFunction and Invoke. */
const FUNCTION_WITH_DOTS: Constraint = functionName(`${NAME}\\.`)
const QUALIFIER: Constraint = { length: [1, 128], pattern: '(|[a-zA-Z0-9$_-]+)' }
const VERSION: Constraint = { length: [1, 1024], pattern: '(\\$LATEST|[0-9]+)' }
const ALIAS: Constraint = { required: true, length: [1, 128], pattern: '(?!^[0-9]+$)([a-zA-Z0-9-_]+)' }
const DESCRIPTION: Constraint = { length: [0, 256] }
const STATEMENT: Constraint = { required: true, length: [1, 100], pattern: '([a-zA-Z0-9-_]+)' }
const REQUIRED: Constraint = { required: true }

const CONFIGURATION: Constraints = {
  Description: DESCRIPTION,
  Handler: { length: [0, 128], pattern: '[^\\s]+' },
  MemorySize: { range: [limits.MEMORY_MB.minimum, limits.MEMORY_MB.maximum] },
  Timeout: { range: [limits.TIMEOUT_SECONDS.minimum, limits.TIMEOUT_SECONDS.maximum] },
  DurableConfig: DURABLE_CONFIG,
}

const ROLE: Constraint = { pattern: 'arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+' }

const ASYNC: Constraints = {
  FunctionName: FUNCTION,
  Qualifier: QUALIFIER,
  MaximumRetryAttempts: { range: [limits.ASYNC_RETRIES.minimum, limits.ASYNC_RETRIES.maximum] },
  MaximumEventAgeInSeconds: { range: [limits.ASYNC_EVENT_AGE_SECONDS.minimum, limits.ASYNC_EVENT_AGE_SECONDS.maximum] },
  DestinationConfig: { members: { OnSuccess: destination(), OnFailure: destination() } },
}

function destination(): Constraint {
  const pattern =
    '^$|arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\\-])+:([a-z]{2}((-gov)|(-iso(b?)))?-[a-z]+-\\d{1})?:(\\d{12})?:(.*)'
  return { members: { Destination: { length: [0, 350], pattern } } }
}

function between({ minimum, maximum }: { readonly minimum: number; readonly maximum: number }): Constraint {
  return { range: [minimum, maximum] }
}

const MAPPING: Constraints = {
  BatchSize: { range: [limits.SQS_BATCH_SIZE.minimum, limits.SQS_BATCH_SIZE.maximum] },
  MaximumBatchingWindowInSeconds: {
    range: [limits.BATCHING_WINDOW_SECONDS.minimum, limits.BATCHING_WINDOW_SECONDS.maximum],
  },
  ScalingConfig: {
    members: {
      MaximumConcurrency: { range: [limits.SQS_MAXIMUM_CONCURRENCY.minimum, limits.SQS_MAXIMUM_CONCURRENCY.maximum] },
    },
  },
  MaximumRetryAttempts: between(limits.STREAM_RETRIES),
  MaximumRecordAgeInSeconds: between(limits.RECORD_AGE_SECONDS),
  ParallelizationFactor: between(limits.PARALLELIZATION_FACTOR),
  TumblingWindowInSeconds: between(limits.TUMBLING_WINDOW_SECONDS),
  DestinationConfig: { members: { OnSuccess: destination(), OnFailure: destination() } },
  StartingPosition: { values: ['TRIM_HORIZON', 'LATEST', 'AT_TIMESTAMP'] },
}

const LIST: Constraints = { MaxItems: { range: [1, 10_000] } }
const ON_FUNCTION: Constraints = { FunctionName: FUNCTION }
const ON_QUALIFIER: Constraints = { FunctionName: FUNCTION, Qualifier: QUALIFIER }
const INVOCATION: Constraints = {
  FunctionName: FUNCTION_WITH_DOTS,
  Qualifier: QUALIFIER,
  InvocationType: { values: ['Event', 'RequestResponse', 'DryRun'] },
  LogType: { values: ['None', 'Tail'] },
  DurableExecutionName: EXECUTION_NAME,
}

const URL_AUTH: Constraint = { values: ['AWS_IAM', 'NONE'] }
const URL_LIST: Constraint = { length: [0, 100], entries: { length: [0, 1024] } }
/** The qualifier is checked by the operations: its pattern has a text of its own. Orders of values: recorded. */
const ON_URL: Constraints = {
  FunctionName: FUNCTION,
  InvokeMode: { values: ['RESPONSE_STREAM', 'BUFFERED'] },
  Cors: {
    members: {
      AllowHeaders: URL_LIST,
      AllowMethods: { length: [0, 6], entries: { length: [0, 6] } },
      AllowOrigins: URL_LIST,
      ExposeHeaders: URL_LIST,
      MaxAge: { range: [0, limits.URL_CORS_MAX_AGE] },
    },
  },
}

const BY_OPERATION: Readonly<Record<string, Constraints>> = {
  Invoke: INVOCATION,
  InvokeWithResponseStream: {
    ...INVOCATION,
    InvocationType: { values: ['RequestResponse', 'DryRun'] },
  },
  InvokeAsync: ON_FUNCTION,
  GetFunction: { FunctionName: FUNCTION_WITH_DOTS, Qualifier: QUALIFIER },
  GetFunctionConfiguration: ON_QUALIFIER,
  ListFunctions: { ...LIST, FunctionVersion: { values: ['ALL'] } },
  CreateFunction: {
    FunctionName: functionName(NAME, 140),
    Role: { ...ROLE, required: true },
    Code: REQUIRED,
    ...CONFIGURATION,
    PackageType: { values: ['Zip', 'Image'] },
  },
  UpdateFunctionCode: ON_FUNCTION,
  UpdateFunctionConfiguration: { FunctionName: FUNCTION, Role: ROLE, ...CONFIGURATION },
  DeleteFunction: { FunctionName: functionName(NAME, 140), Qualifier: QUALIFIER },
  PublishVersion: { FunctionName: FUNCTION, Description: DESCRIPTION },
  ListVersionsByFunction: { FunctionName: FUNCTION, ...LIST },
  CreateAlias: {
    FunctionName: FUNCTION,
    Name: ALIAS,
    FunctionVersion: { ...VERSION, required: true },
    Description: DESCRIPTION,
  },
  GetAlias: { FunctionName: FUNCTION, Name: ALIAS },
  ListAliases: { FunctionName: FUNCTION, FunctionVersion: VERSION, ...LIST },
  UpdateAlias: { FunctionName: FUNCTION, Name: ALIAS, FunctionVersion: VERSION, Description: DESCRIPTION },
  DeleteAlias: { FunctionName: FUNCTION, Name: ALIAS },
  PutFunctionRecursionConfig: {
    FunctionName: FUNCTION,
    RecursiveLoop: { required: true, values: ['Allow', 'Terminate'] },
  },
  GetFunctionRecursionConfig: ON_FUNCTION,
  PutFunctionConcurrency: {
    FunctionName: FUNCTION,
    ReservedConcurrentExecutions: { required: true, range: [0, 2_147_483_647] },
  },
  GetFunctionConcurrency: ON_FUNCTION,
  DeleteFunctionConcurrency: ON_FUNCTION,
  PutProvisionedConcurrencyConfig: {
    FunctionName: FUNCTION,
    Qualifier: { ...QUALIFIER, required: true },
    ProvisionedConcurrentExecutions: { required: true, range: [1, 2_147_483_647] },
  },
  GetProvisionedConcurrencyConfig: { FunctionName: FUNCTION, Qualifier: { ...QUALIFIER, required: true } },
  DeleteProvisionedConcurrencyConfig: { FunctionName: FUNCTION, Qualifier: { ...QUALIFIER, required: true } },
  ListProvisionedConcurrencyConfigs: { FunctionName: FUNCTION, ...LIST },
  PutFunctionEventInvokeConfig: ASYNC,
  UpdateFunctionEventInvokeConfig: ASYNC,
  GetFunctionEventInvokeConfig: ON_QUALIFIER,
  DeleteFunctionEventInvokeConfig: ON_QUALIFIER,
  ListFunctionEventInvokeConfigs: { FunctionName: FUNCTION, ...LIST },
  CreateEventSourceMapping: { FunctionName: FUNCTION, ...MAPPING },
  UpdateEventSourceMapping: { UUID: REQUIRED, FunctionName: OPTIONAL_FUNCTION, ...MAPPING },
  GetEventSourceMapping: { UUID: REQUIRED },
  DeleteEventSourceMapping: { UUID: REQUIRED },
  ListEventSourceMappings: { FunctionName: OPTIONAL_FUNCTION, ...LIST },
  CreateFunctionUrlConfig: { ...ON_URL, AuthType: { ...URL_AUTH, required: true } },
  UpdateFunctionUrlConfig: { ...ON_URL, AuthType: URL_AUTH },
  GetFunctionUrlConfig: { FunctionName: FUNCTION },
  DeleteFunctionUrlConfig: { FunctionName: FUNCTION },
  ListFunctionUrlConfigs: { FunctionName: FUNCTION, MaxItems: { range: [1, limits.LIST_PAGE_MAX] } },
  AddPermission: {
    FunctionName: FUNCTION,
    Qualifier: QUALIFIER,
    StatementId: STATEMENT,
    Action: { required: true, pattern: '(lambda:[*]|lambda:[a-zA-Z]+|[*])' },
    Principal: { required: true, pattern: '[^\\s]+' },
    SourceAccount: { length: [0, 12], pattern: '\\d{12}' },
    SourceArn: { pattern: 'arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\\-])+:([a-z]{2}(-gov)?-[a-z]+-\\d{1})?:(\\d{12})?:(.*)' },
  },
  RemovePermission: {
    FunctionName: FUNCTION,
    Qualifier: QUALIFIER,
    StatementId: { required: true, length: [1, 100], pattern: '([a-zA-Z0-9-_.]+)' },
  },
  GetPolicy: ON_QUALIFIER,
  TagResource: { Tags: REQUIRED },
  UntagResource: { TagKeys: REQUIRED },
  PublishLayerVersion: { LayerName: REQUIRED, Content: REQUIRED },
  ...DURABLE_CONSTRAINTS,
  ListDurableExecutionsByFunction: {
    FunctionName: FUNCTION,
    Qualifier: QUALIFIER,
    ...DURABLE_CONSTRAINTS['ListDurableExecutionsByFunction'],
  },
}

/** @throws AwsError ValidationException */
export function checkInput(operation: string, input: Input): void {
  const constraints = BY_OPERATION[operation]
  if (constraints) checkConstraints(input, constraints)
}

/** Recorded from AWS: the map's entries are told of together, with all that is demanded of them. */
export function refusalOfWeights(weights: Readonly<Record<string, unknown>>): string | null {
  const shown = Object.entries(weights)
    .map(([version, weight]) => `${version}=${decimal(Number(weight))}`)
    .join(', ')
  const told = (who: string, demands: readonly string[]): string =>
    `1 validation error detected: Value '{${shown}}' at 'routingConfig.additionalVersionWeights' failed to satisfy constraint: ${who} must satisfy constraint: [${demands.join(', ')}, Member must not be null]`
  if (!Object.keys(weights).every((version) => /^[0-9]{1,1024}$/.test(version))) {
    return told('Map keys', [
      'Member must have length less than or equal to 1024',
      'Member must have length greater than or equal to 1',
      'Member must satisfy regular expression pattern: [0-9]+',
    ])
  }
  if (!Object.values(weights).every((weight) => typeof weight === 'number' && weight >= 0 && weight <= 1)) {
    return told('Map value', [
      'Member must have value less than or equal to 1.0',
      'Member must have value greater than or equal to 0.0',
    ])
  }
  return null
}

/** As Java prints a double. */
const decimal = (value: number): string => (Number.isInteger(value) ? value.toFixed(1) : String(value))
