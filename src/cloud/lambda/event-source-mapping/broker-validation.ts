/**
 * What a mapping of a broker may be: Amazon MSK, self-managed Apache Kafka, Amazon MQ, Amazon DocumentDB.
 * Source: CreateEventSourceMapping API; Guide, "All Amazon MSK event source configuration parameters in Lambda", "All
 * self-managed Kafka …", "Event source mapping parameters" of Amazon MQ, "Amazon DocumentDB event source parameters".
 * AWS's texts are not confirmed, but for that of missing parameters.
 *
 * A topic, a queue or a collection has no ARN that a mapping names. The mapping's `eventSourceArn` is what the pollers and
 * the source know it by; what the owner of the mapping gave is in `broker.given`.
 */

import { formatArn, parseArn } from '../../aws/arn'
import type { TemplateValue } from '../../aws/template'
import { ResourceError, type AccessNeed } from '../../services/contract'
import { refusalOfPolling } from '../execution-role'
import type { FunctionConfiguration } from '../function'
import type { LambdaContext } from '../lambda-context'
import * as limits from '../limits'
import { asRecord, integer, optionalText, type Properties } from '../properties'
import { compiledFilter, pollersOf } from './common-validation'
import type { BrokerOptions, OwnConfiguration, StreamOptions } from './configuration'
import { streamOptions, unsupportedText } from './stream-validation'

export type BrokerKind = 'msk' | 'self-managed-kafka' | 'mq' | 'documentdb'

/** @returns null for a queue of SQS or a stream */
export function brokerKind(properties: Properties): BrokerKind | null {
  if (properties['SelfManagedEventSource'] !== undefined) return 'self-managed-kafka'
  const kinds: Readonly<Record<string, BrokerKind>> = { kafka: 'msk', mq: 'mq', rds: 'documentdb' }
  return kinds[parseArn(String(properties['EventSourceArn'] ?? ''))?.service ?? ''] ?? null
}

const COMMON =
  'UUID FunctionName Enabled BatchSize MaximumBatchingWindowInSeconds KmsKeyArn KMSKeyArn Tags MetricsConfig'
const KAFKA = `${COMMON} FilterCriteria Topics StartingPosition StartingPositionTimestamp SourceAccessConfigurations ProvisionedPollerConfig DestinationConfig MaximumRetryAttempts MaximumRecordAgeInSeconds BisectBatchOnFunctionError FunctionResponseTypes`
/** Parameters that apply. */
const APPLY: Readonly<Record<BrokerKind, ReadonlySet<string>>> = {
  msk: new Set(`${KAFKA} EventSourceArn AmazonManagedKafkaEventSourceConfig`.split(' ')),
  'self-managed-kafka': new Set(`${KAFKA} SelfManagedEventSource SelfManagedKafkaEventSourceConfig`.split(' ')),
  mq: new Set(`${COMMON} EventSourceArn FilterCriteria Queues SourceAccessConfigurations`.split(' ')),
  documentdb: new Set(
    `${COMMON} EventSourceArn StartingPosition StartingPositionTimestamp SourceAccessConfigurations DocumentDBEventSourceConfig`.split(
      ' ',
    ),
  ),
}

/** Kinds of access that each can have. */
const ACCESS: Readonly<Record<BrokerKind, readonly string[]>> = {
  msk: ['SASL_SCRAM_512_AUTH', 'CLIENT_CERTIFICATE_TLS_AUTH'],
  'self-managed-kafka': [
    'BASIC_AUTH',
    'SASL_SCRAM_256_AUTH',
    'SASL_SCRAM_512_AUTH',
    'CLIENT_CERTIFICATE_TLS_AUTH',
    'SERVER_ROOT_CA_CERTIFICATE',
    'VPC_SUBNET',
    'VPC_SECURITY_GROUP',
  ],
  mq: ['BASIC_AUTH', 'VIRTUAL_HOST'],
  documentdb: ['BASIC_AUTH'],
}

/** Guide: what Lambda needs to reach something in a VPC. */
const NETWORK_ACTIONS = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeVpcs',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeSubnets',
  'ec2:DescribeSecurityGroups',
]

