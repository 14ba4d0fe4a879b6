/** A stack as a graph: producers → routers → consumers. */

import { dependencies, isMapping } from '../../cloud/aws/intrinsics'
import type { StackModel, StackResource, TemplateValue } from '../../cloud/aws/template'
import { CLIENTS, edgeId, foundId, kindOf, type NodeKind, urlId } from './kinds'
import { type Link, type LinkKind, linksOf, standIns } from './links'

export interface GraphNode {
  readonly id: string
  readonly kind: NodeKind
  readonly name: string
  /** CloudFormation's; empty for what is not in the template. */
  readonly type: string
  /** Null for what is not in the template. */
  readonly resource: StackResource | null
}

export interface GraphEdge {
  readonly id: string
  readonly from: string
  readonly to: string
  /** Everything that connects the two, the strongest first. */
  readonly links: readonly Link[]
}

export interface Graph {
  readonly nodes: readonly GraphNode[]
  readonly edges: readonly GraphEdge[]
}

export const byId = <T extends { readonly id: string }>(all: readonly T[]): ReadonlyMap<string, T> =>
  new Map(all.map((one) => [one.id, one]))

const EMPTY_GRAPH: Graph = { nodes: [], edges: [] }

/** In the order of the template. */
export function graphOf(stack: StackModel | null): Graph {
  if (!stack) return EMPTY_GRAPH
  const builder = new Builder(stack.resources)
  return builder.build()
}

/** Failures go here: drawn dashed. */
export const isFailurePath = ({ links }: GraphEdge): boolean =>
  links.length > 0 && links.every(({ kind }) => kind === 'dead-letter' || kind === 'on-failure')
/** Calls of a function's code, or of somebody outside: drawn thin. */
export const isCallPath = ({ links }: GraphEdge): boolean => links.every(({ kind }) => kind === 'uses')

class Builder {
  readonly #resources: readonly StackResource[]
  readonly #standIns: ReadonlyMap<string, readonly string[]>
  readonly #nodes = new Map<string, GraphNode>()
  /** Logical id → node id. */
  readonly #ids = new Map<string, string>()
  readonly #edges = new Map<string, { readonly from: string; readonly to: string; readonly links: Link[] }>()

  constructor(resources: readonly StackResource[]) {
    this.#resources = resources
    this.#standIns = standIns(resources)
  }

