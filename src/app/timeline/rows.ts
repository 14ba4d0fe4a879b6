/** Which lanes there are, in which order, how high, and which are folded away. */

import type { Lane, GroupLane, SourceLane } from './lanes'
import type { TimelineModel } from './model'
import { pointList, spanList } from './timed-list'

export interface Row {
  readonly lane: Lane
  /** From the top of all rows. */
  readonly y: number
  readonly height: number
  /** Whether something else begins here. */
  readonly first: boolean
  /** Within a group that can be folded. */
  readonly inside: boolean
  /** Of a group: whether its lanes are folded into it, and which they are. */
  readonly folded: boolean
  readonly members: readonly Lane[]
}

interface Group {
  readonly header: GroupLane | null
  readonly lanes: readonly Lane[]
}

const HEIGHTS = { environment: 26, queue: 36, source: 30, group: 24 } as const
export const LINE_HEIGHT = 16
const GROUP_GAP = 6
/** A group with more lanes than this begins folded. */
export const LANES_UNFOLDED_MAX = 16

/** Whether a group is folded: as somebody chose, or by its size. */
export type IsFolded = (group: string, lanes: number) => boolean

const unlessMany: IsFolded = (_group, lanes) => lanes > LANES_UNFOLDED_MAX

/** What feeds functions first, then each function's events and environments, then the queues where things end up. */
export function rows(model: TimelineModel, isFolded: IsFolded = unlessMany): readonly Row[] {
  const placed: Row[] = []
  let y = 0
  const place = (lane: Lane, facts: Partial<Row> = {}): void => {
    const height = heightOf(lane)
    placed.push({ lane, y, height, first: false, inside: false, folded: false, members: [], ...facts })
    y += height
  }
  for (const { header, lanes } of groupsOf(model)) {
    if (y > 0) y += GROUP_GAP
    const folded = header !== null && isFolded(header.id, lanes.length)
    if (header) place(header, { first: true, folded, members: lanes })
    if (!folded)
      for (const [index, lane] of lanes.entries())
        place(lane, { first: !header && index === 0, inside: header !== null })
  }
  return placed
}

export const totalHeight = (placed: readonly Row[]): number => {
  const last = placed.at(-1)
  return last ? last.y + last.height : 0
}

/** The row that shows a lane: its own, or that of the group it is folded into. */
export function rowOf(placed: readonly Row[], laneId: string): Row | null {
  return (
    placed.find(
      ({ lane, folded, members }) => lane.id === laneId || (folded && members.some(({ id }) => id === laneId)),
    ) ?? null
  )
}

function groupsOf(model: TimelineModel): readonly Group[] {
  const queues = [...model.queues.lanes.values()]
  const alone = (lanes: readonly Lane[]): Group[] => (lanes.length > 0 ? [{ header: null, lanes }] : [])
  const environments = groupBy(model.environments.lanes.values(), ({ functionName }) => functionName)
  return [
    ...sourceGroups(model),
    ...alone(queues.filter(({ sink }) => !sink)),
    ...[...model.environments.functions].map(([name, header]) => {
      const above = [model.async.lanes.get(name), model.durable.lanes.get(name)].filter((lane) => lane !== undefined)
      return { header, lanes: [...above, ...(environments.get(name) ?? [])] }
    }),
    ...alone(queues.filter(({ sink }) => sink)),
  ]
}

/** A source of several parts has a group of its own; all others follow each other. */
function sourceGroups(model: TimelineModel): readonly Group[] {
  const single: SourceLane[] = []
  const parted: Group[] = []
  for (const [id, lanes] of groupBy(
    model.sources.lanes.values(),
    ({ service, resource }) => `${service} ${resource}`,
  )) {
    if (lanes.length === 1) single.push(...lanes)
    else parted.push({ header: headerOf(`group ${id}`, lanes[0]?.resource ?? ''), lanes })
  }
  return single.length > 0 ? [{ header: null, lanes: single }, ...parted] : parted
}

function groupBy<T>(items: Iterable<T>, keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    const known = groups.get(key)
    if (known) known.push(item)
    else groups.set(key, [item])
  }
  return groups
}

const headerOf = (id: string, resource: string): GroupLane => ({
  kind: 'group',
  id,
  resource,
  isFunction: false,
  spans: spanList(),
  failures: spanList(),
  load: pointList(),
})

function heightOf(lane: Lane): number {
  if (lane.kind === 'async' || lane.kind === 'durable') return Math.max(1, lane.lines.length) * LINE_HEIGHT + 8
  return HEIGHTS[lane.kind]
}