/** @throws ResourceError */
export function brokerConfiguration(
  context: LambdaContext,
  properties: Properties,
  fn: FunctionConfiguration,
  kind: BrokerKind,
): OwnConfiguration {
  for (const [name, value] of Object.entries(properties)) {
    if (value !== undefined && !APPLY[kind].has(name)) throw new ResourceError(unsupportedText(name), [name])
  }
  const access = accessConfigurations(properties, kind)
  const eventSourceArn = keyOf(context, properties, kind, access)
  const source = context.streamSource(eventSourceArn) ?? context.queueSource(eventSourceArn)
  if (!source?.exists(eventSourceArn)) {
    const shown = String(properties['EventSourceArn'] ?? '')
    throw new ResourceError(`The event source does not exist: ${shown}`, ['EventSourceArn'])
  }
  const isStream = kind !== 'mq'
  const stream = isStream ? streamOf(context, properties, fn, kind, eventSourceArn) : null
  const broker: BrokerOptions = { given: givenOf(properties, kind), needs: needsOf(kind, access) }
  const session = context.executionRole(fn)
  const refusal = refusalOfPolling(context, source, { eventSourceArn, broker }, session)
  if (refusal !== null) throw new ResourceError(refusal, ['EventSourceArn'], HINTS[kind])
  const plainTextFilters = 'plainTextFilters' in source ? source.plainTextFilters : undefined
  return {
    eventSourceArn,
    batchSize: integer(properties, ['BatchSize'], limits.STREAM_BATCH_SIZE),
    batchingWindow:
      properties['MaximumBatchingWindowInSeconds'] === undefined
        ? limits.BROKER_BATCHING_WINDOW_SECONDS
        : integer(properties, ['MaximumBatchingWindowInSeconds'], limits.BATCHING_WINDOW_SECONDS),
    maximumConcurrency: null,
    provisionedPollers: pollersOf(properties, limits.KAFKA_MINIMUM_POLLERS, limits.KAFKA_MAXIMUM_POLLERS),
    ...compiledFilter(properties, source.filterKey, plainTextFilters),
    stream,
    broker,
  }
}

const HINTS: Readonly<Record<BrokerKind, string>> = {
  msk: 'AWSLambdaMSKExecutionRole has what reaching the cluster needs; IAM authentication needs kafka-cluster actions.',
  'self-managed-kafka': 'The role needs secretsmanager:GetSecretValue for each secret, and EC2 actions for a VPC.',
  mq: 'The role needs mq:DescribeBroker, secretsmanager:GetSecretValue and EC2 actions for network interfaces.',
  documentdb:
    'The role needs rds:Describe actions, secretsmanager:GetSecretValue and EC2 actions for network interfaces.',
}

// --- What is polled

/** How the source knows what is polled: of a topic, a queue or a namespace. */
function keyOf(context: LambdaContext, properties: Properties, kind: BrokerKind, access: readonly Access[]): string {
  const arn = String(properties['EventSourceArn'] ?? '')
  switch (kind) {
    case 'msk':
      return `${arn.replace(':cluster/', ':topic/')}/${only(properties, 'Topics')}`
    case 'self-managed-kafka': {
      const servers = bootstrapServers(properties)
      return formatArn(
        'kafka',
        context.account,
        `topic/self-managed/${servers.join(',')}/${only(properties, 'Topics')}`,
      )
    }
    case 'mq': {
      const host = access.find(({ type }) => type === 'VIRTUAL_HOST')?.uri ?? '/'
      return `${arn}/${only(properties, 'Queues')}${host === '/' ? '' : `?virtualHost=${host}`}`
    }
    case 'documentdb': {
      const config = asRecord(properties['DocumentDBEventSourceConfig'])
      const path = ['DocumentDBEventSourceConfig', 'DatabaseName']
      const db = optionalText(config['DatabaseName']) ?? missing(path)
      const coll = optionalText(config['CollectionName'])
      const full = config['FullDocument']
      if (full !== undefined && full !== 'UpdateLookup' && full !== 'Default') {
        throw new ResourceError('FullDocument must be UpdateLookup or Default.', [path[0] ?? '', 'FullDocument'])
      }
      return `${arn}/${db}${coll === null ? '' : `/${coll}`}${full === 'UpdateLookup' ? '?UpdateLookup' : ''}`
    }
  }
}

/** "Array Members: Fixed number of 1 item." */
function only(properties: Properties, name: 'Topics' | 'Queues'): string {
  const list = properties[name]
  if (list === undefined) return missing([name])
  const [first, ...others] = Array.isArray(list) ? list : []
  if (typeof first === 'string' && first !== '' && others.length === 0) return first
  throw new ResourceError(
    `1 validation error detected: Value '${JSON.stringify(list)}' at '${name.toLowerCase()}' failed to satisfy constraint: Member must have length equal to 1`,
    [name],
  )
}

function bootstrapServers(properties: Properties): readonly string[] {
  const path = ['SelfManagedEventSource', 'Endpoints']
  const endpoints = asRecord(asRecord(properties['SelfManagedEventSource'])['Endpoints'])
  // CloudFormation's name, and the API's.
  const list = endpoints['KafkaBootstrapServers'] ?? endpoints['KAFKA_BOOTSTRAP_SERVERS']
  const servers = Array.isArray(list) ? list.map(String) : []
  if (servers.length > 0 && servers.length <= limits.BOOTSTRAP_SERVERS_MAX) return servers
  throw new ResourceError(`Give 1 to ${limits.BOOTSTRAP_SERVERS_MAX} bootstrap servers: host:port.`, path)
}

