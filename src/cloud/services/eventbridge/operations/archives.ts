/** Archives and replays. Source: EventBridge API Reference; refusals recorded from AWS (test_archive_and_replay.py). */

import { checkConstraints, type Constraints } from '../../../aws/constraints'
import type { Operation } from '../../contract'
import type { Archive, ArchiveSettings, Archives, Replay } from '../archives'
import type { Buses } from '../buses'
import { page, PAGING, PREFIX, record, strings, text, type Input } from '../input'
import * as limits from '../limits'
import type { EventBus } from '../state'
import { errors } from '../wire'
import { patternOf } from './rules'

const SETTINGS: Constraints = {
  Description: { length: [0, limits.DESCRIPTION_LENGTH_MAX] },
  EventPattern: { length: [0, limits.PATTERN_LENGTH_MAX] },
  RetentionDays: { range: [0, 2_147_483_647] },
  KmsKeyIdentifier: { length: [0, 2048] },
}
const ARCHIVE_NAME = { required: true, ...limits.ARCHIVE_NAME } as const
const REPLAY_NAME = { required: true, ...limits.REPLAY_NAME } as const
const ARN = { length: [1, 1600] } as const
const ARCHIVE_STATES = ['ENABLED', 'DISABLED', 'CREATING', 'UPDATING', 'CREATE_FAILED', 'UPDATE_FAILED']
const REPLAY_STATES = ['STARTING', 'RUNNING', 'CANCELLING', 'COMPLETED', 'CANCELLED', 'FAILED']

export function archiveOperations(buses: Buses, archives: Archives): Readonly<Record<string, Operation>> {
  /** @throws AwsError ResourceNotFoundException */
  const busAt = (arn: string): EventBus => {
    const bus = buses.findByArn(arn)
    if (!bus) throw errors.busNotFound(arn.slice(arn.indexOf('/') + 1))
    return bus
  }
  const archiveOf = (input: Input): Archive => archives.archive(text(input, 'ArchiveName') ?? '')

  return {
    CreateArchive(input) {
      checkConstraints(input, { ArchiveName: ARCHIVE_NAME, EventSourceArn: { required: true, ...ARN }, ...SETTINGS })
      const bus = busAt(text(input, 'EventSourceArn') ?? '')
      const archive = archives.create(text(input, 'ArchiveName') ?? '', bus, archiveSettingsOf(input))
      return created(archive)
    },

    DescribeArchive(input) {
      checkConstraints(input, { ArchiveName: ARCHIVE_NAME })
      const archive = archiveOf(input)
      const { description, pattern, kmsKeyIdentifier } = archive.settings
      return {
        ArchiveArn: archive.arn,
        ...summaryOf(archive),
        ...(description !== null && { Description: description }),
        ...(pattern !== null && { EventPattern: pattern }),
        ...(kmsKeyIdentifier !== null && { KmsKeyIdentifier: kmsKeyIdentifier }),
      }
    },

    ListArchives(input) {
      checkConstraints(input, {
        ...PREFIX(limits.ARCHIVE_NAME),
        EventSourceArn: ARN,
        State: { values: ARCHIVE_STATES },
        ...PAGING,
      })
      const [prefix, arn, state] = filtersOf(input)
      if (arn !== undefined) busAt(arn)
      const matching = [...archives.archives.values()].filter(
        ({ name, bus }) =>
          name.startsWith(prefix) && (arn === undefined || bus.arn === arn) && (state ?? 'ENABLED') === 'ENABLED',
      )
      const { entries, token } = page(input, matching)
      return { Archives: entries.map(summaryOf), ...token }
    },

    /** AWS was recorded to answer an unknown archive with an internal error; this is what its documentation says. */
    UpdateArchive(input) {
      checkConstraints(input, { ArchiveName: ARCHIVE_NAME, ...SETTINGS })
      const archive = archiveOf(input)
      archives.update(archive, { ...archive.settings, ...givenSettings(input) })
      return created(archive)
    },

    DeleteArchive(input) {
      checkConstraints(input, { ArchiveName: ARCHIVE_NAME })
      archives.delete(archiveOf(input))
      return {}
    },

    StartReplay(input) {
      checkConstraints(input, {
        ReplayName: REPLAY_NAME,
        Description: { length: [0, limits.DESCRIPTION_LENGTH_MAX] },
        EventSourceArn: { required: true, ...ARN },
        EventStartTime: { required: true },
        EventEndTime: { required: true },
        Destination: { required: true, members: { Arn: { required: true, ...ARN } } },
      })
      const destination = record(input, 'Destination') ?? {}
      const bus = busAt(text(destination, 'Arn') ?? '')
      const archiveArn = text(input, 'EventSourceArn') ?? ''
      const archive = [...archives.archives.values()].find(({ arn }) => arn === archiveArn)
      if (!archive) {
        const name = archiveArn.slice(archiveArn.indexOf('/') + 1)
        throw errors.invalidParameter('EventSourceArn', `Archive ${name} does not exist.`)
      }
      if (archive.bus !== bus) {
        throw errors.invalidParameter('Destination.Arn', 'Cross event bus replay is not permitted.')
      }
      const [from, to] = [Number(input['EventStartTime']) * 1000, Number(input['EventEndTime']) * 1000]
      if (from >= to) throw errors.invalidParameter('EventEndTime', 'EventStartTime must be before EventEndTime.')
      const [name, description] = [text(input, 'ReplayName') ?? '', text(input, 'Description') ?? null]
      const ruleArns = strings(destination, 'FilterArns')
      const replay = archives.startReplay({ name, description, bus, ruleArns, from, to }, archive)
      return { ReplayArn: replay.arn, State: replay.state, ReplayStartTime: replay.startedAt / 1000 }
    },

    DescribeReplay(input) {
      checkConstraints(input, { ReplayName: REPLAY_NAME })
      const replay = archives.replay(text(input, 'ReplayName') ?? '')
      const { ruleArns } = replay
      return {
        ReplayArn: replay.arn,
        ...replaySummary(replay),
        ...(replay.description !== null && { Description: replay.description }),
        Destination: { Arn: replay.bus.arn, ...(ruleArns.length > 0 && { FilterArns: ruleArns }) },
      }
    },

    ListReplays(input) {
      checkConstraints(input, {
        ...PREFIX(limits.REPLAY_NAME),
        EventSourceArn: ARN,
        State: { values: REPLAY_STATES },
        ...PAGING,
      })
      const [prefix, arn, state] = filtersOf(input)
      const matching = [...archives.replays.values()].filter(
        (replay) =>
          replay.name.startsWith(prefix) &&
          (arn === undefined || replay.archiveArn === arn) &&
          (state === undefined || replay.state === state),
      )
      const { entries, token } = page(input, matching)
      return { Replays: entries.map(replaySummary), ...token }
    },

    CancelReplay(input) {
      checkConstraints(input, { ReplayName: REPLAY_NAME })
      const replay = archives.replay(text(input, 'ReplayName') ?? '')
      archives.cancelReplay(replay)
      return { ReplayArn: replay.arn, State: replay.state }
    },
  }

  function summaryOf(archive: Archive): Record<string, unknown> {
    const { count, bytes } = archives.sizeOf(archive)
    return {
      ArchiveName: archive.name,
      EventSourceArn: archive.bus.arn,
      State: 'ENABLED',
      RetentionDays: archive.settings.retentionDays,
      SizeBytes: bytes,
      EventCount: count,
      CreationTime: archive.createdAt / 1000,
    }
  }
}

