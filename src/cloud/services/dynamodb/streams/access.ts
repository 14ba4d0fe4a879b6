/**
 * What each operation needs of IAM: actions of DynamoDB, on a stream.
 * Source: Service Authorization Reference, "Actions, resources, and condition keys for Amazon DynamoDB".
 */

import type { AccessRule } from '../../contract'
import type { Tables } from '../tables'
import { decodeIterator } from './iterators'

export function createAccess(tables: Tables): Readonly<Record<string, AccessRule>> {
  const text = (value: unknown): string => (typeof value === 'string' ? value : '')
  return {
    DescribeStream: (input) => [{ action: 'dynamodb:DescribeStream', resource: text(input['StreamArn']) }],
    GetShardIterator: (input) => [{ action: 'dynamodb:GetShardIterator', resource: text(input['StreamArn']) }],
    GetRecords: (input) => [
      {
        action: 'dynamodb:GetRecords',
        resource: decodeIterator(text(input['ShardIterator']))?.streamArn ?? tables.arnOf(''),
      },
    ],
    ListStreams: (input) => [
      {
        action: 'dynamodb:ListStreams',
        resource: input['TableName'] === undefined ? '*' : `${tables.arnOf(text(input['TableName']))}/stream/*`,
      },
    ],
  }
}
