/**
 * Targets: what a schedule may call, with what, and how the call looks as a request.
 * Source: EventBridge Scheduler User Guide, "Templated targets", "Universal targets", "Adding context attributes".
 */

import { parseArn, type Account } from '../../aws/arn'
import { isoTimestamp } from '../../aws/timestamps'
import type { Milliseconds } from '../../aws/units'
import { number, record, text, type Input } from './input'
import * as limits from './limits'
import type { Schedule, Target, TargetCall } from './state'
import { errors } from './wire'

/** Names in universal targets, which are those of AWS's SDK for Java → names in ARNs, where they differ. */
const SERVICES: Readonly<Record<string, string>> = {
  eventbridge: 'events',
  cloudwatch: 'monitoring',
  cloudwatchlogs: 'logs',
  sfn: 'states',
}

/** Beginnings of the names of actions that are no targets. User Guide, "Using universal targets", unsupported API actions. */
const UNSUPPORTED =
  'get describe list poll receive search scan query select read lookup discover validate batchGet batchDescribe batchRead transactGet adminGet adminList testMigration retrieve testConnection translateDocument isAuthorized invokeModel'.split(
    ' ',
  )

/** Parameters for targets that are not simulated. */
const OTHER_PARAMETERS = [
  'EcsParameters',
  'SageMakerPipelineParameters',
  'EventBridgePutEventsV2Parameters',
  'EventBridgePutRawEventsParameters',
]

/** @throws AwsError ValidationException */
export function targetOf(given: Input): Target {
  const arn = text(given, 'Arn') ?? ''
  if (OTHER_PARAMETERS.some((name) => given[name] !== undefined)) throw errors.targetNotSimulated(arn)
  const call = callOf(arn, given)
  const input = text(given, 'Input') ?? null
  // "If you are configuring a templated Lambda, Step Functions, or EventBridge target, the input must be a well-formed JSON."
  if (input !== null && ['lambda', 'events', 'universal'].includes(call.kind) && !isJson(input)) {
    throw errors.invalidInput()
  }
  const retry = record(given, 'RetryPolicy') ?? {}
  const retryAttempts = number(retry, 'MaximumRetryAttempts') ?? limits.RETRY_ATTEMPTS[1]
  const eventAge = number(retry, 'MaximumEventAgeInSeconds') ?? limits.EVENT_AGE[1]
  return {
    arn,
    roleArn: text(given, 'RoleArn') ?? '',
    call,
    input,
    retryAttempts,
    eventAge,
    deadLetterArn: text(record(given, 'DeadLetterConfig') ?? {}, 'Arn') ?? null,
    // AWS shows the retry policy that holds, given or not (recorded).
    given: { ...given, RetryPolicy: { MaximumEventAgeInSeconds: eventAge, MaximumRetryAttempts: retryAttempts } },
  }
}

function callOf(text_: string, given: Input): TargetCall {
  const arn = parseArn(text_)
  if (!arn || arn.resource === '') throw errors.invalidArn(text_)
  const { service, resource } = arn
  if (service === 'scheduler' && resource.startsWith('aws-sdk:')) return universalCall(resource)
  switch (service) {
    case 'lambda':
      if (resource.startsWith('function:')) return { kind: 'lambda' }
      break
    case 'sns':
      return { kind: 'sns' }
    case 'sqs': {
      const groupId = text(record(given, 'SqsParameters') ?? {}, 'MessageGroupId') ?? null
      if (resource.endsWith('.fifo') && groupId === null) throw errors.parametersRequired('SqsParameters', text_)
      return { kind: 'sqs', groupId }
    }
    case 'kinesis': {
      const partitionKey = text(record(given, 'KinesisParameters') ?? {}, 'PartitionKey')
      if (partitionKey === undefined) throw errors.parametersRequired('KinesisParameters', text_)
      return { kind: 'kinesis', partitionKey }
    }
    case 'events': {
      const parameters = record(given, 'EventBridgeParameters') ?? {}
      const [source, detailType] = [text(parameters, 'Source'), text(parameters, 'DetailType')]
      if (!resource.startsWith('event-bus/')) break
      if (source === undefined || detailType === undefined) {
        throw errors.parametersRequired('EventBridgeParameters', text_)
      }
      return { kind: 'events', source, detailType }
    }
  }
  throw errors.targetNotSimulated(text_)
}

