/** The API's actions. Source: EventBridge Scheduler API Reference; answers recorded from AWS (LocalStack, test_scheduler.py). */

import { AwsError } from '../../aws/aws-error'
import { checkConstraints, type Constraints } from '../../aws/constraints'
import { parseScheduleExpression } from '../../aws/schedule-expressions'
import { findTimeZone, UTC, type TimeZone } from '../../aws/time-zones'
import { minutes } from '../../aws/units'
import type { Operation, ServiceContext } from '../contract'
import { DEFAULT_GROUP, number, page, PAGING, record, records, text, type Input } from './input'
import { assume } from './invocations'
import * as limits from './limits'
import type { Schedules } from './schedules'
import type { Schedule, ScheduleGroup, ScheduleSettings } from './state'
import { targetOf } from './targets'
import { errors } from './wire'

const NAME = { required: true, ...limits.NAME } as const
const CLIENT_TOKEN = { length: [1, 64], pattern: '[a-zA-Z0-9-_]+' } as const
const TAGS = {
  length: [0, limits.TAGS_MAX],
  entries: { members: { Key: { required: true, length: [1, 128] }, Value: { required: true, length: [1, 256] } } },
} as const
const GROUP_ARN = {
  required: true,
  length: [1, 1011],
  pattern: 'arn:aws(-[a-z]+)?:scheduler:[a-z0-9\\-]+:\\d{12}:schedule-group\\/[0-9a-zA-Z-_.]+',
} as const

export const SETTINGS: Constraints = {
  ScheduleExpression: { required: true, length: [1, 256] },
  ScheduleExpressionTimezone: { length: [1, 50] },
  Description: { length: [0, 512] },
  State: { values: ['ENABLED', 'DISABLED'] },
  ActionAfterCompletion: { values: ['NONE', 'DELETE'] },
  KmsKeyArn: { length: [1, 2048], pattern: 'arn:aws(-[a-z]+)?:kms:[a-z0-9\\-]+:\\d{12}:(key|alias)\\/[0-9a-zA-Z-_]*' },
  FlexibleTimeWindow: {
    required: true,
    members: {
      Mode: { required: true, values: ['OFF', 'FLEXIBLE'] },
      MaximumWindowInMinutes: { range: limits.FLEXIBLE_WINDOW },
    },
  },
  Target: {
    required: true,
    members: {
      Arn: { required: true, length: [1, 1600] },
      RoleArn: {
        required: true,
        length: [1, 1600],
        pattern: 'arn:aws(-[a-z]+)?:iam::\\d{12}:role\\/[\\w+=,.@\\/-]+',
      },
      Input: { length: [1, 262_144] },
      DeadLetterConfig: {
        members: {
          Arn: { length: [1, 1600], pattern: 'arn:aws(-[a-z]+)?:sqs:[a-z0-9\\-]+:\\d{12}:[a-zA-Z0-9\\-_]+' },
        },
      },
      RetryPolicy: {
        members: {
          MaximumEventAgeInSeconds: { range: limits.EVENT_AGE },
          MaximumRetryAttempts: { range: limits.RETRY_ATTEMPTS },
        },
      },
      SqsParameters: { members: { MessageGroupId: { length: [1, 128] } } },
      KinesisParameters: { members: { PartitionKey: { required: true, length: [1, 256] } } },
      EventBridgeParameters: {
        members: {
          DetailType: { required: true, length: [1, 128] },
          Source: {
            required: true,
            length: [1, 256],
            pattern: '(?=[/\\.\\-_A-Za-z0-9]+)((?!aws\\.).*)|(\\$(\\.[\\w_-]+(\\[(\\d+|\\*)\\])*)*)',
          },
        },
      },
    },
  },
}

