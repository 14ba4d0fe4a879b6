/** Reading an operation's input: which function is meant, texts and numbers, pages of lists. */

import { formatArn } from '../../aws/arn'
import type { FunctionVersion, LambdaFunction } from '../function'
import type { Lambda } from '../lambda'
import { isAliasName, referenceOf, versionOrAlias, type FunctionReference } from '../qualifiers'
import { errors } from './wire'

export type Input = Readonly<Record<string, unknown>>

export const optionalText = (input: Input, name: string): string | undefined =>
  typeof input[name] === 'string' ? input[name] : undefined

export const text = (input: Input, name: string): string => optionalText(input, name) ?? ''

export function record(input: Input, name: string): Input {
  const value = input[name]
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Input) : {}
}

/** A qualified name and `Qualifier` say the same. @throws AwsError */
export const reference = (lambda: Lambda, input: Input): FunctionReference =>
  referenceOf(lambda.context.account, text(input, 'FunctionName'), optionalText(input, 'Qualifier') ?? null)

export const arnOf = (lambda: Lambda, { name, qualifier }: FunctionReference): string => {
  const arn = formatArn('lambda', lambda.context.account, `function:${name}`)
  return qualifier === null ? arn : `${arn}:${qualifier}`
}

/** The function alone, whatever the qualifier. @throws AwsError 404 */
export function functionOf(lambda: Lambda, input: Input): LambdaFunction {
  const { name } = reference(lambda, input)
  const fn = lambda.find(name)
  if (!fn) throw errors.functionNotFound(arnOf(lambda, { name, qualifier: null }))
  return fn
}

export interface VersionReference {
  readonly fn: LambdaFunction
  readonly version: FunctionVersion
  /** Qualified if the request was. */
  readonly arn: string
}

/** An alias stands for its first version here: reading never draws. @throws AwsError 404 */
export function versionOf(lambda: Lambda, input: Input): VersionReference {
  const found = reference(lambda, input)
  const arn = arnOf(lambda, found)
  const fn = lambda.find(found.name)
  const number = fn?.aliases.get(found.qualifier ?? '')?.version ?? found.qualifier
  const version = fn && (number === null ? fn.latest : fn.version(number))
  if (!fn || !version) throw errors.functionNotFound(arn)
  return { fn, version, arn }
}

/** A function, or a version or alias of it that exists. @throws AwsError 404 */
export function qualifiedOf(lambda: Lambda, input: Input): { readonly fn: LambdaFunction; readonly arn: string } {
  const found = reference(lambda, input)
  const arn = arnOf(lambda, found)
  const fn = lambda.find(found.name)
  if (!fn) throw errors.functionNotFound(arn)
  const { qualifier } = found
  if (!versionOrAlias(fn, qualifier)) {
    throw isAliasName(qualifier ?? '') ? errors.aliasNotFound(arn) : errors.functionNotFound(arn)
  }
  return { fn, arn }
}

/** Nothing is checked without a RevisionId. @throws AwsError 412 */
export function checkRevision(input: Input, revisionId: string): void {
  const given = optionalText(input, 'RevisionId')
  if (given !== undefined && given !== revisionId) throw errors.revisionMismatch()
}

/** One page of a list: `Marker` says where the next one starts. */
export function page<Item>(
  items: readonly Item[],
  input: Input,
  maximum: number,
): { readonly items: readonly Item[]; readonly NextMarker?: string } {
  const from = startOf(optionalText(input, 'Marker'))
  const wanted = typeof input['MaxItems'] === 'number' ? Math.min(input['MaxItems'], maximum) : maximum
  const to = from + wanted
  return { items: items.slice(from, to), ...(to < items.length && { NextMarker: btoa(`from:${to}`) }) }
}

function startOf(marker: string | undefined): number {
  if (marker === undefined || marker === '') return 0
  let decoded = ''
  try {
    decoded = atob(marker)
  } catch {
    // Not one of ours: refused below.
  }
  const [, from] = /^from:(\d+)$/.exec(decoded) ?? []
  // Text not confirmed.
  if (from === undefined) throw errors.invalidParameter('Invalid Marker')
  return Number(from)
}
