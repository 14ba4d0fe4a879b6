import { describe, expect, it } from 'vitest'
import { account, busArn, FUNCTION, QUEUE, RULE, START_TIME, type EventsAccount } from './account'

const ARCHIVE = 'arn:aws:events:us-east-1:123456789012:archive/a'

function archived(settings: object = {}): EventsAccount {
  const events = account()
  events.call('CreateArchive', { ArchiveName: 'a', EventSourceArn: busArn('default'), ...settings })
  return events
}

const seconds = (offset: number): number => START_TIME / 1000 + offset

function replay(events: EventsAccount, settings: object = {}): Record<string, unknown> {
  return events.call('StartReplay', {
    ReplayName: 'again',
    EventSourceArn: ARCHIVE,
    EventStartTime: seconds(0),
    EventEndTime: seconds(86_400),
    Destination: { Arn: busArn('default') },
    ...settings,
  })
}

describe('an archive', () => {
  it('keeps what its pattern matches', async () => {
    const events = archived({ EventPattern: '{"detail":{"keep":[true]}}' })
    events.put({ keep: true })
    events.put({ keep: false })
    await events.run()
    expect(events.call('DescribeArchive', { ArchiveName: 'a' })).toMatchObject({ EventCount: 1 })
    expect(events.facts('events.archived')).toHaveLength(1)
  })

  // Recorded from AWS: ten such events are 1590 bytes.
  it('counts bytes as AWS does', () => {
    const events = archived()
    const Source = 'core.update-account-command'
    const Detail = '{"command": "update-account", "payload": {"acc_id": "0a787ecb-4015", "sf_id": "baz"}}'
    for (let count = 0; count < 10; count++) events.put({}, { Source, DetailType: Source, Detail })
    expect(events.call('DescribeArchive', { ArchiveName: 'a' })).toMatchObject({ EventCount: 10, SizeBytes: 1590 })
  })

  it('forgets events that are older than its retention period', async () => {
    const events = archived({ RetentionDays: 1 })
    events.put()
    await events.run(86_399_999)
    expect(events.call('DescribeArchive', { ArchiveName: 'a' })).toMatchObject({ EventCount: 1 })
    await events.run(1)
    expect(events.call('DescribeArchive', { ArchiveName: 'a' })).toMatchObject({ EventCount: 0 })
  })

  it('has a rule of its own, which nobody changes by accident', () => {
    const events = archived({ EventPattern: '{"source":["shop"]}' })
    expect(events.call('ListRules')).toMatchObject({
      Rules: [
        {
          Name: 'Events-Archive-a',
          ManagedBy: 'prod.vhs.events.aws.internal',
          EventPattern: '{"source":["shop"],"replay-name":[{"exists":false}]}',
        },
      ],
    })
    expect(() => events.call('DisableRule', { Name: 'Events-Archive-a' })).toThrow('managed rule')
    expect(() => events.call('DeleteRule', { Name: 'Events-Archive-a' })).toThrow('managed rule')
    events.call('DeleteArchive', { ArchiveName: 'a' })
    expect(events.call('ListRules')).toEqual({ Rules: [] })
  })
})

describe('a replay', () => {
  it('brings back the events of its time with its name, and none of them is archived again', async () => {
    const events = archived()
    events.rule({}, QUEUE)
    events.put({ n: 1 }, { Time: seconds(-1) })
    const id = events.put({ n: 2 }, { Time: seconds(0) })
    events.put({ n: 3 }, { Time: seconds(90) })
    await events.run()
    expect(events.bodies(QUEUE)).toHaveLength(3)
    expect(replay(events)).toMatchObject({ State: 'STARTING', ReplayStartTime: seconds(0) })
    await events.run(60_000)
    expect(events.bodies(QUEUE).slice(3)).toMatchObject([
      { id, 'replay-name': 'again', time: '2026-01-31T12:00:00Z', detail: { n: 2 } },
      { 'replay-name': 'again', detail: { n: 3 } },
    ])
    // Where the member stands: recorded from AWS.
    expect(Object.keys(events.bodies(QUEUE)[3] as object).slice(6, 9)).toEqual(['region', 'replay-name', 'resources'])
    expect(events.call('DescribeReplay', { ReplayName: 'again' })).toMatchObject({
      State: 'COMPLETED',
      EventLastReplayedTime: seconds(90),
      Destination: { Arn: busArn('default') },
    })
    expect(events.call('DescribeArchive', { ArchiveName: 'a' })).toMatchObject({ EventCount: 3 })
    expect(events.facts('events.replay').map(({ state }) => state)).toEqual(['STARTING', 'RUNNING', 'COMPLETED'])
  })

  it('may be for some rules only', async () => {
    const events = archived()
    events.put()
    events.rule({}, QUEUE)
    events.rule({ Name: 'other' }, FUNCTION)
    replay(events, { Destination: { Arn: busArn('default'), FilterArns: [RULE] } })
    await events.run(60_000)
    expect(events.deliveries.map(({ target }) => target)).toEqual([QUEUE])
  })

  it('may be cancelled while it is at work', async () => {
    const events = archived()
    events.rule({}, QUEUE)
    events.put({}, { Time: seconds(0) })
    events.put({}, { Time: seconds(60) })
    await events.run()
    replay(events)
    await events.run(1000)
    expect(events.bodies(QUEUE)).toHaveLength(3)
    expect(events.call('CancelReplay', { ReplayName: 'again' })).toMatchObject({ State: 'CANCELLING' })
    await events.run(60_000)
    expect(events.bodies(QUEUE)).toHaveLength(3)
    expect(events.call('DescribeReplay', { ReplayName: 'again' })).toMatchObject({ State: 'CANCELLED' })
    expect(() => events.call('CancelReplay', { ReplayName: 'again' })).toThrow(
      expect.objectContaining({ code: 'IllegalStatusException' }),
    )
  })

  // Recorded from AWS, test_archive_and_replay.py.
  it.each([
    [
      { EventEndTime: seconds(0) },
      'Parameter EventEndTime is not valid. Reason: EventStartTime must be before EventEndTime.',
    ],
    [
      { EventSourceArn: ARCHIVE.replace(/a$/, 'gone') },
      'Parameter EventSourceArn is not valid. Reason: Archive gone does not exist.',
    ],
    [{ Destination: { Arn: busArn('gone') } }, 'Event bus gone does not exist.'],
    [
      { Destination: { Arn: busArn('second') } },
      'Parameter Destination.Arn is not valid. Reason: Cross event bus replay is not permitted.',
    ],
  ])('may not start with %j', (settings, message) => {
    const events = archived()
    events.call('CreateEventBus', { Name: 'second' })
    expect(() => replay(events, settings)).toThrow(message)
  })

  it('has a name of its own, and at most ten work at a time', () => {
    const events = archived()
    for (let count = 0; count < 10; count++) replay(events, { ReplayName: `r${count}` })
    expect(() => replay(events, { ReplayName: 'r0' })).toThrow('Replay r0 already exists.')
    expect(() => replay(events, { ReplayName: 'r10' })).toThrow(
      expect.objectContaining({ code: 'LimitExceededException' }),
    )
  })
})
