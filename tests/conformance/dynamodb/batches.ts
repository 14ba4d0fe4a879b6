/** BatchGetItem and BatchWriteItem. */

import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  ResourceNotFoundException,
  ScanCommand,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb'
import assert from 'node:assert/strict'
import type { Case } from '../sdk/case'
import { GUIDE, invalid, key, music, REFERENCE, refused } from './music'

export const batchCases: Readonly<Record<string, Case>> = {
  'BatchWriteItem puts and deletes': {
    source: `${REFERENCE}, BatchWriteItem`,
    async run(aws) {
      const { client, put } = await music(aws)
      await put('a', 'old')
      const { UnprocessedItems } = await client.send(
        new BatchWriteItemCommand({
          RequestItems: {
            Music: [
              { PutRequest: { Item: { ...key('a', 'new'), n: { N: '1' } } } },
              { DeleteRequest: { Key: key('a', 'old') } },
            ],
          },
        }),
      )
      assert.deepEqual(UnprocessedItems, {})
      const { Items } = await client.send(new ScanCommand({ TableName: 'Music' }))
      assert.deepEqual(Items, [{ ...key('a', 'new'), n: { N: '1' } }])
    },
  },
  'BatchWriteItem takes 25 requests, on different items': {
    source: `${REFERENCE}, BatchWriteItem: "up to … 25 distinct items"; "multiple operations on the same item"`,
    async run(aws) {
      const { client } = await music(aws)
      const write = (Music: WriteRequest[]) => client.send(new BatchWriteItemCommand({ RequestItems: { Music } }))
      const remove = (song: string): WriteRequest => ({ DeleteRequest: { Key: key('a', song) } })
      await invalid(
        write(Array.from({ length: 26 }, (_, index) => remove(String(index)))),
        /at 'requestItems' failed to satisfy constraint: Map value must satisfy constraint: \[Member must have length less than or equal to 25, Member must have length greater than or equal to 1\]$/,
      )
      await invalid(write([remove('b'), remove('b')]), 'Provided list of item keys contains duplicates')
      await invalid(
        client.send(new BatchWriteItemCommand({ RequestItems: {} })),
        "1 validation error detected: Value '{}' at 'requestItems' failed to satisfy constraint: Member must have length greater than or equal to 1",
      )
    },
  },
  'BatchWriteItem on a table that is not there writes nothing': {
    source: `${REFERENCE}, BatchWriteItem: "if … one or more tables … does not exist … rejects the entire batch write operation"`,
    async run(aws) {
      const { client } = await music(aws)
      const requests: WriteRequest[] = [{ PutRequest: { Item: key('a', 'b') } }]
      const error = await refused(
        client.send(new BatchWriteItemCommand({ RequestItems: { Music: requests, Nope: requests } })),
      )
      assert.ok(error instanceof ResourceNotFoundException)
      assert.equal((await client.send(new ScanCommand({ TableName: 'Music' }))).Count, 0)
    },
  },
  'BatchGetItem gives what there is, projected': {
    source: `${REFERENCE}, BatchGetItem: "If a requested item does not exist, it is not returned in the result"`,
    async run(aws) {
      const { client, put } = await music(aws)
      await put('a', '1', { n: { N: '1' } })
      await put('a', '2', { n: { N: '2' } })
      const { Responses, UnprocessedKeys } = await client.send(
        new BatchGetItemCommand({
          RequestItems: {
            Music: { Keys: [key('a', '1'), key('a', '2'), key('a', '3')], ProjectionExpression: 'n' },
          },
        }),
      )
      assert.deepEqual(Responses?.['Music']?.map(({ n }) => n?.N).sort(), ['1', '2'])
      assert.deepEqual(UnprocessedKeys, {})
    },
  },
  'BatchGetItem stops at 16 MB': {
    source: `${REFERENCE}, BatchGetItem: "up to 16 MB of data … UnprocessedKeys"`,
    async run(aws) {
      const { client, put } = await music(aws)
      const songs = Array.from({ length: 50 }, (_, index) => String(index + 10))
      for (const song of songs) await put('a', song, { x: { S: 'x'.repeat(400_000) } })
      const { Responses, UnprocessedKeys } = await client.send(
        new BatchGetItemCommand({ RequestItems: { Music: { Keys: songs.map((song) => key('a', song)) } } }),
      )
      // 41 items of a little over 400,000 bytes are within 16 × 1,048,576.
      assert.equal(Responses?.['Music']?.length, 41)
      assert.equal(UnprocessedKeys?.['Music']?.Keys?.length, 9)
    },
  },
  'BatchGetItem refuses duplicates and more than 100 keys': {
    source: `${REFERENCE}, BatchGetItem; ${GUIDE}, quotas`,
    async run(aws) {
      const { client } = await music(aws)
      const get = (songs: readonly string[]) =>
        client.send(new BatchGetItemCommand({ RequestItems: { Music: { Keys: songs.map((song) => key('a', song)) } } }))
      await invalid(get(['1', '1']), 'Provided list of item keys contains duplicates')
      await invalid(
        get(Array.from({ length: 101 }, (_, index) => String(index))),
        /at 'requestItems.Music.member.keys' failed to satisfy constraint: Member must have length less than or equal to 100$/,
      )
    },
  },
}
