/** Tables over time, the trace, templates. Source: Amazon DynamoDB Developer Guide; CloudFormation resource reference. */

import { describe, expect, it } from 'vitest'
import type { TemplateValue } from '../../../../../src/cloud/aws/template'
import { deploy, resource } from '../../stack'
import { createTable, engine, keySchema, schema, type Input, type Output } from './engine'

const put = (call: (operation: string, input: Input) => Output, id: string, more: Input = {}): Output =>
  call('PutItem', { TableName: 'Orders', Item: { id: { S: id }, ...more } })

describe('a table', () => {
  it('is CREATING for a while, and cannot be used before', async () => {
    const own = engine({ delay: 5000 })
    createTable(own, 'Orders', ['id:S'])
    expect(own.call('DescribeTable', { TableName: 'Orders' }).Table.TableStatus).toBe('CREATING')
    expect(own.error('PutItem', { TableName: 'Orders', Item: { id: { S: '1' } } })).toBe(
      'ResourceNotFoundException: Requested resource not found',
    )
    expect(own.error('DeleteTable', { TableName: 'Orders' })).toMatch(/^ResourceInUseException/)
    await own.advance(5000)
    expect(own.call('DescribeTable', { TableName: 'Orders' }).Table.TableStatus).toBe('ACTIVE')
    put(own.call, '1')
    own.call('DeleteTable', { TableName: 'Orders' })
    expect(own.error('GetItem', { TableName: 'Orders', Key: { id: { S: '1' } } })).toMatch(/^ResourceNotFound/)
    await own.advance(5000)
    expect(own.call('ListTables', {}).TableNames).toEqual([])
    expect(own.facts('dynamodb.table').map(({ status }) => status)).toEqual(['CREATING', 'ACTIVE', 'DELETING'])
  })

  it('keeps its items while an index is added, which can be read when it is there', async () => {
    const own = engine({ delay: 1000 })
    createTable(own, 'Orders', ['id:S'])
    await own.advance(1000)
    put(own.call, '1', { who: { S: 'x' } })
    put(own.call, '2', { who: { N: '1' } })
    own.call('UpdateTable', {
      TableName: 'Orders',
      AttributeDefinitions: [{ AttributeName: 'who', AttributeType: 'S' }],
      GlobalSecondaryIndexUpdates: [
        {
          Create: { IndexName: 'ByWho', KeySchema: keySchema(['who']), Projection: { ProjectionType: 'ALL' } },
        },
      ],
    })
    const query: Input = {
      TableName: 'Orders',
      IndexName: 'ByWho',
      KeyConditionExpression: 'who = :w',
      ExpressionAttributeValues: { ':w': { S: 'x' } },
    }
    expect(own.error('Query', query)).toBe(
      'ValidationException: Cannot read from backfilling global secondary index: ByWho',
    )
    put(own.call, '3', { who: { S: 'x' } })
    expect(own.error('UpdateTable', { TableName: 'Orders', DeletionProtectionEnabled: true })).toMatch(
      /^ResourceInUseException/,
    )
    await own.advance(1000)
    // The item whose value is of another type stays outside.
    expect(own.call('Scan', { TableName: 'Orders', IndexName: 'ByWho' }).Count).toBe(2)
    own.call('UpdateTable', { TableName: 'Orders', GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'ByWho' } }] })
    await own.advance(1000)
    expect(own.error('Query', query)).toBe('ValidationException: The table does not have the specified index: ByWho')
  })

  it('counts its items and bytes', () => {
    const own = engine()
    createTable(own, 'Orders', ['id:S'], {
      AttributeDefinitions: schema(['id:S', 'who:S'])['AttributeDefinitions'],
      GlobalSecondaryIndexes: [
        { IndexName: 'ByWho', KeySchema: keySchema(['who']), Projection: { ProjectionType: 'KEYS_ONLY' } },
      ],
    })
    put(own.call, '1', { who: { S: 'abc' }, more: { S: 'x'.repeat(100) } })
    put(own.call, '2')
    const { Table } = own.call('DescribeTable', { TableName: 'Orders' })
    // id + 1, who + abc, more + 100; id + 1.
    expect([Table.ItemCount, Table.TableSizeBytes]).toEqual([2, 3 + 6 + 104 + 3])
    const [index] = Table.GlobalSecondaryIndexes
    expect([index.ItemCount, index.IndexSizeBytes]).toEqual([1, 3 + 6])
    own.call('DeleteItem', { TableName: 'Orders', Key: { id: { S: '1' } } })
    expect(own.call('DescribeTable', { TableName: 'Orders' }).Table.TableSizeBytes).toBe(3)
  })

  it('moves an item within an index when its key changes, and takes it out when that is gone', () => {
    const own = engine()
    createTable(own, 'Orders', ['id:S'], {
      AttributeDefinitions: schema(['id:S', 'who:S'])['AttributeDefinitions'],
      GlobalSecondaryIndexes: [
        { IndexName: 'ByWho', KeySchema: keySchema(['who']), Projection: { ProjectionType: 'ALL' } },
      ],
    })
    const of = (who: string): number =>
      own.call('Query', {
        TableName: 'Orders',
        IndexName: 'ByWho',
        KeyConditionExpression: 'who = :w',
        ExpressionAttributeValues: { ':w': { S: who } },
      }).Count
    put(own.call, '1', { who: { S: 'x' } })
    expect([of('x'), of('y')]).toEqual([1, 0])
    put(own.call, '1', { who: { S: 'y' } })
    expect([of('x'), of('y')]).toEqual([0, 1])
    put(own.call, '1')
    expect([of('x'), of('y')]).toEqual([0, 0])
    expect(own.error('PutItem', { TableName: 'Orders', Item: { id: { S: '1' }, who: { S: '' } } })).toBe(
      'ValidationException: One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty string value. IndexName: ByWho, IndexKey: who',
    )
  })
})

