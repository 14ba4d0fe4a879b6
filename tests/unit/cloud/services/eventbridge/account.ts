/** EventBridge alone: what it would deliver is written down, or refused as a test demands. */

import { DEFAULT_ACCOUNT } from '../../../../../src/cloud/aws/arn'
import { AwsError } from '../../../../../src/cloud/aws/aws-error'
import type { TraceFact, TraceRecord, TraceType } from '../../../../../src/cloud/aws/trace-records'
import { Kernel } from '../../../../../src/cloud/kernel/kernel'
import type { AccessNeed, Caller, Delivery, Service, ServiceContext } from '../../../../../src/cloud/services/contract'
import { eventBridge } from '../../../../../src/cloud/services/eventbridge'

export const START_TIME = Date.UTC(2026, 0, 31, 12, 0, 0)
export const QUEUE = 'arn:aws:sqs:us-east-1:123456789012:q'
export const DEAD_LETTERS = 'arn:aws:sqs:us-east-1:123456789012:dead'
export const FUNCTION = 'arn:aws:lambda:us-east-1:123456789012:function:f'
export const ROLE = 'arn:aws:iam::123456789012:role/r'
export const RULE = 'arn:aws:events:us-east-1:123456789012:rule/r'
export const USER: Caller = { kind: 'account', principalId: 'AIDAUSER', arn: 'arn:aws:iam::123456789012:user/u' }

export const busArn = (name: string): string => `arn:aws:events:us-east-1:123456789012:event-bus/${name}`

export interface Delivered extends Delivery {
  readonly target: string
  /** Virtual milliseconds from the start. */
  readonly at: number
}

export interface EventsAccount {
  readonly service: Service
  readonly kernel: Kernel<TraceFact>
  /** Attempts, refused ones too. */
  readonly deliveries: Delivered[]
  /** What was asked of IAM. */
  readonly needs: (AccessNeed & { readonly caller: Caller })[]
  /** Set to refuse deliveries to a target. */
  refuse: (target: string) => AwsError | null
  /** Set to refuse a role. */
  refuseRole: boolean
  call(operation: string, input?: object): Record<string, unknown>
  /** The rule `r` with targets `t0`, `t1`, …, given by ARN or by their members. @returns its ARN */
  rule(rule?: object, ...targets: readonly (string | object)[]): string
  /** An event of source `shop`. @returns its id */
  put(detail?: object, entry?: object): string
  /** Runs everything due within this time. */
  run(ms?: number): Promise<void>
  /** Bodies of what was delivered to a target. */
  bodies(target: string): unknown[]
  facts<Type extends TraceType>(...types: Type[]): Extract<TraceRecord, { type: Type }>[]
}

export function account(seed = 1): EventsAccount {
  const kernel = new Kernel<TraceFact>({ seed, startTime: START_TIME })
  const deliveries: Delivered[] = []
  const needs: EventsAccount['needs'] = []
  const never = (): never => {
    throw new Error('EventBridge does not ask this')
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
    authorize: (caller, need) => void needs.push({ caller, ...need }),
    assumeRole(roleArn, by, sessionName) {
      if (self.refuseRole) throw new AwsError('AccessDenied', 403, `${String(by)} may not assume ${roleArn}`)
      const arn = `arn:aws:sts::123456789012:assumed-role/${roleArn.split('/').at(-1) ?? ''}/${sessionName}`
      return { kind: 'role', principalId: `AROA:${sessionName}`, arn, roleArn }
    },
    credentials: never,
    delay: () => 0,
    isDuplicated: () => false,
  }
  const service = eventBridge.create(context)
  const self: EventsAccount = {
    service,
    kernel,
    deliveries,
    needs,
    refuse: () => null,
    refuseRole: false,
    call(operation, input = {}) {
      const run = service.operations[operation]
      if (!run) throw new Error(`EventBridge has no ${operation}`)
      return run(input as Record<string, unknown>, USER) as Record<string, unknown>
    },
    rule(rule = {}, ...targets) {
      const settings = { Name: 'r', EventPattern: '{"source":["shop"]}', ...rule } as {
        Name: string
        EventBusName?: string
      }
      const { RuleArn } = self.call('PutRule', settings)
      const { Name, EventBusName } = settings
      if (targets.length > 0) {
        self.call('PutTargets', {
          Rule: Name,
          ...(EventBusName !== undefined && { EventBusName }),
          Targets: targets.map((target, index) => ({
            Id: `t${index}`,
            ...(typeof target === 'string' ? { Arn: target } : target),
          })),
        })
      }
      return RuleArn as string
    },
    put(detail = {}, entry = {}) {
      const output = self.call('PutEvents', {
        Entries: [{ Source: 'shop', DetailType: 'Order', Detail: JSON.stringify(detail), ...entry }],
      })
      return (output['Entries'] as { EventId: string }[])[0]?.EventId ?? ''
    },
    async run(ms = 0) {
      const end = kernel.now + ms
      while (await kernel.runNextInstant(end));
      kernel.moveTo(end)
    },
    bodies: (target) =>
      deliveries.filter((delivery) => delivery.target === target).map(({ body }) => JSON.parse(body) as unknown),
    facts: (...types) => kernel.trace.since(0).filter(({ type }) => types.includes(type as never)) as never,
  }
  return self
}