const filtersOf = (input: Input): readonly [string, string | undefined, string | undefined] => [
  text(input, 'NamePrefix') ?? '',
  text(input, 'EventSourceArn'),
  text(input, 'State'),
]

const created = ({ arn, createdAt }: Archive): object => ({
  ArchiveArn: arn,
  State: 'ENABLED',
  CreationTime: createdAt / 1000,
})

/** @throws AwsError InvalidEventPatternException */
export function archiveSettingsOf(input: Input): ArchiveSettings {
  return { description: null, pattern: null, retentionDays: 0, kmsKeyIdentifier: null, ...givenSettings(input) }
}

function givenSettings(input: Input): Partial<ArchiveSettings> {
  const [description, pattern] = [text(input, 'Description'), text(input, 'EventPattern')]
  const [retentionDays, kmsKeyIdentifier] = [input['RetentionDays'], text(input, 'KmsKeyIdentifier')]
  return {
    ...(description !== undefined && { description }),
    ...(pattern !== undefined && { pattern: patternOf(pattern).text }),
    ...(typeof retentionDays === 'number' && { retentionDays }),
    ...(kmsKeyIdentifier !== undefined && { kmsKeyIdentifier }),
  }
}

function replaySummary(replay: Replay): Record<string, unknown> & { readonly ReplayName: string } {
  return {
    ReplayName: replay.name,
    EventSourceArn: replay.archiveArn,
    State: replay.state,
    EventStartTime: replay.from / 1000,
    EventEndTime: replay.to / 1000,
    ...(replay.lastReplayed !== null && { EventLastReplayedTime: replay.lastReplayed / 1000 }),
    ReplayStartTime: replay.startedAt / 1000,
    ...(replay.endedAt !== null && { ReplayEndTime: replay.endedAt / 1000 }),
  }
}
