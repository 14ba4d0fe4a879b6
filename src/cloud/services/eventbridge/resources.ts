/** AWS::Events::*. Source: CloudFormation resource reference for Amazon EventBridge. */

import { AwsError } from '../../aws/aws-error'
import { checkConstraints } from '../../aws/constraints'
import type { PolicyStatement } from '../../aws/policy'
import { ResourceError, type ResourceHandle, type ResourceInput, type ResourceType } from '../contract'
import type { Archive, Archives } from './archives'
import type { Buses } from './buses'
import { busNameOf, DEFAULT_BUS, records, text, type Input } from './input'
import * as limits from './limits'
import { archiveSettingsOf } from './operations/archives'
import { removeStatement, withStatement } from './operations/buses'
import { settingsOf } from './operations/rules'
import { setTags } from './operations/tags'
import { TARGET, targetOf } from './operations/targets'
import type { Router } from './router'
import type { EventBus, Rule } from './state'
import { errors } from './wire'

export function createResourceTypes({ archives, buses }: Router): Readonly<Record<string, ResourceType>> {
  return {
    'AWS::Events::EventBus': busType(buses),
    'AWS::Events::EventBusPolicy': policyType(buses),
    'AWS::Events::Rule': ruleType(buses),
    'AWS::Events::Archive': archiveType(buses, archives),
  }
}

function busType(buses: Buses): ResourceType {
  const nameOf = (input: ResourceInput): string => {
    const name = text(input.properties, 'Name') ?? ''
    if (!/^[.\-_A-Za-z0-9]{1,256}$/.test(name)) {
      throw new ResourceError('A bus has a name of up to 256 letters, digits, dots, hyphens and underscores.', ['Name'])
    }
    return name
  }
  const configure = (bus: EventBus, { properties }: ResourceInput): ResourceHandle => {
    const description = text(properties, 'Description')
    bus.settings = description === undefined ? {} : { description }
    bus.policy = (properties['Policy'] ?? null) as EventBus['policy']
    bus.tags.clear()
    setTags(bus.tags, records(properties, 'Tags'))
    return handle(bus.name, bus.arn, bus.name, { Arn: bus.arn, Name: bus.name })
  }
  return {
    create: (input) => asked(() => configure(buses.create(nameOf(input)), input), ['Name']),
    update(existing, input) {
      const bus = buses.findByArn(existing.arn)
      return bus?.name === nameOf(input) ? configure(bus, input) : null
    },
    delete(existing) {
      const bus = buses.findByArn(existing.arn)
      if (!bus) return
      for (const rule of bus.rules.values()) buses.deleteRule(rule)
      buses.delete(bus.name)
    },
  }
}

function policyType(buses: Buses): ResourceType {
  const put = ({ properties }: ResourceInput): ResourceHandle => {
    const busName = busNameOf(properties)
    const sid = text(properties, 'StatementId') ?? ''
    const bus = buses.named(busName)
    bus.policy = withStatement(bus, statementOf(properties, sid, bus))
    return handle(`${busName}|${sid}`, `${bus.arn}#${sid}`, sid, {})
  }
  return {
    create: (input) => asked(() => put(input), ['EventBusName']),
    update(existing, input) {
      const { properties } = input
      if (existing.physicalId !== `${busNameOf(properties)}|${text(properties, 'StatementId') ?? ''}`) return null
      return asked(() => put(input), ['EventBusName'])
    },
    delete(existing) {
      const [busName = '', sid = ''] = existing.physicalId.split('|')
      const bus = buses.find(busName)
      if (bus?.policy) removeStatement(bus, sid)
    },
  }
}

function statementOf(properties: ResourceInput['properties'], sid: string, bus: EventBus): PolicyStatement {
  const whole = properties['Statement']
  if (typeof whole === 'object' && whole !== null && !Array.isArray(whole)) {
    return { ...(whole as unknown as PolicyStatement), Sid: sid }
  }
  const [action, principal] = [text(properties, 'Action'), text(properties, 'Principal')]
  if (action === undefined || principal === undefined) {
    throw new ResourceError('A bus policy has a Statement, or an Action and a Principal.')
  }
  const condition = properties['Condition'] as Readonly<Record<'Type' | 'Key' | 'Value', string>> | undefined
  return {
    Sid: sid,
    Effect: 'Allow',
    Principal: principal === '*' ? '*' : { AWS: `arn:aws:iam::${principal}:root` },
    Action: action,
    Resource: bus.arn,
    ...(condition && { Condition: { [condition.Type]: { [condition.Key]: condition.Value } } }),
  }
}