export function createOperations(schedules: Schedules, context: ServiceContext): Readonly<Record<string, Operation>> {
  const groupNameOf = (input: Input): string => text(input, 'GroupName') ?? DEFAULT_GROUP
  const scheduleOf = (input: Input): Schedule => schedules.schedule(groupNameOf(input), text(input, 'Name') ?? '')

  return {
    CreateSchedule(input) {
      checkConstraints(input, { Name: NAME, GroupName: limits.NAME, ClientToken: CLIENT_TOKEN, ...SETTINGS })
      const group = schedules.group(groupNameOf(input))
      const settings = settingsOf(input, group, context)
      const schedule = schedules.create(group, text(input, 'Name') ?? '', settings, text(input, 'ClientToken') ?? null)
      return { ScheduleArn: schedule.arn }
    },

    GetSchedule(input) {
      checkConstraints(input, { Name: NAME, GroupName: limits.NAME })
      return shown(scheduleOf(input))
    },

    /** Takes the place of all settings: what is not given is back at its default. */
    UpdateSchedule(input) {
      checkConstraints(input, { Name: NAME, GroupName: limits.NAME, ClientToken: CLIENT_TOKEN, ...SETTINGS })
      const schedule = scheduleOf(input)
      schedules.update(schedule, settingsOf(input, schedule.group, context))
      return { ScheduleArn: schedule.arn }
    },

    DeleteSchedule(input) {
      checkConstraints(input, { Name: NAME, GroupName: limits.NAME, ClientToken: CLIENT_TOKEN })
      schedules.delete(scheduleOf(input))
      return {}
    },

    ListSchedules(input) {
      checkConstraints(input, {
        GroupName: limits.NAME,
        NamePrefix: limits.NAME,
        State: { values: ['ENABLED', 'DISABLED'] },
        ...PAGING,
      })
      const [groupName, prefix, state] = [
        text(input, 'GroupName'),
        text(input, 'NamePrefix') ?? '',
        text(input, 'State'),
      ]
      const groups = groupName === undefined ? schedules.groups() : [schedules.group(groupName)]
      const matching = groups
        .flatMap((group) => [...group.schedules.values()])
        .filter((schedule) => schedule.name.startsWith(prefix) && (state === undefined || stateOf(schedule) === state))
      const { entries, token } = page(input, matching, ({ arn }) => arn)
      return { Schedules: entries.map(summaryOf), ...token }
    },

    CreateScheduleGroup(input) {
      checkConstraints(input, { Name: NAME, Tags: TAGS, ClientToken: CLIENT_TOKEN })
      const group = schedules.createGroup(text(input, 'Name') ?? '', text(input, 'ClientToken') ?? null)
      setTags(group, records(input, 'Tags'))
      return { ScheduleGroupArn: group.arn }
    },

    GetScheduleGroup(input) {
      checkConstraints(input, { Name: NAME })
      return groupShown(schedules.group(text(input, 'Name') ?? ''))
    },

    DeleteScheduleGroup(input) {
      checkConstraints(input, { Name: NAME, ClientToken: CLIENT_TOKEN })
      schedules.deleteGroup(schedules.group(text(input, 'Name') ?? ''))
      return {}
    },

    ListScheduleGroups(input) {
      checkConstraints(input, { NamePrefix: limits.NAME, ...PAGING })
      const prefix = text(input, 'NamePrefix') ?? ''
      const groups = schedules.groups().filter(({ name }) => name.startsWith(prefix))
      const { entries, token } = page(input, groups, ({ name }) => name)
      return { ScheduleGroups: entries.map(groupShown), ...token }
    },

    TagResource(input) {
      checkConstraints(input, { ResourceArn: GROUP_ARN, Tags: { required: true, ...TAGS } })
      setTags(groupAt(input), records(input, 'Tags'))
      return {}
    },

    UntagResource(input) {
      checkConstraints(input, { ResourceArn: GROUP_ARN, TagKeys: { required: true, length: [0, 50] } })
      const group = groupAt(input)
      // A single value of a query may stand without its list.
      for (const key of [input['TagKeys']].flat()) group.tags.delete(String(key))
      return {}
    },

    ListTagsForResource(input) {
      checkConstraints(input, { ResourceArn: GROUP_ARN })
      return { Tags: [...groupAt(input).tags].map(([Key, Value]) => ({ Key, Value })) }
    },
  }

  function groupAt(input: Input): ScheduleGroup {
    const arn = text(input, 'ResourceArn') ?? ''
    return schedules.group(arn.slice(arn.indexOf('/') + 1))
  }
}

