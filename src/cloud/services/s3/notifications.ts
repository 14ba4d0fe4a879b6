/**
 * A bucket's notification configuration: which events go where.
 * Sources: Amazon S3 User Guide, "Supported event types and destinations", "Configuring event notifications using object
 * key name filtering"; refusals recorded from AWS (LocalStack's test suite, test_s3_notifications_*.py, August 2023).
 */

import { parseArn } from '../../aws/arn'
import type { AwsError } from '../../aws/aws-error'
import { serviceCaller, type ServiceContext } from '../contract'
import { record, records, text, texts, type Input } from './input'
import * as limits from './limits'
import { errors } from './wire'

export type DestinationKind = 'queue' | 'topic' | 'function'

export interface Notification {
  readonly id: string
  readonly kind: DestinationKind
  readonly target: string
  /** `s3:ObjectCreated:*`, as given. */
  readonly events: readonly string[]
  /** Null: any. */
  readonly prefix: string | null
  readonly suffix: string | null
}

export interface NotificationConfiguration {
  readonly notifications: readonly Notification[]
  /** Every event goes to the account's default event bus. */
  readonly eventBridge: boolean
}

export const NO_NOTIFICATIONS: NotificationConfiguration = { notifications: [], eventBridge: false }

/** Whom S3 acts as when it delivers. */
export const S3_PRINCIPAL = 's3.amazonaws.com'

interface Destination {
  /** Member of NotificationConfiguration. */
  readonly list: string
  /** Member that holds the ARN. */
  readonly member: string
  /** Element of the request, as errors name it. */
  readonly element: string
  /** In its ARN. */
  readonly service: string
}

export const DESTINATIONS: Readonly<Record<DestinationKind, Destination>> = {
  topic: { list: 'TopicConfigurations', member: 'TopicArn', element: 'Topic', service: 'sns' },
  queue: { list: 'QueueConfigurations', member: 'QueueArn', element: 'Queue', service: 'sqs' },
  function: {
    list: 'LambdaFunctionConfigurations',
    member: 'LambdaFunctionArn',
    element: 'CloudFunction',
    service: 'lambda',
  },
}
const KINDS = Object.keys(DESTINATIONS) as readonly DestinationKind[]

const EVENTS: ReadonlySet<string> = new Set([
  ...['s3:ReducedRedundancyLostObject', 's3:LifecycleTransition', 's3:IntelligentTiering', 's3:ObjectAcl:Put'],
  ...['*', 'Put', 'Post', 'Copy', 'CompleteMultipartUpload'].map((name) => `s3:ObjectCreated:${name}`),
  ...['*', 'Delete', 'DeleteMarkerCreated'].map((name) => `s3:ObjectRemoved:${name}`),
  ...['*', 'Post', 'Completed', 'Delete'].map((name) => `s3:ObjectRestore:${name}`),
  ...['*', 'Put', 'Delete'].map((name) => `s3:ObjectTagging:${name}`),
  ...['*', 'Delete', 'DeleteMarkerCreated'].map((name) => `s3:LifecycleExpiration:${name}`),
  ...[
    '*',
    'OperationFailedReplication',
    'OperationMissedThreshold',
    'OperationReplicatedAfterThreshold',
    'OperationNotTracked',
  ].map((name) => `s3:Replication:${name}`),
])

/** Those that nothing raises here: objects are neither archived, moved nor replicated, and have no ACLs. */
const ABSENT = /^s3:(ObjectRestore|Reduced|Lifecycle|IntelligentTiering|ObjectAcl|Replication)/

/** A template is warned of them at their line; an API can only refuse. @throws AwsError NotImplemented */
export function refuseAbsent({ notifications }: NotificationConfiguration): void {
  const absent = notifications.flatMap(({ events }) => events).find((event) => ABSENT.test(event))
  if (absent !== undefined) throw errors.notSimulated(`What ${absent} tells of`)
}

/**
 * Reads NotificationConfiguration in the API's form.
 * @param newId for a notification without an id
 * @throws AwsError InvalidArgument, MalformedXML
 */
export function readNotifications(input: Input, newId: () => string): NotificationConfiguration {
  const notifications = KINDS.flatMap((kind) =>
    records(input, DESTINATIONS[kind].list).map((entry) => readNotification(kind, entry, newId)),
  )
  if (notifications.length > limits.NOTIFICATIONS_MAX) throw errors.malformedXml()
  refuseOverlap(notifications)
  return { notifications, eventBridge: input['EventBridgeConfiguration'] !== undefined }
}

function readNotification(kind: DestinationKind, entry: Input, newId: () => string): Notification {
  const { member, element, service } = DESTINATIONS[kind]
  const target = text(entry, member)
  if (parseArn(target)?.service !== service) {
    throw errors.invalidArgument('The ARN could not be parsed', element, target)
  }
  // AWS's texts for these two are not recorded (unverified).
  if (kind === 'queue' && target.endsWith('.fifo')) {
    throw errors.invalidArgument('FIFO SQS queues are not supported.', element, target)
  }
  if (kind === 'topic' && target.endsWith('.fifo')) {
    throw errors.invalidArgument('FIFO SNS topics are not supported.', element, target)
  }
  const events = texts(entry, 'Events')
  if (events.length === 0) throw errors.malformedXml()
  for (const event of events) {
    if (!EVENTS.has(event)) {
      throw errors.invalidArgument('The event is not supported for notifications', 'Event', event)
    }
  }
  return { id: text(entry, 'Id') || newId(), kind, target, events, ...readFilter(entry) }
}

