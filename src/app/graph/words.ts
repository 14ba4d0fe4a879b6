/** The graph in words: on nodes, in their cards, and for who does not see it. */

import { countText, durationText, plural } from '../parts/quantities'
import type { Queues } from '../state/queues'
import { nameOf, type ResourceNames } from '../state/resource-names'
import { kindText, type NodeKind } from './kinds'
import type { LinkKind } from './links'
import type { Graph, GraphEdge, GraphNode } from './model'
import type { Fate, NodeTraffic, Traffic } from './traffic'

export interface Snapshot {
  readonly names: ResourceNames
  readonly queues: Queues
  readonly traffic: Traffic
}

export interface QueueDepth {
  readonly visible: number
  readonly inFlight: number
  readonly delayed: number
}

export function depthOf(node: GraphNode, { names, queues }: Snapshot): QueueDepth {
  const resource = node.resource && names.resource(node.resource.logicalId)
  const counts = queues.queue(resource ? nameOf(resource.arn) : node.name)?.counts
  return { visible: counts?.visible ?? 0, inFlight: counts?.['in flight'] ?? 0, delayed: counts?.delayed ?? 0 }
}

const some = (...parts: readonly (readonly [number, string])[]): string =>
  parts
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${countText(count)} ${word}`)
    .join(' · ')

const COUNTED: Partial<Record<NodeKind, string>> = {
  api: 'request',
  bus: 'event',
  topic: 'message',
  broker: 'record',
  table: 'item',
  bucket: 'put',
}

/** What a node says of its state, in a few words. */
export function stateText(node: GraphNode, snapshot: Snapshot): string {
  const traffic = snapshot.traffic.nodes.get(node.id)
  switch (node.kind) {
    case 'clients':
      return 'and other clients'
    case 'function':
      return functionText(traffic)
    case 'queue': {
      const { visible, inFlight, delayed } = depthOf(node, snapshot)
      return some([visible, 'visible'], [inFlight, 'in flight'], [delayed, 'delayed']) || 'empty'
    }
    case 'stream': {
      const shards = plural(traffic?.shards ?? 0, 'shard')
      return traffic?.contents ? `${shards} · ${plural(traffic.contents, 'record')}` : shards
    }
    case 'schedule':
      return scheduleText(node)
    default: {
      const word = COUNTED[node.kind]
      return word !== undefined && traffic?.contents ? plural(traffic.contents, word) : ''
    }
  }
}

function functionText(traffic: NodeTraffic | undefined): string {
  if (!traffic) return 'no environment yet'
  const { initialising, running, frozen, waiting } = traffic
  return (
    some([initialising, 'starting'], [running, 'running'], [frozen, 'idle'], [waiting, 'waiting']) ||
    (traffic.invocations > 0 ? 'scaled to none' : 'no environment yet')
  )
}

function scheduleText({ resource }: GraphNode): string {
  const expression = resource?.properties['ScheduleExpression']
  return typeof expression === 'string' ? expression : ''
}

const FEEDS: Readonly<Record<LinkKind, string>> = {
  mapping: 'feeds',
  subscription: 'delivers to',
  rule: 'delivers to',
  schedule: 'invokes',
  notification: 'notifies',
  route: 'invokes',
  'on-success': 'sends results to',
  'on-failure': 'sends failures to',
  'dead-letter': 'gives up to',
  uses: 'calls',
  sends: 'send to',
}

export const LINK_TEXT: Readonly<Record<LinkKind, string>> = {
  mapping: 'Event source mapping',
  subscription: 'Subscription',
  rule: 'Rule',
  schedule: 'Schedule',
  notification: 'Notification',
  route: 'Route',
  'on-success': 'Destination on success',
  'on-failure': 'Destination on failure',
  'dead-letter': 'Dead-letter queue',
  uses: 'Calls from code',
  sends: 'From outside of the stack',
}

export const FATE_TEXT: Readonly<Record<Fate, string>> = {
  ok: 'Event',
  retry: 'Again',
  throttle: 'Throttled',
  error: 'Failed',
  dead: 'Given up',
  filtered: 'Filtered out',
}

/** `Queue OrdersQueue, 3 visible, feeds ProcessOrders` */
export function nodeName(node: GraphNode, graph: Graph, snapshot: Snapshot): string {
  const names = new Map(graph.nodes.map(({ id, name }) => [id, name]))
  const next = graph.edges.filter(({ from, to }) => from === node.id && to !== node.id)
  const feeds = next.map(({ to, links }) => `${FEEDS[links[0]?.kind ?? 'uses']} ${names.get(to) ?? to}`)
  const title = node.kind === 'clients' ? 'You and other clients' : `${kindText(node.kind, node.type)} ${node.name}`
  const state = node.kind === 'clients' ? '' : stateText(node, snapshot)
  const traffic = snapshot.traffic.nodes.get(node.id)
  const trouble = traffic ? some([traffic.errors, 'failed'], [traffic.throttles, 'throttled']) : ''
  return [title, state.replaceAll(' · ', ', '), trouble.replaceAll(' · ', ', '), ...feeds].filter(Boolean).join(', ')
}

export function edgeName(edge: GraphEdge, graph: Graph): string {
  const name = (id: string): string => graph.nodes.find((node) => node.id === id)?.name ?? id
  return `${name(edge.from)} ${FEEDS[edge.links[0]?.kind ?? 'uses']} ${name(edge.to)}`
}

export interface Fact {
  readonly label: string
  readonly value: string
}

/** What a node's card tells. */
export function factsOf(node: GraphNode, snapshot: Snapshot): readonly Fact[] {
  const traffic = snapshot.traffic.nodes.get(node.id)
  const facts: Fact[] = []
  const add = (label: string, value: string | number | null | undefined): void => {
    if (value !== null && value !== undefined && value !== '') {
      facts.push({ label, value: typeof value === 'number' ? countText(value) : value })
    }
  }
  if (node.kind === 'queue') {
    const { visible, inFlight, delayed } = depthOf(node, snapshot)
    add('Visible', visible)
    add('In flight', inFlight)
    add('Delayed', delayed)
  }
  if (node.kind === 'function') {
    add('Running', traffic?.running ?? 0)
    add('Idle', traffic?.frozen ?? 0)
    add('Starting', traffic?.initialising || null)
    add('Invocations', traffic?.invocations ?? 0)
    add('Cold starts', traffic?.coldStarts || null)
    add('Waiting events', traffic?.waiting || null)
    add('Reserved concurrency', traffic?.reserved)
    const provisioned = [...(traffic?.provisioned ?? [])].map(([qualifier, count]) => `${count} (${qualifier})`)
    add('Provisioned', provisioned.join(', '))
  } else add('State', node.kind === 'queue' ? null : stateText(node, snapshot))
  if (traffic) {
    add('Failed', traffic.errors || null)
    add('Throttled', traffic.throttles || null)
    add('Iterator age', traffic.iteratorAge === null ? null : durationText(traffic.iteratorAge))
  }
  return facts
}
