/** TransactWriteItems and TransactGetItems. */

import {
  GetItemCommand,
  IdempotentParameterMismatchException,
  ScanCommand,
  TransactGetItemsCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  type DynamoDBClient,
  type TransactWriteItem,
} from '@aws-sdk/client-dynamodb'
import assert from 'node:assert/strict'
import type { Case } from '../sdk/case'
import { GUIDE, invalid, key, MINUTE, music, REFERENCE, refused, type Item } from './music'

const write = (client: DynamoDBClient, TransactItems: TransactWriteItem[], token?: string) =>
  client.send(new TransactWriteItemsCommand({ TransactItems, ClientRequestToken: token }))
const putOf = (song: string, more: Item = {}): TransactWriteItem => ({
  Put: { TableName: 'Music', Item: { ...key('a', song), ...more } },
})

export const transactionCases: Readonly<Record<string, Case>> = {
  'A transaction does everything': {
    source: `${GUIDE}, "Amazon DynamoDB Transactions: How it works"`,
    async run(aws) {
      const { client, put } = await music(aws)
      await put('a', 'stock', { n: { N: '5' } })
      await put('a', 'gone')
      await put('a', 'checked', { open: { BOOL: true } })
      await write(client, [
        putOf('new'),
        {
          Update: {
            TableName: 'Music',
            Key: key('a', 'stock'),
            UpdateExpression: 'SET n = n - :one',
            ConditionExpression: 'n >= :one',
            ExpressionAttributeValues: { ':one': { N: '1' } },
          },
        },
        { Delete: { TableName: 'Music', Key: key('a', 'gone') } },
        {
          ConditionCheck: {
            TableName: 'Music',
            Key: key('a', 'checked'),
            ConditionExpression: 'attribute_exists(#o)',
            ExpressionAttributeNames: { '#o': 'open' },
          },
        },
      ])
      const { Items } = await client.send(new ScanCommand({ TableName: 'Music' }))
      assert.deepEqual(Items, [
        { ...key('a', 'checked'), open: { BOOL: true } },
        key('a', 'new'),
        { ...key('a', 'stock'), n: { N: '4' } },
      ])
    },
  },
  'A transaction does nothing when one condition fails, and says which': {
    source: `${REFERENCE}, TransactWriteItems, TransactionCanceledException, cancellation reasons`,
    async run(aws) {
      const { client, put } = await music(aws)
      await put('a', 'taken', { n: { N: '1' } })
      const error = await refused(
        write(client, [
          putOf('new'),
          {
            Put: {
              TableName: 'Music',
              Item: key('a', 'taken'),
              ConditionExpression: 'attribute_not_exists(Artist)',
              ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
            },
          },
        ]),
      )
      assert.ok(error instanceof TransactionCanceledException)
      assert.equal(
        error.message,
        'Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed]',
      )
      assert.deepEqual(error.CancellationReasons, [
        { Code: 'None' },
        {
          Code: 'ConditionalCheckFailed',
          Message: 'The conditional request failed',
          Item: { ...key('a', 'taken'), n: { N: '1' } },
        },
      ])
      assert.equal((await client.send(new ScanCommand({ TableName: 'Music' }))).Count, 1)
    },
  },
  'An action with a fault of its own cancels the transaction': {
    source: `${REFERENCE}, TransactWriteItems, cancellation reason ValidationError`,
    async run(aws) {
      const { client } = await music(aws)
      const error = await refused(
        write(client, [putOf('b'), { Delete: { TableName: 'Music', Key: { Artist: { S: 'a' } } } }]),
      )
      assert.ok(error instanceof TransactionCanceledException)
      assert.deepEqual(error.CancellationReasons?.[1], {
        Code: 'ValidationError',
        Message: 'The provided key element does not match the schema',
      })
    },
  },
  'An expression with a fault is refused as a whole': {
    source: 'dynamodb-conformance, recorded: syntax of expressions is checked before the transaction',
    async run(aws) {
      const { client } = await music(aws)
      const check = { TableName: 'Music', Key: key('a', 'b'), ConditionExpression: 'attribute_not_exists(' }
      await invalid(
        write(client, [{ ConditionCheck: check }]),
        'Invalid ConditionExpression: Syntax error; token: "<EOF>", near: "("',
      )
    },
  },
  'A transaction names an item once, and up to 100': {
    source: `${REFERENCE}, TransactWriteItems; ${GUIDE}, quotas`,
    async run(aws) {
      const { client } = await music(aws)
      await invalid(
        write(client, [putOf('b'), { Delete: { TableName: 'Music', Key: key('a', 'b') } }]),
        'Transaction request cannot include multiple operations on one item',
      )
      await invalid(
        write(
          client,
          Array.from({ length: 101 }, (_, index) => putOf(String(index))),
        ),
        /at 'transactItems' failed to satisfy constraint: Member must have length less than or equal to 100$/,
      )
    },
  },
  'A repeated ClientRequestToken does the work once': {
    source: `${REFERENCE}, TransactWriteItems, ClientRequestToken: idempotent for 10 minutes; IdempotentParameterMismatch`,
    async run(aws) {
      const { client, put } = await music(aws)
      await put('a', 'n', { n: { N: '0' } })
      const count = (token: string, by = '1') =>
        write(
          client,
          [
            {
              Update: {
                TableName: 'Music',
                Key: key('a', 'n'),
                UpdateExpression: 'ADD n :n',
                ExpressionAttributeValues: { ':n': { N: by } },
              },
            },
          ],
          token,
        )
      const value = async () =>
        (await client.send(new GetItemCommand({ TableName: 'Music', Key: key('a', 'n') }))).Item?.['n']?.N
      await count('first')
      await count('first')
      assert.equal(await value(), '1')
      assert.ok((await refused(count('first', '2'))) instanceof IdempotentParameterMismatchException)
      await aws.advance(11 * MINUTE)
      await count('first')
      assert.equal(await value(), '2')
    },
  },
  'TransactGetItems reads in order, with gaps': {
    source: `${REFERENCE}, TransactGetItems, Responses: "ordered … an empty … if it does not exist"`,
    async run(aws) {
      const { client, put } = await music(aws)
      await put('a', '1', { n: { N: '1' } })
      await put('a', '3', { n: { N: '3' } })
      const { Responses, ConsumedCapacity } = await client.send(
        new TransactGetItemsCommand({
          TransactItems: ['3', '2', '1'].map((song) => ({
            Get: { TableName: 'Music', Key: key('a', song), ProjectionExpression: 'n' },
          })),
          ReturnConsumedCapacity: 'TOTAL',
        }),
      )
      assert.deepEqual(Responses, [{ Item: { n: { N: '3' } } }, {}, { Item: { n: { N: '1' } } }])
      // Two underlying reads of every item.
      assert.equal(ConsumedCapacity?.[0]?.CapacityUnits, 6)
    },
  },
  'A transaction’s writes cost twice as much': {
    source: `${GUIDE}, "DynamoDB read and write operations": transactional write requests require two units per KB`,
    async run(aws) {
      const { client } = await music(aws)
      const { ConsumedCapacity } = await client.send(
        new TransactWriteItemsCommand({ TransactItems: [putOf('b')], ReturnConsumedCapacity: 'TOTAL' }),
      )
      assert.deepEqual(ConsumedCapacity, [{ TableName: 'Music', CapacityUnits: 2, WriteCapacityUnits: 2 }])
    },
  },
}
