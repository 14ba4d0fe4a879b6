/** The event buses of the account in its Region, and where a rule is found. */

import { formatArn } from '../../aws/arn'
import type { ServiceContext } from '../contract'
import { DEFAULT_BUS } from './input'
import * as limits from './limits'
import { RuleSchedules } from './rule-schedules'
import { EventBus, Rule, type BusSettings, type RuleSettings } from './state'
import { errors } from './wire'

export class Buses {
  readonly #context: ServiceContext
  readonly #buses = new Map<string, EventBus>()
  readonly schedules: RuleSchedules

  /** @param onSchedule a rule's schedule fell due */
  constructor(context: ServiceContext, onSchedule: (rule: Rule) => void) {
    this.#context = context
    this.schedules = new RuleSchedules(context.kernel, onSchedule)
    this.create(DEFAULT_BUS)
  }

  all(): readonly EventBus[] {
    return [...this.#buses.values()]
  }

  find(name: string): EventBus | undefined {
    return this.#buses.get(name)
  }

  findByArn(arn: string): EventBus | undefined {
    const bus = this.#buses.get(arn.slice(arn.indexOf(':event-bus/') + ':event-bus/'.length))
    return bus?.arn === arn ? bus : undefined
  }

  /** @throws AwsError ResourceNotFoundException */
  named(name: string): EventBus {
    const bus = this.find(name)
    if (!bus) throw errors.busNotFound(name)
    return bus
  }

  /** @throws AwsError when there is one of that name, or too many */
  create(name: string, settings: BusSettings = {}): EventBus {
    if (this.#buses.has(name)) throw errors.busExists(name)
    if (this.#buses.size >= limits.EVENT_BUSES_MAX) throw errors.limitExceeded()
    const { account, kernel } = this.#context
    const bus = new EventBus(name, formatArn('events', account, `event-bus/${name}`), kernel.now, settings)
    this.#buses.set(name, bus)
    return bus
  }

  /** Deleting a bus that is not there changes nothing. @throws AwsError when it is the default one or has rules */
  delete(name: string): void {
    if (name === DEFAULT_BUS) throw errors.defaultBusStays()
    const bus = this.find(name)
    if (!bus) return
    if (bus.rules.size > 0) throw errors.busHasRules()
    this.#buses.delete(name)
  }

  ruleArn(bus: string, rule: string): string {
    return formatArn('events', this.#context.account, bus === DEFAULT_BUS ? `rule/${rule}` : `rule/${bus}/${rule}`)
  }

  /** @throws AwsError ResourceNotFoundException */
  rule(busName: string, name: string): Rule {
    const rule = this.named(busName).rules.get(name)
    if (!rule) throw errors.ruleNotFound(name, busName)
    return rule
  }

  findRuleByArn(arn: string): Rule | undefined {
    for (const { rules } of this.#buses.values()) {
      for (const rule of rules.values()) if (rule.arn === arn) return rule
    }
    return undefined
  }

  /** Makes a rule, or gives one that exists new settings; its targets and tags stay. @throws AwsError */
  putRule(bus: EventBus, name: string, settings: RuleSettings, managedBy: string | null = null): Rule {
    const existing = bus.rules.get(name)
    if (existing) {
      existing.settings = settings
      this.schedules.restart(existing)
      return existing
    }
    if (bus.rules.size >= limits.RULES_PER_BUS_MAX) throw errors.limitExceeded()
    const rule = new Rule(name, this.ruleArn(bus.name, name), bus, settings, managedBy)
    bus.rules.set(name, rule)
    this.schedules.restart(rule)
    return rule
  }

  setState(rule: Rule, state: RuleSettings['state']): void {
    if (rule.settings.state === state) return
    rule.settings = { ...rule.settings, state }
    this.schedules.restart(rule)
  }

  deleteRule(rule: Rule): void {
    rule.bus.rules.delete(rule.name)
    this.schedules.stop(rule)
  }
}
