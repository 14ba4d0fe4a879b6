/** A stack in a few words, for menus and graphs: what there is to send to, and what feeds what. */

import { DEFAULT_ACCOUNT } from '../../cloud/aws/arn'
import { functionName, isMapping } from '../../cloud/aws/intrinsics'
import type { TemplateValue } from '../../cloud/aws/template'
import type { ExpandedResource } from './expansion'

export interface FunctionSummary {
  readonly logicalId: string
  readonly handler: string | null
  readonly runtime: string | null
}

export interface QueueSummary {
  readonly logicalId: string
  /** Logical id of the queue that takes what this one gives up on. */
  readonly deadLetterQueue: string | null
}

export interface MappingSummary {
  readonly logicalId: string
  /** Logical ids; null for what is not in this template. */
  readonly function: string | null
  readonly queue: string | null
}

/** What a message can be put into that is no resource of its own. */
export interface ChannelSummary {
  /** As `coldstart.send` takes it: `Cluster/orders`. */
  readonly target: string
  readonly kind: 'topic' | 'broker-queue' | 'collection'
}

export interface TemplateSummary {
  readonly functions: readonly FunctionSummary[]
  readonly queues: readonly QueueSummary[]
  readonly mappings: readonly MappingSummary[]
  /** Topics, queues of brokers and collections that mappings read. */
  readonly channels: readonly ChannelSummary[]
}

export const EMPTY_SUMMARY: TemplateSummary = { functions: [], queues: [], mappings: [], channels: [] }

export function summarise(resources: readonly ExpandedResource[]): TemplateSummary {
  const ofType = (type: string): readonly ExpandedResource[] => resources.filter((resource) => resource.type === type)
  const aliases = new Map(
    ofType('AWS::Lambda::Alias').map(({ logicalId, properties }) => [logicalId, target(properties['FunctionName'])]),
  )
  const behindAlias = (logicalId: string | null): string | null => aliases.get(logicalId ?? '') ?? logicalId
  return {
    functions: ofType('AWS::Lambda::Function').map(({ logicalId, properties }) => ({
      logicalId,
      handler: text(properties['Handler']),
      runtime: text(properties['Runtime']),
    })),
    queues: ofType('AWS::SQS::Queue').map(({ logicalId, properties }) => {
      const policy = properties['RedrivePolicy']
      return { logicalId, deadLetterQueue: target(isMapping(policy) ? policy['deadLetterTargetArn'] : undefined) }
    }),
    mappings: ofType('AWS::Lambda::EventSourceMapping').map(({ logicalId, properties }) => ({
      logicalId,
      function: behindAlias(target(properties['FunctionName'])),
      queue: target(properties['EventSourceArn']),
    })),
    channels: ofType('AWS::Lambda::EventSourceMapping').flatMap(({ properties }) => channelOf(properties) ?? []),
  }
}

function channelOf(properties: ExpandedResource['properties']): ChannelSummary | null {
  const arn = properties['EventSourceArn']
  const source = named(arn) ?? target(arn)
  const topic = first(properties['Topics'])
  const servers = selfManaged(properties['SelfManagedEventSource'])
  if (topic !== null && servers !== null) {
    const { accountId, region } = DEFAULT_ACCOUNT
    const target = `arn:aws:kafka:${region}:${accountId}:topic/self-managed/${servers.join(',')}/${topic}`
    return { target, kind: 'topic' }
  }
  if (source === null) return null
  if (topic !== null) return { target: `${source}/${topic}`, kind: 'topic' }
  const queue = first(properties['Queues'])
  if (queue !== null) return { target: `${source}/${queue}`, kind: 'broker-queue' }
  const config = properties['DocumentDBEventSourceConfig']
  const db = isMapping(config) ? text(config['DatabaseName']) : null
  if (db === null || !isMapping(config)) return null
  return { target: `${source}/${db}/${text(config['CollectionName']) ?? 'documents'}`, kind: 'collection' }
}

const first = (value: TemplateValue | undefined): string | null => (Array.isArray(value) ? text(value[0]) : null)

function selfManaged(value: TemplateValue | undefined): readonly string[] | null {
  const endpoints = isMapping(value) ? value['Endpoints'] : undefined
  const servers = isMapping(endpoints) ? endpoints['KafkaBootstrapServers'] : undefined
  return Array.isArray(servers) && servers.every((server) => typeof server === 'string') ? servers : null
}

/** The last resource that a Fn::Sub names: `arn:…:cluster:${DocDB}`. */
function named(value: TemplateValue | undefined): string | null {
  const given = isMapping(value) ? value['Fn::Sub'] : undefined
  if (typeof given !== 'string') return null
  return [...given.matchAll(/\$\{(\w+)[^}]*\}/g)].at(-1)?.[1] ?? null
}

const text = (value: TemplateValue | undefined): string | null => (typeof value === 'string' ? value : null)

/** The resource that a Ref or Fn::GetAtt names. */
function target(value: TemplateValue | undefined): string | null {
  if (!isMapping(value)) return null
  const argument = value[functionName(value) ?? '']
  if (typeof argument === 'string') return argument
  return Array.isArray(argument) && typeof argument[0] === 'string' ? argument[0] : null
}
