/** SNS alone: what it would deliver is written down, or refused as a test demands. */

import { DEFAULT_ACCOUNT } from '../../../../../src/cloud/aws/arn'
import type { AwsError } from '../../../../../src/cloud/aws/aws-error'
import type { TraceFact, TraceRecord, TraceType } from '../../../../../src/cloud/aws/trace-records'
import { Kernel } from '../../../../../src/cloud/kernel/kernel'
import type { Caller, Delivery, Service, ServiceContext } from '../../../../../src/cloud/services/contract'
import { sns } from '../../../../../src/cloud/services/sns'

export const START_TIME = Date.UTC(2026, 0, 31, 12, 0, 0)
export const QUEUE = 'arn:aws:sqs:us-east-1:123456789012:q'
export const FIFO_QUEUE = 'arn:aws:sqs:us-east-1:123456789012:q.fifo'
export const DEAD_LETTERS = 'arn:aws:sqs:us-east-1:123456789012:dead'
export const FUNCTION = 'arn:aws:lambda:us-east-1:123456789012:function:f'
export const USER: Caller = { kind: 'account', principalId: 'AIDAUSER', arn: 'arn:aws:iam::123456789012:user/u' }

export interface Delivered extends Delivery {
  readonly target: string
  /** Virtual milliseconds from the start. */
  readonly at: number
}

export interface SnsAccount {
  readonly service: Service
  readonly kernel: Kernel<TraceFact>
  readonly deliveries: Delivered[]
  /** Set to refuse deliveries to a target. */
  refuse: (target: string) => AwsError | null
  call(operation: string, input?: object): Record<string, unknown>
  /** @returns the topic's ARN */
  topic(name?: string, attributes?: Record<string, string>): string
  /** @returns the subscription's ARN */
  subscribe(topicArn: string, endpoint?: string, attributes?: Record<string, string>): string
  /** Runs everything due within this time. */
  run(ms?: number): Promise<void>
  facts<Type extends TraceType>(...types: Type[]): Extract<TraceRecord, { type: Type }>[]
}

export function account(): SnsAccount {
  const kernel = new Kernel<TraceFact>({ seed: 1, startTime: START_TIME })
  const deliveries: Delivered[] = []
  const never = (): never => {
    throw new Error('SNS does not ask this')
  }
  const context: ServiceContext = {
    kernel,
    account: DEFAULT_ACCOUNT,
    deliver(target, delivery) {
      deliveries.push({ ...delivery, target, at: kernel.now - START_TIME })
      const refusal = self.refuse(target)
      if (refusal) throw refusal
      return { id: `delivery-${deliveries.length}` }
    },
    canDeliver: never,
    call: never,
    callLater: never,
    authorize: never,
    assumeRole: never,
    credentials: never,
    delay: () => 0,
    isDuplicated: () => false,
  }
  const service = sns.create(context)
  const self: SnsAccount = {
    service,
    kernel,
    deliveries,
    refuse: () => null,
    call(operation, input = {}) {
      const run = service.operations[operation]
      if (!run) throw new Error(`SNS has no ${operation}`)
      return run(input as Record<string, unknown>, USER) as Record<string, unknown>
    },
    topic: (name = 't', attributes = {}) =>
      self.call('CreateTopic', { Name: name, Attributes: attributes })['TopicArn'] as string,
    subscribe(topicArn, endpoint = QUEUE, attributes = {}) {
      const protocol = endpoint.split(':')[2]
      return self.call('Subscribe', {
        TopicArn: topicArn,
        Protocol: protocol,
        Endpoint: endpoint,
        Attributes: attributes,
      })['SubscriptionArn'] as string
    },
    async run(ms = 0) {
      const end = kernel.now + ms
      while (await kernel.runNextInstant(end));
      kernel.moveTo(end)
    },
    facts: (...types) => kernel.trace.since(0).filter(({ type }) => types.includes(type as never)) as never,
  }
  return self
}
