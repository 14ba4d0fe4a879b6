/**
 * Events of type MSK, SelfManagedKafka, MQ and DocumentDB. Source: SAM specification; samtranslator/model/eventsources/pull.py:
 * policies of the role and their names, error texts.
 */

import { isMapping } from '../../../cloud/aws/intrinsics'
import type { TemplateValue } from '../../../cloud/aws/template'
import { destinationPolicy } from '../execution-role'
import { pick, type Values } from '../expansion'
import { BROKER_MAPPING } from '../vocabulary/brokers'
import { SQS_MAPPING, STREAM_EVENT } from '../vocabulary/event-source-mapping'
import { BOOLEAN, listOf, notYet, oneOf, required, simulated, TEXT, type Properties } from '../vocabulary/shapes'
import type { EventExpansion, EventSource, FunctionEvent } from './event-source'

const only = (properties: Properties, names: readonly string[]): Properties =>
  Object.fromEntries(Object.entries(properties).filter(([name]) => names.includes(name)))

const COMMON = only(SQS_MAPPING, [
  'BatchSize',
  'MaximumBatchingWindowInSeconds',
  'Enabled',
  'KmsKeyArn',
  'MetricsConfig',
])
const KAFKA: Properties = {
  ...COMMON,
  ...only(SQS_MAPPING, ['FilterCriteria', 'FunctionResponseTypes', 'ProvisionedPollerConfig']),
  ...only(STREAM_EVENT, [
    'StartingPosition',
    'StartingPositionTimestamp',
    'MaximumRetryAttempts',
    'MaximumRecordAgeInSeconds',
    'BisectBatchOnFunctionError',
    'DestinationConfig',
  ]),
  Topics: required(listOf(TEXT, 1)),
  SourceAccessConfigurations: BROKER_MAPPING['SourceAccessConfigurations'] as Properties[string],
  ConsumerGroupId: simulated(TEXT),
  ...notYet('SchemaRegistryConfig LoggingConfig'),
}
/** Of an event and not of the mapping. */
const OWN = new Set(
  'Stream Broker Cluster DatabaseName CollectionName FullDocument ConsumerGroupId KafkaBootstrapServers DynamicPolicyName SecretsManagerKmsKeyId DestinationConfig SchemaRegistryConfig LoggingConfig'.split(
    ' ',
  ),
)

interface Parts {
  /** Of the mapping, beside what is taken over. */
  readonly properties: Values
  readonly statements: readonly TemplateValue[]
  readonly policyName: string
  readonly managedPolicy?: string
  /** The event's property that the mapping's EventSourceArn comes from. */
  readonly arnFrom?: string
}

const brokerEvent = (properties: Properties, parts: (event: FunctionEvent) => Parts | null): EventSource => ({
  properties,
  expand(event) {
    const given = parts(event)
    if (!given) return { resources: [] }
    const { id, functionId, values, path } = event
    const config = values['DestinationConfig']
    const onFailure = isMapping(config) && isMapping(config['OnFailure']) ? config['OnFailure'] : null
    const policy = onFailure && destinationPolicy(id, onFailure)
    const own =
      given.statements.length > 0
        ? [{ name: given.policyName, document: { Version: '2012-10-17', Statement: given.statements } }]
        : []
    const expansion: EventExpansion = {
      ...(given.managedPolicy !== undefined && { managedPolicy: given.managedPolicy }),
      policies: [...own, ...(policy ? [policy] : [])],
      resources: [
        {
          logicalId: id,
          type: 'AWS::Lambda::EventSourceMapping',
          properties: {
            ...(given.arnFrom !== undefined && { EventSourceArn: values[given.arnFrom] ?? null }),
            FunctionName: { Ref: functionId },
            ...pick(
              values,
              Object.keys(properties).filter((name) => !OWN.has(name)),
            ),
            ...given.properties,
            ...(onFailure && { DestinationConfig: { OnFailure: pick(onFailure, ['Destination']) } }),
          },
          dependsOn: [],
          origin: functionId,
          sources: [
            { prefix: [], source: path },
            ...(given.arnFrom === undefined ? [] : [{ prefix: ['EventSourceArn'], source: [...path, given.arnFrom] }]),
          ],
        },
      ],
    }
    return expansion
  },
})

