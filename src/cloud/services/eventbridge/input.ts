/** Reading an operation's input, once the constraints of the API hold. */

import { filledText as text, type Input } from '../../aws/input'
import * as limits from './limits'
import { errors } from './wire'

export { filledText as text, optionalRecord as record, records, strings, type Input } from '../../aws/input'

export const DEFAULT_BUS = 'default'

/** A bus may be named by its ARN. @returns the default bus without a name */
export function busNameOf(input: Input, name = 'EventBusName'): string {
  const given = text(input, name) ?? DEFAULT_BUS
  return given.startsWith('arn:') ? given.slice(given.indexOf('event-bus/') + 'event-bus/'.length) : given
}

/** The members of `input` with these names that are set: for answers that repeat what was given. */
export function pick(input: Input, ...names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.filter((name) => input[name] !== undefined).map((name) => [name, input[name]]))
}

const TOKEN_PREFIX = 'page:'

/** One page of `Limit` entries, in the order of names. @throws AwsError for a token that no page had */
export function page<Entry extends { readonly name: string }>(
  input: Input,
  entries: readonly Entry[],
): { readonly entries: readonly Entry[]; readonly token: { readonly NextToken?: string } } {
  const sorted = entries.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
  const limit = typeof input['Limit'] === 'number' ? input['Limit'] : limits.PAGE_MAX
  const after = tokenText(text(input, 'NextToken'))
  const first = after === null ? 0 : sorted.findIndex(({ name }) => name > after)
  const shown = first < 0 ? [] : sorted.slice(first, first + limit)
  const last = shown.at(-1)
  const isComplete = !last || last === sorted.at(-1)
  return { entries: shown, token: isComplete ? {} : { NextToken: btoa(`${TOKEN_PREFIX}${last.name}`) } }
}

/** @returns the name that the page before ended with */
function tokenText(token: string | undefined): string | null {
  if (token === undefined) return null
  let name: string
  try {
    name = atob(token)
  } catch {
    throw errors.invalidToken()
  }
  if (!name.startsWith(TOKEN_PREFIX)) throw errors.invalidToken()
  return name.slice(TOKEN_PREFIX.length)
}

/** Members of every operation that lists. */
export const PAGING = {
  NextToken: { length: [1, 2048] },
  Limit: { range: [1, limits.PAGE_MAX] },
} as const

export const PREFIX = (name: { readonly pattern: string; readonly length: readonly [number, number] }) =>
  ({ NamePrefix: name }) as const
