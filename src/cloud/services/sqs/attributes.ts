/** Queue attributes: AWS's names and texts ↔ our configuration. Used by the API and by CloudFormation alike. */

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
  redrivePolicy: null,
}

/**
 * Reads attributes into a configuration.
 * @param refuse called with the name of an attribute whose value or name is not allowed; must throw
 */
export function configure(
  base: QueueConfiguration,
  attributes: Readonly<Record<string, unknown>>,
  refuse: (name: string, problem: 'unknown' | 'value', explanation: string) => never,
): QueueConfiguration {
  const configuration: { -readonly [Key in keyof QueueConfiguration]: QueueConfiguration[Key] } = { ...base }
  for (const [name, value] of Object.entries(attributes)) {
    const numeric = NUMERIC_ATTRIBUTES[name]
    if (numeric) {
      const number = typeof value === 'number' ? value : /^\d+$/.test(String(value)) ? Number(value) : NaN
      const { minimum, maximum } = numeric.range
      if (!Number.isInteger(number) || number < minimum || number > maximum) {
        refuse(name, 'value', `${name} must be an integer from ${minimum} to ${maximum}.`)
      }
      configuration[numeric.field] = number
    } else if (name === 'RedrivePolicy') {
      configuration.redrivePolicy = readRedrivePolicy(value, (explanation) => refuse(name, 'value', explanation))
    } else {
      refuse(name, 'unknown', `${name} is no attribute of a standard queue.`)
    }
  }
  return configuration
}

function readRedrivePolicy(
  value: unknown,
  refuse: (explanation: string) => never,
): QueueConfiguration['redrivePolicy'] {
  if (value === '') return null
  let policy: unknown = value
  if (typeof value === 'string') {
    try {
      policy = JSON.parse(value)
    } catch {
      refuse('RedrivePolicy must be JSON.')
    }
  }
  const { deadLetterTargetArn, maxReceiveCount } = (policy ?? {}) as Record<string, unknown>
  const count = Number(maxReceiveCount)
  const { minimum, maximum } = limits.MAX_RECEIVE_COUNT
  if (typeof deadLetterTargetArn !== 'string' || !deadLetterTargetArn.startsWith('arn:')) {
    refuse('RedrivePolicy needs deadLetterTargetArn, the ARN of a queue.')
  }
  if (!Number.isInteger(count) || count < minimum || count > maximum) {
    refuse(`maxReceiveCount must be an integer from ${minimum} to ${maximum}.`)
  }
  return { deadLetterTargetArn, maxReceiveCount: count }
}
