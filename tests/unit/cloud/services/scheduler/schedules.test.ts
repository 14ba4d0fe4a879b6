import { describe, expect, it } from 'vitest'
import { account, QUEUE, SCHEDULE, START_TIME, type SchedulerAccount } from './account'

const MINUTE = 60_000
const HOUR = 3_600_000
const at = (time: string): number => Date.parse(`${time}Z`) - START_TIME
const seconds = (time: string): number => Date.parse(`${time}Z`) / 1000
const times = (schedules: SchedulerAccount): number[] => schedules.invoked.map((invocation) => invocation.at)

describe('a rate', () => {
  // User Guide, "Rate-based schedules": without StartDate it starts immediately.
  it('begins at once', async () => {
    const schedules = account()
    schedules.schedule({ ScheduleExpression: 'rate(10 minutes)' })
    await schedules.run(25 * MINUTE)
    expect(times(schedules)).toEqual([0, 10 * MINUTE, 20 * MINUTE])
  })

  it('begins at StartDate and ends with EndDate', async () => {
    const schedules = account()
    const [StartDate, EndDate] = [seconds('2026-01-31T12:30:00'), seconds('2026-01-31T13:00:00')]
    schedules.schedule({ ScheduleExpression: 'rate(15 minutes)', StartDate, EndDate })
    await schedules.run(3 * HOUR)
    expect(times(schedules)).toEqual([30 * MINUTE, 45 * MINUTE, HOUR])
    expect(schedules.facts('scheduler.completed')).toMatchObject([{ schedule: SCHEDULE, deleted: false }])
    expect(schedules.call('GetSchedule', { Name: 's' })).toMatchObject({ State: 'ENABLED', StartDate, EndDate })
  })
})

describe('a cron expression', () => {
  it('follows the clocks of its zone', async () => {
    const schedules = account()
    schedules.schedule({
      ScheduleExpression: 'cron(30 2 * * ? *)',
      ScheduleExpressionTimezone: 'Europe/Berlin',
      StartDate: seconds('2026-03-28T00:00:00'),
    })
    await schedules.run(at('2026-03-31T12:00:00'))
    // The clocks leave out half past two on the 29th.
    expect(times(schedules)).toEqual([at('2026-03-28T01:30:00'), at('2026-03-30T00:30:00'), at('2026-03-31T00:30:00')])
  })

  it('may fall due at StartDate itself', async () => {
    const schedules = account()
    schedules.schedule({ ScheduleExpression: 'cron(0 13 * * ? *)', StartDate: seconds('2026-01-31T13:00:00') })
    await schedules.run(2 * HOUR)
    expect(times(schedules)).toEqual([HOUR])
  })
})

describe('a single date', () => {
  it('comes once, whatever StartDate and EndDate say', async () => {
    const schedules = account()
    schedules.schedule({
      ScheduleExpression: 'at(2026-02-01T09:00:00)',
      ScheduleExpressionTimezone: 'America/New_York',
      StartDate: seconds('2027-01-01T00:00:00'),
      EndDate: seconds('2026-01-01T00:00:00'),
    })
    await schedules.run(72 * HOUR)
    expect(times(schedules)).toEqual([at('2026-02-01T14:00:00')])
  })

  it('deletes its schedule after its invocation', async () => {
    const schedules = account()
    schedules.schedule({ ScheduleExpression: 'at(2026-01-31T12:05:00)', ActionAfterCompletion: 'DELETE' })
    await schedules.run(5 * MINUTE - 1)
    expect(schedules.call('ListSchedules')).toMatchObject({ Schedules: [{ Name: 's' }] })
    await schedules.run(1)
    expect(times(schedules)).toEqual([5 * MINUTE])
    expect(schedules.call('ListSchedules')).toEqual({ Schedules: [] })
    expect(schedules.facts('scheduler.completed')).toMatchObject([{ deleted: true }])
  })

  it('never falls due when it is over', async () => {
    const schedules = account()
    schedules.schedule({ ScheduleExpression: 'at(2020-01-01T00:00:00)', ActionAfterCompletion: 'DELETE' })
    await schedules.run(24 * HOUR)
    expect(schedules.invoked).toEqual([])
    expect(schedules.call('GetSchedule', { Name: 's' })).toMatchObject({ Name: 's' })
  })
})

