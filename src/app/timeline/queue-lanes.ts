/** Queues of SQS: what came in, what became of it, and how full they were. */

import type { TraceRecord } from '../../cloud/aws/trace-records'
import type { Queues } from '../state/queues'
import { nameOf } from '../state/resource-names'
import { queueLaneId, type Depth, type QueueLane, type QueueMark } from './lanes'
import { pointList } from './timed-list'

export class QueueLanes {
  readonly lanes = new Map<string, QueueLane>()

  /** @param queues already told of the record */
  apply(record: TraceRecord, queues: Queues): void {
    // Where failures and results are sent belongs below the functions.
    if (record.type === 'destination.delivered') return this.#sink(record.target)
    if (record.type === 'sns.dead-lettered') return this.#sink(record.queue)
    switch (record.type) {
      case 'sqs.sent':
        this.#mark(record, record.queue, 'sent', queues)
        break
      case 'sqs.received':
        this.#mark(record, record.queue, 'received', queues)
        break
      case 'sqs.visible':
        this.#mark(record, record.queue, 'returned', queues)
        break
      case 'sqs.deleted':
        this.#mark(record, record.queue, 'deleted', queues)
        break
      case 'sqs.moved':
        this.#mark(record, record.queue, 'moved', queues)
        this.#mark(record, record.to, 'arrived', queues).sink = true
        break
    }
  }

  #mark(
    { at, messageId }: { readonly at: number; readonly messageId: string },
    queue: string,
    kind: QueueMark['kind'],
    queues: Queues,
  ): QueueLane {
    const lane = this.#lane(nameOf(queue))
    const list = kind === 'sent' || kind === 'arrived' ? lane.incoming : lane.outgoing
    list.push({ kind, at, messageId })
    const counts = queues.queue(lane.queue)?.counts
    if (counts) lane.depths.push({ at, depth: counts.visible + counts['in flight'] })
    return lane
  }

  #lane(queue: string): QueueLane {
    const id = queueLaneId(queue)
    const known = this.lanes.get(id)
    if (known) return known
    const [incoming, outgoing] = [pointList<QueueMark>(), pointList<QueueMark>()]
    const lane: QueueLane = { kind: 'queue', id, queue, incoming, outgoing, depths: pointList<Depth>(), sink: false }
    this.lanes.set(id, lane)
    return lane
  }

  #sink(target: string): void {
    const lane = this.lanes.get(queueLaneId(nameOf(target)))
    if (lane) lane.sink = true
  }
}
