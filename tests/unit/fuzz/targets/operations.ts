/**
 * Every operation of every service, with inputs that its wire model lets through: what `checkedJson` takes, an operation
 * carries out or refuses as AWS does. What stands in the endpoint for the rest is never needed.
 */

import fc from 'fast-check'
import { AwsError } from '../../../../src/cloud/aws/aws-error'
import type { WireModel, WireShape } from '../../../../src/cloud/aws/wire-model'
import { checkedJson } from '../../../../src/cloud/wire/values'
import { LaterAnswer, type Caller } from '../../../../src/cloud/services/contract'
import { deploy, lambdaFunction, queue, resource, type Run } from '../../cloud/stack'
import { anyText } from '../inputs'
import { target, unlessRefused } from '../target'

const ARN = 'arn:aws:'
const PLACE = 'us-east-1:123456789012:'
/** Names of what is there, and texts that mean something somewhere. */
const WORDS = [
  ...['Q', 'F', 'b', 'S', 'T', 'R', 'Topic', '$LATEST', 'default', 'id', 'k', 'v', 'x'],
  `https://sqs.us-east-1.amazonaws.com/123456789012/Q`,
  ...['sqs', 'lambda', 'sns', 'kinesis', 'dynamodb', 'events', 'states'].map((service) => `${ARN}${service}:${PLACE}x`),
  ...[`${ARN}sqs:${PLACE}Q`, `${ARN}lambda:${PLACE}function:F`, `${ARN}sns:${PLACE}Topic`],
  ...[`${ARN}kinesis:${PLACE}stream/S`, `${ARN}dynamodb:${PLACE}table/T`, `${ARN}iam::123456789012:role/r`],
  ...['String', 'Number', 'Binary', 'S', 'N', 'HASH', 'RANGE', 'TRIM_HORIZON', 'LATEST', 'AT_TIMESTAMP', 'All', 'ALL'],
  ...[
    'ALL_NEW',
    'NONE',
    'Event',
    'RequestResponse',
    'ENABLED',
    'OFF',
    'ENABLE',
    'DISABLE',
    'Enabled',
    'json',
    'STANDARD',
  ],
  ...['', '0', '1', '-1', '5', '{}', '[]', '{"a":[1,null]}', '{"source":["s"]}', 'null', 'e30=', 'eA=='],
  ...['rate(1 day)', 'cron(0 12 * * ? *)', 'at(2026-05-01T09:30:00)', 'id = :a', 'SET a = :a', '#a', ':a', 'alias/k'],
  ...['2026-01-31T12:00:00Z', '{"Version":"2012-10-17","Statement":[]}', '/a/b', 'nodejs22.x', 'index.handler'],
]

/** What members of these names mostly hold: what is there, so that an operation comes to its work. */
const KNOWN: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^queueurl$/i, ['https://sqs.us-east-1.amazonaws.com/123456789012/Q']],
  [/^(tablename|tables)$/i, ['T']],
  [/^functionname$/i, ['F', `${ARN}lambda:${PLACE}function:F`]],
  [/^bucket$/i, ['b']],
  [/^streamname$/i, ['S']],
  [/^(streamarn|eventsourcearn)$/i, [`${ARN}kinesis:${PLACE}stream/S`, `${ARN}sqs:${PLACE}Q`]],
  [/^(topicarn|targetarn)$/i, [`${ARN}sns:${PLACE}Topic`]],
  [/^(sourcearn|resourcearn|resource|resourceid|arn)$/i, WORDS.filter((word) => word.startsWith(ARN))],
  [/^keyid$/i, ['alias/k']],
  [/^secretid$/i, ['secret']],
  [/^(loggroupname|loggroupidentifier)$/i, ['/aws/lambda/F']],
  [/^statemachinearn$/i, [`${ARN}states:${PLACE}stateMachine:machine`]],
  [/^(rule|eventbusname)$/i, ['R', 'default']],
  [/^(name|names|key|id|attributename)$/i, ['R', '/a/b', 'id', 'k', 'schedule']],
  [/expression$/i, ['id = :a', '#a = :a', 'SET #a = :a', 'rate(1 day)', 'id']],
]
const textFor = (member: string): fc.Arbitrary<string> => {
  const known = KNOWN.find(([name]) => name.test(member))?.[1]
  return known ? fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...known) }, { weight: 1, arbitrary: text }) : text
}

const text = fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...WORDS) }, { weight: 1, arbitrary: anyText(12) })
const number = fc.oneof(fc.integer({ min: -2, max: 12 }), fc.constantFrom(1.5, 1e9, 1_769_860_800, 2 ** 53, -1e300))
const SCALARS: Readonly<Record<Exclude<WireShape, object | 'string'>, fc.Arbitrary<unknown>>> = {
  number,
  boolean: fc.boolean(),
  blob: fc.constantFrom('', 'eA==', 'e30=', 'no base64!', 'UEsDBA=='),
  document: fc.jsonValue({ maxDepth: 2 }),
  'date-time': number,
  'http-date': number,
  'epoch-seconds': number,
}

