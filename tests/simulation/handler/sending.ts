/**
 * The request by which a function sends something on. It is written out, and not left to the AWS SDK, so that the
 * function takes the same turns wherever it runs: the simulated endpoint knows callers by their access keys, and checks no
 * signatures of such requests.
 */

export interface Sending {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

type Variables = Readonly<Record<string, string | undefined>>

interface Api {
  readonly host: string
  readonly path?: (target: string) => string
  readonly type: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body: (target: string, text: string) => string
}

const APIS: Readonly<Record<string, Api>> = {
  sqs: {
    host: 'sqs',
    type: 'application/x-amz-json-1.0',
    headers: { 'x-amz-target': 'AmazonSQS.SendMessage' },
    body: (QueueUrl, MessageBody) => {
      const fifo = { MessageGroupId: 'sent', MessageDeduplicationId: MessageBody.replace(/ /g, '-') }
      return JSON.stringify({ QueueUrl, MessageBody, ...(QueueUrl.endsWith('.fifo') && fifo) })
    },
  },
  'sqs-purge': {
    host: 'sqs',
    type: 'application/x-amz-json-1.0',
    headers: { 'x-amz-target': 'AmazonSQS.PurgeQueue' },
    body: (QueueUrl) => JSON.stringify({ QueueUrl }),
  },
  'sqs-redrive': {
    host: 'sqs',
    type: 'application/x-amz-json-1.0',
    headers: { 'x-amz-target': 'AmazonSQS.StartMessageMoveTask' },
    body: (SourceArn) => JSON.stringify({ SourceArn }),
  },
  'kinesis-shards': {
    host: 'kinesis',
    type: 'application/x-amz-json-1.1',
    headers: { 'x-amz-target': 'Kinesis_20131202.UpdateShardCount' },
    body: (StreamName, text) =>
      JSON.stringify({
        StreamName,
        TargetShardCount: 1 + (text.charCodeAt(text.length - 1) % 3),
        ScalingType: 'UNIFORM_SCALING',
      }),
  },
  lambda: {
    host: 'lambda',
    path: (target) => `/2015-03-31/functions/${target}/invocations`,
    type: 'application/json',
    headers: { 'x-amz-invocation-type': 'Event' },
    body: (_, text) => JSON.stringify({ text }),
  },
  sns: {
    host: 'sns',
    type: 'application/x-www-form-urlencoded',
    body: (TopicArn, Message) => {
      const fifo = { MessageGroupId: 'sent', MessageDeduplicationId: Message.replace(/ /g, '-') }
      const fields = { Action: 'Publish', Version: '2010-03-31', TopicArn, Message }
      return new URLSearchParams({ ...fields, ...(TopicArn.endsWith('.fifo') && fifo) }).toString()
    },
  },
  dynamodb: {
    host: 'dynamodb',
    type: 'application/x-amz-json-1.0',
    headers: { 'x-amz-target': 'DynamoDB_20120810.PutItem' },
    body: (TableName, text) => JSON.stringify({ TableName, Item: { id: { S: text } } }),
  },
  kinesis: {
    host: 'kinesis',
    type: 'application/x-amz-json-1.1',
    headers: { 'x-amz-target': 'Kinesis_20131202.PutRecord' },
    body: (StreamName, text) => JSON.stringify({ StreamName, PartitionKey: text, Data: btoa(text) }),
  },
  events: {
    host: 'events',
    type: 'application/x-amz-json-1.1',
    headers: { 'x-amz-target': 'AWSEvents.PutEvents' },
    body: (EventBusName, text) =>
      JSON.stringify({
        Entries: [{ EventBusName, Source: 'simulation', DetailType: 'sent', Detail: JSON.stringify({ text }) }],
      }),
  },
}

/** @param variables the process' environment: TARGET is what it is sent to, or else the function itself */
export function sendingOf(service: string, text: string, variables: Variables): Sending {
  const target = variables['TARGET'] ?? variables['AWS_LAMBDA_FUNCTION_NAME'] ?? ''
  const api = APIS[service]
  if (!api) return { url: target, headers: { 'content-type': 'text/plain' }, body: text }
  const scope = `20261130/us-east-1/${api.host}/aws4_request`
  return {
    url: `https://${api.host}.us-east-1.amazonaws.com${api.path?.(target) ?? '/'}`,
    headers: {
      'content-type': api.type,
      authorization: `AWS4-HMAC-SHA256 Credential=${variables['AWS_ACCESS_KEY_ID'] ?? ''}/${scope}`,
      'x-amzn-trace-id': variables['_X_AMZN_TRACE_ID'] ?? '',
      ...api.headers,
    },
    body: api.body(target, text),
  }
}
