import {
  CancelReplayCommand,
  CreateArchiveCommand,
  CreateEventBusCommand,
  DeleteArchiveCommand,
  DescribeArchiveCommand,
  DescribeReplayCommand,
  type EventBridgeClient,
  ListArchivesCommand,
  ListReplaysCommand,
  StartReplayCommand,
  UpdateArchiveCommand,
  type StartReplayCommandInput,
  type StartReplayCommandOutput,
} from '@aws-sdk/client-eventbridge'
import assert from 'node:assert/strict'
import type { Aws, Case } from '../sdk/case'
import { busArn, client, eventsArn, eventsIn, put, refused, ruleToQueue } from './fixtures'

const RECORDED = 'Recorded from AWS: LocalStack, tests/aws/services/events/test_archive_and_replay.py'
const ARCHIVE = eventsArn('archive/a')

async function archive(events: EventBridgeClient, settings: object = {}): Promise<void> {
  await events.send(new CreateArchiveCommand({ ArchiveName: 'a', EventSourceArn: busArn(), ...settings }))
}

async function replay(aws: Aws, settings: Partial<StartReplayCommandInput> = {}): Promise<StartReplayCommandOutput> {
  const now = await aws.now()
  return client(aws).send(
    new StartReplayCommand({
      ReplayName: 'again',
      EventSourceArn: ARCHIVE,
      EventStartTime: new Date(now - 3_600_000),
      EventEndTime: new Date(now + 3_600_000),
      Destination: { Arn: busArn() },
      ...settings,
    }),
  )
}

