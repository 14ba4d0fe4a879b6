import { describe, expect, it } from 'vitest'
import type { StackModel, StackResource, TemplateValue } from '../../../src/cloud/aws/template'
import { Cloud } from '../../../src/cloud/cloud'
import type { DeployReport } from '../../../src/cloud/protocol'
import { scriptedHost } from './scripted-host'
import { START_TIME, arnOf, lambdaFunction, mapping, queue, resource, sqs } from './stack'

type Outline = Partial<Omit<StackModel, 'resources'>>

/** A cloud to deploy to again and again, and what each deployment did. */
function cloud(seed = 1) {
  const it = new Cloud(
    { seed, cpu: 'fixed', latency: 'none', duplicates: 'never', pace: 'paused', startTime: START_TIME },
    scriptedHost({ invoke: () => ({}) }),
  )
  let seen = 0
  return {
    cloud: it,
    deploy(resources: readonly StackResource[], more: Outline = {}, source = 'v1'): DeployReport {
      const stack = { stackName: 'shop', parameters: {}, outputs: {}, ...more, resources }
      const functions = resources.filter(({ type }) => type === 'AWS::Lambda::Function')
      const report = it.deploy(
        stack,
        new Map(functions.map(({ logicalId }) => [logicalId, { files: { 'index.js': source }, layers: [] }])),
      )
      // The functions' role is none of the stack, and each deployment says so.
      return { ...report, diagnostics: report.diagnostics.filter(({ severity }) => severity === 'error') }
    },
    /** `create Q`, … since the last time this was asked. */
    actions(): string[] {
      const records = it.kernel.trace.since(seen)
      seen += records.length
      return records.flatMap((record) =>
        record.type === 'stack.resource' ? [`${record.action} ${record.logicalId}`] : [],
      )
    },
  }
}

const TRUST: TemplateValue = {
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
}
const ALLOW_ALL: TemplateValue = { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }
const redrive = (to: string, maxReceiveCount = 3): Record<string, TemplateValue> => ({
  RedrivePolicy: { deadLetterTargetArn: arnOf(to), maxReceiveCount },
})
const nameOf = ({ physicalId }: { physicalId: string }): string | undefined => physicalId.split('/').at(-1)

describe('order', () => {
  it.each([
    ['the template’s own', [queue('B'), queue('A')], ['B', 'A']],
    ['what Fn::GetAtt names first', [queue('Q', redrive('Dead')), queue('Dead')], ['Dead', 'Q']],
    [
      'what Ref and Fn::Sub name first',
      [
        lambdaFunction('F', { Environment: { Variables: { URL: { Ref: 'Q' }, ARN: { 'Fn::Sub': '${R.Arn}' } } } }),
        queue('R'),
        queue('Q'),
      ],
      ['Q', 'R', 'F'],
    ],
    ['what DependsOn names first', [{ ...queue('A'), dependsOn: ['B'] }, queue('B')], ['B', 'A']],
    [
      'what grants something to a role, with the role',
      [
        queue('Q'),
        resource('P', 'AWS::IAM::ManagedPolicy', { PolicyDocument: ALLOW_ALL, Roles: [{ Ref: 'Role' }] }),
        resource('Role', 'AWS::IAM::Role', { AssumeRolePolicyDocument: TRUST }),
      ],
      ['Role', 'P', 'Q'],
    ],
    [
      'chains',
      [mapping('M', 'F', 'Q'), lambdaFunction('F'), queue('Q', redrive('Dead')), queue('Dead')],
      ['F', 'Dead', 'Q', 'M'],
    ],
  ])('%s', (_, resources, order) => {
    const { actions, deploy } = cloud()
    expect(deploy(resources)).toMatchObject({ ok: true, diagnostics: [] })
    expect(actions()).toEqual(order.map((logicalId) => `create ${logicalId}`))
  })
})

