/** DynamoDB Streams, with the client of its own. */

import {
  DeleteItemCommand,
  DescribeTableCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb'
import {
  DynamoDBStreamsClient,
  ExpiredIteratorException,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListStreamsCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-dynamodb-streams'
import assert from 'node:assert/strict'
import type { Case } from '../sdk/case'
import { GUIDE, HOUR, key, MINUTE, music, refused, streaming, streamOf } from './music'

const STREAMS = 'Amazon DynamoDB Streams API Reference'

export const streamCases: Readonly<Record<string, Case>> = {
  'A stream is described with its table and its shard': {
    source: `${STREAMS}, ListStreams, DescribeStream`,
    async run(aws) {
      const { client } = await music(aws, streaming('NEW_AND_OLD_IMAGES'))
      const { Table } = await client.send(new DescribeTableCommand({ TableName: 'Music' }))
      const { StreamArn, description, ShardId } = await streamOf(aws)
      assert.equal(StreamArn, Table?.LatestStreamArn)
      assert.match(
        StreamArn ?? '',
        /^arn:aws:dynamodb:us-east-1:123456789012:table\/Music\/stream\/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}$/,
      )
      assert.deepEqual(Table?.StreamSpecification, { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' })
      assert.equal(description?.StreamStatus, 'ENABLED')
      assert.deepEqual(
        description?.KeySchema?.map(({ KeyType }) => KeyType),
        ['HASH', 'RANGE'],
      )
      assert.match(ShardId ?? '', /^shardId-\d{20}-[0-9a-f]{8}$/)
    },
  },
  'Every change is a record, with its images': {
    source: `${GUIDE}, "Change data capture for DynamoDB Streams"; ${STREAMS}, Record, StreamRecord`,
    async run(aws) {
      const { client, put } = await music(aws, streaming('NEW_AND_OLD_IMAGES'))
      await put('a', 'b', { n: { N: '1' } })
      await client.send(
        new UpdateItemCommand({
          TableName: 'Music',
          Key: key('a', 'b'),
          UpdateExpression: 'SET n = :n',
          ExpressionAttributeValues: { ':n': { N: '2' } },
        }),
      )
      await client.send(new DeleteItemCommand({ TableName: 'Music', Key: key('a', 'b') }))
      const { iterator, records } = await streamOf(aws)
      const all = await records(await iterator('TRIM_HORIZON'))
      const [one, two] = [
        { ...key('a', 'b'), n: { N: '1' } },
        { ...key('a', 'b'), n: { N: '2' } },
      ]
      assert.deepEqual(
        all.map(({ eventName, dynamodb }) => [eventName, dynamodb?.OldImage, dynamodb?.NewImage]),
        [
          ['INSERT', undefined, one],
          ['MODIFY', one, two],
          ['REMOVE', two, undefined],
        ],
      )
      const [first] = all
      assert.deepEqual(first?.dynamodb?.Keys, key('a', 'b'))
      assert.deepEqual(
        [first?.eventSource, first?.eventVersion, first?.awsRegion],
        ['aws:dynamodb', '1.1', 'us-east-1'],
      )
      // Keys 6+1+9+1, the new image those and n with 1+2.
      assert.equal(first?.dynamodb?.SizeBytes, 37)
      assert.equal(first?.dynamodb?.ApproximateCreationDateTime?.getTime(), Math.floor((await aws.now()) / 1000) * 1000)
      const numbers = all.map(({ dynamodb }) => BigInt(dynamodb?.SequenceNumber ?? ''))
      assert.ok((numbers[0] ?? 0n) < (numbers[1] ?? 0n) && (numbers[1] ?? 0n) < (numbers[2] ?? 0n))
    },
  },
  'The view type says what a record shows': {
    source: `${GUIDE}, "Enabling a stream", StreamViewType`,
    async run(aws) {
      const { put } = await music(aws, streaming('KEYS_ONLY'))
      await put('a', 'b', { n: { N: '1' } })
      const { iterator, records } = await streamOf(aws)
      const [{ dynamodb } = {}] = await records(await iterator('TRIM_HORIZON'))
      assert.deepEqual(dynamodb?.Keys, key('a', 'b'))
      assert.deepEqual([dynamodb?.NewImage, dynamodb?.OldImage], [undefined, undefined])
      assert.equal(dynamodb?.StreamViewType, 'KEYS_ONLY')
    },
  },
  'A write that changes nothing makes no record': {
    source: `${GUIDE}, "Change data capture for DynamoDB Streams": "If you perform a PutItem or UpdateItem operation that does not change any data in an item, DynamoDB Streams does not write a stream record"`,
    async run(aws) {
      const { client, put } = await music(aws, streaming('NEW_IMAGE'))
      await put('a', 'b', { n: { N: '1' } })
      await put('a', 'b', { n: { N: '1.0' } })
      await client.send(new DeleteItemCommand({ TableName: 'Music', Key: key('a', 'none') }))
      const { iterator, records } = await streamOf(aws)
      assert.equal((await records(await iterator('TRIM_HORIZON'))).length, 1)
    },
  },
  'A transaction’s writes are in the stream': {
    source: `${GUIDE}, "Amazon DynamoDB Transactions: How it works", transactions and streams`,
    async run(aws) {
      const { client } = await music(aws, streaming('KEYS_ONLY'))
      await client.send(
        new TransactWriteItemsCommand({
          TransactItems: ['1', '2'].map((song) => ({ Put: { TableName: 'Music', Item: key('a', song) } })),
        }),
      )
      const { iterator, records } = await streamOf(aws)
      const all = await records(await iterator('TRIM_HORIZON'))
      assert.deepEqual(
        all.map(({ dynamodb }) => dynamodb?.Keys),
        [key('a', '1'), key('a', '2')],
      )
    },
  },
  'Iterators begin where their type says': {
    source: `${STREAMS}, GetShardIterator, ShardIteratorType`,
    async run(aws) {
      const { put } = await music(aws, streaming('KEYS_ONLY'))
      for (const song of ['1', '2', '3']) await put('a', song)
      const { iterator, records } = await streamOf(aws)
      const songsFrom = async (shardIterator: string) =>
        (await records(shardIterator)).map(({ dynamodb }) => dynamodb?.Keys?.['SongTitle']?.S)
      const latest = await iterator('LATEST')
      const [, second] = await records(await iterator('TRIM_HORIZON'))
      const number = second?.dynamodb?.SequenceNumber
      assert.deepEqual(await songsFrom(await iterator('AT_SEQUENCE_NUMBER', number)), ['2', '3'])
      assert.deepEqual(await songsFrom(await iterator('AFTER_SEQUENCE_NUMBER', number)), ['3'])
      assert.deepEqual(await songsFrom(latest), [])
      await put('a', '4')
      assert.deepEqual(await songsFrom(latest), ['4'])
    },
  },
  'GetRecords goes on with NextShardIterator': {
    source: `${STREAMS}, GetRecords`,
    async run(aws) {
      const { put } = await music(aws, streaming('KEYS_ONLY'))
      for (const song of ['1', '2', '3']) await put('a', song)
      const { streams, iterator } = await streamOf(aws)
      const first = await streams.send(
        new GetRecordsCommand({ ShardIterator: await iterator('TRIM_HORIZON'), Limit: 2 }),
      )
      assert.equal(first.Records?.length, 2)
      const second = await streams.send(new GetRecordsCommand({ ShardIterator: first.NextShardIterator }))
      assert.equal(second.Records?.length, 1)
      assert.notEqual(second.NextShardIterator, undefined)
    },
  },
  'An iterator expires after 15 minutes': {
    source: `${STREAMS}, GetShardIterator: "A shard iterator expires 15 minutes after it is returned to the requester"`,
    async run(aws) {
      await music(aws, streaming('KEYS_ONLY'))
      const { iterator, records } = await streamOf(aws)
      const shardIterator = await iterator('LATEST')
      await aws.advance(14 * MINUTE)
      await records(shardIterator)
      await aws.advance(2 * MINUTE)
      assert.ok((await refused(records(shardIterator))) instanceof ExpiredIteratorException)
    },
  },
  'Records are kept for 24 hours': {
    source: `${GUIDE}, "Data retention limit for DynamoDB Streams"`,
    async run(aws) {
      const { put } = await music(aws, streaming('KEYS_ONLY'))
      await put('a', 'old')
      await aws.advance(20 * HOUR)
      await put('a', 'new')
      await aws.advance(5 * HOUR)
      const { iterator, records } = await streamOf(aws)
      const all = await records(await iterator('TRIM_HORIZON'))
      assert.deepEqual(
        all.map(({ dynamodb }) => dynamodb?.Keys),
        [key('a', 'new')],
      )
    },
  },
  'A disabled stream ends, and can be read to its end': {
    source: `${GUIDE}, "Enabling a stream": "you can still read … for 24 hours"; ${STREAMS}, GetRecords, NextShardIterator: null for a closed shard`,
    async run(aws) {
      const { client, put } = await music(aws, streaming('KEYS_ONLY'))
      await put('a', 'b')
      await client.send(new UpdateTableCommand({ TableName: 'Music', StreamSpecification: { StreamEnabled: false } }))
      await aws.advance(MINUTE)
      await put('a', 'unseen')
      const { streams, description, iterator } = await streamOf(aws)
      assert.equal(description?.StreamStatus, 'DISABLED')
      const output = await streams.send(new GetRecordsCommand({ ShardIterator: await iterator('TRIM_HORIZON') }))
      assert.equal(output.Records?.length, 1)
      assert.equal(output.NextShardIterator, undefined)
    },
  },
  'A stream that is not there is ResourceNotFoundException': {
    source: `${STREAMS}, GetShardIterator, errors`,
    async run(aws) {
      const streams = new DynamoDBStreamsClient(aws.config)
      assert.deepEqual((await streams.send(new ListStreamsCommand({}))).Streams, [])
      const StreamArn = 'arn:aws:dynamodb:us-east-1:123456789012:table/Music/stream/2026-01-31T12:00:00.000'
      const ShardId = 'shardId-00000001414576573621-f55eea83'
      const error = await refused(
        streams.send(new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType: 'LATEST' })),
      )
      assert.ok(error instanceof ResourceNotFoundException)
    },
  },
}
