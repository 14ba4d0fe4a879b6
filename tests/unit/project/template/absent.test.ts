/** What is absent is told of at its line: nothing that a template asks for is ignored without a word. */

import { describe, expect, it } from 'vitest'
import { readTemplate } from '../../../../src/project/template'
import { marked, serverless } from './template'

/** `severity place: message` of everything that is wrong. */
function told(resources: string): readonly string[] {
  const text = serverless(resources)
  return readTemplate(text).diagnostics.map(
    (one) => `${one.severity} ${marked(text, one)?.split('\n')[0] ?? 'nowhere'}: ${one.message}`,
  )
}

const functionWith = (more: string): string => `
  F:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src/
      Handler: app.handler
      Runtime: nodejs22.x
      ${more}`
const resource = (type: string, properties: string): string => `
  X:
    Type: ${type}
    Properties: {${properties}}`

const notYet = (name: string): string => `warning ${name}: ${name} is not simulated yet: it has no effect here.`
const kept = (name: string, reason: string): string => `warning ${name}: ${name} has no effect here: ${reason}.`
const UNENCRYPTED = 'nothing is encrypted'

describe('a function', () => {
  it.each([
    ['ImageConfig: {Command: [a]}', notYet('ImageConfig')],
    ['ImageUri: x', notYet('ImageUri')],
    ['VpcConfig: {SubnetIds: [s]}', notYet('VpcConfig')],
    ['FileSystemConfigs: []', notYet('FileSystemConfigs')],
    ['CodeSigningConfigArn: x', notYet('CodeSigningConfigArn')],
    ['CapacityProviderConfig: {}', notYet('CapacityProviderConfig')],
    ['FunctionScalingConfig: {}', notYet('FunctionScalingConfig')],
    ['DeploymentPreference: {Type: AllAtOnce}', notYet('DeploymentPreference')],
    ['PackageType: Image', kept('PackageType', 'functions are not made from container images')],
    ['KmsKeyArn: !Ref AWS::NoValue', null],
    ['KmsKeyArn: x', kept('KmsKeyArn', UNENCRYPTED)],
    ['SourceKMSKeyArn: x', kept('SourceKMSKeyArn', UNENCRYPTED)],
    ['DurableConfig: {ExecutionTimeout: 60, KMSKeyArn: x}', kept('KMSKeyArn', UNENCRYPTED)],
    [
      'RuntimeManagementConfig: {UpdateRuntimeOn: Manual}',
      kept('RuntimeManagementConfig', 'every runtime has one version'),
    ],
    [
      'Environment: {Variables: {NODE_OPTIONS: --trace-warnings}}',
      'warning NODE_OPTIONS: NODE_OPTIONS does not configure Node.js here: it is a variable like any other.',
    ],
    [
      'SnapStart: {ApplyOn: PublishedVersions}',
      'error PublishedVersions: nodejs22.x is not supported for SnapStart enabled functions.',
    ],
    ['SnapStart: {ApplyOn: None}', null],
    ['PackageType: Zip', null],
    ['PropagateTags: false', null],
  ])('%s', (asked, answer) => {
    expect(told(functionWith(asked))).toEqual(answer === null ? [] : [answer])
  })

  it.each([
    ['IoTRule', 'AWS IoT'],
    ['Cognito', 'Amazon Cognito'],
    ['AlexaSkill', 'Alexa'],
  ])('with an event of type %s names the service', (type, service) => {
    expect(told(functionWith(`Events: {One: {Type: ${type}}}`))).toEqual([
      `warning ${type}: ${service} is not simulated: One will not invoke the function.`,
    ])
  })

  it('in plain CloudFormation: SnapStart is an error with the runtime’s name', () => {
    const fn = 'Code: src/, Role: "arn:aws:iam::123456789012:role/r", Handler: bootstrap.x, Runtime: provided.al2023'
    expect(told(resource('AWS::Lambda::Function', `${fn}, SnapStart: {ApplyOn: PublishedVersions}`))).toEqual([
      'error PublishedVersions: provided.al2023 is not supported for SnapStart enabled functions.',
    ])
  })
})

describe('a durable function', () => {
  const DURABLE = 'DurableConfig: {ExecutionTimeout: 60}'

  it('has no destinations, and is not retried', () => {
    const config = `DestinationConfig: {OnSuccess: {Type: SQS}, OnFailure: {Type: SNS}}, MaximumRetryAttempts: 1`
    expect(told(functionWith(`${DURABLE}\n      EventInvokeConfig: {${config}}`))).toEqual([
      'warning OnSuccess: A durable function has no destinations: OnSuccess gets nothing. Its dead-letter queue gets what failed.',
      'warning OnFailure: A durable function has no destinations: OnFailure gets nothing. Its dead-letter queue gets what failed.',
      'warning MaximumRetryAttempts: MaximumRetryAttempts has no effect on a durable function: a failed execution is final.',
    ])
  })

  it('is told so where AWS::Lambda::EventInvokeConfig is a resource of its own, too', () => {
    const config = `
  Config:
    Type: AWS::Lambda::EventInvokeConfig
    Properties: {FunctionName: !Ref F, Qualifier: $LATEST, MaximumRetryAttempts: 0}`
    expect(told(functionWith(DURABLE) + config)).toHaveLength(1)
    expect(told(functionWith('Timeout: 3') + config)).toEqual([])
  })
})

