/**
 * Lambda's CloudFormation types. Source: CloudFormation resource reference for AWS Lambda; error texts of the API
 * recorded from AWS (LocalStack's test suite).
 */

import { formatArn, parseArn } from '../aws/arn'
import { ResourceError, type ResourceHandle, type ResourceInput, type ResourceType } from '../services/contract'
import { durableConfigOf } from './durable/config'
import { refusalOfVariables } from './environment-variables'
import { duplicateText, mappingConfiguration } from './event-source-mapping/validation'
import { refusalOfDestination } from './destination-rules'
import {
  LATEST,
  type EventInvokeConfiguration,
  type FunctionConfiguration,
  type FunctionRuntime,
  type LambdaFunction,
} from './function'
import { isolatesTenants, loggingOf, refuseSnapStart, tracingOf } from './function-settings'
import { refusalOfDeadLetters, refusalOfRole, refusalOfTracing } from './execution-role'
import { urlType } from './function-url/url-type'
import type { Lambda } from './lambda'
import { layerVersionType } from './layer-type'
import * as limits from './limits'
import { permissionType } from './permission-type'
import { asRecord, integer, optionalText, type Properties } from './properties'
import { referenceOf, versionOrAlias } from './qualifiers'
import { checkTexts } from './text-limits'
import { aliasType, versionType } from './version-types'

const RUNTIMES: readonly string[] = [
  'nodejs20.x',
  'nodejs22.x',
  'nodejs24.x',
  'provided.al2023',
  'provided.al2',
] satisfies FunctionRuntime[]

export function createResourceTypes(lambda: Lambda): Readonly<Record<string, ResourceType>> {
  return {
    'AWS::Lambda::Function': functionType(lambda),
    'AWS::Lambda::EventSourceMapping': mappingType(lambda),
    'AWS::Lambda::EventInvokeConfig': eventInvokeType(lambda),
    'AWS::Lambda::Permission': permissionType(lambda),
    'AWS::Lambda::Url': urlType(lambda),
    'AWS::Lambda::Version': versionType(lambda),
    'AWS::Lambda::Alias': aliasType(lambda),
    'AWS::Lambda::LayerVersion': layerVersionType(lambda),
  }
}

function functionType(lambda: Lambda): ResourceType {
  const handleOf = (fn: LambdaFunction): ResourceHandle => {
    const { name, arn, role } = fn.configuration
    const warnings = lambda.context.knowsRole(role)
      ? []
      : [{ message: `${role} is no role of this stack: here it allows everything.`, path: ['Role'] }]
    return { physicalId: name, arn, ref: name, attributes: { Arn: arn }, warnings }
  }
  return {
    create(input) {
      const configuration = functionConfiguration(lambda, nameOf(input), input.properties)
      if (lambda.find(configuration.name)) {
        throw new ResourceError(`Function already exist: ${configuration.name}`, ['FunctionName'])
      }
      const reserved = reservedConcurrency(lambda, input.properties, null)
      checkRole(lambda, configuration)
      if (!input.code) throw new ResourceError('There is no code for this function: its build failed.', ['CodeUri'])
      const fn = lambda.createFunction({ configuration, code: input.code })
      lambda.reserve(fn, reserved)
      fn.tags = tagsOf(input.properties)
      fn.recursiveLoop = input.properties['RecursiveLoop'] === 'Allow' ? 'Allow' : 'Terminate'
      return handleOf(fn)
    },
    update(existing, input) {
      const fn = lambda.find(existing.physicalId)
      if (!fn || nameOf(input) !== existing.physicalId) return null
      const configuration = functionConfiguration(lambda, fn.name, input.properties)
      // Tenancy is for good.
      if (configuration.isolatesTenants !== fn.configuration.isolatesTenants) return null
      // Whether a function is durable is decided when it is made.
      if ((configuration.durable === null) !== (fn.configuration.durable === null)) return null
      const reserved = reservedConcurrency(lambda, input.properties, fn)
      checkRole(lambda, configuration)
      lambda.updateFunction(fn, { configuration, code: input.code ?? fn.code })
      lambda.reserve(fn, reserved)
      fn.tags = tagsOf(input.properties)
      fn.recursiveLoop = input.properties['RecursiveLoop'] === 'Allow' ? 'Allow' : 'Terminate'
      return handleOf(fn)
    },
    delete(existing) {
      const fn = lambda.find(existing.physicalId)
      if (fn) lambda.deleteFunction(fn)
    },
  }
}