  build(): Graph {
    // Function URLs go by their functions, so those come first.
    const isUrl = ({ type }: StackResource): boolean => type === 'AWS::Lambda::Url'
    for (const resource of this.#resources) if (!isUrl(resource)) this.#addNode(resource)
    for (const resource of this.#resources) if (isUrl(resource)) this.#addNode(resource)
    for (const resource of this.#resources) {
      linksOf(resource, (from, to, kind, path) => {
        for (const source of this.#sources(from)) {
          for (const target of this.#targets(to)) this.#connect(source, target, { kind, by: resource.logicalId, path })
        }
      })
    }
    this.#connectPolicies()
    this.#dropUnread()
    this.#addClients()
    return { nodes: [...this.#nodes.values()], edges: [...this.#edges].map(([id, edge]) => ({ id, ...edge })) }
  }

  #addNode(resource: StackResource): void {
    const { logicalId, type, properties } = resource
    const kind = kindOf(type)
    if (!kind) return
    if (type === 'AWS::Events::Rule' && properties['ScheduleExpression'] === undefined) return
    const fn = type === 'AWS::Lambda::Url' ? this.#targets(properties['TargetFunctionArn'] ?? null)[0] : undefined
    const id = fn === undefined ? logicalId : urlId(fn)
    this.#ids.set(logicalId, id)
    this.#nodes.set(id, { id, kind, name: logicalId, type, resource })
  }

  #sources(from: TemplateValue): readonly string[] {
    if (typeof from === 'string') {
      const id = this.#ids.get(from)
      if (id !== undefined) return [id]
      if (from === 'default') return [this.#found('bus', 'default')]
      const named = [...this.#nodes.values()].find(
        ({ kind, resource }) => kind === 'bus' && resource?.properties['Name'] === from,
      )
      return named ? [named.id] : []
    }
    const known = this.#targets(from)
    if (known.length > 0) return known
    const servers = selfManagedServers(from)
    return servers === null ? [] : [this.#found('broker', servers)]
  }

  #found(kind: NodeKind, name: string): string {
    const id = foundId(kind, name)
    if (!this.#nodes.has(id)) this.#nodes.set(id, { id, kind, name, type: '', resource: null })
    return id
  }

  /** Nodes that a value refers to, directly or by a stand-in. */
  #targets(value: TemplateValue): readonly string[] {
    const ids = new Set<string>()
    const follow = (name: string, depth: number): void => {
      const id = this.#ids.get(name)
      if (id !== undefined) ids.add(id)
      else if (depth < 3) for (const other of this.#standIns.get(name) ?? []) follow(other, depth + 1)
    }
    for (const name of dependencies(value)) follow(name, 0)
    return [...ids]
  }

  #connect(from: string, to: string, link: Link): void {
    const id = edgeId(from, to)
    const edge = this.#edges.get(id) ?? { from, to, links: [] }
    if (link.kind === 'uses' ? edge.links.length === 0 : true) edge.links.push(link)
    if (edge.links.length > 1) edge.links.sort((a, b) => weight(a.kind) - weight(b.kind))
    this.#edges.set(id, edge)
  }

  /** A function uses what its role may reach by name, unless that is what feeds it. */
  #connectPolicies(): void {
    const roles = new Map(
      this.#resources.filter(({ type }) => type === 'AWS::IAM::Role').map((one) => [one.logicalId, one]),
    )
    for (const { logicalId, type, properties } of this.#resources) {
      if (type !== 'AWS::Lambda::Function') continue
      for (const roleId of dependencies(properties['Role'] ?? null)) {
        for (const target of this.#targets(roles.get(roleId)?.properties['Policies'] ?? null)) {
          if (target === logicalId || this.#edges.has(edgeId(target, logicalId))) continue
          if (this.#edges.has(edgeId(logicalId, target))) continue
          this.#connect(logicalId, target, { kind: 'uses', by: roleId, path: ['Policies'] })
        }
      }
    }
  }

  /** A log group that nothing reads is where logs go, and says nothing about the system. */
  #dropUnread(): void {
    const from = new Set([...this.#edges.values()].map((edge) => edge.from))
    for (const { id, kind } of [...this.#nodes.values()]) {
      if (kind !== 'log-group' || from.has(id)) continue
      this.#nodes.delete(id)
      for (const [edge, { to }] of [...this.#edges]) if (to === id) this.#edges.delete(edge)
    }
  }

  /** Whoever is outside sends to APIs, and to all that nothing in the stack leads to. */
  #addClients(): void {
    if (![...this.#nodes.values()].some(({ kind }) => kind !== 'schedule')) return
    const next = new Map<string, string[]>()
    const hasSource = new Set<string>()
    for (const { from, to } of this.#edges.values()) {
      next.set(from, [...(next.get(from) ?? []), to])
      if (from !== to) hasSource.add(to)
    }
    const reached = new Set<string>()
    const reach = (id: string): void => {
      if (reached.has(id)) return
      reached.add(id)
      for (const to of next.get(id) ?? []) reach(to)
    }
    const nodes = [...this.#nodes.values()]
    const entries: string[] = []
    const enter = (id: string): void => {
      entries.push(id)
      reach(id)
    }
    for (const { id, kind } of nodes) if (kind === 'schedule') reach(id)
    for (const { id, kind } of nodes) if (kind === 'api') enter(id)
    for (const { id, kind } of nodes) if (!hasSource.has(id) && !reached.has(id) && isEntry(kind)) enter(id)
    // What feeds itself in a circle.
    for (const { id, kind } of nodes) if (!reached.has(id) && isEntry(kind)) enter(id)
    if (entries.length === 0) return
    const clients: GraphNode = { id: CLIENTS, kind: 'clients', name: 'You', type: '', resource: null }
    const rest = [...this.#nodes]
    this.#nodes.clear()
    this.#nodes.set(CLIENTS, clients)
    for (const [id, node] of rest) this.#nodes.set(id, node)
    for (const id of entries) this.#connect(CLIENTS, id, { kind: 'sends', by: null, path: [] })
  }
}

const isEntry = (kind: NodeKind): boolean => !['parameter', 'secret', 'key', 'log-group'].includes(kind)

const ORDER: readonly LinkKind[] = [
  'mapping',
  'route',
  'subscription',
  'rule',
  'schedule',
  'notification',
  'on-success',
  'on-failure',
  'dead-letter',
  'sends',
  'uses',
]
const weight = (kind: LinkKind): number => ORDER.indexOf(kind)

function selfManagedServers(value: TemplateValue): string | null {
  const endpoints = isMapping(value) ? value['Endpoints'] : undefined
  const servers = isMapping(endpoints) ? endpoints['KafkaBootstrapServers'] : undefined
  return Array.isArray(servers) && servers.every((one) => typeof one === 'string') ? servers.join(',') : null
}

/** What was seen to happen beside what the template says: resources that code made, and calls nobody foretold. */
export function withSeen(
  graph: Graph,
  found: ReadonlyMap<string, { readonly kind: NodeKind; readonly name: string }>,
  seen: Iterable<string>,
): Graph {
  const nodes = [...graph.nodes]
  const ids = new Set(nodes.map(({ id }) => id))
  for (const [id, { kind, name }] of found) {
    if (ids.has(id)) continue
    ids.add(id)
    nodes.push({ id, kind, name, type: '', resource: null })
  }
  const edges = [...graph.edges]
  const known = new Set(edges.map(({ id }) => id))
  for (const id of seen) {
    const [from = '', to = ''] = id.split('>')
    if (known.has(id) || (!ids.has(from) && from !== CLIENTS) || !ids.has(to)) continue
    if (from === CLIENTS && !ids.has(CLIENTS)) {
      ids.add(CLIENTS)
      nodes.unshift({ id: CLIENTS, kind: 'clients', name: 'You', type: '', resource: null })
    }
    known.add(id)
    edges.push({ id, from, to, links: [{ kind: from === CLIENTS ? 'sends' : 'uses', by: null, path: [] }] })
  }
  return nodes.length === graph.nodes.length && edges.length === graph.edges.length ? graph : { nodes, edges }
}
