/**
 * The execution role that SAM makes for a function without a Role: `<Function>Role`, from Policies, tracing, events,
 * destinations and the dead-letter queue.
 *
 * Source: aws/serverless-application-model, samtranslator/model/sam_resources.py and model/role_utils/role_constructor.py;
 * error texts from there.
 */

import { functionName, isMapping } from '../../cloud/aws/intrinsics'
import { MANAGED_POLICY_ARNS } from '../../cloud/aws/managed-policy-arns'
import type { TemplateValue } from '../../cloud/aws/template'
import type { TemplatePath } from './document'
import type { EventExpansion } from './events/event-source'
import { pick, propertiesPath, type ExpandedResource, type SourceResource, type Values } from './expansion'
import type { Findings } from './findings'
import { missingParameters, POLICY_TEMPLATES, statementsOf } from './policy-templates'
import { suggestion } from './spelling'

const LAMBDA_TRUST: TemplateValue = {
  Version: '2012-10-17',
  Statement: [{ Action: ['sts:AssumeRole'], Effect: 'Allow', Principal: { Service: ['lambda.amazonaws.com'] } }],
}

/** Properties that only matter to the role that SAM makes. */
const OF_THE_ROLE: readonly string[] = ['Policies', 'AssumeRolePolicyDocument', 'PermissionsBoundary', 'RolePath']

/** @param tags the function's, as a list */
export function expandExecutionRole(
  fn: SourceResource,
  events: readonly EventExpansion[],
  tags: TemplateValue | undefined,
  findings: Findings,
): ExpandedResource | null {
  const { logicalId, properties } = fn
  const path = propertiesPath(logicalId)
  if (properties['Role'] !== undefined) {
    for (const name of OF_THE_ROLE) {
      if (properties[name] === undefined) continue
      const message = `${name} has no effect: the function has a Role, and SAM makes none for it.`
      findings.warning({ code: 'no-effect', message, path: [...path, name], on: 'key' })
    }
    return null
  }
  const role = new RoleParts(`${logicalId}Role`)
  // With what checkpoints need: aws/serverless-application-model, pull request 3854.
  const basic = properties['DurableConfig'] === undefined ? 'ExecutionRole' : 'DurableExecutionRolePolicy'
  role.attach(awsPolicy(`service-role/AWSLambdaBasic${basic}`))
  const tracing = properties['Tracing']
  if (tracing !== undefined && tracing !== 'Disabled') role.attach(awsPolicy('AWSXRayDaemonWriteAccess'))
  if (properties['VpcConfig'] !== undefined) role.attach(awsPolicy('service-role/AWSLambdaVPCAccessExecutionRole'))
  for (const policy of sendingPolicies(fn)) role.add(policy, [...path, policy.source])
  readPolicies(properties['Policies'], [...path, 'Policies'], logicalId, role, findings)
  for (const { managedPolicy, policies = [] } of events) {
    if (managedPolicy !== undefined) role.attach(awsPolicy(`service-role/${managedPolicy}`))
    for (const policy of policies) role.add(policy, [...path, 'Events'])
  }
  return {
    logicalId: role.logicalId,
    type: 'AWS::IAM::Role',
    properties: {
      AssumeRolePolicyDocument: properties['AssumeRolePolicyDocument'] ?? LAMBDA_TRUST,
      ManagedPolicyArns: role.attached,
      ...(role.policies.length > 0 && { Policies: role.policies }),
      ...(properties['RolePath'] !== undefined && { Path: properties['RolePath'] }),
      ...pick(properties, ['PermissionsBoundary']),
      ...(tags !== undefined && { Tags: tags }),
    },
    dependsOn: [],
    origin: logicalId,
    // What SAM adds by itself stands nowhere: it is the function's.
    sources: [
      { prefix: ['Path'], source: [...path, 'RolePath'] },
      ...['AssumeRolePolicyDocument', 'PermissionsBoundary'].map((name) => ({
        prefix: [name],
        source: [...path, name],
      })),
      ...role.sources,
    ],
  }
}

/** SAM's own managed policies name the partition. */
const awsPolicy = (name: string): TemplateValue => ({ 'Fn::Sub': `arn:\${AWS::Partition}:iam::aws:policy/${name}` })

interface NamedPolicy {
  readonly name: string
  readonly document: TemplateValue
}

class RoleParts {
  readonly attached: TemplateValue[] = []
  readonly policies: Values[] = []
  readonly sources: { readonly prefix: TemplatePath; readonly source: TemplatePath }[] = []

  constructor(readonly logicalId: string) {}

  /** Each managed policy once. */
  attach(arn: TemplateValue, source?: TemplatePath): void {
    const same = (other: TemplateValue): boolean => policyKey(other) === policyKey(arn)
    if (this.attached.some(same)) return
    if (source) this.sources.push({ prefix: ['ManagedPolicyArns', this.attached.length], source })
    this.attached.push(arn)
  }

  add({ name, document }: NamedPolicy, source: TemplatePath): void {
    this.sources.push(
      { prefix: ['Policies', this.policies.length], source },
      { prefix: ['Policies', this.policies.length, 'PolicyDocument'], source },
    )
    this.policies.push({ PolicyName: name, PolicyDocument: document })
  }
}

/** `arn:aws:…` and `!Sub arn:${AWS::Partition}:…` are the same policy. */
const policyKey = (arn: TemplateValue): string => {
  const text = isMapping(arn) && typeof arn['Fn::Sub'] === 'string' ? arn['Fn::Sub'] : arn
  return typeof text === 'string' ? text.replace('${AWS::Partition}', 'aws') : JSON.stringify(text)
}

// --- Policies

