/** What the template says about handlers: their events' types, their variables, and how a script gets them. */

import { describe, expect, test } from 'vitest'
import { readTemplate } from '../../../../src/project/template'
import {
  environmentsOf,
  environmentTypes,
  unknownVariables,
} from '../../../../src/project/template/handlers/environment'
import { feedsOf } from '../../../../src/project/template/handlers/feeds'
import { handlerPlaces } from '../../../../src/project/template/handlers/files'
import { namesWanted } from '../../../../src/project/template/handlers/sdk-names'
import { findHandler, importEdit, type TextEdit } from '../../../../src/project/template/handlers/script'

const template = (events: string, more = ''): string => `Transform: AWS::Serverless-2016-10-31
Resources:
  F:
    Type: AWS::Serverless::Function
    Metadata:
      BuildMethod: esbuild
      BuildProperties: { EntryPoints: [deep/index.ts] }
    Properties:
      CodeUri: src/
      Handler: index.handler
      Runtime: nodejs22.x
      Environment:
        Variables:
          QUEUE_URL: !Ref Orders
          STAGE: prod
          TABLE_ARN: !GetAtt Items.Arn
      ${events.replaceAll('\n', '\n      ')}
  Orders:
    Type: AWS::SQS::Queue
  Items:
    Type: AWS::DynamoDB::Table
    Properties:
      KeySchema: [{ AttributeName: id, KeyType: HASH }]
      AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
      StreamSpecification: { StreamViewType: NEW_IMAGE }
  Topic:
    Type: AWS::SNS::Topic
  Bucket:
    Type: AWS::S3::Bucket
${more}`

const stackOf = (text: string) => {
  const { stack } = readTemplate(text)
  if (!stack) throw new Error('no stack')
  return stack
}
const event = (type: string, properties: string): string =>
  `Events:\n  E:\n    Type: ${type}\n    Properties: { ${properties} }`

describe('the type of an event', () => {
  test.each([
    [event('SQS', 'Queue: !GetAtt Orders.Arn'), 'Orders', 'SQSEvent', null],
    [
      event('SQS', 'Queue: !GetAtt Orders.Arn, FunctionResponseTypes: [ReportBatchItemFailures]'),
      'Orders',
      'SQSEvent',
      'SQSBatchResponse',
    ],
    [
      event('DynamoDB', 'Stream: !GetAtt Items.StreamArn, StartingPosition: LATEST'),
      'Items',
      'DynamoDBStreamEvent',
      null,
    ],
    [event('SNS', 'Topic: !Ref Topic'), 'Topic', 'SNSEvent', null],
    [event('S3', "Bucket: !Ref Bucket, Events: 's3:ObjectCreated:*'"), 'Bucket', 'S3Event', null],
    [event('Schedule', "Schedule: 'rate(1 hour)'"), 'FE', 'ScheduledEvent', null],
    [event('EventBridgeRule', 'Pattern: { source: [shop] }'), 'FE', 'EventBridgeEvent<string, unknown>', null],
    [
      event('HttpApi', 'Path: /, Method: get'),
      'ServerlessHttpApi',
      'APIGatewayProxyEventV2',
      'APIGatewayProxyResultV2',
    ],
    [event('Api', 'Path: /, Method: get'), 'ServerlessRestApi', 'APIGatewayProxyEvent', 'APIGatewayProxyResult'],
    ['FunctionUrlConfig: { AuthType: NONE }', 'FUrl', 'LambdaFunctionURLEvent', 'LambdaFunctionURLResult'],
  ])('%s', (events, from, type, result) => {
    expect(feedsOf(stackOf(template(events)))).toEqual([{ functionId: 'F', from, event: type, result }])
  })

  test('is unknown where a rule makes an event of its own', () => {
    expect(feedsOf(stackOf(template(event('Schedule', "Schedule: 'rate(1 hour)', Input: '{}'"))))).toEqual([])
  })

  test('behind an alias, too', () => {
    const feeds = feedsOf(stackOf(template('AutoPublishAlias: live\n' + event('SQS', 'Queue: !GetAtt Orders.Arn'))))
    expect(feeds.map(({ functionId }) => functionId)).toEqual(['F'])
  })
})