describe('deploying again', () => {
  it('leaves alone what has not changed', async () => {
    const { actions, cloud: it, deploy } = cloud()
    const stack = [queue('Dead'), queue('Q', redrive('Dead')), lambdaFunction('F'), mapping('M', 'F', 'Q')]
    const first = deploy(stack)
    await sqs(it, 'SendMessage', { QueueUrl: 'Dead', MessageBody: 'kept' })
    expect(actions()).toHaveLength(4)
    expect(deploy(stack)).toEqual(first)
    expect(actions()).toEqual([])
    expect(await sqs(it, 'ReceiveMessage', { QueueUrl: 'Dead' })).toMatchObject({ Messages: [{ Body: 'kept' }] })
  })

  it('updates in place what may change in place, and keeps its messages', async () => {
    const { actions, cloud: it, deploy } = cloud()
    const [before] = deploy([queue('Q')]).resources
    await sqs(it, 'SendMessage', { QueueUrl: 'Q', MessageBody: 'kept' })
    actions()
    const [after] = deploy([queue('Q', { VisibilityTimeout: 99 })]).resources
    expect(actions()).toEqual(['update Q'])
    expect(after).toEqual(before)
    expect(await sqs(it, 'GetQueueAttributes', { QueueUrl: 'Q', AttributeNames: ['VisibilityTimeout'] })).toEqual({
      Attributes: { VisibilityTimeout: '99' },
    })
    expect(await sqs(it, 'ReceiveMessage', { QueueUrl: 'Q' })).toMatchObject({ Messages: [{ Body: 'kept' }] })
  })

  it.each([
    ['another name', [queue('Q', { QueueName: 'old' })], [queue('Q', { QueueName: 'new' })]],
    ['another type', [queue('Q')], [lambdaFunction('Q')]],
  ])('replaces what may not: %s', (_, before, after) => {
    const { actions, deploy } = cloud()
    const [old] = deploy(before).resources
    actions()
    const [replaced] = deploy(after).resources
    expect(actions().sort()).toEqual(['create Q', 'delete Q'])
    expect(replaced?.physicalId).not.toBe(old?.physicalId)
  })

  it('keeps what exists when its replacement is refused', async () => {
    const { cloud: running, deploy } = cloud()
    deploy([queue('Q', { QueueName: 'kept' })])
    expect(deploy([queue('Q', { QueueName: 'not a name' })]).ok).toBe(false)
    expect(await sqs(running, 'GetQueueUrl', { QueueName: 'kept' })).toHaveProperty('QueueUrl')
  })

  it('updates what refers to something that was replaced', () => {
    const { actions, deploy } = cloud()
    const stack = (name: string) => [queue('Dead', { QueueName: name }), queue('Q', redrive('Dead'))]
    deploy(stack('dead-1'))
    actions()
    deploy(stack('dead-2'))
    expect(actions().sort()).toEqual(['create Dead', 'delete Dead', 'update Q'])
  })

  it('updates a function when its code alone has changed', () => {
    const { actions, deploy } = cloud()
    deploy([lambdaFunction('F'), queue('Q')])
    actions()
    deploy([lambdaFunction('F'), queue('Q')], {}, 'v2')
    expect(actions()).toEqual(['update F'])
  })

  it('deletes what is gone, dependants first', async () => {
    const { actions, cloud: it, deploy } = cloud()
    deploy([queue('Dead'), queue('Q', redrive('Dead')), lambdaFunction('F'), mapping('M', 'F', 'Q')])
    actions()
    expect(deploy([queue('Dead')]).resources.map(({ logicalId }) => logicalId)).toEqual(['Dead'])
    expect(actions()).toEqual(['delete M', 'delete F', 'delete Q'])
    await expect(sqs(it, 'GetQueueUrl', { QueueName: 'Q' })).rejects.toMatchObject({ name: 'QueueDoesNotExist' })
  })
})

