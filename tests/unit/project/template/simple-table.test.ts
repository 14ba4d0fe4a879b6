/** Expected values: aws/serverless-application-model, tests/translator/output/simpletable*.json and simple_table*.json. */

import { expect, it } from 'vitest'
import { readTemplate } from '../../../../src/project/template'
import { properties, serverless, types } from './template'

it('is a table with the key `id`, on demand', () => {
  const reading = readTemplate(
    serverless(`
  Minimal:
    Type: AWS::Serverless::SimpleTable
`),
  )
  expect(reading.diagnostics).toEqual([])
  expect(types(reading)).toEqual({ Minimal: 'AWS::DynamoDB::Table' })
  expect(properties(reading, 'Minimal')).toEqual({
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
  })
})

it('takes its key, throughput, name and tags from the template', () => {
  const reading = readTemplate(
    serverless(`
  Orders:
    Type: AWS::Serverless::SimpleTable
    Properties:
      TableName: orders
      PrimaryKey: {Name: member_number, Type: Number}
      ProvisionedThroughput: {ReadCapacityUnits: 20, WriteCapacityUnits: 10}
      Tags: {team: shop}
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      Runtime: nodejs22.x
      InlineCode: exports.handler = async () => {}
      Environment: {Variables: {TABLE: !Ref Orders, ARN: !GetAtt Orders.Arn}}
`),
  )
  expect(reading.diagnostics.map(({ message }) => message)).toEqual([
    'ProvisionedThroughput has no effect here: capacity is counted, and no request is throttled.',
  ])
  expect(properties(reading, 'Orders')).toEqual({
    TableName: 'orders',
    AttributeDefinitions: [{ AttributeName: 'member_number', AttributeType: 'N' }],
    KeySchema: [{ AttributeName: 'member_number', KeyType: 'HASH' }],
    ProvisionedThroughput: { ReadCapacityUnits: 20, WriteCapacityUnits: 10 },
    Tags: [{ Key: 'team', Value: 'shop' }],
  })
})

it('refuses a type of key that there is not', () => {
  const { diagnostics } = readTemplate(
    serverless(`
  Orders:
    Type: AWS::Serverless::SimpleTable
    Properties:
      PrimaryKey: {Name: id, Type: Text}
`),
  )
  expect(diagnostics).toMatchObject([{ severity: 'error' }])
})
