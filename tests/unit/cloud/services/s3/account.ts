/** S3 alone: what it would deliver is written down, or refused as a test demands. */

import { DEFAULT_ACCOUNT } from '../../../../../src/cloud/aws/arn'
import type { AwsError } from '../../../../../src/cloud/aws/aws-error'
import type { TraceFact, TraceRecord, TraceType } from '../../../../../src/cloud/aws/trace-records'
import { Kernel } from '../../../../../src/cloud/kernel/kernel'
import type { Caller, Delivery, Service, ServiceContext } from '../../../../../src/cloud/services/contract'
import { s3 } from '../../../../../src/cloud/services/s3'

export const START_TIME = Date.UTC(2026, 0, 31, 12, 0, 0)
export const USER: Caller = { kind: 'account', principalId: 'AIDAUSER', arn: 'arn:aws:iam::123456789012:user/u' }
export const FUNCTION = 'arn:aws:lambda:us-east-1:123456789012:function:f'
export const TOPIC = 'arn:aws:sns:us-east-1:123456789012:t'

export interface Delivered extends Delivery {
  readonly target: string
  /** Virtual milliseconds from the start. */
  readonly at: number
}

export interface S3Account {
  readonly service: Service
  readonly deliveries: Delivered[]
  /** What IAM and the targets say. */
  verdict: 'allowed' | 'denied' | 'missing'
  refuse: AwsError | null
  /** An operation on the bucket `bbb`. */
  call(operation: string, input?: object): Record<string, unknown>
  put(key: string, body?: string): void
  run(ms: number): Promise<void>
  facts<Type extends TraceType>(...types: Type[]): Extract<TraceRecord, { type: Type }>[]
}

export function account(seed = 1): S3Account {
  const kernel = new Kernel<TraceFact>({ seed, startTime: START_TIME })
  const never = (): never => {
    throw new Error('S3 does not ask this')
  }
  const context: ServiceContext = {
    kernel,
    account: DEFAULT_ACCOUNT,
    deliver(target, delivery) {
      if (self.refuse) throw self.refuse
      self.deliveries.push({ ...delivery, target, at: kernel.now - START_TIME })
      return { id: `delivery-${self.deliveries.length}` }
    },
    canDeliver: () => self.verdict,
    call: never,
    callLater: never,
    authorize: () => undefined,
    assumeRole: never,
    credentials: never,
    delay: ({ p50 }) => p50,
    isDuplicated: () => false,
  }
  const self: S3Account = {
    service: s3.create(context),
    deliveries: [],
    verdict: 'allowed',
    refuse: null,
    call(operation, input = {}) {
      const run = self.service.operations[operation]
      if (!run) throw new Error(`S3 has no ${operation}`)
      return run({ Bucket: 'bbb', ...input }, USER) as Record<string, unknown>
    },
    put: (Key, body = 'x') => void self.call('PutObject', { Key, Body: new TextEncoder().encode(body) }),
    async run(ms) {
      const end = kernel.now + ms
      while (await kernel.runNextInstant(end));
      kernel.moveTo(end)
    },
    facts: (...types) => kernel.trace.since(0).filter(({ type }) => types.includes(type as never)) as never,
  }
  self.call('CreateBucket')
  return self
}
