/** What a function's execution role lets Lambda do in its name. */

import { describe, expect, it } from 'vitest'
import type { StackResource, TemplateValue } from '../../../../src/cloud/aws/template'
import { fail, respond, type Script } from '../scripted-host'
import { arnOf, deploy, lambdaFunction, mapping, queue, resource } from '../stack'

const LAMBDA = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }

const role = (statements: readonly TemplateValue[], trust: TemplateValue = LAMBDA): StackResource =>
  resource('Role', 'AWS::IAM::Role', {
    RoleName: 'worker',
    AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [trust] },
    Policies: [{ PolicyName: 'own', PolicyDocument: { Version: '2012-10-17', Statement: statements } }],
  })

const allow = (action: TemplateValue, resource: TemplateValue = '*'): TemplateValue => ({
  Effect: 'Allow',
  Action: action,
  Resource: resource,
})

const POLL = allow(['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'])
/** That does not help here. */
const NOTHING = allow('sts:GetAccessKeyInfo')
const worker = (properties = {}): StackResource => lambdaFunction('F', { Role: arnOf('Role'), ...properties })
const answers: Script = { invoke: () => ({ outcome: respond(null) }) }
const fails: Script = { invoke: () => ({ outcome: fail('no') }) }

describe('a function', () => {
  it('has the role’s ARN, and its calls come from a session that has the function’s name', async () => {
    const run = deploy(
      [role([allow('sqs:SendMessage')]), worker({ DeadLetterConfig: { TargetArn: arnOf('Q') } }), queue('Q')],
      fails,
    )
    expect(run.diagnostics).toEqual([])
    expect(run.cloud.lambda.find('F')?.configuration.role).toBe('arn:aws:iam::123456789012:role/worker')
    await run.invoke('F', {}, { invocationType: 'Event' })
    await run.idle()
    expect(run.trace('sqs.sent')).toMatchObject([{ sender: 'arn:aws:sts::123456789012:assumed-role/worker/F' }])
  })

  it('is refused when its role does not trust Lambda', () => {
    const trust = { ...LAMBDA, Principal: { Service: 'ec2.amazonaws.com' } }
    expect(deploy([role([NOTHING], trust), worker()], answers).diagnostics).toMatchObject([
      { logicalId: 'F', path: ['Role'], message: 'The role defined for the function cannot be assumed by Lambda.' },
    ])
  })

  it.each([
    ['AWS::SQS::Queue', 'Arn', 'SendMessage on SQS'],
    ['AWS::SNS::Topic', 'TopicArn', 'Publish on SNS'],
  ])('is refused when its role may not send to its dead letters: %s', (type, attribute, call) => {
    const target = { TargetArn: { 'Fn::GetAtt': ['Dead', attribute] } }
    const stack = [role([POLL]), worker({ DeadLetterConfig: target }), resource('Dead', type)]
    expect(deploy(stack, answers).diagnostics).toMatchObject([
      {
        logicalId: 'F',
        path: ['DeadLetterConfig', 'TargetArn'],
        message: `The provided execution role does not have permissions to call ${call}`,
      },
    ])
  })

  it('whose role is not of the stack may do everything, and the deployment says so', () => {
    const run = deploy([lambdaFunction('F')], answers)
    const stack = { stackName: 'test', resources: [lambdaFunction('F')], parameters: {}, outputs: {} }
    expect(run.cloud.deploy(stack, new Map()).diagnostics).toMatchObject([
      { severity: 'warning', code: 'deploy/note', logicalId: 'F', path: ['Role'] },
    ])
  })
})

describe('a destination', () => {
  it('that the role may not send to is refused', () => {
    const destinations = resource('D', 'AWS::Lambda::EventInvokeConfig', {
      FunctionName: { Ref: 'F' },
      Qualifier: '$LATEST',
      DestinationConfig: { OnSuccess: { Destination: arnOf('Q') } },
    })
    const { diagnostics } = deploy([role([POLL]), worker(), queue('Q'), destinations], answers)
    const message =
      "The function's execution role does not have permissions to call SendMessage on arn:aws:sqs:us-east-1:123456789012:Q"
    expect(diagnostics).toMatchObject([{ logicalId: 'D', message }])
  })
})

describe('an event source mapping', () => {
  it.each([
    [['sqs:DeleteMessage', 'sqs:GetQueueAttributes'], 'ReceiveMessage'],
    [['sqs:ReceiveMessage', 'sqs:GetQueueAttributes'], 'DeleteMessage'],
    [['sqs:ReceiveMessage', 'sqs:DeleteMessage'], 'GetQueueAttributes'],
  ])('is refused when the role has only %j', (actions, missing) => {
    const { diagnostics } = deploy([role([allow(actions)]), worker(), queue('Q'), mapping('M', 'F', 'Q')], answers)
    expect(diagnostics).toMatchObject([
      {
        logicalId: 'M',
        message: `The provided execution role does not have permissions to call ${missing} on SQS`,
      },
    ])
  })

  it('polls when the queue’s own policy names the role', async () => {
    const policy = resource('P', 'AWS::SQS::QueuePolicy', {
      Queues: [{ Ref: 'Q' }],
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { AWS: arnOf('Role') }, Action: 'sqs:*', Resource: arnOf('Q') }],
      },
    })
    const polled = { ...mapping('M', 'F', 'Q'), dependsOn: ['P'] }
    const run = deploy([role([NOTHING]), worker(), queue('Q'), policy, polled], answers)
    expect(run.diagnostics).toEqual([])
    await run.send('Q', 'hello')
    await run.idle()
    expect(run.trace('mapping.batch-ended')).toMatchObject([{ outcome: 'success' }])
  })

  it('stops polling when the role loses the permission, and goes on when it has it again', async () => {
    const stack = (statements: readonly TemplateValue[]): readonly StackResource[] => [
      role(statements),
      worker(),
      queue('Q'),
      mapping('M', 'F', 'Q'),
    ]
    const run = deploy(stack([POLL]), answers)
    const redeploy = (statements: readonly TemplateValue[]) =>
      run.cloud.deploy({ stackName: 'test', resources: stack(statements), parameters: {}, outputs: {} }, new Map())
    await run.idle()
    redeploy([NOTHING])
    await run.send('Q', 'hello')
    await run.advance(10 * 60_000)
    expect(run.trace('invocation.started')).toEqual([])
    expect(run.trace('access.denied').length).toBeGreaterThan(0)
    redeploy([POLL])
    await run.advance(2 * 60_000)
    expect(run.trace('mapping.batch-ended')).toMatchObject([{ outcome: 'success' }])
  })
})