function refuse({ id, path, findings }: FunctionEvent, message: string): null {
  findings.error({ code: 'invalid-event', message: `Event with id [${id}] is invalid. ${message}`, path })
  return null
}

const allow = (Action: readonly string[], Resource: TemplateValue): TemplateValue => ({
  Action,
  Effect: 'Allow',
  Resource,
})
const readSecret = (uri: TemplateValue): TemplateValue => allow(['secretsmanager:GetSecretValue'], uri)
const NETWORK = allow(
  [
    'ec2:CreateNetworkInterface',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DeleteNetworkInterface',
    'ec2:DescribeVpcs',
    'ec2:DescribeSubnets',
    'ec2:DescribeSecurityGroups',
  ],
  '*',
)

function keyStatements({ values }: FunctionEvent): readonly TemplateValue[] {
  const key = values['SecretsManagerKmsKeyId']
  if (typeof key !== 'string') return []
  const resource = { 'Fn::Sub': `arn:\${AWS::Partition}:kms:\${AWS::Region}:\${AWS::AccountId}:key/${key}` }
  return [allow(['kms:Decrypt'], resource)]
}

const accessOf = ({ values }: FunctionEvent): readonly Values[] => {
  const list = values['SourceAccessConfigurations']
  return Array.isArray(list) ? list.filter(isMapping) : []
}

/** The one secret that there must be; null after a refusal. */
function basicAuth(event: FunctionEvent, supported: readonly string[]): TemplateValue | null {
  const access = accessOf(event)
  const wrong = access.some(({ Type }) => typeof Type === 'string' && !supported.includes(Type))
  if (wrong) {
    const list = supported.map((type) => `'${type}'`).join(', ')
    return refuse(
      event,
      `Invalid property Type specified in SourceAccessConfigurations. The supported values are: [${list}].`,
    )
  }
  const found = access.filter(({ Type }) => Type === 'BASIC_AUTH')
  if (found.length > 1) {
    return refuse(event, 'Multiple BASIC_AUTH properties specified in SourceAccessConfigurations.')
  }
  return found[0]?.['URI'] ?? refuse(event, 'No BASIC_AUTH property specified in SourceAccessConfigurations.')
}

export const msk = brokerEvent({ Stream: required(TEXT), ...KAFKA }, (event) => {
  const { values } = event
  if (values['StartingPosition'] === undefined) {
    return refuse(event, 'StartingPosition is required for Kinesis, DynamoDB and MSK.')
  }
  const certificate = accessOf(event).find(({ Type }) => Type === 'CLIENT_CERTIFICATE_TLS_AUTH')?.['URI']
  return {
    managedPolicy: 'AWSLambdaMSKExecutionRole',
    policyName: 'MSKExecutionRolePolicy',
    statements: certificate === undefined ? [] : [readSecret(certificate)],
    arnFrom: 'Stream',
    properties: consumerGroup(values, 'AmazonManagedKafkaEventSourceConfig'),
  }
})

const consumerGroup = (values: Values, name: string): Values =>
  values['ConsumerGroupId'] === undefined ? {} : { [name]: { ConsumerGroupId: values['ConsumerGroupId'] } }

const SELF_MANAGED_AUTH = new Set([
  'SASL_SCRAM_256_AUTH',
  'SASL_SCRAM_512_AUTH',
  'BASIC_AUTH',
  'CLIENT_CERTIFICATE_TLS_AUTH',
  'SERVER_ROOT_CA_CERTIFICATE',
])

