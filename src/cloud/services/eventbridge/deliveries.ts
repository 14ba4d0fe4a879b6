/**
 * Sends what a rule matched to its targets, each on its own: tries again, gives up, fills the dead-letter queue.
 *
 * A target is reached with the rights of the target's role, or, without one, as the service `events.amazonaws.com` acting
 * for the rule. Missing permissions and missing targets are not tried again (User Guide, "Event retry policy"), nor are
 * requests that the target calls wrong.
 *
 * Events go from bus to bus once: what came from another bus is not forwarded again ("EventBridge can't route events
 * received from a sender event bus to a third event bus"), and a bus does not feed itself.
 */

import { AwsError } from '../../aws/aws-error'
import { failureKind, isRetriable, retryDelay } from '../../aws/delivery-retries'
import type { JsonValue } from '../../aws/json'
import type { Milliseconds } from '../../aws/units'
import { serviceCaller, type Caller, type DeliveredAttribute, type ServiceContext } from '../contract'
import { eventText, type BusEvent } from './events'
import { valueAt } from './json-path'
import * as limits from './limits'
import type { EventBus, Rule, Target } from './state'
import { inputFor } from './transform'

export const EVENTS_PRINCIPAL = 'events.amazonaws.com'

/** Puts a forwarded event onto its next bus. @throws AwsError when there is no such bus */
export type Forward = (busArn: string, event: BusEvent, from: EventBus) => void

interface Delivering {
  readonly rule: Rule
  readonly target: Target
  readonly event: BusEvent
  /** The bus that the event was forwarded from. */
  readonly via: EventBus | null
  readonly startedAt: Milliseconds
}

class DeliveryFailure extends Error {
  constructor(
    /** As dead-letter queues name it: `NO_PERMISSIONS`. */
    readonly code: string,
    message: string,
    readonly isRetriable: boolean,
  ) {
    super(message)
  }
}

export class Deliveries {
  readonly #context: ServiceContext
  readonly #forward: Forward

  constructor(context: ServiceContext, forward: Forward) {
    this.#context = context
    this.#forward = forward
  }