function tagsOf(properties: Properties): Readonly<Record<string, string>> {
  const tags = properties['Tags']
  if (!Array.isArray(tags)) return {}
  return Object.fromEntries(tags.map(asRecord).map((tag) => [String(tag['Key']), String(tag['Value'])]))
}

const nameOf = (input: ResourceInput): string =>
  String(input.properties['FunctionName'] ?? input.generatedName.slice(0, 64))

/** The API has the same names. @throws ResourceError */
export function functionConfiguration(lambda: Lambda, name: string, properties: Properties): FunctionConfiguration {
  const { account } = lambda.context
  const runtime = String(properties['Runtime'] ?? '')
  if (!RUNTIMES.includes(runtime)) {
    throw new ResourceError(
      `Coldstart runs Node.js functions; the runtime ${runtime || '(none)'} is not simulated.`,
      ['Runtime'],
      `Use one of ${RUNTIMES.join(', ')}.`,
    )
  }
  refuseSnapStart(properties, runtime)
  checkTexts(name, properties)
  const tracing = asRecord(properties['DeadLetterConfig'])
  const architectures = properties['Architectures']
  return {
    name,
    arn: formatArn('lambda', account, `function:${name}`),
    description: optionalText(properties['Description']) ?? '',
    runtime: runtime as FunctionRuntime,
    handler: String(properties['Handler'] ?? ''),
    memorySize: integer(properties, ['MemorySize'], limits.MEMORY_MB),
    timeout: integer(properties, ['Timeout'], limits.TIMEOUT_SECONDS),
    ephemeralStorage: integer(properties, ['EphemeralStorage', 'Size'], limits.EPHEMERAL_STORAGE_MB),
    architecture: Array.isArray(architectures) && architectures[0] === 'arm64' ? 'arm64' : 'x86_64',
    variables: variables(properties),
    deadLetterTarget: optionalText(tracing['TargetArn']),
    role: roleOf(properties),
    layers: layersOf(lambda, properties),
    logGroup: optionalText(asRecord(properties['LoggingConfig'])['LogGroup']) ?? `/aws/lambda/${name}`,
    logging: loggingOf(properties),
    tracing: tracingOf(properties),
    isolatesTenants: isolatesTenants(properties),
    durable: durableConfigOf(properties),
  }
}

/** @throws ResourceError */
function layersOf({ layers }: Lambda, properties: Properties): FunctionConfiguration['layers'] {
  const arns = properties['Layers']
  const found = layers.resolve(Array.isArray(arns) ? arns.map(String) : [])
  if (typeof found === 'string') throw new ResourceError(found, ['Layers'])
  return found
}

/** Text: CloudFormation's. @throws ResourceError */
function roleOf(properties: Properties): string {
  const role = optionalText(properties['Role'])
  if (role !== null && parseArn(role)?.resource.startsWith('role/')) return role
  if (role === null) throw new ResourceError('Properties validation failed: #: required key [Role] not found', ['Role'])
  // The API's constraint.
  throw new ResourceError(
    `1 validation error detected: Value '${role}' at 'role' failed to satisfy constraint: Member must satisfy regular expression pattern: arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+`,
    ['Role'],
  )
}

/** The role must trust Lambda, and may send to where the function's dead letters go. @throws ResourceError */
function checkRole({ context }: Lambda, configuration: FunctionConfiguration): void {
  const ofRole = refusalOfRole(context, configuration.role, configuration.name)
  if (ofRole !== null) throw new ResourceError(ofRole, ['Role'])
  const ofTarget = refusalOfDeadLetters(context, configuration, context.executionRole(configuration))
  const ofTracing = refusalOfTracing(context, configuration, context.executionRole(configuration))
  if (ofTracing !== null) throw new ResourceError(ofTracing, ['TracingConfig', 'Mode'])
  if (ofTarget !== null) throw new ResourceError(ofTarget, ['DeadLetterConfig', 'TargetArn'])
}

