/** What IAM lets through, and what is refused by name. */

import {
  BatchGetItemCommand,
  DynamoDBClient,
  ExecuteStatementCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb'
import assert from 'node:assert/strict'
import type { Case } from '../sdk/case'
import { HEY, invalid, key, music, refused, YEARS } from './music'

const AUTHORIZATION = 'Service Authorization Reference, "Actions, resources, and condition keys for Amazon DynamoDB"'
const TABLE = 'arn:aws:dynamodb:us-east-1:123456789012:table/Music'
const allow = (Action: string | string[], Resource: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action, Resource }],
})

export const accessCases: Readonly<Record<string, Case>> = {
  'A role that may read may not write': {
    source: `${AUTHORIZATION}; IAM User Guide, "Troubleshoot access denied error messages"`,
    async run(aws) {
      await music(aws)
      const client = new DynamoDBClient(await aws.role(allow('dynamodb:GetItem', TABLE)))
      await client.send(new GetItemCommand({ TableName: 'Music', Key: HEY }))
      const error = await refused(client.send(new PutItemCommand({ TableName: 'Music', Item: HEY })))
      assert.equal(error.name, 'AccessDeniedException')
      assert.match(
        error.message,
        /is not authorized to perform: dynamodb:PutItem on resource: arn:aws:dynamodb:us-east-1:123456789012:table\/Music/,
      )
    },
  },
  'An index is a resource of its own': {
    source: `${AUTHORIZATION}, Query on index`,
    async run(aws) {
      await music(aws, YEARS)
      const client = new DynamoDBClient(await aws.role(allow('dynamodb:Query', TABLE)))
      const query = (IndexName?: string) =>
        client.send(
          new QueryCommand({
            TableName: 'Music',
            IndexName,
            KeyConditionExpression: 'Artist = :a',
            ExpressionAttributeValues: { ':a': { S: 'a' } },
          }),
        )
      await query()
      const error = await refused(query('Chronological'))
      assert.match(error.message, /dynamodb:Query on resource: \S+table\/Music\/index\/Chronological/)
    },
  },
  'A transaction needs the right to each of its actions': {
    source: 'Amazon DynamoDB Developer Guide, "Using IAM with DynamoDB transactions"',
    async run(aws) {
      await music(aws)
      const client = new DynamoDBClient(await aws.role(allow(['dynamodb:PutItem'], TABLE)))
      const put = { Put: { TableName: 'Music', Item: HEY } }
      await client.send(new TransactWriteItemsCommand({ TransactItems: [put] }))
      const remove = { Delete: { TableName: 'Music', Key: key('a', 'b') } }
      const error = await refused(client.send(new TransactWriteItemsCommand({ TransactItems: [put, remove] })))
      assert.match(error.message, /dynamodb:DeleteItem/)
    },
  },
  'dynamodb:LeadingKeys confines a role to its partitions': {
    source:
      'Amazon DynamoDB Developer Guide, "Using IAM policy conditions for fine-grained access control", LeadingKeys',
    async run(aws) {
      const { put } = await music(aws)
      await put('mine', 'b')
      const client = new DynamoDBClient(
        await aws.role({
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Action: ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:BatchGetItem'],
              Resource: TABLE,
              Condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['mine'] } },
            },
          ],
        }),
      )
      const get = (artist: string) => client.send(new GetItemCommand({ TableName: 'Music', Key: key(artist, 'b') }))
      assert.deepEqual((await get('mine')).Item, key('mine', 'b'))
      assert.equal((await refused(get('yours'))).name, 'AccessDeniedException')
      const query = (artist: string) =>
        client.send(
          new QueryCommand({
            TableName: 'Music',
            KeyConditionExpression: '#a = :a',
            ExpressionAttributeNames: { '#a': 'Artist' },
            ExpressionAttributeValues: { ':a': { S: artist } },
          }),
        )
      assert.equal((await query('mine')).Count, 1)
      assert.equal((await refused(query('yours'))).name, 'AccessDeniedException')
      const batch = (...artists: string[]) =>
        client.send(
          new BatchGetItemCommand({
            RequestItems: { Music: { Keys: artists.map((artist) => key(artist, 'b')) } },
          }),
        )
      assert.equal((await batch('mine')).Responses?.['Music']?.length, 1)
      assert.equal((await refused(batch('mine', 'yours'))).name, 'AccessDeniedException')
    },
  },
  'PartiQL is refused by name': {
    source: 'Amazon DynamoDB API Reference, ExecuteStatement, ValidationException; not simulated by Coldstart',
    async run(aws) {
      const client = new DynamoDBClient(aws.config)
      await invalid(
        client.send(new ExecuteStatementCommand({ Statement: 'SELECT * FROM Music' })),
        /PartiQL is not simulated/,
      )
    },
  },
}
