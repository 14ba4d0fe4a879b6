/**
 * SAM's events of brokers and of queues as plain resources. Source: fact sheet §13.1, §13.2;
 * aws/serverless-application-model, samtranslator/model/eventsources/pull.py.
 */

import { describe, expect, it } from 'vitest'
import { readTemplate } from '../../../src/project/template'
import { SECRET } from './brokers'

const MSK = 'arn:aws:kafka:us-east-1:123456789012:cluster/demo/1'
const BROKER = 'arn:aws:mq:us-east-1:123456789012:broker:jobs:b-1'
const DOCDB = 'arn:aws:rds:us-east-1:123456789012:cluster:shop'
const BASIC = [{ Type: 'BASIC_AUTH', URI: SECRET }]

function expand(type: string, properties: object) {
  const text = `
Transform: AWS::Serverless-2016-10-31
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      Runtime: nodejs22.x
      CodeUri: src/
      Events:
        Event:
          Type: ${type}
          Properties: ${JSON.stringify(properties)}
`
  const reading = readTemplate(text)
  const found = (logicalId: string) =>
    reading.stack?.resources.find((resource) => resource.logicalId === logicalId)?.properties
  return {
    messages: reading.diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message),
    mapping: found('FnEvent'),
    policies: (found('FnRole')?.['Policies'] ?? []) as readonly {
      readonly PolicyName: string
      readonly PolicyDocument: { readonly Statement: readonly { readonly Action: readonly string[] }[] }
    }[],
    managed: JSON.stringify(found('FnRole')?.['ManagedPolicyArns']),
  }
}
const actionsOf = ({ policies }: ReturnType<typeof expand>): string[] =>
  policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement.flatMap(({ Action }) => Action))

describe('§13.2 events of type SQS', () => {
  it('take provisioned pollers and metrics over', () => {
    const given = {
      ProvisionedPollerConfig: { MinimumPollers: 2, MaximumPollers: 10 },
      MetricsConfig: { Metrics: ['EventCount'] },
    }
    const { mapping, messages } = expand('SQS', { Queue: 'arn:aws:sqs:us-east-1:123456789012:q', ...given })
    expect(messages).toEqual([])
    expect(mapping).toMatchObject(given)
  })
})

describe('§13.2 events of type MSK', () => {
  const event = { Stream: MSK, Topics: ['orders'], StartingPosition: 'LATEST' }

  it('are a mapping and AWSLambdaMSKExecutionRole', () => {
    const { mapping, messages, managed, policies } = expand('MSK', { ...event, ConsumerGroupId: 'g' })
    expect(messages).toEqual([])
    expect(mapping).toEqual({
      EventSourceArn: MSK,
      FunctionName: { Ref: 'Fn' },
      Topics: ['orders'],
      StartingPosition: 'LATEST',
      AmazonManagedKafkaEventSourceConfig: { ConsumerGroupId: 'g' },
    })
    expect(managed).toContain('service-role/AWSLambdaMSKExecutionRole')
    expect(policies).toEqual([])
  })

  it('may read the secret of a client certificate', () => {
    const access = [{ Type: 'CLIENT_CERTIFICATE_TLS_AUTH', URI: SECRET }]
    const { policies } = expand('MSK', { ...event, SourceAccessConfigurations: access })
    expect(policies.map(({ PolicyName }) => PolicyName)).toEqual(['MSKExecutionRolePolicy'])
  })

  it('need a starting position', () => {
    expect(expand('MSK', { Stream: MSK, Topics: ['t'] }).messages[0]).toContain('StartingPosition is required')
  })

  it('need a topic', () => {
    expect(expand('MSK', { Stream: MSK, StartingPosition: 'LATEST' }).messages[0]).toContain('Topics')
  })
})

describe('§13.2 events of type SelfManagedKafka', () => {
  const event = {
    KafkaBootstrapServers: ['broker:9092'],
    Topics: ['orders'],
    StartingPosition: 'TRIM_HORIZON',
    SourceAccessConfigurations: [{ Type: 'SASL_SCRAM_512_AUTH', URI: SECRET }],
  }

  it('are a mapping with bootstrap servers and a policy for the secret', () => {
    const expanded = expand('SelfManagedKafka', event)
    expect(expanded.messages).toEqual([])
    expect(expanded.mapping).toMatchObject({
      SelfManagedEventSource: { Endpoints: { KafkaBootstrapServers: ['broker:9092'] } },
      Topics: ['orders'],
    })
    expect(expanded.mapping).not.toHaveProperty('EventSourceArn')
    expect(expanded.policies[0]?.PolicyName).toBe('SelfManagedKafkaExecutionRolePolicy')
    expect(actionsOf(expanded)).toEqual(['secretsmanager:GetSecretValue'])
  })

  it('in a VPC get the actions for network interfaces; subnet and security group go together', () => {
    const subnet = { Type: 'VPC_SUBNET', URI: 'subnet:subnet-1' }
    const group = { Type: 'VPC_SECURITY_GROUP', URI: 'security_group:sg-1' }
    const access = (...more: object[]) => ({
      ...event,
      SourceAccessConfigurations: [...event.SourceAccessConfigurations, ...more],
    })
    expect(actionsOf(expand('SelfManagedKafka', access(subnet, group)))).toContain('ec2:CreateNetworkInterface')
    expect(expand('SelfManagedKafka', access(subnet)).messages[0]).toContain('must be both provided')
  })
})

