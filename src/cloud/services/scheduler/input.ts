/** Reading an operation's input, once the constraints of the API hold. */

import { filledText as text, type Input } from '../../aws/input'
import * as limits from './limits'
import { errors } from './wire'

export { filledText as text, optionalRecord as record, records, type Input } from '../../aws/input'

export const DEFAULT_GROUP = 'default'

/** Templates may have numbers as texts. */
export function number(input: Input, name: string): number | undefined {
  return input[name] === undefined ? undefined : Number(input[name])
}

export const PAGING = { NextToken: { length: [1, 2048] }, MaxResults: { range: [1, limits.PAGE_MAX] } } as const

/** One page of `MaxResults` entries, in the order of `key`. @throws AwsError for a token that no page had */
export function page<Entry>(
  input: Input,
  entries: readonly Entry[],
  key: (entry: Entry) => string,
): { readonly entries: readonly Entry[]; readonly token: { readonly NextToken?: string } } {
  const sorted = entries.toSorted((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0))
  const after = afterOf(text(input, 'NextToken'))
  const rest = after === null ? sorted : sorted.filter((entry) => key(entry) > after)
  const shown = rest.slice(0, number(input, 'MaxResults') ?? limits.PAGE_MAX)
  const last = shown.at(-1)
  if (last === undefined || shown.length === rest.length) return { entries: shown, token: {} }
  return { entries: shown, token: { NextToken: btoa(`page:${key(last)}`) } }
}

function afterOf(token: string | undefined): string | null {
  if (token === undefined) return null
  let decoded: string
  try {
    decoded = atob(token)
  } catch {
    throw errors.invalidToken()
  }
  if (!decoded.startsWith('page:')) throw errors.invalidToken()
  return decoded.slice('page:'.length)
}
