/**
 * The execution log of a stage, where its method settings ask for one. The lines are those of AWS's log, without the
 * bodies that `DataTraceEnabled` adds.
 * Source: API Gateway Developer Guide, "Set up CloudWatch logging for REST APIs"; lines seen in public logs.
 */

import type { ServiceContext } from '../contract'

export class ExecutionLog {
  constructor(
    readonly context: ServiceContext,
    readonly level: 'OFF' | 'ERROR' | 'INFO',
    /** `API-Gateway-Execution-Logs_<api id>/<stage>` */
    readonly group: string,
    readonly requestId: string,
  ) {}

  info(line: string): void {
    if (this.level === 'INFO') this.#write(line)
  }

  error(line: string): void {
    if (this.level !== 'OFF') this.#write(line)
  }

  #write(line: string): void {
    this.context.kernel.trace.record({
      type: 'log',
      group: this.group,
      // AWS spreads requests over many streams, named by hashes: MODEL, one for all.
      stream: STREAM,
      environment: '',
      requestId: this.requestId,
      kind: 'platform',
      message: `(${this.requestId}) ${line}`,
    })
  }
}

const STREAM = '0'.repeat(32)
