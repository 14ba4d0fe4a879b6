/** Reading what CloudFormation and the API give: the same names in both. @throws ResourceError with the path to it */

import type { TemplateValue } from '../aws/template'
import { ResourceError } from '../services/contract'

export type Properties = Readonly<Record<string, TemplateValue>>

/** CloudFormation gives numbers as texts too. */
export function integer(
  properties: Properties,
  path: readonly string[],
  range: { minimum: number; maximum: number; default: number },
): number {
  let value: TemplateValue | undefined = properties
  for (const key of path) value = asRecord(value)[key]
  if (value === undefined) return range.default
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  if (typeof number === 'number' && Number.isInteger(number) && number >= range.minimum && number <= range.maximum)
    return number
  const name = path[path.length - 1] ?? ''
  throw new ResourceError(
    `${name} must be an integer from ${range.minimum} to ${range.maximum}, not ${JSON.stringify(value)}.`,
    path,
  )
}

export const asRecord = (value: TemplateValue | undefined): Properties =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, TemplateValue>) : {}

export const optionalText = (value: TemplateValue | undefined): string | null =>
  typeof value === 'string' && value !== '' ? value : null
