/** AWS::Lambda::Url. Source: CloudFormation resource reference for AWS Lambda. */

import { ResourceError, type ResourceHandle, type ResourceInput, type ResourceType } from '../../services/contract'
import type { LambdaFunction } from '../function'
import type { Lambda } from '../lambda'
import { optionalText, type Properties } from '../properties'
import { isAliasName, referenceOf, versionOrAlias } from '../qualifiers'
import { addressOf, functionArnOf, readCors, urlKey, type FunctionUrl } from './configuration'
import { newUrl } from './urls'

interface Target {
  readonly fn: LambdaFunction
  readonly alias: string | null
}

export function urlType(lambda: Lambda): ResourceType {
  const { account } = lambda.context
  const handleOf = ({ fn, alias }: Target, url: FunctionUrl): ResourceHandle => {
    const arn = functionArnOf(fn, alias, account)
    return {
      physicalId: arn,
      arn,
      ref: arn,
      attributes: { FunctionArn: arn, FunctionUrl: addressOf(url, account) },
    }
  }
  return {
    create({ properties }: ResourceInput) {
      const target = targetOf(lambda, properties)
      if (target.fn.urls.has(urlKey(target.alias))) {
        const arn = functionArnOf(target.fn, target.alias, account)
        throw new ResourceError(`FunctionUrlConfig exists for this Lambda function: ${arn}`, ['TargetFunctionArn'])
      }
      return handleOf(target, newUrl(lambda, target.fn, target.alias, settingsOf(properties)))
    },
    update(existing, { properties }) {
      const target = targetOf(lambda, properties)
      const present = target.fn.urls.get(urlKey(target.alias))
      if (!present || functionArnOf(target.fn, target.alias, account) !== existing.arn) return null
      const url = { ...present, ...settingsOf(properties), modifiedAt: lambda.context.kernel.now }
      target.fn.urls.set(urlKey(target.alias), url)
      return handleOf(target, url)
    },
    delete(existing) {
      const { name, qualifier } = referenceOf(account, existing.arn)
      lambda.find(name)?.urls.delete(urlKey(qualifier))
    },
  }
}

function targetOf(lambda: Lambda, properties: Properties): Target {
  const { account } = lambda.context
  const reference = referenceOf(account, String(properties['TargetFunctionArn'] ?? ''))
  const alias = optionalText(properties['Qualifier']) ?? reference.qualifier
  const fn = lambda.find(reference.name)
  if (!fn) throw new ResourceError(`Function not found: ${reference.name}`, ['TargetFunctionArn'])
  if (alias !== null && (!isAliasName(alias) || !versionOrAlias(fn, alias))) {
    throw new ResourceError(
      `${alias} is no alias of ${fn.name}: function URLs are for aliases and the unqualified function.`,
      ['Qualifier'],
    )
  }
  return { fn, alias }
}

function settingsOf(properties: Properties): Pick<FunctionUrl, 'authType' | 'invokeMode' | 'cors'> {
  const authType = properties['AuthType']
  if (authType !== 'NONE' && authType !== 'AWS_IAM') {
    throw new ResourceError('AuthType must be NONE or AWS_IAM.', ['AuthType'])
  }
  const invokeMode = properties['InvokeMode'] ?? null
  if (invokeMode !== null && invokeMode !== 'BUFFERED' && invokeMode !== 'RESPONSE_STREAM') {
    throw new ResourceError('InvokeMode must be BUFFERED or RESPONSE_STREAM.', ['InvokeMode'])
  }
  try {
    return { authType, invokeMode, cors: readCors(properties['Cors']) }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new ResourceError(error.message, ['Cors', 'MaxAge'])
  }
}
