/**
 * AWS::Serverless::Connector, and connectors embedded in a resource's Connectors → the policy or permission that lets the
 * source use the destination.
 *
 * Source: aws/serverless-application-model, samtranslator/model/sam_resources.py (SamConnector) and model/connector/;
 * error texts from there. What is granted: connector-profiles.json.
 */

import { isMapping } from '../../cloud/aws/intrinsics'
import type { TemplateValue } from '../../cloud/aws/template'
import type { TemplatePath } from './document'
import { propertiesPath, type ExpandedResource, type SourceResource, type Values } from './expansion'
import type { Findings } from './findings'
import data from './connector-profiles.json'

interface Profile {
  readonly kind:
    'AWS_IAM_ROLE_MANAGED_POLICY' | 'AWS_SQS_QUEUE_POLICY' | 'AWS_SNS_TOPIC_POLICY' | 'AWS_LAMBDA_PERMISSION'
  /** Whose role gets the policy. */
  readonly roleOf: 'source' | 'destination'
  readonly dependedBy?: 'DESTINATION_EVENT_SOURCE_MAPPING' | 'SOURCE'
  /** Sets of permissions that may be asked for; any without. */
  readonly combinations?: readonly (readonly string[])[]
  /** `Read`, `Write` → statements, or the properties of a permission. */
  readonly access: Readonly<Record<string, Values>>
}

const PROFILES = data.profiles as unknown as Readonly<Record<string, Readonly<Record<string, Profile>>>>

/** A source or destination, as SAM reads it. */
interface End {
  readonly logicalId: string | null
  readonly type: string
  readonly arn: TemplateValue | undefined
  readonly name: TemplateValue | undefined
  readonly roleName: TemplateValue | undefined
  readonly queueUrl: TemplateValue | undefined
}

interface Connector {
  readonly logicalId: string
  /** The resource of the template that it stands in. */
  readonly origin: string
  readonly properties: Values
  readonly dependsOn: readonly string[]
  readonly path: TemplatePath
}

interface Connection {
  readonly resources: readonly ExpandedResource[]
  /** Logical id → what it has to wait for. */
  readonly waits: readonly (readonly [logicalId: string, dependsOn: string])[]
}

/**
 * @param made what all other resources come to
 * @returns it with what the connectors make
 */
export function connect(
  template: readonly SourceResource[],
  made: readonly ExpandedResource[],
  types: ReadonlyMap<string, string>,
  findings: Findings,
): readonly ExpandedResource[] {
  const connectors = template.flatMap(connectorsOf)
  if (connectors.length === 0) return made
  const connections = connectors.map((connector) => connection(connector, made, types, findings))
  const waits = connections.flatMap((found) => found.waits)
  const replaced = new Map(
    connectors.map(({ logicalId }, index) => [
      logicalId,
      (connections[index]?.resources ?? []).map((resource) => resource.logicalId),
    ]),
  )
  return [...made, ...connections.flatMap(({ resources }) => resources)].map((resource) => {
    const given = resource.dependsOn.flatMap((name) => replaced.get(name) ?? [name])
    const more = waits.flatMap(([logicalId, dependsOn]) => (logicalId === resource.logicalId ? [dependsOn] : []))
    return { ...resource, dependsOn: [...new Set([...given, ...more])] }
  })
}

function connectorsOf({ logicalId, type, properties, dependsOn, connectors }: SourceResource): readonly Connector[] {
  const own: readonly Connector[] =
    type === 'AWS::Serverless::Connector'
      ? [{ logicalId, origin: logicalId, properties, dependsOn, path: propertiesPath(logicalId) }]
      : []
  const embedded = Object.entries(connectors).map(([name, connector]): Connector => {
    const given = isMapping(connector) && isMapping(connector['Properties']) ? connector['Properties'] : {}
    const { SourceReference: reference, ...others } = given
    return {
      logicalId: `${logicalId}${name}`,
      origin: logicalId,
      properties: { ...others, Source: { Id: logicalId, ...(isMapping(reference) && reference) } },
      dependsOn: [],
      path: ['Resources', logicalId, 'Connectors', name, 'Properties'],
    }
  })
  return [...own, ...embedded]
}