export const selfManagedKafka = brokerEvent(
  {
    ...KAFKA,
    KafkaBootstrapServers: required(listOf(TEXT, 10)),
    SourceAccessConfigurations: {
      ...(BROKER_MAPPING['SourceAccessConfigurations'] as Properties[string]),
      required: true,
    },
    SecretsManagerKmsKeyId: simulated(TEXT),
  },
  (event) => {
    const { values } = event
    const access = accessOf(event)
    const secrets = access.filter(({ Type }) => SELF_MANAGED_AUTH.has(String(Type)))
    if (secrets.length > 1) {
      return refuse(
        event,
        'Multiple auth mechanism properties specified in SourceAccessConfigurations for self managed kafka event.',
      )
    }
    const has = (type: string): boolean => access.some(({ Type }) => Type === type)
    if (has('VPC_SUBNET') !== has('VPC_SECURITY_GROUP')) {
      return refuse(
        event,
        'VPC_SUBNET and VPC_SECURITY_GROUP in SourceAccessConfigurations for SelfManagedKafka must be both provided.',
      )
    }
    return {
      policyName: 'SelfManagedKafkaExecutionRolePolicy',
      statements: [
        ...secrets.map(({ URI }) => readSecret(URI ?? null)),
        ...(has('VPC_SUBNET') ? [NETWORK] : []),
        ...keyStatements(event),
      ],
      properties: {
        SelfManagedEventSource: { Endpoints: { KafkaBootstrapServers: values['KafkaBootstrapServers'] ?? [] } },
        ...consumerGroup(values, 'SelfManagedKafkaEventSourceConfig'),
      },
    }
  },
)

export const mq = brokerEvent(
  {
    ...COMMON,
    ...only(SQS_MAPPING, ['FilterCriteria']),
    Broker: required(TEXT),
    Queues: required(listOf(TEXT, 1)),
    SourceAccessConfigurations: {
      ...(BROKER_MAPPING['SourceAccessConfigurations'] as Properties[string]),
      required: true,
    },
    DynamicPolicyName: simulated(BOOLEAN),
    SecretsManagerKmsKeyId: simulated(TEXT),
  },
  (event) => {
    const { id, values } = event
    const secret = basicAuth(event, ['BASIC_AUTH', 'VIRTUAL_HOST'])
    if (secret === null) return null
    const dynamic = values['DynamicPolicyName'] === true || values['DynamicPolicyName'] === 'true'
    return {
      policyName: dynamic ? `${id}AMQPolicy` : 'SamAutoGeneratedAMQPolicy',
      statements: [readSecret(secret), allow(['mq:DescribeBroker'], values['Broker'] ?? null), ...keyStatements(event)],
      arnFrom: 'Broker',
      properties: {},
    }
  },
)

export const documentDB = brokerEvent(
  {
    ...COMMON,
    ...only(STREAM_EVENT, ['StartingPosition', 'StartingPositionTimestamp']),
    Cluster: required(TEXT),
    DatabaseName: required(TEXT),
    CollectionName: simulated(TEXT),
    FullDocument: simulated(oneOf('UpdateLookup', 'Default')),
    SourceAccessConfigurations: {
      ...(BROKER_MAPPING['SourceAccessConfigurations'] as Properties[string]),
      required: true,
    },
    SecretsManagerKmsKeyId: simulated(TEXT),
  },
  (event) => {
    const { values } = event
    const secret = basicAuth(event, ['BASIC_AUTH'])
    if (secret === null) return null
    const all = (kind: string): TemplateValue => ({
      'Fn::Sub': `arn:\${AWS::Partition}:rds:\${AWS::Region}:\${AWS::AccountId}:${kind}:*`,
    })
    return {
      policyName: 'SamAutoGeneratedDocumentDBPolicy',
      statements: [
        readSecret(secret),
        allow(['rds:DescribeDBClusterParameters'], all('cluster-pg')),
        allow(['rds:DescribeDBSubnetGroups'], all('subgrp')),
        allow(['rds:DescribeDBClusters'], values['Cluster'] ?? null),
        NETWORK,
        ...keyStatements(event),
      ],
      arnFrom: 'Cluster',
      properties: {
        DocumentDBEventSourceConfig: pick(values, ['DatabaseName', 'CollectionName', 'FullDocument']),
      },
    }
  },
)
