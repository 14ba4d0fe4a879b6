/** Random requests on the tables of dynalite.test.ts: valid ones mostly, over few keys, so that they meet. */

import { Random } from '../../../../../src/cloud/kernel/random'
import type { Input } from './engine'

type Request = readonly [operation: string, input: Input]

export function randomRequests(seed: number, count: number): readonly Request[] {
  const maker = new Maker(new Random(seed, 'requests'), String(seed))
  return Array.from({ length: count }, () => maker.request())
}

class Maker {
  constructor(
    readonly random: Random,
    readonly suffix: string,
  ) {}

  request(): Request {
    const TableName = `Full${this.suffix}`
    return this.one<() => Request>([
      () => ['PutItem', { TableName, Item: this.item(), ...this.maybe(() => ({ ReturnValues: 'ALL_OLD' })) }],
      () => ['PutItem', { TableName, Item: this.item(), ...this.condition() }],
      () => ['UpdateItem', { TableName, Key: this.key(), ...this.update() }],
      () => ['UpdateItem', { TableName, Key: this.key(), ...this.update() }],
      () => ['DeleteItem', { TableName, Key: this.key(), ReturnValues: 'ALL_OLD' }],
      () => ['GetItem', { TableName, Key: this.key(), ...this.capacity() }],
      () => ['Query', { TableName, ...this.query() }],
      () => ['Query', { TableName, ...this.query() }],
      () => ['Query', { TableName, ...this.indexQuery() }],
      () => ['Scan', { TableName, ...this.scan() }],
      () => ['BatchWriteItem', { RequestItems: { [TableName]: this.writes() } }],
      () => [
        'PutItem',
        {
          TableName: `Plain${this.suffix}`,
          Item: { id: { B: this.one(['AA==', 'AQ==', '/w==', 'AAA=']) }, v: this.value(2) },
        },
      ],
      () => ['Scan', { TableName: `Plain${this.suffix}`, ...this.capacity() }],
    ])()
  }

  one<Value>(values: readonly Value[]): Value {
    return values[this.random.integer(0, values.length - 1)] as Value
  }

  maybe(make: () => Input): Input {
    return this.random.fraction() < 0.4 ? make() : {}
  }

  capacity(): Input {
    return this.maybe(() => ({ ReturnConsumedCapacity: this.one(['TOTAL', 'INDEXES', 'NONE']) }))
  }

  number(): string {
    return this.one(['0', '1', '-1', '2', '10', '1.5', '-0.25', '1e3', '-12e-2', '123456789.987654321', '0.10', '9e20'])
  }

  text(): string {
    return this.one(['a', 'b', 'ab', 'Z', 'é', '😀', '\uFFFD', 'x'.repeat(700), ''])
  }

  key(): Input {
    return { pk: { S: this.one(['a', 'b', 'c', 'é😀']) }, sk: { N: this.number() } }
  }

  item(): Input {
    return {
      ...this.key(),
      ...this.maybe(() => ({ g: { S: this.one(['x', 'y']) } })),
      ...this.maybe(() => ({ h: { N: this.number() } })),
      ...this.maybe(() => ({ n: { N: this.number() } })),
      ...this.maybe(() => ({ s: { S: this.text() } })),
      ...this.maybe(() => ({ m: { M: { a: this.value(1), b: this.value(1) } } })),
      ...this.maybe(() => ({ l: { L: [this.value(1), this.value(1)] } })),
      ...this.maybe(() => ({ ss: { SS: this.one([['a'], ['a', 'b'], ['Z', 'é']]) } })),
    }
  }

  value(depth: number): Input {
    if (depth > 0 && this.random.fraction() < 0.3) {
      return this.one([
        () => ({ L: [this.value(depth - 1)] }),
        () => ({ M: { a: this.value(depth - 1), c: this.value(depth - 1) } }),
        () => ({ M: {} }),
      ])()
    }
    return this.one([
      { N: this.number() },
      { S: this.text() },
      { BOOL: this.random.fraction() < 0.5 },
      { NULL: true },
      { B: 'AQID' },
      { NS: ['1', '2.5'] },
    ])
  }

  /** Nothing that dynalite breaks on: BETWEEN and IN with attributes that are not there. */
  condition(): Input {
    const values = { ':n': { N: this.number() }, ':s': { S: this.one(['a', 'b', 'ab', 'é']) } }
    const tests = [
      'attribute_not_exists(n)',
      'attribute_exists(m.a)',
      'n > :n',
      'n = :n',
      's < :s',
      'size(m) >= :n',
      'n <> :n',
    ]
    const [first, second] = [this.one(tests), this.one(tests)]
    const text = this.one([
      first,
      `${first} AND ${second}`,
      `${first} OR ${second}`,
      `NOT ${first}`,
      `NOT (${first} OR ${second})`,
    ])
    const used = Object.entries(values).filter(([name]) => text.includes(name))
    return {
      ConditionExpression: text,
      ...(used.length > 0 && { ExpressionAttributeValues: Object.fromEntries(used) }),
    }
  }

