import { describe, expect, it } from 'vitest'
import { account, QUEUE, RULE, START_TIME } from './account'

const at = (time: string): number => Date.parse(`${time}Z`) - START_TIME

describe('a rule with a schedule', () => {
  it('sends its event to its targets, one period after the other', async () => {
    const events = account()
    events.rule({ EventPattern: undefined, ScheduleExpression: 'rate(5 minutes)' }, QUEUE)
    await events.run(16 * 60_000)
    expect(events.deliveries.map((delivery) => delivery.at)).toEqual([300_000, 600_000, 900_000])
    // Recorded from AWS, tests_schedule_target_sqs.
    expect(events.bodies(QUEUE)[0]).toMatchObject({
      version: '0',
      'detail-type': 'Scheduled Event',
      source: 'aws.events',
      account: '123456789012',
      time: '2026-01-31T12:05:00Z',
      region: 'us-east-1',
      resources: [RULE],
      detail: {},
    })
    expect(events.facts('events.schedule-due')).toHaveLength(3)
  })

  it('follows its cron expression in UTC', async () => {
    const events = account()
    events.rule({ EventPattern: undefined, ScheduleExpression: 'cron(30 9 ? * MON-FRI *)' }, QUEUE)
    await events.run(4 * 86_400_000)
    expect(events.deliveries.map((delivery) => delivery.at)).toEqual([
      at('2026-02-02T09:30'),
      at('2026-02-03T09:30'),
      at('2026-02-04T09:30'),
    ])
  })

  it('keeps no run from ending', () => {
    const events = account()
    events.rule({ EventPattern: undefined, ScheduleExpression: 'rate(1 minute)' }, QUEUE)
    expect(events.kernel.nextForegroundAt).toBeNull()
    expect(events.kernel.nextAt).toBe(START_TIME + 60_000)
  })

  it('rests while it is disabled, and is gone when it is deleted', async () => {
    const events = account()
    events.rule({ EventPattern: undefined, ScheduleExpression: 'rate(1 minute)' }, QUEUE)
    await events.run(60_000)
    events.call('DisableRule', { Name: 'r' })
    await events.run(600_000)
    expect(events.deliveries).toHaveLength(1)
    events.call('EnableRule', { Name: 'r' })
    await events.run(60_000)
    expect(events.deliveries).toHaveLength(2)
    events.call('RemoveTargets', { Rule: 'r', Ids: ['t0'] })
    events.call('DeleteRule', { Name: 'r' })
    expect(events.kernel.nextAt).toBeNull()
  })

  it('may have a pattern, too', async () => {
    const events = account()
    events.rule({ ScheduleExpression: 'rate(1 minute)' }, QUEUE)
    events.put()
    await events.run(60_000)
    expect(events.bodies(QUEUE)).toMatchObject([{ source: 'shop' }, { source: 'aws.events' }])
  })

  it('changes its time with its expression', async () => {
    const events = account()
    const schedule = (ScheduleExpression: string): void =>
      void events.rule({ EventPattern: undefined, ScheduleExpression })
    events.rule({ EventPattern: undefined, ScheduleExpression: 'rate(1 hour)' }, QUEUE)
    schedule('rate(2 hours)')
    await events.run(3 * 3_600_000)
    expect(events.deliveries.map((delivery) => delivery.at)).toEqual([2 * 3_600_000])
  })
})
