/** Function policies: what AddPermission makes, and AWS::Lambda::Permission in a stack. */

import { describe, expect, it } from 'vitest'
import type { TraceFact } from '../../../../src/cloud/aws/trace-records'
import type { AwsError } from '../../../../src/cloud/aws/aws-error'
import { Kernel } from '../../../../src/cloud/kernel/kernel'
import { FunctionPolicies } from '../../../../src/cloud/lambda/function-policy'
import { respond } from '../scripted-host'
import { arnOf, deploy, lambdaFunction, resource } from '../stack'

const ARN = 'arn:aws:lambda:us-east-1:123456789012:function:f'
const invoke = { statementId: 's1', action: 'lambda:InvokeFunction', principal: 's3.amazonaws.com' }
const policies = () => new FunctionPolicies(new Kernel<TraceFact>({ seed: 1, startTime: 0 }))

const refusedWith = (code: string, statusCode: number, message: string): AwsError =>
  expect.objectContaining({ code, statusCode, message }) as AwsError

describe('a statement', () => {
  // Recorded from AWS (LocalStack's test suite); Lambda API Reference, AddPermission.
  it.each([
    ['a service', {}, { Principal: { Service: 's3.amazonaws.com' } }],
    ['an account', { principal: '210987654321' }, { Principal: { AWS: 'arn:aws:iam::210987654321:root' } }],
    [
      'a role',
      { principal: 'arn:aws:iam::123456789012:role/r' },
      { Principal: { AWS: 'arn:aws:iam::123456789012:role/r' } },
    ],
    ['everybody', { principal: '*' }, { Principal: '*' }],
    [
      'a source',
      { sourceArn: 'arn:aws:s3:::b', sourceAccount: '123456789012' },
      {
        Principal: { Service: 's3.amazonaws.com' },
        Condition: {
          StringEquals: { 'AWS:SourceAccount': '123456789012' },
          ArnLike: { 'AWS:SourceArn': 'arn:aws:s3:::b' },
        },
      },
    ],
    [
      'a function URL',
      { principal: '*', action: 'lambda:InvokeFunctionUrl', functionUrlAuthType: 'NONE' },
      {
        Principal: '*',
        Action: 'lambda:InvokeFunctionUrl',
        Condition: { StringEquals: { 'lambda:FunctionUrlAuthType': 'NONE' } },
      },
    ],
  ])('for %s', (_, more, expected) => {
    const store = policies()
    store.add(ARN, { ...invoke, ...more })
    expect(store.get(ARN).document).toEqual({
      Version: '2012-10-17',
      Id: 'default',
      Statement: [{ Sid: 's1', Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: ARN, ...expected }],
    })
  })

  it('holds for its qualifier alone', () => {
    const store = policies()
    store.add(`${ARN}:live`, invoke)
    expect(store.document(ARN)).toBeNull()
    expect(store.document(`${ARN}:live`)?.Statement).toMatchObject([{ Resource: `${ARN}:live` }])
  })
})

describe('refused', () => {
  it.each([
    [
      'a statement id twice',
      (store: FunctionPolicies) => void store.add(ARN, invoke),
      refusedWith(
        'ResourceConflictException',
        409,
        'The statement id (s1) provided already exists. Please provide a new statement id, or remove the existing statement.',
      ),
    ],
    [
      '$LATEST',
      (store: FunctionPolicies) => void store.add(`${ARN}:$LATEST`, invoke),
      refusedWith('InvalidParameterValueException', 400, 'We currently do not support adding policies for $LATEST.'),
    ],
    [
      'removing what is not there',
      (store: FunctionPolicies) => store.remove(ARN, 's2'),
      refusedWith('ResourceNotFoundException', 404, 'Statement s2 is not found in resource policy.'),
    ],
    [
      'a policy that is not there',
      (store: FunctionPolicies) => void store.get(`${ARN}:live`),
      refusedWith('ResourceNotFoundException', 404, 'The resource you requested does not exist.'),
    ],
    [
      'a revision of before',
      (store: FunctionPolicies) => store.remove(ARN, 's1', 'before'),
      expect.objectContaining({ code: 'PreconditionFailedException', statusCode: 412 }) as AwsError,
    ],
  ])('%s', (_, act, error) => {
    const store = policies()
    store.add(ARN, invoke)
    expect(() => act(store)).toThrow(error)
  })

  it('the policy goes with its last statement', () => {
    const store = policies()
    store.add(ARN, invoke)
    store.remove(ARN, 's1', store.get(ARN).revisionId)
    expect(store.document(ARN)).toBeNull()
  })
})

