/** Tables, tags, quotas. */

import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeEndpointsCommand,
  DescribeLimitsCommand,
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  ListTagsOfResourceCommand,
  paginateListTables,
  QueryCommand,
  ResourceInUseException,
  ResourceNotFoundException,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateTableCommand,
  waitUntilTableExists,
  waitUntilTableNotExists,
  type CreateTableCommandInput,
} from '@aws-sdk/client-dynamodb'
import assert from 'node:assert/strict'
import type { Case } from '../sdk/case'
import { GUIDE, invalid, key, MINUTE, music, REFERENCE, refused } from './music'

export const tableCases: Readonly<Record<string, Case>> = {
  'CreateTable describes a table that is being created': {
    source: `${REFERENCE}, CreateTable`,
    async run(aws) {
      const client = new DynamoDBClient(aws.config)
      const { TableDescription: table } = await client.send(
        new CreateTableCommand({
          TableName: 'Orders',
          AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
          KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
          ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 2 },
          Tags: [{ Key: 'team', Value: 'shop' }],
        }),
      )
      assert.equal(table?.TableStatus, 'CREATING')
      assert.equal(table?.TableArn, 'arn:aws:dynamodb:us-east-1:123456789012:table/Orders')
      assert.deepEqual(table?.KeySchema, [{ AttributeName: 'id', KeyType: 'HASH' }])
      assert.deepEqual([table?.ItemCount, table?.TableSizeBytes], [0, 0])
      assert.equal(table?.ProvisionedThroughput?.ReadCapacityUnits, 5)
      assert.equal(table?.CreationDateTime?.getTime(), await aws.now())
    },
  },
  'waitUntilTableExists ends when the table is ACTIVE': {
    source: `${GUIDE}, "Step 1: Create a table in DynamoDB"`,
    async run(aws) {
      const { client } = await music(aws)
      const { state } = await waitUntilTableExists({ client, maxWaitTime: 30 }, { TableName: 'Music' })
      assert.equal(state, 'SUCCESS')
    },
  },
  'CreateTable refuses a second table of the same name': {
    source: `${REFERENCE}, CreateTable, ResourceInUseException`,
    async run(aws) {
      await music(aws)
      const error = await refused(music(aws))
      assert.ok(error instanceof ResourceInUseException)
      assert.equal(error.message, 'Table already exists: Music')
    },
  },
  'CreateTable refuses key attributes without definition': {
    source: `${REFERENCE}, CreateTable, KeySchema: "The attributes in KeySchema must also be defined in the AttributeDefinitions array"`,
    async run(aws) {
      const client = new DynamoDBClient(aws.config)
      const input: CreateTableCommandInput = {
        TableName: 'Orders',
        AttributeDefinitions: [{ AttributeName: 'other', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        BillingMode: 'PAY_PER_REQUEST',
      }
      await invalid(
        client.send(new CreateTableCommand(input)),
        'One or more parameter values were invalid: Some index key attributes are not defined in AttributeDefinitions. Keys: [id], AttributeDefinitions: [other]',
      )
    },
  },
  'DescribeTable of no table is ResourceNotFoundException': {
    source: `${REFERENCE}, DescribeTable`,
    async run(aws) {
      const client = new DynamoDBClient(aws.config)
      const error = await refused(client.send(new DescribeTableCommand({ TableName: 'Nope' })))
      assert.ok(error instanceof ResourceNotFoundException)
      assert.equal(error.message, 'Requested resource not found: Table: Nope not found')
    },
  },
  'ListTables is in pages, in the order of names': {
    source: `${REFERENCE}, ListTables`,
    async run(aws) {
      const client = new DynamoDBClient(aws.config)
      for (const TableName of ['cherry', 'apple', 'banana']) {
        await client.send(
          new CreateTableCommand({
            TableName,
            AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
            KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
            BillingMode: 'PAY_PER_REQUEST',
          }),
        )
      }
      const first = await client.send(new ListTablesCommand({ Limit: 2 }))
      assert.deepEqual(first.TableNames, ['apple', 'banana'])
      assert.equal(first.LastEvaluatedTableName, 'banana')
      const pages: string[][] = []
      for await (const page of paginateListTables({ client, pageSize: 2 }, {})) pages.push(page.TableNames ?? [])
      assert.deepEqual(pages, [['apple', 'banana'], ['cherry']])
    },
  },
  'UpdateTable adds an index, which then holds what was there before': {
    source: `${GUIDE}, "Managing Global Secondary Indexes in DynamoDB"`,
    async run(aws) {
      const { client, put } = await music(aws)
      await put('Acme Band', 'Happy Day', { Year: { N: '2014' } })
      await put('Acme Band', 'Untitled')
      const { TableDescription: table } = await client.send(
        new UpdateTableCommand({
          TableName: 'Music',
          AttributeDefinitions: [{ AttributeName: 'Year', AttributeType: 'N' }],
          GlobalSecondaryIndexUpdates: [
            {
              Create: {
                IndexName: 'ByYear',
                KeySchema: [{ AttributeName: 'Year', KeyType: 'HASH' }],
                Projection: { ProjectionType: 'ALL' },
              },
            },
          ],
        }),
      )
      assert.equal(table?.TableStatus, 'UPDATING')
      assert.equal(table?.GlobalSecondaryIndexes?.[0]?.IndexStatus, 'CREATING')
      await aws.advance(MINUTE)
      const { Items } = await client.send(
        new QueryCommand({
          TableName: 'Music',
          IndexName: 'ByYear',
          KeyConditionExpression: '#y = :y',
          ExpressionAttributeNames: { '#y': 'Year' },
          ExpressionAttributeValues: { ':y': { N: '2014' } },
        }),
      )
      assert.deepEqual(Items, [{ ...key('Acme Band', 'Happy Day'), Year: { N: '2014' } }])
    },
  },
  'DeleteTable takes the table and its items': {
    source: `${REFERENCE}, DeleteTable`,
    async run(aws) {
      const { client, put } = await music(aws)
      await put('a', 'b')
      const { TableDescription } = await client.send(new DeleteTableCommand({ TableName: 'Music' }))
      assert.equal(TableDescription?.TableStatus, 'DELETING')
      await aws.advance(MINUTE)
      await waitUntilTableNotExists({ client, maxWaitTime: 30 }, { TableName: 'Music' })
      const error = await refused(client.send(new GetItemCommand({ TableName: 'Music', Key: key('a', 'b') })))
      assert.equal(error.name, 'ResourceNotFoundException')
      assert.equal(error.message, 'Requested resource not found')
    },
  },
  'DeletionProtectionEnabled keeps a table': {
    source: `${GUIDE}, "Using deletion protection to protect your table"`,
    async run(aws) {
      const { client } = await music(aws, { DeletionProtectionEnabled: true })
      const error = await refused(client.send(new DeleteTableCommand({ TableName: 'Music' })))
      assert.equal(error.name, 'ValidationException')
      await client.send(new UpdateTableCommand({ TableName: 'Music', DeletionProtectionEnabled: false }))
      await aws.advance(MINUTE)
      await client.send(new DeleteTableCommand({ TableName: 'Music' }))
    },
  },
  'Tags are added, listed and removed': {
    source: `${REFERENCE}, TagResource, ListTagsOfResource, UntagResource`,
    async run(aws) {
      const { client } = await music(aws)
      const ResourceArn = 'arn:aws:dynamodb:us-east-1:123456789012:table/Music'
      const Tags = [
        { Key: 'team', Value: 'shop' },
        { Key: 'stage', Value: 'test' },
      ]
      await client.send(new TagResourceCommand({ ResourceArn, Tags }))
      await client.send(new UntagResourceCommand({ ResourceArn, TagKeys: ['stage'] }))
      const { Tags: left } = await client.send(new ListTagsOfResourceCommand({ ResourceArn }))
      assert.deepEqual(left, [{ Key: 'team', Value: 'shop' }])
    },
  },
  'DescribeLimits gives the quotas of an account': {
    source: `${GUIDE}, "Service, account, and table quotas": 40,000 units per table, 80,000 per account`,
    async run(aws) {
      const limits = await new DynamoDBClient(aws.config).send(new DescribeLimitsCommand({}))
      assert.equal(limits.TableMaxReadCapacityUnits, 40_000)
      assert.equal(limits.AccountMaxWriteCapacityUnits, 80_000)
    },
  },
  'DescribeEndpoints names the Region’s endpoint': {
    source: `${REFERENCE}, DescribeEndpoints`,
    async run(aws) {
      const { Endpoints } = await new DynamoDBClient(aws.config).send(new DescribeEndpointsCommand({}))
      assert.deepEqual(Endpoints, [{ Address: 'dynamodb.us-east-1.amazonaws.com', CachePeriodInMinutes: 1440 }])
    },
  },
}