function readFilter(entry: Input): { readonly prefix: string | null; readonly suffix: string | null } {
  const filter: { prefix: string | null; suffix: string | null } = { prefix: null, suffix: null }
  for (const rule of records(record(record(entry, 'Filter'), 'Key'), 'FilterRules')) {
    const name = text(rule, 'Name').toLowerCase()
    if (name !== 'prefix' && name !== 'suffix') {
      const message = 'filter rule name must be either prefix or suffix'
      throw errors.invalidArgument(message, 'FilterRule.Name', text(rule, 'Name'))
    }
    // AWS's text is not recorded (unverified).
    if (filter[name] !== null) {
      throw errors.invalidArgument(`Cannot specify more than one ${name} rule in a filter.`, 'FilterRule.Name', name)
    }
    filter[name] = text(rule, 'Value')
  }
  return filter
}

/** One event of one key may fit one notification at most, whatever their destinations. */
function refuseOverlap(notifications: readonly Notification[]): void {
  for (const [index, first] of notifications.entries()) {
    for (const second of notifications.slice(index + 1)) {
      const events = first.events.some((one) => second.events.some((other) => eventsOverlap(one, other)))
      const keys =
        overlap(first.prefix, second.prefix, (long, short) => long.startsWith(short)) &&
        overlap(first.suffix, second.suffix, (long, short) => long.endsWith(short))
      if (!events || !keys) continue
      const filtered = [first.prefix, first.suffix, second.prefix, second.suffix].some((part) => part !== null)
      throw errors.invalidArguments(
        filtered
          ? 'Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules if the prefixes are overlapping for the same event type.'
          : 'Configurations overlap. Configurations on the same bucket cannot share a common event type.',
        {},
      )
    }
  }
}

const eventsOverlap = (one: string, other: string): boolean => eventFits(one, other) || eventFits(other, one)

const overlap = (one: string | null, other: string | null, has: (long: string, short: string) => boolean): boolean =>
  one === null || other === null || has(one, other) || has(other, one)

/** @param pattern `s3:ObjectCreated:*` or one event */
function eventFits(pattern: string, event: string): boolean {
  return pattern === event || (pattern.endsWith(':*') && event.startsWith(pattern.slice(0, -1)))
}

/** @param event `ObjectCreated:Put` */
export function matches(notification: Notification, event: string, key: string): boolean {
  return (
    notification.events.some((pattern) => eventFits(pattern, `s3:${event}`)) &&
    key.startsWith(notification.prefix ?? '') &&
    key.endsWith(notification.suffix ?? '')
  )
}

/** The API's form. */
export function writeNotifications(configuration: NotificationConfiguration): object {
  const output: Record<string, unknown> = {}
  for (const kind of KINDS) {
    const { list, member } = DESTINATIONS[kind]
    const entries = configuration.notifications.filter((notification) => notification.kind === kind)
    if (entries.length === 0) continue
    output[list] = entries.map(({ id, target, events, prefix, suffix }) => {
      const rules = [
        ...(prefix !== null ? [{ Name: 'Prefix', Value: prefix }] : []),
        ...(suffix !== null ? [{ Name: 'Suffix', Value: suffix }] : []),
      ]
      const filter = rules.length > 0 && { Filter: { Key: { FilterRules: rules } } }
      return { Id: id, [member]: target, Events: events, ...filter }
    })
  }
  if (configuration.eventBridge) output['EventBridgeConfiguration'] = {}
  return output
}

/**
 * Whether S3 may deliver to every destination, as S3 asks when a configuration is put.
 * @throws AwsError InvalidArgument
 */
export function validateDestinations(
  configuration: NotificationConfiguration,
  bucketArn: string,
  context: ServiceContext,
): void {
  const details: Record<string, string> = {}
  let count = 0
  for (const { kind, target } of configuration.notifications) {
    const problem = destinationProblem(kind, target, bucketArn, context)
    if (problem === null) continue
    count++
    details[`ArgumentName${count}`] = kind === 'function' ? `${target}, null` : target
    details[`ArgumentValue${count}`] = problem
  }
  if (count > 0) throw destinationsRefused(details)
}

const destinationsRefused = (details: Readonly<Record<string, string>>): AwsError =>
  errors.invalidArguments('Unable to validate the following destination configurations', details)

function destinationProblem(
  kind: DestinationKind,
  target: string,
  bucketArn: string,
  { account, canDeliver }: ServiceContext,
): string | null {
  if (parseArn(target)?.region !== account.region) {
    return 'The notification destination service region is not valid for the bucket location constraint'
  }
  const verdict = canDeliver(target, serviceCaller(S3_PRINCIPAL, bucketArn))
  if (verdict === 'allowed') return null
  if (kind === 'function') return `Not authorized to invoke function [${target}]`
  return verdict === 'missing'
    ? `The destination ${kind} does not exist`
    : `Permissions on the destination ${kind} do not allow S3 to publish notifications from this bucket`
}
