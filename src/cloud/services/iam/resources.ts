/**
 * AWS::IAM::Role, AWS::IAM::Policy, AWS::IAM::RolePolicy, AWS::IAM::ManagedPolicy.
 * Source: CloudFormation resource reference for IAM; IAM API Reference, CreateRole, PutRolePolicy, CreatePolicy.
 */

import type { TemplateValue } from '../../aws/template'
import type { PolicyDocument } from '../../aws/policy'
import { parseArn } from '../../aws/arn'
import {
  ResourceError,
  type ResourceHandle,
  type ResourceInput,
  type ResourceType,
  type ResourceWarning,
  type ServiceContext,
} from '../contract'
import { uniqueId } from './authorizer'
import { MalformedPolicyDocument, readDocument, sizeOf, type DocumentKind } from './documents'
import * as limits from './limits'
import type { IdentityStore, ManagedPolicy, Role, RoleSettings } from './state'

type Properties = Readonly<Record<string, TemplateValue>>
type Path = readonly (string | number)[]

export function createResourceTypes(
  store: IdentityStore,
  context: ServiceContext,
): Readonly<Record<string, ResourceType>> {
  return {
    'AWS::IAM::Role': roleType(store, context),
    'AWS::IAM::ManagedPolicy': managedPolicyType(store, context),
    'AWS::IAM::Policy': policyType(store, context),
    'AWS::IAM::RolePolicy': rolePolicyType(store, context),
  }
}

function roleType(store: IdentityStore, { account, kernel }: ServiceContext): ResourceType {
  const identityOf = (input: ResourceInput): { name: string; path: string; arn: string } => {
    const name = nameOf(input, 'RoleName', limits.ROLE_NAME)
    const path = pathOf(input.properties)
    return { name, path, arn: `arn:aws:iam::${account.accountId}:role${path}${name}` }
  }
  const handleOf = (role: Role): ResourceHandle => ({
    physicalId: role.name,
    arn: role.arn,
    ref: role.name,
    attributes: { Arn: role.arn, RoleId: role.id },
    warnings: [
      ...unknownPolicies(store, role.attached, (index) => ['ManagedPolicyArns', index]),
      ...unknownPolicies(store, role.boundary === null ? [] : [role.boundary], () => ['PermissionsBoundary']),
    ],
  })
  return {
    create(input) {
      const { name, path, arn } = identityOf(input)
      if (store.role(name)) throw new ResourceError(`Role with name ${name} already exists.`, ['RoleName'])
      const role: Role = { name, path, arn, id: uniqueId('AROA', name, kernel.seed), ...settingsOf(input.properties) }
      store.addRole(role)
      return handleOf(role)
    },
    update(existing, input) {
      const role = store.role(existing.physicalId)
      const { name, path } = identityOf(input)
      if (!role || role.name !== name || role.path !== path) return null
      store.updateRole(role, settingsOf(input.properties))
      return handleOf(role)
    },
    delete(existing) {
      const role = store.roleByArn(existing.arn)
      if (role) store.deleteRole(role)
    },
  }
}

function settingsOf(properties: Properties): RoleSettings {
  const trust = documentAt(properties, ['AssumeRolePolicyDocument'], 'trust')
  if (sizeOf(trust) > limits.TRUST_POLICY_MAX) {
    throw new ResourceError(`Cannot exceed quota for ACLSizePerRole: ${limits.TRUST_POLICY_MAX}`, [
      'AssumeRolePolicyDocument',
    ])
  }
  const inline = new Map<string, PolicyDocument>()
  listOf(properties, 'Policies').forEach((entry, index) => {
    const name = asRecord(entry)['PolicyName']
    if (typeof name !== 'string' || !limits.POLICY_NAME.test(name)) {
      throw new ResourceError(`${JSON.stringify(name)} is no name for a policy.`, ['Policies', index, 'PolicyName'])
    }
    if (inline.has(name)) {
      throw new ResourceError(`Two inline policies are named ${name}.`, ['Policies', index, 'PolicyName'])
    }
    inline.set(name, documentAt(asRecord(entry), ['PolicyDocument'], 'identity', ['Policies', index]))
  })
  const size = [...inline.values()].reduce((sum, document) => sum + sizeOf(document), 0)
  if (size > limits.INLINE_POLICIES_MAX) {
    throw new ResourceError(`Maximum policy size of ${limits.INLINE_POLICIES_MAX} bytes exceeded for role`, [
      'Policies',
    ])
  }
  const attached = listOf(properties, 'ManagedPolicyArns').map((arn, index) =>
    policyArn(arn, ['ManagedPolicyArns', index]),
  )
  if (attached.length > limits.ATTACHED_POLICIES_MAX) {
    throw new ResourceError(`Cannot exceed quota for PoliciesPerRole: ${limits.ATTACHED_POLICIES_MAX}`, [
      'ManagedPolicyArns',
    ])
  }
  const boundary = properties['PermissionsBoundary']
  return {
    trust,
    inline,
    attached,
    boundary: boundary === undefined ? null : policyArn(boundary, ['PermissionsBoundary']),
    maxSessionDuration: sessionDuration(properties['MaxSessionDuration']),
    tags: Object.fromEntries(
      listOf(properties, 'Tags').map((tag) => [String(asRecord(tag)['Key']), String(asRecord(tag)['Value'])]),
    ),
  }
}

