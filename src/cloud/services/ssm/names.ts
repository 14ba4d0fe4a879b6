/**
 * Names of parameters. `/db` and `db` are one parameter, as on AWS; below the first level a name begins with a slash.
 * Source: Systems Manager User Guide, "Requirements and constraints for parameter names"; API Reference, GetParameter.
 */

import { parseArn, type Account } from '../../aws/arn'
import { LEVELS_MAX } from './limits'
import { errors } from './wire'

/** A parameter as a request names it. */
export interface ParameterName {
  /** What it is filed under: `db`, `/app/db`. */
  readonly key: string
  /** As it is given back; null for an ARN, where the parameter's own name is. */
  readonly shown: string | null
  /** Version or label: `3`; null for the latest version. */
  readonly selector: string | null
}

const NAME = /^[a-zA-Z0-9_.\-/]+$/

/** Without the slash where it is the only one. */
export const keyOf = (name: string): string => (/^\/[^/]+$/.test(name) ? name.slice(1) : name)

/**
 * A name, an ARN, either with `:version` or `:label` behind it.
 * @throws AwsError ValidationException
 */
export function readName(given: string): ParameterName {
  const resource = parseArn(given)?.resource
  const [name = '', ...selector] = (resource?.replace(/^parameter/, '') ?? given).split(':')
  if (selector.length > 1 || !isName(name)) throw errors.invalidName()
  return { key: keyOf(name), shown: resource === undefined ? name : null, selector: selector[0] ?? null }
}

/** What a parameter that is to be made is filed under. @throws AwsError */
export function readNewName(name: string): string {
  const bare = name.replace(/^\//, '').toLowerCase()
  const isPath = name.replace(/^\//, '').includes('/')
  if (/^(aws|ssm)/.test(bare)) {
    if (isPath && bare.startsWith('aws')) throw errors.reservedName(name)
    throw isPath ? errors.invalidName() : errors.reservedPrefix()
  }
  if (!isName(name)) throw errors.invalidName()
  if (name.split('/').filter(Boolean).length > LEVELS_MAX) throw errors.tooManyLevels()
  return keyOf(name)
}

/** A name with a slash inside begins with one, and has no empty parts. */
const isName = (name: string): boolean =>
  NAME.test(name) && !name.includes('//') && !name.endsWith('/') && (name.startsWith('/') || !name.includes('/'))

/** @throws AwsError ValidationException */
export function readPath(path: string): string {
  if (!path.startsWith('/') || !NAME.test(path) || path.includes('//')) throw errors.invalidPath()
  return path === '/' ? '/' : `${path.replace(/\/$/, '')}/`
}

/** Whether a parameter lies below a path that ends in a slash. */
export function liesBelow(key: string, path: string, recursive: boolean): boolean {
  const name = key.startsWith('/') ? key : `/${key}`
  return name.startsWith(path) && (recursive || !name.slice(path.length).includes('/'))
}

export const arnOf = (key: string, { accountId, region }: Account): string =>
  `arn:aws:ssm:${region}:${accountId}:parameter${key.startsWith('/') ? key : `/${key}`}`
