import type { Projections } from './projections'

/** What the page is looking at: one request, or one message of a queue. */
export interface Selection {
  readonly kind: 'request' | 'message'
  readonly id: string
}

/** Ids of what was selected and of all that had to do with it: the invocations of a message, the messages of a batch. */
export function related(
  { kind, id }: Selection,
  { requests, queues }: Pick<Projections, 'requests' | 'queues'>,
): ReadonlySet<string> {
  const others = kind === 'message' ? queues.message(id)?.requests : requests.get(id)?.batch?.recordIds
  return new Set([id, ...(others ?? [])])
}
