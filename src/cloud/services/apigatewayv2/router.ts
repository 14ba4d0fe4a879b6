/**
 * Which stage and route a request goes to.
 * Source: API Gateway Developer Guide, "Create routes for HTTP APIs", "Routing API requests": 1. full match of route and
 * method, 2. route and method with a greedy path variable, 3. `$default`. Among those with variables the most specific,
 * from the left; a method of its own comes before ANY (of one path).
 */

import type { HttpApi, Route, Snapshot, Stage } from './state'

/** The stage by the first part of the path, else `$default`. @returns the path that routes see */
export function stageOf(api: HttpApi, path: string): { readonly stage: Stage; readonly path: string } | null {
  const [, first = '', rest = ''] = /^\/([^/]*)(.*)$/.exec(path) ?? []
  const named = first === '' || first === '$default' ? undefined : api.stages.get(first)
  if (named) return { stage: named, path: rest === '' ? '/' : rest }
  const fallback = api.stages.get('$default')
  return fallback ? { stage: fallback, path } : null
}

export interface RouteMatch {
  readonly route: Route
  readonly parameters: Readonly<Record<string, string>>
}

export function routeOf({ routes }: Snapshot, method: string, path: string): RouteMatch | null {
  let best: { readonly match: RouteMatch; readonly rank: readonly number[] } | null = null
  for (const route of routes.values()) {
    const found = matchOf(route, method, path)
    if (found && (!best || isBefore(found.rank, best.rank))) best = found
  }
  if (best) return best.match
  const fallback = [...routes.values()].find(({ key }) => key === '$default')
  return fallback ? { route: fallback, parameters: {} } : null
}

/** Of a part of the path: fixed, variable, greedy. And last, whether the method is ANY. */
const FIXED = 0
const VARIABLE = 1
const GREEDY = 2

function matchOf(
  route: Route,
  method: string,
  path: string,
): { readonly match: RouteMatch; readonly rank: readonly number[] } | null {
  const [, wanted = '', pattern = ''] = /^(\S+) (\/.*)$/.exec(route.key) ?? []
  if (wanted !== 'ANY' && wanted !== method) return null
  const parts = partsOf(pattern)
  const given = partsOf(path)
  const parameters: Record<string, string> = {}
  const rank: number[] = []
  for (const [index, part] of parts.entries()) {
    const [, name, plus] = /^\{([^}+]+)(\+?)\}$/.exec(part) ?? []
    const value = given[index]
    if (value === undefined) return null
    if (name === undefined) {
      if (part !== value) return null
      rank.push(FIXED)
    } else if (plus === '+') {
      parameters[name] = given.slice(index).join('/')
      return { match: { route, parameters }, rank: [...rank, GREEDY, wanted === 'ANY' ? 1 : 0] }
    } else {
      parameters[name] = value
      rank.push(VARIABLE)
    }
  }
  if (given.length !== parts.length) return null
  return { match: { route, parameters }, rank: [...rank, wanted === 'ANY' ? 1 : 0] }
}

/** A slash at the end counts: `/a/` is not `/a`. */
const partsOf = (path: string): readonly string[] => path.split('/').slice(1)

/** A route without a greedy variable comes before one with it, whatever else. */
function isBefore(a: readonly number[], b: readonly number[]): boolean {
  const greedy = Number(a.includes(GREEDY)) - Number(b.includes(GREEDY))
  if (greedy !== 0) return greedy < 0
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0)
    if (difference !== 0) return difference < 0
  }
  // Of two greedy ones the longer is the more specific.
  return a.length > b.length
}
