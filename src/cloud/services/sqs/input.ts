/** Reading an operation's input. */

import { errors } from './wire'

export type Input = Readonly<Record<string, unknown>>

export function text(input: Input, name: string): string {
  const value = input[name]
  if (typeof value !== 'string' || value === '') throw errors.missingParameter(name)
  return value
}

export function strings(input: Input, name: string): readonly string[] {
  const value = input[name]
  return Array.isArray(value) ? value.map(String) : []
}

export function record(input: Input, name: string): Input {
  const value = input[name]
  return typeof value === 'object' && value !== null ? (value as Input) : {}
}

export function integer(
  input: Input,
  name: string,
  fallback: number,
  range: { readonly minimum: number; readonly maximum: number; readonly text: string },
): number {
  const value = input[name] === undefined ? fallback : Number(input[name])
  if (!Number.isInteger(value) || value < range.minimum || value > range.maximum) {
    throw errors.invalidValue(input[name], name, range.text)
  }
  return value
}
