/** What connects two resources of a stack, resource type by resource type. */

import { dependencies, isMapping } from '../../cloud/aws/intrinsics'
import type { StackResource, TemplateValue } from '../../cloud/aws/template'

export type LinkKind =
  | 'mapping'
  | 'subscription'
  | 'rule'
  | 'schedule'
  | 'notification'
  | 'route'
  | 'on-success'
  | 'on-failure'
  | 'dead-letter'
  | 'uses'
  | 'sends'

export interface Link {
  readonly kind: LinkKind
  /** Logical id of the resource that says so, and where in its properties; null for what is only seen. */
  readonly by: string | null
  readonly path: readonly (string | number)[]
}

type Path = readonly (string | number)[]
export type Connect = (from: TemplateValue | string, to: TemplateValue, kind: LinkKind, path: Path) => void

const listOf = (value: TemplateValue | undefined): readonly TemplateValue[] =>
  Array.isArray(value) ? (value as readonly TemplateValue[]) : []

export function member(value: TemplateValue | undefined, ...path: Path): TemplateValue | undefined {
  let at = value
  for (const step of path) {
    if (Array.isArray(at) && typeof step === 'number') at = (at as readonly TemplateValue[])[step]
    else at = isMapping(at) ? at[step] : undefined
  }
  return at
}

/** Tells of each connection that the resource states. `from` is a logical id or a value that refers to one. */
export function linksOf(resource: StackResource, connect: Connect): void {
  const { logicalId, type, properties } = resource
  const link = (from: TemplateValue | undefined, path: Path, kind: LinkKind): void => {
    const to = member(properties, ...path)
    if (from !== undefined && to !== undefined) connect(from, to, kind, path)
  }
  switch (type) {
    case 'AWS::Lambda::EventSourceMapping': {
      const source = properties['EventSourceArn'] ?? properties['SelfManagedEventSource']
      link(source, ['FunctionName'], 'mapping')
      link(properties['FunctionName'], ['DestinationConfig', 'OnFailure', 'Destination'], 'on-failure')
      break
    }
    case 'AWS::Lambda::EventInvokeConfig':
      link(properties['FunctionName'], ['DestinationConfig', 'OnSuccess', 'Destination'], 'on-success')
      link(properties['FunctionName'], ['DestinationConfig', 'OnFailure', 'Destination'], 'on-failure')
      break
    case 'AWS::Lambda::Function':
      link(logicalId, ['DeadLetterConfig', 'TargetArn'], 'dead-letter')
      link(logicalId, ['Environment', 'Variables'], 'uses')
      break
    case 'AWS::Lambda::Url':
      link(logicalId, ['TargetFunctionArn'], 'route')
      break
    case 'AWS::SQS::Queue':
      link(logicalId, ['RedrivePolicy'], 'dead-letter')
      break
    case 'AWS::SNS::Subscription':
      link(properties['TopicArn'], ['Endpoint'], 'subscription')
      link(properties['TopicArn'], ['RedrivePolicy'], 'dead-letter')
      break
    case 'AWS::SNS::Topic':
      for (const index of listOf(properties['Subscription']).keys()) {
        link(logicalId, ['Subscription', index, 'Endpoint'], 'subscription')
      }
      break
    case 'AWS::Events::Rule':
      rule(resource, link)
      break
    case 'AWS::Scheduler::Schedule':
      link(logicalId, ['Target', 'Arn'], 'schedule')
      link(logicalId, ['Target', 'DeadLetterConfig', 'Arn'], 'dead-letter')
      break
    case 'AWS::S3::Bucket':
      for (const [list, target] of NOTIFICATIONS) {
        for (const index of listOf(member(properties, 'NotificationConfiguration', list)).keys()) {
          link(logicalId, ['NotificationConfiguration', list, index, target], 'notification')
        }
      }
      break
    case 'AWS::ApiGateway::RestApi':
    case 'AWS::ApiGatewayV2::Api':
      link(logicalId, ['Body'], 'route')
      link(logicalId, ['Target'], 'route')
      break
    case 'AWS::ApiGateway::Method':
      link(properties['RestApiId'], ['Integration', 'Uri'], 'route')
      break
    case 'AWS::ApiGatewayV2::Integration':
      link(properties['ApiId'], ['IntegrationUri'], 'route')
      break
    case 'AWS::ElasticLoadBalancingV2::Listener':
      link(properties['LoadBalancerArn'], ['DefaultActions'], 'route')
      break
    case 'AWS::ElasticLoadBalancingV2::ListenerRule':
      link(properties['ListenerArn'], ['Actions'], 'route')
      break
    case 'AWS::Logs::SubscriptionFilter':
      link(properties['LogGroupName'], ['DestinationArn'], 'subscription')
      break
    case 'AWS::SecretsManager::RotationSchedule':
      link(properties['SecretId'], ['RotationLambdaARN'], 'schedule')
      break
    case 'AWS::StepFunctions::StateMachine':
      link(logicalId, ['DefinitionSubstitutions'], 'uses')
      link(logicalId, ['DefinitionString'], 'uses')
      link(logicalId, ['Definition'], 'uses')
      break
  }
}

const NOTIFICATIONS = [
  ['LambdaConfigurations', 'Function'],
  ['QueueConfigurations', 'Queue'],
  ['TopicConfigurations', 'Topic'],
] as const

/** A rule with a schedule is a node of its own; one with a pattern is how its bus leads to its targets. */
function rule(
  { logicalId, properties }: StackResource,
  link: (from: TemplateValue | undefined, path: Path, kind: LinkKind) => void,
): void {
  const scheduled = properties['ScheduleExpression'] !== undefined
  const bus = properties['EventBusName'] ?? 'default'
  for (const index of listOf(properties['Targets']).keys()) {
    const target: Path = ['Targets', index]
    if (scheduled) link(logicalId, [...target, 'Arn'], 'schedule')
    if (properties['EventPattern'] !== undefined) link(bus, [...target, 'Arn'], 'rule')
    link(scheduled ? logicalId : bus, [...target, 'DeadLetterConfig', 'Arn'], 'dead-letter')
  }
}

/** Resources that stand for others: aliases for functions, target groups for what is in them, … */
export function standIns(resources: readonly StackResource[]): ReadonlyMap<string, readonly string[]> {
  const STAND_FOR: Readonly<Record<string, string>> = {
    'AWS::Lambda::Alias': 'FunctionName',
    'AWS::Lambda::Version': 'FunctionName',
    'AWS::ElasticLoadBalancingV2::TargetGroup': 'Targets',
    'AWS::ElasticLoadBalancingV2::Listener': 'LoadBalancerArn',
    'AWS::Kinesis::StreamConsumer': 'StreamARN',
    'AWS::KMS::Alias': 'TargetKeyId',
  }
  const found = new Map<string, readonly string[]>()
  for (const { logicalId, type, properties } of resources) {
    const value = properties[STAND_FOR[type] ?? '']
    if (value !== undefined) found.set(logicalId, dependencies(value))
  }
  return found
}
