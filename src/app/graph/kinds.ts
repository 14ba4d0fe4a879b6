/** What is drawn, and what it is called. */

export type NodeKind =
  | 'clients'
  | 'api'
  | 'schedule'
  | 'bus'
  | 'topic'
  | 'queue'
  | 'stream'
  | 'broker'
  | 'bucket'
  | 'table'
  | 'function'
  | 'workflow'
  | 'log-group'
  | 'parameter'
  | 'secret'
  | 'key'

/** Resources that are nodes. A rule is one only with a schedule, a log group only when something reads it. */
const KINDS: Readonly<Record<string, NodeKind>> = {
  'AWS::ApiGateway::RestApi': 'api',
  'AWS::ApiGatewayV2::Api': 'api',
  'AWS::Lambda::Url': 'api',
  'AWS::ElasticLoadBalancingV2::LoadBalancer': 'api',
  'AWS::Scheduler::Schedule': 'schedule',
  'AWS::Events::Rule': 'schedule',
  'AWS::Events::EventBus': 'bus',
  'AWS::SNS::Topic': 'topic',
  'AWS::SQS::Queue': 'queue',
  'AWS::Kinesis::Stream': 'stream',
  'AWS::MSK::Cluster': 'broker',
  'AWS::MSK::ServerlessCluster': 'broker',
  'AWS::AmazonMQ::Broker': 'broker',
  'AWS::DocDB::DBCluster': 'broker',
  'AWS::S3::Bucket': 'bucket',
  'AWS::DynamoDB::Table': 'table',
  'AWS::DynamoDB::GlobalTable': 'table',
  'AWS::Lambda::Function': 'function',
  'AWS::StepFunctions::StateMachine': 'workflow',
  'AWS::Logs::LogGroup': 'log-group',
  'AWS::SSM::Parameter': 'parameter',
  'AWS::SecretsManager::Secret': 'secret',
  'AWS::KMS::Key': 'key',
}

export const kindOf = (type: string): NodeKind | null => KINDS[type] ?? null

const WORDS: Readonly<Record<NodeKind, string>> = {
  clients: 'Clients',
  api: 'API',
  schedule: 'Schedule',
  bus: 'Event bus',
  topic: 'Topic',
  queue: 'Queue',
  stream: 'Stream',
  broker: 'Broker',
  bucket: 'Bucket',
  table: 'Table',
  function: 'Function',
  workflow: 'State machine',
  'log-group': 'Log group',
  parameter: 'Parameter',
  secret: 'Secret',
  key: 'KMS key',
}

/** What AWS calls it, where the kind's own word says less. */
const TYPE_WORDS: Readonly<Record<string, string>> = {
  'AWS::ApiGateway::RestApi': 'REST API',
  'AWS::ApiGatewayV2::Api': 'HTTP API',
  'AWS::Lambda::Url': 'Function URL',
  'AWS::ElasticLoadBalancingV2::LoadBalancer': 'Load balancer',
  'AWS::MSK::Cluster': 'MSK cluster',
  'AWS::MSK::ServerlessCluster': 'MSK cluster',
  'AWS::AmazonMQ::Broker': 'MQ broker',
  'AWS::DocDB::DBCluster': 'DocumentDB',
}

export const kindText = (kind: NodeKind, type: string): string => TYPE_WORDS[type] ?? WORDS[kind]

/** Outside of the stack: people, programs, other systems. */
export const CLIENTS = '@clients'
/** The id of what the template does not have: made by code at run time, or there already. */
export const foundId = (kind: NodeKind, name: string): string => `${kind}:${name}`
/** A function URL goes by its function: the trace calls it so. */
export const urlId = (functionId: string): string => `url:${functionId}`
export const edgeId = (from: string, to: string): string => `${from}>${to}`
