/**
 * Archives keep the events of a bus; replays bring them back to it.
 *
 * An archive has a rule of its own on the bus, managed by the service, that leaves out replayed events. Deliberately
 * different from AWS, which gives no times: an event is in the archive at once (AWS: within minutes), and a replay works
 * through one minute of events per second.
 */

import { formatArn } from '../../aws/arn'
import { compilePattern } from '../../aws/event-patterns'
import { days, type Bytes, type Milliseconds } from '../../aws/units'
import type { Scheduled } from '../../kernel/kernel'
import type { ServiceContext } from '../contract'
import type { Buses } from './buses'
import { archivedSize, type BusEvent } from './events'
import * as limits from './limits'
import type { EventBus, Rule } from './state'
import { errors } from './wire'

const MANAGED_BY = 'prod.vhs.events.aws.internal'

export interface ArchiveSettings {
  readonly description: string | null
  readonly pattern: string | null
  /** 0 for ever. */
  readonly retentionDays: number
  readonly kmsKeyIdentifier: string | null
}

export interface Archive {
  readonly name: string
  readonly arn: string
  readonly bus: EventBus
  readonly createdAt: Milliseconds
  settings: ArchiveSettings
  events: BusEvent[]
}

export type ReplayState = 'STARTING' | 'RUNNING' | 'CANCELLING' | 'COMPLETED' | 'CANCELLED'

export interface Replay {
  readonly name: string
  readonly arn: string
  readonly description: string | null
  readonly archiveArn: string
  readonly bus: EventBus
  readonly ruleArns: readonly string[]
  readonly from: Milliseconds
  readonly to: Milliseconds
  readonly startedAt: Milliseconds
  state: ReplayState
  endedAt: Milliseconds | null
  lastReplayed: Milliseconds | null
  timer: Scheduled | null
}

/** @param ruleArns the only rules that get the event; null for all */
type Send = (bus: EventBus, event: BusEvent, ruleArns: readonly string[] | null) => void

export class Archives {
  readonly archives = new Map<string, Archive>()
  readonly replays = new Map<string, Replay>()
  readonly #context: ServiceContext
  readonly #buses: Buses
  readonly #send: Send

  constructor(context: ServiceContext, buses: Buses, send: Send) {
    this.#context = context
    this.#buses = buses
    this.#send = send
  }

  /** @throws AwsError */
  create(name: string, bus: EventBus, settings: ArchiveSettings): Archive {
    if (this.archives.has(name)) throw errors.archiveExists(name)
    const { account, kernel } = this.#context
    const arn = formatArn('events', account, `archive/${name}`)
    this.#putRule(name, bus, settings)
    const archive: Archive = { name, arn, bus, createdAt: kernel.now, settings, events: [] }
    this.archives.set(name, archive)
    return archive
  }

  /** @throws AwsError ResourceNotFoundException */
  archive(name: string): Archive {
    const archive = this.archives.get(name)
    if (!archive) throw errors.archiveNotFound(name)
    this.#expire(archive)
    return archive
  }

  update(archive: Archive, settings: ArchiveSettings): void {
    archive.settings = settings
    this.#putRule(archive.name, archive.bus, settings)
  }

  delete(archive: Archive): void {
    this.archives.delete(archive.name)
    const rule = archive.bus.rules.get(ruleName(archive.name))
    if (rule) this.#buses.deleteRule(rule)
  }

  /** Of what there is now: events older than the retention period are gone. */
  sizeOf(archive: Archive): { readonly count: number; readonly bytes: Bytes } {
    this.#expire(archive)
    return { count: archive.events.length, bytes: archive.events.reduce((sum, event) => sum + archivedSize(event), 0) }
  }

  /** @param rule that of an archive, which matched */
  keep(rule: Rule, event: BusEvent): void {
    const archive = this.archives.get(rule.name.slice(RULE_PREFIX.length))
    if (!archive) return
    archive.events.push(event)
    this.#context.kernel.trace.record({ type: 'events.archived', archive: archive.name, eventId: event.id })
  }

