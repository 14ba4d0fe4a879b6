/** All of DynamoDB's operations. */

import type { Operation, ServiceContext } from '../../contract'
import type { Tables } from '../tables'
import { batchOperations } from './batch'
import { itemOperations } from './items'
import { readOperations } from './reads'
import { tableOperations } from './tables'
import { tagOperations } from './tags'
import { transactionOperations } from './transactions'

export const createOperations = (tables: Tables, context: ServiceContext): Readonly<Record<string, Operation>> => ({
  ...tableOperations(tables),
  ...itemOperations(tables, context),
  ...readOperations(tables),
  ...batchOperations(tables),
  ...transactionOperations(tables, context),
  ...tagOperations(tables, context),
})