class Refusal extends Error {
  constructor(
    message: string,
    readonly property: string,
  ) {
    super(message)
  }
}

function connection(
  connector: Connector,
  made: readonly ExpandedResource[],
  types: ReadonlyMap<string, string>,
  findings: Findings,
): Connection {
  const { logicalId, origin, properties, path } = connector
  const absent = ['Source', 'Destination', 'Permissions'].find((name) => properties[name] === undefined)
  if (absent !== undefined) {
    const message = `Resource with id [${logicalId}] is invalid. Missing required property '${absent}'.`
    // One that stands for itself was checked like every resource.
    if (logicalId !== origin) findings.error({ code: 'missing-property', message, path, on: 'key' })
    return { resources: [], waits: [] }
  }
  const resources: ExpandedResource[] = []
  const waits: (readonly [string, string])[] = []
  try {
    const { Source: source, Destination: destination } = properties
    const list = Array.isArray(destination) ? (destination as readonly TemplateValue[]) : [destination]
    if (list.length === 0) throw new Refusal("'Destination' is an empty list", 'Destination')
    list.forEach((entry, index) => {
      const missing = [source, entry].map(idOf).find((id) => id !== null && isNotSimulated(id, made, types))
      if (missing !== undefined) {
        const message = `${String(missing)} is not simulated yet: nothing is connected with it here.`
        findings.warning({ code: 'not-simulated', message, path })
        return
      }
      const ends = { from: endOf(source, entry, 'Source', made), to: endOf(entry, source, 'Destination', made) }
      const suffix = Array.isArray(destination) ? `Destination${index}` : ''
      const found = connectTwo(connector, ends.from, ends.to, suffix, made)
      resources.push(...found.resources)
      waits.push(...found.waits)
    })
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const message = `Resource with id [${logicalId}] is invalid. ${error.message}`
    findings.error({ code: 'invalid-connector', message, path: [...path, error.property] })
  }
  return { resources, waits }
}

const idOf = (reference: TemplateValue | undefined): string | null =>
  isMapping(reference) && typeof reference['Id'] === 'string' ? reference['Id'] : null

const isNotSimulated = (
  logicalId: string,
  made: readonly ExpandedResource[],
  types: ReadonlyMap<string, string>,
): boolean => types.has(logicalId) && !made.some((resource) => resource.logicalId === logicalId)

function endOf(
  reference: TemplateValue | undefined,
  other: TemplateValue | undefined,
  property: string,
  made: readonly ExpandedResource[],
): End {
  const given = isMapping(reference) ? reference : {}
  const others = Object.keys(given).filter((key) => key !== 'Id' && key !== 'Qualifier')
  if ((given['Id'] !== undefined) === others.length > 0) {
    throw new Refusal(
      "Must provide 'Id' (with optional 'Qualifier') or a supported combination of other properties.",
      property,
    )
  }
  const logicalId = idOf(reference)
  if (logicalId === null) {
    const type = given['Type']
    if (typeof type !== 'string') throw new Refusal("'Type' is missing or not a string.", property)
    const { Arn: arn, Name: name, RoleName: roleName, QueueUrl: queueUrl } = given
    return { logicalId, type: PLAIN_TYPES[type] ?? type, arn, name, roleName, queueUrl }
  }
  const resource = made.find((candidate) => candidate.logicalId === logicalId)
  if (!resource) throw new Refusal(`Unable to find resource with logical ID '${logicalId}'.`, property)
  const { type } = resource
  const ref = { Ref: logicalId }
  const arn = ARN_IS_REF.has(type) ? ref : { 'Fn::GetAtt': [logicalId, 'Arn'] }
  const role = referredBy(roleOf(resource, other))
  return {
    logicalId,
    type,
    arn,
    name: type === 'AWS::StepFunctions::StateMachine' ? { 'Fn::GetAtt': [logicalId, 'Name'] } : undefined,
    roleName: role === null ? undefined : { Ref: role },
    queueUrl: type === 'AWS::SQS::Queue' ? ref : undefined,
  }
}

