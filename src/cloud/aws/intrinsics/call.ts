/** What a call of an intrinsic function looks like, and how one fails. */

import { AwsError } from '../aws-error'
import type { TemplateValue } from '../template'

export type Path = readonly (string | number)[]
export type Mapping = { readonly [key: string]: TemplateValue }

/** A function that cannot be evaluated: CloudFormation's ValidationError (400). */
export class IntrinsicError extends AwsError {
  /** @param path from the evaluated value down to the function at fault */
  constructor(
    message: string,
    readonly path: Path,
  ) {
    super('ValidationError', 400, message)
  }
}

/** The variables of Fn::Sub: `${Name}`, `${Id.Attribute}`, `${AWS::Region}`, and `${!Literal}`. Groups: `!`, name. */
export const VARIABLE = /\$\{(!?)\s*([^}]*?)\s*\}/g

/** The function's name if the value is a call of one: an object whose only key is `Ref` or starts with `Fn::`. */
export function functionName(value: TemplateValue): string | null {
  if (!isMapping(value)) return null
  const keys = Object.keys(value)
  const name = keys.length === 1 ? keys[0] : undefined
  return name !== undefined && (name === 'Ref' || name.startsWith('Fn::')) ? name : null
}

export function isMapping(value: TemplateValue | undefined): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export const isScalar = (value: unknown): value is string | number | boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'

/** @param path ends with the function's name @throws IntrinsicError always */
export function fail(message: string, path: Path): never {
  throw new IntrinsicError(message, path.slice(0, -1))
}
