import { createContext, untrack } from 'svelte'
import type { Session } from '../state/session.svelte'
import { type Addition, addTo, templateOf } from './additions'
import { canBeFed, canFeed, connect } from './connections'
import { editProject } from './edit-project'
import { type Box, type Direction, layoutOf } from './layout'
import { byId, graphOf, type Graph, type GraphEdge, type GraphNode, withSeen } from './model'
import type { EdgeTraffic, NodeTraffic } from './traffic'

export interface Opened {
  readonly kind: 'node' | 'edge'
  readonly id: string
}

/** Virtual milliseconds that an edge or a node stays lit after something happened: some real second at each pace. */
const LIT_MS = { '1x': 900, '10x': 9000, '100x': 90_000, max: 600_000, paused: 0 }

/** What the Architecture view shows, and what its parts share. */
export class Architecture {
  readonly session: Session
  direction = $state.raw<Direction>('right')
  /** Whose card is open. */
  opened = $state.raw<Opened | null>(null)
  /** The edge under the pointer. */
  hovered = $state.raw<string | null>(null)
  #focused = $state.raw<string | null>(null)
  /** The element of the graph, for what moves the focus within it. */
  element: HTMLElement | undefined

  constructor(session: Session) {
    this.session = session
  }

  readonly #planned = $derived.by(() => graphOf(this.session.template.legible?.stack ?? null))
  /** Of the whole run, so that the picture is the same at whatever moment one looks at. */
  readonly #traffic = $derived.by(() => this.session.trace.live.traffic)
  /** What was seen only grows; the graph is put together anew when it does. */
  readonly #seen = $derived.by(
    () => `${this.session.trace.run} ${this.#traffic.found.size} ${this.#traffic.edges.size}`,
  )
  readonly graph: Graph = $derived.by(() => {
    void this.#seen
    const traffic = this.#traffic
    return withSeen(this.#planned, traffic.found, traffic.edges.keys())
  })
  readonly #shape = $derived.by(() => shapeOf(this.graph))
  /** The same shape is the same picture: what is typed into the template moves nothing that it does not concern. */
  readonly layout = $derived.by(() => {
    void this.#shape
    const { direction } = this
    return layoutOf(
      untrack(() => this.graph),
      direction,
    )
  })
  readonly nodes: ReadonlyMap<string, GraphNode> = $derived(byId(this.graph.nodes))
  readonly edges: ReadonlyMap<string, GraphEdge> = $derived(byId(this.graph.edges))
  /** Left to right, top to bottom. */
  readonly order: readonly string[] = $derived.by(() => inReadingOrder(this.layout.boxes, this.direction))

  /** The node that Tab comes to. */
  get current(): string | null {
    const focused = this.#focused
    return focused !== null && this.nodes.has(focused) ? focused : (this.order[0] ?? null)
  }

  focused(id: string): void {
    this.#focused = id
  }

  focus(id: string): void {
    this.#focused = id
    this.element?.querySelector<HTMLElement>(`[data-node="${CSS.escape(id)}"]`)?.focus()
  }

  open(opened: Opened | null): void {
    this.opened = opened
  }

  /** Closes the card; the focus goes back to what it was of. */
  close(): void {
    const { opened } = this
    this.opened = null
    const back = opened?.kind === 'edge' ? this.edges.get(opened.id)?.from : opened?.id
    if (back !== undefined) this.focus(back)
  }

  /** Whether something happened there just now; while the clock stands, at the very instant that it shows. */
  isLit(lastAt: number | null | undefined): boolean {
    const { clock } = this.session
    if (!clock || lastAt === null || lastAt === undefined) return false
    return clock.now - lastAt <= LIT_MS[clock.pace] && lastAt <= clock.now
  }

  /** As it is now: projections change in place. */
  edgeTraffic(id: string): EdgeTraffic | null {
    const traffic = this.session.trace.current.traffic.edges.get(id)
    return traffic ? { ...traffic } : null
  }

  nodeTraffic(id: string): NodeTraffic | null {
    const traffic = this.session.trace.current.traffic.nodes.get(id)
    return traffic ? { ...traffic } : null
  }

  canConnect(source: string, target: string): boolean {
    if (this.session.workspace.readOnly) return false
    const [from, to] = [this.nodes.get(source), this.nodes.get(target)]
    if (!from || !to || !canFeed(from) || !canBeFed(to)) return false
    return !this.edges.get(`${source}>${target}`)?.links.some(({ kind }) => kind !== 'uses')
  }

  /** Makes a source feed a function. */
  connect(source: string, target: string): void {
    const [from, to] = [this.nodes.get(source), this.nodes.get(target)]
    if (!from || !to || !this.canConnect(source, target)) return
    editProject(this.session, `${from.name} feeds ${to.name}`, (files) => ({
      ...files,
      'template.yaml': connect(templateOf(files), from, to),
    }))
  }

  add(kind: Addition): void {
    const resources = this.session.template.legible?.stack?.resources ?? []
    let made = ''
    const isDone = editProject(
      this.session,
      () => `Added ${made}`,
      (files) => {
        const added = addTo(
          files,
          kind,
          resources.flatMap(({ logicalId, origin }) => [logicalId, origin]),
        )
        made = added.logicalId
        return added.files
      },
    )
    if (isDone && this.nodes.has(made)) this.open({ kind: 'node', id: made })
  }

  /** The node that an arrow key leads to. */
  neighbour(id: string, key: string): string | null {
    const { boxes } = this.layout
    const along = this.direction === 'right' ? ['ArrowRight', 'ArrowLeft'] : ['ArrowDown', 'ArrowUp']
    const ends =
      key === along[0]
        ? this.graph.edges.filter(({ from }) => from === id).map(({ to }) => to)
        : key === along[1]
          ? this.graph.edges.filter(({ to }) => to === id).map(({ from }) => from)
          : null
    const forward = key === 'ArrowRight' || key === 'ArrowDown'
    if (ends)
      return nearest(
        id,
        ends.filter((end) => end !== id),
        boxes,
      )
    if (!key.startsWith('Arrow')) return null
    return besides(id, forward, boxes, this.direction)
  }
}

