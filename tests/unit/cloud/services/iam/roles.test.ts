/** Roles and policies of a stack, and what they let a session do. */

import { describe, expect, it } from 'vitest'
import { DEFAULT_ACCOUNT } from '../../../../../src/cloud/aws/arn'
import type { TemplateValue } from '../../../../../src/cloud/aws/template'
import type { TraceFact } from '../../../../../src/cloud/aws/trace-records'
import { Kernel } from '../../../../../src/cloud/kernel/kernel'
import type {
  ResourceError,
  ResourceHandle,
  ResourceInput,
  ServiceContext,
} from '../../../../../src/cloud/services/contract'
import { iam } from '../../../../../src/cloud/services/iam'
import { AWS_MANAGED_POLICIES } from '../../../../../src/cloud/services/iam/managed-policies'
import { MANAGED_POLICY_ARNS } from '../../../../../src/cloud/aws/managed-policy-arns'
import { readDocument } from '../../../../../src/cloud/services/iam/documents'

type Properties = Readonly<Record<string, TemplateValue>>

const never = (): never => {
  throw new Error('IAM asks nobody')
}

const TRUST = {
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
}
const allowing = (...actions: string[]) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }],
})

function account() {
  const kernel = new Kernel<TraceFact>({ seed: 1, startTime: Date.UTC(2026, 0, 31) })
  const context: ServiceContext = {
    kernel,
    account: DEFAULT_ACCOUNT,
    deliver: never,
    canDeliver: never,
    call: never,
    callLater: never,
    authorize: never,
    assumeRole: never,
    credentials: never,
    delay: never,
    isDuplicated: () => false,
  }
  const service = iam.create(context)
  const { authorizer } = service
  if (!authorizer) throw new Error('IAM decides nothing')
  const input = (logicalId: string, properties: Properties): ResourceInput => ({
    logicalId,
    properties,
    generatedName: `test-${logicalId}-abc`,
    code: null,
  })
  const typeOf = (type: string) => {
    const found = service.resourceTypes[type]
    if (!found) throw new Error(`there is no ${type}`)
    return found
  }
  return {
    service,
    authorizer,
    create: (type: string, logicalId: string, properties: Properties): ResourceHandle =>
      typeOf(type).create(input(logicalId, properties)),
    update: (type: string, existing: ResourceHandle, logicalId: string, properties: Properties) =>
      typeOf(type).update(existing, input(logicalId, properties)),
    delete: (type: string, existing: ResourceHandle) => typeOf(type).delete(existing),
    role: (properties: Properties = {}): ResourceHandle =>
      typeOf('AWS::IAM::Role').create(
        input('Role', { RoleName: 'worker', AssumeRolePolicyDocument: TRUST, ...properties }),
      ),
    may: (roleArn: string, action: string, resource = '*'): string =>
      authorizer.decide({
        caller: authorizer.session(roleArn, 'f'),
        need: { action, resource },
        resourcePolicy: null,
      }).decision,
  }
}

const WORKER = 'arn:aws:iam::123456789012:role/worker'

