/**
 * Invocations of targets: by the schedule's role alone, tried again, and at last put into the dead-letter queue, by the
 * same role. One execution id holds for all tries of an invocation (AWS: "for each attempted invocation").
 *
 * Which errors are tried again AWS does not say for Scheduler; here they are those of EventBridge.
 */

import { AwsError } from '../../aws/aws-error'
import { failureKind, isRetriable, retryDelay } from '../../aws/delivery-retries'
import type { Milliseconds } from '../../aws/units'
import { serviceCaller, type Caller, type ServiceContext } from '../contract'
import * as limits from './limits'
import type { Schedule, Target } from './state'
import { inputFor, requestOf, secondsTimestamp, type Occasion } from './targets'

export const SCHEDULER_PRINCIPAL = 'scheduler.amazonaws.com'

/** The session of a schedule's role. What the trust policy sees as the source is the group, not the schedule. */
export function assume(context: ServiceContext, roleArn: string, groupArn: string): Caller {
  return context.assumeRole(roleArn, serviceCaller(SCHEDULER_PRINCIPAL, groupArn), 'scheduler')
}

interface Invocation {
  readonly schedule: Schedule
  /** As it was when the schedule fell due. */
  readonly target: Target
  readonly executionId: string
  readonly scheduledTime: Milliseconds
  /** The scheduled time, or a moment of the flexible window after it. The event's age is counted from here (MODEL). */
  readonly invokeAt: Milliseconds
  /** Of the default notification. */
  readonly eventId: string
}

export class Invocations {
  readonly #context: ServiceContext
  readonly #onEnd: (schedule: Schedule) => void

  /** @param onEnd an invocation was delivered or given up */
  constructor(context: ServiceContext, onEnd: (schedule: Schedule) => void) {
    this.#context = context
    this.#onEnd = onEnd
  }

  start(schedule: Schedule, scheduledTime: Milliseconds, invokeAt: Milliseconds): void {
    const { kernel } = this.#context
    const invocation: Invocation = {
      schedule,
      target: schedule.settings.target,
      executionId: kernel.random('scheduler-executions').hex(16),
      scheduledTime,
      invokeAt,
      eventId: kernel.random('event-ids').uuid(),
    }
    const { executionId } = invocation
    const recurs = schedule.settings.expression.kind !== 'at'
    kernel.trace.record({ type: 'scheduler.due', schedule: schedule.arn, executionId, scheduledTime, invokeAt })
    const due = invokeAt + this.#context.delay(limits.INVOCATION_LATENCY, 'scheduler-latency')
    this.#wait(schedule, due, () => this.#attempt(invocation, 0), recurs && due > kernel.now + 60_000)
  }

