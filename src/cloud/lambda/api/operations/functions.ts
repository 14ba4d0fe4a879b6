/** Functions: creating, reading, updating, deleting. Source: Lambda API Reference; sequences and texts as recorded. */

import { AwsError } from '../../../aws/aws-error'
import type { TemplateValue } from '../../../aws/template'
import {
  ResourceError,
  type Caller,
  type CodePackage,
  type Operation,
  type ServiceContext,
} from '../../../services/contract'
import {
  LATEST,
  type Build,
  type FunctionConfiguration,
  type FunctionVersion,
  type LambdaFunction,
} from '../../function'
import { durableConfigShape } from '../../durable/config'
import { loggingConfig } from '../../function-settings'
import { refusalOfDeadLetters, refusalOfRole, refusalOfTracing } from '../../execution-role'
import type { Lambda } from '../../lambda'
import * as limits from '../../limits'
import { isAliasName, referenceOf } from '../../qualifiers'
import { functionConfiguration } from '../../resources'
import { aliasesOf, createPending, deleteVersion, publish, refuseWhileChanging, updateLater } from '../../versions'
import { configurationOf, listedConfiguration } from '../configuration'
import {
  arnOf,
  checkRevision,
  functionOf,
  optionalText,
  page,
  record,
  reference,
  text,
  versionOf,
  type Input,
} from '../input'
import { bytesOfBase64, factsOf, packageOfZip } from '../package'
import { checkTags } from './tags'
import { errors } from '../wire'