function reservedConcurrency(lambda: Lambda, properties: Properties, existing: LambdaFunction | null): number | null {
  if (properties['ReservedConcurrentExecutions'] === undefined) return null
  const maximum = lambda.capacity.concurrency
  const value = integer(properties, ['ReservedConcurrentExecutions'], { minimum: 0, maximum, default: 0 })
  const refusal = lambda.capacity.refusalOfReservation(value, existing)
  if (refusal !== null) throw new ResourceError(refusal, ['ReservedConcurrentExecutions'])
  return value
}

function mappingType(lambda: Lambda): ResourceType {
  const { mappings, context } = lambda
  const handleOf = (uuid: string): ResourceHandle => {
    const arn = formatArn('lambda', context.account, `event-source-mapping:${uuid}`)
    return { physicalId: uuid, arn, ref: uuid, attributes: { Id: uuid, EventSourceMappingArn: arn } }
  }
  return {
    create(input) {
      const uuid = context.kernel.random('mapping-ids').uuid()
      const configuration = mappingConfiguration(lambda, input.properties, uuid)
      const duplicate = mappings.duplicateOf(configuration)
      if (duplicate) throw new ResourceError(duplicateText(duplicate.configuration))
      mappings.create(configuration)
      return handleOf(uuid)
    },
    update(existing, input) {
      const uuid = existing.physicalId
      const before = mappings.find(uuid)
      const configuration = mappingConfiguration(lambda, input.properties, uuid)
      if (before?.configuration.eventSourceArn !== configuration.eventSourceArn) return null
      mappings.update(uuid, configuration)
      return handleOf(uuid)
    },
    delete: (existing) => void mappings.delete(existing.physicalId),
  }
}

function eventInvokeType(lambda: Lambda): ResourceType {
  const apply = (input: ResourceInput): ResourceHandle => {
    const { properties } = input
    const { name } = referenceOf(lambda.context.account, String(properties['FunctionName'] ?? ''))
    const fn = lambda.find(name)
    if (!fn) throw new ResourceError(`Function not found: ${name}`, ['FunctionName'])
    const qualifier = optionalText(properties['Qualifier']) ?? LATEST
    if (!versionOrAlias(fn, qualifier)) {
      throw new ResourceError(`Function not found: ${fn.arn}:${qualifier}`, ['Qualifier'])
    }
    const destinations = asRecord(properties['DestinationConfig'])
    const target = (name: string): string | null => optionalText(asRecord(destinations[name])['Destination'])
    const configuration: EventInvokeConfiguration = {
      maximumRetryAttempts: integer(properties, ['MaximumRetryAttempts'], limits.ASYNC_RETRIES),
      maximumEventAge: integer(properties, ['MaximumEventAgeInSeconds'], limits.ASYNC_EVENT_AGE_SECONDS),
      onSuccess: target('OnSuccess'),
      onFailure: target('OnFailure'),
      lastModified: lambda.context.kernel.now,
    }
    for (const kind of ['onSuccess', 'onFailure'] as const) {
      const refusal = refusalOfDestination(lambda, fn, kind, configuration)
      if (refusal === null) continue
      throw new ResourceError(refusal, ['DestinationConfig', kind === 'onSuccess' ? 'OnSuccess' : 'OnFailure'])
    }
    fn.eventInvoke.set(qualifier, configuration)
    const physicalId = `${name}|${qualifier}`
    return { physicalId, arn: fn.configuration.arn, ref: physicalId, attributes: {} }
  }
  return {
    create: apply,
    update: (existing, input) => {
      const handle = apply(input)
      return handle.physicalId === existing.physicalId ? handle : null
    },
    delete(existing) {
      const [name = '', qualifier = LATEST] = existing.physicalId.split('|')
      lambda.find(name)?.eventInvoke.delete(qualifier)
    },
  }
}

function variables(properties: Properties): Readonly<Record<string, string>> {
  const given = asRecord(asRecord(properties['Environment'])['Variables'])
  const texts = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, String(value)]))
  const refusal = refusalOfVariables(texts)
  if (refusal !== null) throw new ResourceError(refusal, ['Environment', 'Variables'])
  if (texts['AWS_LAMBDA_EXEC_WRAPPER'] !== undefined) {
    throw new ResourceError('Wrapper scripts (AWS_LAMBDA_EXEC_WRAPPER) are not simulated: there is no shell.', [
      'Environment',
      'Variables',
      'AWS_LAMBDA_EXEC_WRAPPER',
    ])
  }
  return texts
}