/** Of everything that is there more often than not; how deep structures go that have themselves among their members. */
const DEPTH_MAX = 5

function valueOf(shape: WireShape, model: WireModel, name = '', depth = 0): fc.Arbitrary<unknown> {
  if (shape === 'string') return textFor(name)
  if (typeof shape === 'string') return SCALARS[shape]
  if ('structure' in shape) {
    const { members = {}, union } = model.structures[shape.structure] ?? {}
    if (depth > DEPTH_MAX) return fc.constant({})
    const known = Object.entries(members)
    const given = ([name, member]: (typeof known)[number]) =>
      valueOf(member.shape, model, name, depth + 1).map((value) => ({ [name]: value }))
    if (union && known.length > 0) return fc.oneof(...known.map(given), fc.constant({}))
    // Not `fc.record`: an operation has dozens of members, of which a request has a few.
    const always = known.filter(([, member]) => member.in === 'label')
    const mostly = known.filter(([, member]) => member.required && member.in !== 'label')
    const some = fc.array(known.length > 0 ? fc.oneof(...known.map(given)) : fc.constant({}), { maxLength: 4 })
    return fc
      .tuple(
        fc.tuple(...mostly.map((one) => fc.option(given(one), { freq: 12, nil: {} }))),
        some,
        fc.tuple(
          ...always.map(([name]) => fc.constantFrom(...WORDS.filter(Boolean)).map((value) => ({ [name]: value }))),
        ),
      )
      .map((all) => Object.assign({}, ...all.flat()) as object)
  }
  if ('list' in shape) return fc.array(rarelyNull(valueOf(shape.list, model, name, depth + 1)), { maxLength: 3 })
  return fc.dictionary(fc.constantFrom(...WORDS), rarelyNull(valueOf(shape.map, model, name, depth + 1)), {
    maxKeys: 3,
  })
}

const rarelyNull = (value: fc.Arbitrary<unknown>) => fc.option(value, { freq: 60 })

const STACK = [
  queue('Q', { QueueName: 'Q' }),
  lambdaFunction('F', { FunctionName: 'F' }),
  resource('B', 'AWS::S3::Bucket', { BucketName: 'b' }),
  resource('Topic', 'AWS::SNS::Topic', { TopicName: 'Topic' }),
  resource('S', 'AWS::Kinesis::Stream', { Name: 'S', ShardCount: 1 }),
  resource('Key', 'AWS::KMS::Key', {}),
  resource('Alias', 'AWS::KMS::Alias', { AliasName: 'alias/k', TargetKeyId: { Ref: 'Key' } }),
  resource('Secret', 'AWS::SecretsManager::Secret', { Name: 'secret', SecretString: '{}' }),
  resource('Parameter', 'AWS::SSM::Parameter', { Name: '/a/b', Type: 'String', Value: 'x' }),
  resource('R', 'AWS::Events::Rule', { Name: 'R', EventPattern: { source: ['s'] } }),
  resource('T', 'AWS::DynamoDB::Table', {
    TableName: 'T',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
  }),
]
const USER: Caller = { kind: 'account', principalId: 'AIDA', arn: 'arn:aws:iam::123456789012:user/playground' }
const newCloud = (): Run['cloud'] => deploy(STACK, { invoke: () => ({}) }).cloud

/** One cloud for many requests, and a new one before it has grown. */
let cloud: Run['cloud'] | null = null
let asked = 0

const operations = newCloud().services.flatMap(({ definition }) =>
  Object.entries(definition.wire.model.operations).map(([operation, { input }]) => ({
    service: definition.name,
    operation,
    model: definition.wire.model,
    structure: input,
  })),
)
const inputs = fc.oneof(
  ...operations.map(({ service, operation, model, structure }) =>
    (structure === null ? fc.constant({}) : valueOf({ structure }, model)).map((input) => ({
      service,
      operation,
      input,
    })),
  ),
)

export const operationTargets = [
  target('aws-operation', inputs, ({ service: name, operation, input }) => {
    if (!cloud || asked++ % 300 === 0) cloud = newCloud()
    const { definition, service } = cloud.services.find((one) => one.definition.name === name) ?? {}
    const model = definition?.wire.model
    if (!model || !service) throw new Error(`${name} is not there`)
    const structure = model.operations[operation]?.input
    unlessRefused([AwsError], () => {
      const checked = (structure ? checkedJson(input, { structure }, model) : input) as Record<string, unknown>
      service.access[operation]?.(checked)
      const output = service.operations[operation]?.(checked, USER)
      if (output instanceof LaterAnswer) output.start(() => undefined)
    })
  }),
]
