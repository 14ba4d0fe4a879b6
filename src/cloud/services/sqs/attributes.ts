/** Queue attributes: AWS's names and texts ↔ our configuration. Used by the API and by CloudFormation alike. */

import { readResourcePolicy } from '../../aws/policy-statements'
import * as limits from './limits'
import type { FifoConfiguration, QueueConfiguration, RedriveAllowPolicy } from './model'

interface NumericAttribute {
  readonly field:
    'visibilityTimeout' | 'delay' | 'messageRetentionPeriod' | 'maximumMessageSize' | 'receiveMessageWaitTime'
  readonly range: { readonly minimum: number; readonly maximum: number; readonly default: number }
}

/** Attribute name of the API → what it sets. CloudFormation uses the same names. */
const NUMERIC_ATTRIBUTES: Readonly<Record<string, NumericAttribute>> = {
  VisibilityTimeout: { field: 'visibilityTimeout', range: limits.VISIBILITY_TIMEOUT },
  DelaySeconds: { field: 'delay', range: limits.DELAY },
  MessageRetentionPeriod: { field: 'messageRetentionPeriod', range: limits.MESSAGE_RETENTION },
  MaximumMessageSize: { field: 'maximumMessageSize', range: limits.MAXIMUM_MESSAGE_SIZE },
  ReceiveMessageWaitTimeSeconds: { field: 'receiveMessageWaitTime', range: limits.RECEIVE_WAIT_TIME },
}

const ENCRYPTION_ATTRIBUTES: ReadonlySet<string> = new Set([
  'KmsMasterKeyId',
  'KmsDataKeyReusePeriodSeconds',
  'SqsManagedSseEnabled',
])

export const DEFAULT_CONFIGURATION: QueueConfiguration = {
  visibilityTimeout: limits.VISIBILITY_TIMEOUT.default,
  delay: limits.DELAY.default,
  messageRetentionPeriod: limits.MESSAGE_RETENTION.default,
  maximumMessageSize: limits.MAXIMUM_MESSAGE_SIZE.default,
  receiveMessageWaitTime: limits.RECEIVE_WAIT_TIME.default,
  fifo: null,
  redriveAllowPolicy: null,
  encryption: {},
  policy: null,
  redrivePolicy: null,
}

export const DEFAULT_FIFO: FifoConfiguration = {
  contentBasedDeduplication: false,
  deduplicationScope: 'queue',
  throughputLimit: 'perQueue',
}

/** What is wrong with an attribute: its name, its value (with AWS's reason or without), or what its value (a policy) says. */
export type AttributeProblem = 'name' | 'value' | 'value-explained' | 'policy'

/** Called for an attribute that is not allowed; must throw. */
export type RefuseAttribute = (name: string, problem: AttributeProblem, explanation: string, value: unknown) => never

/** Whether a queue may be the dead-letter queue of the one that is configured; AWS's reason if not. */
export type JudgeDeadLetterQueue = (deadLetterQueueArn: string, isFifo: boolean) => string | null

/** Reads attributes into a configuration. @param base of a FIFO queue if `fifo` is not null */
export function configure(
  base: QueueConfiguration,
  attributes: Readonly<Record<string, unknown>>,
  judge: JudgeDeadLetterQueue,
  refuse: RefuseAttribute,
): QueueConfiguration {
  const configuration: { -readonly [Key in keyof QueueConfiguration]: QueueConfiguration[Key] } = { ...base }
  for (const [name, value] of Object.entries(attributes)) {
    const numeric = Object.hasOwn(NUMERIC_ATTRIBUTES, name) ? NUMERIC_ATTRIBUTES[name] : undefined
    if (numeric) {
      configuration[numeric.field] = readNumber(value, numeric.range, (explanation) =>
        refuse(name, 'value', `${name} ${explanation}`, value),
      )
    } else if (name === 'RedrivePolicy') {
      configuration.redrivePolicy = readRedrivePolicy(value, configuration.fifo !== null, judge, (explanation) =>
        refuse(name, 'policy', explanation, value),
      )
    } else if (name === 'RedriveAllowPolicy') {
      configuration.redriveAllowPolicy = readRedriveAllowPolicy(value, (explanation) =>
        refuse(name, 'policy', explanation, value),
      )
    } else if (name === 'Policy') {
      const policy = value === '' ? null : readResourcePolicy(value)
      if (policy === null && value !== '') refuse(name, 'value', 'It must be a policy document.', value)
      configuration.policy = policy
    } else if (ENCRYPTION_ATTRIBUTES.has(name)) {
      configuration.encryption = { ...configuration.encryption, [name]: String(value) }
    } else if (configuration.fifo && FIFO_ATTRIBUTES.has(name)) {
      configuration.fifo = readFifo(configuration.fifo, name, String(value), (problem, explanation) =>
        refuse(name, problem, explanation, value),
      )
    } else {
      refuse(name, 'name', `${name} is no attribute of a ${configuration.fifo ? 'FIFO' : 'standard'} queue.`, value)
    }
  }
  checkThroughput(configuration.fifo, attributes, refuse)
  return configuration
}

function readNumber(
  value: unknown,
  { minimum, maximum }: { readonly minimum: number; readonly maximum: number },
  refuse: (explanation: string) => never,
): number {
  const number = typeof value === 'number' ? value : /^\d+$/.test(String(value)) ? Number(value) : NaN
  if (!Number.isInteger(number) || number < minimum || number > maximum) {
    refuse(`must be an integer from ${minimum} to ${maximum}.`)
  }
  return number
}

export const FIFO_ATTRIBUTES: ReadonlySet<string> = new Set([
  'FifoQueue',
  'ContentBasedDeduplication',
  'DeduplicationScope',
  'FifoThroughputLimit',
])