describe('an event source mapping', () => {
  const ARN = 'FunctionName: f, EventSourceArn: "arn:aws:kafka:us-east-1:123456789012:cluster/c/1"'

  it.each([
    ['KmsKeyArn: x', kept('KmsKeyArn', UNENCRYPTED)],
    ['LoggingConfig: {}', notYet('LoggingConfig')],
    ['AmazonManagedKafkaEventSourceConfig: {SchemaRegistryConfig: {}}', notYet('SchemaRegistryConfig')],
    ['MetricsConfig: {Metrics: [EventCount]}', null],
    [
      'MetricsConfig: {Metrics: [EventCount, ErrorCount]}',
      'warning ErrorCount: Metrics of the group ErrorCount are not recorded here.',
    ],
    [
      'MetricsConfig: {Metrics: [KafkaMetrics]}',
      'warning KafkaMetrics: Metrics of the group KafkaMetrics are not recorded here.',
    ],
    [
      'Topics: [t], ProvisionedPollerConfig: {MinimumPollers: 1}',
      'warning ProvisionedPollerConfig: ProvisionedPollerConfig has no effect here on a mapping of Kafka: each partition is read by itself.',
    ],
  ])('%s', (asked, answer) => {
    expect(told(resource('AWS::Lambda::EventSourceMapping', `${ARN}, ${asked}`))).toEqual(
      answer === null ? [] : [answer],
    )
  })

  it('that shares its consumer group', () => {
    const group = 'Topics: [t], AmazonManagedKafkaEventSourceConfig: {ConsumerGroupId: g}'
    const one = resource('AWS::Lambda::EventSourceMapping', `${ARN}, ${group}`)
    expect(told(one + one.replace('X:', 'Y:'))).toEqual([
      'warning ConsumerGroupId: Mappings of one consumer group do not share its partitions here: each reads all.',
    ])
  })
})

