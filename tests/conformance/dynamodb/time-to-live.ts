/** Time to live. */

import {
  DescribeTimeToLiveCommand,
  ScanCommand,
  UpdateTimeToLiveCommand,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb'
import assert from 'node:assert/strict'
import type { Case } from '../sdk/case'
import { GUIDE, HOUR, invalid, MINUTE, music, REFERENCE, streaming, streamOf } from './music'

const enable = (client: DynamoDBClient, AttributeName = 'expires', Enabled = true) =>
  client.send(new UpdateTimeToLiveCommand({ TableName: 'Music', TimeToLiveSpecification: { Enabled, AttributeName } }))
const songs = async (client: DynamoDBClient) =>
  ((await client.send(new ScanCommand({ TableName: 'Music' }))).Items ?? []).map(({ SongTitle }) => SongTitle?.S).sort()

export const timeToLiveCases: Readonly<Record<string, Case>> = {
  'UpdateTimeToLive switches it on, once': {
    source: `${REFERENCE}, UpdateTimeToLive, DescribeTimeToLive`,
    async run(aws) {
      const { client } = await music(aws)
      const status = async () =>
        (await client.send(new DescribeTimeToLiveCommand({ TableName: 'Music' }))).TimeToLiveDescription
      assert.deepEqual(await status(), { TimeToLiveStatus: 'DISABLED' })
      const { TimeToLiveSpecification } = await enable(client)
      assert.deepEqual(TimeToLiveSpecification, { Enabled: true, AttributeName: 'expires' })
      assert.deepEqual(await status(), { TimeToLiveStatus: 'ENABLED', AttributeName: 'expires' })
      await invalid(enable(client), 'TimeToLive is already enabled')
      await invalid(
        enable(client, 'expires', false),
        'Time to live has been modified multiple times within a fixed interval',
      )
      await aws.advance(HOUR + MINUTE)
      await enable(client, 'expires', false)
      assert.deepEqual(await status(), { TimeToLiveStatus: 'DISABLED' })
    },
  },
  'Expired items are deleted some time later': {
    source: `${GUIDE}, "Using time to live (TTL) in DynamoDB": epoch seconds, Number; expired items may still be read`,
    async run(aws) {
      const { client, put } = await music(aws)
      const seconds = Math.floor((await aws.now()) / 1000)
      await put('a', 'soon', { expires: { N: String(seconds + 60) } })
      await put('a', 'later', { expires: { N: String(seconds + 48 * 3600) } })
      await put('a', 'never')
      await put('a', 'a text', { expires: { S: String(seconds + 60) } })
      await put('a', 'long ago', { expires: { N: String(seconds - 6 * 365 * 86_400) } })
      await enable(client)
      await aws.advance(2 * MINUTE)
      assert.deepEqual(await songs(client), ['a text', 'later', 'long ago', 'never', 'soon'])
      await aws.advance(24 * HOUR)
      assert.deepEqual(await songs(client), ['a text', 'later', 'long ago', 'never'])
      await aws.advance(48 * HOUR)
      assert.deepEqual(await songs(client), ['a text', 'long ago', 'never'])
    },
  },
  'A new value of the attribute postpones the end': {
    source: `${GUIDE}, "Using time to live (TTL) in DynamoDB", updating the attribute`,
    async run(aws) {
      const { client, put } = await music(aws)
      await enable(client)
      const seconds = Math.floor((await aws.now()) / 1000)
      await put('a', 'b', { expires: { N: String(seconds + 60) } })
      await put('a', 'b', { expires: { N: String(seconds + 10 * 3600) } })
      await aws.advance(HOUR)
      assert.deepEqual(await songs(client), ['b'])
      await aws.advance(20 * HOUR)
      assert.deepEqual(await songs(client), [])
    },
  },
  'The stream says that DynamoDB itself deleted': {
    source: `${GUIDE}, "DynamoDB Streams and Time to Live": userIdentity of type Service, dynamodb.amazonaws.com`,
    async run(aws) {
      const { client, put } = await music(aws, streaming('NEW_AND_OLD_IMAGES'))
      await enable(client)
      await put('a', 'b', { expires: { N: String(Math.floor((await aws.now()) / 1000) + 60) } })
      await aws.advance(HOUR)
      const { iterator, records } = await streamOf(aws)
      const [, removed] = await records(await iterator('TRIM_HORIZON'))
      assert.equal(removed?.eventName, 'REMOVE')
      assert.deepEqual(removed?.userIdentity, { PrincipalId: 'dynamodb.amazonaws.com', Type: 'Service' })
    },
  },
}
