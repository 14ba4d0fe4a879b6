/** AWS::Scheduler::*. Source: CloudFormation resource reference for Amazon EventBridge Scheduler. */

import { AwsError } from '../../aws/aws-error'
import { checkConstraints } from '../../aws/constraints'
import { isoTimestamp, parseIsoTimestamp } from '../../aws/timestamps'
import {
  ResourceError,
  type ResourceHandle,
  type ResourceInput,
  type ResourceType,
  type ServiceContext,
} from '../contract'
import { DEFAULT_GROUP, records, text, type Input } from './input'
import { SETTINGS, setTags, settingsOf } from './operations'
import type { Schedules } from './schedules'
import type { Schedule, ScheduleGroup, ScheduleSettings } from './state'

const NAME = /^[0-9a-zA-Z\-_.]{1,64}$/

/** @param path where the name is @throws ResourceError */
function nameOf({ properties, generatedName }: ResourceInput): string {
  const name = text(properties, 'Name') ?? generatedName.slice(-64)
  if (!NAME.test(name)) {
    throw new ResourceError('A name has up to 64 letters, digits, hyphens, underscores and dots.', ['Name'])
  }
  return name
}

export function createResourceTypes(
  schedules: Schedules,
  context: ServiceContext,
): Readonly<Record<string, ResourceType>> {
  return {
    'AWS::Scheduler::Schedule': scheduleType(schedules, context),
    'AWS::Scheduler::ScheduleGroup': groupType(schedules),
  }
}

function scheduleType(schedules: Schedules, context: ServiceContext): ResourceType {
  const groupOf = ({ properties }: ResourceInput): ScheduleGroup => {
    const name = text(properties, 'GroupName') ?? DEFAULT_GROUP
    const group = schedules.findGroup(name)
    if (!group) throw new ResourceError(`There is no schedule group ${name}.`, ['GroupName'])
    return group
  }
  const settings = (input: ResourceInput): ScheduleSettings => {
    const given = withDates(input.properties)
    return asked(() => {
      checkConstraints(given, SETTINGS)
      return settingsOf(given, groupOf(input), context)
    })
  }
  return {
    create: (input) =>
      asked(() => handleOf(schedules.create(groupOf(input), nameOf(input), settings(input))), ['Name']),
    update(existing, input) {
      const schedule = schedules.findByArn(existing.arn)
      if (!schedule || schedule.name !== nameOf(input) || schedule.group !== groupOf(input)) return null
      schedules.update(schedule, settings(input))
      return handleOf(schedule)
    },
    delete(existing) {
      const schedule = schedules.findByArn(existing.arn)
      if (schedule) schedules.delete(schedule)
    },
  }
}

const handleOf = ({ name, arn }: Schedule): ResourceHandle => ({
  physicalId: name,
  arn,
  ref: name,
  attributes: { Arn: arn },
})

function groupType(schedules: Schedules): ResourceType {
  const handle = (group: ScheduleGroup, { properties }: ResourceInput): ResourceHandle => {
    group.tags.clear()
    setTags(group, records(properties, 'Tags'))
    return {
      physicalId: group.name,
      arn: group.arn,
      ref: group.name,
      attributes: {
        Arn: group.arn,
        CreationDate: isoTimestamp(group.createdAt),
        LastModificationDate: isoTimestamp(group.modifiedAt),
        State: group.state,
      },
    }
  }
  return {
    create: (input) => asked(() => handle(schedules.createGroup(nameOf(input)), input), ['Name']),
    update(existing, input) {
      const group = schedules.findGroup(existing.physicalId)
      return group?.name === nameOf(input) ? handle(group, input) : null
    },
    delete(existing) {
      const group = schedules.findGroup(existing.physicalId)
      if (group) schedules.deleteGroup(group)
    },
  }
}

/** Templates have dates as texts, the API in seconds. */
function withDates(properties: ResourceInput['properties']): Input {
  const dates = ['StartDate', 'EndDate'].flatMap((name) => {
    const value = properties[name]
    if (value === undefined) return []
    const instant = parseIsoTimestamp(String(value))
    if (instant === null) {
      throw new ResourceError(`${String(value)} is no date and time like 2026-05-01T09:30:00Z.`, [name])
    }
    return [[name, instant / 1000] as const]
  })
  return { ...properties, ...Object.fromEntries(dates) }
}

/** Words of the API's refusals → the property that they are about. */
const PROPERTIES: readonly (readonly [RegExp, readonly string[]])[] = [
  [/Schedule Expression /, ['ScheduleExpression']],
  [/ScheduleExpressionTimezone/i, ['ScheduleExpressionTimezone']],
  [/StartDate/, ['StartDate']],
  [/EndDate/, ['EndDate']],
  [/MaximumWindowInMinutes|flexibleTimeWindow/i, ['FlexibleTimeWindow']],
  [/execution role|roleArn/, ['Target', 'RoleArn']],
  [/Arn |target|Input/, ['Target']],
]

/** What the API refuses, as a complaint about a property. */
function asked<Result>(work: () => Result, path?: readonly string[]): Result {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    const found = PROPERTIES.find(([words]) => words.test(error.message))?.[1]
    throw new ResourceError(error.message, path ?? found ?? [])
  }
}
