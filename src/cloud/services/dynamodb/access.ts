/**
 * What each operation needs of IAM. Source: Service Authorization Reference, "Actions, resources, and condition keys for
 * Amazon DynamoDB"; Developer Guide, "Using IAM with DynamoDB transactions".
 *
 * The keys for fine-grained control (dynamodb:LeadingKeys, dynamodb:Attributes, …) are given where they follow from the
 * request alone.
 */

import type { AccessNeed, AccessRule } from '../contract'
import { nameOf } from './operations/input'
import type { Tables } from './tables'

type Input = Readonly<Record<string, unknown>>

const ON_A_TABLE = [
  'CreateTable',
  'DeleteItem',
  'DeleteTable',
  'DescribeTable',
  'DescribeTimeToLive',
  'GetItem',
  'PutItem',
  'UpdateItem',
  'UpdateTable',
  'UpdateTimeToLive',
]
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
    const text = typeof given === 'string' ? given : ''
    return text.startsWith('arn:') && nameOf(text) === text ? text : tables.arnOf(nameOf(text))
  }
  const rules = (operations: readonly string[], needs: (operation: string, input: Input) => readonly AccessNeed[]) =>
    Object.fromEntries(
      operations.map((operation): [string, AccessRule] => [operation, (input) => needs(operation, input)]),
    )
  const onIndex = (operation: string, input: Input): readonly AccessNeed[] => {
    const table = tableArn(input['TableName'])
    const index = input['IndexName']
    return [
      {
        action: `dynamodb:${operation}`,
        resource: typeof index === 'string' ? `${table}/index/${index}` : table,
        ...(typeof input['Select'] === 'string' && { context: { 'dynamodb:Select': input['Select'] } }),
      },
    ]
  }
  const onTables = (operation: string, input: Input): readonly AccessNeed[] =>
    Object.keys(recordOf(input['RequestItems'])).map((name) => ({
      action: `dynamodb:${operation}`,
      resource: tableArn(name),
    }))
  const ofTransaction = (_operation: string, input: Input): readonly AccessNeed[] => {
    const needs = new Map<string, AccessNeed>()
    for (const entry of Array.isArray(input['TransactItems']) ? (input['TransactItems'] as readonly unknown[]) : []) {
      for (const [kind, request] of Object.entries(recordOf(entry))) {
        if (!Object.hasOwn(TRANSACTION_ACTIONS, kind)) continue
        const action = `dynamodb:${TRANSACTION_ACTIONS[kind]}`
        const resource = tableArn(recordOf(request)['TableName'])
        needs.set(`${action} ${resource}`, { action, resource })
      }
    }
    return [...needs.values()]
  }

  return {
    ...rules(ON_A_TABLE, (operation, input) => [
      { action: `dynamodb:${operation}`, resource: tableArn(input['TableName']) },
    ]),
    ...rules(ON_A_RESOURCE, (operation, input) => [
      { action: `dynamodb:${operation}`, resource: tableArn(input['ResourceArn']) },
    ]),
    ...rules(ON_NOTHING, (operation) => [{ action: `dynamodb:${operation}`, resource: '*' }]),
    ...rules(UNASKED, () => []),
    ...rules(['Query', 'Scan'], onIndex),
    ...rules(['BatchGetItem', 'BatchWriteItem'], onTables),
    ...rules(['TransactGetItems', 'TransactWriteItems'], ofTransaction),
  }
}

const recordOf = (value: unknown): Input => (typeof value === 'object' && value !== null ? (value as Input) : {})
