/** Scheduler alone: what it would deliver or call is written down, or refused as a test demands. */

import { DEFAULT_ACCOUNT } from '../../../../../src/cloud/aws/arn'
import { AwsError } from '../../../../../src/cloud/aws/aws-error'
import type { TraceFact, TraceRecord, TraceType } from '../../../../../src/cloud/aws/trace-records'
import { Kernel } from '../../../../../src/cloud/kernel/kernel'
import type { Caller, Delivery, Service, ServiceContext } from '../../../../../src/cloud/services/contract'
import { scheduler } from '../../../../../src/cloud/services/scheduler'

export const START_TIME = Date.UTC(2026, 0, 31, 12, 0, 0)
export const QUEUE = 'arn:aws:sqs:us-east-1:123456789012:q'
export const DEAD_LETTERS = 'arn:aws:sqs:us-east-1:123456789012:dead'
export const FUNCTION = 'arn:aws:lambda:us-east-1:123456789012:function:f'
export const ROLE = 'arn:aws:iam::123456789012:role/r'
export const SCHEDULE = 'arn:aws:scheduler:us-east-1:123456789012:schedule/default/s'
export const USER: Caller = { kind: 'account', principalId: 'AIDAUSER', arn: 'arn:aws:iam::123456789012:user/u' }

export interface Invoked {
  /** ARN of the target, or `service:Operation` of a universal one. */
  readonly target: string
  /** Virtual milliseconds from the start. */
  readonly at: number
  readonly caller: Caller
  readonly delivery: Delivery | null
  readonly input: unknown
}

export interface SchedulerAccount {
  readonly service: Service
  readonly kernel: Kernel<TraceFact>
  /** Attempts, refused ones too. */
  readonly invoked: Invoked[]
  /** Who asked to assume a role. */
  readonly assumed: (string | Caller)[]
  /** Set to refuse calls of a target. */
  refuse: (target: string) => AwsError | null
  /** Set to refuse a role. */
  refuseRole: boolean
  call(operation: string, input?: object): Record<string, unknown>
  /** The schedule `s`, every minute to the queue unless told otherwise. */
  schedule(settings?: object, target?: object): void
  /** Runs everything due within this time. */
  run(ms?: number): Promise<void>
  facts<Type extends TraceType>(...types: Type[]): Extract<TraceRecord, { type: Type }>[]
}

export function account(seed = 1): SchedulerAccount {
  const kernel = new Kernel<TraceFact>({ seed, startTime: START_TIME })
  const invoked: Invoked[] = []
  const assumed: (string | Caller)[] = []
  const never = (): never => {
    throw new Error('Scheduler does not ask this')
  }
  const note = (target: string, caller: Caller, delivery: Delivery | null, input: unknown): void => {
    invoked.push({ target, at: kernel.now - START_TIME, caller, delivery, input })
    const refusal = self.refuse(target)
    if (refusal) throw refusal
  }
  const context: ServiceContext = {
    kernel,
    account: DEFAULT_ACCOUNT,
    deliver(target, delivery) {
      note(target, delivery.caller, delivery, delivery.body)
      return { id: `delivery-${invoked.length}` }
    },
    call(service, operation, input, caller) {
      note(`${service}:${operation}`, caller, null, input)
      return {}
    },
    assumeRole(roleArn, by, sessionName) {
      assumed.push(by)
      if (self.refuseRole) throw new AwsError('AccessDenied', 403, `No session of ${roleArn}`)
      const arn = `arn:aws:sts::123456789012:assumed-role/${roleArn.split('/').at(-1) ?? ''}/${sessionName}`
      return { kind: 'role', principalId: `AROA:${sessionName}`, arn, roleArn }
    },
    canDeliver: never,
    authorize: never,
    credentials: never,
    callLater: never,
    delay: () => 0,
    isDuplicated: () => false,
  }
  const service = scheduler.create(context)
  const self: SchedulerAccount = {
    service,
    kernel,
    invoked,
    assumed,
    refuse: () => null,
    refuseRole: false,
    call(operation, input = {}) {
      const run = service.operations[operation]
      if (!run) throw new Error(`Scheduler has no ${operation}`)
      return run(input as Record<string, unknown>, USER) as Record<string, unknown>
    },
    schedule(settings = {}, target = {}) {
      self.call('CreateSchedule', {
        Name: 's',
        ScheduleExpression: 'rate(1 minute)',
        FlexibleTimeWindow: { Mode: 'OFF' },
        Target: { Arn: QUEUE, RoleArn: ROLE, ...target },
        ...settings,
      })
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
