/**
 * Scripts of what the page's user sends, played in virtual time: events of the kernel, at instants drawn from random
 * streams of their own. The same seed and script give the same events at the same instants, whatever the stack does with
 * them.
 */

import { arrivals } from './aws/stimuli/arrivals'
import { fillPlaceholders } from './aws/stimuli/placeholders'
import type { TraceFact } from './aws/trace-records'
import { AwsError } from './aws/aws-error'
import type { Kernel } from './kernel/kernel'
import type { Random } from './kernel/random'
import type { PlayReport, PlayRequest, PlayStep, SendRequest } from './protocol'

/** How one event ended for who sent it: taken, or (of synchronous invocations) answered. */
export interface Dispatched {
  readonly id: string
  readonly outcome: 'taken' | 'succeeded' | 'failed'
}

/**
 * Sends one event.
 * @param done called once, at once or in a kernel event
 * @throws AwsError when it is refused
 */
export type Dispatch = (
  step: Pick<PlayStep, 'kind' | 'qualifier'>,
  message: SendRequest,
  done: (result: Dispatched) => void,
) => void

const REFUSALS_KEPT = 5

type Counts = { -readonly [Name in keyof Omit<PlayReport, 'refusals'>]: PlayReport[Name] } & {
  refusals: { code: string; message: string; count: number }[]
}

export class Player {
  /** Scripts played so far: each has its own random streams. */
  #plays = 0

  constructor(
    readonly kernel: Kernel<TraceFact>,
    readonly dispatch: Dispatch,
  ) {}

  /** The report comes when everything was sent and answered. */
  play({ steps }: PlayRequest): Promise<PlayReport> {
    const number = this.#plays++
    const startedAt = this.kernel.now
    const report: Counts = {
      sent: 0,
      succeeded: 0,
      failed: 0,
      throttled: 0,
      refused: 0,
      lastId: null,
      refusals: [],
      virtualMs: 0,
    }
    return new Promise((resolve) => {
      let open = steps.length
      const ended = (): void => {
        open--
        if (open === 0) resolve({ ...report, virtualMs: this.kernel.now - startedAt })
      }
      if (open === 0) resolve(report)
      steps.forEach((step, index) => {
        // Draws of one step do not shift those of another.
        const random = this.kernel.random(`stimuli ${number}.${index}`)
        new StepRun(this, step, random, startedAt, report, ended).start()
      })
    })
  }
}

/** The events of one step. */
class StepRun {
  readonly #instants: Float64Array
  /** Events whose time has come, and those of them that were sent. */
  #due = 0
  #sent = 0
  #open = 0

  constructor(
    readonly player: Player,
    readonly step: PlayStep,
    readonly random: Random,
    readonly startedAt: number,
    readonly report: Counts,
    readonly ended: () => void,
  ) {
    this.#instants = arrivals(step.count, step.over, step.spread, random)
  }

  /** What is due at once is sent at once: a clock that stands does not hold it back. */
  start(): void {
    if (this.step.count === 0) this.ended()
    else this.#pump()
  }

  #instant(index: number): number {
    return Math.round((this.startedAt + this.step.at + (this.#instants[index] ?? 0)) * 1000) / 1000
  }

  #pump(): void {
    const { kernel } = this.player
    while (this.#due < this.step.count && this.#instant(this.#due) <= kernel.now) this.#due++
    this.#sendDue()
    if (this.#due < this.step.count) kernel.at(this.#instant(this.#due), () => this.#pump())
  }

  /** As many as there are callers for. */
  #sendDue(): void {
    while (this.#sent < this.#due && this.#open < (this.step.callers ?? Infinity)) this.#send(this.#sent++)
  }

  #send(index: number): void {
    const { kernel, dispatch } = this.player
    const { report, random } = this
    const message = filled(this.step.message, { index, now: kernel.now, random })
    this.#open++
    report.sent++
    try {
      let atOnce = true
      dispatch(this.step, message, ({ id, outcome }) => {
        report.lastId = id
        if (outcome !== 'taken') report[outcome]++
        this.#answered(atOnce)
      })
      atOnce = false
    } catch (error) {
      if (!(error instanceof AwsError)) throw error
      this.#refused(error)
      this.#answered(true)
    }
  }

  #refused({ code, message }: AwsError): void {
    const { report } = this
    if (code === 'TooManyRequestsException') report.throttled++
    else report.refused++
    const known = report.refusals.find((one) => one.code === code && one.message === message)
    if (known) known.count++
    else if (report.refusals.length < REFUSALS_KEPT) report.refusals.push({ code, message, count: 1 })
  }

  /** @param atOnce whether it was being sent just now: then whoever sends goes on by itself */
  #answered(atOnce: boolean): void {
    this.#open--
    if (this.#sent === this.step.count && this.#open === 0) this.ended()
    else if (!atOnce && this.#sent < this.#due) this.player.kernel.after(0, () => this.#sendDue())
  }
}

function filled(message: SendRequest, context: Parameters<typeof fillPlaceholders>[1]): SendRequest {
  const fill = (text: string): string => fillPlaceholders(text, context)
  const { body, key, headers, groupId, deduplicationId, subject, event } = message
  return {
    ...message,
    body: fill(body),
    ...(key !== undefined && { key: fill(key) }),
    ...(groupId !== undefined && { groupId: fill(groupId) }),
    ...(deduplicationId !== undefined && { deduplicationId: fill(deduplicationId) }),
    ...(subject !== undefined && { subject: fill(subject) }),
    ...(headers && {
      headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, fill(value)])),
    }),
    ...(event && { event: { ...event, source: fill(event.source), detailType: fill(event.detailType) } }),
  }
}