describe('§13.2 events of type MQ', () => {
  const event = { Broker: BROKER, Queues: ['work'], SourceAccessConfigurations: BASIC }

  it('are a mapping and a policy for the secret and the broker', () => {
    const expanded = expand('MQ', event)
    expect(expanded.messages).toEqual([])
    expect(expanded.mapping).toMatchObject({ EventSourceArn: BROKER, Queues: ['work'] })
    expect(expanded.policies[0]?.PolicyName).toBe('SamAutoGeneratedAMQPolicy')
    expect(actionsOf(expanded)).toEqual(['secretsmanager:GetSecretValue', 'mq:DescribeBroker'])
  })

  it('with DynamicPolicyName the policy has the event’s name', () => {
    const { policies } = expand('MQ', { ...event, DynamicPolicyName: true })
    expect(policies[0]?.PolicyName).toBe('FnEventAMQPolicy')
  })

  it('need BASIC_AUTH', () => {
    const access = [{ Type: 'VIRTUAL_HOST', URI: '/' }]
    expect(expand('MQ', { ...event, SourceAccessConfigurations: access }).messages[0]).toContain(
      'No BASIC_AUTH property specified in SourceAccessConfigurations.',
    )
  })
})

describe('§13.2 events of type DocumentDB', () => {
  const event = {
    Cluster: DOCDB,
    DatabaseName: 'shop',
    CollectionName: 'orders',
    StartingPosition: 'LATEST',
    SourceAccessConfigurations: BASIC,
  }

  it('are a mapping with its configuration and a policy for all that it needs', () => {
    const expanded = expand('DocumentDB', event)
    expect(expanded.messages).toEqual([])
    expect(expanded.mapping).toMatchObject({
      EventSourceArn: DOCDB,
      DocumentDBEventSourceConfig: { DatabaseName: 'shop', CollectionName: 'orders' },
    })
    expect(expanded.policies[0]?.PolicyName).toBe('SamAutoGeneratedDocumentDBPolicy')
    expect(actionsOf(expanded)).toEqual([
      'secretsmanager:GetSecretValue',
      'rds:DescribeDBClusterParameters',
      'rds:DescribeDBSubnetGroups',
      'rds:DescribeDBClusters',
      'ec2:CreateNetworkInterface',
      'ec2:DescribeNetworkInterfaces',
      'ec2:DeleteNetworkInterface',
      'ec2:DescribeVpcs',
      'ec2:DescribeSubnets',
      'ec2:DescribeSecurityGroups',
    ])
  })
})

describe('what the page can send to', () => {
  it('topics, queues and collections of the brokers that mappings read', () => {
    const { summary } = readTemplate(`
Resources:
  Cluster: {Type: AWS::MSK::Cluster}
  DocDB: {Type: AWS::DocDB::DBCluster}
  Topic:
    Type: AWS::Lambda::EventSourceMapping
    Properties: {FunctionName: f, EventSourceArn: !GetAtt Cluster.Arn, Topics: [orders]}
  Own:
    Type: AWS::Lambda::EventSourceMapping
    Properties: {FunctionName: f, SelfManagedEventSource: {Endpoints: {KafkaBootstrapServers: ['b:9092']}}, Topics: [t]}
  Changes:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      FunctionName: f
      EventSourceArn: !Sub arn:aws:rds:\${AWS::Region}:\${AWS::AccountId}:cluster:\${DocDB}
      DocumentDBEventSourceConfig: {DatabaseName: shop, CollectionName: orders}
`)
    expect(summary.channels).toEqual([
      { target: 'Cluster/orders', kind: 'topic' },
      { target: 'arn:aws:kafka:us-east-1:123456789012:topic/self-managed/b:9092/t', kind: 'topic' },
      { target: 'DocDB/shop/orders', kind: 'collection' },
    ])
  })
})
