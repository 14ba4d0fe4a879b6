/** Reading properties of API Gateway's CloudFormation types, and what an OpenAPI document holds. */

import type { TemplateValue } from '../aws/template'
import { Random } from '../kernel/random'
import { ResourceError } from '../services/contract'

export type Values = Readonly<Record<string, TemplateValue>>
export type Path = readonly (string | number)[]

export const isValues = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const valuesOf = (value: TemplateValue | undefined): Values => (isValues(value) ? value : {})

export const listOf = (value: TemplateValue | undefined): readonly TemplateValue[] =>
  Array.isArray(value) ? (value as readonly TemplateValue[]) : value === undefined || value === null ? [] : [value]

export const textsOf = (value: TemplateValue | undefined): readonly string[] => listOf(value).map(String)

export const textOr = (value: TemplateValue | undefined, otherwise: string): string =>
  value === undefined || value === null ? otherwise : String(value)

export const textOrNull = (value: TemplateValue | undefined): string | null =>
  value === undefined || value === null || value === '' ? null : String(value)

export const isTrue = (value: TemplateValue | undefined): boolean => value === true || value === 'true'

/** Name → text, of a map. */
export const textMap = (value: TemplateValue | undefined): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(valuesOf(value)).map(([name, entry]) => [name, textOr(entry, '')]))

export function numberOr(value: TemplateValue | undefined, otherwise: number): number {
  const number = value === undefined || value === null ? NaN : Number(value)
  return Number.isFinite(number) ? number : otherwise
}

/** @throws ResourceError when it is not there */
export function required(values: Values, name: string, path: Path = []): string {
  const value = values[name]
  if (value === undefined || value === null || value === '') {
    throw new ResourceError(`Property ${name} is required.`, [...path, name])
  }
  return String(value)
}

/** @throws ResourceError outside of the range */
export function ranged(
  value: TemplateValue | undefined,
  [minimum, maximum]: readonly [number, number],
  otherwise: number,
  path: Path,
): number {
  const number = numberOr(value, otherwise)
  if (number < minimum || number > maximum) {
    throw new ResourceError(`${path.at(-1) ?? 'The value'} must be between ${minimum} and ${maximum}.`, path)
  }
  return number
}

/** An id of lower-case letters and digits, that stays over deployments. @param name what tells it apart */
export const steadyId = (seed: number, name: string, length: number): string =>
  new Random(seed, `api-id:${name}`).text(length, 'abcdefghijklmnopqrstuvwxyz0123456789')
