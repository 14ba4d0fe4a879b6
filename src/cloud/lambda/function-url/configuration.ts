/**
 * What a function URL is, and how the API and CloudFormation spell it.
 * Source: Lambda API Reference, CreateFunctionUrlConfig and Cors; CloudFormation, AWS::Lambda::Url.
 */

import { formatArn, type Account } from '../../aws/arn'
import type { LambdaFunction } from '../function'
import * as limits from '../limits'

export interface FunctionUrl {
  /** First label of the host name. */
  readonly id: string
  /** Null for `$LATEST`. */
  readonly alias: string | null
  readonly authType: 'NONE' | 'AWS_IAM'
  /** Null when it was not given: BUFFERED, which answers of the API then leave out. */
  readonly invokeMode: 'BUFFERED' | 'RESPONSE_STREAM' | null
  readonly cors: CorsConfiguration | null
  /** Virtual milliseconds. */
  readonly createdAt: number
  readonly modifiedAt: number
}

export interface CorsConfiguration {
  readonly AllowCredentials?: boolean
  readonly AllowHeaders?: readonly string[]
  readonly AllowMethods?: readonly string[]
  readonly AllowOrigins?: readonly string[]
  readonly ExposeHeaders?: readonly string[]
  /** Seconds. */
  readonly MaxAge?: number
}

/** Under which a function keeps its URLs. */
export const urlKey = (alias: string | null): string => alias ?? '$LATEST'

export const hostOf = (id: string, { region }: Account): string => `${id}.lambda-url.${region}.on.aws`

export const addressOf = (url: FunctionUrl, account: Account): string => `https://${hostOf(url.id, account)}/`

/** Of the function, with the alias if there is one. */
export const functionArnOf = (fn: Pick<LambdaFunction, 'name'>, alias: string | null, account: Account): string =>
  formatArn('lambda', account, `function:${fn.name}${alias === null ? '' : `:${alias}`}`)

const LISTS = ['AllowHeaders', 'AllowMethods', 'AllowOrigins', 'ExposeHeaders'] as const

type Given = Readonly<Record<string, unknown>>

/** The API's `Cors`, whose values CloudFormation may give as texts. Null without one. @throws RangeError: MaxAge */
export function readCors(value: unknown): CorsConfiguration | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  const given = value as Given
  const lists = LISTS.flatMap((name) => {
    const list = given[name]
    return Array.isArray(list) ? [[name, list.map(String)] as const] : []
  })
  const maxAge = given['MaxAge'] === undefined ? undefined : Number(given['MaxAge'])
  if (maxAge !== undefined && !(maxAge >= 0 && maxAge <= limits.URL_CORS_MAX_AGE)) {
    throw new RangeError(`MaxAge must be from 0 to ${limits.URL_CORS_MAX_AGE} seconds.`)
  }
  const credentials = given['AllowCredentials']
  return {
    ...(credentials !== undefined && { AllowCredentials: credentials === true || credentials === 'true' }),
    ...Object.fromEntries(lists),
    ...(maxAge !== undefined && { MaxAge: maxAge }),
  }
}
