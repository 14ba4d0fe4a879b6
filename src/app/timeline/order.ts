import type { RequestLog, Requests } from '../state/requests'

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
