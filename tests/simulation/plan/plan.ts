/** A run to be: what is deployed, what is sent, what goes wrong. Drawn by fast-check, so that it can be shrunk. */

import * as fc from 'fast-check'
import { docdb, mq, msk, selfManagedKafka } from './brokers'
import { functions, type FunctionPlan } from './functions'
import { api, asyncCallers, bucket, bus, callers, fifoTopic, scheduleRule, scheduler, topic } from './pushes'
import { fifoQueue, standardQueue } from './queues'
import type { SourcePlan } from './source'
import { maybe, oneOf, sometimes } from './source'
import { dynamoDbStream, kinesisStream } from './streams'

export interface Plan {
  readonly functions: readonly FunctionPlan[]
  readonly sources: readonly { readonly fn: number; readonly source: SourcePlan }[]
  readonly faults: readonly FaultPlan[]
  readonly settings: {
    readonly latency: 'none' | 'typical'
    readonly duplicates: 'never' | 'sometimes'
    readonly accountConcurrency: number | undefined
  }
  readonly update: UpdatePlan | undefined
  /** How long it runs at least, virtual minutes: schedules and idle environments do not keep a run going. */
  readonly minutes: number
}

/** The stack is deployed once more, changed, in the middle of the traffic. */
export interface UpdatePlan {
  /** Seconds after the traffic has begun. */
  readonly at: number
  /** What functions are from then on, one by one. */
  readonly functions: readonly FunctionPlan[]
  /** Which source goes. */
  readonly drops: number | undefined
}

/** `target` and `kind` choose among what there is. */
export interface FaultPlan {
  readonly target: number
  readonly kind: number
  readonly rate: number
  readonly from: number
  readonly to: number
  readonly nth: number
}

const source = fc.oneof(
  { arbitrary: standardQueue, weight: 4 },
  { arbitrary: fifoQueue, weight: 3 },
  { arbitrary: kinesisStream, weight: 4 },
  { arbitrary: dynamoDbStream, weight: 3 },
  { arbitrary: callers, weight: 2 },
  { arbitrary: asyncCallers, weight: 3 },
  { arbitrary: topic, weight: 2 },
  { arbitrary: fifoTopic, weight: 1 },
  { arbitrary: bus, weight: 2 },
  { arbitrary: scheduleRule, weight: 1 },
  { arbitrary: scheduler, weight: 1 },
  { arbitrary: bucket, weight: 2 },
  { arbitrary: msk, weight: 1 },
  { arbitrary: selfManagedKafka, weight: 1 },
  { arbitrary: mq, weight: 1 },
  { arbitrary: docdb, weight: 1 },
  { arbitrary: api, weight: 2 },
)

const fault: fc.Arbitrary<FaultPlan> = fc.record({
  target: fc.nat({ max: 30 }),
  kind: fc.nat({ max: 10 }),
  rate: oneOf(0.1, 0.5, 1),
  from: oneOf(0, 100),
  to: oneOf(200, 5000),
  nth: fc.integer({ min: 1, max: 8 }),
})

export const plans: fc.Arbitrary<Plan> = fc.record({
  functions: fc.array(functions, { minLength: 1, maxLength: 3 }),
  sources: fc.array(fc.record({ fn: fc.nat({ max: 2 }), source }), { minLength: 1, maxLength: 4 }),
  faults: fc.oneof(fc.constant([]), fc.array(fault, { maxLength: 3 })),
  settings: fc.record({
    latency: oneOf('none', 'typical'),
    duplicates: oneOf('never', 'sometimes'),
    accountConcurrency: maybe(130, 10, 3),
  }),
  minutes: oneOf(0, 1, 15, 60),
  update: sometimes(
    0.3,
    fc.record({
      at: oneOf(0, 1, 10, 90, 600),
      functions: fc.array(functions, { maxLength: 3 }),
      drops: maybe(0, 1, 2, 3),
    }),
  ),
})
