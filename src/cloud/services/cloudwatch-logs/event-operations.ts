/** Putting, getting and filtering events. Source: Amazon CloudWatch Logs API Reference. */

import { Random } from '../../kernel/random'
import type { Operation } from '../contract'
import { compileFilterPattern } from './filter-pattern'
import { check, GROUP, groupNameOf, optionalNumber, optionalText, STREAM, text, type Input } from './input'
import * as limits from './limits'
import { eventSize, type LogGroups } from './log-groups'
import { page } from './pages'
import { eventId, type LogEvent, type LogGroup, type LogStream } from './state'
import { errors } from './wire'

interface InputEvent {
  readonly timestamp: number
  readonly message: string
}

export function createEventOperations(groups: LogGroups): Readonly<Record<string, Operation>> {
  const { kernel } = groups.context
  const streamOf = (group: LogGroup, input: Input): LogStream => {
    const stream = group.streams.get(text(input, 'logStreamName'))
    if (!stream) throw errors.streamNotFound()
    return stream
  }

  return {
    PutLogEvents(input) {
      check(input, {
        logGroupName: GROUP,
        logStreamName: STREAM,
        logEvents: {
          required: true,
          length: [1, limits.BATCH_EVENTS_MAX],
          entries: { members: { timestamp: { required: true }, message: { required: true, length: [1, Infinity] } } },
        },
      })
      const group = groups.byName(text(input, 'logGroupName'))
      const stream = streamOf(group, input)
      const events = input['logEvents'] as readonly InputEvent[]
      checkBatch(events)
      const [tooOld, tooNew] = [kernel.now - limits.TOO_OLD, kernel.now + limits.TOO_NEW]
      const accepted = events.filter(({ timestamp }) => timestamp >= tooOld && timestamp <= tooNew)
      for (const { timestamp, message } of accepted) groups.put(group, stream, timestamp, message)
      const firstTooNew = events.findIndex(({ timestamp }) => timestamp > tooNew)
      const old = events.filter(({ timestamp }) => timestamp < tooOld).length
      return {
        nextSequenceToken: new Random(kernel.seed, `sequence:${stream.name}:${stream.events.length}`).text(
          56,
          '0123456789',
        ),
        ...((firstTooNew >= 0 || old > 0) && {
          rejectedLogEventsInfo: {
            ...(firstTooNew >= 0 && { tooNewLogEventStartIndex: firstTooNew }),
            ...(old > 0 && { tooOldLogEventEndIndex: old }),
          },
        }),
      }
    },

    GetLogEvents(input) {
      check(input, { logStreamName: STREAM, limit: { range: [1, limits.EVENTS_PAGE_MAX] } })
      const group = groups.byName(groupNameOf(input))
      const events = groups.eventsOf(group, streamOf(group, input)).filter(within(input))
      const size = optionalNumber(input, 'limit') ?? limits.EVENTS_PAGE_MAX
      const token = readToken(optionalText(input, 'nextToken'))
      const forward = token ? token.direction === 'f' : input['startFromHead'] === true
      const from = token?.place ?? (forward ? 0 : events.length)
      const [start, end] = forward ? [from, takeForward(events, from, size)] : [takeBackward(events, from, size), from]
      return {
        events: events
          .slice(start, end)
          .map(({ timestamp, message, ingestionTime }) => ({ timestamp, message, ingestionTime })),
        // Behind the end the token stays the same: that is how a reader sees that there is no more.
        nextForwardToken: `f/${String(end).padStart(56, '0')}`,
        nextBackwardToken: `b/${String(start).padStart(56, '0')}`,
      }
    },

    FilterLogEvents(input) {
      check(input, {
        limit: { range: [1, limits.EVENTS_PAGE_MAX] },
        logStreamNames: { length: [1, limits.FILTER_STREAMS_MAX] },
        filterPattern: { length: [0, 1024] },
      })
      const group = groups.byName(groupNameOf(input))
      const pattern = compileFilterPattern(optionalText(input, 'filterPattern') ?? '')
      const found = streamsOf(group, input)
        .flatMap((stream) =>
          groups
            .eventsOf(group, stream)
            .filter(within(input))
            .map((event) => ({ stream, event })),
        )
        .filter(({ event }) => pattern.match(event.message) !== null)
        .sort((a, b) => a.event.timestamp - b.event.timestamp || a.event.order - b.event.order)
      const size = optionalNumber(input, 'limit') ?? limits.EVENTS_PAGE_MAX
      const { items, nextToken } = page(found, optionalText(input, 'nextToken'), size)
      return {
        events: items.map(({ stream, event }) => {
          const { timestamp, message, ingestionTime } = event
          return { logStreamName: stream.name, timestamp, message, ingestionTime, eventId: eventId(event) }
        }),
        // AWS lists no streams here any more.
        searchedLogStreams: [],
        ...(nextToken !== undefined && { nextToken }),
      }
    },

    TestMetricFilter(input) {
      check(input, {
        filterPattern: { required: true, length: [0, 1024] },
        logEventMessages: { required: true, length: [1, limits.TEST_MESSAGES_MAX] },
      })
      const pattern = compileFilterPattern(text(input, 'filterPattern'))
      const messages = input['logEventMessages'] as readonly string[]
      return {
        matches: messages.flatMap((eventMessage, index) => {
          const extractedValues = pattern.match(eventMessage)
          return extractedValues ? [{ eventNumber: index + 1, eventMessage, extractedValues }] : []
        }),
      }
    },
  }
}

