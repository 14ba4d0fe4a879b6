/** Pages of ListMetrics: a token says where the next one begins. */

import { errors } from './wire'

export function page<Item>(
  items: readonly Item[],
  token: unknown,
  size: number,
): { readonly items: readonly Item[]; readonly nextToken?: string } {
  const from = token === undefined ? 0 : Number(/^metrics-(\d+)$/.exec(String(token))?.[1] ?? NaN)
  if (!(from <= items.length)) throw errors.invalidToken()
  const to = from + size
  return { items: items.slice(from, to), ...(to < items.length && { nextToken: `metrics-${to}` }) }
}