/** Text: that of CreateRole for an ARN of the wrong form. */
function policyArn(value: TemplateValue, path: Path): string {
  if (typeof value === 'string' && parseArn(value)?.resource.startsWith('policy/')) return value
  throw new ResourceError(`ARN ${String(value)} is not valid.`, path)
}

/** On AWS the deployment would end here for one that does not exist; for one that does, it grants what AWS says. */
function unknownPolicies(
  store: IdentityStore,
  arns: readonly string[],
  path: (index: number) => Path,
): readonly ResourceWarning[] {
  return arns.flatMap((arn, index) =>
    store.document(arn)
      ? []
      : [
          {
            message: `The policy ${arn} is not known to Coldstart: it grants nothing here.`,
            path: path(index),
            hint: 'Write what the function needs as a policy of its own.',
          },
        ],
  )
}

function sessionDuration(value: TemplateValue | undefined): number {
  if (value === undefined) return limits.SESSION_DURATION.default
  const duration = Number(value)
  const { minimum, maximum } = limits.SESSION_DURATION
  if (Number.isInteger(duration) && duration >= minimum && duration <= maximum) return duration
  throw new ResourceError(`MaxSessionDuration must be from ${minimum} to ${maximum} seconds.`, ['MaxSessionDuration'])
}

function managedPolicyType(store: IdentityStore, { account, kernel }: ServiceContext): ResourceType {
  const arnOf = (input: ResourceInput): { name: string; arn: string } => {
    const name = nameOf(input, 'ManagedPolicyName', limits.POLICY_NAME)
    return { name, arn: `arn:aws:iam::${account.accountId}:policy${pathOf(input.properties)}${name}` }
  }
  const apply = (input: ResourceInput, identity: { name: string; arn: string }): ResourceHandle => {
    refuseUsersAndGroups(input.properties)
    const document = documentAt(input.properties, ['PolicyDocument'], 'identity')
    if (sizeOf(document) > limits.MANAGED_POLICY_MAX) {
      throw new ResourceError(`Cannot exceed quota for PolicySize: ${limits.MANAGED_POLICY_MAX}`, ['PolicyDocument'])
    }
    const { name, arn } = identity
    const policy: ManagedPolicy = { name, arn, id: uniqueId('ANPA', name, kernel.seed), document }
    store.setManagedPolicy(policy, rolesOf(store, input.properties))
    return { physicalId: arn, arn, ref: arn, attributes: { PolicyArn: arn, PolicyId: policy.id } }
  }
  return {
    create(input) {
      const identity = arnOf(input)
      if (store.managedPolicy(identity.arn)) {
        throw new ResourceError(`A policy called ${identity.name} already exists. Duplicate names are not allowed.`, [
          'ManagedPolicyName',
        ])
      }
      return apply(input, identity)
    },
    update(existing, input) {
      const identity = arnOf(input)
      return identity.arn === existing.arn ? apply(input, identity) : null
    },
    delete: (existing) => store.deleteManagedPolicy(existing.arn),
  }
}

