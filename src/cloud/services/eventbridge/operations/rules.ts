/** PutRule and its like. Source: EventBridge API Reference. */

import { checkConstraints, type Constraints } from '../../../aws/constraints'
import { compilePattern } from '../../../aws/event-patterns'
import { parseScheduleExpression } from '../../../aws/schedule-expressions'
import type { Operation, ServiceContext } from '../../contract'
import type { Buses } from '../buses'
import { busNameOf, DEFAULT_BUS, page, PAGING, PREFIX, records, text, type Input } from '../input'
import * as limits from '../limits'
import type { Rule, RuleSettings, RuleState } from '../state'
import { errors } from '../wire'
import { setTags, TAGS } from './tags'

const STATES = ['ENABLED', 'DISABLED', 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS']
const NAMED: Constraints = { Name: { required: true, ...limits.RULE_NAME }, EventBusName: limits.BUS_NAME_OR_ARN }

export function ruleOperations(buses: Buses, { account }: ServiceContext): Readonly<Record<string, Operation>> {
  const ruleOf = (input: Input, name = 'Name'): Rule => buses.rule(busNameOf(input), text(input, name) ?? '')

  return {
    PutRule(input) {
      checkConstraints(input, {
        ...NAMED,
        ScheduleExpression: { length: [0, limits.SCHEDULE_LENGTH_MAX] },
        EventPattern: { length: [0, limits.PATTERN_LENGTH_MAX] },
        State: { values: STATES },
        Description: { length: [0, limits.DESCRIPTION_LENGTH_MAX] },
        RoleArn: { length: [1, 1600] },
        Tags: TAGS,
      })
      const bus = buses.named(busNameOf(input))
      const name = text(input, 'Name') ?? ''
      const existing = bus.rules.get(name)
      if (existing?.managedBy) throw errors.managedRule(name)
      const rule = buses.putRule(bus, name, settingsOf(input))
      // The tags of a rule that exists are changed by TagResource alone.
      if (!existing) setTags(rule.tags, records(input, 'Tags'))
      return { RuleArn: rule.arn }
    },

    DescribeRule(input) {
      checkConstraints(input, NAMED)
      return { ...shown(ruleOf(input)), CreatedBy: account.accountId }
    },

    ListRules(input) {
      checkConstraints(input, { ...PREFIX(limits.RULE_NAME), EventBusName: limits.BUS_NAME_OR_ARN, ...PAGING })
      const prefix = text(input, 'NamePrefix') ?? ''
      const rules = [...buses.named(busNameOf(input)).rules.values()].filter(({ name }) => name.startsWith(prefix))
      const { entries, token } = page(input, rules)
      return { Rules: entries.map(shown), ...token }
    },

    ListRuleNamesByTarget(input) {
      checkConstraints(input, {
        TargetArn: { required: true, length: [1, 1600] },
        EventBusName: limits.BUS_NAME_OR_ARN,
        ...PAGING,
      })
      const rules = [...buses.named(busNameOf(input)).rules.values()].filter(({ targets }) =>
        [...targets.values()].some(({ arn }) => arn === input['TargetArn']),
      )
      const { entries, token } = page(input, rules)
      return { RuleNames: entries.map(({ name }) => name), ...token }
    },

    EnableRule(input) {
      checkConstraints(input, NAMED)
      setState(ruleOf(input), 'ENABLED')
      return {}
    },

    DisableRule(input) {
      checkConstraints(input, NAMED)
      setState(ruleOf(input), 'DISABLED')
      return {}
    },

    /** Deleting a rule that is not there changes nothing. */
    DeleteRule(input) {
      checkConstraints(input, NAMED)
      const rule = buses.named(busNameOf(input)).rules.get(text(input, 'Name') ?? '')
      if (!rule) return {}
      if (rule.managedBy !== null && input['Force'] !== true) throw errors.managedRule(rule.name)
      if (rule.targets.size > 0) throw errors.ruleHasTargets()
      buses.deleteRule(rule)
      return {}
    },
  }

  function setState(rule: Rule, state: RuleState): void {
    if (rule.managedBy !== null) throw errors.managedRule(rule.name)
    buses.setState(rule, state)
  }
}

/** @throws AwsError */
export function settingsOf(input: Input): RuleSettings {
  const [pattern, schedule] = [text(input, 'EventPattern'), text(input, 'ScheduleExpression')]
  if (pattern === undefined && schedule === undefined) throw errors.noPatternNorSchedule()
  return {
    pattern: pattern === undefined ? null : patternOf(pattern),
    schedule: schedule === undefined ? null : scheduleOf(schedule, busNameOf(input)),
    state: (text(input, 'State') ?? 'ENABLED') as RuleState,
    description: text(input, 'Description') ?? null,
    roleArn: text(input, 'RoleArn') ?? null,
  }
}

/** @throws AwsError InvalidEventPatternException */
export function patternOf(pattern: string): NonNullable<RuleSettings['pattern']> {
  const compiled = compilePattern(pattern, 'eventbridge')
  if (!compiled.ok) throw errors.invalidPattern(compiled.message)
  return { text: pattern, compiled }
}

function scheduleOf(schedule: string, bus: string): NonNullable<RuleSettings['schedule']> {
  if (bus !== DEFAULT_BUS) throw errors.scheduleOnCustomBus()
  const expression = parseScheduleExpression(schedule, 'rule')
  if (!expression) throw errors.invalidSchedule()
  return { text: schedule, expression }
}

function shown({ name, arn, bus, settings, managedBy }: Rule): Record<string, unknown> {
  return {
    Name: name,
    Arn: arn,
    ...(settings.pattern && { EventPattern: settings.pattern.text }),
    ...(settings.schedule && { ScheduleExpression: settings.schedule.text }),
    State: settings.state,
    ...(settings.description !== null && { Description: settings.description }),
    ...(settings.roleArn !== null && { RoleArn: settings.roleArn }),
    ...(managedBy !== null && { ManagedBy: managedBy }),
    EventBusName: bus.name,
  }
}