  start(rule: Rule, event: BusEvent, via: EventBus | null): void {
    const { kernel } = this.#context
    for (const target of rule.targets.values()) {
      const delay = this.#context.delay(limits.DELIVERY_LATENCY, 'eventbridge-latency')
      const delivering = { rule, target, event, via, startedAt: kernel.now }
      kernel.after(delay, () => this.#attempt(delivering, 0))
    }
  }

  /** @param retries that came before */
  #attempt(delivering: Delivering, retries: number): void {
    const { rule, target, event, startedAt } = delivering
    const { kernel } = this.#context
    const facts = { rule: rule.arn, eventId: event.id, targetId: target.id, target: target.arn }
    try {
      const deliveryId = this.#deliver(delivering)
      kernel.trace.record({ type: 'events.delivered', ...facts, attempt: retries + 1, deliveryId })
    } catch (error) {
      const failure = failureOf(error)
      const giveUp = (condition: string | null): void => this.#giveUp(delivering, failure, retries, condition)
      if (!failure.isRetriable) return giveUp(null)
      if (retries >= target.retryAttempts) return giveUp('MaximumRetryAttempts')
      const oldest = startedAt + target.eventAge * 1000
      const fraction = kernel.random('eventbridge-backoff').fraction()
      const due = kernel.now + retryDelay(retries + 1, fraction, limits.RETRY_DELAY)
      if (due > oldest) {
        kernel.at(Math.max(oldest, kernel.now), () => giveUp('MaximumEventAgeInSeconds'))
        return
      }
      const { code, message } = failure
      kernel.trace.record({ type: 'events.retry-scheduled', ...facts, attempt: retries + 2, due, code, message })
      kernel.at(due, () => this.#attempt(delivering, retries + 1))
    }
  }

  /** @returns message or request id at the target */
  #deliver(delivering: Delivering): string {
    const { rule, target, event } = delivering
    const caller = this.#callerFor(rule, target)
    if (target.arn.includes(':event-bus/')) return this.#deliverToBus(delivering, caller)
    const body = inputFor(target.input, event, rule)
    if (body === null) throw new DeliveryFailure('INVALID_JSON', 'The input template does not come to JSON.', false)
    const receipt = this.#context.deliver(target.arn, {
      body,
      attributes: {},
      traceHeader: event.traceHeader,
      caller,
      ...(target.groupId !== null && { groupId: target.groupId }),
      ...(target.arn.startsWith('arn:aws:kinesis:') && { partitionKey: partitionKeyOf(target, event) }),
    })
    return receipt.id
  }

  #deliverToBus({ rule, target, event, via }: Delivering, caller: Caller): string {
    if (target.arn === rule.bus.arn || target.arn === via?.arn) {
      throw new DeliveryFailure('LOOP_DETECTED', `The event has been on ${target.arn} before.`, false)
    }
    if (via) {
      const message = 'Events received from another event bus cannot be forwarded to this event bus.'
      throw new DeliveryFailure('THIRD_ACCOUNT_HOP_DETECTED', message, false)
    }
    this.#context.authorize(caller, {
      action: 'events:PutEvents',
      resource: target.arn,
      context: {
        'events:source': event.source,
        'events:detail-type': event.detailType,
        'events:eventBusInvocation': 'true',
      },
    })
    this.#forward(target.arn, event, rule.bus)
    return event.id
  }

  #callerFor(rule: Rule, target: Target): Caller {
    const service = serviceCaller(EVENTS_PRINCIPAL, rule.arn)
    if (target.roleArn === null) return service
    try {
      // AWS names the session itself; the name is ours.
      return this.#context.assumeRole(target.roleArn, service, rule.name)
    } catch (error) {
      if (!(error instanceof AwsError)) throw error
      throw new DeliveryFailure('FAILED_TO_ASSUME_ROLE', error.message, false)
    }
  }

  #giveUp(
    { rule, target, event }: Delivering,
    { code, message }: DeliveryFailure,
    retries: number,
    condition: string | null,
  ): void {
    const { kernel } = this.#context
    const facts = { rule: rule.arn, eventId: event.id, targetId: target.id, target: target.arn }
    const deadLetterId =
      target.deadLetterArn === null
        ? null
        : this.#bury(target.deadLetterArn, rule, event, {
            RULE_ARN: rule.arn,
            TARGET_ARN: target.arn,
            ERROR_CODE: code,
            ERROR_MESSAGE: message,
            ...(condition !== null && { EXHAUSTED_RETRY_CONDITION: condition }),
            RETRY_ATTEMPTS: String(retries),
          })
    kernel.trace.record({ type: 'events.failed', ...facts, code, message, retries, condition, deadLetterId })
  }

  /** @returns null when the queue does not take it: the event is lost */
  #bury(queueArn: string, rule: Rule, event: BusEvent, attributes: Readonly<Record<string, string>>): string | null {
    const caller = serviceCaller(EVENTS_PRINCIPAL, rule.arn)
    try {
      return this.#context.deliver(queueArn, {
        body: eventText(event),
        attributes: textAttributes(attributes),
        traceHeader: event.traceHeader,
        caller,
      }).id
    } catch (error) {
      if (!(error instanceof AwsError)) throw error
      return null
    }
  }
}

const textAttributes = (attributes: Readonly<Record<string, string>>): Record<string, DeliveredAttribute> =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, stringValue]) => [name, { dataType: 'String', stringValue }]),
  )

function partitionKeyOf(target: Target, event: BusEvent): string {
  if (!target.partitionKeyPath) return event.id
  const value = valueAt(JSON.parse(eventText(event)) as JsonValue, target.partitionKeyPath)
  // Unconfirmed: what AWS takes when there is nothing at the path.
  if (value === undefined || value === null) return event.id
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function failureOf(error: unknown): DeliveryFailure {
  if (error instanceof DeliveryFailure) return error
  if (!(error instanceof AwsError)) throw error
  const kind = failureKind(error)
  const codes = {
    permission: 'NO_PERMISSIONS',
    missing: 'NO_RESOURCE',
    throttled: 'THROTTLING',
    server: 'ERROR_FROM_TARGET',
    client: 'SDK_CLIENT_ERROR',
  } as const
  return new DeliveryFailure(codes[kind], error.message, isRetriable(kind))
}