describe('what is stored', () => {
  it('is not changed by what callers do to what they sent', () => {
    const own = engine()
    createTable(own, 'Orders', ['id:S'])
    const Item = { id: { S: '1' }, list: { L: [{ S: 'a' }] } }
    own.call('PutItem', { TableName: 'Orders', Item })
    Item.list.L.push({ S: 'b' })
    expect(own.call('GetItem', { TableName: 'Orders', Key: { id: { S: '1' } } }).Item.list.L).toHaveLength(1)
  })

  it('may have any names', () => {
    const own = engine()
    createTable(own, 'Orders', ['id:S'])
    const Item = JSON.parse('{"id":{"S":"1"},"__proto__":{"S":"p"},"m":{"M":{"__proto__":{"N":"1"}}}}') as Input
    own.call('PutItem', { TableName: 'Orders', Item })
    const names = { '#p': '__proto__' }
    own.call('UpdateItem', {
      TableName: 'Orders',
      Key: { id: { S: '1' } },
      UpdateExpression: 'SET #p = :v',
      ConditionExpression: 'm.#p = :one AND attribute_not_exists(#c)',
      ExpressionAttributeNames: { ...names, '#c': 'constructor' },
      ExpressionAttributeValues: { ':v': { S: 'q' }, ':one': { N: '1' } },
    })
    const { Item: stored } = own.call('GetItem', { TableName: 'Orders', Key: { id: { S: '1' } } })
    expect(JSON.parse(JSON.stringify(stored))).toEqual(JSON.parse(JSON.stringify(Item).replace('"p"', '"q"')))
  })

  it('nests up to 32 levels', () => {
    const own = engine()
    createTable(own, 'Orders', ['id:S'])
    const nested = (depth: number): Input => (depth === 0 ? { S: 'x' } : { L: [nested(depth - 1)] })
    put(own.call, '1', { deep: nested(32) })
    expect(own.error('PutItem', { TableName: 'Orders', Item: { id: { S: '1' }, deep: nested(33) } })).toBe(
      'ValidationException: Nesting Levels have exceeded supported limits',
    )
  })

  it('is found by keys with any characters, each apart from the others', () => {
    const own = engine()
    createTable(own, 'Orders', ['a:S', 'b:S'])
    const texts = ['a', 'a\0', '\0', '\0\0', '\0\u0001', 'a\0\0', '\uFFFF', '😀', 'é']
    const keys = texts.flatMap((a) => texts.map((b) => ({ a: { S: a }, b: { S: b } })))
    for (const Item of keys) own.call('PutItem', { TableName: 'Orders', Item })
    expect(own.call('Scan', { TableName: 'Orders' }).Count).toBe(81)
    for (const a of texts) {
      const values = { ':a': { S: a } }
      const { Items } = own.call('Query', {
        TableName: 'Orders',
        KeyConditionExpression: 'a = :a',
        ExpressionAttributeValues: values,
      })
      const sorted = [...texts].sort((x, y) => Buffer.compare(Buffer.from(x), Buffer.from(y)))
      expect(Items.map((item: Output) => item.b.S)).toEqual(sorted)
    }
  })
})

