/** DynamoDB as a form asks it: Query by key, Scan, put and delete. */

import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'
import { type Aws, jsonCall, type JsonService } from '../../aws/json-call'

const DYNAMODB: JsonService = { endpoint: 'dynamodb', target: 'DynamoDB_20120810' }
/** Items of one answer. */
export const LIMIT = 50

export interface KeySchema {
  /** Null: the table itself. */
  readonly index: string | null
  readonly partition: KeyAttribute
  readonly sort: KeyAttribute | null
}

interface KeyAttribute {
  readonly name: string
  readonly type: 'S' | 'N' | 'B'
}

export type SortCondition = '=' | '<' | '<=' | '>' | '>=' | 'begins_with' | 'between'

export interface TableQuestion {
  readonly schema: KeySchema
  /** Empty: a Scan. */
  readonly partition: string
  readonly condition: SortCondition
  /** Empty: any. */
  readonly sort: string
  /** The upper end of `between`. */
  readonly sortEnd: string
  /** A filter expression's attribute and value: equal, after reading. Empty: none. */
  readonly filterName: string
  readonly filterValue: string
  readonly descending: boolean
}

export interface TableAnswer {
  readonly items: readonly Readonly<Record<string, unknown>>[]
  /** What was read before the filter. */
  readonly scanned: number
  /** Read capacity units. */
  readonly consumed: number
  /** For the next page; null at the end. */
  readonly next: object | null
}

interface Description {
  readonly Table: {
    readonly AttributeDefinitions: readonly {
      readonly AttributeName: string
      readonly AttributeType: 'S' | 'N' | 'B'
    }[]
    readonly KeySchema: readonly KeyPart[]
    readonly GlobalSecondaryIndexes?: readonly Index[]
    readonly LocalSecondaryIndexes?: readonly Index[]
  }
}
interface KeyPart {
  readonly AttributeName: string
  readonly KeyType: 'HASH' | 'RANGE'
}
interface Index {
  readonly IndexName: string
  readonly KeySchema: readonly KeyPart[]
}

/** The keys of a table and of its indexes. */
export async function keySchemas(aws: Aws, table: string): Promise<readonly KeySchema[]> {
  const { Table } = await jsonCall<Description>(aws, DYNAMODB, 'DescribeTable', { TableName: table })
  const attribute = (parts: readonly KeyPart[], type: KeyPart['KeyType']): KeyAttribute | null => {
    const name = parts.find(({ KeyType }) => KeyType === type)?.AttributeName
    const definition = Table.AttributeDefinitions.find(({ AttributeName }) => AttributeName === name)
    return name === undefined ? null : { name, type: definition?.AttributeType ?? 'S' }
  }
  const schema = (index: string | null, parts: readonly KeyPart[]): KeySchema => ({
    index,
    partition: attribute(parts, 'HASH') ?? { name: '', type: 'S' },
    sort: attribute(parts, 'RANGE'),
  })
  const indexes = [...(Table.GlobalSecondaryIndexes ?? []), ...(Table.LocalSecondaryIndexes ?? [])]
  return [schema(null, Table.KeySchema), ...indexes.map(({ IndexName, KeySchema: parts }) => schema(IndexName, parts))]
}

/** The request that a form means; its expressions are what one would write in code. */
export function requestOf(
  table: string,
  question: TableQuestion,
  from: object | null,
): [operation: string, input: object] {
  const { schema, partition, condition, sort, sortEnd, filterName, filterValue, descending } = question
  const names: Record<string, string> = {}
  const values: Record<string, object> = {}
  const keys: string[] = []
  if (partition !== '') {
    names['#pk'] = schema.partition.name
    values[':pk'] = { [schema.partition.type]: partition }
    keys.push('#pk = :pk')
    if (schema.sort && sort !== '') {
      names['#sk'] = schema.sort.name
      values[':sk'] = { [schema.sort.type]: sort }
      if (condition === 'between') values[':to'] = { [schema.sort.type]: sortEnd }
      keys.push(
        condition === 'begins_with'
          ? 'begins_with(#sk, :sk)'
          : condition === 'between'
            ? '#sk BETWEEN :sk AND :to'
            : `#sk ${condition} :sk`,
      )
    }
  }
  if (filterName !== '') {
    names['#f'] = filterName
    Object.assign(values, { ':f': marshall({ value: jsonOrText(filterValue) })['value'] })
  }
  return [
    partition === '' ? 'Scan' : 'Query',
    {
      TableName: table,
      ...(schema.index !== null && { IndexName: schema.index }),
      ...(keys.length > 0 && { KeyConditionExpression: keys.join(' AND '), ScanIndexForward: !descending }),
      ...(filterName !== '' && { FilterExpression: '#f = :f' }),
      ...(Object.keys(names).length > 0 && { ExpressionAttributeNames: names, ExpressionAttributeValues: values }),
      ...(from && { ExclusiveStartKey: from }),
      Limit: LIMIT,
      ReturnConsumedCapacity: 'TOTAL',
    },
  ]
}

export async function ask(
  aws: Aws,
  table: string,
  question: TableQuestion,
  from: object | null = null,
): Promise<TableAnswer> {
  const answer = await jsonCall<{
    readonly Items: readonly Parameters<typeof unmarshall>[0][]
    readonly ScannedCount: number
    readonly ConsumedCapacity?: { readonly CapacityUnits: number }
    readonly LastEvaluatedKey?: object
  }>(aws, DYNAMODB, ...requestOf(table, question, from))
  return {
    items: answer.Items.map((item) => unmarshall(item)),
    scanned: answer.ScannedCount,
    consumed: answer.ConsumedCapacity?.CapacityUnits ?? 0,
    next: answer.LastEvaluatedKey ?? null,
  }
}

/** @param json an item as plain JSON @throws SyntaxError, or what DynamoDB refuses */
export async function putItem(aws: Aws, table: string, json: string): Promise<void> {
  const item: unknown = JSON.parse(json)
  if (item === null || typeof item !== 'object' || Array.isArray(item)) throw new SyntaxError('An item is an object.')
  await jsonCall(aws, DYNAMODB, 'PutItem', { TableName: table, Item: marshall(item) })
}

export async function deleteItem(
  aws: Aws,
  table: string,
  { partition, sort }: KeySchema,
  item: Readonly<Record<string, unknown>>,
): Promise<void> {
  const names = [partition.name, ...(sort ? [sort.name] : [])]
  const key = Object.fromEntries(names.map((name) => [name, item[name]]))
  await jsonCall(aws, DYNAMODB, 'DeleteItem', { TableName: table, Key: marshall(key) })
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