const PLAIN_TYPES: Readonly<Record<string, string>> = {
  'AWS::Serverless::Function': 'AWS::Lambda::Function',
  'AWS::Serverless::StateMachine': 'AWS::StepFunctions::StateMachine',
  'AWS::Serverless::SimpleTable': 'AWS::DynamoDB::Table',
}

const ARN_IS_REF: ReadonlySet<string> = new Set(['AWS::SNS::Topic', 'AWS::StepFunctions::StateMachine'])

function roleOf({ type, properties }: ExpandedResource, other: TemplateValue | undefined): TemplateValue | undefined {
  if (type === 'AWS::Lambda::Function') return properties['Role']
  if (type === 'AWS::StepFunctions::StateMachine') return properties['RoleArn']
  if (type !== 'AWS::Events::Rule') return undefined
  const targets = Array.isArray(properties['Targets']) ? (properties['Targets'] as readonly TemplateValue[]) : []
  const towards = targets.find((target) => isMapping(target) && referredBy(target['Arn']) === idOf(other))
  return isMapping(towards) ? towards['RoleArn'] : undefined
}

/** The logical id that a Ref or Fn::GetAtt names. */
function referredBy(value: TemplateValue | undefined): string | null {
  if (!isMapping(value)) return null
  const ref = value['Ref']
  const attribute = value['Fn::GetAtt']
  const name = typeof ref === 'string' ? ref : Array.isArray(attribute) ? (attribute as readonly unknown[])[0] : null
  return typeof name === 'string' ? name : null
}

function connectTwo(
  { logicalId, origin, properties, dependsOn, path }: Connector,
  source: End,
  destination: End,
  suffix: string,
  made: readonly ExpandedResource[],
): Connection {
  const profile = PROFILES[source.type]?.[destination.type]
  const between = `connector from ${source.type} to ${destination.type}`
  if (!profile) {
    throw new Refusal(`Unable to create ${between}; it's not supported or the template is invalid.`, 'Destination')
  }
  const permissions = checkedPermissions(properties['Permissions'], profile, between)
  const access = Object.entries(profile.access).filter(([name]) => permissions.has(name))
  const resource = (id: string, type: string, values: Values): ExpandedResource => ({
    logicalId: id,
    type,
    properties: values,
    dependsOn,
    origin,
    sources: [{ prefix: [], source: path }],
  })
  const filled = (value: TemplateValue): TemplateValue => fill(value, source, destination)
  const document = (): TemplateValue => ({
    Version: '2012-10-17',
    Statement: access.flatMap(([, { Statement: statements }]) => filled(statements ?? []) as readonly TemplateValue[]),
  })
  const lacking = (what: string, property: string): Refusal =>
    new Refusal(`Unable to get ${what} from '${property}' resource.`, property)
  switch (profile.kind) {
    case 'AWS_IAM_ROLE_MANAGED_POLICY': {
      const [end, property] = profile.roleOf === 'source' ? [source, 'Source'] : [destination, 'Destination']
      if (end.roleName === undefined) throw lacking('IAM role name', property)
      const id = `${logicalId}Policy${suffix}`
      const policy = resource(id, 'AWS::IAM::ManagedPolicy', { PolicyDocument: document(), Roles: [end.roleName] })
      return { resources: [policy], waits: waitsFor(id, profile, source, destination, made) }
    }
    case 'AWS_SQS_QUEUE_POLICY': {
      if (destination.queueUrl === undefined) throw lacking('SQS queue URL', 'Destination')
      const values = { PolicyDocument: document(), Queues: [destination.queueUrl] }
      return { resources: [resource(`${logicalId}QueuePolicy${suffix}`, 'AWS::SQS::QueuePolicy', values)], waits: [] }
    }
    case 'AWS_SNS_TOPIC_POLICY': {
      if (destination.arn === undefined) throw lacking('SNS topic ARN', 'Destination')
      const values = { PolicyDocument: document(), Topics: [destination.arn] }
      return { resources: [resource(`${logicalId}TopicPolicy${suffix}`, 'AWS::SNS::TopicPolicy', values)], waits: [] }
    }
    case 'AWS_LAMBDA_PERMISSION': {
      const { arn } = destination
      if (arn === undefined) throw lacking('Lambda function ARN', 'Destination')
      const resources = access.map(([name, permission]) =>
        resource(`${logicalId}${name}LambdaPermission${suffix}`, 'AWS::Lambda::Permission', {
          ...(filled(permission) as Values),
          FunctionName: arn,
        }),
      )
      return { resources, waits: [] }
    }
  }
}

