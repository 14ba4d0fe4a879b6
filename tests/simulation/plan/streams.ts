/** Streams of Kinesis and DynamoDB, and what their mappings can be told. */

import * as fc from 'fast-check'
import {
  att,
  BODY,
  given,
  maybe,
  oneOf,
  ref,
  seldom,
  sometimes,
  sourceKind,
  traffic,
  WANTED,
  type Properties,
  type Resource,
} from './source'

const mapping = fc.record({
  batchSize: maybe(1, 2, 5, 10),
  window: maybe(1, 5, 20),
  parallel: maybe(2, 5),
  retries: sometimes(0.85, oneOf(0, 1, 2, 4)),
  maximumAge: maybe(60, 120, 600),
  bisect: fc.boolean(),
  tumbling: sometimes(0.3, oneOf(10, 60)),
  start: oneOf('TRIM_HORIZON', 'LATEST'),
  onFailure: maybe('SQS', 'SNS', 'S3'),
  report: fc.boolean(),
  filter: seldom,
  metrics: seldom,
})

type Mapping = typeof mapping extends fc.Arbitrary<infer Options> ? Options : never

/** @param pattern that lets some of the records through @returns what it needs beside it, too */
export function streamMapping(options: Mapping, id: string, pattern: object) {
  const {
    batchSize,
    window,
    parallel,
    retries,
    maximumAge,
    bisect,
    tumbling,
    start,
    onFailure,
    report,
    filter,
    metrics,
  } = options
  const failures = `Failures${id}`
  const properties: Properties = given({
    StartingPosition: start,
    BatchSize: batchSize,
    MaximumBatchingWindowInSeconds: window,
    ParallelizationFactor: tumbling === undefined ? parallel : undefined,
    MaximumRetryAttempts: retries,
    MaximumRecordAgeInSeconds: maximumAge,
    BisectBatchOnFunctionError: bisect || undefined,
    TumblingWindowInSeconds: tumbling,
    FunctionResponseTypes: report ? ['ReportBatchItemFailures'] : undefined,
    FilterCriteria: filter ? { Filters: [{ Pattern: JSON.stringify(pattern) }] } : undefined,
    MetricsConfig: metrics ? { Metrics: ['EventCount'] } : undefined,
    DestinationConfig: onFailure && {
      OnFailure: { Type: onFailure, Destination: onFailure === 'SNS' ? ref(failures) : att(failures) },
    },
  })
  const resources: Readonly<Record<string, Resource>> = onFailure ? { [failures]: { Type: FAILURES[onFailure] } } : {}
  return { properties, resources, onFailure }
}

const FAILURES = { SQS: 'AWS::SQS::Queue', SNS: 'AWS::SNS::Topic', S3: 'AWS::S3::Bucket' } as const

export const kinesisStream = sourceKind(
  'kinesis',
  fc.record({
    mapping,
    shards: oneOf(1, 2, 4),
    consumer: seldom,
    keys: oneOf(1, 4, 12),
    atTimestamp: seldom,
    reshards: seldom,
    traffic: traffic(20),
  }),
  ({ mapping: options, shards, consumer, keys, atTimestamp, reshards, traffic: burst }, { n }) => {
    const id = `Stream${n}`
    const { properties, resources } = streamMapping(options, id, { data: { kind: WANTED } })
    const position = atTimestamp ? { StartingPosition: 'AT_TIMESTAMP', StartingPositionTimestamp: 1_700_000_000 } : {}
    return {
      resources: {
        [id]: { Type: 'AWS::Kinesis::Stream', Properties: { ShardCount: shards } },
        ...(consumer && {
          [`${id}Consumer`]: {
            Type: 'AWS::Kinesis::StreamConsumer',
            Properties: { ConsumerName: `consumer-${n}`, StreamARN: att(id) },
          },
        }),
        ...resources,
      },
      events: {
        [`From${id}`]: {
          Type: 'Kinesis',
          Properties: { Stream: consumer ? att(`${id}Consumer`, 'ConsumerARN') : att(id), ...properties, ...position },
        },
      },
      stimuli: [{ to: id, body: BODY, key: `key-{{int 1 ${keys}}}`, ...burst }],
      sendTarget: {
        service: reshards ? 'kinesis-shards' : 'kinesis',
        target: ref(id),
        action: reshards ? 'kinesis:UpdateShardCount' : 'kinesis:PutRecord',
        resource: att(id),
      },
    }
  },
)

export const dynamoDbStream = sourceKind(
  'dynamodb',
  fc.record({
    mapping,
    view: oneOf('NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES', 'KEYS_ONLY'),
    items: oneOf(1, 5, 40),
    expires: seldom,
    traffic: traffic(20),
  }),
  ({ mapping: options, view, items, expires, traffic: burst }, { n }) => {
    const id = `Table${n}`
    const { properties, resources } = streamMapping(options, id, { eventName: ['INSERT'] })
    const item = { id: `item-{{int 1 ${items}}}`, n: '{{#index}}', ...(expires && { until: 1_700_000_000 }) }
    return {
      resources: {
        [id]: {
          Type: 'AWS::DynamoDB::Table',
          Properties: {
            BillingMode: 'PAY_PER_REQUEST',
            AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
            KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
            StreamSpecification: { StreamViewType: view },
            ...(expires && { TimeToLiveSpecification: { Enabled: true, AttributeName: 'until' } }),
          },
        },
        ...resources,
      },
      events: { [`From${id}`]: { Type: 'DynamoDB', Properties: { Stream: att(id, 'StreamArn'), ...properties } } },
      stimuli: [{ to: id, as: 'item', body: item, ...burst }],
      sendTarget: { service: 'dynamodb', target: ref(id), action: 'dynamodb:PutItem', resource: att(id) },
    }
  },
)

export { mapping as streamOptions }
