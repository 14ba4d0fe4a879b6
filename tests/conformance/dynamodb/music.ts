/** The table of the Developer Guide's examples, and what the cases share. */

import {
  CreateTableCommand,
  DynamoDBClient,
  PutItemCommand,
  type AttributeValue,
  type CreateTableCommandInput,
} from '@aws-sdk/client-dynamodb'
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListStreamsCommand,
  type _Record as StreamRecord,
  type ShardIteratorType,
} from '@aws-sdk/client-dynamodb-streams'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import assert from 'node:assert/strict'
import type { Aws } from '../sdk/case'

export const REFERENCE = 'Amazon DynamoDB API Reference'
export const GUIDE = 'Amazon DynamoDB Developer Guide'

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE

export type Item = Record<string, AttributeValue>

/** A client, a document client, and the table `Music` of the guide's examples, ready for use. */
export async function music(aws: Aws, more: Partial<CreateTableCommandInput> = {}) {
  const client = new DynamoDBClient(aws.config)
  await client.send(
    new CreateTableCommand({
      TableName: 'Music',
      AttributeDefinitions: [
        { AttributeName: 'Artist', AttributeType: 'S' },
        { AttributeName: 'SongTitle', AttributeType: 'S' },
      ],
      KeySchema: [
        { AttributeName: 'Artist', KeyType: 'HASH' },
        { AttributeName: 'SongTitle', KeyType: 'RANGE' },
      ],
      BillingMode: 'PAY_PER_REQUEST',
      ...more,
    }),
  )
  await aws.advance(MINUTE)
  const put = (artist: string, song: string, attributes: Item = {}) =>
    client.send(new PutItemCommand({ TableName: 'Music', Item: { ...key(artist, song), ...attributes } }))
  return { client, documents: DynamoDBDocumentClient.from(client), put }
}

export const key = (artist: string, song: string): Item => ({ Artist: { S: artist }, SongTitle: { S: song } })
export const HEY = key('No One You Know', 'Call Me Today')

export const YEARS: Partial<CreateTableCommandInput> = {
  AttributeDefinitions: [
    { AttributeName: 'Artist', AttributeType: 'S' },
    { AttributeName: 'SongTitle', AttributeType: 'S' },
    { AttributeName: 'Year', AttributeType: 'N' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'ByYear',
      KeySchema: [{ AttributeName: 'Year', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
  ],
  LocalSecondaryIndexes: [
    {
      IndexName: 'Chronological',
      KeySchema: [
        { AttributeName: 'Artist', KeyType: 'HASH' },
        { AttributeName: 'Year', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['Label'] },
    },
  ],
}

/** The error that a request is answered with. */
export async function refused(request: Promise<unknown>): Promise<Error & { $metadata: { httpStatusCode?: number } }> {
  try {
    await request
  } catch (error) {
    return error as Error & { $metadata: { httpStatusCode?: number } }
  }
  throw new assert.AssertionError({ message: 'the request was not refused' })
}

export async function invalid(request: Promise<unknown>, message: string | RegExp): Promise<void> {
  const error = await refused(request)
  assert.equal(error.name, 'ValidationException')
  if (typeof message === 'string') assert.equal(error.message, message)
  else assert.match(error.message, message)
  assert.equal(error.$metadata.httpStatusCode, 400)
}

export async function streamOf(aws: Aws) {
  const streams = new DynamoDBStreamsClient(aws.config)
  const { Streams = [] } = await streams.send(new ListStreamsCommand({ TableName: 'Music' }))
  const StreamArn = Streams[0]?.StreamArn
  const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }))
  const ShardId = StreamDescription?.Shards?.[0]?.ShardId
  const iterator = async (ShardIteratorType: ShardIteratorType, SequenceNumber?: string): Promise<string> => {
    const given = { StreamArn, ShardId, ShardIteratorType, SequenceNumber }
    return (await streams.send(new GetShardIteratorCommand(given))).ShardIterator ?? ''
  }
  const records = async (ShardIterator: string): Promise<StreamRecord[]> =>
    (await streams.send(new GetRecordsCommand({ ShardIterator }))).Records ?? []
  return { streams, StreamArn, ShardId, description: StreamDescription, iterator, records }
}

export const streaming = (StreamViewType: 'NEW_AND_OLD_IMAGES' | 'KEYS_ONLY' | 'NEW_IMAGE' | 'OLD_IMAGE') => ({
  StreamSpecification: { StreamEnabled: true, StreamViewType },
})