/** Text: recorded from AWS for StartingPosition. */
function missing(path: readonly string[]): never {
  const name = path.at(-1) ?? ''
  throw new ResourceError(
    `1 validation error detected: Value null at '${name.charAt(0).toLowerCase()}${name.slice(1)}' failed to satisfy constraint: Member must not be null.`,
    path,
  )
}

// --- Access

interface Access {
  readonly type: string
  readonly uri: string
}

function accessConfigurations(properties: Properties, kind: BrokerKind): readonly Access[] {
  const given = properties['SourceAccessConfigurations']
  const list = (Array.isArray(given) ? given : []).map(asRecord)
  const read = list.map((entry, index): Access => {
    const [type, uri] = [String(entry['Type'] ?? ''), String(entry['URI'] ?? '')]
    const path = ['SourceAccessConfigurations', index]
    if (!ACCESS[kind].includes(type)) {
      throw new ResourceError(
        `Unsupported SourceAccessConfiguration type for given event source mapping type: ${type}`,
        [...path, 'Type'],
      )
    }
    if (uri === '') throw new ResourceError('A SourceAccessConfiguration needs a URI.', [...path, 'URI'])
    return { type, uri }
  })
  // Guide: brokers of Amazon MQ and clusters of DocumentDB know no other way in.
  const needsUser = kind === 'mq' || kind === 'documentdb'
  if (needsUser && !read.some(({ type }) => type === 'BASIC_AUTH')) return missing(['SourceAccessConfigurations'])
  return read
}

function needsOf(kind: BrokerKind, access: readonly Access[]): readonly AccessNeed[] {
  const inVpc = kind !== 'self-managed-kafka' || access.some(({ type }) => type === 'VPC_SUBNET')
  const secrets = access.filter(({ uri }) => parseArn(uri)?.service === 'secretsmanager')
  return [
    ...secrets.map(({ uri }) => ({ action: 'secretsmanager:GetSecretValue', resource: uri })),
    ...(inVpc ? NETWORK_ACTIONS.map((action) => ({ action, resource: '*' })) : []),
  ]
}

// --- Streams

function streamOf(
  context: LambdaContext,
  properties: Properties,
  fn: FunctionConfiguration,
  kind: BrokerKind,
  eventSourceArn: string,
): StreamOptions {
  const destination = optionalText(asRecord(asRecord(properties['DestinationConfig'])['OnFailure'])['Destination'])
  const topic = destination?.startsWith(KAFKA_DESTINATION) ? destination.slice(KAFKA_DESTINATION.length) : null
  const { DestinationConfig: _, ...others } = properties
  const options = streamOptions(context, topic === null ? properties : others, fn)
  const onFailure = topic === null ? options.onFailure : topicOnFailure(context, fn, eventSourceArn, topic)
  const unlimited = options.maximumRetryAttempts === null && onFailure !== null && kind !== 'documentdb'
  return { ...options, onFailure, ...(unlimited && { maximumRetryAttempts: limits.KAFKA_RETRIES_WITH_DESTINATION }) }
}

const KAFKA_DESTINATION = 'kafka://'

/** A topic of the same cluster, and another one: Guide, "Using a Kafka topic as an on-failure destination". */
function topicOnFailure(context: LambdaContext, fn: FunctionConfiguration, sourceArn: string, topic: string): string {
  const path = ['DestinationConfig', 'OnFailure', 'Destination']
  const target = `${sourceArn.slice(0, sourceArn.lastIndexOf('/'))}/${topic}`
  if (target === sourceArn) {
    throw new ResourceError('The on-failure destination must not be the topic that is read.', path)
  }
  const verdict = context.canDeliver(target, context.executionRole(fn))
  if (verdict === 'allowed') return target
  if (verdict === 'missing') throw new ResourceError(`There can be no topic named ${topic}.`, path)
  throw new ResourceError('The provided execution role does not have permissions to call WriteData on Kafka', path)
}

// --- In the API's words

const SHOWN =
  'EventSourceArn SelfManagedEventSource Topics Queues SourceAccessConfigurations AmazonManagedKafkaEventSourceConfig SelfManagedKafkaEventSourceConfig DocumentDBEventSourceConfig DestinationConfig MaximumBatchingWindowInSeconds'.split(
    ' ',
  )

function givenOf(properties: Properties, kind: BrokerKind): Readonly<Record<string, TemplateValue>> {
  const entries = SHOWN.flatMap((name): [string, TemplateValue][] => {
    const value = properties[name]
    return value === undefined || !APPLY[kind].has(name) ? [] : [[name, value]]
  })
  return Object.fromEntries(entries)
}
