/**
 * When rules with a schedule fall due: at the very instant, in UTC. AWS promises the minute, not the second.
 *
 * The instants lie ahead for ever, so they are background events: they come when the clock gets there, and keep no run from
 * ending. A rate is counted from when the rule was made, changed or enabled (not stated by AWS, unverified).
 */

import { nextOccurrence } from '../../aws/schedule-expressions'
import type { TraceFact } from '../../aws/trace-records'
import type { Kernel } from '../../kernel/kernel'
import type { Rule } from './state'

export class RuleSchedules {
  readonly #kernel: Kernel<TraceFact>
  readonly #onDue: (rule: Rule) => void

  constructor(kernel: Kernel<TraceFact>, onDue: (rule: Rule) => void) {
    this.#kernel = kernel
    this.#onDue = onDue
  }

  /** Follows a rule's settings as they are now. */
  restart(rule: Rule): void {
    this.stop(rule)
    if (rule.isEnabled && rule.settings.schedule) this.#waitForNext(rule, this.#kernel.now)
  }

  stop(rule: Rule): void {
    this.#kernel.cancel(rule.timer)
    rule.timer = null
  }

  #waitForNext(rule: Rule, start: number): void {
    const { schedule } = rule.settings
    const due = schedule && nextOccurrence(schedule.expression, this.#kernel.now, { start })
    if (due === null) return
    const fall = (): void => {
      this.#waitForNext(rule, start)
      this.#onDue(rule)
    }
    rule.timer = this.#kernel.at(due, fall, { background: true })
  }
}
