/** AWS::Lambda::Version and AWS::Lambda::Alias. Source: CloudFormation resource reference for AWS Lambda. */

import { ResourceError, type ResourceHandle, type ResourceInput, type ResourceType } from '../services/contract'
import type { Alias, FunctionVersion, LambdaFunction } from './function'
import type { Lambda } from './lambda'
import { asRecord, integer, optionalText, type Properties } from './properties'
import { followAlias, provision, unprovision } from './provisioned'
import { refusalOfProvisioning } from './provisioned-refusals'
import { referenceOf } from './qualifiers'
import { aliasesOf, deleteVersion, publish, refusalOfAlias } from './versions'

/**
 * A version is published once. One that SAM made for AutoPublishAlias comes with the function's code, and is published
 * again whenever that has changed.
 */
export function versionType(lambda: Lambda): ResourceType {
  const handleOf = (version: FunctionVersion): ResourceHandle => ({
    physicalId: version.arn,
    arn: version.arn,
    ref: version.arn,
    attributes: { FunctionArn: version.arn, Version: version.version },
  })
  return {
    create(input) {
      const { code, properties } = input
      const fn = functionOf(lambda, properties)
      const before = fn.published.size
      const version = publish(lambda, fn, optionalText(properties['Description']))
      if (fn.published.size === before && code === null) {
        // CloudFormation's own text, from users' reports.
        throw new ResourceError(
          `A version for this Lambda function exists ( ${version.version} ). Modify the function to create a new version.`,
          ['FunctionName'],
        )
      }
      provisionFrom(lambda, fn, version.version, properties)
      return handleOf(version)
    },
    update(existing, { code, properties }) {
      const fn = functionOf(lambda, properties)
      const isOfFunction = existing.arn.startsWith(`${fn.arn}:`)
      return code === null || !isOfFunction
        ? null
        : handleOf(publish(lambda, fn, optionalText(properties['Description'])))
    },
    delete(existing) {
      const { name, qualifier } = referenceOf(lambda.context.account, existing.arn)
      const fn = lambda.find(name)
      const version = fn?.published.get(qualifier ?? '')
      if (fn && version && aliasesOf(fn, version.version).length === 0) deleteVersion(lambda, fn, version)
    },
  }
}

export function aliasType(lambda: Lambda): ResourceType {
  const apply = (input: ResourceInput, existing: ResourceHandle | null): ResourceHandle => {
    const fn = functionOf(lambda, input.properties)
    const alias = aliasOf(lambda, input.properties)
    const arn = `${fn.arn}:${alias.name}`
    if (existing === null && fn.aliases.has(alias.name)) {
      throw new ResourceError(`Alias already exists: ${arn}`, ['Name'])
    }
    const refusal = refusalOfAlias(fn, alias)
    if (refusal) throw new ResourceError(refusal.message, ['FunctionVersion'])
    fn.aliases.set(alias.name, alias)
    provisionFrom(lambda, fn, alias.name, input.properties)
    return { physicalId: arn, arn, ref: arn, attributes: { AliasArn: arn } }
  }
  return {
    create: (input) => apply(input, null),
    update(existing, input) {
      const fn = functionOf(lambda, input.properties)
      return existing.arn === `${fn.arn}:${nameOf(input.properties)}` ? apply(input, existing) : null
    },
    delete(existing) {
      const { name, qualifier } = referenceOf(lambda.context.account, existing.arn)
      const fn = lambda.find(name)
      if (fn && qualifier !== null) lambda.deleteAlias(fn, qualifier)
    },
  }
}

/** @throws ResourceError */
function provisionFrom(lambda: Lambda, fn: LambdaFunction, qualifier: string, properties: Properties): void {
  const path = ['ProvisionedConcurrencyConfig', 'ProvisionedConcurrentExecutions']
  if (properties['ProvisionedConcurrencyConfig'] === undefined) {
    unprovision(fn, qualifier, lambda.context)
    return
  }
  const maximum = lambda.capacity.concurrency
  const value = integer(properties, path, { minimum: 1, maximum, default: 1 })
  const refusal = refusalOfProvisioning(lambda, fn, qualifier, value)
  if (refusal) throw new ResourceError(refusal.message, path)
  if (fn.provisioned.get(qualifier)?.requested === value) followAlias(fn, qualifier, lambda.context)
  else provision(fn, qualifier, value, lambda.context)
}

function functionOf(lambda: Lambda, properties: Properties): LambdaFunction {
  const { name } = referenceOf(lambda.context.account, String(properties['FunctionName'] ?? ''))
  const fn = lambda.find(name)
  if (!fn) throw new ResourceError(`Function not found: ${name}`, ['FunctionName'])
  return fn
}

/** Source: CreateAlias API, Name. */
const NAME = /^(?!\d+$)[a-zA-Z0-9-_]{1,128}$/

function nameOf(properties: Properties): string {
  const name = String(properties['Name'] ?? '')
  if (NAME.test(name)) return name
  throw new ResourceError(
    `${JSON.stringify(name)} is no alias: 1 to 128 letters, digits, hyphens and underscores, and not digits alone.`,
    ['Name'],
  )
}

function aliasOf(lambda: Lambda, properties: Properties): Alias {
  return {
    name: nameOf(properties),
    description: optionalText(properties['Description']) ?? '',
    version: String(properties['FunctionVersion'] ?? ''),
    weights: weightsOf(properties),
    revisionId: lambda.newRevision(),
  }
}

/** CloudFormation has a list where the API has a map. */
function weightsOf(properties: Properties): Alias['weights'] {
  const path = ['RoutingConfig', 'AdditionalVersionWeights']
  const list = asRecord(properties['RoutingConfig'])['AdditionalVersionWeights'] ?? []
  if (!Array.isArray(list)) throw new ResourceError('AdditionalVersionWeights must be a list.', path)
  return Object.fromEntries(
    list.map(asRecord).map((entry, index) => {
      const weight = Number(entry['FunctionWeight'])
      if (!(weight >= 0 && weight <= 1)) {
        throw new ResourceError('FunctionWeight must be a number from 0 to 1.', [...path, index, 'FunctionWeight'])
      }
      return [String(entry['FunctionVersion']), weight]
    }),
  )
}