  /** @throws AwsError */
  startReplay(
    input: Pick<Replay, 'name' | 'description' | 'bus' | 'ruleArns' | 'from' | 'to'>,
    archive: Archive,
  ): Replay {
    if (this.replays.has(input.name)) throw errors.replayExists(input.name)
    const active = [...this.replays.values()].filter(({ state }) => !ENDED.has(state))
    if (active.length >= limits.REPLAYS_MAX) throw errors.limitExceeded()
    const { account, kernel } = this.#context
    const replay: Replay = {
      ...input,
      arn: formatArn('events', account, `replay/${input.name}`),
      archiveArn: archive.arn,
      startedAt: kernel.now,
      state: 'STARTING',
      endedAt: null,
      lastReplayed: null,
      timer: null,
    }
    this.replays.set(replay.name, replay)
    this.#record(replay)
    this.#expire(archive)
    const events = archive.events.filter(({ time }) => time >= replay.from && time <= replay.to)
    const slices = minuteSlices(events)
    replay.timer = kernel.after(limits.REPLAY_STEP, () => {
      replay.state = 'RUNNING'
      this.#record(replay)
      this.#replaySlice(replay, slices, 0)
    })
    return replay
  }

  /** @throws AwsError ResourceNotFoundException */
  replay(name: string): Replay {
    const replay = this.replays.get(name)
    if (!replay) throw errors.replayNotFound(name)
    return replay
  }

  /** @throws AwsError IllegalStatusException */
  cancelReplay(replay: Replay): void {
    if (replay.state !== 'STARTING' && replay.state !== 'RUNNING') throw errors.replayEnded(replay.name)
    this.#context.kernel.cancel(replay.timer)
    replay.state = 'CANCELLING'
    this.#record(replay)
    replay.timer = this.#context.kernel.after(limits.REPLAY_STEP, () => this.#end(replay, 'CANCELLED'))
  }

  #replaySlice(replay: Replay, slices: readonly (readonly BusEvent[])[], index: number): void {
    const slice = slices[index]
    if (!slice) {
      this.#end(replay, 'COMPLETED')
      return
    }
    const { kernel } = this.#context
    for (const event of slice) {
      replay.lastReplayed = event.time
      const ruleArns = replay.ruleArns.length === 0 ? null : replay.ruleArns
      this.#send(replay.bus, { ...event, replayName: replay.name, ingestedAt: kernel.now }, ruleArns)
    }
    replay.timer = kernel.after(limits.REPLAY_STEP, () => this.#replaySlice(replay, slices, index + 1))
  }

  #end(replay: Replay, state: 'COMPLETED' | 'CANCELLED'): void {
    replay.state = state
    replay.endedAt = this.#context.kernel.now
    replay.timer = null
    this.#record(replay)
  }

  #record({ name, state }: Replay): void {
    this.#context.kernel.trace.record({ type: 'events.replay', replay: name, state })
  }

  #expire(archive: Archive): void {
    const { retentionDays } = archive.settings
    if (retentionDays === 0) return
    const oldest = this.#context.kernel.now - days(retentionDays)
    if (archive.events.some(({ ingestedAt }) => ingestedAt <= oldest)) {
      archive.events = archive.events.filter(({ ingestedAt }) => ingestedAt > oldest)
    }
  }

  /** @throws AwsError InvalidEventPatternException, or when the bus has too many rules */
  #putRule(archive: string, bus: EventBus, { pattern }: ArchiveSettings): void {
    const demanded = pattern === null ? {} : (JSON.parse(pattern) as Record<string, unknown>)
    const text = JSON.stringify({ ...demanded, 'replay-name': [{ exists: false }] })
    const compiled = compilePattern(text, 'eventbridge')
    if (!compiled.ok) throw errors.invalidPattern(compiled.message)
    this.#buses.putRule(
      bus,
      ruleName(archive),
      { pattern: { text, compiled }, schedule: null, state: 'ENABLED', description: null, roleArn: null },
      MANAGED_BY,
    )
  }
}

/** Events by the minute in which they happened, in order. */
function minuteSlices(events: readonly BusEvent[]): readonly (readonly BusEvent[])[] {
  const slices = new Map<number, BusEvent[]>()
  for (const event of events.toSorted((a, b) => a.time - b.time)) {
    const minute = Math.floor(event.time / 60_000)
    const slice = slices.get(minute)
    if (slice) slice.push(event)
    else slices.set(minute, [event])
  }
  return [...slices.values()]
}

const RULE_PREFIX = 'Events-Archive-'
const ruleName = (archive: string): string => `${RULE_PREFIX}${archive}`
const ENDED: ReadonlySet<ReplayState> = new Set(['COMPLETED', 'CANCELLED'])