/** @throws AwsError ServiceQuotaExceededException */
export function setTags(group: ScheduleGroup, tags: readonly Input[]): void {
  const names = new Set([...group.tags.keys(), ...tags.map((tag) => String(tag['Key']))])
  if (names.size > limits.TAGS_MAX) throw errors.quotaExceeded()
  for (const tag of tags) group.tags.set(String(tag['Key']), String(tag['Value']))
}

/** @throws AwsError ValidationException */
export function settingsOf(input: Input, group: ScheduleGroup, context: ServiceContext): ScheduleSettings {
  const expressionText = text(input, 'ScheduleExpression') ?? ''
  const expression = parseScheduleExpression(expressionText, 'scheduler')
  if (!expression) throw errors.invalidExpression(expressionText)
  const zone = zoneOf(text(input, 'ScheduleExpressionTimezone'))
  const [startDate, endDate] = [instantOf(input, 'StartDate'), instantOf(input, 'EndDate')]
  const { now } = context.kernel
  if (expression.kind !== 'at') {
    if (startDate !== null && startDate < now - limits.START_DATE_PAST_MAX) throw errors.startTooEarly()
    if (endDate !== null && (endDate <= now || (startDate !== null && endDate <= startDate))) {
      throw errors.endBeforeStart()
    }
  }
  const target = targetOf(record(input, 'Target') ?? {})
  try {
    assume(context, target.roleArn, group.arn)
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    throw errors.roleNotAssumable()
  }
  return {
    expression,
    expressionText,
    zone,
    startDate,
    endDate,
    description: text(input, 'Description') ?? null,
    kmsKeyArn: text(input, 'KmsKeyArn') ?? null,
    isEnabled: text(input, 'State') !== 'DISABLED',
    actionAfterCompletion: text(input, 'ActionAfterCompletion') === 'DELETE' ? 'DELETE' : 'NONE',
    flexibleWindow: windowOf(record(input, 'FlexibleTimeWindow') ?? {}),
    target,
  }
}

/** Milliseconds; the API has seconds. */
function instantOf(input: Input, name: string): number | null {
  const seconds = number(input, name)
  return seconds === undefined ? null : seconds * 1000
}

function zoneOf(name: string | undefined): TimeZone {
  if (name === undefined) return UTC
  const zone = findTimeZone(name)
  if (!zone) throw errors.invalidTimezone(name)
  return zone
}

function windowOf(given: Input): number | null {
  const maximum = number(given, 'MaximumWindowInMinutes')
  if (given['Mode'] === 'OFF') {
    if (maximum !== undefined) throw errors.windowWithoutMode()
    return null
  }
  if (maximum === undefined) throw errors.windowRequired()
  return minutes(maximum)
}

const stateOf = ({ settings }: Schedule): string => (settings.isEnabled ? 'ENABLED' : 'DISABLED')

function summaryOf(schedule: Schedule): Record<string, unknown> {
  return {
    Arn: schedule.arn,
    CreationDate: schedule.createdAt / 1000,
    GroupName: schedule.group.name,
    LastModificationDate: schedule.modifiedAt / 1000,
    Name: schedule.name,
    State: stateOf(schedule),
    Target: { Arn: schedule.settings.target.arn },
  }
}

function shown(schedule: Schedule): Record<string, unknown> {
  const { settings } = schedule
  const { description, endDate, flexibleWindow, kmsKeyArn, startDate } = settings
  return {
    ...summaryOf(schedule),
    ActionAfterCompletion: settings.actionAfterCompletion,
    ...(description !== null && { Description: description }),
    ...(startDate !== null && { StartDate: startDate / 1000 }),
    ...(endDate !== null && { EndDate: endDate / 1000 }),
    ...(kmsKeyArn !== null && { KmsKeyArn: kmsKeyArn }),
    FlexibleTimeWindow:
      flexibleWindow === null
        ? { Mode: 'OFF' }
        : { Mode: 'FLEXIBLE', MaximumWindowInMinutes: flexibleWindow / minutes(1) },
    ScheduleExpression: settings.expressionText,
    ScheduleExpressionTimezone: settings.zone.name,
    Target: settings.target.given,
  }
}

function groupShown({ arn, createdAt, modifiedAt, name, state }: ScheduleGroup): object {
  return {
    Arn: arn,
    CreationDate: createdAt / 1000,
    LastModificationDate: modifiedAt / 1000,
    Name: name,
    State: state,
  }
}
