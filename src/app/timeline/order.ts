/** What comes before and after: requests in their order, or what is on one lane. */

import type { RequestLog, Requests } from '../state/requests'
import type { Selection } from '../state/selection'
import type { Lane } from './lanes'
import type { TimedList } from './timed-list'

/** The request that came before or after another; without another, the last or the first. */
export function neighbour(requests: Requests, id: string | null, step: 1 | -1): RequestLog | null {
  const known = id === null ? undefined : requests.get(id)
  let before: RequestLog | null = null
  for (const request of requests.all()) {
    if (step > 0 && (!known || request.seq > known.seq)) return request
    if (step < 0 && known && request === known) return before
    before = request
  }
  return step < 0 && !known ? before : null
}

/** The instant at which to look for a request: its latest attempt, or when it was received. */
export const placeOf = (request: RequestLog): number => request.attempts.at(-1)?.startedAt ?? request.receivedAt

export interface Place {
  readonly selection: Selection
  readonly at: number
}

/** What is next on a lane before or after an instant and has a story: a request, or a message of a queue. */
export function neighbourOn(lane: Lane, at: number, selected: string | null, step: 1 | -1): Place | null {
  switch (lane.kind) {
    case 'environment':
    case 'group':
      return search(lane.spans, at, selected, step, 'request', ({ requestId }) => requestId)
    case 'async':
      return search(lane.events, at, selected, step, 'request', ({ requestId }) => requestId)
    case 'durable':
      return search(lane.spans, at, selected, step, 'request', ({ requestId }) => requestId)
    case 'queue':
      return search(lane.incoming, at, selected, step, 'message', ({ messageId }) => messageId)
    case 'source':
      return null
  }
}

function search<T>(
  list: TimedList<T>,
  at: number,
  selected: string | null,
  step: 1 | -1,
  kind: Selection['kind'],
  idOf: (item: T) => string | null,
): Place | null {
  let index = step > 0 ? list.from(at) : list.after(at) - 1
  const inLane = (one: number): boolean => one >= 0 && one < list.length
  // From the selected one on, where several begin at the same instant.
  for (let one = index; inLane(one); one += step) {
    const item = list.at(one) as T
    if (list.start(item) !== at) break
    if (idOf(item) === selected) index = one + step
  }
  for (; inLane(index); index += step) {
    const item = list.at(index) as T
    const id = idOf(item)
    if (id !== null && id !== '' && id !== selected) return { selection: { kind, id }, at: list.start(item) }
  }
  return null
}