describe('in a stack', () => {
  const permission = (properties = {}) =>
    resource('P', 'AWS::Lambda::Permission', {
      FunctionName: { Ref: 'F' },
      Action: 'lambda:InvokeFunction',
      Principal: 's3.amazonaws.com',
      ...properties,
    })
  const answers = { invoke: () => ({ outcome: respond(null) }) }

  it('a permission is a statement of the function’s policy, until it leaves the stack', () => {
    const F = lambdaFunction('F')
    const run = deploy([F, permission({ SourceArn: 'arn:aws:s3:::b' })], answers)
    expect(run.diagnostics).toEqual([])
    const arn = run.cloud.lambda.find('F')?.configuration.arn ?? ''
    const statements = () => run.cloud.lambda.policies.document(arn)?.Statement
    expect(statements()).toMatchObject([{ Condition: { ArnLike: { 'AWS:SourceArn': 'arn:aws:s3:::b' } } }])
    const redeploy = (resources: Parameters<typeof deploy>[0]) =>
      run.cloud.deploy({ stackName: 'test', resources, parameters: {}, outputs: {} }, new Map())
    redeploy([F, permission({ SourceArn: 'arn:aws:s3:::c' })])
    expect(statements()).toMatchObject([{ Condition: { ArnLike: { 'AWS:SourceArn': 'arn:aws:s3:::c' } } }])
    redeploy([F])
    expect(statements()).toBeUndefined()
  })

  it.each([
    [
      'a function that is not there',
      { FunctionName: 'nobody' },
      ['FunctionName'],
      'Function not found: arn:aws:lambda:us-east-1:123456789012:function:nobody',
    ],
    [
      'an alias that is not there',
      { FunctionName: 'F:live' },
      ['FunctionName'],
      'Function not found: arn:aws:lambda:us-east-1:123456789012:function:F:live',
    ],
    [
      'no principal',
      { Principal: '' },
      ['Principal'],
      'The provided principal was invalid. Please check the principal and try again.',
    ],
    ['an action of others', { Action: 's3:GetObject' }, ['Action'], '"s3:GetObject" is no action of Lambda.'],
  ])('refuses %s', (_, properties, path, message) => {
    const { diagnostics } = deploy([lambdaFunction('F'), permission(properties)], answers)
    expect(diagnostics).toMatchObject([{ logicalId: 'P', path, message }])
  })

  it('an account’s number may be a number', () => {
    const run = deploy(
      [lambdaFunction('F'), permission({ SourceAccount: 123456789012, Principal: 210987654321 })],
      answers,
    )
    expect(
      run.cloud.lambda.policies.document(run.cloud.lambda.find('F')?.configuration.arn ?? '')?.Statement,
    ).toMatchObject([
      {
        Principal: { AWS: 'arn:aws:iam::210987654321:root' },
        Condition: { StringEquals: { 'AWS:SourceAccount': '123456789012' } },
      },
    ])
  })

  it('a service invokes only with a permission', async () => {
    const stack = (more: readonly ReturnType<typeof permission>[]) => [
      lambdaFunction('F'),
      resource('T', 'AWS::SNS::Topic', { TopicName: 'news' }),
      resource('S', 'AWS::SNS::Subscription', { TopicArn: { Ref: 'T' }, Protocol: 'lambda', Endpoint: arnOf('F') }),
      ...more,
    ]
    const publish = async (run: ReturnType<typeof deploy>) => {
      await run.cloud.aws({
        method: 'POST',
        url: 'https://sns.us-east-1.amazonaws.com/',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: 'Action=Publish&Version=2010-03-31&Message=m&TopicArn=arn:aws:sns:us-east-1:123456789012:news',
      })
      await run.advance(10_000)
      return [run.trace('invocation.started').length, run.trace('access.denied').length > 0]
    }
    expect(await publish(deploy(stack([]), answers))).toEqual([0, true])
    const sns = permission({ Principal: 'sns.amazonaws.com', SourceArn: { Ref: 'T' } })
    expect(await publish(deploy(stack([sns]), answers))).toEqual([1, false])
    const other = permission({ Principal: 'sns.amazonaws.com', SourceArn: 'arn:aws:sns:us-east-1:123456789012:other' })
    expect(await publish(deploy(stack([other]), answers))).toEqual([0, true])
  })
})
