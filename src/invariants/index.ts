/** All rules, and what finds the runs that break one. See `contract.ts`. */

import { asyncFate, asyncRetries } from './async-events'
import { billing } from './billing'
import { causes } from './causes'
import { accountConcurrency, provisionedConcurrency, reservedConcurrency } from './concurrency'
import type { FinishedRun, Invariant, Violation } from './contract'
import { deliveries } from './deliveries'
import { durableExecutions } from './durable'
import { environmentLife } from './environment-life'
import { eventCounts } from './event-counts'
import { eventBridgeFate, eventBridgeRetries } from './events'
import { frozen } from './frozen'
import { mappingBatches, sqsOutcome } from './mapping-batches'
import { mappingConcurrency } from './mapping-concurrency'
import { oneInvocation } from './one-invocation'
import { requests, throttles } from './requests'
import { s3Notifications } from './s3-notifications'
import { scalingRate } from './scaling-rate'
import { schedulerFate } from './scheduler'
import { snsFate, snsOrder, snsRetries } from './sns'
import { sqsDeduplication, sqsFifoOrder } from './sqs-fifo'
import { sqsReceiveCount } from './sqs-receive-count'
import { sqsRetention } from './sqs-retention'
import { sqsVisibility } from './sqs-visibility'
import { streamFate } from './stream-fate'
import { streamOrder } from './stream-order'
import { streamRetries } from './stream-retries'
import { timeouts } from './timeouts'
import { uniqueIds } from './unique-ids'
import { virtualTime } from './virtual-time'
import { tumblingWindows } from './windows'

export type * from './contract'
export { USER_CHECKS } from './user'

export const INVARIANTS: readonly Invariant[] = [
  virtualTime,
  uniqueIds,
  causes,
  // Execution environments
  environmentLife,
  oneInvocation,
  frozen,
  timeouts,
  billing,
  // Concurrency
  accountConcurrency,
  reservedConcurrency,
  provisionedConcurrency,
  scalingRate,
  mappingConcurrency,
  // Invocation models
  requests,
  throttles,
  asyncFate,
  asyncRetries,
  mappingBatches,
  eventCounts,
  durableExecutions,
  // Queues
  sqsVisibility,
  sqsReceiveCount,
  sqsOutcome,
  sqsRetention,
  sqsFifoOrder,
  sqsDeduplication,
  // Streams
  streamOrder,
  streamFate,
  streamRetries,
  tumblingWindows,
  // Fan-out
  deliveries,
  snsFate,
  snsRetries,
  snsOrder,
  eventBridgeFate,
  eventBridgeRetries,
  schedulerFate,
  s3Notifications,
]

export interface BrokenInvariant {
  readonly invariant: Invariant
  readonly violations: readonly Violation[]
}

/** Those that the run breaks. */
export function brokenInvariants(run: FinishedRun): readonly BrokenInvariant[] {
  return INVARIANTS.map((invariant) => ({ invariant, violations: invariant.check(run) })).filter(
    ({ violations }) => violations.length > 0,
  )
}
