/** An event on a bus: which rules match it, which archives keep it, and the way on to targets. */

import { mismatches } from '../../aws/event-patterns/mismatch'
import type { JsonValue } from '../../aws/json'
import type { ServiceContext } from '../contract'
import { Archives } from './archives'
import { Buses } from './buses'
import { Deliveries } from './deliveries'
import { eventText, type BusEvent } from './events'
import type { EventBus, Rule } from './state'
import { errors } from './wire'

/** Characters of an event's detail that the trace shows. */
const TRACED_DETAIL_MAX = 4096
/** Rules of which the trace says why they do not match. */
const TRACED_RULES_MAX = 10

export class Router {
  readonly buses: Buses
  readonly archives: Archives
  readonly #context: ServiceContext
  readonly #deliveries: Deliveries

  constructor(context: ServiceContext) {
    this.#context = context
    this.buses = new Buses(context, (rule) => this.#fall(rule))
    this.archives = new Archives(context, this.buses, (bus, event, ruleArns) => this.#route(bus, event, null, ruleArns))
    this.#deliveries = new Deliveries(context, (busArn, event, from) => {
      const bus = this.buses.findByArn(busArn)
      if (!bus) throw errors.busNotFound(busArn.slice(busArn.indexOf('/') + 1))
      this.put(bus, event, from.arn, from)
    })
  }

  /** @param sender ARN of who sent it @param from the bus it was forwarded from */
  put(bus: EventBus, event: BusEvent, sender: string, from: EventBus | null = null): void {
    this.#context.kernel.trace.record({
      type: 'events.put',
      bus: bus.name,
      eventId: event.id,
      source: event.source,
      detailType: event.detailType,
      detail: event.detail.slice(0, TRACED_DETAIL_MAX),
      sender,
    })
    this.#route(bus, event, from, null)
  }

  /** @param only ARNs of the rules that may get it; null for all */
  #route(bus: EventBus, event: BusEvent, from: EventBus | null, only: readonly string[] | null): void {
    const json = JSON.parse(eventText(event)) as JsonValue
    const matching = [...bus.rules.values()].filter(
      (rule) =>
        rule.isEnabled && (only?.includes(rule.arn) ?? true) && rule.settings.pattern?.compiled.matches(json) === true,
    )
    const visible = matching.filter(({ managedBy }) => managedBy === null)
    const others = [...bus.rules.values()]
      .filter((rule) => rule.managedBy === null && !matching.includes(rule) && (only?.includes(rule.arn) ?? true))
      .slice(0, TRACED_RULES_MAX)
      .map((rule) => ({ rule: rule.arn, why: whyNot(rule, json) }))
    this.#context.kernel.trace.record({
      type: 'events.matched',
      bus: bus.name,
      eventId: event.id,
      rules: visible.map(({ arn }) => arn),
      ...(others.length > 0 && { others }),
    })
    for (const rule of matching) {
      if (rule.managedBy === null) this.#deliveries.start(rule, event, from)
      else this.archives.keep(rule, event)
    }
  }

  /** A schedule's event goes to the targets of its own rule. */
  #fall(rule: Rule): void {
    const { account, kernel } = this.#context
    const event: BusEvent = {
      id: kernel.random('event-ids').uuid(),
      source: 'aws.events',
      detailType: 'Scheduled Event',
      accountId: account.accountId,
      region: account.region,
      time: kernel.now,
      resources: [rule.arn],
      detail: '{}',
      detailBytes: 2,
      traceHeader: null,
      replayName: null,
      ingestedAt: kernel.now,
    }
    kernel.trace.record({ type: 'events.schedule-due', rule: rule.arn, eventId: event.id })
    this.#deliveries.start(rule, event, null)
  }
}

/** By pattern: rules are many events' and change rarely. */
const explainers = new WeakMap<object, (event: JsonValue) => string>()

function whyNot({ isEnabled, settings: { pattern } }: Rule, event: JsonValue): string {
  if (!isEnabled) return 'the rule is disabled'
  if (!pattern) return 'the rule has a schedule and no pattern'
  let explain = explainers.get(pattern)
  if (!explain) explainers.set(pattern, (explain = mismatches(pattern.text, 'eventbridge')))
  return explain(event)
}