export function functionOperations(lambda: Lambda, context: ServiceContext): Readonly<Record<string, Operation>> {
  return {
    CreateFunction(input, caller) {
      const { name, qualifier } = referenceOf(context.account, text(input, 'FunctionName'))
      if (qualifier !== null)
        throw errors.validation(
          `Value '${text(input, 'FunctionName')}' at 'functionName' failed to satisfy constraint: Member must not have a qualifier`,
        )
      if (!/^[a-zA-Z0-9-_]{1,64}$/.test(name)) {
        throw errors.invalidParameter(
          `1 validation error detected: Value '${name}' at 'functionName' failed to satisfy constraint: Member must have length less than or equal to 64`,
        )
      }
      refuseUnsimulated(input)
      if (lambda.find(name)) throw errors.functionExists(name)
      if (optionalText(input, 'PackageType') === 'Image')
        throw errors.notSimulated('Functions from container images are')
      const configuration = configured(lambda, name, input)
      checkRole(lambda, configuration)
      const tags = record(input, 'Tags') as Readonly<Record<string, string>>
      checkTags({}, tags)
      const code = packageOf(context, record(input, 'Code'), caller)
      const fn = createPending(lambda, { configuration, code })
      fn.tags = tags
      if (input['Publish'] !== true) return configurationOf(fn.latest, fn.arn)
      return configurationOf(publish(lambda, fn, null, true), fn.arn)
    },

    GetFunction(input) {
      const { fn, version, arn } = versionOf(lambda, input)
      const { reservedConcurrency, tags } = fn
      return {
        Configuration: configurationOf(version, arn),
        // There is no archive to load here: the address is one that nobody answers.
        Code: {
          RepositoryType: 'S3',
          Location: `https://${context.account.region}-coldstart.invalid/${factsOf(version.build.code).sha256}`,
        },
        ...(Object.keys(tags).length > 0 && { Tags: tags }),
        ...(reservedConcurrency !== null && { Concurrency: { ReservedConcurrentExecutions: reservedConcurrency } }),
      }
    },

    GetFunctionConfiguration(input) {
      const { version, arn } = versionOf(lambda, input)
      return configurationOf(version, arn)
    },

    ListFunctions(input) {
      const every = optionalText(input, 'FunctionVersion') === 'ALL'
      const versions = lambda.functions().flatMap((fn) => (every ? fn.versions : [fn.latest]))
      const { items, NextMarker } = page(versions, input, limits.LIST_PAGE_MAX)
      return {
        Functions: items.map((version) => listedConfiguration(version, every ? version.arn : version.fn.arn)),
        ...(NextMarker !== undefined && { NextMarker }),
      }
    },

    UpdateFunctionCode(input, caller) {
      const fn = unqualified(lambda, input)
      refuseUnsimulated(input)
      checkRevision(input, fn.latest.revisionId)
      refuseWhileChanging(fn)
      const code = packageOf(context, input, caller)
      const { configuration } = fn.latest.build
      const architecture: FunctionConfiguration['architecture'] =
        asList(input['Architectures'])[0] === 'arm64' ? 'arm64' : 'x86_64'
      const build: Build = {
        configuration: input['Architectures'] === undefined ? configuration : { ...configuration, architecture },
        code,
      }
      if (input['DryRun'] === true) {
        const { size, sha256 } = factsOf(code)
        return { ...configurationOf(fn.latest, fn.arn), CodeSize: size, CodeSha256: sha256 }
      }
      updateLater(lambda, fn, build)
      const version = input['Publish'] === true ? publish(lambda, fn, null, true) : fn.latest
      return configurationOf(version, version === fn.latest ? fn.arn : version.arn)
    },

    UpdateFunctionConfiguration(input) {
      const fn = unqualified(lambda, input)
      refuseUnsimulated(input)
      checkRevision(input, fn.latest.revisionId)
      refuseWhileChanging(fn)
      const { configuration: present, code } = fn.latest.build
      if (isGiven(input['DurableConfig']) && !present.durable) {
        // Text not confirmed.
        throw errors.invalidParameter('DurableConfig can only be set when a function is created.')
      }
      const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined))
      if (input['TenancyConfig'] !== undefined) delete given['TenancyConfig']
      if (input['LoggingConfig'] !== undefined) given['LoggingConfig'] = changedLogging(present, input)
      const configuration = configured(lambda, fn.name, { ...propertiesOf(present), ...given })
      if (
        input['Role'] !== undefined ||
        input['DeadLetterConfig'] !== undefined ||
        configuration.tracing !== present.tracing
      ) {
        checkRole(lambda, configuration)
      }
      updateLater(lambda, fn, { configuration, code })
      return configurationOf(fn.latest, fn.arn)
    },

    DeleteFunction(input) {
      const found = reference(lambda, input)
      const fn = lambda.find(found.name)
      const { qualifier } = found
      if (!fn) throw errors.functionNotFound(arnOf(lambda, found))
      if (qualifier === null) {
        lambda.deleteFunction(fn)
        return { StatusCode: 204 }
      }
      if (qualifier === LATEST) {
        throw errors.invalidParameter('$LATEST version cannot be deleted without deleting the function.')
      }
      if (isAliasName(qualifier)) throw errors.invalidParameter('Deletion of aliases is not currently supported.')
      removeVersion(lambda, fn, fn.version(qualifier))
      return { StatusCode: 204 }
    },
  }
}

/** Deleting a version that is gone is no error. */
function removeVersion(lambda: Lambda, fn: LambdaFunction, version: FunctionVersion | undefined): void {
  if (!version) return
  const aliases = aliasesOf(fn, version.version)
  if (aliases.length > 0) {
    // Text not confirmed.
    const names = aliases.map(({ name }) => name).join(', ')
    throw errors.conflict(`Unable to delete version because the following aliases reference it: [${names}]`)
  }
  deleteVersion(lambda, fn, version)
}

/** Changes are for the function: of a version, nothing changes. @throws AwsError */
function unqualified(lambda: Lambda, input: Input): LambdaFunction {
  const fn = functionOf(lambda, input)
  const { qualifier } = reference(lambda, input)
  if (qualifier !== null && qualifier !== LATEST) throw errors.unqualifiedOnly()
  return fn
}

/** What AWS acts on and this simulation does not: it is refused, so that nobody relies on it. */
function refuseUnsimulated(input: Input): void {
  const given = (name: string): boolean => isGiven(input[name])
  if (given('VpcConfig')) throw errors.notSimulated('VPC access (VpcConfig) is')
  if (given('FileSystemConfigs')) throw errors.notSimulated('File systems (FileSystemConfigs) are')
  if (given('ImageConfig') || given('ImageUri')) throw errors.notSimulated('Functions from container images are')
  const keys = [input['KMSKeyArn'], input['SourceKMSKeyArn'], record(input, 'Code')['SourceKMSKeyArn']]
  if ([...keys, record(input, 'DurableConfig')['KMSKeyArn']].some(isGiven)) {
    throw errors.notSimulated('Encryption with keys of your own is')
  }
  if (given('CodeSigningConfigArn')) throw errors.notSimulated('Code signing is')
  if (given('CapacityProviderConfig') || given('PublishTo')) throw errors.notSimulated('Managed instances are')
}

