/**
 * Lambda's CloudFormation types. Source: CloudFormation resource reference for AWS Lambda; error texts of the API
 * recorded from AWS (LocalStack's test suite).
 */

import type { RuntimeName } from '../../runtime/protocol'
import { formatArn } from '../aws/arn'
import { compileFilterCriteria } from '../aws/filter-criteria'
import type { TemplateValue } from '../aws/template'
import { ResourceError, type ResourceHandle, type ResourceInput, type ResourceType } from '../services/contract'
import { refusalOfVariables } from './environment-variables'
import type { MappingConfiguration } from './event-source-mapping/configuration'
import type { EventInvokeConfiguration, FunctionConfiguration, LambdaFunction } from './function'
import type { Lambda } from './lambda'
import * as limits from './limits'

type Properties = Readonly<Record<string, TemplateValue>>

const RUNTIMES: readonly string[] = ['nodejs20.x', 'nodejs22.x', 'nodejs24.x'] satisfies RuntimeName[]

export function createResourceTypes(lambda: Lambda): Readonly<Record<string, ResourceType>> {
  return {
    'AWS::Lambda::Function': functionType(lambda),
    'AWS::Lambda::EventSourceMapping': mappingType(lambda),
    'AWS::Lambda::EventInvokeConfig': eventInvokeType(lambda),
  }
}

function functionType(lambda: Lambda): ResourceType {
  const handleOf = (fn: LambdaFunction): ResourceHandle => {
    const { name, arn } = fn.configuration
    return { physicalId: name, arn, ref: name, attributes: { Arn: arn } }
  }
  return {
    create(input) {
      const configuration = functionConfiguration(lambda, input, null)
      if (lambda.find(configuration.name)) {
        throw new ResourceError(`Function already exist: ${configuration.name}`, ['FunctionName'])
      }
      if (!input.code) throw new ResourceError('There is no code for this function: its build failed.', ['CodeUri'])
      return handleOf(lambda.createFunction(configuration, input.code))
    },
    update(existing, input) {
      const fn = lambda.find(existing.physicalId)
      if (!fn || nameOf(input) !== existing.physicalId) return null
      lambda.updateFunction(fn, functionConfiguration(lambda, input, fn), input.code ?? fn.code)
      return handleOf(fn)
    },
    delete(existing) {
      const fn = lambda.find(existing.physicalId)
      if (fn) lambda.deleteFunction(fn)
    },
  }
}

const nameOf = (input: ResourceInput): string =>
  String(input.properties['FunctionName'] ?? input.generatedName.slice(0, 64))

function functionConfiguration(
  lambda: Lambda,
  input: ResourceInput,
  existing: LambdaFunction | null,
): FunctionConfiguration {
  const { properties } = input
  const { account } = lambda.context
  const name = nameOf(input)
  const runtime = String(properties['Runtime'] ?? '')
  if (!RUNTIMES.includes(runtime)) {
    throw new ResourceError(
      `Coldstart runs Node.js functions; the runtime ${runtime || '(none)'} is not simulated.`,
      ['Runtime'],
      `Use one of ${RUNTIMES.join(', ')}.`,
    )
  }
  const tracing = asRecord(properties['DeadLetterConfig'])
  const architectures = properties['Architectures']
  return {
    name,
    arn: formatArn('lambda', account, `function:${name}`),
    runtime: runtime as RuntimeName,
    handler: String(properties['Handler'] ?? ''),
    memorySize: integer(properties, ['MemorySize'], limits.MEMORY_MB),
    timeout: integer(properties, ['Timeout'], limits.TIMEOUT_SECONDS),
    ephemeralStorage: integer(properties, ['EphemeralStorage', 'Size'], limits.EPHEMERAL_STORAGE_MB),
    architecture: Array.isArray(architectures) && architectures[0] === 'arm64' ? 'arm64' : 'x86_64',
    variables: variables(properties),
    reservedConcurrency: reservedConcurrency(lambda, properties, existing),
    deadLetterTarget: optionalText(tracing['TargetArn']),
    role: `arn:aws:sts::${account.accountId}:assumed-role/${roleName(properties) ?? `${name}-role`}/${name}`,
    logGroup: optionalText(asRecord(properties['LoggingConfig'])['LogGroup']) ?? `/aws/lambda/${name}`,
  }
}