describe('a flexible time window', () => {
  const flexible = async (seed: number): Promise<SchedulerAccount> => {
    const schedules = account(seed)
    schedules.schedule({
      ScheduleExpression: 'rate(1 hour)',
      FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 15 },
    })
    await schedules.run(10 * HOUR - 1)
    return schedules
  }

  it('has every invocation somewhere within it', async () => {
    const schedules = await flexible(1)
    expect(schedules.invoked).toHaveLength(10)
    const offsets = times(schedules).map((time, index) => time - index * HOUR)
    for (const offset of offsets) {
      expect(offset).toBeGreaterThanOrEqual(0)
      expect(offset).toBeLessThan(15 * MINUTE)
    }
    expect(new Set(offsets).size).toBe(10)
    expect(schedules.facts('scheduler.due')).toMatchObject([
      { scheduledTime: START_TIME, invokeAt: START_TIME + (offsets[0] ?? 0) },
      ...Array<object>(9).fill({}),
    ])
  })

  it('is drawn from the seed', async () => {
    expect(times(await flexible(1))).toEqual(times(await flexible(1)))
    expect(times(await flexible(1))).not.toEqual(times(await flexible(2)))
  })
})

describe('a schedule', () => {
  it('keeps no run from ending', async () => {
    const schedules = account()
    schedules.schedule()
    await schedules.run()
    expect(schedules.kernel.nextForegroundAt).toBeNull()
    expect(schedules.kernel.nextAt).toBe(START_TIME + MINUTE)
  })

  it('rests while it is disabled', async () => {
    const schedules = account()
    schedules.schedule({ State: 'DISABLED' })
    await schedules.run(HOUR)
    expect(schedules.invoked).toEqual([])
    expect(schedules.kernel.nextAt).toBeNull()
  })

  it('changes its time and target when it is updated; the rest is back at its defaults', async () => {
    const schedules = account()
    schedules.schedule({ ScheduleExpression: 'rate(1 hour)', Description: 'old' })
    await schedules.run(10 * MINUTE)
    schedules.call('UpdateSchedule', {
      Name: 's',
      ScheduleExpression: 'cron(0/30 * * * ? *)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: { Arn: `${QUEUE}2`, RoleArn: 'arn:aws:iam::123456789012:role/r' },
    })
    await schedules.run(50 * MINUTE)
    expect(schedules.invoked.map(({ target, at: time }) => [target, time])).toEqual([
      [QUEUE, 0],
      [`${QUEUE}2`, 30 * MINUTE],
      [`${QUEUE}2`, HOUR],
    ])
    expect(schedules.call('GetSchedule', { Name: 's' })).not.toHaveProperty('Description')
  })

  it('is gone with its waiting invocations when it is deleted', async () => {
    const schedules = account()
    schedules.schedule({ FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 60 } })
    await schedules.run(1)
    schedules.call('DeleteSchedule', { Name: 's' })
    await schedules.run(2 * HOUR)
    expect(schedules.invoked).toEqual([])
    expect(() => schedules.call('GetSchedule', { Name: 's' })).toThrow('Schedule s does not exist.')
  })

  it('is gone with its group', async () => {
    const schedules = account()
    schedules.call('CreateScheduleGroup', { Name: 'g' })
    schedules.schedule({ GroupName: 'g' })
    schedules.call('DeleteScheduleGroup', { Name: 'g' })
    expect(schedules.call('GetScheduleGroup', { Name: 'g' })).toMatchObject({ State: 'DELETING' })
    expect(() => schedules.schedule({ GroupName: 'g' })).toThrow(expect.objectContaining({ code: 'ConflictException' }))
    await schedules.run(HOUR)
    expect(schedules.invoked).toEqual([])
    expect(() => schedules.call('GetScheduleGroup', { Name: 'g' })).toThrow('Schedule group g does not exist.')
  })

  it('is shown with the time that comes next', () => {
    const schedules = account()
    schedules.schedule({ ScheduleExpression: 'cron(0 9 * * ? *)', ScheduleExpressionTimezone: 'Asia/Tokyo' })
    expect(schedules.service.views?.()).toMatchObject([
      {
        kind: 'Schedule group',
        name: 'default',
        tables: [
          { rows: [['s', 'ENABLED', 'cron(0 9 * * ? *)', 'Asia/Tokyo', '2026-02-01T00:00:00Z', QUEUE]], total: 1 },
        ],
      },
    ])
  })
})
