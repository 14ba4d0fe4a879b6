/**
 * How functions are named: name, partial ARN or ARN, with or without a qualifier; and which version a qualifier means.
 * Source: Invoke API (FunctionName, Qualifier); Guide, "Create an alias for a Lambda function"; error texts recorded
 * from AWS (LocalStack's test suite).
 */

import { formatArn, type Account } from '../aws/arn'
import { AwsError } from '../aws/aws-error'
import type { Random } from '../kernel/random'
import { LATEST, type FunctionVersion, type LambdaFunction } from './function'

export interface FunctionReference {
  readonly name: string
  /** Null when none was given: that means `$LATEST`, and shows in ARNs. */
  readonly qualifier: string | null
}

/**
 * @param text `f`, `f:1`, `123456789012:function:f`, `arn:aws:lambda:us-east-1:123456789012:function:f:prod`
 * @param qualifier given beside it
 * @throws AwsError for a function of another Region, and for two qualifiers that differ
 */
export function referenceOf(account: Account, text: string, qualifier?: string | null): FunctionReference {
  const parts = text.split(':')
  const at = parts.lastIndexOf('function')
  const region = parts[0] === 'arn' ? parts[3] : undefined
  if (region !== undefined && region !== account.region) {
    throw notFound(`Functions from '${region}' are not reachable in this region ('${account.region}')`)
  }
  const [name = '', inline] = at >= 0 ? parts.slice(at + 1) : parts
  if (qualifier && inline && qualifier !== inline) {
    throw new AwsError(
      'InvalidParameterValueException',
      400,
      'The derived qualifier from the function name does not match the specified qualifier.',
      { Type: 'User' },
    )
  }
  return { name, qualifier: qualifier ?? inline ?? null }
}

/** @throws AwsError 404 with the text of Invoke: it always names a qualifier */
export function existing<Found>(
  found: Found | undefined,
  account: Account,
  { name, qualifier }: FunctionReference,
): Found {
  if (found) return found
  const arn = `${formatArn('lambda', account, `function:${name}`)}:${qualifier ?? LATEST}`
  throw notFound(isAliasName(qualifier ?? LATEST) ? `Cannot find alias arn: ${arn}` : `Function not found: ${arn}`)
}

/**
 * The version that one invocation runs: an alias with two versions draws anew each time.
 * @returns undefined when there is no such version or alias
 */
export function versionFor(fn: LambdaFunction, qualifier: string | null, random: Random): FunctionVersion | undefined {
  if (qualifier === null) return fn.latest
  const alias = fn.aliases.get(qualifier)
  if (!alias) return fn.version(qualifier)
  const [other] = Object.entries(alias.weights)
  const chosen = other && random.fraction() < other[1] ? other[0] : alias.version
  return fn.version(chosen)
}

/** Whether there is such a version or alias; null stands for `$LATEST`. */
export const versionOrAlias = (fn: LambdaFunction, qualifier: string | null): boolean =>
  qualifier === null || fn.aliases.has(qualifier) || fn.version(qualifier) !== undefined

export const isAliasName = (qualifier: string): boolean => qualifier !== LATEST && !/^\d+$/.test(qualifier)

const notFound = (message: string): AwsError =>
  new AwsError('ResourceNotFoundException', 404, message, { Type: 'User' })