/** The session of the execution role is named after the function. */
const roleName = (properties: Properties): string | null => optionalText(properties['Role'])?.split('/').at(-1) ?? null

function reservedConcurrency(lambda: Lambda, properties: Properties, existing: LambdaFunction | null): number | null {
  if (properties['ReservedConcurrentExecutions'] === undefined) return null
  const maximum = limits.ACCOUNT_CONCURRENCY
  const value = integer(properties, ['ReservedConcurrentExecutions'], { minimum: 0, maximum, default: 0 })
  let others = 0
  for (const fn of lambda.functions()) if (fn !== existing) others += fn.configuration.reservedConcurrency ?? 0
  if (limits.ACCOUNT_CONCURRENCY - others - value < limits.UNRESERVED_MINIMUM) {
    throw new ResourceError(
      `Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${limits.UNRESERVED_MINIMUM}].`,
      ['ReservedConcurrentExecutions'],
    )
  }
  return value
}

function mappingType(lambda: Lambda): ResourceType {
  const running = new Map<string, MappingConfiguration>()
  const start = (configuration: MappingConfiguration): ResourceHandle => {
    running.set(configuration.uuid, configuration)
    lambda.startMapping(configuration)
    const arn = formatArn('lambda', lambda.context.account, `event-source-mapping:${configuration.uuid}`)
    return { physicalId: configuration.uuid, arn, ref: configuration.uuid, attributes: { Id: configuration.uuid } }
  }
  const stop = (uuid: string): void => {
    const configuration = running.get(uuid)
    if (configuration) lambda.stopMapping(configuration)
    running.delete(uuid)
  }
  return {
    create(input) {
      const uuid = lambda.context.kernel.random('mapping-ids').uuid()
      const configuration = mappingConfiguration(lambda, input.properties, uuid)
      for (const other of running.values()) {
        if (other.functionName !== configuration.functionName || other.eventSourceArn !== configuration.eventSourceArn)
          continue
        throw new ResourceError(
          `An event source mapping with SQS arn (" ${other.eventSourceArn} ") and function (" ${other.functionName} ") already exists. Please update or delete the existing mapping with UUID ${other.uuid}`,
        )
      }
      return start(configuration)
    },
    update(existing, input) {
      const before = running.get(existing.physicalId)
      const configuration = mappingConfiguration(lambda, input.properties, existing.physicalId)
      if (!before || before.eventSourceArn !== configuration.eventSourceArn) return null
      stop(existing.physicalId)
      return start(configuration)
    },
    delete: (existing) => stop(existing.physicalId),
  }
}

function mappingConfiguration(lambda: Lambda, properties: Properties, uuid: string): MappingConfiguration {
  const eventSourceArn = String(properties['EventSourceArn'] ?? '')
  const functionName =
    String(properties['FunctionName'] ?? '')
      .split(':function:')
      .pop()
      ?.split(':')[0] ?? ''
  const fn = lambda.find(functionName)
  if (!fn) throw new ResourceError(`Function not found: ${functionName}`, ['FunctionName'])
  const source = lambda.context.queueSource(eventSourceArn)
  if (!source?.exists(eventSourceArn)) {
    throw new ResourceError(
      'Error occurred while ReceiveMessage. SQS Error Code: AWS.SimpleQueueService.NonExistentQueue. SQS Error Message: The specified queue does not exist.',
      ['EventSourceArn'],
    )
  }
  const visibility = source.visibilityTimeout(eventSourceArn) / 1000
  if (visibility < fn.configuration.timeout) {
    throw new ResourceError(
      `Queue visibility timeout: ${visibility} seconds is less than Function timeout: ${fn.configuration.timeout} seconds`,
      ['EventSourceArn'],
      'Raise the queue’s VisibilityTimeout; AWS recommends six times the function’s timeout.',
    )
  }
  const batchSize = integer(properties, ['BatchSize'], limits.SQS_BATCH_SIZE)
  const batchingWindow = integer(properties, ['MaximumBatchingWindowInSeconds'], limits.BATCHING_WINDOW_SECONDS)
  if (batchSize > limits.SQS_BATCH_SIZE_WITHOUT_WINDOW && batchingWindow === 0) {
    throw new ResourceError(
      'Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10',
      ['BatchSize'],
    )
  }
  const scaling = asRecord(properties['ScalingConfig'])
  const responseTypes = properties['FunctionResponseTypes']
  const criteria = properties['FilterCriteria']
  const filter = criteria === undefined ? null : compileFilterCriteria(criteria, source.filterKey)
  if (filter && !filter.ok) throw new ResourceError(filter.reason, ['FilterCriteria', ...filter.path], filter.hint)
  return {
    uuid,
    functionName,
    eventSourceArn,
    enabled: properties['Enabled'] !== false && properties['Enabled'] !== 'false',
    batchSize,
    batchingWindow,
    reportBatchItemFailures: Array.isArray(responseTypes) && responseTypes.includes('ReportBatchItemFailures'),
    maximumConcurrency:
      scaling['MaximumConcurrency'] === undefined
        ? null
        : integer(properties, ['ScalingConfig', 'MaximumConcurrency'], {
            ...limits.SQS_MAXIMUM_CONCURRENCY,
            default: 2,
          }),
    filter: filter && filter.ok ? filter.criteria : null,
  }
}

