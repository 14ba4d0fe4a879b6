/**
 * What each operation needs of IAM. Source: Service Authorization Reference, "Actions, resources, and condition keys for
 * Amazon DynamoDB"; Developer Guide, "Using IAM with DynamoDB transactions".
 *
 * Condition keys of fine-grained control: dynamodb:LeadingKeys and dynamodb:Select. Not dynamodb:Attributes.
 */

import { AwsError } from '../../aws/aws-error'
import type { AccessNeed, AccessRule } from '../contract'
import { readCondition } from './expressions/conditions'
import { keyTestsOf } from './expressions/key-condition'
import { Placeholders } from './expressions/placeholders'
import { nameOf } from './operations/input'
import type { Tables } from './tables'

type Input = Readonly<Record<string, unknown>>

const ON_A_TABLE = [
  'CreateTable',
  'DeleteTable',
  'DescribeTable',
  'DescribeTimeToLive',
  'UpdateTable',
  'UpdateTimeToLive',
]
const ON_AN_ITEM = ['DeleteItem', 'GetItem', 'PutItem', 'UpdateItem']
const ON_A_RESOURCE = ['ListTagsOfResource', 'TagResource', 'UntagResource']
const ON_NOTHING = ['DescribeEndpoints', 'DescribeLimits', 'ListTables']
/** PartiQL is refused; IAM would be asked for one of several actions first. */
const UNASKED = ['BatchExecuteStatement', 'ExecuteStatement', 'ExecuteTransaction']

/** Member of a transaction's item → action. */
const TRANSACTION_ACTIONS: Readonly<Record<string, string>> = {
  ConditionCheck: 'ConditionCheckItem',
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  Get: 'GetItem',
}

export function createAccess(tables: Tables): Readonly<Record<string, AccessRule>> {
  const tableArn = (given: unknown): string => {
    const text = textOf(given)
    return text.startsWith('arn:') && nameOf(text) === text ? text : tables.arnOf(nameOf(text))
  }
  const rules = (operations: readonly string[], needs: (operation: string, input: Input) => readonly AccessNeed[]) =>
    Object.fromEntries(
      operations.map((operation): [string, AccessRule] => [operation, (input) => needs(operation, input)]),
    )
  /** The partition keys that a request is about: "represents the first key attribute of a table". */
  const leadingKeys = (table: unknown, items: readonly unknown[]): NonNullable<AccessNeed['context']> => {
    const name = tables.find(nameOf(textOf(table)))?.keys.partition.name
    const keys = items.flatMap((item) => scalarOf(recordOf(item)[name ?? '']) ?? [])
    return keys.length > 0 ? { 'dynamodb:LeadingKeys': keys } : {}
  }
  const onItem = (operation: string, input: Input): readonly AccessNeed[] => [
    {
      action: `dynamodb:${operation}`,
      resource: tableArn(input['TableName']),
      context: leadingKeys(input['TableName'], [input['Key'] ?? input['Item']]),
    },
  ]
  const onIndex = (operation: string, input: Input): readonly AccessNeed[] => {
    const { TableName: table, IndexName: index, Select: select } = input
    return [
      {
        action: `dynamodb:${operation}`,
        resource: typeof index === 'string' ? `${tableArn(table)}/index/${index}` : tableArn(table),
        context: {
          ...(operation === 'Query' && leadingKeys(table, [queriedKey(input)])),
          ...(typeof select === 'string' && { 'dynamodb:Select': select }),
        },
      },
    ]
  }
  const onTables = (operation: string, input: Input): readonly AccessNeed[] =>
    Object.entries(recordOf(input['RequestItems'])).map(([table, requests]) => ({
      action: `dynamodb:${operation}`,
      resource: tableArn(table),
      context: leadingKeys(table, batchedKeys(requests)),
    }))
  const ofTransaction = (_operation: string, input: Input): readonly AccessNeed[] =>
    listOf(input['TransactItems']).flatMap((entry) =>
      Object.entries(recordOf(entry)).flatMap(([kind, request]) =>
        Object.hasOwn(TRANSACTION_ACTIONS, kind) ? onItem(TRANSACTION_ACTIONS[kind] ?? '', recordOf(request)) : [],
      ),
    )

  return {
    ...rules(ON_A_TABLE, (operation, input) => [
      { action: `dynamodb:${operation}`, resource: tableArn(input['TableName']) },
    ]),
    ...rules(ON_A_RESOURCE, (operation, input) => [
      { action: `dynamodb:${operation}`, resource: tableArn(input['ResourceArn']) },
    ]),
    ...rules(ON_NOTHING, (operation) => [{ action: `dynamodb:${operation}`, resource: '*' }]),
    ...rules(UNASKED, () => []),
    ...rules(ON_AN_ITEM, onItem),
    ...rules(['Query', 'Scan'], onIndex),
    ...rules(['BatchGetItem', 'BatchWriteItem'], onTables),
    ...rules(['TransactGetItems', 'TransactWriteItems'], ofTransaction),
  }
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

/** The text of a key's value. */
function scalarOf(value: unknown): string | null {
  const { S: text, N: number, B: binary } = recordOf(value)
  const scalar = text ?? number ?? binary
  return typeof scalar === 'string' ? scalar : null
}

/** Keys and items of one table's part of a batch. */
function batchedKeys(requests: unknown): readonly unknown[] {
  if (!Array.isArray(requests)) return listOf(recordOf(requests)['Keys'])
  return requests.map((request: unknown) => {
    const { PutRequest: put, DeleteRequest: remove } = recordOf(request)
    return recordOf(put)['Item'] ?? recordOf(remove)['Key']
  })
}

/** What a query's key condition wants to be equal; nothing for a condition that cannot be read. */
function queriedKey(input: Input): Input {
  const { KeyConditionExpression: text } = input
  if (typeof text !== 'string') return {}
  try {
    const placeholders = new Placeholders(input, { KeyConditionExpression: text })
    const tests = keyTestsOf(readCondition('KeyConditionExpression', text, placeholders))
    return Object.fromEntries(
      [...tests].filter(([, { operator }]) => operator === '=').map(([name, { values }]) => [name, values[0]]),
    )
  } catch (error) {
    if (error instanceof AwsError) return {}
    throw error
  }
}

const recordOf = (value: unknown): Input => (typeof value === 'object' && value !== null ? (value as Input) : {})