describe('names', () => {
  it('are <stack>-<logical id>-<12 characters> where the template gives none', () => {
    const { deploy } = cloud()
    const [made] = deploy([resource('Orders', 'AWS::SQS::Queue')]).resources
    expect(made && nameOf(made)).toMatch(/^shop-Orders-[A-Za-z0-9]{12}$/)
  })

  it('stay the same beside other resources and in later deployments', () => {
    const orders = resource('Orders', 'AWS::SQS::Queue')
    const alone = cloud().deploy([orders]).resources[0]
    const second = cloud()
    second.deploy([resource('Before', 'AWS::SQS::Queue'), orders])
    const later = second.deploy([orders, resource('After', 'AWS::SQS::Queue')]).resources
    expect(later.find(({ logicalId }) => logicalId === 'Orders')).toEqual(alone)
    expect(new Set(later.map(nameOf)).size).toBe(2)
  })
})

describe('values', () => {
  const outputs = {
    Url: { Ref: 'Q' },
    Arn: { 'Fn::GetAtt': ['Q', 'Arn'] },
    Name: { 'Fn::GetAtt': 'Q.QueueName' },
    Function: { Ref: 'F' },
    FunctionArn: arnOf('F'),
    Pseudo: {
      'Fn::Sub': '${AWS::Partition} ${AWS::Region} ${AWS::AccountId} ${AWS::StackName} ${AWS::URLSuffix} ${Stage}',
    },
    Joined: { 'Fn::Join': ['-', ['a', { Ref: 'Stage' }]] },
  }

  it('outputs say what Ref, GetAtt, pseudo parameters and parameters stand for', () => {
    const { deploy } = cloud()
    const report = deploy([queue('Q'), lambdaFunction('F')], { outputs, parameters: { Stage: 'dev' } })
    expect(report.outputs).toEqual({
      Url: 'https://sqs.us-east-1.amazonaws.com/123456789012/Q',
      Arn: 'arn:aws:sqs:us-east-1:123456789012:Q',
      Name: 'Q',
      Function: 'F',
      FunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:F',
      Pseudo: 'aws us-east-1 123456789012 shop amazonaws.com dev',
      Joined: 'a-dev',
    })
  })

  it('an output of something that failed is left out', () => {
    const { deploy } = cloud()
    const report = deploy([queue('Q'), queue('Bad', { DelaySeconds: 901 })], {
      outputs: { Good: { Ref: 'Q' }, Bad: { Ref: 'Bad' } },
    })
    expect(Object.keys(report.outputs)).toEqual(['Good'])
  })

  it('a role, and a function that has it', () => {
    const { cloud: it, deploy } = cloud()
    const { ok, outputs: values } = deploy(
      [
        lambdaFunction('F', { Role: arnOf('Role') }),
        resource('Role', 'AWS::IAM::Role', { RoleName: 'worker', AssumeRolePolicyDocument: TRUST }),
      ],
      { outputs: { Role: arnOf('Role') } },
    )
    expect([ok, values['Role']]).toEqual([true, 'arn:aws:iam::123456789012:role/worker'])
    expect(it.lambda.find('F')?.configuration.role).toBe('arn:aws:iam::123456789012:role/worker')
  })
})