/** @param resource `aws-sdk:sqs:sendMessage` */
function universalCall(resource: string): TargetCall {
  const [, service = '', action = '', ...more] = resource.split(':')
  if (!/^[a-z0-9]+$/.test(service) || !/^[a-z][A-Za-z0-9]*$/.test(action) || more.length > 0) {
    throw errors.invalidArn(`arn:aws:scheduler:::${resource}`)
  }
  if (UNSUPPORTED.some((start) => action === start || startsWithWord(action, start))) {
    throw errors.readOnlyAction(action)
  }
  return {
    kind: 'universal',
    service: SERVICES[service] ?? service,
    operation: action.charAt(0).toUpperCase() + action.slice(1),
  }
}

/** `getItem` begins with `get`, `getaway` does not. */
const startsWithWord = (name: string, word: string): boolean =>
  name.startsWith(word) && /[A-Z]/.test(name.charAt(word.length))

function isJson(text_: string): boolean {
  try {
    JSON.parse(text_)
    return true
  } catch {
    return false
  }
}

export interface Occasion {
  readonly executionId: string
  readonly scheduledTime: Milliseconds
  /** From 1. */
  readonly attempt: number
}

/** `2026-01-31T12:00:00Z` */
export const secondsTimestamp = (instant: Milliseconds): string => `${isoTimestamp(instant).slice(0, 19)}Z`

/** What the target gets: the input with its context attributes filled in, or the default notification. */
export function inputFor(schedule: Schedule, occasion: Occasion, account: Account, id: string): string {
  const { input } = schedule.settings.target
  if (input === null) {
    return JSON.stringify({
      version: '0',
      id,
      'detail-type': 'Scheduled Event',
      source: 'aws.scheduler',
      account: account.accountId,
      time: secondsTimestamp(occasion.scheduledTime),
      region: account.region,
      resources: [schedule.arn],
      // A text, unlike the detail of an EventBridge event.
      detail: '{}',
    })
  }
  return input
    .replaceAll('<aws.scheduler.schedule-arn>', schedule.arn)
    .replaceAll('<aws.scheduler.scheduled-time>', secondsTimestamp(occasion.scheduledTime))
    .replaceAll('<aws.scheduler.execution-id>', occasion.executionId)
    .replaceAll('<aws.scheduler.attempt-number>', String(occasion.attempt))
}

/** The request that a dead-letter queue gets: what was sent to the target's API. */
export function requestOf({ arn, call }: Target, input: string, account: Account): string {
  switch (call.kind) {
    case 'universal':
      return input
    case 'sqs': {
      const QueueUrl = `https://sqs.${account.region}.amazonaws.com/${arn.split(':').slice(4).join('/')}`
      return JSON.stringify({
        MessageBody: input,
        QueueUrl,
        ...(call.groupId !== null && { MessageGroupId: call.groupId }),
      })
    }
    // Of these AWS shows no example: the members of the requests that it says it sends.
    case 'lambda':
      return JSON.stringify({ FunctionName: arn, InvocationType: 'Event', Payload: input })
    case 'sns':
      return JSON.stringify({ Message: input, TopicArn: arn })
    case 'kinesis':
      return JSON.stringify({ Data: input, PartitionKey: call.partitionKey, StreamARN: arn })
    case 'events': {
      const entry = { Detail: input, DetailType: call.detailType, EventBusName: arn, Source: call.source }
      return JSON.stringify({ Entries: [entry] })
    }
  }
}
