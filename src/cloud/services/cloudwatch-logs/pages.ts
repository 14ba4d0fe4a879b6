/** Pages of lists: tokens say where the next one begins. */

import { errors } from './wire'

export function page<Item>(
  items: readonly Item[],
  token: string | undefined,
  size: number,
): { readonly items: readonly Item[]; readonly nextToken?: string } {
  const from = token === undefined ? 0 : placeOf(token)
  if (from > items.length) throw errors.invalidToken()
  const to = from + size
  return { items: items.slice(from, to), ...(to < items.length && { nextToken: tokenOf(to) }) }
}

const tokenOf = (place: number): string => btoa(`page:${place}`)

function placeOf(token: string): number {
  try {
    const [, place] = /^page:(\d+)$/.exec(atob(token)) ?? []
    if (place !== undefined) return Number(place)
  } catch {
    // Not base64: not one of ours.
  }
  throw errors.invalidToken()
}
