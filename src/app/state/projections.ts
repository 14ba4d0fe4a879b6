import { UsageMeter } from '../../cloud/aws/cost/usage'
import type { TraceRecord } from '../../cloud/aws/trace-records'
import { Traffic } from '../graph/traffic'
import { TimelineModel } from '../timeline/model'
import { Environments } from './environments'
import { Exchanges } from './exchanges'
import { Executions } from './executions'
import { Lineage } from './lineage'
import { Logs } from './logs'
import { Queues } from './queues'
import { Requests } from './requests'
import { ResourceNames } from './resource-names'
import { Segments } from './segments'

/** Everything the page shows of one run, kept up with the trace in time proportional to the new records. */
export class Projections {
  readonly names = new ResourceNames()
  readonly environments = new Environments()
  readonly requests = new Requests()
  readonly exchanges = new Exchanges()
  readonly executions = new Executions()
  readonly queues = new Queues()
  /** What caused what, and what became of it. */
  readonly lineage = new Lineage()
  readonly logs = new Logs()
  /** What was sent to X-Ray. */
  readonly segments = new Segments()
  readonly timeline: TimelineModel
  readonly usage = new UsageMeter()
  readonly traffic = new Traffic()
  readonly #makesTimeline: boolean
  #next = 0

  /** @param timeline one that somebody else keeps up with the run */
  constructor(timeline?: TimelineModel) {
    this.timeline = timeline ?? new TimelineModel()
    this.#makesTimeline = timeline === undefined
  }

  /**
   * What it has now, to go on by itself, in far less time than it took to come here. The timeline stays with the one
   * that makes it.
   */
  fork(): Projections {
    const fork = Object.assign(new Projections(this.timeline), {
      names: this.names.fork(),
      environments: this.environments.fork(),
      requests: this.requests.fork(),
      exchanges: this.exchanges.fork(),
      executions: this.executions.fork(),
      queues: this.queues.fork(),
      lineage: this.lineage.fork(),
      logs: this.logs.fork(),
      segments: this.segments.fork(),
      usage: this.usage.fork(),
      traffic: this.traffic.fork(),
    })
    fork.#next = this.#next
    return fork
  }

  /** `seq` of the record that comes next. */
  get next(): number {
    return this.#next
  }

  /** Ignores a record that was applied before. */
  apply(record: TraceRecord): void {
    if (record.seq < this.#next) return
    this.#next = record.seq + 1
    this.names.apply(record)
    this.environments.apply(record)
    this.requests.apply(record)
    this.exchanges.apply(record)
    this.executions.apply(record)
    this.queues.apply(record)
    this.lineage.apply(record)
    this.logs.apply(record)
    this.segments.apply(record)
    if (this.#makesTimeline) this.timeline.apply(record, this.queues)
    this.usage.apply(record)
    this.traffic.apply(record, this.names, this.queues)
  }
}
