/** What the parts of a stream's poller share. */

import type { TraceFact } from '../../aws/trace-records'
import type { Caller, StreamSource } from '../../services/contract'
import type { LambdaContext } from '../lambda-context'
import type { MappingConfiguration, StreamOptions } from './configuration'
import type { CountEvents } from './event-counts'
import type { PolledFunction } from './poller'
import type { StreamProgress } from './stream-progress'

export interface StreamMapping {
  readonly configuration: MappingConfiguration
  readonly options: StreamOptions
  readonly fn: PolledFunction
  readonly source: StreamSource
  readonly context: LambdaContext
  readonly progress: StreamProgress
  /** The session of the function's role that reads. */
  readonly caller: Caller
  readonly count: CountEvents
}

type StreamFact = Extract<TraceFact, { mapping: string; functionName: string; source: string }>
type Own<Fact> = Fact extends unknown ? Omit<Fact, 'mapping' | 'functionName' | 'source'> : never

export function recordFact({ configuration, fn, context }: StreamMapping, fact: Own<StreamFact>): void {
  const { uuid: mapping, eventSourceArn: source } = configuration
  context.kernel.trace.record({ mapping, functionName: fn.name, source, ...fact } as TraceFact)
}
