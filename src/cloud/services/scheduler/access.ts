/**
 * What each operation needs of IAM.
 * Source: Service Authorization Reference, "Actions, resources, and condition keys for Amazon EventBridge Scheduler".
 */

import { formatArn, type Account } from '../../aws/arn'
import type { AccessRule } from '../contract'
import { DEFAULT_GROUP, record, text, type Input } from './input'
import { SCHEDULER_PRINCIPAL } from './invocations'

export function createAccess(account: Account): Readonly<Record<string, AccessRule>> {
  const arn = (resource: string): string => formatArn('scheduler', account, resource)
  const scheduleArn = (input: Input): string =>
    arn(`schedule/${text(input, 'GroupName') ?? DEFAULT_GROUP}/${text(input, 'Name') ?? ''}`)

  const onSchedule =
    (action: string): AccessRule =>
    (input) => [{ action, resource: scheduleArn(input) }]
  const onGroup =
    (action: string): AccessRule =>
    (input) => [{ action, resource: arn(`schedule-group/${text(input, 'Name') ?? ''}`) }]
  const onTagged =
    (action: string): AccessRule =>
    (input) => [{ action, resource: text(input, 'ResourceArn') ?? '*' }]
  const anywhere =
    (action: string): AccessRule =>
    () => [{ action, resource: '*' }]
  /** Who hands a role to Scheduler must be allowed to. */
  const withRole =
    (rule: AccessRule): AccessRule =>
    (input) => {
      const resource = text(record(input, 'Target') ?? {}, 'RoleArn')
      if (resource === undefined) return rule(input)
      const context = { 'iam:PassedToService': SCHEDULER_PRINCIPAL }
      return [...rule(input), { action: 'iam:PassRole', resource, context }]
    }

  return {
    CreateSchedule: withRole(onSchedule('scheduler:CreateSchedule')),
    GetSchedule: onSchedule('scheduler:GetSchedule'),
    UpdateSchedule: withRole(onSchedule('scheduler:UpdateSchedule')),
    DeleteSchedule: onSchedule('scheduler:DeleteSchedule'),
    ListSchedules: anywhere('scheduler:ListSchedules'),
    CreateScheduleGroup: onGroup('scheduler:CreateScheduleGroup'),
    GetScheduleGroup: onGroup('scheduler:GetScheduleGroup'),
    DeleteScheduleGroup: onGroup('scheduler:DeleteScheduleGroup'),
    ListScheduleGroups: anywhere('scheduler:ListScheduleGroups'),
    TagResource: onTagged('scheduler:TagResource'),
    UntagResource: onTagged('scheduler:UntagResource'),
    ListTagsForResource: onTagged('scheduler:ListTagsForResource'),
  }
}
