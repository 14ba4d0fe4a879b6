/** The document client, as most handlers use it. */

import { TransactionCanceledException } from '@aws-sdk/client-dynamodb'
import {
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  GetCommand,
  paginateQuery,
  PutCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb'
import assert from 'node:assert/strict'
import type { Case } from '../sdk/case'
import { GUIDE, music, refused } from './music'

const SOURCE = `${GUIDE}, "Using the DynamoDB document client" (AWS SDK for JavaScript v3, lib-dynamodb)`
const TableName = 'Music'
const keyOf = (Artist: string, SongTitle: string) => ({ Artist, SongTitle })

export const documentCases: Readonly<Record<string, Case>> = {
  'The document client stores and gives back plain values': {
    source: SOURCE,
    async run(aws) {
      const { documents } = await music(aws)
      const Item = {
        ...keyOf('a', 'b'),
        count: 3,
        price: 12.5,
        nested: { list: [1, 'two', { three: true }], nothing: null },
        tags: new Set(['x', 'y']),
        bytes: new Uint8Array([1, 2, 3]),
      }
      await documents.send(new PutCommand({ TableName, Item }))
      const { Item: stored } = await documents.send(new GetCommand({ TableName, Key: keyOf('a', 'b') }))
      assert.deepEqual(stored, Item)
    },
  },
  'The document client counts': {
    source: `${GUIDE}, "Using update expressions in DynamoDB", atomic counters`,
    async run(aws) {
      const { documents } = await music(aws)
      const count = () =>
        documents.send(
          new UpdateCommand({
            TableName,
            Key: keyOf('a', 'b'),
            UpdateExpression: 'ADD #c :one',
            ExpressionAttributeNames: { '#c': 'count' },
            ExpressionAttributeValues: { ':one': 1 },
            ReturnValues: 'UPDATED_NEW',
          }),
        )
      await count()
      const { Attributes } = await count()
      assert.deepEqual(Attributes, { count: 2 })
    },
  },
  'The document client queries in pages': {
    source: SOURCE,
    async run(aws) {
      const { documents } = await music(aws)
      const songs = Array.from({ length: 5 }, (_, index) => ({ ...keyOf('a', String(index)), index }))
      await documents.send(
        new BatchWriteCommand({ RequestItems: { [TableName]: songs.map((Item) => ({ PutRequest: { Item } })) } }),
      )
      const input = {
        TableName,
        KeyConditionExpression: 'Artist = :a',
        FilterExpression: '#i > :i',
        ExpressionAttributeNames: { '#i': 'index' },
        ExpressionAttributeValues: { ':a': 'a', ':i': 0 },
      }
      const { Items, ScannedCount } = await documents.send(new QueryCommand(input))
      assert.deepEqual(Items, songs.slice(1))
      assert.equal(ScannedCount, 5)
      const pages: number[] = []
      for await (const page of paginateQuery({ client: documents, pageSize: 2 }, input)) pages.push(page.Count ?? 0)
      assert.deepEqual(pages, [1, 2, 1])
    },
  },
  'The document client gets batches, deletes and scans': {
    source: SOURCE,
    async run(aws) {
      const { documents } = await music(aws)
      for (const song of ['1', '2']) await documents.send(new PutCommand({ TableName, Item: keyOf('a', song) }))
      const { Responses } = await documents.send(
        new BatchGetCommand({ RequestItems: { [TableName]: { Keys: [keyOf('a', '1'), keyOf('a', '2')] } } }),
      )
      assert.equal(Responses?.[TableName]?.length, 2)
      await documents.send(new DeleteCommand({ TableName, Key: keyOf('a', '1') }))
      const { Items } = await documents.send(new ScanCommand({ TableName }))
      assert.deepEqual(Items, [keyOf('a', '2')])
    },
  },
  'The document client’s transactions': {
    source: SOURCE,
    async run(aws) {
      const { documents } = await music(aws)
      const once = () =>
        documents.send(
          new TransactWriteCommand({
            TransactItems: [
              {
                Put: {
                  TableName,
                  Item: { ...keyOf('a', 'b'), n: 1 },
                  ConditionExpression: 'attribute_not_exists(Artist)',
                },
              },
            ],
          }),
        )
      await once()
      const error = await refused(once())
      assert.ok(error instanceof TransactionCanceledException)
      assert.equal(error.CancellationReasons?.[0]?.Code, 'ConditionalCheckFailed')
    },
  },
}
