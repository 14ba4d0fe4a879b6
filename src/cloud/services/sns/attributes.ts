/** Attributes of topics and subscriptions: which there are, what they may say. Used by the API and by CloudFormation. */

import { parseArn } from '../../aws/arn'
import { readResourcePolicy } from '../../aws/policy-statements'
import { compileFilter, type FilterScope, type MessageFilter } from './filter'
import type { Subscription, Topic } from './state'
import { errors } from './wire'

/** Of delivery status logging; accepted without effect. */
const FEEDBACK =
  /^(HTTP|Firehose|Lambda|Application|SQS)(SuccessFeedbackRoleArn|SuccessFeedbackSampleRate|FailureFeedbackRoleArn)$/

const OF_ANY_TOPIC: ReadonlySet<string> = new Set([
  'DeliveryPolicy',
  'DisplayName',
  'KmsMasterKeyId',
  'Policy',
  'SignatureVersion',
  'TracingConfig',
])
const OF_FIFO_TOPICS: ReadonlySet<string> = new Set(['ContentBasedDeduplication', 'FifoThroughputScope'])

/**
 * Checks one attribute of a topic, by the API's name.
 * @throws AwsError InvalidParameter; texts other than that for an unknown attribute are not confirmed
 */
export function checkTopicAttribute(name: string, value: string, isFifo: boolean): void {
  if (name === 'ArchivePolicy' && value !== '') {
    throw errors.invalidParameter('ArchivePolicy Reason: archives of topics are not simulated')
  }
  if (
    !OF_ANY_TOPIC.has(name) &&
    !FEEDBACK.test(name) &&
    !(isFifo && OF_FIFO_TOPICS.has(name)) &&
    name !== 'ArchivePolicy'
  ) {
    throw errors.invalidParameter('AttributeName')
  }
  const invalid = (): never => {
    throw errors.invalidParameter(`Attributes Reason: ${name}: Invalid value [${value}].`)
  }
  switch (name) {
    case 'ContentBasedDeduplication':
      if (!/^(true|false)$/i.test(value)) invalid()
      return
    case 'FifoThroughputScope':
      if (value !== 'Topic' && value !== 'MessageGroup') invalid()
      return
    case 'SignatureVersion':
      if (value !== '1' && value !== '2') invalid()
      return
    case 'TracingConfig':
      if (value !== 'PassThrough' && value !== 'Active') invalid()
      return
    case 'DisplayName':
      if (value.length > 100) invalid()
      return
    case 'Policy':
      if (value !== '' && !readResourcePolicy(value)) throw errors.invalidParameter('Policy Error: null')
      return
    case 'DeliveryPolicy':
      if (value !== '' && !isJsonObject(value)) {
        throw errors.invalidParameter('DeliveryPolicy: failed to parse JSON.')
      }
  }
}

const OF_SUBSCRIPTIONS: ReadonlySet<string> = new Set([
  'DeliveryPolicy',
  'FilterPolicy',
  'FilterPolicyScope',
  'RawMessageDelivery',
  'RedrivePolicy',
  'SubscriptionRoleArn',
])

/**
 * Checks attributes of a subscription and reads its filter.
 * @param given the API's names
 * @param present the attributes that it has already
 * @param reason what precedes the reason in `Invalid parameter: …`: Subscribe has `Attributes Reason: `
 * @throws AwsError
 */
export function readSubscriptionAttributes(
  given: Readonly<Record<string, string>>,
  present: Readonly<Record<string, string>>,
  subscription: Pick<Subscription, 'endpoint' | 'protocol'>,
  topic: Pick<Topic, 'isFifo'>,
  reason: string,
): { readonly attributes: Readonly<Record<string, string>>; readonly filter: MessageFilter | null } {
  const refuse = (text: string): never => {
    throw errors.invalidParameter(`${reason}${text}`)
  }
  const attributes = new Map(Object.entries(present))
  for (const [name, value] of Object.entries(given)) {
    if (name === 'ReplayPolicy' && value !== '') refuse('ReplayPolicy: archives of topics are not simulated')
    if (!OF_SUBSCRIPTIONS.has(name) && name !== 'ReplayPolicy') throw errors.invalidParameter('AttributeName')
    switch (name) {
      case 'RawMessageDelivery':
        if (!/^(true|false)$/i.test(value)) {
          refuse(`RawMessageDelivery: Invalid value [${value}]. Must be true or false.`)
        }
        if (value.toLowerCase() === 'true' && !TAKES_RAW.has(subscription.protocol)) {
          // AWS's text is not confirmed.
          refuse(
            `RawMessageDelivery: Delivery protocol [${subscription.protocol}] does not support raw message delivery.`,
          )
        }
        attributes.set(name, value.toLowerCase())
        continue
      case 'FilterPolicyScope':
        if (value !== 'MessageAttributes' && value !== 'MessageBody') {
          refuse(`FilterPolicyScope: Invalid value [${value}]. Please use either MessageBody or MessageAttributes`)
        }
        break
      case 'RedrivePolicy':
        if (value !== '') checkRedrivePolicy(value, subscription, topic, refuse)
        break
      case 'DeliveryPolicy':
        if (value !== '' && !isJsonObject(value)) refuse('DeliveryPolicy: failed to parse JSON.')
    }
    if (value === '') attributes.delete(name)
    else attributes.set(name, value)
  }
  const policy = attributes.get('FilterPolicy')
  const scope = (attributes.get('FilterPolicyScope') ?? 'MessageAttributes') as FilterScope
  const filter = policy === undefined ? null : compileFilter(policy, scope, refuse)
  return { attributes: Object.fromEntries(attributes), filter }
}

const TAKES_RAW: ReadonlySet<string> = new Set(['sqs', 'http', 'https', 'firehose'])

function checkRedrivePolicy(
  value: string,
  { endpoint }: Pick<Subscription, 'endpoint'>,
  { isFifo }: Pick<Topic, 'isFifo'>,
  refuse: (reason: string) => never,
): void {
  if (!isJsonObject(value)) refuse('RedrivePolicy: failed to parse JSON.')
  const { deadLetterTargetArn: target } = JSON.parse(value) as Record<string, unknown>
  if (typeof target !== 'string' || parseArn(target)?.service !== 'sqs') {
    refuse('RedrivePolicy: deadLetterTargetArn is an invalid arn')
  }
  if (isFifo && endpoint.endsWith('.fifo') && !target.endsWith('.fifo')) {
    refuse('RedrivePolicy: must use a FIFO queue as DLQ for a FIFO Subscription to a FIFO Topic.')
  }
}

/** The queue that gets what could not be delivered. */
export function deadLetterQueueOf({ attributes }: Subscription): string | null {
  const policy = attributes['RedrivePolicy']
  return policy === undefined ? null : (JSON.parse(policy) as { deadLetterTargetArn: string }).deadLetterTargetArn
}

export const isRaw = ({ attributes }: Subscription): boolean => attributes['RawMessageDelivery'] === 'true'

export const isContentBased = ({ attributes }: Topic): boolean =>
  attributes['ContentBasedDeduplication']?.toLowerCase() === 'true'

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  } catch {
    return false
  }
}