function eventInvokeType(lambda: Lambda): ResourceType {
  const apply = (input: ResourceInput): ResourceHandle => {
    const { properties } = input
    const functionName =
      String(properties['FunctionName'] ?? '')
        .split(':function:')
        .pop() ?? ''
    const fn = lambda.find(functionName)
    if (!fn) throw new ResourceError(`Function not found: ${functionName}`, ['FunctionName'])
    const destinations = asRecord(properties['DestinationConfig'])
    const target = (name: string): string | null => {
      const arn = optionalText(asRecord(destinations[name])['Destination'])
      if (arn === fn.configuration.arn) {
        throw new ResourceError("You can't specify the function as a destination for itself.", [
          'DestinationConfig',
          name,
        ])
      }
      return arn
    }
    const configuration: EventInvokeConfiguration = {
      maximumRetryAttempts: integer(properties, ['MaximumRetryAttempts'], limits.ASYNC_RETRIES),
      maximumEventAge: integer(properties, ['MaximumEventAgeInSeconds'], limits.ASYNC_EVENT_AGE_SECONDS),
      onSuccess: target('OnSuccess'),
      onFailure: target('OnFailure'),
    }
    lambda.setEventInvoke(fn, configuration)
    const physicalId = `${functionName}|$LATEST`
    return { physicalId, arn: fn.configuration.arn, ref: physicalId, attributes: {} }
  }
  return {
    create: apply,
    update: (existing, input) => {
      const handle = apply(input)
      return handle.physicalId === existing.physicalId ? handle : null
    },
    delete(existing) {
      const fn = lambda.find(existing.physicalId.split('|')[0] ?? '')
      if (fn) lambda.setEventInvoke(fn, null)
    },
  }
}

/** @throws ResourceError for a value that is no integer within the range */
function integer(
  properties: Properties,
  path: readonly string[],
  range: { minimum: number; maximum: number; default: number },
): number {
  let value: TemplateValue | undefined = properties
  for (const key of path) value = asRecord(value)[key]
  if (value === undefined) return range.default
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  if (typeof number === 'number' && Number.isInteger(number) && number >= range.minimum && number <= range.maximum)
    return number
  const name = path[path.length - 1] ?? ''
  throw new ResourceError(
    `${name} must be an integer from ${range.minimum} to ${range.maximum}, not ${JSON.stringify(value)}.`,
    path,
  )
}

function variables(properties: Properties): Readonly<Record<string, string>> {
  const given = asRecord(asRecord(properties['Environment'])['Variables'])
  const texts = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, String(value)]))
  const refusal = refusalOfVariables(texts)
  if (refusal !== null) throw new ResourceError(refusal, ['Environment', 'Variables'])
  return texts
}

const asRecord = (value: TemplateValue | undefined): Readonly<Record<string, TemplateValue>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, TemplateValue>) : {}

const optionalText = (value: TemplateValue | undefined): string | null =>
  typeof value === 'string' && value !== '' ? value : null
