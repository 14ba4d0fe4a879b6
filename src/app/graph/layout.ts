/** Where everything is drawn: left → right, or downwards where there is more height than width. */

import { Graph as DagreGraph, layout as dagre } from '@dagrejs/dagre'
import type { Graph, GraphEdge, GraphNode } from './model'

export interface Point {
  readonly x: number
  readonly y: number
}

export interface Box extends Point {
  readonly width: number
  readonly height: number
}

/** A cubic Bézier curve. */
export type Curve = readonly [Point, Point, Point, Point]

export interface EdgeShape {
  readonly curves: readonly Curve[]
  /** Of an SVG path. */
  readonly path: string
  readonly middle: Point
  /** Of the arrow, degrees; 0 points right. */
  readonly angle: number
  readonly length: number
}

export interface Layout {
  /** Top left corners. */
  readonly boxes: ReadonlyMap<string, Box>
  readonly edges: ReadonlyMap<string, EdgeShape>
}

export type Direction = 'right' | 'down'

export const NODE_WIDTH = 204
const HEIGHTS: Partial<Record<GraphNode['kind'], number>> = { function: 78, clients: 44 }
const NODE_HEIGHT = 58
const RANK_GAP = { right: 84, down: 52 }
const NODE_GAP = { right: 20, down: 24 }

export const heightOf = ({ kind }: GraphNode): number => HEIGHTS[kind] ?? NODE_HEIGHT

export function layoutOf(graph: Graph, direction: Direction = 'right'): Layout {
  const drawn = new DagreGraph({ multigraph: false, compound: false })
  drawn.setGraph({
    rankdir: direction === 'right' ? 'LR' : 'TB',
    ranksep: RANK_GAP[direction],
    nodesep: NODE_GAP[direction],
    edgesep: 12,
  })
  drawn.setDefaultEdgeLabel(() => ({}))
  for (const node of graph.nodes) drawn.setNode(node.id, { width: NODE_WIDTH, height: heightOf(node) })
  for (const edge of graph.edges) {
    if (edge.from !== edge.to) drawn.setEdge(edge.from, edge.to, { weight: isMainPath(edge) ? 3 : 1 })
  }
  dagre(drawn)
  const boxes = new Map<string, Box>()
  for (const { id } of graph.nodes) {
    const { x, y, width, height } = drawn.node(id) as Box
    boxes.set(id, { x: Math.round(x - width / 2), y: Math.round(y - height / 2), width, height })
  }
  const edges = new Map<string, EdgeShape>()
  for (const { id, from, to } of graph.edges) {
    const [source, target] = [boxes.get(from), boxes.get(to)]
    if (!source || !target) continue
    const bends = from === to ? [] : ((drawn.edge(from, to) as { points?: readonly Point[] }).points ?? [])
    edges.set(id, shapeOf(source, target, bends, direction))
  }
  return { boxes, edges }
}

const isMainPath = ({ links }: GraphEdge): boolean =>
  links.some(({ kind }) => !['uses', 'dead-letter', 'on-failure', 'sends'].includes(kind))

/** @param points as dagre has them: the ends at the boxes, and bends between */
function shapeOf(source: Box, target: Box, points: readonly Point[], direction: Direction): EdgeShape {
  const isForward = direction === 'right' ? target.x >= source.x + source.width : target.y >= source.y + source.height
  const curves = isForward ? forward(source, target, points.slice(1, -1), direction) : around(source, target, direction)
  const { x, y } = curves[0]?.[0] ?? source
  const path = curves.reduce((text, [, b, c, d]) => `${text} C${b.x},${b.y} ${c.x},${c.y} ${d.x},${d.y}`, `M${x},${y}`)
  const end = curves.at(-1)
  const angle = end ? (Math.atan2(end[3].y - end[2].y, end[3].x - end[2].x) * 180) / Math.PI : 0
  return { curves, path, middle: pointAt(curves, 0.5), angle, length: lengthOf(curves) }
}

/** Out of one side, into the other, level in every bend. */
function forward(source: Box, target: Box, bends: readonly Point[], direction: Direction): readonly Curve[] {
  const right = direction === 'right'
  const start = right
    ? { x: source.x + source.width, y: source.y + source.height / 2 }
    : { x: source.x + source.width / 2, y: source.y + source.height }
  const end = right ? { x: target.x, y: target.y + target.height / 2 } : { x: target.x + target.width / 2, y: target.y }
  // A single bend is the middle of a short edge: the curve is finer without.
  const stops = [start, ...(bends.length > 1 ? bends : []), end]
  return stops.slice(1).map((to, index): Curve => {
    const from = stops[index] ?? start
    if (right) {
      const middle = (from.x + to.x) / 2
      return [from, { x: middle, y: from.y }, { x: middle, y: to.y }, to]
    }
    const middle = (from.y + to.y) / 2
    return [from, { x: from.x, y: middle }, { x: to.x, y: middle }, to]
  })
}

const LOOP = 46

/** Back to where it came from: below the boxes, or beside them. */
function around(source: Box, target: Box, direction: Direction): readonly Curve[] {
  if (direction === 'right') {
    const [start, end] = [source.y + source.height, target.y + target.height]
    const low = Math.max(start, end) + LOOP
    const shift = source === target ? 30 : 0
    const from = { x: source.x + source.width / 2 + shift, y: start }
    const to = { x: target.x + target.width / 2 - shift, y: end }
    return [[from, { x: from.x, y: low }, { x: to.x, y: low }, to]]
  }
  const [start, end] = [source.x + source.width, target.x + target.width]
  const far = Math.max(start, end) + LOOP
  const shift = source === target ? 14 : 0
  const from = { x: start, y: source.y + source.height / 2 + shift }
  const to = { x: end, y: target.y + target.height / 2 - shift }
  return [[from, { x: far, y: from.y }, { x: far, y: to.y }, to]]
}

/** @param progress from 0 to 1 over all curves, each with its share */
export function pointAt(curves: readonly Curve[], progress: number): Point {
  const scaled = Math.min(0.999_999, Math.max(0, progress)) * curves.length
  const curve = curves[Math.floor(scaled)]
  if (!curve) return { x: 0, y: 0 }
  const t = scaled - Math.floor(scaled)
  const [a, b, c, d] = curve
  const [p, q] = [(1 - t) ** 3, 3 * (1 - t) ** 2 * t]
  const [r, s] = [3 * (1 - t) * t ** 2, t ** 3]
  return { x: p * a.x + q * b.x + r * c.x + s * d.x, y: p * a.y + q * b.y + r * c.y + s * d.y }
}

const SAMPLES = 12

function lengthOf(curves: readonly Curve[]): number {
  let length = 0
  let last = pointAt(curves, 0)
  for (let step = 1; step <= SAMPLES; step++) {
    const next = pointAt(curves, step / SAMPLES)
    length += Math.hypot(next.x - last.x, next.y - last.y)
    last = next
  }
  return length
}
