/** What the timeline draws, kept up with the trace record by record; nothing of the run is forgotten. */

import type { TraceRecord } from '../../cloud/aws/trace-records'
import type { Queues } from '../state/queues'
import { AsyncLanes } from './async-lanes'
import { ActivityAxis } from './axis'
import { DurableLanes } from './durable-lanes'
import { EnvironmentLanes } from './environment-lanes'
import { keptMark } from './kept-marks'
import type { LaneMark } from './lanes'
import { QueueLanes } from './queue-lanes'
import { SourceLanes } from './source-lanes'
import { pointList, type TimedList } from './timed-list'

export class TimelineModel {
  readonly axis = new ActivityAxis()
  readonly queues = new QueueLanes()
  readonly sources = new SourceLanes()
  readonly async = new AsyncLanes()
  readonly environments = new EnvironmentLanes()
  readonly durable = new DurableLanes()
  /** What lanes point out, by lane. */
  readonly marks = new Map<string, TimedList<LaneMark>>()

  /** @param queues already told of the record */
  apply(record: TraceRecord, queues: Queues): void {
    if (record.type === 'stack.resource' || record.type === 'mapping.state') return
    this.#applyToAxis(record)
    const span = this.environments.apply(record)
    if (span && record.type === 'invocation.started') this.async.attempt(record.functionName, record.requestId, span)
    if (record.type === 'durable.started' || record.type === 'async.queued')
      this.environments.functionLane(record.functionName)
    this.async.apply(record)
    this.durable.apply(record)
    this.queues.apply(record, queues)
    this.sources.apply(record)
    const mark = keptMark(record)
    if (mark) this.mark(mark)
  }

  /** Points something out on a lane; in order of time per lane. See LaneMark. */
  mark(mark: LaneMark): void {
    const known = this.marks.get(mark.lane)
    const list = known ?? pointList<LaneMark>()
    if (!known) this.marks.set(mark.lane, list)
    list.push(mark)
  }

  #applyToAxis(record: TraceRecord): void {
    switch (record.type) {
      case 'invocation.started':
      case 'environment.init-started':
        this.axis.begin(record.at)
        break
      case 'invocation.ended':
      case 'environment.init-ended':
        this.axis.finish(record.at)
        break
      case 'environment.shutdown':
      case 'environment.shutdown-started':
      case 'environment.shutdown-ended':
        // Idle environments end minutes after the last thing worth looking at.
        break
      default:
        this.axis.touch(record.at)
    }
  }
}
