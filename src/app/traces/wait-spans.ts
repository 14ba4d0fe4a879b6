/** How long events lay where somebody has to take them. */

import type { Message } from '../state/queues'
import { nameOf, type ResourceNames } from '../state/resource-names'
import type { Span } from './span'

/** In an SQS queue: delayed, visible, and hidden after a consumer did not delete it. */
export function messageWaits({ history, requests }: Message, base: Span, names: ResourceNames): readonly Span[] {
  const spans: Span[] = []
  let since: { readonly at: number; readonly name: string; readonly detail: string } | null = null
  const close = (end: number | null, nth: number): void => {
    if (since && since.at !== end) spans.push(wait(base, nth, since.name, since.detail, since.at, end))
    since = null
  }
  let nth = 0
  for (const record of history) {
    const queue = names.label(nameOf(record.queue))
    switch (record.type) {
      case 'sqs.sent':
        close(record.at, nth++)
        since =
          record.visibleAt > record.at
            ? { at: record.at, name: 'Delayed', detail: `in ${queue}` }
            : { at: record.at, name: 'Waiting', detail: `in ${queue}` }
        break
      case 'sqs.visible':
        close(record.at, nth++)
        since = { at: record.at, name: 'Waiting', detail: `in ${queue}, visible again` }
        break
      case 'sqs.received':
        close(record.at, nth++)
        since = { at: record.at, name: 'In flight', detail: `received ${record.receiveCount}×, hidden in ${queue}` }
        break
      case 'sqs.moved':
      case 'sqs.deleted':
        close(record.at, nth++)
        break
    }
  }
  close(null, nth)
  // What a function does with it meanwhile is told as an invocation.
  return requests.length > 0 ? spans.filter((one) => one.name !== 'In flight' || isLong(one)) : spans
}

/** Hidden for much longer than anything works on it: it waits for its visibility timeout. */
const LONG_MS = 1000
const isLong = ({ start, end }: Span): boolean => end === null || end - start >= LONG_MS

/** In a stream, topic or broker that a mapping polls: until each batch, and between them. */
export function pollWaits(base: Span, batches: readonly Span[]): readonly Span[] {
  const spans: Span[] = []
  let from = base.start
  for (const [nth, batch] of batches.filter(({ kind }) => kind === 'invocation').entries()) {
    if (batch.start > from) {
      const detail = nth === 0 ? 'for the poller' : 'before it is sent again'
      spans.push(wait(base, nth, nth === 0 ? 'Waiting' : 'Retry wait', detail, from, batch.start))
    }
    from = Math.max(from, batch.end ?? Infinity)
  }
  if (spans.length === 0 && batches.length === 0 && base.status === 'open') {
    spans.push(wait(base, 0, 'Waiting', 'for the poller', base.start, null))
  }
  return spans
}

function wait(base: Span, nth: number, name: string, detail: string, start: number, end: number | null): Span {
  const status = end === null ? 'open' : 'ok'
  const { http: _http, ...rest } = base
  return {
    ...rest,
    id: `${base.id}/wait/${nth}`,
    kind: 'wait',
    name,
    detail,
    start,
    end,
    status,
    service: null,
    facts: [],
  }
}
