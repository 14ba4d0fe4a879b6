/** Query and Scan, on tables and indexes. */

import {
  paginateQuery,
  paginateScan,
  QueryCommand,
  ScanCommand,
  type DynamoDBClient,
  type QueryCommandInput,
} from '@aws-sdk/client-dynamodb'
import assert from 'node:assert/strict'
import type { Case } from '../sdk/case'
import { GUIDE, invalid, key, music, REFERENCE, YEARS, type Item } from './music'

const SONGS = ['Alpha', 'Beta', 'Bravo', 'Charlie', 'alpha', 'Ärger', '😀']

const of = (artist: string): Pick<QueryCommandInput, 'KeyConditionExpression' | 'ExpressionAttributeValues'> => ({
  KeyConditionExpression: 'Artist = :a',
  ExpressionAttributeValues: { ':a': { S: artist } },
})
const query = (client: DynamoDBClient, input: Partial<QueryCommandInput>) =>
  client.send(new QueryCommand({ TableName: 'Music', ...input }))
const titles = (items: readonly Item[] | undefined) => items?.map(({ SongTitle }) => SongTitle?.S)

export const queryCases: Readonly<Record<string, Case>> = {
  'Query gives a partition in the order of UTF-8 bytes': {
    source: `${GUIDE}, "Supported data types", String: "compares strings using the bytes of the underlying UTF-8 string encoding"`,
    async run(aws) {
      const { client, put } = await music(aws)
      for (const song of [...SONGS].reverse()) await put('x', song)
      await put('y', 'other')
      const { Items, Count, ScannedCount } = await query(client, of('x'))
      assert.deepEqual(titles(Items), SONGS)
      assert.deepEqual([Count, ScannedCount], [7, 7])
      const backwards = await query(client, { ...of('x'), ScanIndexForward: false })
      assert.deepEqual(titles(backwards.Items), [...SONGS].reverse())
    },
  },
  'Key conditions choose a range': {
    source: `${GUIDE}, "Key condition expressions for the Query operation in DynamoDB"`,
    async run(aws) {
      const { client, put } = await music(aws)
      for (const song of SONGS) await put('x', song)
      const chosen = async (condition: string, ...bounds: string[]) => {
        const values = Object.fromEntries(bounds.map((text, index) => [`:${index}`, { S: text }]))
        const { Items } = await query(client, {
          KeyConditionExpression: `Artist = :a AND ${condition}`,
          ExpressionAttributeValues: { ':a': { S: 'x' }, ...values },
        })
        return titles(Items)
      }
      assert.deepEqual(await chosen('SongTitle = :0', 'Beta'), ['Beta'])
      assert.deepEqual(await chosen('SongTitle < :0', 'Beta'), ['Alpha'])
      assert.deepEqual(await chosen('SongTitle <= :0', 'Beta'), ['Alpha', 'Beta'])
      assert.deepEqual(await chosen('SongTitle > :0', 'alpha'), ['Ärger', '😀'])
      assert.deepEqual(await chosen('SongTitle >= :0', 'alpha'), ['alpha', 'Ärger', '😀'])
      assert.deepEqual(await chosen('SongTitle BETWEEN :0 AND :1', 'Beta', 'C'), ['Beta', 'Bravo'])
      assert.deepEqual(await chosen('begins_with(SongTitle, :0)', 'B'), ['Beta', 'Bravo'])
    },
  },
  'Numbers sort by value': {
    source: `${GUIDE}, "Supported data types", Number`,
    async run(aws) {
      const { client, put } = await music(aws, YEARS)
      const years = ['-100', '-9.5', '-1e-10', '0', '1e-20', '2', '10', '9e30']
      for (const N of [...years].reverse()) await put('x', N, { Year: { N } })
      const { Items } = await query(client, { ...of('x'), IndexName: 'Chronological' })
      assert.deepEqual(titles(Items), years)
    },
  },
  'Limit and LastEvaluatedKey make pages': {
    source: `${GUIDE}, "Paginating table query results in DynamoDB"`,
    async run(aws) {
      const { client, put } = await music(aws)
      for (const song of SONGS) await put('x', song)
      const first = await query(client, { ...of('x'), Limit: 2 })
      assert.deepEqual(titles(first.Items), ['Alpha', 'Beta'])
      assert.deepEqual(first.LastEvaluatedKey, key('x', 'Beta'))
      const pages: unknown[] = []
      for await (const { Items } of paginateQuery({ client, pageSize: 3 }, { TableName: 'Music', ...of('x') })) {
        pages.push(titles(Items))
      }
      assert.deepEqual(pages, [SONGS.slice(0, 3), SONGS.slice(3, 6), SONGS.slice(6)])
    },
  },
  'A page ends at 1 MB': {
    source: `${GUIDE}, "Paginating table query results": "a single Query … up to the maximum of 1 MB of data"`,
    async run(aws) {
      const { client, put } = await music(aws)
      for (let index = 10; index < 16; index++) await put('x', String(index), { x: { S: 'x'.repeat(300_000) } })
      const { Count, LastEvaluatedKey } = await query(client, of('x'))
      assert.equal(Count, 4)
      assert.deepEqual(LastEvaluatedKey, key('x', '13'))
      const rest = await query(client, { ...of('x'), ExclusiveStartKey: LastEvaluatedKey })
      assert.deepEqual(titles(rest.Items), ['14', '15'])
      assert.equal(rest.LastEvaluatedKey, undefined)
    },
  },
  'A filter comes after Limit, and is not paid for less': {
    source: `${GUIDE}, "Filter expressions for the Query operation": Count, ScannedCount, consumed capacity`,
    async run(aws) {
      const { client, put } = await music(aws)
      for (const [index, song] of SONGS.entries()) await put('x', song, { n: { N: String(index) } })
      const output = await query(client, {
        KeyConditionExpression: 'Artist = :a',
        FilterExpression: 'n >= :n',
        ExpressionAttributeValues: { ':a': { S: 'x' }, ':n': { N: '3' } },
        Limit: 4,
      })
      assert.deepEqual([output.Count, output.ScannedCount], [1, 4])
      assert.deepEqual(output.LastEvaluatedKey, key('x', 'Charlie'))
    },
  },
  'Select COUNT counts without giving items': {
    source: `${REFERENCE}, Query, Select`,
    async run(aws) {
      const { client, put } = await music(aws)
      for (const song of SONGS) await put('x', song)
      const { Items, Count } = await query(client, { ...of('x'), Select: 'COUNT' })
      assert.deepEqual([Items, Count], [undefined, 7])
    },
  },
  'A global index has the items with its key, and what is projected of them': {
    source: `${GUIDE}, "Using Global Secondary Indexes in DynamoDB", attribute projections; sparse indexes`,
    async run(aws) {
      const { client, put } = await music(aws, YEARS)
      await put('x', 'One', { Year: { N: '1999' }, Label: { S: 'l' } })
      await put('y', 'Two', { Year: { N: '1999.0' } })
      await put('z', 'None')
      const input: Partial<QueryCommandInput> = {
        IndexName: 'ByYear',
        KeyConditionExpression: '#y = :y',
        ExpressionAttributeNames: { '#y': 'Year' },
        ExpressionAttributeValues: { ':y': { N: '1999' } },
      }
      const { Items = [] } = await query(client, input)
      assert.deepEqual(
        [...Items].sort((a, b) => ((a['Artist']?.S ?? '') < (b['Artist']?.S ?? '') ? -1 : 1)),
        [
          { ...key('x', 'One'), Year: { N: '1999' } },
          { ...key('y', 'Two'), Year: { N: '1999' } },
        ],
      )
      const page = await query(client, { ...input, Limit: 1 })
      assert.deepEqual(Object.keys(page.LastEvaluatedKey ?? {}).sort(), ['Artist', 'SongTitle', 'Year'])
      const rest = await query(client, { ...input, ExclusiveStartKey: page.LastEvaluatedKey })
      assert.equal(rest.Count, 1)
      await invalid(
        query(client, { ...input, ConsistentRead: true }),
        'Consistent reads are not supported on global secondary indexes',
      )
      await invalid(
        query(client, { ...input, Select: 'ALL_ATTRIBUTES' }),
        'One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for global secondary index ByYear because its projection type is not ALL',
      )
    },
  },
  'A local index fetches what it does not hold': {
    source: `${GUIDE}, "Local Secondary Indexes", attribute projections: "DynamoDB automatically fetches"`,
    async run(aws) {
      const { client, put } = await music(aws, YEARS)
      await put('x', 'One', { Year: { N: '1' }, Label: { S: 'l' }, More: { S: 'm' } })
      const input = { ...of('x'), IndexName: 'Chronological', ConsistentRead: true }
      const projected = await query(client, input)
      assert.deepEqual(projected.Items, [{ ...key('x', 'One'), Year: { N: '1' }, Label: { S: 'l' } }])
      const all = await query(client, { ...input, Select: 'ALL_ATTRIBUTES' })
      assert.deepEqual(all.Items?.[0]?.['More'], { S: 'm' })
      const chosen = await query(client, { ...input, ProjectionExpression: 'More' })
      assert.deepEqual(chosen.Items, [{ More: { S: 'm' } }])
    },
  },
  'Queries with faults are refused in AWS’s words': {
    source: `${REFERENCE}, Query, KeyConditionExpression; texts as DynamoDB answers (dynalite's tests)`,
    async run(aws) {
      const { client } = await music(aws)
      const attempt = (KeyConditionExpression: string, values: Item, more: Partial<QueryCommandInput> = {}) =>
        query(client, { KeyConditionExpression, ExpressionAttributeValues: values, ...more })
      const [a, b] = [{ S: 'a' }, { S: 'b' }]
      await invalid(attempt('SongTitle = :b', { ':b': b }), 'Query condition missed key schema element: Artist')
      await invalid(attempt('Artist > :a', { ':a': a }), 'Query key condition not supported')
      await invalid(
        attempt('Artist = :a AND SongTitle <> :b', { ':a': a, ':b': b }),
        'Invalid operator used in KeyConditionExpression: <>',
      )
      await invalid(
        attempt('Artist = :a', { ':a': { N: '1' } }),
        'One or more parameter values were invalid: Condition parameter type does not match schema type',
      )
      await invalid(
        attempt('Artist = :a', { ':a': a }, { FilterExpression: 'SongTitle = :a' }),
        'Filter Expression can only contain non-primary key attributes: Primary key attribute: SongTitle',
      )
      await invalid(
        attempt('Artist = :a', { ':a': a }, { IndexName: 'nope' }),
        'The table does not have the specified index: nope',
      )
      await invalid(
        attempt('Artist = :a', { ':a': a }, { Limit: 0 }),
        "1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
      )
      await invalid(
        query(client, {}),
        'Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.',
      )
    },
  },
  'Scan meets every item once, in pages': {
    source: `${GUIDE}, "Scanning tables in DynamoDB"`,
    async run(aws) {
      const { client, put } = await music(aws)
      for (let index = 0; index < 25; index++) await put(`artist ${index % 10}`, `song ${index}`)
      const seen: (string | undefined)[] = []
      let pages = 0
      for await (const { Items = [] } of paginateScan({ client, pageSize: 7 }, { TableName: 'Music' })) {
        seen.push(...(titles(Items) ?? []))
        pages++
      }
      assert.equal(pages, 4)
      assert.equal(seen.length, 25)
      assert.equal(new Set(seen).size, 25)
    },
  },
  'Segments of a parallel scan share the items': {
    source: `${GUIDE}, "Scanning tables in DynamoDB", parallel scan`,
    async run(aws) {
      const { client, put } = await music(aws)
      for (let index = 0; index < 40; index++) await put(`artist ${index}`, 'song')
      const seen: (string | undefined)[] = []
      for (let Segment = 0; Segment < 4; Segment++) {
        const { Items = [] } = await client.send(new ScanCommand({ TableName: 'Music', Segment, TotalSegments: 4 }))
        assert.ok(Items.length < 40)
        seen.push(...Items.map(({ Artist }) => Artist?.S))
      }
      assert.equal(seen.length, 40)
      assert.equal(new Set(seen).size, 40)
      await invalid(
        client.send(new ScanCommand({ TableName: 'Music', Segment: 4, TotalSegments: 4 })),
        'The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: 4 is not less than TotalSegments: 4',
      )
    },
  },
  'A scan filters and projects': {
    source: `${GUIDE}, "Scanning tables in DynamoDB", filter expressions for scan`,
    async run(aws) {
      const { client, put } = await music(aws)
      await put('x', 'One', { n: { N: '1' } })
      await put('y', 'Two', { n: { N: '2' } })
      const output = await client.send(
        new ScanCommand({
          TableName: 'Music',
          FilterExpression: 'n > :n AND Artist = :a',
          ExpressionAttributeValues: { ':n': { N: '1' }, ':a': { S: 'y' } },
          ProjectionExpression: 'n',
        }),
      )
      assert.deepEqual(output.Items, [{ n: { N: '2' } }])
      assert.deepEqual([output.Count, output.ScannedCount], [1, 2])
    },
  },
}