  /** @param far ahead, so that it keeps no run from ending */
  #wait(schedule: Schedule, due: Milliseconds, run: () => void, far = false): void {
    const waiting = this.#context.kernel.at(
      due,
      () => {
        schedule.pending.delete(waiting)
        run()
      },
      { background: far },
    )
    schedule.pending.add(waiting)
  }

  /** @param retries that came before */
  #attempt(invocation: Invocation, retries: number): void {
    const { schedule, target, executionId, scheduledTime, eventId } = invocation
    const { account, kernel } = this.#context
    const occasion: Occasion = { executionId, scheduledTime, attempt: retries + 1 }
    const input = inputFor(schedule, occasion, account, eventId)
    const facts = { schedule: schedule.arn, executionId, target: target.arn }
    try {
      const caller = assume(this.#context, target.roleArn, schedule.group.arn)
      const from = kernel.trace.length
      const deliveryId = this.#call(target, input, caller)
      kernel.trace.record({ type: 'scheduler.invoked', ...facts, attempt: retries + 1, deliveryId, from })
    } catch (error) {
      if (!(error instanceof AwsError)) throw error
      const giveUp = (condition: string | null): void => this.#giveUp(invocation, error, retries, condition, input)
      if (!isRetriable(failureKind(error))) return giveUp(null)
      if (retries >= target.retryAttempts) return giveUp('MaximumRetryAttempts')
      const oldest = invocation.invokeAt + target.eventAge * 1000
      const fraction = kernel.random('scheduler-backoff').fraction()
      const due = kernel.now + retryDelay(retries + 1, fraction, limits.RETRY_DELAY)
      if (due > oldest) {
        this.#wait(schedule, Math.max(oldest, kernel.now), () => giveUp('MaximumEventAgeInSeconds'))
        return
      }
      const { code, message } = error
      kernel.trace.record({ type: 'scheduler.retry-scheduled', ...facts, attempt: retries + 2, due, code, message })
      this.#wait(schedule, due, () => this.#attempt(invocation, retries + 1))
      return
    }
    this.#onEnd(schedule)
  }

  /** @returns message or request id at the target; null where the API gives none */
  #call({ arn, call }: Target, body: string, caller: Caller): string | null {
    const delivery = { body, attributes: {}, traceHeader: null, caller }
    switch (call.kind) {
      case 'universal':
        this.#context.call(call.service, call.operation, universalInput(call, body), caller)
        return null
      case 'sqs':
        return this.#context.deliver(arn, { ...delivery, ...(call.groupId !== null && { groupId: call.groupId }) }).id
      case 'kinesis':
        return this.#context.deliver(arn, { ...delivery, partitionKey: call.partitionKey }).id
      case 'events': {
        const event = { source: call.source, detailType: call.detailType, resources: [] }
        return this.#context.deliver(arn, { ...delivery, event }).id
      }
      default:
        return this.#context.deliver(arn, delivery).id
    }
  }

  #giveUp(
    { schedule, target, executionId, scheduledTime }: Invocation,
    { code, message }: AwsError,
    retries: number,
    condition: string | null,
    input: string,
  ): void {
    const { account, kernel } = this.#context
    const attributes: Readonly<Record<string, string>> = {
      ERROR_CODE: code,
      ERROR_MESSAGE: message,
      EXECUTION_ID: executionId,
      ...(condition !== null && { EXHAUSTED_RETRY_CONDITION: condition }),
      IS_PAYLOAD_TRUNCATED: 'false',
      RETRY_ATTEMPTS: String(retries),
      SCHEDULED_TIME: secondsTimestamp(scheduledTime),
      SCHEDULE_ARN: schedule.arn,
      TARGET_ARN: target.arn,
    }
    const deadLetterId = this.#bury(schedule, target, requestOf(target, input, account), attributes)
    const facts = { schedule: schedule.arn, executionId, target: target.arn }
    kernel.trace.record({ type: 'scheduler.failed', ...facts, code, message, retries, condition, deadLetterId })
    this.#onEnd(schedule)
  }

  /** @returns null without a dead-letter queue, and when it does not take the message: it is lost */
  #bury(schedule: Schedule, target: Target, body: string, texts: Readonly<Record<string, string>>): string | null {
    if (target.deadLetterArn === null) return null
    const attributes = Object.fromEntries(
      Object.entries(texts).map(([name, stringValue]) => [name, { dataType: 'String', stringValue }]),
    )
    try {
      const caller = assume(this.#context, target.roleArn, schedule.group.arn)
      return this.#context.deliver(target.deadLetterArn, { body, attributes, traceHeader: null, caller }).id
    } catch (error) {
      if (!(error instanceof AwsError)) throw error
      return null
    }
  }
}

/** Members that are the whole body of a REST request, which the API takes as bytes. */
const PAYLOADS: Readonly<Record<string, string>> = { 'lambda:Invoke': 'Payload', 's3:PutObject': 'Body' }

function universalInput(
  call: { readonly service: string; readonly operation: string },
  body: string,
): object & Record<string, unknown> {
  const input = JSON.parse(body) as Record<string, unknown>
  const payload = PAYLOADS[`${call.service}:${call.operation}`]
  const value = payload === undefined ? undefined : input[payload]
  if (payload === undefined || value === undefined) return input
  const bytes = new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value))
  return { ...input, [payload]: bytes }
}
