/** What refers to what: unknown names, unknown attributes, cycles. Error texts: CloudFormation's. */

import { dependencies, references, type Reference } from '../../cloud/aws/intrinsics'
import type { TemplateValue } from '../../cloud/aws/template'
import type { TemplatePath } from './document'
import type { ExpandedResource } from './expansion'
import type { Findings } from './findings'
import { suggestion } from './spelling'
import { PSEUDO_PARAMETERS, SIMULATED_RESOURCES } from './vocabulary'

/** What can be referred to. */
export interface Scope {
  /** Logical id → type, also of resources that SAM makes and of those that are not simulated. */
  readonly types: ReadonlyMap<string, string>
  readonly parameters: Readonly<Record<string, TemplateValue>>
}

/** @param path of the value in the template */
export function checkReferences(
  value: TemplateValue,
  path: TemplatePath,
  block: 'Resources' | 'Outputs',
  scope: Scope,
  findings: Findings,
): void {
  for (const reference of references(value)) {
    const at = [...path, ...reference.path]
    const problem = unknownName(reference, block, scope) ?? unknownAttribute(reference, scope)
    if (problem) findings.error({ ...problem, path: at })
  }
}

interface Problem {
  readonly code: string
  readonly message: string
  readonly hint: string | undefined
}

function unknownName({ logicalId, attribute, by }: Reference, block: string, scope: Scope): Problem | null {
  // `Ref: Function.Alias` and `Function.Version` are SAM's names for resources it makes.
  const [base = ''] = logicalId.split('.')
  const isParameter =
    attribute === null && (Object.hasOwn(scope.parameters, logicalId) || PSEUDO_PARAMETERS.includes(logicalId))
  if (isParameter || scope.types.has(base)) return null
  const message =
    by === 'Fn::GetAtt'
      ? `Template error: instance of Fn::GetAtt references undefined resource ${logicalId}`
      : unresolved([logicalId], block)
  const candidates = [
    ...scope.types.keys(),
    ...(attribute === null ? [...Object.keys(scope.parameters), ...PSEUDO_PARAMETERS] : []),
  ]
  return { code: 'unresolved-reference', message, hint: suggestion(logicalId, candidates) }
}

function unknownAttribute({ logicalId, attribute }: Reference, { types }: Scope): Problem | null {
  const attributes = SIMULATED_RESOURCES[types.get(logicalId) ?? '']?.attributes
  if (attribute === null || !attributes || attributes.includes(attribute)) return null
  const message = `Template error: resource ${logicalId} does not support attribute type ${attribute} in Fn::GetAtt`
  const known = attributes.length > 0 ? `It has ${attributes.join(', ')}.` : 'It has none.'
  return { code: 'unknown-attribute', message, hint: suggestion(attribute, attributes) ?? known }
}

export const unresolved = (names: readonly string[], block: string): string =>
  `Template format error: Unresolved resource dependencies [${names.join(', ')}] in the ${block} block of the template`

/** Reports each group of resources that wait for each other, once, at the first of them. */
export function checkCycles(resources: readonly ExpandedResource[], findings: Findings): void {
  const edges = new Map(
    resources.map(({ logicalId, dependsOn, properties }) => [logicalId, [...dependsOn, ...dependencies(properties)]]),
  )
  for (const cycle of cycles(edges)) {
    const first = resources.find(({ logicalId }) => logicalId === cycle[0])
    const message = `Circular dependency between resources: [${cycle.join(', ')}]`
    findings.error({ code: 'circular-dependency', message, path: ['Resources', first?.origin ?? ''], on: 'key' })
  }
}

/** Tarjan's strongly connected components of more than one member, or one that depends on itself; in the map's order. */
function cycles(edges: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] {
  const order = [...edges.keys()]
  const index = new Map<string, number>()
  const low = new Map<string, number>()
  const stack: string[] = []
  const found: string[][] = []
  const visit = (node: string): void => {
    index.set(node, index.size)
    low.set(node, index.get(node) ?? 0)
    stack.push(node)
    for (const next of edges.get(node) ?? []) {
      if (!edges.has(next)) continue
      if (!index.has(next)) visit(next)
      if (stack.includes(next)) low.set(node, Math.min(low.get(node) ?? 0, low.get(next) ?? 0))
    }
    if (low.get(node) !== index.get(node)) return
    const component = stack.splice(stack.indexOf(node))
    if (component.length > 1 || edges.get(node)?.includes(node)) {
      found.push(component.sort((a, b) => order.indexOf(a) - order.indexOf(b)))
    }
  }
  for (const node of order) if (!index.has(node)) visit(node)
  return found
}
