/** Event buses, their rules and targets: the data. What happens with events is in `router.ts`. */

import type { Pattern } from '../../aws/event-patterns'
import type { PolicyDocument } from '../../aws/policy'
import type { ScheduleExpression } from '../../aws/schedule-expressions'
import type { Milliseconds, Seconds } from '../../aws/units'
import type { Scheduled } from '../../kernel/kernel'
import type { Step } from './json-path'
import type { TargetInput } from './transform'

export interface Target {
  readonly id: string
  readonly arn: string
  readonly input: TargetInput
  readonly roleArn: string | null
  readonly deadLetterArn: string | null
  readonly retryAttempts: number
  readonly eventAge: Seconds
  /** For a queue: `MessageGroupId`. */
  readonly groupId: string | null
  /** For a stream: where in the event the partition key is; its id without. */
  readonly partitionKeyPath: readonly Step[] | null
  /** As PutTargets got it, for ListTargetsByRule. */
  readonly given: Readonly<Record<string, unknown>>
}

export type RuleState = 'ENABLED' | 'DISABLED' | 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS'

export interface RuleSettings {
  readonly pattern: { readonly text: string; readonly compiled: Pattern } | null
  readonly schedule: { readonly text: string; readonly expression: ScheduleExpression } | null
  readonly state: RuleState
  readonly description: string | null
  readonly roleArn: string | null
}

export class Rule {
  readonly targets = new Map<string, Target>()
  readonly tags = new Map<string, string>()
  /** Of a rule with a schedule that is enabled. */
  timer: Scheduled | null = null

  constructor(
    readonly name: string,
    readonly arn: string,
    readonly bus: EventBus,
    public settings: RuleSettings,
    /** The service that made it for itself. */
    readonly managedBy: string | null = null,
  ) {}

  get isEnabled(): boolean {
    return this.settings.state !== 'DISABLED'
  }
}

/** What only describes a bus. */
export interface BusSettings {
  readonly description?: string
  readonly kmsKeyIdentifier?: string
  readonly deadLetterConfig?: object
  readonly logConfig?: object
}

export class EventBus {
  readonly rules = new Map<string, Rule>()
  readonly tags = new Map<string, string>()
  policy: PolicyDocument | null = null

  constructor(
    readonly name: string,
    readonly arn: string,
    readonly createdAt: Milliseconds,
    public settings: BusSettings = {},
    public modifiedAt: Milliseconds = createdAt,
  ) {}
}
