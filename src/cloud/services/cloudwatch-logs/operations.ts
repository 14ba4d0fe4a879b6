/** The API's actions. Source: Amazon CloudWatch Logs API Reference. */

import type { Operation } from '../contract'
import { createEventOperations } from './event-operations'
import { check, GROUP, groupNameOf, nameInArn, optionalNumber, optionalText, STREAM, text, type Input } from './input'
import * as limits from './limits'
import { addStream, type LogGroups } from './log-groups'
import { page } from './pages'
import { createPolicyOperations, type ResourcePolicies } from './policies'
import type { LogGroup, LogStream } from './state'
import { errors } from './wire'

export function createOperations(groups: LogGroups, policies: ResourcePolicies): Readonly<Record<string, Operation>> {
  const { kernel } = groups.context
  const groupOf = (input: Input): LogGroup => groups.byName(text(input, 'logGroupName'))

  return {
    CreateLogGroup(input) {
      check(input, { logGroupName: GROUP })
      if (limits.RESERVED_NAME.test(text(input, 'logGroupName'))) throw errors.groupReserved()
      const kind = optionalText(input, 'logGroupClass') ?? 'STANDARD'
      if (kind !== 'STANDARD') throw errors.invalidParameter(`Log groups of class ${kind} are not simulated.`)
      if (input['deletionProtectionEnabled'] === true)
        throw errors.invalidParameter('Deletion protection is not simulated.')
      groups.create(text(input, 'logGroupName')).tags = tagsOf(input)
      return {}
    },

    DeleteLogGroup(input) {
      check(input, { logGroupName: GROUP })
      groups.delete(groupOf(input))
      return {}
    },

    DescribeLogGroups(input) {
      check(input, { limit: { range: [1, limits.GROUPS_PAGE_MAX] } })
      const [prefix, part] = [optionalText(input, 'logGroupNamePrefix'), optionalText(input, 'logGroupNamePattern')]
      if (prefix !== undefined && part !== undefined) {
        throw errors.invalidParameter(
          'LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.',
        )
      }
      const identifiers = input['logGroupIdentifiers'] as readonly string[] | undefined
      const wanted = identifiers?.map((identifier) => nameInArn(identifier) ?? identifier)
      const found = groups
        .all()
        .filter(({ name }) => name.startsWith(prefix ?? '') && isPartOf(name, part) && (wanted?.includes(name) ?? true))
      const size = optionalNumber(input, 'limit') ?? limits.GROUPS_PAGE_MAX
      const { items, nextToken } = page(found, optionalText(input, 'nextToken'), size)
      return { logGroups: items.map(describeGroup), ...(nextToken !== undefined && { nextToken }) }
    },

    ListLogGroups(input) {
      check(input, { limit: { range: [1, limits.LIST_GROUPS_PAGE_MAX] } })
      const pattern = optionalText(input, 'logGroupNamePattern')
      const found = groups.all().filter(({ name }) => matchesListPattern(name, pattern))
      const size = optionalNumber(input, 'limit') ?? limits.GROUPS_PAGE_MAX
      const { items, nextToken } = page(found, optionalText(input, 'nextToken'), size)
      return {
        logGroups: items.map(({ name, arn }) => ({ logGroupName: name, logGroupArn: arn, logGroupClass: 'STANDARD' })),
        ...(nextToken !== undefined && { nextToken }),
      }
    },

    PutRetentionPolicy(input) {
      check(input, { logGroupName: GROUP, retentionInDays: { required: true } })
      const days = Number(input['retentionInDays'])
      if (!limits.RETENTIONS.includes(days)) {
        throw errors.invalidParameter(
          `1 validation error detected: Value '${days}' at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum value set: [${limits.RETENTIONS.join(', ')}]`,
        )
      }
      groupOf(input).retention = days
      return {}
    },

    DeleteRetentionPolicy(input) {
      check(input, { logGroupName: GROUP })
      groupOf(input).retention = null
      return {}
    },

    CreateLogStream(input) {
      check(input, { logGroupName: GROUP, logStreamName: STREAM })
      const group = groupOf(input)
      const name = text(input, 'logStreamName')
      if (group.streams.has(name)) throw errors.streamExists()
      addStream(group, name, kernel.now)
      return {}
    },

    DeleteLogStream(input) {
      check(input, { logGroupName: GROUP, logStreamName: STREAM })
      if (!groupOf(input).streams.delete(text(input, 'logStreamName'))) throw errors.streamNotFound()
      return {}
    },

    DescribeLogStreams(input) {
      check(input, {
        limit: { range: [1, limits.STREAMS_PAGE_MAX] },
        orderBy: { values: ['LogStreamName', 'LastEventTime'] },
      })
      const group = groups.byName(groupNameOf(input))
      const prefix = optionalText(input, 'logStreamNamePrefix')
      const byTime = input['orderBy'] === 'LastEventTime'
      if (byTime && prefix !== undefined) {
        throw errors.invalidParameter('Cannot order by LastEventTime with a logStreamNamePrefix.')
      }
      const found = [...group.streams.values()]
        .filter(({ name }) => name.startsWith(prefix ?? ''))
        .sort((a, b) => (byTime ? (a.lastEventAt ?? 0) - (b.lastEventAt ?? 0) : a.name < b.name ? -1 : 1))
      if (input['descending'] === true) found.reverse()
      const size = optionalNumber(input, 'limit') ?? limits.STREAMS_PAGE_MAX
      const { items, nextToken } = page(found, optionalText(input, 'nextToken'), size)
      return {
        logStreams: items.map((stream) => describeStream(group, stream)),
        ...(nextToken !== undefined && { nextToken }),
      }
    },

    ...createEventOperations(groups),
    ...createPolicyOperations(policies),

    TagResource(input) {
      const group = ofArn(groups, input)
      const tags = { ...group.tags, ...tagsOf(input) }
      if (Object.keys(tags).length > limits.TAGS_MAX) throw errors.tooManyTags()
      group.tags = tags
      return {}
    },

    UntagResource(input) {
      const group = ofArn(groups, input)
      const keys = new Set(input['tagKeys'] as readonly string[])
      group.tags = Object.fromEntries(Object.entries(group.tags).filter(([key]) => !keys.has(key)))
      return {}
    },

    ListTagsForResource(input) {
      return { tags: ofArn(groups, input).tags }
    },
  }
}