/** An inline policy of one role or several. Its physical id is nothing that AWS shows elsewhere. */
function policyType(store: IdentityStore, { account }: ServiceContext): ResourceType {
  const apply = (input: ResourceInput): ResourceHandle => {
    refuseUsersAndGroups(input.properties)
    const name = requiredPolicyName(input.properties)
    const roles = rolesOf(store, input.properties)
    if (roles.length === 0) {
      throw new ResourceError('At least one of [Groups,Roles,Users] must be non-empty.', ['Roles'])
    }
    const document = documentAt(input.properties, ['PolicyDocument'], 'identity')
    store.setAdded(input.generatedName, { name, document, roles })
    const arn = `arn:aws:iam::${account.accountId}:role/${roles[0] ?? ''}`
    return { physicalId: input.generatedName, arn, ref: name, attributes: { Id: input.generatedName } }
  }
  return {
    create: apply,
    update: (existing, input) => (existing.ref === input.properties['PolicyName'] ? apply(input) : null),
    delete: (existing) => store.deleteAdded(existing.physicalId),
  }
}

function rolePolicyType(store: IdentityStore, { account }: ServiceContext): ResourceType {
  const idOf = (properties: Properties): string => `${requiredPolicyName(properties)}|${String(properties['RoleName'])}`
  const apply = (input: ResourceInput): ResourceHandle => {
    const { properties } = input
    const physicalId = idOf(properties)
    const roleName = requireRole(store, properties['RoleName'], ['RoleName'])
    const document = documentAt(properties, ['PolicyDocument'], 'identity')
    store.setAdded(physicalId, { name: requiredPolicyName(properties), document, roles: [roleName] })
    const arn = `arn:aws:iam::${account.accountId}:role/${roleName}`
    return { physicalId, arn, ref: physicalId, attributes: {} }
  }
  return {
    create: apply,
    update: (existing, input) => (existing.physicalId === idOf(input.properties) ? apply(input) : null),
    delete: (existing) => store.deleteAdded(existing.physicalId),
  }
}

function requiredPolicyName(properties: Properties): string {
  const name = properties['PolicyName']
  if (typeof name === 'string' && limits.POLICY_NAME.test(name)) return name
  throw new ResourceError(`${JSON.stringify(name)} is no name for a policy.`, ['PolicyName'])
}

function rolesOf(store: IdentityStore, properties: Properties): readonly string[] {
  return listOf(properties, 'Roles').map((role, index) => requireRole(store, role, ['Roles', index]))
}

function requireRole(store: IdentityStore, name: TemplateValue | undefined, path: Path): string {
  if (typeof name === 'string' && store.role(name)) return name
  throw new ResourceError(
    `The role with name ${String(name)} cannot be found.`,
    path,
    'A policy can be added to roles of this template; of others Coldstart knows nothing.',
  )
}

function refuseUsersAndGroups(properties: Properties): void {
  for (const kind of ['Users', 'Groups']) {
    if (listOf(properties, kind).length > 0) {
      throw new ResourceError(`${kind} of IAM are not simulated.`, [kind], 'Roles are.')
    }
  }
}

/** @throws ResourceError with AWS's text and the path down to the offending value */
function documentAt(
  properties: Properties,
  path: readonly string[],
  kind: DocumentKind,
  base: Path = [],
): PolicyDocument {
  const name = path[0] ?? ''
  try {
    return readDocument(properties[name], kind)
  } catch (error) {
    if (!(error instanceof MalformedPolicyDocument)) throw error
    throw new ResourceError(error.message, [...base, ...path, ...error.path])
  }
}

function nameOf(input: ResourceInput, property: string, pattern: RegExp): string {
  const name = input.properties[property] ?? input.generatedName.slice(-64)
  if (typeof name === 'string' && pattern.test(name)) return name
  throw new ResourceError(`${JSON.stringify(name)} does not fit ${pattern.source}.`, [property])
}

function pathOf(properties: Properties): string {
  const path = properties['Path'] ?? '/'
  if (typeof path === 'string' && limits.PATH.test(path) && path.length <= limits.PATH_MAX) return path
  throw new ResourceError(`The path ${JSON.stringify(path)} must begin and end with "/".`, ['Path'])
}

const listOf = (properties: Properties, name: string): readonly TemplateValue[] => {
  const value = properties[name]
  return Array.isArray(value) ? (value as readonly TemplateValue[]) : []
}

const asRecord = (value: TemplateValue | undefined): Properties =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Properties) : {}
