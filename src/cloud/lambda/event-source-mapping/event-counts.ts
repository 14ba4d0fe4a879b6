/**
 * The metrics that a mapping has only if it asks for them (`MetricsConfig: { Metrics: ["EventCount"] }`).
 * Source: Guide, "Event source mapping metrics".
 */

import type { LambdaContext } from '../lambda-context'

export type EventCountMetric =
  /** Read from the source. */
  | 'PolledEventCount'
  | 'FilteredOutEventCount'
  /** Given to the function; again with each retry. */
  | 'InvokedEventCount'
  /** In invocations that failed or were not let in, and those that a partial response names; again with each retry. */
  | 'FailedInvokeEventCount'
  /** Given up for their age or their retries. */
  | 'DroppedEventCount'
  | 'OnFailureDestinationDeliveredEventCount'
  /** Deleted from a queue after they were processed. */
  | 'DeletedEventCount'

export type CountEvents = (metric: EventCountMetric, count: number) => void

/** @returns counts, if the mapping wants that; nothing is recorded for a count of 0 */
export function eventCounts(
  { kernel }: Pick<LambdaContext, 'kernel'>,
  mapping: { readonly uuid: string; readonly functionName: string; readonly metrics: readonly string[] },
): CountEvents {
  if (!mapping.metrics.includes('EventCount')) return () => undefined
  return (metric, count) => {
    if (count === 0) return
    const { uuid, functionName } = mapping
    kernel.trace.record({ type: 'mapping.event-count', mapping: uuid, functionName, metric, count })
  }
}