/** Of DescribeLogGroups: a part of the name, in any case. */
const isPartOf = (name: string, part: string | undefined): boolean =>
  part === undefined || name.toLowerCase().includes(part.toLowerCase())

/** Of ListLogGroups: alternatives with `|`, each a part of the name, or its start behind `^`. */
const matchesListPattern = (name: string, pattern: string | undefined): boolean =>
  pattern === undefined ||
  pattern.split('|').some((part) => (part.startsWith('^') ? name.startsWith(part.slice(1)) : name.includes(part)))

function ofArn(groups: LogGroups, input: Input): LogGroup {
  check(input, { resourceArn: { required: true, length: [1, 1011] } })
  const group = groups.find(nameInArn(text(input, 'resourceArn')) ?? '')
  if (!group) throw errors.resourceNotFound()
  return group
}

const tagsOf = (input: Input): Record<string, string> => ({ ...(input['tags'] as Record<string, string> | undefined) })

function describeGroup(group: LogGroup): object {
  return {
    logGroupName: group.name,
    creationTime: group.createdAt,
    ...(group.retention !== null && { retentionInDays: group.retention }),
    metricFilterCount: 0,
    arn: `${group.arn}:*`,
    logGroupArn: group.arn,
    storedBytes: group.storedBytes,
    logGroupClass: 'STANDARD',
    deletionProtectionEnabled: false,
  }
}

function describeStream(group: LogGroup, stream: LogStream): object {
  const { firstEventAt, lastEventAt, lastIngestionAt } = stream
  return {
    logStreamName: stream.name,
    creationTime: stream.createdAt,
    ...(firstEventAt !== undefined && { firstEventTimestamp: firstEventAt }),
    ...(lastEventAt !== undefined && { lastEventTimestamp: lastEventAt }),
    ...(lastIngestionAt !== undefined && { lastIngestionTime: lastIngestionAt }),
    arn: `${group.arn}:log-stream:${stream.name}`,
    // Of streams AWS reports none since 2019.
    storedBytes: 0,
  }
}