function checkedPermissions(given: TemplateValue | undefined, profile: Profile, between: string): ReadonlySet<string> {
  const valid = Object.keys(profile.access).join(', ')
  const permissions = new Set(Array.isArray(given) ? (given as readonly TemplateValue[]).map(String) : [])
  if (permissions.size === 0) {
    throw new Refusal(`'Permissions' cannot be empty; valid values are: ${valid}.`, 'Permissions')
  }
  const unsupported = `Unsupported 'Permissions' provided for ${between}`
  if ([...permissions].some((name) => !Object.hasOwn(profile.access, name))) {
    throw new Refusal(`${unsupported}; valid values are: ${valid}.`, 'Permissions')
  }
  const wanted = [...permissions].sort().join(' + ')
  const combinations = profile.combinations?.map((combination) => [...combination].sort().join(' + '))
  if (combinations && !combinations.includes(wanted)) {
    throw new Refusal(`${unsupported}; valid combinations are: ${combinations.join(', ')}.`, 'Permissions')
  }
  return permissions
}

/** A mapping needs its role's permissions when it is made. */
function waitsFor(
  policyId: string,
  { dependedBy }: Profile,
  source: End,
  destination: End,
  made: readonly ExpandedResource[],
): Connection['waits'] {
  if (dependedBy === 'SOURCE') return source.logicalId === null ? [] : [[source.logicalId, policyId]]
  if (dependedBy === undefined || source.logicalId === null || destination.logicalId === null) return []
  const mappings = made.filter(
    ({ type, properties }) =>
      type === 'AWS::Lambda::EventSourceMapping' &&
      referredBy(properties['FunctionName']) === destination.logicalId &&
      referredBy(properties['EventSourceArn']) === source.logicalId,
  )
  return mappings.length === 1 && mappings[0] ? [[mappings[0].logicalId, policyId]] : []
}

/** Puts what is known of the ends in: `%{Source.Arn}` alone, or within a text by way of Fn::Sub. */
function fill(value: TemplateValue, source: End, destination: End): TemplateValue {
  if (Array.isArray(value)) return value.map((entry: TemplateValue) => fill(entry, source, destination))
  if (isMapping(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, fill(entry, source, destination)]))
  }
  if (typeof value !== 'string') return value
  const known: Readonly<Record<string, TemplateValue | undefined>> = {
    'Source.Arn': source.arn,
    'Source.Name': source.name,
    'Destination.Arn': destination.arn,
    'Destination.Name': destination.name,
  }
  const variables: Record<string, TemplateValue> = {}
  let whole: TemplateValue | undefined
  const text = value.replace(/%\{([\w.]+)\}/g, (pattern, name: string) => {
    const found = known[name]
    if (found === undefined) throw new Refusal(`${name} is missing.`, name.split('.')[0] ?? '')
    if (pattern === value) whole = found
    const variable = name.replace('.', '')
    variables[variable] = found
    return `\${${variable}}`
  })
  if (whole !== undefined) return whole
  if (Object.keys(variables).length > 0) return { 'Fn::Sub': [text, variables] }
  return text.includes('${') ? { 'Fn::Sub': text } : text
}
