import type { EventKind } from './lineage'
import type { Projections } from './projections'

/** What the page is looking at: one event, by its id in the lineage; a request or a message by the id that AWS shows. */
export interface Selection {
  readonly kind: EventKind
  readonly id: string
}

/** Ids of what was selected and of all that had to do with it: the invocations of a message, the messages of a batch. */
export function related(
  { kind, id }: Selection,
  { requests, queues, lineage }: Pick<Projections, 'requests' | 'queues' | 'lineage'>,
): ReadonlySet<string> {
  const others = kind === 'message' ? queues.message(id)?.requests : requests.get(id)?.batch?.recordIds
  const path = lineage.walk(id).nodes.map((node) => node.id)
  return new Set([id, ...(others ?? []), ...path])
}