describe('a role', () => {
  it('has a name, an ARN with its path, and an id that stays', () => {
    const made = account().role({ Path: '/app/' })
    expect(made).toMatchObject({ ref: 'worker', arn: 'arn:aws:iam::123456789012:role/app/worker' })
    expect(made.attributes['RoleId']).toMatch(/^AROA[A-Z2-7]{17}$/)
    expect(account().role({ Path: '/app/' }).attributes).toEqual(made.attributes)
  })

  it('gives sessions named after whoever takes it on', () => {
    const { role, authorizer } = account()
    const { attributes } = role()
    expect(authorizer.session(WORKER, 'orders')).toMatchObject({
      kind: 'role',
      arn: 'arn:aws:sts::123456789012:assumed-role/worker/orders',
      principalId: `${attributes['RoleId'] ?? ''}:orders`,
      roleArn: WORKER,
    })
  })

  it('may do what its inline and its attached policies say, and nothing else', () => {
    const { role, may } = account()
    role({
      Policies: [{ PolicyName: 'own', PolicyDocument: allowing('sqs:SendMessage') }],
      ManagedPolicyArns: ['arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess'],
    })
    expect([may(WORKER, 'sqs:SendMessage'), may(WORKER, 's3:GetObject'), may(WORKER, 's3:PutObject')]).toEqual([
      'allowed',
      'allowed',
      'implicit-deny',
    ])
  })

  it('is limited by its permissions boundary', () => {
    const it = account()
    const boundary = it.create('AWS::IAM::ManagedPolicy', 'Boundary', { PolicyDocument: allowing('sqs:*') })
    it.role({
      Policies: [{ PolicyName: 'own', PolicyDocument: allowing('*') }],
      PermissionsBoundary: boundary.ref,
    })
    expect([it.may(WORKER, 'sqs:SendMessage'), it.may(WORKER, 's3:GetObject')]).toEqual(['allowed', 'implicit-deny'])
  })

  it('has tags that conditions and variables see', () => {
    const { role, may } = account()
    const Condition = { StringEquals: { 'aws:PrincipalTag/team': 'blue' } }
    const statement = { Effect: 'Allow', Action: 'sqs:*', Resource: '*', Condition }
    role({
      Policies: [{ PolicyName: 'own', PolicyDocument: { Statement: [statement] } }],
      Tags: [{ Key: 'team', Value: 'blue' }],
    })
    expect(may(WORKER, 'sqs:SendMessage')).toBe('allowed')
  })

  it('changes what a session may do that there is already', () => {
    const it = account()
    const made = it.role({ Policies: [{ PolicyName: 'own', PolicyDocument: allowing('sqs:*') }] })
    const caller = it.authorizer.session(WORKER, 'f')
    const decide = () =>
      it.authorizer.decide({ caller, need: { action: 'sqs:SendMessage', resource: '*' }, resourcePolicy: null })
        .decision
    expect(decide()).toBe('allowed')
    it.update('AWS::IAM::Role', made, 'Role', { RoleName: 'worker', AssumeRolePolicyDocument: TRUST })
    expect(decide()).toBe('implicit-deny')
  })

  it('is replaced under another name or path', () => {
    const it = account()
    const made = it.role()
    const changed = { AssumeRolePolicyDocument: TRUST, RoleName: 'worker', Path: '/x/' }
    expect(it.update('AWS::IAM::Role', made, 'Role', changed)).toBeNull()
    expect(it.update('AWS::IAM::Role', made, 'Role', { ...changed, Path: '/', RoleName: 'other' })).toBeNull()
  })

  it('that is gone counts as one outside of the stack', () => {
    const it = account()
    const made = it.role()
    expect([it.authorizer.knows(WORKER), it.may(WORKER, 'sqs:SendMessage')]).toEqual([true, 'implicit-deny'])
    it.delete('AWS::IAM::Role', made)
    expect([it.authorizer.knows(WORKER), it.may(WORKER, 'sqs:SendMessage')]).toEqual([false, 'allowed'])
  })

  it('warns of a managed policy that is not known', () => {
    const arn = 'arn:aws:iam::aws:policy/AmazonNothingFullAccess'
    const made = account().role({ ManagedPolicyArns: ['arn:aws:iam::aws:policy/AmazonSQSFullAccess', arn] })
    expect(made.warnings).toMatchObject([{ path: ['ManagedPolicyArns', 1] }])
    expect(made.warnings?.[0]?.message).toContain(arn)
  })

  it.each([
    ['a second role of its name', {}, ['RoleName'], 'Role with name worker already exists.'],
    [
      'a malformed policy',
      {
        RoleName: 'b',
        Policies: [
          { PolicyName: 'own', PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'x', Resource: '*' }] } },
        ],
      },
      ['Policies', 0, 'PolicyDocument', 'Statement', 0, 'Action'],
      'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.',
    ],
    [
      'a trust policy of nobody',
      { RoleName: 'b', AssumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole' }] } },
      ['AssumeRolePolicyDocument', 'Statement', 0],
      'Missing required field Principal',
    ],
    [
      'a name instead of an ARN',
      { RoleName: 'b', ManagedPolicyArns: ['AmazonSQSFullAccess'] },
      ['ManagedPolicyArns', 0],
      'ARN AmazonSQSFullAccess is not valid.',
    ],
    [
      'too long a session',
      { RoleName: 'b', MaxSessionDuration: 43_201 },
      ['MaxSessionDuration'],
      'MaxSessionDuration must be from 3600 to 43200 seconds.',
    ],
  ])('refuses %s', (_, properties, path, message) => {
    const it = account()
    it.role()
    const refused = (): ResourceHandle => it.role(properties as Properties)
    expect(refused).toThrow(expect.objectContaining({ message, path }) as ResourceError)
  })
})