describe('other resources', () => {
  const CAPACITY = 'capacity is counted, and no request is throttled'
  const KEY =
    'KeySchema: [{AttributeName: a, KeyType: HASH}], AttributeDefinitions: [{AttributeName: a, AttributeType: S}]'
  const RULE = 'ScheduleExpression: rate(1 minute)'
  const SUBSCRIPTION = 'TopicArn: t, Protocol: sqs, Endpoint: e'

  it.each([
    ['AWS::SQS::Queue', 'KmsMasterKeyId: alias/aws/sqs', kept('KmsMasterKeyId', UNENCRYPTED)],
    ['AWS::SQS::Queue', 'SqsManagedSseEnabled: true', null],
    ['AWS::SQS::Queue', 'FifoThroughputLimit: perQueue', kept('FifoThroughputLimit', 'no request is throttled')],
    ['AWS::SNS::Topic', 'KmsMasterKeyId: k', kept('KmsMasterKeyId', UNENCRYPTED)],
    ['AWS::SNS::Topic', 'TracingConfig: Active', kept('TracingConfig', 'topics write no segments')],
    ['AWS::SNS::Topic', 'TracingConfig: PassThrough', null],
    ['AWS::SNS::Topic', 'DeliveryStatusLogging: []', kept('DeliveryStatusLogging', 'topics write no logs')],
    ['AWS::SNS::Topic', 'ArchivePolicy: {}', notYet('ArchivePolicy')],
    ['AWS::SNS::Subscription', `${SUBSCRIPTION}, Region: eu-west-1`, kept('Region', 'there is one Region')],
    ['AWS::SNS::Subscription', `${SUBSCRIPTION}, Region: !Ref 'AWS::Region'`, null],
    ['AWS::SNS::Subscription', `${SUBSCRIPTION}, ReplayPolicy: {}`, notYet('ReplayPolicy')],
    ['AWS::DynamoDB::Table', `${KEY}, SSESpecification: {SSEEnabled: true}`, kept('SSESpecification', UNENCRYPTED)],
    [
      'AWS::DynamoDB::Table',
      `${KEY}, ProvisionedThroughput: {ReadCapacityUnits: 1, WriteCapacityUnits: 1}`,
      kept('ProvisionedThroughput', CAPACITY),
    ],
    ['AWS::DynamoDB::Table', `${KEY}, KinesisStreamSpecification: {}`, notYet('KinesisStreamSpecification')],
    [
      'AWS::Kinesis::Stream',
      'StreamEncryption: {EncryptionType: KMS, KeyId: k}',
      kept('StreamEncryption', UNENCRYPTED),
    ],
    [
      'AWS::S3::Bucket',
      'BucketEncryption: {ServerSideEncryptionConfiguration: [{ServerSideEncryptionByDefault: {SSEAlgorithm: "aws:kms", KMSMasterKeyID: k}}]}',
      kept('KMSMasterKeyID', UNENCRYPTED),
    ],
    ['AWS::Kinesis::Stream', 'DesiredShardLevelMetrics: []', notYet('DesiredShardLevelMetrics')],
    ['AWS::Logs::LogGroup', 'KmsKeyId: k', kept('KmsKeyId', UNENCRYPTED)],
    ['AWS::Events::Rule', `${RULE}, RoleArn: r`, kept('RoleArn', 'each target has a RoleArn of its own')],
    ['AWS::Events::EventBus', 'Name: b, LogConfig: {}', kept('LogConfig', 'buses write no logs')],
    ['AWS::S3::Bucket', 'LifecycleConfiguration: {}', notYet('LifecycleConfiguration')],
    ['AWS::S3::Bucket', 'ReplicationConfiguration: {}', notYet('ReplicationConfiguration')],
    [
      'AWS::S3::Bucket',
      'NotificationConfiguration: {QueueConfigurations: [{Event: "s3:ObjectRestore:*", Queue: q}]}',
      'warning "s3:ObjectRestore:*": Nothing raises s3:ObjectRestore:* here.',
    ],
    ['AWS::StepFunctions::StateMachine', 'RoleArn: r, Definition: {}', kept('Definition', 'state machines do not run')],
    [
      'AWS::ApiGateway::Stage',
      'RestApiId: a, DeploymentId: d, StageName: s, TracingEnabled: true',
      kept('TracingEnabled', 'stages write no segments'),
    ],
    ['AWS::ApiGateway::Stage', 'RestApiId: a, DeploymentId: d, StageName: s, TracingEnabled: false', null],
    ['AWS::Serverless::Api', 'StageName: s, CacheClusterEnabled: true', notYet('CacheClusterEnabled')],
    ['AWS::Serverless::Api', 'StageName: s, Domain: {}', notYet('Domain')],
    ['AWS::Serverless::HttpApi', 'AccessLogSettings: {}', notYet('AccessLogSettings')],
    [
      'AWS::ElasticLoadBalancingV2::LoadBalancer',
      'SecurityGroups: [s]',
      kept('SecurityGroups', 'there is no network, and nobody is kept out'),
    ],
    [
      'AWS::AmazonMQ::Broker',
      'BrokerName: b, EngineType: ACTIVEMQ, DeploymentMode: m, HostInstanceType: h, PubliclyAccessible: false, Logs: {}',
      kept('Logs', 'brokers write no logs'),
    ],
    ['AWS::DocDB::DBCluster', 'SnapshotIdentifier: s', kept('SnapshotIdentifier', 'the cluster begins empty')],
    ['AWS::DocDB::DBCluster', 'DeletionProtection: false', null],
  ])('%s: %s', (type, properties, answer) => {
    expect(told(resource(type, properties))).toEqual(answer === null ? [] : [answer])
  })

  it.each([
    'AWS::Serverless::StateMachine',
    'AWS::Serverless::Application',
    'AWS::Serverless::GraphQLApi',
    'AWS::Serverless::CapacityProvider',
    'AWS::Serverless::WebSocketApi',
    'AWS::Lambda::CodeSigningConfig',
    'AWS::Lambda::LayerVersionPermission',
    'AWS::Cognito::UserPool',
    'AWS::KinesisFirehose::DeliveryStream',
    'AWS::Pipes::Pipe',
    'AWS::EC2::VPC',
  ])('%s does not exist here', (type) => {
    expect(told(resource(type, ''))).toEqual([
      `warning ${type}: ${type} is not simulated yet: X will not exist here, and references to it are plain text.`,
    ])
  })
})

describe('around the properties', () => {
  const queue = (attribute: string): string => `
  Q:
    Type: AWS::SQS::Queue
    ${attribute}`

  it.each([
    ['DeletionPolicy: Retain', kept('DeletionPolicy', 'what leaves the template is deleted')],
    ['DeletionPolicy: Delete', null],
    ['UpdateReplacePolicy: Retain', kept('UpdateReplacePolicy', 'what is replaced is deleted')],
    ['UpdatePolicy: {CodeDeployLambdaAliasUpdate: {}}', kept('UpdatePolicy', 'a change is there at once')],
    ['CreationPolicy: {}', kept('CreationPolicy', 'a resource is there at once')],
  ])('%s', (attribute, answer) => {
    expect(told(queue(attribute))).toEqual(answer === null ? [] : [answer])
  })

  it.each(['Rules', 'Hooks'])('the section %s', (name) => {
    expect(told(`${queue('')}\n${name}: {}`)).toEqual([`warning ${name}: The section ${name} has no effect here.`])
  })

  it.each(['Fn::ImportValue', 'Fn::Cidr'])('%s', (name) => {
    expect(told(resource('AWS::SQS::Queue', `QueueName: {${name}: x}`))[0]).toMatch(/^error .*not simulated yet\.$/)
  })
})
