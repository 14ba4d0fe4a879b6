/** Queue attributes: AWS's names and texts ↔ our configuration. Used by the API and by CloudFormation alike. */

import { readResourcePolicy } from '../../aws/policy-statements'
import type { QueueConfiguration } from './state'
import * as limits from './limits'

interface NumericAttribute {
  readonly field:
    'visibilityTimeout' | 'delay' | 'messageRetentionPeriod' | 'maximumMessageSize' | 'receiveMessageWaitTime'
  readonly range: { readonly minimum: number; readonly maximum: number; readonly default: number }
}

/** Attribute name of the API → what it sets. CloudFormation uses the same names but for the last. */
export const NUMERIC_ATTRIBUTES: Readonly<Record<string, NumericAttribute>> = {
  VisibilityTimeout: { field: 'visibilityTimeout', range: limits.VISIBILITY_TIMEOUT },
  DelaySeconds: { field: 'delay', range: limits.DELAY },
  MessageRetentionPeriod: { field: 'messageRetentionPeriod', range: limits.MESSAGE_RETENTION },
  MaximumMessageSize: { field: 'maximumMessageSize', range: limits.MAXIMUM_MESSAGE_SIZE },
  ReceiveMessageWaitTimeSeconds: { field: 'receiveMessageWaitTime', range: limits.RECEIVE_WAIT_TIME },
}

export const DEFAULT_CONFIGURATION: QueueConfiguration = {
  visibilityTimeout: limits.VISIBILITY_TIMEOUT.default,
  delay: limits.DELAY.default,
  messageRetentionPeriod: limits.MESSAGE_RETENTION.default,
  maximumMessageSize: limits.MAXIMUM_MESSAGE_SIZE.default,
  receiveMessageWaitTime: limits.RECEIVE_WAIT_TIME.default,
  policy: null,
  redrivePolicy: null,
}

/** Accepted without effect: encryption, and who may use a queue as its dead-letter queue. */
export const ATTRIBUTES_WITHOUT_EFFECT: ReadonlySet<string> = new Set([
  'KmsMasterKeyId',
  'KmsDataKeyReusePeriodSeconds',
  'SqsManagedSseEnabled',
  'RedriveAllowPolicy',
])

/** What is wrong with an attribute: its name, its value, or what its value (a policy) says. */
export type AttributeProblem = 'name' | 'value' | 'policy'

/** Called for an attribute that is not allowed; must throw. */
export type RefuseAttribute = (name: string, problem: AttributeProblem, explanation: string, value: unknown) => never

/**
 * Reads attributes into a configuration.
 * @param isQueue whether there is a queue with this ARN, for dead-letter queues
 */
export function configure(
  base: QueueConfiguration,
  attributes: Readonly<Record<string, unknown>>,
  isQueue: (arn: string) => boolean,
  refuse: RefuseAttribute,
): QueueConfiguration {
  const configuration: { -readonly [Key in keyof QueueConfiguration]: QueueConfiguration[Key] } = { ...base }
  for (const [name, value] of Object.entries(attributes)) {
    const numeric = Object.hasOwn(NUMERIC_ATTRIBUTES, name) ? NUMERIC_ATTRIBUTES[name] : undefined
    if (numeric) {
      const number = typeof value === 'number' ? value : /^\d+$/.test(String(value)) ? Number(value) : NaN
      const { minimum, maximum } = numeric.range
      if (!Number.isInteger(number) || number < minimum || number > maximum) {
        refuse(name, 'value', `${name} must be an integer from ${minimum} to ${maximum}.`, value)
      }
      configuration[numeric.field] = number
    } else if (name === 'RedrivePolicy') {
      configuration.redrivePolicy = readRedrivePolicy(value, isQueue, (explanation) =>
        refuse(name, 'policy', explanation, value),
      )
    } else if (name === 'Policy') {
      const policy = value === '' ? null : readResourcePolicy(value)
      if (policy === null && value !== '') refuse(name, 'value', 'It must be a policy document.', value)
      configuration.policy = policy
    } else if (!ATTRIBUTES_WITHOUT_EFFECT.has(name)) {
      refuse(name, 'name', `${name} is no attribute of a standard queue.`, value)
    }
  }
  return configuration
}

/** Texts: as the API gives them. */
function readRedrivePolicy(
  value: unknown,
  isQueue: (arn: string) => boolean,
  refuse: (explanation: string) => never,
): QueueConfiguration['redrivePolicy'] {
  if (value === '') return null
  let policy: unknown = value
  if (typeof value === 'string') {
    try {
      policy = JSON.parse(value)
    } catch {
      refuse('Redrive policy is not a valid JSON map.')
    }
  }
  const { deadLetterTargetArn, maxReceiveCount } = (policy ?? {}) as Record<string, unknown>
  for (const [name, given] of Object.entries({ deadLetterTargetArn, maxReceiveCount })) {
    if (given === undefined) refuse(`Redrive policy does not contain mandatory attribute: ${name}.`)
  }
  const count = Number(maxReceiveCount)
  const { minimum, maximum } = limits.MAX_RECEIVE_COUNT
  if (typeof deadLetterTargetArn !== 'string' || !deadLetterTargetArn.startsWith('arn:')) {
    refuse('Invalid value for deadLetterTargetArn.')
  }
  if (!Number.isInteger(count) || count < minimum || count > maximum) {
    refuse(
      `Invalid value for maxReceiveCount: ${String(maxReceiveCount)}, valid values are from ${minimum} to ${maximum} both inclusive.`,
    )
  }
  if (!isQueue(deadLetterTargetArn)) refuse('Dead letter target does not exist.')
  return { deadLetterTargetArn, maxReceiveCount: count }
}