function readPolicies(
  given: TemplateValue | undefined,
  path: TemplatePath,
  functionId: string,
  role: RoleParts,
  findings: Findings,
): void {
  if (given === undefined || given === null) return
  const entries = Array.isArray(given) ? (given as readonly TemplateValue[]) : [given]
  entries.forEach((entry, index) => {
    const at = Array.isArray(given) ? [...path, index] : path
    const refuse = (message: string, code: string, hint?: string): void =>
      findings.error({ code, message: `Resource with id [${functionId}] is invalid. ${message}`, path: at, hint })
    if (typeof entry === 'string') return role.attach(managedPolicy(entry, at, findings), at)
    if (functionName(entry) !== null) return role.attach(entry, at)
    const name = `${role.logicalId}Policy${index}`
    if (isMapping(entry) && entry['Statement'] !== undefined) return role.add({ name, document: entry }, at)
    const [templateName = '', ...more] = isMapping(entry) ? Object.keys(entry) : []
    const template = more.length === 0 ? POLICY_TEMPLATES.get(templateName) : undefined
    if (!isMapping(entry) || !template) {
      const hint = suggestion(templateName, POLICY_TEMPLATES.keys())
      return refuse(`Policy at index ${index} in the 'Policies' property is not valid`, 'invalid-policy', hint)
    }
    const values = entry[templateName]
    if (!isMapping(values)) {
      return refuse(`Must specify valid parameter values for policy template '${templateName}'`, 'invalid-policy')
    }
    const missing = missingParameters(template, values)
    if (missing.length > 0) {
      const list = missing.map((parameter) => `'${parameter}'`).join(', ')
      const message = `Following required parameters of template '${templateName}' don't have values: [${list}]`
      return refuse(message, 'invalid-policy')
    }
    for (const parameter of Object.keys(values)) {
      if (template.parameters.includes(parameter)) continue
      const message = `${templateName} has no parameter ${parameter}.`
      const hint = suggestion(parameter, template.parameters)
      findings.warning({ code: 'no-effect', message, path: [...at, templateName, parameter], on: 'key', hint })
    }
    role.add({ name, document: { Statement: statementsOf(template, values) } }, at)
  })
}

/** The ARN of a policy by its name; one that is not known here is said to grant nothing when it is deployed. */
function managedPolicy(name: string, path: TemplatePath, findings: Findings): TemplateValue {
  if (name.startsWith('arn:')) return name
  const known = MANAGED_POLICY_ARNS.get(name)
  if (known !== undefined) return known
  const hint = suggestion(name, [...MANAGED_POLICY_ARNS.keys(), ...POLICY_TEMPLATES.keys()])
  if (POLICY_TEMPLATES.has(name)) {
    const message = `${name} is a policy template: it needs its parameters, or {} without any.`
    findings.error({ code: 'invalid-policy', message, path })
  } else if (hint !== undefined) {
    const message = `${name} is none of the managed policies of AWS that Coldstart knows.`
    findings.warning({ code: 'unknown-policy', message, path, hint })
  }
  return /^[\w+=,.@-]{1,128}$/.test(name) ? `arn:aws:iam::aws:policy/${name}` : name
}

// --- Where Lambda itself sends

/** What SAM adds for a dead-letter queue and destinations. */
function sendingPolicies({ logicalId, properties }: SourceResource): readonly (NamedPolicy & { source: string })[] {
  const policies: (NamedPolicy & { source: string })[] = []
  const deadLetters = properties['DeadLetterQueue']
  if (isMapping(deadLetters) && deadLetters['TargetArn'] !== undefined) {
    const action = deadLetters['Type'] === 'SNS' ? 'sns:Publish' : 'sqs:SendMessage'
    const statement = { Action: action, Resource: deadLetters['TargetArn'], Effect: 'Allow' }
    const document = { Version: '2012-10-17', Statement: [statement] }
    policies.push({ name: 'DeadLetterQueuePolicy', document, source: 'DeadLetterQueue' })
  }
  const config = properties['EventInvokeConfig']
  const destinations = isMapping(config) && isMapping(config['DestinationConfig']) ? config['DestinationConfig'] : {}
  for (const event of ['OnSuccess', 'OnFailure']) {
    const destination = destinations[event]
    if (!isMapping(destination)) continue
    const id = `${logicalId}EventInvokeConfig${event}`
    const policy = destinationPolicy(id, destination)
    if (policy) policies.push({ ...policy, source: 'EventInvokeConfig' })
  }
  return policies
}

/**
 * The policy for a destination, also for those of streams. Without an ARN SAM makes the queue or topic itself.
 * @param id that SAM builds on
 */
export function destinationPolicy(id: string, destination: Values): NamedPolicy | null {
  const type = String(destination['Type'])
  const made = type === 'SNS' ? { Ref: `${id}Topic` } : type === 'SQS' ? { 'Fn::GetAtt': [`${id}Queue`, 'Arn'] } : null
  const target = destination['Destination'] ?? made
  if (target === null) return null
  const allow = (Action: string, Resource: TemplateValue): TemplateValue => ({ Action, Effect: 'Allow', Resource })
  const policy = (suffix: string, ...Statement: readonly TemplateValue[]): NamedPolicy => ({
    name: `${id}${suffix}Policy`,
    document: { Statement },
  })
  switch (type) {
    case 'SQS':
      return policy('SQS', allow('sqs:SendMessage', target))
    case 'SNS':
      return policy('SNS', allow('sns:publish', target))
    case 'EventBridge':
      return policy('EventBridge', allow('events:PutEvents', target))
    case 'Lambda':
      return policy('Lambda', allow('lambda:InvokeFunction', target))
    case 'S3Bucket':
    case 'S3':
      return policy('S3', allow('s3:PutObject', { 'Fn::Join': ['/', [target, '*']] }), allow('s3:ListBucket', target))
    default:
      return null
  }
}