export const archiveCases: Readonly<Record<string, Case>> = {
  'CreateArchive, ListArchives, DescribeArchive, UpdateArchive, DeleteArchive': {
    source: `${RECORDED}, TestArchive.test_create_list_describe_update_delete_archive`,
    async run(aws) {
      const events = client(aws)
      const EventPattern = '{"source":["shop"]}'
      const created = await events.send(
        new CreateArchiveCommand({
          ArchiveName: 'a',
          EventSourceArn: busArn(),
          Description: 'description of the archive',
          EventPattern,
          RetentionDays: 1,
        }),
      )
      assert.deepEqual([created.ArchiveArn, created.State], [ARCHIVE, 'ENABLED'])
      const summary = {
        ArchiveName: 'a',
        CreationTime: new Date(await aws.now()),
        EventCount: 0,
        EventSourceArn: busArn(),
        RetentionDays: 1,
        SizeBytes: 0,
        State: 'ENABLED',
      }
      assert.deepEqual((await events.send(new ListArchivesCommand({}))).Archives, [summary])
      const { $metadata: _, ...described } = await events.send(new DescribeArchiveCommand({ ArchiveName: 'a' }))
      const more = { ArchiveArn: ARCHIVE, Description: 'description of the archive', EventPattern }
      assert.deepEqual(described, { ...summary, ...more })
      const updated = await events.send(new UpdateArchiveCommand({ ArchiveName: 'a', Description: 'new' }))
      assert.deepEqual([updated.ArchiveArn, updated.State], [ARCHIVE, 'ENABLED'])
      const after = await events.send(new DescribeArchiveCommand({ ArchiveName: 'a' }))
      assert.deepEqual([after.Description, after.RetentionDays], ['new', 1])
      await events.send(new DeleteArchiveCommand({ ArchiveName: 'a' }))
      assert.deepEqual((await events.send(new ListArchivesCommand({}))).Archives, [])
    },
  },
  'errors of archives': {
    source: `${RECORDED}, TestArchive.test_create_archive_error_duplicate, test_create_archive_error_unknown_event_bus, test_describe_archive_error_unknown_archive, test_delete_archive_error_unknown_archive, test_list_archive_error_unknown_source_arn`,
    async run(aws) {
      const events = client(aws)
      await archive(events)
      await refused(archive(events), 'ResourceAlreadyExistsException', 'Archive a already exists.')
      const elsewhere = archive(events, { ArchiveName: 'b', EventSourceArn: busArn('gone') })
      await refused(elsewhere, 'ResourceNotFoundException', 'Event bus gone does not exist.')
      const unknown = 'Archive none does not exist.'
      const described = events.send(new DescribeArchiveCommand({ ArchiveName: 'none' }))
      await refused(described, 'ResourceNotFoundException', unknown)
      const deleted = events.send(new DeleteArchiveCommand({ ArchiveName: 'none' }))
      await refused(deleted, 'ResourceNotFoundException', unknown)
      const listed = events.send(new ListArchivesCommand({ EventSourceArn: busArn('gone') }))
      await refused(listed, 'ResourceNotFoundException', 'Event bus gone does not exist.')
    },
  },
  'ListArchives by name, bus and state': {
    source: `${RECORDED}, TestArchive.test_list_archive_with_name_prefix, test_list_archive_with_source_arn, test_list_archive_state_enabled`,
    async run(aws) {
      const events = client(aws)
      await archive(events)
      const names = async (input: object): Promise<(string | undefined)[] | undefined> =>
        (await events.send(new ListArchivesCommand(input))).Archives?.map(({ ArchiveName }) => ArchiveName)
      assert.deepEqual(await names({ NamePrefix: 'a' }), ['a'])
      assert.deepEqual(await names({ NamePrefix: 'x' }), [])
      assert.deepEqual(await names({ EventSourceArn: busArn() }), ['a'])
      assert.deepEqual(await names({ State: 'ENABLED' }), ['a'])
      assert.deepEqual(await names({ State: 'DISABLED' }), [])
    },
  },
  'an archive counts its events and bytes': {
    source: `${RECORDED}, TestArchive.test_list_archive_with_events: 10 events, 1590 bytes`,
    async run(aws) {
      const events = client(aws)
      await archive(events)
      const Source = 'core.update-account-command'
      const Detail = '{"command": "update-account", "payload": {"acc_id": "0a787ecb-4015", "sf_id": "baz"}}'
      for (let count = 0; count < 10; count++) await put(events, {}, { Source, DetailType: Source, Detail })
      const { EventCount, SizeBytes } = await events.send(new DescribeArchiveCommand({ ArchiveName: 'a' }))
      assert.deepEqual([EventCount, SizeBytes], [10, 1590])
    },
  },
  'a replay brings events back, with its name': {
    source: `${RECORDED}, TestReplay.test_start_list_describe_canceled_replay`,
    async run(aws) {
      const events = await ruleToQueue(aws)
      await archive(events)
      const id = await put(events, { n: 1 })
      assert.equal((await eventsIn(aws, 'q')).length, 1)
      const started = await replay(aws, { Destination: { Arn: busArn(), FilterArns: [eventsArn('rule/r')] } })
      assert.deepEqual([started.ReplayArn, started.State], [eventsArn('replay/again'), 'STARTING'])
      await aws.advance(60_000)
      const replayed = await eventsIn(aws, 'q')
      assert.deepEqual(
        replayed.map((event) => [event['id'], event['replay-name']]),
        [[id, 'again']],
      )
      const members = Object.keys(replayed[0] ?? {})
      assert.deepEqual(members.slice(6, 9), ['region', 'replay-name', 'resources'])
      const described = await events.send(new DescribeReplayCommand({ ReplayName: 'again' }))
      assert.equal(described.State, 'COMPLETED')
      assert.deepEqual(described.Destination, { Arn: busArn(), FilterArns: [eventsArn('rule/r')] })
      assert.ok(described.EventLastReplayedTime && described.ReplayEndTime)
      const { Replays } = await events.send(new ListReplaysCommand({ NamePrefix: 'ag' }))
      assert.deepEqual(
        Replays?.map(({ ReplayName, State }) => [ReplayName, State]),
        [['again', 'COMPLETED']],
      )
      assert.equal((await events.send(new DescribeArchiveCommand({ ArchiveName: 'a' }))).EventCount, 1)
    },
  },
  CancelReplay: {
    source: `${RECORDED}, TestReplay.test_start_list_describe_canceled_replay`,
    async run(aws) {
      const events = client(aws)
      await archive(events)
      await replay(aws)
      const cancelled = await events.send(new CancelReplayCommand({ ReplayName: 'again' }))
      assert.deepEqual([cancelled.ReplayArn, cancelled.State], [eventsArn('replay/again'), 'CANCELLING'])
      await aws.advance(60_000)
      assert.equal((await events.send(new DescribeReplayCommand({ ReplayName: 'again' }))).State, 'CANCELLED')
      const unknown = events.send(new CancelReplayCommand({ ReplayName: 'none' }))
      await refused(unknown, 'ResourceNotFoundException', 'Replay none does not exist.')
    },
  },
  'errors of replays': {
    source: `${RECORDED}, TestReplay.test_start_replay_error_unknown_event_bus, test_start_replay_error_unknown_archive, test_start_replay_error_duplicate, test_start_replay_error_invalid_end_time`,
    async run(aws) {
      const events = client(aws)
      await archive(events)
      await events.send(new CreateEventBusCommand({ Name: 'second' }))
      await refused(
        replay(aws, { Destination: { Arn: busArn('gone') } }),
        'ResourceNotFoundException',
        'Event bus gone does not exist.',
      )
      await refused(
        replay(aws, { Destination: { Arn: busArn('second') } }),
        'ValidationException',
        'Parameter Destination.Arn is not valid. Reason: Cross event bus replay is not permitted.',
      )
      await refused(
        replay(aws, { EventSourceArn: eventsArn('archive/none') }),
        'ValidationException',
        'Parameter EventSourceArn is not valid. Reason: Archive none does not exist.',
      )
      const time = new Date(await aws.now())
      await refused(
        replay(aws, { EventStartTime: time, EventEndTime: time }),
        'ValidationException',
        'Parameter EventEndTime is not valid. Reason: EventStartTime must be before EventEndTime.',
      )
      await replay(aws)
      await refused(replay(aws), 'ResourceAlreadyExistsException', 'Replay again already exists.')
    },
  },
  'ListReplays has pages': {
    source: `${RECORDED}, TestReplay.test_list_replay_with_limit`,
    async run(aws) {
      const events = client(aws)
      await archive(events)
      for (const ReplayName of ['r0', 'r1', 'r2']) await replay(aws, { ReplayName })
      const first = await events.send(new ListReplaysCommand({ NamePrefix: 'r', Limit: 2 }))
      assert.deepEqual(
        first.Replays?.map(({ ReplayName }) => ReplayName),
        ['r0', 'r1'],
      )
      const second = await events.send(
        new ListReplaysCommand({ NamePrefix: 'r', Limit: 2, NextToken: first.NextToken }),
      )
      assert.deepEqual(
        second.Replays?.map(({ ReplayName }) => ReplayName),
        ['r2'],
      )
    },
  },
}