function checkBatch(events: readonly InputEvent[]): void {
  const size = events.reduce((total, { message }) => total + eventSize(message), 0)
  if (size > limits.BATCH_BYTES_MAX) {
    throw errors.invalidParameter(`Upload too large: ${size} bytes exceeds limit of ${limits.BATCH_BYTES_MAX}`)
  }
  const unsorted = events.some(({ timestamp }, index) => index > 0 && timestamp < (events[index - 1]?.timestamp ?? 0))
  if (unsorted) {
    throw errors.invalidParameter('Log events in a single PutLogEvents request must be in chronological order.')
  }
  if ((events.at(-1)?.timestamp ?? 0) - (events[0]?.timestamp ?? 0) > limits.BATCH_SPAN_MAX) {
    throw errors.invalidParameter(
      'The batch of log events in a single PutLogEvents request cannot span more than 24 hours.',
    )
  }
}

/** From startTime on, before endTime for GetLogEvents and up to it for FilterLogEvents: the same, to the millisecond. */
function within(input: Input): (event: LogEvent) => boolean {
  const [start, end] = [optionalNumber(input, 'startTime') ?? 0, optionalNumber(input, 'endTime') ?? Infinity]
  return ({ timestamp }) => timestamp >= start && timestamp < end
}

function streamsOf(group: LogGroup, input: Input): readonly LogStream[] {
  const names = input['logStreamNames'] as readonly string[] | undefined
  const prefix = optionalText(input, 'logStreamNamePrefix')
  if (names && prefix !== undefined) {
    throw errors.invalidParameter('LogStreamNames and LogStreamNamePrefix are mutually exclusive parameters.')
  }
  const all = [...group.streams.values()]
  if (prefix !== undefined) return all.filter(({ name }) => name.startsWith(prefix))
  if (!names) return all
  return names.map((name) => {
    const stream = group.streams.get(name)
    if (!stream) throw errors.streamNotFound()
    return stream
  })
}

function takeForward(events: readonly LogEvent[], from: number, size: number): number {
  let end = from
  let bytes = 0
  while (end < events.length && end - from < size) {
    bytes += eventSize(events[end]?.message ?? '')
    if (bytes > limits.EVENTS_PAGE_BYTES_MAX && end > from) break
    end++
  }
  return end
}

function takeBackward(events: readonly LogEvent[], to: number, size: number): number {
  let start = to
  let bytes = 0
  while (start > 0 && to - start < size) {
    bytes += eventSize(events[start - 1]?.message ?? '')
    if (bytes > limits.EVENTS_PAGE_BYTES_MAX && start < to) break
    start--
  }
  return start
}

function readToken(token: string | undefined): { readonly direction: string; readonly place: number } | null {
  if (token === undefined) return null
  const [, direction, place] = /^([fb])\/(\d{56})$/.exec(token) ?? []
  if (direction === undefined) throw errors.invalidToken()
  return { direction, place: Number(place) }
}
