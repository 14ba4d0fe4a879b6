/** Streams for the tests of §7.3: their resources, putting records, and functions that remember what they got. */

import type { StackResource, TemplateValue } from '../../../src/cloud/aws/template'
import type { Cloud } from '../../../src/cloud/cloud'
import type { Outcome } from '../../../src/runtime/protocol'
import { respond, type Script } from '../../unit/cloud/scripted-host'
import { lambdaFunction, mapping, resource, ServiceError, START_TIME } from '../../unit/cloud/stack'

type Properties = Record<string, TemplateValue>

export const stream = (logicalId: string, properties: Properties = {}): StackResource =>
  resource(logicalId, 'AWS::Kinesis::Stream', { Name: logicalId, ShardCount: 1, ...properties })

export const table = (logicalId: string, view = 'NEW_AND_OLD_IMAGES', properties: Properties = {}): StackResource =>
  resource(logicalId, 'AWS::DynamoDB::Table', {
    TableName: 'Table',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
    StreamSpecification: { StreamViewType: view },
    ...properties,
  })

/** A mapping of the stream `S` to the function `F`, from the beginning. */
export const streamMapping = (properties: Properties = {}, id = 'M', fn = 'F', source = 'S'): StackResource =>
  mapping(id, fn, source, { StartingPosition: 'TRIM_HORIZON', ...properties })

/** A mapping of the stream of table `T` (its name is `Table`) to the function `F`, from the beginning. */
export const tableMapping = (properties: Properties = {}): StackResource =>
  mapping('M', 'F', 'T', {
    StartingPosition: 'TRIM_HORIZON',
    EventSourceArn: { 'Fn::GetAtt': ['T', 'StreamArn'] },
    ...properties,
  })

export const kinesisStack = (properties: Properties = {}, ...more: StackResource[]): StackResource[] => [
  lambdaFunction('F'),
  stream('S'),
  ...more,
  streamMapping(properties),
]

export const STREAM_ARN = 'arn:aws:kinesis:us-east-1:123456789012:stream/S'

export interface KinesisRecord {
  readonly kinesis: {
    readonly sequenceNumber: string
    readonly partitionKey: string
    readonly data: string
    readonly approximateArrivalTimestamp: number
  }
  readonly eventID: string
}

export interface StreamEvent {
  readonly Records: readonly KinesisRecord[]
  readonly window?: { readonly start: string; readonly end: string }
  readonly state?: unknown
  readonly shardId?: string
  readonly eventSourceARN?: string
  readonly isFinalInvokeForWindow?: boolean
  readonly isWindowTerminatedEarly?: boolean
}

export const dataOf = ({ Records }: StreamEvent): string[] =>
  Records.map(({ kinesis }) => Buffer.from(kinesis.data, 'base64').toString())

export interface Received {
  /** Since the start of the run, milliseconds: when the handler began. */
  readonly at: number
  readonly data: string[]
  readonly event: StreamEvent
}

/** A function that remembers what it got. @param takes milliseconds */
export function remember(
  outcome: (event: StreamEvent, nth: number) => Outcome = () => respond(null),
  takes = 1,
): { readonly received: Received[]; readonly script: Script } {
  const received: Received[] = []
  const script: Script = {
    invoke(event, _invocation, { now }) {
      const given = event as StreamEvent
      const data = given.Records.every((record) => 'kinesis' in record) ? dataOf(given) : []
      received.push({ at: now - START_TIME, data, event: given })
      return { takes, outcome: outcome(given, received.length) }
    },
  }
  return { received, script }
}

/** One API call of a service of JSON, as the page's user. @throws ServiceError */
async function call(cloud: Cloud, host: string, target: string, input: object): Promise<Record<string, unknown>> {
  const { status, body } = await cloud.aws({
    method: 'POST',
    url: `https://${host}.us-east-1.amazonaws.com/`,
    headers: { 'x-amz-target': target, 'content-type': 'application/x-amz-json-1.1' },
    body: JSON.stringify(input),
  })
  const output = JSON.parse((body as string) || '{}') as Record<string, unknown>
  if (status === 200) return output
  const name = String(output['__type']).split('#').at(-1) ?? ''
  throw new ServiceError(name, String(output['message']), '', status)
}

export const kinesis = (cloud: Cloud, operation: string, input: object): Promise<Record<string, unknown>> =>
  call(cloud, 'kinesis', `Kinesis_20131202.${operation}`, input)

export const dynamoDB = (cloud: Cloud, operation: string, input: object): Promise<Record<string, unknown>> =>
  call(cloud, 'dynamodb', `DynamoDB_20120810.${operation}`, input)

/** @param key of the partition; each record its own text as a key by default */
export async function put(cloud: Cloud, texts: readonly string[], key?: string): Promise<string[]> {
  const output = await kinesis(cloud, 'PutRecords', {
    StreamName: 'S',
    Records: texts.map((text) => ({ Data: Buffer.from(text).toString('base64'), PartitionKey: key ?? text })),
  })
  return (output['Records'] as { SequenceNumber: string }[]).map(({ SequenceNumber }) => SequenceNumber)
}

/** One call of Lambda's API. @throws ServiceError */
export async function lambdaApi(
  cloud: Cloud,
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  input?: object,
): Promise<Record<string, unknown>> {
  const { status, headers, body } = await cloud.aws({
    method,
    url: `https://lambda.us-east-1.amazonaws.com/2015-03-31/${path}`,
    headers: { 'content-type': 'application/json' },
    body: input ? JSON.stringify(input) : '',
  })
  const output = JSON.parse((body as string) || '{}') as Record<string, unknown>
  if (status < 300) return { ...output, $status: status }
  throw new ServiceError(
    String(headers['x-amzn-errortype']).split(':')[0] ?? '',
    String(output['message'] ?? output['Message']),
    '',
    status,
  )
}

/** Bodies of the messages in a queue, parsed, oldest first; they stay in it. */
export async function messages(cloud: Cloud, queue: string): Promise<Record<string, unknown>[]> {
  const { status, body } = await cloud.aws({
    method: 'POST',
    url: 'https://sqs.us-east-1.amazonaws.com/',
    headers: { 'x-amz-target': 'AmazonSQS.ReceiveMessage' },
    body: JSON.stringify({ QueueUrl: queue, MaxNumberOfMessages: 10, VisibilityTimeout: 0 }),
  })
  if (status !== 200) throw new Error(String(body))
  const { Messages = [] } = JSON.parse(body as string) as { Messages?: { Body: string }[] }
  return Messages.map(({ Body }) => JSON.parse(Body) as Record<string, unknown>)
}
