/** Reading an operation's input. */

import { parseArn } from '../../aws/arn'
import type { DeliveredAttribute } from '../contract'
import * as limits from './limits'
import { errors } from './wire'

export type Input = Readonly<Record<string, unknown>>

/** A required member. @throws AwsError ValidationError */
export function text(input: Input, name: string): string {
  const value = input[name]
  if (typeof value !== 'string') throw errors.missing(`${name.charAt(0).toLowerCase()}${name.slice(1)}`)
  return value
}

export const optionalText = (input: Input, name: string): string | null =>
  typeof input[name] === 'string' ? input[name] : null

export function record(input: Input, name: string): Readonly<Record<string, string>> {
  const value = input[name]
  return typeof value === 'object' && value !== null ? (value as Record<string, string>) : {}
}

export const list = (input: Input, name: string): readonly unknown[] =>
  Array.isArray(input[name]) ? (input[name] as unknown[]) : []

/** @throws AwsError InvalidParameter for what has too few parts */
export function arn(value: string, parameter: string): string {
  const elements = value.split(':').length
  if (elements < 6) throw errors.malformedArn(parameter, elements)
  if (!parseArn(value)) throw errors.invalidParameter(parameter)
  return value
}

/** @param given `Tags` of the input. @throws AwsError */
export function tags(given: readonly unknown[]): ReadonlyMap<string, string> {
  const read = new Map<string, string>()
  for (const tag of given) {
    const { Key = '', Value = '' } = tag as { Key?: string; Value?: string }
    if (read.has(Key)) throw errors.invalidParameter('Duplicated keys are not allowed.')
    read.set(Key, Value)
  }
  return read
}

/** One page of a list. The token is the index of its first entry, veiled. @throws AwsError for a foreign token */
export function page<Entry>(entries: readonly Entry[], token: string | null): { page: readonly Entry[]; next: object } {
  const start = token === null ? 0 : readToken(token)
  const end = start + limits.PAGE_SIZE
  return { page: entries.slice(start, end), next: end < entries.length ? { NextToken: btoa(`sns:${end}`) } : {} }
}

function readToken(token: string): number {
  let start: string | undefined
  try {
    start = /^sns:(\d+)$/.exec(atob(token))?.[1]
  } catch {
    start = undefined
  }
  // AWS's text is not confirmed.
  if (start === undefined) throw errors.invalidParameter('NextToken')
  return Number(start)
}

/** Attributes of a message. @param path of the message in the input, for what the model requires. @throws AwsError */
export function messageAttributes(given: Input, path: string): Record<string, DeliveredAttribute> {
  const attributes: Record<string, DeliveredAttribute> = {}
  for (const [name, value] of Object.entries(given)) {
    checkAttributeName(name)
    // Of a Query request with a name alone there is no value.
    const { DataType: type, StringValue, BinaryValue } = (value ?? {}) as Readonly<Record<string, string | undefined>>
    if (type === undefined) throw errors.missing(`${path}messageAttributes.${name}.member.dataType`)
    const [, kind] = /^(String|Number|Binary)(?:\..+)?$/.exec(type) ?? []
    if (kind === undefined) {
      throw errors.invalidAttribute(
        `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
      )
    }
    const field = kind === 'Binary' ? 'Binary' : 'String'
    const [content, other] = field === 'Binary' ? [BinaryValue, StringValue] : [StringValue, BinaryValue]
    if (content === undefined && other !== undefined) {
      throw errors.invalidAttribute(`The message attribute '${name}' with type '${type}' must use field '${field}'.`)
    }
    if (content === undefined || content === '') {
      throw errors.invalidAttribute(
        `The message attribute '${name}' must contain non-empty message attribute value for message attribute type '${type}'.`,
      )
    }
    if (kind === 'Number' && !isNumber(content)) {
      // AWS's text is not confirmed.
      throw errors.invalidAttribute(`Can't cast the value of message attribute '${name}' to a number.`)
    }
    attributes[name] =
      field === 'Binary' ? { dataType: type, binaryValue: content } : { dataType: type, stringValue: content }
  }
  return attributes
}

const isNumber = (value: string): boolean => /^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$/.test(value)

function checkAttributeName(name: string): void {
  if (new TextEncoder().encode(name).length > limits.ATTRIBUTE_NAME_MAX) {
    throw errors.invalidAttribute(
      `Length of message attribute name must be less than ${limits.ATTRIBUTE_NAME_MAX} bytes.`,
    )
  }
  const strange = /[^A-Za-z0-9_.-]/u.exec(name)?.[0]
  if (strange !== undefined) {
    const code = (strange.codePointAt(0) ?? 0).toString(16).toUpperCase()
    throw errors.invalidAttribute(
      `Invalid non-alphanumeric character '#x${code}' was found in the message attribute name. Can only include alphanumeric characters, hyphens, underscores, or dots.`,
    )
  }
  if (name.startsWith('.')) {
    throw errors.invalidAttribute("Invalid message attribute name starting with character '.' was found.")
  }
  if (name.endsWith('.')) {
    throw errors.invalidAttribute("Invalid message attribute name ending with character '.' was found.")
  }
  if (name.includes('..')) {
    throw errors.invalidAttribute("Message attribute name can not have successive '.' character.")
  }
}
