/**
 * How a template names what a policy is about: an ARN of the simulation in the words of the stack, and the policy
 * templates of SAM that are for its service.
 */

import { parseArn } from '../../cloud/aws/arn'
import type { TemplateValue } from '../../cloud/aws/template'

/** A resource that is deployed. */
export interface DeployedArn {
  readonly logicalId: string
  readonly type: string
  readonly arn: string
}

/** The resource of the stack that an ARN is, or is part of. */
export interface Target {
  readonly resource: DeployedArn
  /** What follows the resource's own ARN: `/*` for an object of a bucket, `/index/ByDate`, `:live`. */
  readonly rest: string
}

export function targetOf(arn: string, deployed: readonly DeployedArn[]): Target | null {
  let best: Target | null = null
  for (const resource of deployed) {
    if (NOT_NAMED_BY_ARN.has(resource.type)) continue
    // The ARN of a log group ends in `:*`, for its streams.
    const own = resource.arn.replace(/:\*$/, '')
    const rest = arn.slice(own.length)
    const isPart = arn.startsWith(own) && (rest === '' || rest.startsWith('/') || rest.startsWith(':'))
    if (isPart && (best === null || own.length > best.resource.arn.length)) best = { resource, rest }
  }
  return best
}

/** Their ARNs are those of others. */
const NOT_NAMED_BY_ARN: ReadonlySet<string> = new Set([
  'AWS::Lambda::Permission',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::IAM::Policy',
  'AWS::IAM::RolePolicy',
  'AWS::SQS::QueuePolicy',
  'AWS::SNS::TopicPolicy',
  'AWS::S3::BucketPolicy',
])

const ref = (logicalId: string): TemplateValue => ({ Ref: logicalId })
const attribute = (logicalId: string, name: string): TemplateValue => ({ 'Fn::GetAtt': [logicalId, name] })

/** Types whose Ref is their ARN. */
const REF_IS_ARN: ReadonlySet<string> = new Set([
  'AWS::SNS::Topic',
  'AWS::StepFunctions::StateMachine',
  'AWS::SecretsManager::Secret',
  'AWS::Lambda::Version',
  'AWS::Lambda::Alias',
  'AWS::IAM::ManagedPolicy',
])

/** What follows a resource's ARN in a policy: all objects, all indexes, all versions, and not just the one. */
function generalised(service: string, rest: string): string {
  if (rest === '') return ''
  if (service === 's3') return '/*'
  if (service === 'dynamodb') return rest.replace(/^\/(index|stream)\/.*$/, '/$1/*')
  if (service === 'lambda' || service === 'logs') return ':*'
  return rest
}

/** The ARN as a template would write it. */
export function arnInTemplate(arn: string, target: Target | null): TemplateValue {
  // Of lists ARNs name no resource: `arn:aws:sqs:us-east-1:123456789012:`.
  if (arn === '*' || parseArn(arn)?.resource === '') return '*'
  const service = parseArn(arn)?.service ?? ''
  if (!target) return withPseudoParameters(arn)
  const { logicalId, type } = target.resource
  const rest = generalised(service, target.rest)
  if (type === 'AWS::SSM::Parameter') {
    const separator = parseArn(arn)?.resource.slice('parameter/'.length).includes('/') ? '' : '/'
    return sub(`arn:\${AWS::Partition}:ssm:\${AWS::Region}:\${AWS::AccountId}:parameter${separator}\${${logicalId}}`)
  }
  if (rest === '') return REF_IS_ARN.has(type) ? ref(logicalId) : attribute(logicalId, 'Arn')
  // Of a log group `Arn` has the streams already.
  if (type === 'AWS::Logs::LogGroup') return attribute(logicalId, 'Arn')
  return sub(REF_IS_ARN.has(type) ? `\${${logicalId}}${rest}` : `\${${logicalId}.Arn}${rest}`)
}

const sub = (text: string): TemplateValue => ({ 'Fn::Sub': text })

/** An ARN outside of the stack, in the account and Region that the stack is in. */
function withPseudoParameters(arn: string): TemplateValue {
  const parsed = parseArn(arn)
  if (!parsed) return arn
  const region = parsed.region === '' ? '' : '${AWS::Region}'
  const account = parsed.accountId === '' ? '' : '${AWS::AccountId}'
  return sub(`arn:\${AWS::Partition}:${parsed.service}:${region}:${account}:${parsed.resource}`)
}