function readFifo(
  fifo: FifoConfiguration,
  name: string,
  value: string,
  refuse: (problem: AttributeProblem, explanation: string) => never,
): FifoConfiguration {
  switch (name) {
    case 'FifoQueue':
      if (value !== 'true') refuse('value-explained', 'Modifying queue type is not supported.')
      return fifo
    case 'ContentBasedDeduplication':
      if (value !== 'true' && value !== 'false') refuse('value', 'It must be true or false.')
      return { ...fifo, contentBasedDeduplication: value === 'true' }
    case 'DeduplicationScope':
      if (value !== 'queue' && value !== 'messageGroup') refuse('value', 'It must be queue or messageGroup.')
      return { ...fifo, deduplicationScope: value }
    default:
      if (value !== 'perQueue' && value !== 'perMessageGroupId') {
        refuse('value', 'It must be perQueue or perMessageGroupId.')
      }
      return { ...fifo, throughputLimit: value }
  }
}

function checkThroughput(
  fifo: FifoConfiguration | null,
  attributes: Readonly<Record<string, unknown>>,
  refuse: RefuseAttribute,
): void {
  if (fifo?.throughputLimit !== 'perMessageGroupId' || fifo.deduplicationScope === 'messageGroup') return
  // SetQueueAttributes API: perMessageGroupId is allowed only with this scope. AWS's text is not confirmed.
  refuse(
    'FifoThroughputLimit',
    'value-explained',
    'The perMessageGroupId value is allowed only when the value for DeduplicationScope is messageGroup.',
    attributes['FifoThroughputLimit'],
  )
}

/** @returns undefined for what is no JSON object */
function readObject(value: unknown): Readonly<Record<string, unknown>> | undefined {
  let object = value
  if (typeof value === 'string') {
    try {
      object = JSON.parse(value)
    } catch {
      return undefined
    }
  }
  return typeof object === 'object' && object !== null ? (object as Record<string, unknown>) : {}
}

/** Texts: as the API gives them. */
function readRedrivePolicy(
  value: unknown,
  isFifo: boolean,
  judge: JudgeDeadLetterQueue,
  refuse: (explanation: string) => never,
): QueueConfiguration['redrivePolicy'] {
  if (value === '') return null
  const policy = readObject(value) ?? refuse('Redrive policy is not a valid JSON map.')
  const { deadLetterTargetArn, maxReceiveCount } = policy
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
  const refusal = judge(deadLetterTargetArn, isFifo)
  if (refusal !== null) refuse(refusal)
  return { deadLetterTargetArn, maxReceiveCount: count }
}

/** Rules: SetQueueAttributes API. AWS's texts are not confirmed. */
function readRedriveAllowPolicy(value: unknown, refuse: (explanation: string) => never): RedriveAllowPolicy | null {
  if (value === '') return null
  const policy =
    readObject(value) ?? refuse("Amazon SQS can't create the redrive allow policy, as it’s in an unsupported format.")
  const { redrivePermission = 'allowAll', sourceQueueArns } = policy
  if (redrivePermission !== 'allowAll' && redrivePermission !== 'denyAll' && redrivePermission !== 'byQueue') {
    refuse('redrivePermission must be allowAll, denyAll or byQueue.')
  }
  if ((redrivePermission === 'byQueue') !== (sourceQueueArns !== undefined)) {
    refuse('sourceQueueArns must be given with redrivePermission byQueue, and only then.')
  }
  if (sourceQueueArns === undefined) return { redrivePermission }
  const arns = Array.isArray(sourceQueueArns) ? (sourceQueueArns as unknown[]) : []
  if (arns.length === 0 || arns.length > limits.REDRIVE_SOURCES_MAX || !arns.every((arn) => typeof arn === 'string')) {
    refuse(`sourceQueueArns must be a list of 1 to ${limits.REDRIVE_SOURCES_MAX} ARNs.`)
  }
  return { redrivePermission, sourceQueueArns: arns }
}

/** The attributes of a configuration, as GetQueueAttributes gives them. */
export function attributesOf(configuration: QueueConfiguration): Record<string, string> {
  const { fifo, redrivePolicy, redriveAllowPolicy, policy, encryption } = configuration
  const { KmsMasterKeyId: key, KmsDataKeyReusePeriodSeconds: reuse, SqsManagedSseEnabled: managed } = encryption
  return {
    ...Object.fromEntries(
      Object.entries(NUMERIC_ATTRIBUTES).map(([name, { field }]) => [name, String(configuration[field])]),
    ),
    ...(fifo && {
      FifoQueue: 'true',
      ContentBasedDeduplication: String(fifo.contentBasedDeduplication),
      DeduplicationScope: fifo.deduplicationScope,
      FifoThroughputLimit: fifo.throughputLimit,
    }),
    ...(key ? { KmsMasterKeyId: key, KmsDataKeyReusePeriodSeconds: reuse ?? '300' } : {}),
    SqsManagedSseEnabled: key ? 'false' : (managed ?? 'true'),
    ...(redrivePolicy && { RedrivePolicy: JSON.stringify(redrivePolicy) }),
    ...(redriveAllowPolicy && { RedriveAllowPolicy: JSON.stringify(redriveAllowPolicy) }),
    ...(policy && { Policy: JSON.stringify(policy) }),
  }
}

/** Attributes that a queue may be asked for and need not have. */
export const OPTIONAL_ATTRIBUTES: ReadonlySet<string> = new Set([
  'Policy',
  'RedrivePolicy',
  'RedriveAllowPolicy',
  ...ENCRYPTION_ATTRIBUTES,
  ...FIFO_ATTRIBUTES,
])
