/** Queues of SQS. */

import * as fc from 'fast-check'
import {
  att,
  BODY,
  given,
  maybe,
  oneOf,
  ref,
  seldom,
  sometimes,
  sourceKind,
  traffic,
  WANTED,
  type Properties,
  type SendTarget,
} from './source'

const mapping = fc.record({
  batchSize: maybe(1, 2, 5, 10, 50),
  window: maybe(1, 5, 20),
  filter: seldom,
  report: fc.boolean(),
  metrics: seldom,
  disabled: sometimes(0.05, oneOf(true)),
})

interface Mapping {
  readonly batchSize: number | undefined
  readonly window: number | undefined
  readonly filter: boolean
  readonly report: boolean
  readonly metrics: boolean
  readonly disabled: true | undefined
}

function mappingProperties(
  { batchSize, window, filter, report, metrics, disabled }: Mapping,
  fifo: boolean,
): Properties {
  // Large batches need a window, and FIFO queues have neither.
  const size = batchSize !== undefined && fifo ? Math.min(10, batchSize) : batchSize
  return given({
    Enabled: disabled && false,
    BatchSize: size,
    MaximumBatchingWindowInSeconds: fifo ? undefined : (window ?? ((size ?? 0) > 10 ? 1 : undefined)),
    FunctionResponseTypes: report ? ['ReportBatchItemFailures'] : undefined,
    FilterCriteria: filter ? { Filters: [{ Pattern: JSON.stringify({ body: { kind: WANTED } }) }] } : undefined,
    MetricsConfig: metrics ? { Metrics: ['EventCount'] } : undefined,
  })
}

const queue = fc.record({
  // Times the function's timeout.
  visibility: oneOf(1, 2, 6),
  delay: maybe(1, 20),
  retention: sometimes(0.15, oneOf(60, 300)),
  deadLetters: sometimes(0.7, oneOf(2, 1, 4)),
})

interface Queue {
  readonly visibility: number
  readonly delay: number | undefined
  readonly retention: number | undefined
  readonly deadLetters: number | undefined
}

function queueResources(
  { visibility, delay, retention, deadLetters }: Queue,
  id: string,
  timeout: number,
  more: Properties,
) {
  const dead = `Dead${id}`
  const fifo = more['FifoQueue'] === true
  return {
    [id]: {
      Type: 'AWS::SQS::Queue',
      Properties: given({
        VisibilityTimeout: visibility * timeout,
        DelaySeconds: delay,
        // What nobody takes away comes back for ever: that tells nothing new after ten minutes.
        MessageRetentionPeriod: retention ?? (deadLetters === undefined ? 600 : undefined),
        RedrivePolicy: deadLetters && { deadLetterTargetArn: att(dead), maxReceiveCount: deadLetters },
        ...more,
      }),
    },
    ...(deadLetters && { [dead]: { Type: 'AWS::SQS::Queue', Properties: fifo ? { FifoQueue: true } : {} } }),
  }
}

/** What a function may do with the queue: send to it, empty it, or have its dead letters moved back. */
const sendTarget = (id: string, task: 'send' | 'purge' | 'redrive', dead: boolean): SendTarget => {
  if (task === 'purge') return { service: 'sqs-purge', target: ref(id), action: 'sqs:PurgeQueue', resource: att(id) }
  if (task === 'send' || !dead) return { service: 'sqs', target: ref(id), action: 'sqs:SendMessage', resource: att(id) }
  const actions = 'StartMessageMoveTask ReceiveMessage DeleteMessage GetQueueAttributes SendMessage'
  return {
    service: 'sqs-redrive',
    target: att(`Dead${id}`),
    action: actions.replace(/\w+/g, 'sqs:$&'),
    resource: [att(`Dead${id}`), att(id)],
  }
}

const task = oneOf('send', 'send', 'send', 'redrive', 'purge')

export const standardQueue = sourceKind(
  'sqs',
  fc.record({
    mapping,
    queue,
    maximumConcurrency: maybe(2, 5),
    pollers: sometimes(0.15, fc.record({ least: oneOf(2, 3), most: oneOf(3, 10) })),
    fair: seldom,
    task,
    traffic: traffic(),
  }),
  ({ mapping: options, queue: own, maximumConcurrency, pollers, fair, task: todo, traffic: burst }, { n, timeout }) => {
    const id = `Queue${n}`
    return {
      resources: queueResources(own, id, timeout, {}),
      events: {
        [`From${id}`]: {
          Type: 'SQS',
          Properties: {
            Queue: att(id),
            ...mappingProperties(options, false),
            ...given({
              ScalingConfig:
                maximumConcurrency !== undefined && !pollers ? { MaximumConcurrency: maximumConcurrency } : undefined,
              ProvisionedPollerConfig: pollers && { MinimumPollers: pollers.least, MaximumPollers: pollers.most },
            }),
          },
        },
      },
      stimuli: [{ to: id, body: BODY, ...burst, ...(fair && { groupId: 'tenant-{{int 1 3}}' }) }],
      sendTarget: sendTarget(id, todo, own.deadLetters !== undefined),
    }
  },
)

export const fifoQueue = sourceKind(
  'sqs-fifo',
  fc.record({
    mapping,
    queue,
    maximumConcurrency: maybe(2, 3),
    deduplication: oneOf('unique', 'content', 'repeated'),
    scope: maybe('queue', 'messageGroup'),
    groups: oneOf(1, 3, 8),
    task,
    traffic: traffic(),
  }),
  (
    { mapping: options, queue: own, maximumConcurrency, deduplication, scope, groups, task: todo, traffic: burst },
    { n, timeout },
  ) => {
    const id = `Fifo${n}`
    const byContent = deduplication === 'content'
    const more = given({
      FifoQueue: true,
      ContentBasedDeduplication: byContent || undefined,
      DeduplicationScope: scope,
    })
    return {
      resources: queueResources(own, id, timeout, more),
      events: {
        [`From${id}`]: {
          Type: 'SQS',
          Properties: {
            Queue: att(id),
            ...mappingProperties(options, true),
            ...given({ ScalingConfig: maximumConcurrency && { MaximumConcurrency: maximumConcurrency } }),
          },
        },
      },
      stimuli: [
        {
          ...{ to: id, body: BODY, ...burst },
          groupId: `g{{int 1 ${groups}}}`,
          ...(!byContent && { deduplicationId: deduplication === 'unique' ? '{{uuid}}' : 'd{{int 1 12}}' }),
        },
      ],
      sendTarget: sendTarget(id, todo, own.deadLetters !== undefined),
    }
  },
)
