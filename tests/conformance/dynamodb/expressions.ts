/** Conditions, updates and projections. */

import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
  type DynamoDBClient,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb'
import assert from 'node:assert/strict'
import type { Case } from '../sdk/case'
import { GUIDE, HEY, invalid, key, music, REFERENCE, refused, type Item } from './music'

/** An item as in the guide's chapter on expressions. */
const BIKE: Item = {
  ...HEY,
  Price: { N: '500' },
  Color: { L: [{ S: 'Red' }, { S: 'Black' }] },
  Brand: { S: 'Company' },
  Tags: { SS: ['new', 'sale'] },
  Pictures: { M: { Front: { S: 'front.jpg' }, Sides: { L: [{ S: 'left' }, { S: 'right' }, { S: 'top' }] } } },
}

const put = (client: DynamoDBClient, Item: Item) => client.send(new PutItemCommand({ TableName: 'Music', Item }))
const update = async (client: DynamoDBClient, input: Partial<UpdateItemCommandInput>): Promise<Item> => {
  const given = { TableName: 'Music', Key: HEY, ReturnValues: 'ALL_NEW', ...input } as const
  return (await client.send(new UpdateItemCommand(given))).Attributes ?? {}
}

export const expressionCases: Readonly<Record<string, Case>> = {
  'A put on condition does not overwrite': {
    source: `${GUIDE}, "Condition expressions", preventing overwrites of an existing item`,
    async run(aws) {
      const { client } = await music(aws)
      const once = () =>
        client.send(
          new PutItemCommand({ TableName: 'Music', Item: HEY, ConditionExpression: 'attribute_not_exists(Artist)' }),
        )
      await once()
      const error = await refused(once())
      assert.ok(error instanceof ConditionalCheckFailedException)
      assert.equal(error.message, 'The conditional request failed')
      assert.equal(error.$metadata.httpStatusCode, 400)
      assert.equal(error.Item, undefined)
    },
  },
  'A failed condition gives back the item when asked to': {
    source: `${REFERENCE}, PutItem, ReturnValuesOnConditionCheckFailure`,
    async run(aws) {
      const { client } = await music(aws)
      await put(client, BIKE)
      const error = await refused(
        client.send(
          new DeleteItemCommand({
            TableName: 'Music',
            Key: HEY,
            ConditionExpression: 'Price < :limit',
            ExpressionAttributeValues: { ':limit': { N: '100' } },
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          }),
        ),
      )
      assert.ok(error instanceof ConditionalCheckFailedException)
      assert.deepEqual(error.Item, BIKE)
    },
  },
  'Conditions compare, combine and look into documents': {
    source: `${GUIDE}, "Condition and filter expressions, operators, and functions in DynamoDB"`,
    async run(aws) {
      const { client } = await music(aws)
      const values: Item = {
        ':low': { N: '400' },
        ':high': { N: '600' },
        ':other': { S: 'Other' },
        ':brand': { S: 'Company' },
        ':comp': { S: 'Comp' },
        ':sale': { S: 'sale' },
        ':black': { S: 'Black' },
        ':map': { S: 'M' },
        ':two': { N: '2' },
        ':top': { S: 'top' },
      }
      const holds = async (condition: string): Promise<boolean> => {
        await put(client, BIKE)
        const used = Object.entries(values).filter(([name]) => new RegExp(`${name}\\b`).test(condition))
        const input = {
          TableName: 'Music',
          Item: BIKE,
          ConditionExpression: condition,
          ...(used.length > 0 && { ExpressionAttributeValues: Object.fromEntries(used) }),
        }
        try {
          await client.send(new PutItemCommand(input))
          return true
        } catch (error) {
          if (error instanceof ConditionalCheckFailedException) return false
          throw error
        }
      }
      const verdicts: [condition: string, expected: boolean][] = [
        ['Price BETWEEN :low AND :high', true],
        ['Price > :high OR Brand = :brand AND Price > :low', true],
        ['NOT Price > :low AND Brand = :brand', false],
        ['NOT (Price > :high AND Brand = :brand)', true],
        ['Brand IN (:other, :brand)', true],
        ['Brand IN (:other)', false],
        ['begins_with(Brand, :comp)', true],
        ['contains(Brand, :comp)', true],
        ['contains(Tags, :sale)', true],
        ['contains(Color, :black)', true],
        ['contains(Color, :sale)', false],
        ['attribute_type(Pictures, :map)', true],
        ['attribute_type(Price, :map)', false],
        ['size(Color) = :two', true],
        ['size(Tags) > :two', false],
        ['Pictures.Sides[2] = :top', true],
        ['attribute_exists(Pictures.Sides[2]) AND attribute_not_exists(Pictures.Sides[3])', true],
        ['attribute_exists(Absent)', false],
        ['Absent = :brand', false],
        // What is not there differs from everything.
        ['Absent <> :brand', true],
        ['Price = :brand', false],
        // A number is not less than a text.
        ['Price < :brand', false],
      ]
      for (const [condition, expected] of verdicts) assert.equal(await holds(condition), expected, condition)
    },
  },
  'Expressions with faults are refused in AWS’s words': {
    source: `${GUIDE}, "Expression attribute names", "Reserved words in DynamoDB"; texts as DynamoDB answers (dynalite's tests)`,
    async run(aws) {
      const { client } = await music(aws)
      const attempt = (ConditionExpression: string, v?: Item, n?: Record<string, string>) =>
        client.send(
          new PutItemCommand({
            TableName: 'Music',
            Item: HEY,
            ConditionExpression,
            ExpressionAttributeValues: v,
            ExpressionAttributeNames: n,
          }),
        )
      const one = { ':v': { N: '1' } }
      await invalid(attempt(''), 'Invalid ConditionExpression: The expression can not be empty;')
      await invalid(attempt('foo'), 'Invalid ConditionExpression: Syntax error; token: "<EOF>", near: "foo"')
      await invalid(
        attempt('name = :v', one),
        'Invalid ConditionExpression: Attribute name is a reserved keyword; reserved keyword: name',
      )
      await invalid(
        attempt('#a = :v', one),
        'Invalid ConditionExpression: An expression attribute name used in the document path is not defined; attribute name: #a',
      )
      await invalid(
        attempt('a = :w', one),
        'Invalid ConditionExpression: An expression attribute value used in expression is not defined; attribute value: :w',
      )
      await invalid(
        attempt('a = :v', one, { '#b': 'b' }),
        'Value provided in ExpressionAttributeNames unused in expressions: keys: {#b}',
      )
      await invalid(
        attempt('a = :v', { ...one, ':w': { N: '2' } }),
        'Value provided in ExpressionAttributeValues unused in expressions: keys: {:w}',
      )
      await invalid(attempt('exists(a)'), 'Invalid ConditionExpression: Invalid function name; function: exists')
      await invalid(
        attempt('attribute_exists(a, b)'),
        'Invalid ConditionExpression: Incorrect number of operands for operator or function; operator or function: attribute_exists, number of operands: 2',
      )
      await invalid(
        attempt('((a = :v))', one),
        'Invalid ConditionExpression: The expression has redundant parentheses;',
      )
    },
  },
  'Placeholders stand for names with dots and reserved words': {
    source: `${GUIDE}, "Expression attribute names (aliases) in DynamoDB", attribute names containing special characters`,
    async run(aws) {
      const { client } = await music(aws)
      await put(client, { ...HEY, 'Safety.Warning': { S: 'hot' }, Size: { N: '1' } })
      const { Item } = await client.send(
        new GetItemCommand({
          TableName: 'Music',
          Key: HEY,
          ProjectionExpression: '#sw, #s',
          ExpressionAttributeNames: { '#sw': 'Safety.Warning', '#s': 'Size' },
        }),
      )
      assert.deepEqual(Item, { 'Safety.Warning': { S: 'hot' }, Size: { N: '1' } })
    },
  },
  'A projection picks from documents': {
    source: `${GUIDE}, "Using projection expressions in DynamoDB"`,
    async run(aws) {
      const { client } = await music(aws)
      await put(client, BIKE)
      const { Item } = await client.send(
        new GetItemCommand({
          TableName: 'Music',
          Key: HEY,
          ProjectionExpression: 'Brand, Pictures.Sides[2], Pictures.Sides[0], Color[1], Absent',
        }),
      )
      assert.deepEqual(Item, {
        Brand: { S: 'Company' },
        Pictures: { M: { Sides: { L: [{ S: 'left' }, { S: 'top' }] } } },
        Color: { L: [{ S: 'Black' }] },
      })
    },
  },
  'UpdateItem makes an item that is not there': {
    source: `${REFERENCE}, UpdateItem: "edits an existing item's attributes, or adds a new item to the table"`,
    async run(aws) {
      const { client } = await music(aws)
      assert.deepEqual(
        await update(client, { UpdateExpression: 'SET a = :v', ExpressionAttributeValues: { ':v': { N: '1' } } }),
        { ...HEY, a: { N: '1' } },
      )
    },
  },
  'SET adds, subtracts, appends and falls back': {
    source: `${GUIDE}, "Using update expressions in DynamoDB", SET`,
    async run(aws) {
      const { client } = await music(aws)
      await put(client, BIKE)
      const after = await update(client, {
        UpdateExpression:
          'SET Price = Price - :p, Color = list_append(:c, Color), Stock = if_not_exists(Stock, :zero) + :p, Pictures.Sides[1] = :v, Pictures.Sides[9] = :v, Pictures.#r = :v',
        ExpressionAttributeNames: { '#r': 'Rear' },
        ExpressionAttributeValues: {
          ':p': { N: '0.1' },
          ':c': { L: [{ S: 'Blue' }] },
          ':zero': { N: '0' },
          ':v': { S: 'new' },
        },
      })
      assert.deepEqual(after['Price'], { N: '499.9' })
      assert.deepEqual(after['Color'], { L: [{ S: 'Blue' }, { S: 'Red' }, { S: 'Black' }] })
      assert.deepEqual(after['Stock'], { N: '0.1' })
      assert.deepEqual(after['Pictures'], {
        M: {
          Front: { S: 'front.jpg' },
          Rear: { S: 'new' },
          Sides: { L: [{ S: 'left' }, { S: 'new' }, { S: 'top' }, { S: 'new' }] },
        },
      })
    },
  },
  'All parts of an update see the item as it was': {
    source: `${GUIDE}, "Using update expressions in DynamoDB": "the values … before the update"; REMOVE, removing elements from a list`,
    async run(aws) {
      const { client } = await music(aws)
      await put(client, BIKE)
      const after = await update(client, {
        UpdateExpression: 'REMOVE Pictures.Sides[0], Pictures.Sides[1] SET Former = Price, Price = :p',
        ExpressionAttributeValues: { ':p': { N: '1' } },
      })
      assert.deepEqual([after['Former'], after['Price']], [{ N: '500' }, { N: '1' }])
      assert.deepEqual(after['Pictures']?.M?.['Sides'], { L: [{ S: 'top' }] })
    },
  },
  'ADD counts and adds to sets, DELETE takes from them': {
    source: `${GUIDE}, "Using update expressions in DynamoDB", ADD and DELETE`,
    async run(aws) {
      const { client } = await music(aws)
      await put(client, BIKE)
      const after = await update(client, {
        UpdateExpression: 'ADD Price :n, Visits :n, Sizes :s DELETE Tags :sale',
        ExpressionAttributeValues: { ':n': { N: '1' }, ':s': { NS: ['1', '2'] }, ':sale': { SS: ['sale', 'none'] } },
      })
      assert.deepEqual([after['Price'], after['Visits']], [{ N: '501' }, { N: '1' }])
      assert.deepEqual(after['Sizes'], { NS: ['1', '2'] })
      assert.deepEqual(after['Tags'], { SS: ['new'] })
      const empty = await update(client, {
        UpdateExpression: 'DELETE Tags :new',
        ExpressionAttributeValues: { ':new': { SS: ['new'] } },
      })
      // A set is never empty.
      assert.equal(empty['Tags'], undefined)
    },
  },
  'UPDATED_OLD and UPDATED_NEW give what was touched': {
    source: `${REFERENCE}, UpdateItem, ReturnValues`,
    async run(aws) {
      const { client } = await music(aws)
      await put(client, BIKE)
      const input = {
        UpdateExpression: 'SET Price = Price + :n, Pictures.Front = :f',
        ExpressionAttributeValues: { ':n': { N: '1' }, ':f': { S: 'f.png' } },
      }
      assert.deepEqual(await update(client, { ...input, ReturnValues: 'UPDATED_OLD' }), {
        Price: { N: '500' },
        Pictures: { M: { Front: { S: 'front.jpg' } } },
      })
      assert.deepEqual(await update(client, { ...input, ReturnValues: 'UPDATED_NEW' }), {
        Price: { N: '502' },
        Pictures: { M: { Front: { S: 'f.png' } } },
      })
    },
  },
  'Updates with faults are refused in AWS’s words': {
    source: `${GUIDE}, "Using update expressions in DynamoDB"; texts as DynamoDB answers (dynalite's tests)`,
    async run(aws) {
      const { client } = await music(aws)
      await put(client, BIKE)
      const attempt = (UpdateExpression: string, v?: Item) =>
        update(client, { UpdateExpression, ...(v && { ExpressionAttributeValues: v }) })
      const one = { ':v': { N: '1' } }
      await invalid(
        attempt('SET Artist = :v', one),
        'One or more parameter values were invalid: Cannot update attribute Artist. This attribute is part of the key',
      )
      await invalid(
        attempt('SET Absent.a = :v', one),
        'The document path provided in the update expression is invalid for update',
      )
      await invalid(
        attempt('SET a = Absent + :v', one),
        'The provided expression refers to an attribute that does not exist in the item',
      )
      await invalid(attempt('ADD Brand :v', one), 'An operand in the update expression has an incorrect data type')
      await invalid(
        attempt('SET a = :v, a = :v', one),
        'Invalid UpdateExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a]',
      )
      await invalid(
        attempt('SET a = :v SET b = :v', one),
        'Invalid UpdateExpression: The "SET" section can only be used once in an update expression;',
      )
      await invalid(
        attempt('INVALID SYNTAX HERE'),
        'Invalid UpdateExpression: Syntax error; token: "INVALID", near: "INVALID SYNTAX"',
      )
    },
  },
  'Names that JavaScript knows are names like any other': {
    source: `${GUIDE}, "Naming rules": names are UTF-8 texts`,
    async run(aws) {
      const { client, put: song } = await music(aws)
      await song('a', 'b', { constructor: { S: 'c' }, toString: { N: '1' } })
      const { Item } = await client.send(
        new GetItemCommand({
          TableName: 'Music',
          Key: key('a', 'b'),
          ProjectionExpression: '#c, hasOwnProperty',
          ExpressionAttributeNames: { '#c': 'constructor' },
        }),
      )
      assert.deepEqual(Item, { constructor: { S: 'c' } })
    },
  },
}
