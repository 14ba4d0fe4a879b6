/** Brokers: Amazon MSK, self-managed Kafka, Amazon MQ, and Amazon DocumentDB's change streams. */

import * as fc from 'fast-check'
import { att, BODY, given, maybe, oneOf, seldom, sourceKind, traffic, WANTED, type Resource } from './source'

const SECRET = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:broker-a1b2c3'
const BASIC_AUTH = [{ Type: 'BASIC_AUTH', URI: SECRET }]
const NO_MACHINES = { InstanceType: 'kafka.t3.small', ClientSubnets: ['subnet-0a', 'subnet-0b'] }

/** What the Guide has a role need for brokers in a VPC, and SAM does not give it. */
const NETWORK = {
  Effect: 'Allow',
  Action: [
    'ec2:CreateNetworkInterface',
    'ec2:DeleteNetworkInterface',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSecurityGroups',
    'ec2:DescribeSubnets',
    'ec2:DescribeVpcs',
  ],
  Resource: '*',
}

const batches = fc.record({ batchSize: maybe(1, 3, 20), window: maybe(1, 5) })

interface Batches {
  readonly batchSize: number | undefined
  readonly window: number | undefined
}

const batchProperties = ({ batchSize, window }: Batches) =>
  given({ BatchSize: batchSize, MaximumBatchingWindowInSeconds: window })

const kafkaOptions = fc.record({
  batches,
  nodes: oneOf(1, 2, 3),
  start: oneOf('TRIM_HORIZON', 'LATEST'),
  retries: maybe(0, 1, 3),
  maximumAge: maybe(60, 300),
  bisect: fc.boolean(),
  report: fc.boolean(),
  filter: seldom,
  onFailure: fc.boolean(),
  traffic: traffic(),
})

type KafkaOptions = typeof kafkaOptions extends fc.Arbitrary<infer Options> ? Options : never

function kafkaMapping(options: KafkaOptions, failures: string) {
  const { start, retries, maximumAge, bisect, report, filter, onFailure } = options
  const resources: Readonly<Record<string, Resource>> = onFailure ? { [failures]: { Type: 'AWS::SQS::Queue' } } : {}
  return {
    resources,
    properties: given({
      Topics: ['things'],
      StartingPosition: start,
      ...batchProperties(options.batches),
      MaximumRetryAttempts: retries,
      MaximumRecordAgeInSeconds: maximumAge,
      BisectBatchOnFunctionError: bisect || undefined,
      FunctionResponseTypes: report ? ['ReportBatchItemFailures'] : undefined,
      FilterCriteria: filter ? { Filters: [{ Pattern: JSON.stringify({ value: { kind: WANTED } }) }] } : undefined,
      DestinationConfig: onFailure ? { OnFailure: { Type: 'SQS', Destination: att(failures) } } : undefined,
    }),
  }
}

export const msk = sourceKind('msk', kafkaOptions, (options, { n }) => {
  const id = `Cluster${n}`
  const { resources, properties } = kafkaMapping(options, `Failures${id}`)
  return {
    resources: {
      [id]: {
        Type: 'AWS::MSK::Cluster',
        Properties: {
          ClusterName: `cluster-${n}`,
          KafkaVersion: '3.6.0',
          NumberOfBrokerNodes: options.nodes,
          BrokerNodeGroupInfo: NO_MACHINES,
        },
      },
      ...resources,
    },
    events: { [`From${id}`]: { Type: 'MSK', Properties: { Stream: att(id), ...properties } } },
    stimuli: [{ to: `${id}/things`, body: BODY, key: 'key-{{int 1 5}}', ...options.traffic }],
  }
})

export const selfManagedKafka = sourceKind('kafka', kafkaOptions, (options, { n }) => {
  const servers = Array.from({ length: options.nodes }, (_, index) => `b${index}.kafka${n}:9092`)
  const { resources, properties } = kafkaMapping(options, `FailuresKafka${n}`)
  const topic = `arn:aws:kafka:us-east-1:123456789012:topic/self-managed/${servers.join(',')}/things`
  return {
    resources,
    events: {
      [`FromKafka${n}`]: {
        Type: 'SelfManagedKafka',
        Properties: {
          KafkaBootstrapServers: servers,
          SourceAccessConfigurations: [{ Type: 'SASL_SCRAM_512_AUTH', URI: SECRET }],
          ...properties,
        },
      },
    },
    stimuli: [{ to: topic, body: BODY, key: 'key-{{int 1 5}}', ...options.traffic }],
  }
})

export const mq = sourceKind(
  'mq',
  fc.record({ engine: oneOf('ACTIVEMQ', 'RABBITMQ'), batches, filter: seldom, traffic: traffic() }),
  ({ engine, batches: sizes, filter, traffic: burst }, { n }) => {
    const id = `Broker${n}`
    return {
      resources: {
        [id]: {
          Type: 'AWS::AmazonMQ::Broker',
          Properties: {
            BrokerName: `broker-${n}`,
            EngineType: engine,
            DeploymentMode: 'SINGLE_INSTANCE',
            HostInstanceType: 'mq.t3.micro',
            PubliclyAccessible: false,
          },
        },
      },
      events: {
        [`From${id}`]: {
          Type: 'MQ',
          Properties: {
            Broker: att(id),
            Queues: ['work'],
            DynamicPolicyName: true,
            SourceAccessConfigurations: BASIC_AUTH,
            ...batchProperties(sizes),
            ...given({
              FilterCriteria: filter
                ? { Filters: [{ Pattern: JSON.stringify({ data: { kind: WANTED } }) }] }
                : undefined,
            }),
          },
        },
      },
      statements: [NETWORK],
      stimuli: [{ to: `${id}/work`, body: BODY, ...burst }],
    }
  },
)

export const docdb = sourceKind(
  'docdb',
  fc.record({ batches, start: oneOf('TRIM_HORIZON', 'LATEST'), lookup: fc.boolean(), traffic: traffic() }),
  ({ batches: sizes, start, lookup, traffic: burst }, { n }) => {
    const id = `DocDb${n}`
    return {
      resources: { [id]: { Type: 'AWS::DocDB::DBCluster' } },
      events: {
        [`From${id}`]: {
          Type: 'DocumentDB',
          Properties: {
            Cluster: { 'Fn::Sub': `arn:aws:rds:\${AWS::Region}:\${AWS::AccountId}:cluster:\${${id}}` },
            DatabaseName: 'shop',
            CollectionName: 'things',
            StartingPosition: start,
            SourceAccessConfigurations: BASIC_AUTH,
            ...batchProperties(sizes),
            ...(lookup && { FullDocument: 'UpdateLookup' }),
          },
        },
      },
      stimuli: [
        {
          ...{ to: `${id}/shop/things`, ...burst },
          body: BODY,
        },
      ],
    }
  },
)