function ruleType(buses: Buses): ResourceType {
  const nameOf = ({ properties, generatedName }: ResourceInput): string => {
    const name = text(properties, 'Name') ?? generatedName.slice(-64)
    if (!/^[.\-_A-Za-z0-9]{1,64}$/.test(name)) {
      throw new ResourceError('A rule has a name of up to 64 letters, digits, dots, hyphens and underscores.', ['Name'])
    }
    return name
  }
  const put = (input: ResourceInput): ResourceHandle => {
    const { properties } = input
    const busName = busNameOf(properties)
    const bus = buses.find(busName)
    if (!bus) throw new ResourceError(`There is no event bus ${busName}.`, ['EventBusName'])
    const settings = asked(
      () => settingsOf(withPattern(properties)),
      [properties['EventPattern'] === undefined ? 'ScheduleExpression' : 'EventPattern'],
    )
    const targets = records(properties, 'Targets').map((target, index) =>
      asked(() => {
        checkConstraints(target, TARGET)
        return targetOf(target)
      }, ['Targets', index]),
    )
    if (targets.length > limits.TARGETS_PER_RULE_MAX) {
      throw new ResourceError(errors.limitExceeded().message, ['Targets'], 'A rule has at most five targets.')
    }
    const rule = asked(() => buses.putRule(bus, nameOf(input), settings), [])
    rule.targets.clear()
    for (const target of targets) rule.targets.set(target.id, target)
    rule.tags.clear()
    setTags(rule.tags, records(properties, 'Tags'))
    return handleOf(rule)
  }
  return {
    create(input) {
      const name = nameOf(input)
      const busName = busNameOf(input.properties)
      if (buses.find(busName)?.rules.has(name)) {
        throw new ResourceError(`The event bus ${busName} already has a rule ${name}.`, ['Name'])
      }
      return put(input)
    },
    update(existing, input) {
      const rule = buses.findRuleByArn(existing.arn)
      const isSame = rule?.name === nameOf(input) && rule.bus.name === busNameOf(input.properties)
      return isSame ? put(input) : null
    },
    delete(existing) {
      const rule = buses.findRuleByArn(existing.arn)
      if (rule) buses.deleteRule(rule)
    },
  }
}

function handleOf({ name, arn, bus }: Rule): ResourceHandle {
  const ref = bus.name === DEFAULT_BUS ? name : `${bus.name}|${name}`
  return handle(ref, arn, ref, { Arn: arn })
}

function archiveType(buses: Buses, archives: Archives): ResourceType {
  const nameOf = ({ properties, generatedName }: ResourceInput): string =>
    text(properties, 'ArchiveName') ?? generatedName.slice(-48)
  const done = ({ name, arn }: Archive): ResourceHandle => handle(name, arn, name, { Arn: arn, ArchiveName: name })
  const settingsFrom = ({ properties }: ResourceInput): Archive['settings'] =>
    asked(() => archiveSettingsOf(withPattern(properties)), ['EventPattern'])
  return {
    create(input) {
      const name = nameOf(input)
      if (!/^[.\-_A-Za-z0-9]{1,48}$/.test(name)) {
        throw new ResourceError('An archive has a name of up to 48 letters, digits, dots, hyphens and underscores.', [
          'ArchiveName',
        ])
      }
      const sourceArn = text(input.properties, 'SourceArn') ?? ''
      const bus = buses.findByArn(sourceArn)
      if (!bus) throw new ResourceError(`There is no event bus ${sourceArn}.`, ['SourceArn'])
      return done(asked(() => archives.create(name, bus, settingsFrom(input)), ['ArchiveName']))
    },
    update(existing, input) {
      const archive = [...archives.archives.values()].find(({ arn }) => arn === existing.arn)
      if (!archive || archive.name !== nameOf(input) || archive.bus.arn !== input.properties['SourceArn']) return null
      archives.update(archive, settingsFrom(input))
      return done(archive)
    },
    delete(existing) {
      const archive = [...archives.archives.values()].find(({ arn }) => arn === existing.arn)
      if (archive) archives.delete(archive)
    },
  }
}

const handle = (
  physicalId: string,
  arn: string,
  ref: string,
  attributes: ResourceHandle['attributes'],
): ResourceHandle => ({ physicalId, arn, ref, attributes })

/** CloudFormation has patterns as JSON, the API as text. Numbers may come as texts. */
function withPattern(properties: ResourceInput['properties']): Input {
  const { EventPattern: pattern, RetentionDays: retention, ...others } = properties
  return {
    ...others,
    ...(pattern !== undefined && { EventPattern: typeof pattern === 'string' ? pattern : JSON.stringify(pattern) }),
    ...(retention !== undefined && { RetentionDays: Number(retention) }),
  }
}

/** What the API refuses, as a complaint about a property. */
function asked<Result>(work: () => Result, path: readonly (string | number)[]): Result {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    throw new ResourceError(error.message, path)
  }
}
