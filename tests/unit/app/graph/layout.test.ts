import { describe, expect, it } from 'vitest'
import { layoutOf, pointAt } from '../../../../src/app/graph/layout'
import { graphOf } from '../../../../src/app/graph/model'
import { readTemplate } from '../../../../src/project/template'
import { bigTemplate } from '../../../fixtures/big-template'

const graph = graphOf(readTemplate(bigTemplate(60)).stack)

describe('the layout', () => {
  it('is the same for the same graph', () => {
    expect(layoutOf(graph)).toEqual(layoutOf(graph))
  })

  it.each(['right', 'down'] as const)('of 60 resources has all of them, none upon another: %s', (direction) => {
    const { boxes, edges } = layoutOf(graph, direction)
    const all = [...boxes.values()]
    expect(all).toHaveLength(graph.nodes.length)
    expect(edges.size).toBe(graph.edges.length)
    for (const [index, a] of all.entries()) {
      for (const b of all.slice(index + 1)) {
        const apart = a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y
        expect(apart).toBe(true)
      }
    }
  })

  it('leads from a box’s right side to the next one’s left side', () => {
    const { boxes, edges } = layoutOf(graph)
    for (const { id, from, to } of graph.edges) {
      const [source, target, shape] = [boxes.get(from), boxes.get(to), edges.get(id)]
      if (!source || !target || !shape || target.x < source.x + source.width) continue
      expect(pointAt(shape.curves, 0)).toEqual({ x: source.x + source.width, y: source.y + source.height / 2 })
      expect(pointAt(shape.curves, 1).x).toBeCloseTo(target.x, 1)
    }
  })

  it('leads back and to itself by a loop', () => {
    const node = (id: string) => ({ id, kind: 'function', name: id, type: '', resource: null }) as const
    const edge = (from: string, to: string) => ({ id: `${from}>${to}`, from, to, links: [] })
    const { edges, boxes } = layoutOf({
      nodes: [node('a'), node('b')],
      edges: [edge('a', 'b'), edge('b', 'a'), edge('a', 'a')],
    })
    const low = Math.max(...[...boxes.values()].map(({ y, height }) => y + height))
    expect(edges.get('b>a')?.middle.y).toBeGreaterThan(low)
    expect(edges.get('a>a')?.middle.y).toBeGreaterThan(low)
  })
})
