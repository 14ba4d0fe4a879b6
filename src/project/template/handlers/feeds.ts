/** What invokes each function of a stack, and which types of `@types/aws-lambda` its events and answers have. */

import { dependencies, isMapping } from '../../../cloud/aws/intrinsics'
import type { StackModel, StackResource, TemplateValue } from '../../../cloud/aws/template'

export interface EventType {
  /** `SQSEvent`, `EventBridgeEvent<string, unknown>`. */
  readonly event: string
  /** What the handler returns; null where nobody reads it. */
  readonly result: string | null
}

export interface Feed extends EventType {
  /** Logical id of the function. */
  readonly functionId: string
  /** Logical id of what the events come from. */
  readonly from: string
}

const type = (event: string, result: string | null = null): EventType => ({ event, result })

/** @returns in the order of the resources; one for each source */
export function feedsOf({ resources }: StackModel): readonly Feed[] {
  const byId = new Map(resources.map((resource) => [resource.logicalId, resource]))
  const found = new Map<string, Feed>()
  for (const resource of resources) {
    for (const { target, from, is } of deliveriesOf(resource, byId)) {
      const functionId = functionBehind(target, byId)
      if (functionId !== null) found.set(`${functionId} ${from} ${is.event}`, { functionId, from, ...is })
    }
  }
  return [...found.values()]
}

interface Delivery {
  readonly target: TemplateValue | undefined
  readonly from: string
  readonly is: EventType
}
type ById = ReadonlyMap<string, StackResource>

function deliveriesOf(resource: StackResource, byId: ById): readonly Delivery[] {
  const { logicalId: from, type: resourceType, properties } = resource
  switch (resourceType) {
    case 'AWS::Lambda::EventSourceMapping':
      return mapped(resource, byId)
    case 'AWS::S3::Bucket': {
      const { LambdaConfigurations: configurations } = mapping(properties['NotificationConfiguration'])
      return list(configurations).map((one) => ({ target: mapping(one)['Function'], from, is: type('S3Event') }))
    }
    case 'AWS::SNS::Topic':
      return list(properties['Subscription']).map((one) => ({
        target: mapping(one)['Endpoint'],
        from,
        is: type('SNSEvent'),
      }))
    case 'AWS::SNS::Subscription':
      return [{ target: properties['Endpoint'], from: named(properties['TopicArn']) ?? from, is: type('SNSEvent') }]
    case 'AWS::Events::Rule': {
      const is = properties['EventPattern'] === undefined ? 'ScheduledEvent' : 'EventBridgeEvent<string, unknown>'
      return (
        list(properties['Targets'])
          .map(mapping)
          // With an input of its own, the event is what it says.
          .filter((target) => !['Input', 'InputPath', 'InputTransformer'].some((name) => target[name] !== undefined))
          .map((target) => ({ target: target['Arn'], from, is: type(is) }))
      )
    }
    case 'AWS::Logs::SubscriptionFilter':
      return [{ target: properties['DestinationArn'], from, is: type('CloudWatchLogsEvent') }]
    case 'AWS::Lambda::Url':
      return [
        {
          target: properties['TargetFunctionArn'],
          from,
          is: type('LambdaFunctionURLEvent', 'LambdaFunctionURLResult'),
        },
      ]
    case 'AWS::ElasticLoadBalancingV2::TargetGroup':
      return list(properties['Targets']).map((one) => ({
        target: mapping(one)['Id'],
        from,
        is: type('ALBEvent', 'ALBResult'),
      }))
    case 'AWS::Lambda::Permission':
      return routed(resource, byId)
    default:
      return []
  }
}

const BATCHES: Readonly<Record<string, EventType>> = {
  'AWS::SQS::Queue': type('SQSEvent', 'SQSBatchResponse'),
  'AWS::Kinesis::Stream': type('KinesisStreamEvent', 'KinesisStreamBatchResponse'),
  'AWS::Kinesis::StreamConsumer': type('KinesisStreamEvent', 'KinesisStreamBatchResponse'),
  'AWS::DynamoDB::Table': type('DynamoDBStreamEvent', 'DynamoDBBatchResponse'),
  'AWS::MSK::Cluster': type('MSKEvent'),
  'AWS::MSK::ServerlessCluster': type('MSKEvent'),
}

function mapped({ logicalId, properties }: StackResource, byId: ById): readonly Delivery[] {
  const target = properties['FunctionName']
  if (properties['SelfManagedEventSource'] !== undefined) {
    return [{ target, from: logicalId, is: type('SelfManagedKafkaEvent') }]
  }
  const from = named(properties['EventSourceArn'])
  const is = BATCHES[byId.get(from ?? '')?.type ?? '']
  if (from === null || !is) return []
  // Lambda reads the answer only if it was told to.
  const reports = list(properties['FunctionResponseTypes']).includes('ReportBatchItemFailures')
  return [{ target, from, is: reports ? is : type(is.event) }]
}

/** An API's routes stand in its body; which functions they lead to says the permission to invoke them. */
function routed({ properties }: StackResource, byId: ById): readonly Delivery[] {
  const source = properties['SourceArn']
  if (properties['Principal'] !== 'apigateway.amazonaws.com' || source === undefined) return []
  if (JSON.stringify(source).includes('/authorizers/')) return []
  return dependencies(source).flatMap((from): readonly Delivery[] => {
    const target = properties['FunctionName']
    const api = byId.get(from)?.type
    if (api === 'AWS::ApiGateway::RestApi')
      return [{ target, from, is: type('APIGatewayProxyEvent', 'APIGatewayProxyResult') }]
    if (api === 'AWS::ApiGatewayV2::Api')
      return [{ target, from, is: type('APIGatewayProxyEventV2', 'APIGatewayProxyResultV2') }]
    return []
  })
}

function functionBehind(target: TemplateValue | undefined, byId: ById): string | null {
  const resource = byId.get(named(target) ?? '')
  if (resource?.type === 'AWS::Lambda::Function') return resource.logicalId
  if (resource?.type !== 'AWS::Lambda::Alias' && resource?.type !== 'AWS::Lambda::Version') return null
  const behind = byId.get(named(resource.properties['FunctionName']) ?? '')
  return behind?.type === 'AWS::Lambda::Function' ? behind.logicalId : null
}

/** The first resource that a value refers to. */
const named = (value: TemplateValue | undefined): string | null => dependencies(value ?? null)[0] ?? null
const mapping = (value: TemplateValue | undefined): Readonly<Record<string, TemplateValue>> =>
  isMapping(value) ? value : {}
const list = (value: TemplateValue | undefined): readonly TemplateValue[] =>
  Array.isArray(value) ? (value as readonly TemplateValue[]) : []
