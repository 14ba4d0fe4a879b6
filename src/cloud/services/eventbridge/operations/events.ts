/** PutEvents, TestEventPattern. Source: EventBridge API Reference; answers recorded from AWS (test_events.py). */

import { checkConstraints } from '../../../aws/constraints'
import type { JsonObject, JsonValue } from '../../../aws/json'
import { withoutLineage } from '../../../aws/trace-header'
import type { Caller, Operation, ServiceContext } from '../../contract'
import { byteLength, objectText, type BusEvent } from '../events'
import { busNameOf, records, strings, text, type Input } from '../input'
import * as limits from '../limits'
import type { Router } from '../router'
import { errors } from '../wire'
import { patternOf } from './rules'

export function eventOperations(router: Router, context: ServiceContext): Readonly<Record<string, Operation>> {
  const { account, kernel } = context
  return {
    PutEvents(input, caller) {
      const entries = records(input, 'Entries')
      checkCount(input, entries)
      if (text(input, 'EndpointId') !== undefined) {
        throw errors.invalidParameter('EndpointId', 'Global endpoints are not simulated.')
      }
      if (entries.reduce((sum, entry) => sum + sizeOf(entry), 0) > limits.REQUEST_BYTES_MAX) throw errors.tooLarge()
      const results = entries.map((entry) => refusalOf(entry) ?? put(entry, caller))
      return { FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length, Entries: results }
    },

    TestEventPattern(input) {
      checkConstraints(input, {
        EventPattern: { required: true, length: [0, limits.PATTERN_LENGTH_MAX] },
        Event: { required: true },
      })
      const { compiled } = patternOf(text(input, 'EventPattern') ?? '')
      return { Result: compiled.matches(wholeEvent(text(input, 'Event') ?? '')) }
    },
  }

  function put(entry: Input, caller: Caller): { readonly EventId: string } {
    const detail = text(entry, 'Detail') ?? ''
    const event: BusEvent = {
      id: kernel.random('event-ids').uuid(),
      source: text(entry, 'Source') ?? '',
      detailType: text(entry, 'DetailType') ?? '',
      accountId: account.accountId,
      region: account.region,
      time: Math.floor(typeof entry['Time'] === 'number' ? entry['Time'] : kernel.now / 1000) * 1000,
      resources: strings(entry, 'Resources'),
      detail: objectText(detail) ?? '{}',
      detailBytes: byteLength(detail),
      // The trace goes on; loops through a bus are not detected.
      traceHeader: withoutLineage(text(entry, 'TraceHeader') ?? caller.traceHeader ?? null),
      replayName: null,
      ingestedAt: kernel.now,
    }
    // An event for a bus that does not exist is taken, and gone (recorded).
    const bus = router.buses.find(busNameOf(entry))
    if (bus) router.put(bus, event, caller.arn)
    return { EventId: event.id }
  }
}

function refusalOf(entry: Input): { readonly ErrorCode: string; readonly ErrorMessage: string } | null {
  for (const name of ['Source', 'DetailType', 'Detail']) {
    if (text(entry, name) === undefined) {
      const ErrorMessage = `Parameter ${name} is not valid. Reason: ${name} is a required argument.`
      return { ErrorCode: 'InvalidArgument', ErrorMessage }
    }
  }
  if (text(entry, 'Source')?.startsWith('aws.')) {
    return { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' }
  }
  if (objectText(text(entry, 'Detail') ?? '') === null) {
    return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' }
  }
  return null
}

/** User Guide, "Calculating PutEvents event entry size". */
function sizeOf(entry: Input): number {
  const counted = [
    text(entry, 'Source'),
    text(entry, 'DetailType'),
    text(entry, 'Detail'),
    ...strings(entry, 'Resources'),
  ]
  const time = entry['Time'] === undefined ? 0 : limits.TIME_BYTES
  return counted.reduce((sum, part) => sum + byteLength(part ?? ''), time)
}

function checkCount(input: Input, entries: readonly Input[]): void {
  if (entries.length <= limits.ENTRIES_MAX) {
    checkConstraints(input, { Entries: { required: true, length: [1, limits.ENTRIES_MAX] } })
    return
  }
  throw errors.validation(
    `1 validation error detected: Value '[${entries.map(printed).join(', ')}]' at 'entries' failed to satisfy constraint: Member must have length less than or equal to ${limits.ENTRIES_MAX}`,
  )
}

/** An entry as the service's own language prints it (recorded). */
function printed(entry: Input): string {
  const member = (name: string): string => text(entry, name) ?? 'null'
  const resources = entry['Resources'] === undefined ? 'null' : `[${strings(entry, 'Resources').join(', ')}]`
  const time = typeof entry['Time'] === 'number' ? String(entry['Time']) : 'null'
  return `PutEventsRequestEntry(time=${time}, source=${member('Source')}, resources=${resources}, detailType=${member('DetailType')}, detail=${member('Detail')}, eventBusName=${member('EventBusName')}, traceHeader=${member('TraceHeader')}, kmsKeyIdentifier=null, internalMetadata=null)`
}

/** API Reference, TestEventPattern: "The event must be in JSON, and the following fields must also be present". */
const DEMANDED = ['id', 'account', 'source', 'time', 'region', 'resources', 'detail-type']

function wholeEvent(json: string): JsonValue {
  const object = objectText(json)
  // The texts are unconfirmed.
  if (object === null) throw errors.invalidParameter('Event', 'The event is not a JSON object.')
  const event = JSON.parse(object) as JsonObject
  const missing = DEMANDED.filter((name) => !Object.hasOwn(event, name))
  if (missing.length > 0) throw errors.invalidParameter('Event', `The event lacks: ${missing.join(', ')}.`)
  return event
}
