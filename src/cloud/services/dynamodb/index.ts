import type { ServiceDefinition } from '../contract'
import { createAccess } from './access'
import { LATENCY } from './limits'
import { createOperations } from './operations'
import { createResourceTypes } from './resources'
import { createStreamSource } from './stream-source'
import { createAccess as createStreamsAccess } from './streams/access'
import { createOperations as createStreamsOperations } from './streams/operations'
import { wire as streamsWire } from './streams/wire'
import { tablesOf } from './tables'
import { createViews } from './view'
import { wire } from './wire'

export const dynamoDB: ServiceDefinition = {
  name: 'dynamodb',
  wire,
  latency: LATENCY,
  create(context) {
    const tables = tablesOf(context)
    return {
      operations: createOperations(tables, context),
      access: createAccess(tables),
      resourceTypes: createResourceTypes(tables),
      streamSource: createStreamSource(tables, context),
      views: () => createViews(tables),
    }
  },
}

/** The other API of the same tables, which has its own endpoint and client; IAM and ARNs call both `dynamodb`. */
export const dynamoDBStreams: ServiceDefinition = {
  name: 'dynamodb-streams',
  wire: streamsWire,
  latency: LATENCY,
  create(context) {
    const tables = tablesOf(context)
    return {
      operations: createStreamsOperations(tables, context),
      access: createStreamsAccess(tables),
      resourceTypes: {},
    }
  },
}