/** What a layout depends on. */
const shapeOf = ({ nodes, edges }: Graph): string =>
  `${nodes.map(({ id, kind }) => `${kind} ${id}`).join()};${edges.map(({ id, links }) => `${id} ${links[0]?.kind ?? ''}`).join()}`

function inReadingOrder(boxes: ReadonlyMap<string, Box>, direction: Direction): readonly string[] {
  const [main, cross] = direction === 'right' ? (['x', 'y'] as const) : (['y', 'x'] as const)
  return [...boxes].sort(([, a], [, b]) => a[main] - b[main] || a[cross] - b[cross]).map(([id]) => id)
}

const centre = ({ x, y, width, height }: Box) => ({ x: x + width / 2, y: y + height / 2 })

function distance(a: Box, b: Box): number {
  const [p, q] = [centre(a), centre(b)]
  return Math.hypot(p.x - q.x, p.y - q.y)
}

function nearest(id: string, ids: readonly string[], boxes: ReadonlyMap<string, Box>): string | null {
  const here = boxes.get(id)
  if (!here) return null
  const found = ids.flatMap((other) => boxes.get(other) ?? []).sort((a, b) => distance(here, a) - distance(here, b))[0]
  return ids.find((other) => boxes.get(other) === found) ?? null
}

/** The next one in the same column, or the nearest further on. */
function besides(id: string, forward: boolean, boxes: ReadonlyMap<string, Box>, direction: Direction): string | null {
  const here = boxes.get(id)
  if (!here) return null
  const axis = direction === 'right' ? 'y' : 'x'
  const beyond = [...boxes].filter(
    ([other, box]) => other !== id && (forward ? box[axis] > here[axis] : box[axis] < here[axis]),
  )
  const column = beyond.filter(
    ([, box]) => Math.abs(centre(box)[axis === 'y' ? 'x' : 'y'] - centre(here)[axis === 'y' ? 'x' : 'y']) < 60,
  )
  return nearest(
    id,
    (column.length > 0 ? column : beyond).map(([other]) => other),
    boxes,
  )
}

export const [useArchitecture, setArchitecture] = createContext<Architecture>()
