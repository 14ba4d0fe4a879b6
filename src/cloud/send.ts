/** What the page's user puts into the cloud: a delivery to anything that takes one. */

import { AwsError } from './aws/aws-error'
import type { JsonValue } from './aws/json'
import type { SendRequest } from './protocol'
import type { Caller, Delivery } from './services/contract'

/**
 * @param arnOf of a logical id
 * @returns the ARN; of a topic, queue or collection that is no resource of its own, its cluster's or broker's ARN and what
 *   followed the logical id: `Cluster/orders`
 */
export function sendTarget(target: string, arnOf: (logicalId: string) => string | undefined): string {
  if (target.startsWith('arn:')) return target
  const slash = target.indexOf('/')
  const [logicalId, rest] = slash < 0 ? [target, ''] : [target.slice(0, slash), target.slice(slash)]
  const arn = arnOf(logicalId)
  return arn === undefined ? target : arn + rest
}

export function deliveryOf(request: SendRequest, caller: Caller): Delivery {
  const { body, key, headers = {}, partition, timeToLive, groupId, deduplicationId, subject, event } = request
  return {
    body,
    caller,
    traceHeader: null,
    headers,
    attributes: Object.fromEntries(
      Object.entries(headers).map(([name, stringValue]) => [name, { dataType: 'String', stringValue }]),
    ),
    ...(key !== undefined && { partitionKey: key, objectKey: key }),
    ...(partition !== undefined && { partition }),
    ...(timeToLive !== undefined && { timeToLive }),
    ...(groupId !== undefined && { groupId }),
    ...(deduplicationId !== undefined && { deduplicationId }),
    ...(subject !== undefined && { subject }),
    ...(event && { event: { resources: [], ...event } }),
  }
}

/**
 * DynamoDB's PutItem of a plain JSON document, or of one that is written in DynamoDB's own JSON already.
 * @throws AwsError
 */
export function putItemInput(tableName: string, body: string): Readonly<Record<string, unknown>> {
  const item = parsed(body)
  if (typeof item !== 'object' || item === null || Array.isArray(item)) {
    throw new AwsError('ValidationException', 400, 'An item is a JSON object.')
  }
  const members = Object.entries(item)
  const isMarshalled = members.length > 0 && members.every(([, value]) => isAttributeValue(value))
  return { TableName: tableName, Item: isMarshalled ? item : (attributeValue(item) as { M: object }).M }
}

function parsed(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue
  } catch {
    throw new AwsError('SerializationException', 400, 'The item is not JSON.')
  }
}

const TYPES: ReadonlySet<string> = new Set(['S', 'N', 'B', 'BOOL', 'NULL', 'M', 'L', 'SS', 'NS', 'BS'])

function isAttributeValue(value: JsonValue): boolean {
  const names = typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : []
  return names.length === 1 && TYPES.has(names[0] ?? '')
}

function attributeValue(value: JsonValue): object {
  if (value === null) return { NULL: true }
  if (typeof value === 'string') return { S: value }
  if (typeof value === 'number') return { N: String(value) }
  if (typeof value === 'boolean') return { BOOL: value }
  if (Array.isArray(value)) return { L: value.map(attributeValue) }
  return { M: Object.fromEntries(Object.entries(value).map(([name, one]) => [name, attributeValue(one as JsonValue)])) }
}