describe('policies of their own', () => {
  it.each([
    ['AWS::IAM::Policy', { PolicyName: 'p', Roles: ['worker'] }],
    ['AWS::IAM::RolePolicy', { PolicyName: 'p', RoleName: 'worker' }],
    ['AWS::IAM::ManagedPolicy', { Roles: ['worker'] }],
  ])('%s grants to its roles, until it is deleted', (type, properties) => {
    const it = account()
    it.role()
    const made = it.create(type, 'Policy', { ...properties, PolicyDocument: allowing('sqs:*') })
    expect(it.may(WORKER, 'sqs:SendMessage')).toBe('allowed')
    const changed = it.update(type, made, 'Policy', { ...properties, PolicyDocument: allowing('s3:*') })
    expect([it.may(WORKER, 'sqs:SendMessage'), it.may(WORKER, 's3:GetObject')]).toEqual(['implicit-deny', 'allowed'])
    it.delete(type, changed ?? made)
    expect(it.may(WORKER, 's3:GetObject')).toBe('implicit-deny')
  })

  it('a managed policy is its ARN', () => {
    const made = account().create('AWS::IAM::ManagedPolicy', 'P', {
      ManagedPolicyName: 'p',
      PolicyDocument: allowing('*'),
    })
    expect([made.ref, made.attributes['PolicyArn']]).toEqual(Array(2).fill('arn:aws:iam::123456789012:policy/p'))
  })

  it.each([
    ['a role that is not there', 'AWS::IAM::Policy', { PolicyName: 'p', Roles: ['nobody'] }, ['Roles', 0]],
    ['no role', 'AWS::IAM::Policy', { PolicyName: 'p' }, ['Roles']],
    ['users', 'AWS::IAM::ManagedPolicy', { Users: ['ann'] }, ['Users']],
  ])('refuses %s', (_, type, properties, path) => {
    const it = account()
    const refused = (): ResourceHandle => it.create(type, 'P', { ...properties, PolicyDocument: allowing('*') })
    expect(refused).toThrow(expect.objectContaining({ path }) as ResourceError)
  })
})

describe('trust', () => {
  it('is the resource-based policy of the role, and no permission to pass it', () => {
    const { service, authorizer, role } = account()
    role()
    const resourcePolicy = service.resourcePolicy?.(WORKER) ?? null
    const lambda = { kind: 'service', principalId: 'lambda.amazonaws.com', arn: 'lambda.amazonaws.com' } as const
    const decide = (action: string) =>
      authorizer.decide({ caller: lambda, need: { action, resource: WORKER }, resourcePolicy }).decision
    expect([decide('sts:AssumeRole'), decide('iam:PassRole')]).toEqual(['allowed', 'implicit-deny'])
  })

  it('a role outside of the stack trusts everybody', () => {
    const { authorizer } = account()
    const need = { action: 'sts:AssumeRole', resource: 'arn:aws:iam::123456789012:role/elsewhere' }
    const service = { kind: 'service', principalId: 'events.amazonaws.com', arn: 'events.amazonaws.com' } as const
    expect(authorizer.decide({ caller: service, need, resourcePolicy: null }).decision).toBe('allowed')
  })
})

describe('AWS’s managed policies', () => {
  it('are known by name and by what they allow', () => {
    expect([...AWS_MANAGED_POLICIES.keys()].sort()).toEqual([...MANAGED_POLICY_ARNS.values()].sort())
  })

  it.each([...AWS_MANAGED_POLICIES])('%s is a policy', (_, document) => {
    expect(() => readDocument(document, 'identity')).not.toThrow()
  })

  // AWS Managed Policy Reference.
  it.each([
    ['service-role/AWSLambdaBasicExecutionRole', 'logs:PutLogEvents', 'sqs:ReceiveMessage'],
    ['service-role/AWSLambdaSQSQueueExecutionRole', 'sqs:DeleteMessage', 'sqs:SendMessage'],
    ['service-role/AWSLambdaKinesisExecutionRole', 'kinesis:SubscribeToShard', 'kinesis:PutRecord'],
    ['service-role/AWSLambdaDynamoDBExecutionRole', 'dynamodb:GetRecords', 'dynamodb:GetItem'],
    ['service-role/AWSLambdaRole', 'lambda:InvokeFunction', 'lambda:GetFunction'],
    ['AWSXRayDaemonWriteAccess', 'xray:PutTraceSegments', 'xray:GetTraceSummaries'],
    ['AmazonSQSReadOnlyAccess', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
    ['AmazonDynamoDBReadOnlyAccess', 'dynamodb:Query', 'dynamodb:PutItem'],
    ['AmazonSSMReadOnlyAccess', 'ssm:GetParameter', 'ssm:PutParameter'],
    ['SecretsManagerReadWrite', 'secretsmanager:GetSecretValue', 'kms:Decrypt'],
    ['PowerUserAccess', 'dynamodb:PutItem', 'iam:PassRole'],
    ['ReadOnlyAccess', 's3:GetObject', 's3:PutObject'],
  ])('%s allows %s and not %s', (name, allowed, denied) => {
    const { role, may } = account()
    role({ ManagedPolicyArns: [`arn:aws:iam::aws:policy/${name}`] })
    expect([may(WORKER, allowed), may(WORKER, denied)]).toEqual(['allowed', 'implicit-deny'])
  })
})

describe('the inspector', () => {
  it('shows each statement with its policy', () => {
    const { role, service } = account()
    role({ Policies: [{ PolicyName: 'own', PolicyDocument: allowing('sqs:SendMessage') }] })
    expect(service.views?.()).toMatchObject([
      {
        kind: 'Role',
        name: 'worker',
        tables: [{ rows: [['own', '#0', 'Allow', 'sqs:SendMessage', '*']], total: 1 }],
      },
    ])
  })
})
