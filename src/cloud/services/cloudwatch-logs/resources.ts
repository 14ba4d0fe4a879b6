/** AWS::Logs::LogGroup, LogStream, ResourcePolicy. Source: CloudFormation resource reference for CloudWatch Logs. */

import type { TemplateValue } from '../../aws/template'
import { ResourceError, type ResourceHandle, type ResourceInput, type ResourceType } from '../contract'
import * as limits from './limits'
import { addStream, type LogGroups } from './log-groups'
import type { ResourcePolicies } from './policies'
import type { LogGroup } from './state'
import { errors } from './wire'

const NAME = new RegExp(`^${limits.GROUP_NAME}$`)

export function createResourceTypes(
  groups: LogGroups,
  policies: ResourcePolicies,
): Readonly<Record<string, ResourceType>> {
  return {
    'AWS::Logs::LogGroup': {
      create(input) {
        const name = nameOf(input)
        if (limits.RESERVED_NAME.test(name)) throw new ResourceError(errors.groupReserved().message, ['LogGroupName'])
        // A function that the stack had before may have written to it already; AWS refuses the template then.
        if (groups.find(name))
          throw new ResourceError(
            `Resource of type 'AWS::Logs::LogGroup' with identifier '{"/properties/LogGroupName":"${name}"}' already exists.`,
            ['LogGroupName'],
          )
        return configure(groups.create(name), input)
      },
      update(existing, input) {
        const group = groups.find(existing.physicalId)
        return group?.name === nameOf(input) ? configure(group, input) : null
      },
      delete(existing) {
        const group = groups.find(existing.physicalId)
        if (group) groups.delete(group)
      },
    },
    'AWS::Logs::ResourcePolicy': {
      create: (input) => putPolicy(policies, input),
      update: (existing, input) =>
        existing.physicalId === input.properties['PolicyName'] ? putPolicy(policies, input) : null,
      delete: (existing) => void policies.delete(existing.physicalId),
    },
    'AWS::Logs::LogStream': {
      create(input) {
        const group = groups.find(String(input.properties['LogGroupName'] ?? ''))
        if (!group) throw new ResourceError('The specified log group does not exist.', ['LogGroupName'])
        const name = String(input.properties['LogStreamName'] ?? input.generatedName)
        if (group.streams.has(name))
          throw new ResourceError('The specified log stream already exists', ['LogStreamName'])
        addStream(group, name, groups.context.kernel.now)
        const arn = `${group.arn}:log-stream:${name}`
        return { physicalId: name, arn, ref: name, attributes: {} }
      },
      update: () => null,
      delete(existing) {
        const [, groupName = ''] = /log-group:([^:]+):log-stream:/.exec(existing.arn) ?? []
        groups.find(groupName)?.streams.delete(existing.physicalId)
      },
    },
  }
}

function putPolicy(policies: ResourcePolicies, { properties }: ResourceInput): ResourceHandle {
  const { PolicyName: name, PolicyDocument: document } = properties
  if (typeof name !== 'string' || name === '') throw new ResourceError('Give the policy a name.', ['PolicyName'])
  policies.put(name, typeof document === 'string' ? document : JSON.stringify(document ?? null))
  return { physicalId: name, arn: name, ref: name, attributes: {} }
}

function nameOf({ properties, generatedName }: ResourceInput): string {
  const name = properties['LogGroupName'] ?? generatedName
  if (typeof name === 'string' && name.length <= limits.NAME_LENGTH[1] && NAME.test(name)) return name
  throw new ResourceError(
    `A log group's name is 1 to 512 letters, digits and . - _ / #, not ${JSON.stringify(name)}.`,
    ['LogGroupName'],
  )
}

function configure(group: LogGroup, { properties }: ResourceInput): ResourceHandle {
  group.retention = retentionOf(properties['RetentionInDays'])
  const tags = properties['Tags']
  if (Array.isArray(tags)) {
    group.tags = Object.fromEntries(
      (tags as readonly Readonly<Record<string, TemplateValue>>[]).map(({ Key, Value }) => [
        String(Key),
        String(Value),
      ]),
    )
  }
  return { physicalId: group.name, arn: group.arn, ref: group.name, attributes: { Arn: `${group.arn}:*` } }
}

function retentionOf(value: TemplateValue | undefined): number | null {
  if (value === undefined) return null
  if (limits.RETENTIONS.includes(Number(value))) return Number(value)
  throw new ResourceError(`RetentionInDays must be one of ${limits.RETENTIONS.join(', ')}.`, ['RetentionInDays'])
}
