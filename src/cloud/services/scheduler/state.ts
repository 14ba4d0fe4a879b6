/** Schedules and their groups: the data. When they fall due is in `schedules.ts`, what happens then in `invocations.ts`. */

import type { ScheduleExpression } from '../../aws/schedule-expressions'
import type { TimeZone } from '../../aws/time-zones'
import type { Milliseconds, Seconds } from '../../aws/units'
import type { Scheduled } from '../../kernel/kernel'

/** How a target is called. */
export type TargetCall =
  | { readonly kind: 'lambda' | 'sns' }
  | { readonly kind: 'sqs'; readonly groupId: string | null }
  | { readonly kind: 'kinesis'; readonly partitionKey: string }
  | { readonly kind: 'events'; readonly source: string; readonly detailType: string }
  /** `sqs`, `SendMessage`; the name of the service in ARNs. */
  | { readonly kind: 'universal'; readonly service: string; readonly operation: string }

export interface Target {
  readonly arn: string
  readonly roleArn: string
  readonly call: TargetCall
  /** With `<aws.scheduler.…>` in it; null for the default notification. */
  readonly input: string | null
  readonly retryAttempts: number
  readonly eventAge: Seconds
  readonly deadLetterArn: string | null
  /** As the API got it, for answers. */
  readonly given: Readonly<Record<string, unknown>>
}

export interface ScheduleSettings {
  readonly expression: ScheduleExpression
  readonly expressionText: string
  readonly zone: TimeZone
  readonly startDate: Milliseconds | null
  readonly endDate: Milliseconds | null
  readonly description: string | null
  readonly kmsKeyArn: string | null
  readonly isEnabled: boolean
  readonly actionAfterCompletion: 'NONE' | 'DELETE'
  /** Null for an exact time. */
  readonly flexibleWindow: Milliseconds | null
  readonly target: Target
}

export class ScheduleGroup {
  readonly schedules = new Map<string, Schedule>()
  readonly tags = new Map<string, string>()
  state: 'ACTIVE' | 'DELETING' = 'ACTIVE'

  constructor(
    readonly name: string,
    readonly arn: string,
    readonly createdAt: Milliseconds,
    readonly clientToken: string | null = null,
    public modifiedAt: Milliseconds = createdAt,
  ) {}
}

export class Schedule {
  /** For the time it falls due next. */
  timer: Scheduled | null = null
  /** Invocations that wait within their flexible window, or for a retry. */
  readonly pending = new Set<Scheduled>()
  /** It falls due no more; with invocations pending, it is not at its end yet. */
  isExhausted = false

  constructor(
    readonly name: string,
    readonly group: ScheduleGroup,
    readonly arn: string,
    public settings: ScheduleSettings,
    readonly createdAt: Milliseconds,
    readonly clientToken: string | null = null,
    public modifiedAt: Milliseconds = createdAt,
  ) {}
}