  update(): Input {
    const clauses = [
      ['SET n = if_not_exists(n, :n) + :n', [':n']],
      ['SET s = :s', [':s']],
      ['SET m = :m', [':m']],
      ['SET m.a = :n', [':n']],
      ['SET l = list_append(if_not_exists(l, :l), :l)', [':l']],
      ['SET g = :s REMOVE h', [':s']],
      ['ADD n :n', [':n']],
      ['ADD ss :ss', [':ss']],
      ['DELETE ss :ss', [':ss']],
      ['REMOVE m, l[0]', []],
      ['SET h = :n', [':n']],
      ['REMOVE g', []],
    ] as const
    const [text, used] = this.one<(typeof clauses)[number]>(clauses)
    const values: Input = {
      ':n': { N: this.number() },
      ':s': { S: this.one(['x', 'y']) },
      ':m': { M: { a: this.value(1), b: { L: [] } } },
      ':l': { L: [this.value(1)] },
      ':ss': { SS: ['a', 'c'] },
    }
    return {
      UpdateExpression: text,
      ...(used.length > 0 && {
        ExpressionAttributeValues: Object.fromEntries(used.map((name) => [name, values[name]])),
      }),
      ReturnValues: this.one(['ALL_NEW', 'ALL_OLD', 'UPDATED_NEW', 'UPDATED_OLD', 'NONE']),
    }
  }

  query(): Input {
    const [low, high] = [this.number(), this.number()].sort((a, b) => Number(a) - Number(b))
    const [text, names] = this.one([
      ['pk = :p', []],
      ['pk = :p AND sk = :l', [':l']],
      ['pk = :p AND sk < :l', [':l']],
      ['pk = :p AND sk <= :l', [':l']],
      ['pk = :p AND sk > :l', [':l']],
      ['sk >= :l AND pk = :p', [':l']],
      ['pk = :p AND sk BETWEEN :l AND :h', [':l', ':h']],
    ] as [string, string[]][])
    const values: Input = { ':p': { S: this.one(['a', 'b', 'c', 'é😀']) }, ':l': { N: low }, ':h': { N: high } }
    return {
      KeyConditionExpression: text,
      ExpressionAttributeValues: Object.fromEntries([':p', ...names].map((name) => [name, values[name]])),
      ...this.reading(),
      ...this.maybe(() => ({ ConsistentRead: true })),
    }
  }

  indexQuery(): Input {
    return {
      ...this.one<Input>([
        {
          IndexName: 'gsi',
          KeyConditionExpression: 'g = :g AND h > :h',
          ExpressionAttributeValues: { ':g': { S: this.one(['x', 'y']) }, ':h': { N: this.number() } },
        },
        {
          IndexName: 'lsi',
          KeyConditionExpression: 'pk = :p',
          ExpressionAttributeValues: { ':p': { S: this.one(['a', 'b']) } },
        },
      ]),
      ...this.reading(),
    }
  }

  reading(): Input {
    return {
      ...this.maybe(() => ({ ScanIndexForward: false })),
      ...this.maybe(() => ({ Limit: this.random.integer(1, 4) })),
      ...this.maybe(() => ({ FilterExpression: 'attribute_exists(n)' })),
      ...this.maybe(() => ({ Select: 'COUNT' })),
      ...this.capacity(),
    }
  }

  scan(): Input {
    return {
      ...this.maybe(() => ({ IndexName: this.one(['gsi', 'lsi', 'keys']) })),
      ...this.maybe(() => ({
        FilterExpression: 'sk > :n',
        ExpressionAttributeValues: { ':n': { N: this.number() } },
      })),
      ...this.maybe(() => ({ ProjectionExpression: 'pk, sk' })),
      ...this.capacity(),
    }
  }

  writes(): Input[] {
    const keys = new Map(
      Array.from({ length: this.random.integer(1, 4) }, () => this.item()).map((item) => [
        JSON.stringify([item['pk'], Number((item['sk'] as { N: string }).N)]),
        item,
      ]),
    )
    return [...keys.values()].map((item) =>
      this.random.fraction() < 0.6
        ? { PutRequest: { Item: item } }
        : { DeleteRequest: { Key: { pk: item['pk'], sk: item['sk'] } } },
    )
  }
}