// --- Policy templates

interface TemplatesOfService {
  /** From the one that allows least. */
  readonly templates: readonly string[]
  /** Null when the templates need no resource. */
  readonly parameter: string | null
  /** Value of the parameter, from the ARN's last part: the first group. */
  readonly name: RegExp
  /** The parameter's value in the template. */
  readonly reference: (logicalId: string) => TemplateValue
}

const SERVICES: Readonly<Record<string, TemplatesOfService>> = {
  sqs: {
    templates: ['SQSSendMessagePolicy', 'SQSPollerPolicy'],
    parameter: 'QueueName',
    name: /^(.+)$/,
    reference: (logicalId) => attribute(logicalId, 'QueueName'),
  },
  sns: {
    templates: ['SNSPublishMessagePolicy', 'SNSCrudPolicy'],
    parameter: 'TopicName',
    name: /^([^:]+)$/,
    reference: (logicalId) => attribute(logicalId, 'TopicName'),
  },
  s3: {
    templates: ['S3ReadPolicy', 'S3WritePolicy', 'S3CrudPolicy', 'S3FullAccessPolicy'],
    parameter: 'BucketName',
    name: /^([^/]+)/,
    reference: ref,
  },
  dynamodb: {
    templates: ['DynamoDBReadPolicy', 'DynamoDBWritePolicy', 'DynamoDBReconfigurePolicy', 'DynamoDBCrudPolicy'],
    parameter: 'TableName',
    name: /^table\/([^/]+)/,
    reference: ref,
  },
  kinesis: {
    templates: ['KinesisStreamReadPolicy', 'KinesisCrudPolicy'],
    parameter: 'StreamName',
    name: /^stream\/([^/]+)/,
    reference: ref,
  },
  lambda: {
    templates: ['LambdaInvokePolicy'],
    parameter: 'FunctionName',
    name: /^function:([^:]+)/,
    reference: ref,
  },
  events: {
    templates: ['EventBridgePutEventsPolicy'],
    parameter: 'EventBusName',
    name: /^event-bus\/(.+)$/,
    reference: ref,
  },
  states: {
    templates: ['StepFunctionsExecutionPolicy'],
    parameter: 'StateMachineName',
    name: /^stateMachine:([^:]+)/,
    reference: (logicalId) => attribute(logicalId, 'Name'),
  },
  ssm: {
    templates: ['SSMParameterReadPolicy'],
    parameter: 'ParameterName',
    name: /^parameter\/([^/]+)$/,
    reference: ref,
  },
  secretsmanager: {
    templates: ['AWSSecretsManagerGetSecretValuePolicy'],
    parameter: 'SecretArn',
    name: /^(secret:.+)$/,
    reference: ref,
  },
  kms: {
    templates: ['KMSDecryptPolicy', 'KMSEncryptPolicy'],
    parameter: 'KeyId',
    name: /^key\/(.+)$/,
    reference: ref,
  },
  logs: {
    templates: ['FilterLogEventsPolicy'],
    parameter: 'LogGroupName',
    name: /^log-group:([^:]+)/,
    reference: ref,
  },
  cloudwatch: { templates: ['CloudWatchPutMetricPolicy'], parameter: null, name: /^$/, reference: ref },
}

/** A policy template with its parameters: in the template's words, and as they are here. */
export interface TemplateCandidate {
  readonly name: string
  readonly written: Readonly<Record<string, TemplateValue>>
  readonly actual: Readonly<Record<string, string>>
}

/** Templates that could be meant, from the one that allows least. */
export function candidatesFor(service: string, arn: string, target: Target | null): readonly TemplateCandidate[] {
  const of = Object.hasOwn(SERVICES, service) ? SERVICES[service] : undefined
  if (!of) return []
  const { parameter, name, reference, templates } = of
  if (parameter === null) return templates.map((template) => ({ name: template, written: {}, actual: {} }))
  const resource = parseArn(arn)?.resource ?? ''
  const found = name.exec(resource)?.[1]
  // The default bus is everybody's.
  const isDefaultBus = service === 'events' && found === 'default'
  if (found === undefined || (!target && !isDefaultBus)) return []
  const written = target ? reference(target.resource.logicalId) : found
  const actual = parameter === 'SecretArn' ? (target?.resource.arn ?? arn) : found
  return templates.map((template) => ({
    name: template,
    written: { [parameter]: written },
    actual: { [parameter]: actual },
  }))
}