describe('expressions', () => {
  it('of a thousand parentheses are refused, not fatal', () => {
    const own = engine()
    createTable(own, 'Orders', ['id:S'])
    const attempt = (ConditionExpression: string): string =>
      own.error('PutItem', {
        TableName: 'Orders',
        Item: { id: { S: '1' } },
        ConditionExpression,
        ExpressionAttributeValues: { ':v': { N: '1' } },
      })
    expect(attempt('('.repeat(4000))).toMatch(/^ValidationException: Invalid ConditionExpression: Syntax error/)
    expect(attempt(`${'NOT '.repeat(1000)}a = :v`)).toMatch(/^ValidationException: Invalid ConditionExpression/)
    expect(attempt(`a = :v${' OR a = :v'.repeat(200)}`)).toMatch(/too many operators/)
    expect(attempt(`a = :v${' '.repeat(4096)}`)).toBe(
      'ValidationException: Invalid ConditionExpression: Expression size has exceeded the maximum allowed size; expression size: 4102',
    )
  })

  it('compare BETWEEN and IN with what may not be there', () => {
    const own = engine()
    createTable(own, 'Orders', ['id:S'])
    put(own.call, '1', { n: { N: '5' } })
    const holds = (FilterExpression: string): boolean =>
      own.call('Scan', {
        TableName: 'Orders',
        FilterExpression,
        ExpressionAttributeValues: { ':low': { N: '4' }, ':high': { N: '6' } },
      }).Count === 1
    expect(holds('n BETWEEN :low AND :high')).toBe(true)
    expect(holds('x BETWEEN :low AND :high')).toBe(false)
    expect(holds(':low BETWEEN x AND :high')).toBe(false)
    expect(holds('n IN (x, :low, :high, n)')).toBe(true)
    expect(holds('x IN (n, :low, :high)')).toBe(false)
    expect(holds('begins_with(id, x) OR contains(x, :low) OR :high < :low')).toBe(false)
  })
})