describe('the file of a handler', () => {
  const { functions } = readTemplate(template(''))
  test('by its name below CodeUri', () => {
    expect(handlerPlaces(functions, { 'src/index.ts': '' })).toEqual([
      { functionId: 'F', path: 'src/index.ts', exported: 'handler' },
    ])
  })
  test('by its entry point', () => {
    expect(handlerPlaces(functions, { 'src/deep/index.ts': '', 'index.ts': '' })[0]?.path).toBe('src/deep/index.ts')
  })
})

describe('variables', () => {
  const environments = environmentsOf(stackOf(template('')))

  test('are texts, with where they come from', () => {
    const types = environmentTypes(environments, (id) => (id === 'Orders' ? 'https://sqs/orders' : null))
    expect(types).toContain('F: Orders, now `https://sqs/orders`\n     */\n    QUEUE_URL: string')
    expect(types).toContain('F: `prod`\n     */\n    STAGE: string')
    expect(types).toContain('F: Items.Arn\n     */\n    TABLE_ARN: string')
    expect(types).toContain('/** Set by Lambda. */\n    AWS_REGION: string')
  })

  test('cannot end their comment', () => {
    const hostile = new Map([['F', { A: '*/ declare const x: any /*' }]])
    expect(environmentTypes(hostile, () => null)).not.toContain('*/ declare')
  })

  test('that nobody sets are found', () => {
    const script = `const a = process.env.STAGE + process.env.STGE + process.env['OTHER'] + process.env.AWS_REGION`
    const found = unknownVariables(script, environments, ['F'])
    expect(found.map(({ start, end }) => script.slice(start, end))).toEqual(['STGE', 'OTHER'])
  })
})

const applied = (script: string, edit: TextEdit | null): string =>
  edit ? script.slice(0, edit.start) + edit.text + script.slice(edit.end) : script

describe('a handler in a script', () => {
  test.each([
    ['export const handler = async (event) => {}', 'event', false],
    ['export const handler = async (event: SQSEvent) => {}', 'event', true],
    ['export const handler: SQSHandler = async (event) => {}', 'event', true],
    ['export async function handler(e, context) {}', 'e', false],
    ['export const handler = function (event?: unknown) {}', 'event', true],
  ])('%s', (script, name, isTyped) => {
    const found = findHandler(`// above\n${script}`, 'handler')
    expect(found?.start).toBe('// above\n'.length)
    expect(found?.event).toMatchObject({ name, isTyped })
  })

  test.each(['export const handler = async () => {}', 'export const handler = async ({ Records }) => {}'])(
    '%s has no event to type',
    (script) => expect(findHandler(script, 'handler')).toEqual({ start: 0, event: null }),
  )

  test('is not any other', () => expect(findHandler('export const other = (event) => {}', 'handler')).toBeNull())
})

describe('names for the SDK', () => {
  const stack = stackOf(template(''))
  const wanted = (before: string) =>
    namesWanted(before, stack, environmentsOf(stack), (id) => (id === 'Orders' ? 'https://sqs/orders' : null))

  test('are variables of the environment first, then what is deployed', () => {
    expect(wanted('    QueueUrl: ')?.offered.map(({ text }) => text)).toEqual([
      'process.env.QUEUE_URL',
      "'https://sqs/orders'",
    ])
  })
  test('are texts inside of quotes', () => {
    expect(wanted('QueueUrl: "htt')).toMatchObject({ typed: '"htt', offered: [{ text: '"https://sqs/orders"' }] })
  })
  test.each(['MessageBody: ', 'const a = ', 'SecretId: '])('nothing after %s', (before) => {
    expect(wanted(before)?.offered ?? []).toEqual([])
  })
})

describe('importing a type', () => {
  test.each([
    ['const a = 1', "import type { SQSEvent } from 'aws-lambda'\nconst a = 1"],
    ['/** About. */\n\nconst a = 1', "/** About. */\n\nimport type { SQSEvent } from 'aws-lambda'\nconst a = 1"],
    ["import type { Context } from 'aws-lambda'\n", "import type { Context, SQSEvent } from 'aws-lambda'\n"],
    ["import { type Context } from 'aws-lambda'\n", "import { type Context, type SQSEvent } from 'aws-lambda'\n"],
    ["import type { SQSEvent } from 'aws-lambda'\n", "import type { SQSEvent } from 'aws-lambda'\n"],
    ['interface SQSEvent {}', 'interface SQSEvent {}'],
  ])('%j', (script, expected) => expect(applied(script, importEdit(script, 'SQSEvent'))).toBe(expected))
})
