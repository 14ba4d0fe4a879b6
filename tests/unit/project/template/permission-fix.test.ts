/** Proposals of permissions: what is denied in a running stack is allowed after the edit, and the text stays. */

import { describe, expect, it } from 'vitest'
import { Cloud } from '../../../../src/cloud/cloud'
import { Pacer } from '../../../../src/cloud/kernel/pacer'
import { readTemplate } from '../../../../src/project/template'
import { proposePermission, type Denial, type DeployedArn } from '../../../../src/project/template/permission-fix'
import { respond, scriptedHost } from '../../cloud/scripted-host'

const START = Date.UTC(2026, 0, 31)

const never = (): never => {
  throw new Error('a paused pacer does not sleep in a test')
}

interface Call {
  readonly method?: string
  readonly url: string
  readonly target?: string
  readonly type?: string
  readonly body: string
}

/** A stack whose function Fn makes one call. */
function running(call: Call) {
  let answered = 0
  const host = scriptedHost({
    invoke: (_event, _invocation, { now, configuration }) => ({
      calls:
        configuration.variables['AWS_LAMBDA_FUNCTION_NAME'] === 'other'
          ? []
          : [
              {
                id: ++answered,
                at: now,
                method: call.method ?? 'POST',
                url: call.url,
                headers: {
                  ...(call.target !== undefined && { 'x-amz-target': call.target }),
                  'content-type': call.type ?? 'application/x-amz-json-1.0',
                  authorization: `AWS4-HMAC-SHA256 Credential=${configuration.variables['AWS_ACCESS_KEY_ID'] ?? ''}/20260131/us-east-1/x/aws4_request`,
                },
                body: call.body,
              },
            ],
      outcome: respond(null),
    }),
  })
  const cloud = new Cloud(
    { seed: 1, cpu: 'fixed', latency: 'none', duplicates: 'never', pace: 'paused', startTime: START },
    host,
  )
  const pacer = new Pacer(cloud.kernel, { now: () => 0, sleep: never, breathe: () => Promise.resolve() }, 'paused')
  let seen = 0
  return {
    async run(text: string) {
      const { stack, diagnostics } = readTemplate(text)
      expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
      if (!stack) throw new Error('there is no stack')
      const functions = stack.resources.filter(({ type }) => type === 'AWS::Lambda::Function')
      const code = new Map(
        functions.map(({ logicalId }) => [logicalId, { files: { 'index.js': '' }, layers: [] }] as const),
      )
      const report = cloud.deploy(stack, code)
      expect(report.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
      void cloud.invoke({ functionName: 'Fn', payload: '{}', invocationType: 'RequestResponse', logType: 'None' })
      await pacer.advance(1000)
      const records = cloud.kernel.trace.since(seen)
      seen += records.length
      return {
        denials: records.filter((record) => record.type === 'access.denied'),
        statuses: records.flatMap((record) => (record.type === 'call.ended' ? [record.status] : [])),
        resources: report.resources,
      }
    },
  }
}

const template = (resources: string, policies = ''): string => `# What the shop is made of.
Transform: AWS::Serverless-2016-10-31
Resources:
  Fn: # the worker
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      CodeUri: src # built
${policies}
${resources}`

const QUEUE = `  Orders:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: orders
`
const sqs = (operation: string, input: object): Call => ({
  url: 'https://sqs.us-east-1.amazonaws.com/',
  target: `AmazonSQS.${operation}`,
  body: JSON.stringify(input),
})
const query = (service: string, parameters: Record<string, string>): Call => ({
  url: `https://${service}.us-east-1.amazonaws.com/`,
  type: 'application/x-www-form-urlencoded',
  body: new URLSearchParams(parameters).toString(),
})

const CALLS: readonly (readonly [title: string, call: Call, resources: string, expected: string])[] = [
  [
    'a message to a queue',
    sqs('SendMessage', { QueueUrl: 'orders', MessageBody: 'm' }),
    QUEUE,
    `      Policies:
        - SQSSendMessagePolicy:
            QueueName: !GetAtt Orders.QueueName
`,
  ],
  [
    'messages from a queue',
    sqs('ReceiveMessage', { QueueUrl: 'orders' }),
    QUEUE,
    `      Policies:
        - SQSPollerPolicy:
            QueueName: !GetAtt Orders.QueueName
`,
  ],
  [
    'what no policy template has',
    sqs('PurgeQueue', { QueueUrl: 'orders' }),
    QUEUE,
    `      Policies:
        - Statement:
            - Effect: Allow
              Action: sqs:PurgeQueue
              Resource: !GetAtt Orders.Arn
`,
  ],
  [
    'an action without a resource of its own',
    sqs('ListQueues', {}),
    QUEUE,
    // The Service Authorization Reference has no resource for it.
    `      Policies:
        - Statement:
            - Effect: Allow
              Action: sqs:ListQueues
              Resource: '*'
`,
  ],
  [
    'a topic',
    query('sns', {
      Action: 'Publish',
      Version: '2010-03-31',
      TopicArn: 'arn:aws:sns:us-east-1:123456789012:news',
      Message: 'm',
    }),
    `  News:
    Type: AWS::SNS::Topic
    Properties:
      TopicName: news
`,
    `      Policies:
        - SNSPublishMessagePolicy:
            TopicName: !GetAtt News.TopicName
`,
  ],
  [
    'an object',
    { method: 'PUT', url: 'https://photos.s3.us-east-1.amazonaws.com/a/b.png', type: 'image/png', body: 'x' },
    `  Photos:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: photos
`,
    `      Policies:
        - S3WritePolicy:
            BucketName: !Ref Photos
`,
  ],
  [
    'another function',
    { url: 'https://lambda.us-east-1.amazonaws.com/2015-03-31/functions/other/invocations', body: '{}' },
    `  Other:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: other
      Runtime: nodejs22.x
      Handler: index.handler
      CodeUri: src
`,
    `      Policies:
        - LambdaInvokePolicy:
            FunctionName: !Ref Other
`,
  ],
  [
    'the default event bus',
    {
      url: 'https://events.us-east-1.amazonaws.com/',
      target: 'AWSEvents.PutEvents',
      type: 'application/x-amz-json-1.1',
      body: JSON.stringify({ Entries: [{ Source: 'shop', DetailType: 'sale', Detail: '{}' }] }),
    },
    QUEUE,
    `      Policies:
        - EventBridgePutEventsPolicy:
            EventBusName: default
`,
  ],
  [
    'a parameter with a path',
    {
      url: 'https://ssm.us-east-1.amazonaws.com/',
      target: 'AmazonSSM.GetParameter',
      type: 'application/x-amz-json-1.1',
      body: JSON.stringify({ Name: '/shop/currency' }),
    },
    `  Currency:
    Type: AWS::SSM::Parameter
    Properties:
      Name: /shop/currency
      Type: String
      Value: EUR
`,
    `      Policies:
        - Statement:
            - Effect: Allow
              Action: ssm:GetParameter
              Resource: !Sub arn:\${AWS::Partition}:ssm:\${AWS::Region}:\${AWS::AccountId}:parameter\${Currency}
`,
  ],
]

describe('what was denied is allowed after the edit', () => {
  it.each(CALLS)('%s', async (_, call, resources, expected) => {
    const stack = running(call)
    const text = template(resources)
    const before = await stack.run(text)
    const [denial] = before.denials
    if (denial?.type !== 'access.denied') throw new Error('nothing was denied')
    expect(before.statuses.every((status) => status >= 400)).toBe(true)
    const fix = proposePermission(text, denial, before.resources)
    if (!fix.ok) throw new Error(fix.reason)
    // Everything else of the text stays, comments too.
    expect(fix.text).toBe(text.replace('CodeUri: src # built\n', `CodeUri: src # built\n${expected}`))
    const after = await stack.run(fix.text)
    expect(after.denials).toEqual([])
    expect(after.statuses.every((status) => status >= 200 && status < 300)).toBe(true)
  })
})

const ROLE = 'arn:aws:iam::123456789012:role/coldstart-FnRole-abcdefghijkl'
const ORDERS = { logicalId: 'Orders', type: 'AWS::SQS::Queue', arn: 'arn:aws:sqs:us-east-1:123456789012:orders' }
const DEPLOYED: readonly DeployedArn[] = [{ logicalId: 'FnRole', type: 'AWS::IAM::Role', arn: ROLE }, ORDERS]
const denial = (more: Partial<Denial> = {}): Denial => ({
  role: ROLE,
  action: 'sqs:SendMessage',
  resource: ORDERS.arn,
  decision: 'implicit-deny',
  kind: 'identity-based policy',
  policy: null,
  statement: null,
  ...more,
})

describe('where Policies is there already', () => {
  const policy = `- SQSSendMessagePolicy:
            QueueName: !GetAtt Orders.QueueName`

  it.each([
    [
      'a list with comments',
      `      Policies: # all of them
        # traces
        - AWSXRayDaemonWriteAccess
        - SSMParameterReadPolicy: # settings
            ParameterName: x
`,
      `      Policies: # all of them
        # traces
        - AWSXRayDaemonWriteAccess
        - SSMParameterReadPolicy: # settings
            ParameterName: x
        ${policy}
`,
    ],
    [
      'a list at the key’s own indentation',
      `      Policies:
      - AWSXRayDaemonWriteAccess
`,
      `      Policies:
      - AWSXRayDaemonWriteAccess
      - SQSSendMessagePolicy:
          QueueName: !GetAtt Orders.QueueName
`,
    ],
    [
      'a single policy',
      `      Policies: AWSXRayDaemonWriteAccess
`,
      `      Policies:
        - AWSXRayDaemonWriteAccess
        ${policy}
`,
    ],
  ])('%s', (_, before, after) => {
    const fix = proposePermission(template(QUEUE, before), denial(), DEPLOYED)
    expect(fix.ok && fix.text).toBe(template(QUEUE, after))
    expect(fix.ok && fix.title).toBe('Add SQSSendMessagePolicy for Orders to Fn')
  })

  it('a list on one line', () => {
    const fix = proposePermission(template(QUEUE, '      Policies: [AWSXRayDaemonWriteAccess]\n'), denial(), DEPLOYED)
    const policies = readTemplate(fix.ok ? fix.text : '').stack?.resources.find(
      ({ logicalId }) => logicalId === 'FnRole',
    )?.properties['Policies']
    expect(policies).toMatchObject([{ PolicyName: 'FnRolePolicy1' }])
  })
})

describe('whose policies', () => {
  it('a role that the template has itself gets an inline policy', () => {
    const role = `  Worker:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - Effect: Allow
            Principal:
              Service: lambda.amazonaws.com
            Action: sts:AssumeRole
`
    const text = template(role + QUEUE, '      Role: !GetAtt Worker.Arn\n')
    const fix = proposePermission(text, denial(), [{ logicalId: 'Worker', type: 'AWS::IAM::Role', arn: ROLE }, ORDERS])
    expect(fix.ok && fix.text).toContain(`            Action: sts:AssumeRole
      Policies:
        - PolicyName: sqs-SendMessage
          PolicyDocument:
            Version: 2012-10-17
            Statement:
              - Effect: Allow
                Action: sqs:SendMessage
                Resource: !GetAtt Orders.Arn
`)
  })

  it('a queue that is not of the stack is named by its ARN', () => {
    const resource = 'arn:aws:sqs:us-east-1:123456789012:elsewhere'
    const fix = proposePermission(template(QUEUE), denial({ resource }), DEPLOYED)
    expect(fix.ok && fix.added).toEqual({
      Statement: [
        {
          Effect: 'Allow',
          Action: 'sqs:SendMessage',
          Resource: { 'Fn::Sub': 'arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:elsewhere' },
        },
      ],
    })
  })

  it('an index is allowed with the table’s other indexes', () => {
    const table = {
      logicalId: 'Sales',
      type: 'AWS::DynamoDB::Table',
      arn: 'arn:aws:dynamodb:us-east-1:123456789012:table/sales',
    }
    const asked = denial({ action: 'dynamodb:PartiQLSelect', resource: `${table.arn}/index/ByDate` })
    const sales = `  Sales:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: sales
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions:
        - AttributeName: id
          AttributeType: S
      KeySchema:
        - AttributeName: id
          KeyType: HASH
`
    const fix = proposePermission(template(sales), asked, [...DEPLOYED, table])
    expect(fix.ok && fix.text).toContain('Resource: !Sub ${Sales.Arn}/index/*')
    const read = proposePermission(template(sales), { ...asked, action: 'dynamodb:Query' }, [...DEPLOYED, table])
    expect(read.ok && read.added).toEqual({ DynamoDBReadPolicy: { TableName: { Ref: 'Sales' } } })
  })

  it('a reference that would close a circle is avoided by the resource’s own name', () => {
    const queue = `  Orders:
    Type: AWS::SQS::Queue
    DependsOn: Fn
    Properties:
      QueueName: orders
`
    const fix = proposePermission(template(queue), denial(), DEPLOYED)
    expect(fix.ok && JSON.stringify(fix.added)).toContain('${AWS::AccountId}:orders')
  })
})

describe('no proposal', () => {
  it.each([
    [
      'an explicit deny',
      { decision: 'explicit-deny', policy: 'FnRolePolicy0', statement: 'NoSending' } as const,
      /NoSending of FnRolePolicy0 denies it/,
    ],
    ['a permissions boundary', { kind: 'permissions boundary' } as const, /permissions boundary/],
    ['a service that called', { role: null } as const, /not one that this template makes/],
    [
      'a role outside of the stack',
      { role: 'arn:aws:iam::123456789012:role/other' } as const,
      /not one that this template makes/,
    ],
  ])('%s', (_, more, reason) => {
    const fix = proposePermission(template(QUEUE), denial(more), DEPLOYED)
    expect(fix.ok ? fix.title : fix.reason).toMatch(reason)
  })
})