describe('the trace', () => {
  it('has every change and every condition that failed', () => {
    const own = engine()
    createTable(own, 'Orders', ['id:S'], { StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' } })
    put(own.call, '1')
    put(own.call, '1', { n: { N: '1' } })
    own.error('DeleteItem', {
      TableName: 'Orders',
      Key: { id: { S: '1' } },
      ConditionExpression: 'attribute_not_exists(id)',
    })
    own.call('TransactWriteItems', { TransactItems: [{ Delete: { TableName: 'Orders', Key: { id: { S: '1' } } } }] })
    const key = '{"id":{"S":"1"}}'
    expect(own.facts('dynamodb.written')).toMatchObject([
      { table: 'Orders', key, change: 'insert', cause: 'request', size: 3 },
      { key, change: 'modify', cause: 'request', size: 6 },
      { key, change: 'remove', cause: 'transaction', size: 0 },
    ])
    expect(own.facts('dynamodb.condition-failed')).toMatchObject([{ table: 'Orders', key }])
    expect(own.facts('dynamodb.stream-record').map(({ eventName }) => eventName)).toEqual([
      'INSERT',
      'MODIFY',
      'REMOVE',
    ])
  })

  it('is the same for the same seed', async () => {
    const run = async (): Promise<unknown> => {
      const own = engine({ seed: 7, delay: 100 })
      createTable(own, 'Orders', ['id:S'], {
        StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
      })
      await own.advance(100)
      for (let index = 0; index < 20; index++) put(own.call, String(index))
      return [own.kernel.trace.since(0), own.call('Scan', { TableName: 'Orders' }), own.call('ListStreams', {})]
    }
    expect(await run()).toEqual(await run())
  })
})

describe('AWS::DynamoDB::Table', () => {
  const table = (properties: Record<string, TemplateValue> = {}) =>
    resource('Orders', 'AWS::DynamoDB::Table', {
      TableName: 'orders',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
      ...properties,
    })
  const call = async (run: ReturnType<typeof deploy>, operation: string, input: object): Promise<Output> => {
    const { body } = await run.cloud.aws({
      method: 'POST',
      url: 'https://dynamodb.us-east-1.amazonaws.com/',
      headers: { 'x-amz-target': `DynamoDB_20120810.${operation}` },
      body: JSON.stringify(input),
    })
    return JSON.parse(String(body))
  }
  const redeploy = (run: ReturnType<typeof deploy>, ...resources: ReturnType<typeof resource>[]) =>
    run.cloud.deploy({ stackName: 'test', resources, parameters: {}, outputs: {} }, new Map())

  it('is ACTIVE at once, with time to live, stream and tags', async () => {
    const run = deploy(
      [
        table({
          TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
          StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
          Tags: [{ Key: 'team', Value: 'shop' }],
          ProvisionedThroughput: { ReadCapacityUnits: '5', WriteCapacityUnits: '5' },
          BillingMode: 'PROVISIONED',
        }),
      ],
      { invoke: () => ({}) },
    )
    expect(run.diagnostics).toEqual([])
    const { Table } = await call(run, 'DescribeTable', { TableName: 'orders' })
    expect(Table).toMatchObject({
      TableStatus: 'ACTIVE',
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
      ProvisionedThroughput: { ReadCapacityUnits: 5 },
    })
    expect(await call(run, 'DescribeTimeToLive', { TableName: 'orders' })).toMatchObject({
      TimeToLiveDescription: { AttributeName: 'expires' },
    })
    expect(await call(run, 'ListTagsOfResource', { ResourceArn: Table.TableArn })).toEqual({
      Tags: [{ Key: 'team', Value: 'shop' }],
    })
  })

  it('keeps its items through an update, and loses them to a new key', async () => {
    const run = deploy([table()], { invoke: () => ({}) })
    await call(run, 'PutItem', { TableName: 'orders', Item: { id: { S: '1' }, who: { S: 'x' } } })
    redeploy(
      run,
      table({
        AttributeDefinitions: ['id', 'who'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
        GlobalSecondaryIndexes: [
          {
            IndexName: 'ByWho',
            KeySchema: [{ AttributeName: 'who', KeyType: 'HASH' }],
            Projection: { ProjectionType: 'ALL' },
          },
        ],
      }),
    )
    expect((await call(run, 'Scan', { TableName: 'orders', IndexName: 'ByWho' })).Count).toBe(1)
    redeploy(
      run,
      resource('Orders', 'AWS::DynamoDB::Table', {
        AttributeDefinitions: [{ AttributeName: 'key', AttributeType: 'N' }],
        KeySchema: [{ AttributeName: 'key', KeyType: 'HASH' }],
        BillingMode: 'PAY_PER_REQUEST',
      }),
    )
    const { TableNames } = await call(run, 'ListTables', {})
    expect(TableNames).toEqual([expect.stringMatching(/^test-Orders-\w+$/)])
    expect((await call(run, 'Scan', { TableName: TableNames[0] })).Count).toBe(0)
  })

  it('tells what is wrong with it as DynamoDB does', () => {
    const { diagnostics } = deploy([table({ KeySchema: [{ AttributeName: 'other', KeyType: 'HASH' }] })], {
      invoke: () => ({}),
    })
    expect(diagnostics.map(({ message }) => message)).toEqual([
      'One or more parameter values were invalid: Some index key attributes are not defined in AttributeDefinitions. Keys: [other], AttributeDefinitions: [id]',
    ])
  })

  it('may be a global table with one replica, not with two', async () => {
    const { ProvisionedThroughput: _, ...properties } = table().properties
    const global = (...regions: string[]) =>
      resource('Orders', 'AWS::DynamoDB::GlobalTable', {
        ...properties,
        Replicas: regions.map((Region) => ({ Region })),
      })
    const run = deploy([global('us-east-1')], { invoke: () => ({}) })
    expect(run.diagnostics).toEqual([])
    expect((await call(run, 'ListTables', {})).TableNames).toEqual(['orders'])
    const { diagnostics } = deploy([global('us-east-1', 'eu-west-1')], { invoke: () => ({}) })
    expect(diagnostics.map(({ message }) => message)).toEqual([
      'Replicas in other Regions are not simulated: this stack lives in one.',
    ])
  })

  it('is shown with its items', async () => {
    const run = deploy([table()], { invoke: () => ({}) })
    await call(run, 'PutItem', { TableName: 'orders', Item: { id: { S: '1' }, n: { N: '5' }, m: { M: {} } } })
    const view = run.cloud.views().find(({ kind }) => kind === 'Table')
    expect(view?.tables[0]).toEqual({ title: 'Items', columns: ['id', 'n', 'm'], rows: [['1', '5', '{}']], total: 1 })
  })
})
