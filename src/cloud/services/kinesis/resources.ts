/** AWS::Kinesis::Stream and StreamConsumer. Source: CloudFormation resource reference for Kinesis Data Streams. */

import { isoTimestamp } from '../../aws/timestamps'
import type { TemplateValue } from '../../aws/template'
import {
  ResourceError,
  type ResourceHandle,
  type ResourceInput,
  type ResourceType,
  type ServiceContext,
} from '../contract'
import * as limits from './limits'
import type { Consumer, Stream, StreamConfiguration, StreamMode } from './state'
import type { Streams } from './streams'

const NAME = /^[a-zA-Z0-9_.-]{1,128}$/
const NAME_RULE = 'A name consists of 1 to 128 letters, digits, underscores, periods and hyphens.'

export function createResourceTypes(streams: Streams, context: ServiceContext): Readonly<Record<string, ResourceType>> {
  return {
    'AWS::Kinesis::Stream': streamType(streams),
    'AWS::Kinesis::StreamConsumer': consumerType(streams, context),
  }
}

function streamType(streams: Streams): ResourceType {
  return {
    create(input) {
      const name = nameOf(input)
      if (streams.find(name)) throw new ResourceError(`A stream named ${name} already exists.`, ['Name'])
      const stream = streams.add(name, configurationOf(input))
      setTags(stream, input)
      // CloudFormation goes on when the stream is ACTIVE.
      stream.activate()
      return handleOf(stream)
    },
    update(existing, input) {
      const stream = streams.findByArn(existing.arn)
      if (!stream || stream.name !== nameOf(input)) return null
      const configuration = configurationOf(input)
      stream.retentionHours = configuration.retentionHours
      stream.maxRecordKiB = configuration.maxRecordKiB
      stream.encryptionKey = configuration.encryptionKey
      stream.mode = configuration.mode
      if (configuration.mode === 'PROVISIONED' && configuration.shardCount !== stream.openShards.length) {
        stream.reshard(configuration.shardCount)
      }
      setTags(stream, input)
      return handleOf(stream)
    },
    delete(existing) {
      const stream = streams.findByArn(existing.arn)
      if (stream) streams.remove(stream)
    },
  }
}

function consumerType(streams: Streams, { kernel }: ServiceContext): ResourceType {
  return {
    create({ properties }) {
      const [name, streamArn] = [properties['ConsumerName'], properties['StreamARN']]
      if (typeof name !== 'string' || !NAME.test(name)) throw new ResourceError(NAME_RULE, ['ConsumerName'])
      const stream = typeof streamArn === 'string' ? streams.findByArn(streamArn) : undefined
      if (!stream) throw new ResourceError(`There is no stream ${JSON.stringify(streamArn)}.`, ['StreamARN'])
      if (stream.consumers.has(name)) {
        throw new ResourceError(`A consumer named ${name} already exists.`, ['ConsumerName'])
      }
      if (stream.consumers.size >= limits.CONSUMERS_MAX) {
        throw new ResourceError(`A stream cannot have more than ${limits.CONSUMERS_MAX} consumers.`)
      }
      const arn = `${stream.arn}/consumer/${name}:${Math.floor(kernel.now / 1000)}`
      const consumer = stream.register({ name, arn, createdAt: kernel.now })
      consumer.status = 'ACTIVE'
      return consumerHandle(stream, consumer)
    },
    update(existing, { properties }) {
      const found = streams.findConsumer(existing.arn)
      const isSame =
        found?.consumer.name === properties['ConsumerName'] && found?.stream.arn === properties['StreamARN']
      return found && isSame ? consumerHandle(found.stream, found.consumer) : null
    },
    delete(existing) {
      const found = streams.findConsumer(existing.arn)
      found?.stream.consumers.delete(found.consumer.name)
    },
  }
}

function nameOf({ properties, generatedName }: ResourceInput): string {
  const name = properties['Name'] ?? generatedName
  if (typeof name !== 'string' || !NAME.test(name)) throw new ResourceError(NAME_RULE, ['Name'])
  return name
}

function configurationOf({ properties }: ResourceInput): StreamConfiguration {
  const details = properties['StreamModeDetails'] as Readonly<Record<string, TemplateValue>> | undefined
  const given = details?.['StreamMode'] ?? 'PROVISIONED'
  if (given !== 'PROVISIONED' && given !== 'ON_DEMAND') {
    throw new ResourceError('StreamMode is PROVISIONED or ON_DEMAND.', ['StreamModeDetails', 'StreamMode'])
  }
  const mode: StreamMode = given
  if (mode === 'ON_DEMAND' && properties['ShardCount'] !== undefined) {
    throw new ResourceError('A stream in ON_DEMAND mode has no shard count.', ['ShardCount'])
  }
  const whole = (name: string, fallback: number, minimum: number, maximum: number): number => {
    const value = Number(properties[name] ?? fallback)
    if (Number.isInteger(value) && value >= minimum && value <= maximum) return value
    throw new ResourceError(`${name} is a whole number from ${minimum} to ${maximum}.`, [name])
  }
  const { default: retention, minimum, maximum } = limits.RETENTION_HOURS
  const encryption = properties['StreamEncryption'] as Readonly<Record<string, TemplateValue>> | undefined
  return {
    mode,
    shardCount: mode === 'ON_DEMAND' ? limits.ON_DEMAND_SHARDS : whole('ShardCount', 1, 1, limits.SHARDS_MAX),
    retentionHours: whole('RetentionPeriodHours', retention, minimum, maximum),
    maxRecordKiB: whole(
      'MaxRecordSizeInKiB',
      limits.RECORD_KIB.default,
      limits.RECORD_KIB.default,
      limits.RECORD_KIB.maximum,
    ),
    encryptionKey: encryption ? String(encryption['KeyId'] ?? 'alias/aws/kinesis') : null,
  }
}

function setTags(stream: Stream, { properties }: ResourceInput): void {
  stream.tags.clear()
  const tags = Array.isArray(properties['Tags']) ? (properties['Tags'] as readonly TemplateValue[]) : []
  for (const tag of tags) {
    const { Key, Value } = (tag ?? {}) as Readonly<Record<string, TemplateValue>>
    stream.tags.set(String(Key), String(Value))
  }
}

const handleOf = ({ name, arn }: Stream): ResourceHandle => ({
  physicalId: name,
  arn,
  ref: name,
  attributes: { Arn: arn },
})

const consumerHandle = (stream: Stream, { name, arn, status, createdAt }: Consumer): ResourceHandle => ({
  physicalId: arn,
  arn,
  ref: arn,
  attributes: {
    ConsumerARN: arn,
    ConsumerName: name,
    ConsumerStatus: status,
    ConsumerCreationTimestamp: isoTimestamp(createdAt),
    StreamARN: stream.arn,
  },
})