/** Empty lists and structures take something away: there is nothing to take. */
function isGiven(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return false
  if (Array.isArray(value)) return value.length > 0
  return typeof value !== 'object' || Object.values(value).some(isGiven)
}

/** @throws AwsError */
function configured(lambda: Lambda, name: string, input: Input): FunctionConfiguration {
  try {
    return functionConfiguration(lambda, name, input as Readonly<Record<string, TemplateValue>>)
  } catch (error) {
    if (error instanceof ResourceError) throw errors.invalidParameter(error.message)
    throw error
  }
}

/** Members that a change leaves out stay as they are; levels go with the JSON format. */
function changedLogging({ logging, logGroup }: FunctionConfiguration, input: Input): Input {
  const change = record(input, 'LoggingConfig')
  const { LogFormat: format = logging.format } = change
  return { ...(format === logging.format && loggingConfig(logging, logGroup)), LogGroup: logGroup, ...change }
}

/** A configuration in the API's words. */
function propertiesOf(configuration: FunctionConfiguration): Input {
  const { deadLetterTarget } = configuration
  return {
    Description: configuration.description,
    Runtime: configuration.runtime,
    Handler: configuration.handler,
    MemorySize: configuration.memorySize,
    Timeout: configuration.timeout,
    EphemeralStorage: { Size: configuration.ephemeralStorage },
    Architectures: [configuration.architecture],
    Environment: { Variables: configuration.variables },
    ...(deadLetterTarget !== null && { DeadLetterConfig: { TargetArn: deadLetterTarget } }),
    Role: configuration.role,
    Layers: configuration.layers.map(({ arn }) => arn),
    LoggingConfig: loggingConfig(configuration.logging, configuration.logGroup),
    TracingConfig: { Mode: configuration.tracing },
    ...(configuration.isolatesTenants && { TenancyConfig: { TenantIsolationMode: 'PER_TENANT' } }),
    ...(configuration.durable && { DurableConfig: durableConfigShape(configuration.durable) }),
  }
}

/** The role must trust Lambda, and may send to where the function's dead letters go. @throws AwsError */
function checkRole({ context }: Lambda, configuration: FunctionConfiguration): void {
  const refusal =
    refusalOfRole(context, configuration.role, configuration.name) ??
    refusalOfDeadLetters(context, configuration, context.executionRole(configuration)) ??
    refusalOfTracing(context, configuration, context.executionRole(configuration))
  if (refusal !== null) throw errors.invalidParameter(refusal)
}

/** @param source ZipFile, or a place in S3 @throws AwsError */
export function packageOf(context: ServiceContext, source: Input, caller: Caller): CodePackage {
  if (isGiven(source['ImageUri'])) throw errors.notSimulated('Functions from container images are')
  const bucket = optionalText(source, 'S3Bucket')
  const zip = bucket === undefined ? bytesOfBase64(text(source, 'ZipFile')) : objectOf(context, bucket, source, caller)
  if (bucket === undefined && source['ZipFile'] === undefined) {
    // Text not confirmed.
    throw errors.invalidParameter('Please provide a source for function code.')
  }
  return packageOfZip(zip ?? new Uint8Array())
}

function objectOf(context: ServiceContext, bucket: string, source: Input, caller: Caller): Uint8Array {
  const version = optionalText(source, 'S3ObjectVersion')
  const input = { Bucket: bucket, Key: text(source, 'S3Key'), ...(version !== undefined && { VersionId: version }) }
  try {
    const { Body } = context.call('s3', 'GetObject', input, caller) as { readonly Body?: Uint8Array }
    return Body ?? new Uint8Array()
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    throw errors.invalidParameter(
      `Error occurred while GetObject. S3 Error Code: ${error.code}. S3 Error Message: ${error.message}`,
    )
  }
}

const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