describe('refusals', () => {
  const refused = (resources: readonly StackResource[], more: Outline = {}) => cloud().deploy(resources, more)

  it.each([
    [
      'a queue’s delay',
      [queue('Q', { DelaySeconds: 901 })],
      ['DelaySeconds'],
      'DelaySeconds must be an integer from 0 to 900.',
    ],
    ['a queue’s property', [queue('Q', { Colour: 'red' })], ['Colour'], 'Colour is no attribute of a standard queue.'],
    [
      'a FIFO queue’s name',
      [queue('Q', { FifoQueue: true })],
      ['QueueName'],
      'The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length',
    ],
    [
      'a queue’s name',
      [queue('Q', { QueueName: 'a b' })],
      ['QueueName'],
      'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length',
    ],
    [
      'a dead-letter queue’s ARN',
      [
        queue('Q', {
          RedrivePolicy: { deadLetterTargetArn: 'arn:aws:sqs:us-east-1:123456789012:Nope', maxReceiveCount: 1 },
        }),
      ],
      ['RedrivePolicy'],
      'Dead letter target does not exist.',
    ],
    [
      'a function’s memory',
      [lambdaFunction('F', { MemorySize: 127 })],
      ['MemorySize'],
      'MemorySize must be an integer from 128 to 10240, not 127.',
    ],
    [
      'a function’s /tmp',
      [lambdaFunction('F', { EphemeralStorage: { Size: 10_241 } })],
      ['EphemeralStorage', 'Size'],
      'Size must be an integer from 512 to 10240, not 10241.',
    ],
    [
      'a mapping’s concurrency',
      [queue('Q'), lambdaFunction('F'), mapping('M', 'F', 'Q', { ScalingConfig: { MaximumConcurrency: 1 } })],
      ['ScalingConfig', 'MaximumConcurrency'],
      'MaximumConcurrency must be an integer from 2 to 1000, not 1.',
    ],
    [
      'a function’s SnapStart',
      [lambdaFunction('F', { SnapStart: { ApplyOn: 'PublishedVersions' } })],
      ['SnapStart', 'ApplyOn'],
      'nodejs22.x is not supported for SnapStart enabled functions.',
    ],
    ['a type', [resource('V', 'AWS::EC2::VPC')], [], 'AWS::EC2::VPC is not simulated yet.'],
    ['no type at all', [resource('T', 'constructor')], [], 'constructor is not simulated yet.'],
  ])('%s: with its path', (_, resources, path, message) => {
    const report = refused(resources)
    expect(report.ok).toBe(false)
    expect(report.diagnostics).toMatchObject([{ severity: 'error', code: 'deploy/refused', path, message }])
    const logicalId = resources.at(-1)?.logicalId
    expect(report.diagnostics[0]?.logicalId).toBe(logicalId)
    expect(report.resources.map((made) => made.logicalId)).not.toContain(logicalId)
  })

  it('an unknown attribute names those there are', () => {
    const { diagnostics } = refused([
      queue('Q'),
      lambdaFunction('F', { Description: { 'Fn::GetAtt': ['Q', 'Color'] } }),
    ])
    expect(diagnostics).toMatchObject([
      {
        logicalId: 'F',
        message: 'Requested attribute Color does not exist in schema for AWS::SQS::Queue',
        hint: 'Q has Arn, QueueName, QueueUrl.',
      },
    ])
  })

  it('the rest goes on; what refers to the refused says so', () => {
    const { diagnostics, resources } = refused([
      queue('Bad', { DelaySeconds: -1 }),
      queue('Q', redrive('Bad')),
      queue('Other'),
    ])
    expect(resources.map(({ logicalId }) => logicalId)).toEqual(['Other'])
    expect(diagnostics.map(({ logicalId, message }) => [logicalId, message])).toEqual([
      ['Bad', 'DelaySeconds must be an integer from 0 to 900.'],
      ['Q', 'Bad could not be deployed, and this resource refers to it.'],
    ])
  })

  it('a refused update leaves what was there', async () => {
    const { cloud: it, deploy } = cloud()
    deploy([queue('Q', { VisibilityTimeout: 9 })])
    const report = deploy([queue('Q', { VisibilityTimeout: 99_999 })])
    expect(report).toMatchObject({ ok: false, resources: [{ logicalId: 'Q' }] })
    expect(await sqs(it, 'GetQueueAttributes', { QueueUrl: 'Q', AttributeNames: ['VisibilityTimeout'] })).toEqual({
      Attributes: { VisibilityTimeout: '9' },
    })
  })

  it('two functions of one name, two mappings of one pair', () => {
    const twins = refused([lambdaFunction('F'), lambdaFunction('G', { FunctionName: 'F' })])
    expect(twins.diagnostics).toMatchObject([
      { logicalId: 'G', path: ['FunctionName'], message: 'Function already exist: F' },
    ])
    const { diagnostics } = refused([queue('Q'), lambdaFunction('F'), mapping('M', 'F', 'Q'), mapping('N', 'F', 'Q')])
    expect(diagnostics).toMatchObject([
      {
        logicalId: 'N',
        message: expect.stringMatching(
          /^An event source mapping with SQS arn \(" arn:aws:sqs:us-east-1:123456789012:Q "\) and function \(" F "\) already exists\. Please update or delete the existing mapping with UUID [0-9a-f-]{36}$/,
        ) as string,
      },
    ])
  })
})
