/**
 * Which resource and method a request goes to: a fixed part comes before a variable, that before a greedy one; a method
 * before ANY. A resource that fits best keeps the request, also without the method: MODEL, as nothing of AWS says that
 * the next best is tried.
 * Source: API Gateway Developer Guide, "Set up a proxy integration with a proxy resource".
 */

import { pathOf, type Method, type Resource, type Snapshot } from './state'

export interface ResourceMatch {
  readonly resource: Resource
  /** `/items/{id}` */
  readonly path: string
  readonly method: Method
  readonly parameters: Readonly<Record<string, string>>
}

/** @param path without the stage, as sent */
export function match(snapshot: Snapshot, httpMethod: string, path: string): ResourceMatch | null {
  const parts = path.split('/').slice(1)
  // A slash at the end makes no difference (recorded).
  while (parts.length > 0 && parts.at(-1) === '') parts.pop()
  const root = [...snapshot.resources.values()].find(({ parentId }) => parentId === null)
  const found = root && descend(snapshot, root, parts, {})
  const method = found?.resource.methods.get(httpMethod) ?? found?.resource.methods.get('ANY')
  return found && method ? { ...found, path: pathOf(snapshot.resources, found.resource), method } : null
}

interface Found {
  readonly resource: Resource
  readonly parameters: Readonly<Record<string, string>>
}

function descend(
  snapshot: Snapshot,
  resource: Resource,
  parts: readonly string[],
  parameters: Readonly<Record<string, string>>,
): Found | null {
  const [part, ...rest] = parts
  if (part === undefined) return resource.methods.size > 0 ? { resource, parameters } : null
  const children = [...snapshot.resources.values()].filter(({ parentId }) => parentId === resource.id)
  const fixed = children.find(({ pathPart }) => pathPart === part)
  const variable = children.find(({ pathPart }) => /^\{[^+}]+\}$/.test(pathPart))
  const greedy = children.find(({ pathPart }) => /^\{[^}]+\+\}$/.test(pathPart))
  const name = (one: Resource): string => one.pathPart.replace(/[{}+]/g, '')
  return (
    (fixed && descend(snapshot, fixed, rest, parameters)) ??
    (variable && descend(snapshot, variable, rest, { ...parameters, [name(variable)]: part })) ??
    (greedy ? { resource: greedy, parameters: { ...parameters, [name(greedy)]: parts.join('/') } } : null)
  )
}
