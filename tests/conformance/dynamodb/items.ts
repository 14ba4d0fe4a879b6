/** Single items. */

import { DeleteItemCommand, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import assert from 'node:assert/strict'
import type { Case } from '../sdk/case'
import { GUIDE, HEY, invalid, type Item, key, music, REFERENCE, YEARS } from './music'

export const itemCases: Readonly<Record<string, Case>> = {
  'GetItem gives back what PutItem stored, in every type': {
    source: `${GUIDE}, "Supported data types and naming rules in Amazon DynamoDB"`,
    async run(aws) {
      const { client } = await music(aws)
      const item: Item = {
        ...HEY,
        s: { S: 'text' },
        empty: { S: '' },
        n: { N: '-12.5' },
        b: { B: new Uint8Array([0, 1, 255]) },
        bool: { BOOL: false },
        nothing: { NULL: true },
        list: { L: [{ S: 'a' }, { N: '1' }, { L: [] }] },
        map: { M: { inner: { M: { deep: { BOOL: true } } } } },
        ss: { SS: ['x', 'y'] },
        ns: { NS: ['1', '2.5'] },
        bs: { BS: [new Uint8Array([7])] },
      }
      await client.send(new PutItemCommand({ TableName: 'Music', Item: item }))
      const { Item: stored } = await client.send(new GetItemCommand({ TableName: 'Music', Key: HEY }))
      assert.deepEqual(stored, item)
    },
  },
  'GetItem of nothing has no Item': {
    source: `${REFERENCE}, GetItem: "If there is no matching item, GetItem does not return any data"`,
    async run(aws) {
      const { client } = await music(aws)
      const output = await client.send(new GetItemCommand({ TableName: 'Music', Key: HEY }))
      assert.equal(output.Item, undefined)
    },
  },
  'A table can be named by its ARN': {
    source: `${REFERENCE}, GetItem, TableName: "You can also provide the Amazon Resource Name (ARN) of the table"`,
    async run(aws) {
      const { client, put } = await music(aws)
      await put('a', 'b')
      const TableName = 'arn:aws:dynamodb:us-east-1:123456789012:table/Music'
      const { Item } = await client.send(new GetItemCommand({ TableName, Key: key('a', 'b') }))
      assert.deepEqual(Item, key('a', 'b'))
    },
  },
  'Numbers are exact to 38 digits and come back without superfluous zeros': {
    source: `${GUIDE}, "Supported data types", Number: up to 38 digits of precision; leading and trailing zeroes are trimmed`,
    async run(aws) {
      const { client, put } = await music(aws)
      const stored = async (N: string): Promise<string | undefined> => {
        await put('a', 'b', { n: { N } })
        const { Item } = await client.send(new GetItemCommand({ TableName: 'Music', Key: key('a', 'b') }))
        return Item?.['n']?.N
      }
      assert.equal(await stored('0012.3400'), '12.34')
      assert.equal(await stored('1e3'), '1000')
      assert.equal(await stored('-0'), '0')
      assert.equal(await stored('12345678901234567890123456789012345678'), '12345678901234567890123456789012345678')
      await invalid(
        stored('123456789012345678901234567890123456789'),
        'Attempting to store more than 38 significant digits in a Number',
      )
      await invalid(
        stored('1e126'),
        'Number overflow. Attempting to store a number with magnitude larger than supported range',
      )
      await invalid(
        stored('1e-131'),
        'Number underflow. Attempting to store a number with magnitude smaller than supported range',
      )
      await invalid(stored('one'), 'The parameter cannot be converted to a numeric value: one')
    },
  },
  'PutItem replaces the whole item and gives back the old one': {
    source: `${REFERENCE}, PutItem, ReturnValues ALL_OLD`,
    async run(aws) {
      const { client, put } = await music(aws)
      await put('a', 'b', { old: { N: '1' } })
      const input = { TableName: 'Music', Item: { ...key('a', 'b'), new: { N: '2' } } }
      const { Attributes } = await client.send(new PutItemCommand({ ...input, ReturnValues: 'ALL_OLD' }))
      assert.deepEqual(Attributes, { ...key('a', 'b'), old: { N: '1' } })
      const { Item } = await client.send(new GetItemCommand({ TableName: 'Music', Key: key('a', 'b') }))
      assert.deepEqual(Item, input.Item)
    },
  },
  'PutItem without a key attribute is refused': {
    source: `${REFERENCE}, PutItem: "you must provide all of the primary key attributes"`,
    async run(aws) {
      const { client } = await music(aws)
      const put = (Item: Item) => client.send(new PutItemCommand({ TableName: 'Music', Item }))
      await invalid(
        put({ Artist: { S: 'a' } }),
        'One or more parameter values were invalid: Missing the key SongTitle in the item',
      )
      await invalid(
        put({ Artist: { N: '1' }, SongTitle: { S: 'b' } }),
        'One or more parameter values were invalid: Type mismatch for key Artist expected: S actual: N',
      )
      await invalid(
        put(key('', 'b')),
        'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: Artist',
      )
    },
  },
  'A key that is not the table’s is refused': {
    source: `${REFERENCE}, GetItem, Key: "you must provide all of the attributes"`,
    async run(aws) {
      const { client } = await music(aws)
      const get = (Key: Item) => client.send(new GetItemCommand({ TableName: 'Music', Key }))
      const message = 'The provided key element does not match the schema'
      await invalid(get({ Artist: { S: 'a' } }), message)
      await invalid(get({ ...HEY, More: { S: 'x' } }), message)
      await invalid(get({ Artist: { S: 'a' }, SongTitle: { N: '1' } }), message)
    },
  },
  'An item of more than 400 KB is refused': {
    source: `${GUIDE}, "Service, account, and table quotas", items: 400 KB with attribute names`,
    async run(aws) {
      const { put } = await music(aws)
      // Names and values of the key: 6 + 1 + 9 + 1 bytes, and 1 for the name of the rest.
      await put('a', 'b', { x: { S: 'x'.repeat(400 * 1024 - 18) } })
      await invalid(
        put('a', 'b', { x: { S: 'x'.repeat(400 * 1024 - 17) } }),
        'Item size has exceeded the maximum allowed size',
      )
    },
  },
  'Sets are neither empty nor repeat themselves': {
    source: `${GUIDE}, "Supported data types", Sets`,
    async run(aws) {
      const { put } = await music(aws)
      await invalid(
        put('a', 'b', { x: { SS: [] } }),
        'One or more parameter values were invalid: An string set  may not be empty',
      )
      await invalid(
        put('a', 'b', { x: { SS: ['a', 'a'] } }),
        'One or more parameter values were invalid: Input collection [a, a] contains duplicates.',
      )
      await invalid(put('a', 'b', { x: { NS: ['1', '1.0'] } }), 'Input collection contains duplicates')
    },
  },
  'DeleteItem is idempotent and gives back what it deleted': {
    source: `${REFERENCE}, DeleteItem`,
    async run(aws) {
      const { client, put } = await music(aws)
      await put('a', 'b', { n: { N: '1' } })
      const input = { TableName: 'Music', Key: key('a', 'b'), ReturnValues: 'ALL_OLD' } as const
      const first = await client.send(new DeleteItemCommand(input))
      assert.deepEqual(first.Attributes, { ...key('a', 'b'), n: { N: '1' } })
      const second = await client.send(new DeleteItemCommand(input))
      assert.equal(second.Attributes, undefined)
    },
  },
  'ReturnConsumedCapacity counts units of 1 KB written and 4 KB read': {
    source: `${GUIDE}, "DynamoDB read and write operations", capacity unit consumption`,
    async run(aws) {
      const { client } = await music(aws)
      const Item = { ...HEY, x: { S: 'x'.repeat(5000) } }
      const put = await client.send(new PutItemCommand({ TableName: 'Music', Item, ReturnConsumedCapacity: 'TOTAL' }))
      assert.deepEqual(put.ConsumedCapacity, { TableName: 'Music', CapacityUnits: 5 })
      const get = (ConsistentRead: boolean) =>
        client.send(
          new GetItemCommand({ TableName: 'Music', Key: HEY, ConsistentRead, ReturnConsumedCapacity: 'TOTAL' }),
        )
      assert.equal((await get(true)).ConsumedCapacity?.CapacityUnits, 2)
      assert.equal((await get(false)).ConsumedCapacity?.CapacityUnits, 1)
    },
  },
  'ReturnConsumedCapacity INDEXES counts an index’s writes': {
    source: `${GUIDE}, "Using Global Secondary Indexes", write capacity units`,
    async run(aws) {
      const { client } = await music(aws, YEARS)
      const Item = { ...HEY, Year: { N: '1999' } }
      const { ConsumedCapacity } = await client.send(
        new PutItemCommand({ TableName: 'Music', Item, ReturnConsumedCapacity: 'INDEXES' }),
      )
      assert.equal(ConsumedCapacity?.CapacityUnits, 3)
      assert.deepEqual(ConsumedCapacity?.Table, { CapacityUnits: 1 })
      assert.deepEqual(ConsumedCapacity?.GlobalSecondaryIndexes, { ByYear: { CapacityUnits: 1 } })
      assert.deepEqual(ConsumedCapacity?.LocalSecondaryIndexes, { Chronological: { CapacityUnits: 1 } })
    },
  },
  'ReturnItemCollectionMetrics tells of tables with local indexes': {
    source: `${REFERENCE}, PutItem, ReturnItemCollectionMetrics`,
    async run(aws) {
      const { client } = await music(aws, YEARS)
      const { ItemCollectionMetrics } = await client.send(
        new PutItemCommand({ TableName: 'Music', Item: HEY, ReturnItemCollectionMetrics: 'SIZE' }),
      )
      assert.deepEqual(ItemCollectionMetrics?.ItemCollectionKey, { Artist: { S: 'No One You Know' } })
    },
  },
  'The legacy parameter Expected is refused with the way out': {
    source: `${GUIDE}, "Legacy DynamoDB conditional parameters": use the newer expression parameters`,
    async run(aws) {
      const { client } = await music(aws)
      const Expected = { n: { Exists: false } }
      await invalid(
        client.send(new PutItemCommand({ TableName: 'Music', Item: HEY, Expected })),
        /Expected.*ConditionExpression/,
      )
      await invalid(
        client.send(
          new PutItemCommand({ TableName: 'Music', Item: HEY, Expected, ConditionExpression: 'attribute_exists(n)' }),
        ),
        'Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {Expected} Expression parameters: {ConditionExpression}',
      )
    },
  },
}
