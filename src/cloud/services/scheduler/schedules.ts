/**
 * The schedules of the account in its Region, and when they fall due.
 *
 * - A schedule falls due at the very instant; AWS promises the minute. With a flexible time window the invocation is drawn
 *   from the window.
 * - A rate begins at once, or at StartDate ("If you do not provide a StartDate for a rate-based schedule, your schedule
 *   starts invoking the target immediately"). StartDate and EndDate do not concern a single date.
 * - What recurs lies ahead for ever: background events, which come as the clock gets there and keep no run from
 *   ending.
 * - A single date in the past never falls due, and so never completes (not stated by AWS, unverified).
 */

import { formatArn } from '../../aws/arn'
import { nextOccurrence } from '../../aws/schedule-expressions'
import type { ServiceContext } from '../contract'
import { DEFAULT_GROUP } from './input'
import { Invocations } from './invocations'
import * as limits from './limits'
import { Schedule, ScheduleGroup, type ScheduleSettings } from './state'
import { errors } from './wire'

export class Schedules {
  readonly #context: ServiceContext
  readonly #groups = new Map<string, ScheduleGroup>()
  readonly #invocations: Invocations

  constructor(context: ServiceContext) {
    this.#context = context
    this.#invocations = new Invocations(context, (schedule) => this.#completeIfDone(schedule))
    this.createGroup(DEFAULT_GROUP)
  }

  groups(): readonly ScheduleGroup[] {
    return [...this.#groups.values()]
  }

  findGroup(name: string): ScheduleGroup | undefined {
    return this.#groups.get(name)
  }

  findByArn(arn: string): Schedule | undefined {
    const [, groupName = '', name = ''] = arn.split('/')
    const schedule = this.#groups.get(groupName)?.schedules.get(name)
    return schedule?.arn === arn ? schedule : undefined
  }

  /** @throws AwsError ResourceNotFoundException */
  group(name: string): ScheduleGroup {
    const group = this.#groups.get(name)
    if (!group) throw errors.groupNotFound(name)
    return group
  }

  /** @param clientToken the same again means the same request @throws AwsError */
  createGroup(name: string, clientToken: string | null = null): ScheduleGroup {
    const existing = this.#groups.get(name)
    if (existing && clientToken !== null && existing.clientToken === clientToken) return existing
    if (existing) throw errors.groupExists(name)
    if (this.#groups.size >= limits.SCHEDULE_GROUPS_MAX) throw errors.quotaExceeded()
    const { account, kernel } = this.#context
    const arn = formatArn('scheduler', account, `schedule-group/${name}`)
    const group = new ScheduleGroup(name, arn, kernel.now, clientToken)
    this.#groups.set(name, group)
    return group
  }

  /** Its schedules are gone at once, the group soon. @throws AwsError for the default group */
  deleteGroup(group: ScheduleGroup): void {
    if (group.name === DEFAULT_GROUP) throw errors.defaultGroupStays()
    if (group.state === 'DELETING') return
    group.state = 'DELETING'
    group.modifiedAt = this.#context.kernel.now
    for (const schedule of group.schedules.values()) this.delete(schedule)
    this.#context.kernel.after(limits.GROUP_DELETION, () => this.#groups.delete(group.name))
  }

  /** @throws AwsError ResourceNotFoundException */
  schedule(groupName: string, name: string): Schedule {
    const schedule = this.group(groupName).schedules.get(name)
    if (!schedule) throw errors.scheduleNotFound(name)
    return schedule
  }

  /** @param clientToken the same again means the same request @throws AwsError */
  create(group: ScheduleGroup, name: string, settings: ScheduleSettings, clientToken: string | null = null): Schedule {
    const existing = group.schedules.get(name)
    if (existing && clientToken !== null && existing.clientToken === clientToken) return existing
    if (existing) throw errors.scheduleExists(name)
    if (group.state === 'DELETING') throw errors.groupIsDeleting(group.name)
    const { account, kernel } = this.#context
    const arn = formatArn('scheduler', account, `schedule/${group.name}/${name}`)
    const schedule = new Schedule(name, group, arn, settings, kernel.now, clientToken)
    group.schedules.set(name, schedule)
    this.#restart(schedule)
    return schedule
  }

  update(schedule: Schedule, settings: ScheduleSettings): void {
    schedule.settings = settings
    schedule.modifiedAt = this.#context.kernel.now
    this.#restart(schedule)
  }

  /** What waits is not invoked any more. */
  delete(schedule: Schedule): void {
    const { kernel } = this.#context
    schedule.group.schedules.delete(schedule.name)
    kernel.cancel(schedule.timer)
    for (const waiting of schedule.pending) kernel.cancel(waiting)
    schedule.pending.clear()
  }

  #restart(schedule: Schedule): void {
    const { kernel } = this.#context
    kernel.cancel(schedule.timer)
    schedule.timer = null
    schedule.isExhausted = false
    const { expression, isEnabled, startDate } = schedule.settings
    if (!isEnabled) return
    const isRecurring = expression.kind !== 'at'
    const start = (isRecurring ? startDate : null) ?? kernel.now
    // The start itself counts: of a rate always, of a cron expression when it was given.
    const includesStart = start > kernel.now || (expression.kind === 'rate' && startDate === null)
    this.#waitForNext(schedule, start, includesStart ? start - 1 : kernel.now)
  }

  /** @param after the time before which nothing falls due @returns false when there is no next time */
  #waitForNext(schedule: Schedule, start: number, after: number): boolean {
    const { kernel } = this.#context
    const { endDate, expression, flexibleWindow, zone } = schedule.settings
    const due = nextOccurrence(expression, after, { zone, start })
    if (due === null || (expression.kind !== 'at' && endDate !== null && due > endDate)) return false
    const fall = (): void => {
      schedule.timer = null
      const delay = flexibleWindow === null ? 0 : kernel.random('scheduler-windows').integer(0, flexibleWindow - 1)
      this.#invocations.start(schedule, due, due + delay)
      schedule.isExhausted = !this.#waitForNext(schedule, start, due)
    }
    // What recurs lies ahead for ever; what happens once is waited for.
    schedule.timer = kernel.at(due, fall, { background: expression.kind !== 'at' })
    return true
  }

  /** After the last invocation has ended, one way or the other. */
  #completeIfDone(schedule: Schedule): void {
    if (!schedule.isExhausted || schedule.pending.size > 0 || this.findByArn(schedule.arn) !== schedule) return
    const deleted = schedule.settings.actionAfterCompletion === 'DELETE'
    this.#context.kernel.trace.record({ type: 'scheduler.completed', schedule: schedule.arn, deleted })
    if (deleted) this.delete(schedule)
  }
}
