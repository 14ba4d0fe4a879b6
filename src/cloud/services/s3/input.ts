/** Reading an operation's input, which has been decoded and not yet validated. */

import { errors } from './wire'

export type Input = Readonly<Record<string, unknown>>

/** @returns the empty text when it is missing */
export function text(input: Input, name: string): string {
  const value = input[name]
  return typeof value === 'string' ? value : ''
}

/** @returns undefined when it is missing */
export function optionalText(input: Input, name: string): string | undefined {
  const value = input[name]
  return typeof value === 'string' ? value : undefined
}

export function record(input: Input, name: string): Input {
  const value = input[name]
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Input) : {}
}

export function records(input: Input, name: string): readonly Input[] {
  const value = input[name]
  return Array.isArray(value) ? (value as Input[]) : []
}

export function texts(input: Input, name: string): readonly string[] {
  const value = input[name]
  return Array.isArray(value) ? value.map(String) : []
}

/** Milliseconds of a timestamp (seconds since the epoch). */
export function instant(input: Input, name: string): number | undefined {
  const value = input[name]
  return typeof value === 'number' && Number.isFinite(value) ? value * 1000 : undefined
}

/** The bytes of a payload. */
export function bytes(input: Input, name: string): Uint8Array {
  const value = input[name]
  if (value instanceof Uint8Array) return value
  return typeof value === 'string' ? new TextEncoder().encode(value) : new Uint8Array()
}

/**
 * `max-keys` and its like: how many entries a page may have.
 * @param name in the API's structures
 * @param parameter in the request
 */
export function pageSize(input: Input, name: string, parameter: string, maximum: number): number {
  const value = input[name]
  if (value === undefined) return maximum
  if (typeof value !== 'number' || !Number.isInteger(value)) {
    throw errors.invalidArgument(
      `Provided ${parameter} not an integer or within integer range`,
      parameter,
      String(value),
    )
  }
  if (value < 0 || value > 2_147_483_647) {
    throw errors.invalidArgument(
      `Argument ${name === 'MaxKeys' ? 'maxKeys' : parameter} must be an integer between 0 and 2147483647`,
      name === 'MaxKeys' ? 'maxKeys' : parameter,
      String(value),
    )
  }
  return Math.min(value, maximum)
}
