/** What the tests of push sources have in common: stacks in which a source may reach its target, and calls of its API. */

import { expect } from 'vitest'
import type { StackResource, TemplateValue } from '../../../src/cloud/aws/template'
import { respond, type Script } from '../../unit/cloud/scripted-host'
import { arnOf, queue, resource, type Run } from '../../unit/cloud/stack'

type Properties = Record<string, TemplateValue>
type Sent = Readonly<Record<string, unknown>>

export const ACCOUNT = '123456789012'
export const TOPIC = `arn:aws:sns:us-east-1:${ACCOUNT}:T`
export const RULE = `arn:aws:events:us-east-1:${ACCOUNT}:rule/R`
export const FUNCTION = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:F`
export const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Lets a service invoke the function F. */
export const permission = (principal: string, sourceArn?: TemplateValue, more: Properties = {}): StackResource =>
  resource(`Permit${principal.split('.')[0] ?? ''}`, 'AWS::Lambda::Permission', {
    Action: 'lambda:InvokeFunction',
    FunctionName: { Ref: 'F' },
    Principal: principal,
    ...(sourceArn !== undefined && { SourceArn: sourceArn }),
    ...more,
  })

/** A queue that services may send to. */
export const openQueue = (name: string, ...services: readonly string[]): readonly StackResource[] => [
  queue(name),
  resource(`${name}Policy`, 'AWS::SQS::QueuePolicy', {
    Queues: [{ Ref: name }],
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: services.map((Service) => ({
        Effect: 'Allow',
        Principal: { Service },
        Action: 'sqs:SendMessage',
        Resource: arnOf(name),
      })),
    },
  }),
]

export const topic = (properties: Properties = {}): StackResource =>
  resource('T', 'AWS::SNS::Topic', { TopicName: 'T', ...properties })

export const subscription = (protocol: string, endpoint: string, properties: Properties = {}): StackResource =>
  resource(`To${endpoint}`, 'AWS::SNS::Subscription', {
    TopicArn: { Ref: 'T' },
    Protocol: protocol,
    Endpoint: arnOf(endpoint),
    ...properties,
  })

/** The rule R with the target t. */
export const rule = (properties: Properties, target: Properties = { Arn: arnOf('F') }): StackResource =>
  resource('R', 'AWS::Events::Rule', { Name: 'R', Targets: [{ Id: 't', ...target }], ...properties })

/** The bucket `bucket`, whose notifications are possible once `after` is there. */
export const bucket = (notifications: Properties, after: readonly string[] = [], more: Properties = {}) => ({
  ...resource('B', 'AWS::S3::Bucket', { BucketName: 'bucket', NotificationConfiguration: notifications, ...more }),
  dependsOn: after,
})

/** Notes the payload of every invocation as it came, byte by byte. */
export const payloads = (run: Pick<Run, 'trace'>, functionName = 'F'): string[] =>
  run.trace('async.queued').flatMap((fact) => (fact.functionName === functionName ? [fact.payload] : []))

export const silent: Script = { invoke: () => ({ outcome: respond(null) }) }

/** Members in their order, depth first: `a,b{c,d}`; of a list, those of its first element. */
export function order(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? '' : `[${order(value[0])}]`
  if (typeof value !== 'object' || value === null) return ''
  return Object.entries(value)
    .map(([name, member]) => {
      const inner = order(member)
      return inner === '' ? name : inner.startsWith('[') ? `${name}${inner}` : `${name}{${inner}}`
    })
    .join(',')
}

// --- Calls over the wire, as the page's user

const textOf = (body: string | Uint8Array): string => (typeof body === 'string' ? body : new TextDecoder().decode(body))

/** @param path after the bucket's host: `key?tagging` */
export async function s3(
  { cloud }: Pick<Run, 'cloud'>,
  method: string,
  path: string,
  body = '',
  headers: Readonly<Record<string, string>> = {},
): Promise<{ readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly text: string }> {
  const url = `https://bucket.s3.us-east-1.amazonaws.com/${path}`
  const answer = await cloud.aws({ method, url, headers, body })
  return { status: answer.status, headers: answer.headers, text: textOf(answer.body) }
}

/** A put of S3 that must work. */
export async function put(run: Pick<Run, 'cloud'>, key: string, body = 'hello', headers = {}): Promise<void> {
  expect((await s3(run, 'PUT', key, body, headers)).status).toBe(200)
}

/** An action of SNS. @returns the answer's XML */
export async function sns(
  { cloud }: Pick<Run, 'cloud'>,
  Action: string,
  parameters: Readonly<Record<string, string>>,
): Promise<{ readonly status: number; readonly text: string }> {
  const { status, body } = await cloud.aws({
    method: 'POST',
    url: 'https://sns.us-east-1.amazonaws.com/',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ Action, Version: '2010-03-31', ...parameters }).toString(),
  })
  return { status, text: textOf(body) }
}

export async function publish(
  run: Pick<Run, 'cloud'>,
  Message: string,
  more: Readonly<Record<string, string>> = {},
): Promise<void> {
  const { status, text } = await sns(run, 'Publish', { TopicArn: TOPIC, Message, ...more })
  expect(text).toContain('MessageId')
  expect(status).toBe(200)
}

/** Message attributes in the form of the Query protocol: name → [type, value]. */
export const attributes = (given: Readonly<Record<string, readonly [string, string]>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(given).flatMap(([name, [type, value]], index) => {
      const at = `MessageAttributes.entry.${index + 1}`
      const member = type.startsWith('Binary') ? 'BinaryValue' : 'StringValue'
      return [
        [`${at}.Name`, name],
        [`${at}.Value.DataType`, type],
        [`${at}.Value.${member}`, value],
      ]
    }),
  )

/** An action of EventBridge. */
export async function events({ cloud }: Pick<Run, 'cloud'>, operation: string, input: object) {
  const { status, body } = await cloud.aws({
    method: 'POST',
    url: 'https://events.us-east-1.amazonaws.com/',
    headers: { 'x-amz-target': `AWSEvents.${operation}`, 'content-type': 'application/x-amz-json-1.1' },
    body: JSON.stringify(input),
  })
  return { status, body: JSON.parse(textOf(body) || '{}') as Sent }
}

/** One event of source `shop`. @returns its id */
export async function putEvent(run: Pick<Run, 'cloud'>, detail: unknown = {}, entry: object = {}): Promise<string> {
  const Detail = typeof detail === 'string' ? detail : JSON.stringify(detail)
  const { body } = await events(run, 'PutEvents', {
    Entries: [{ Source: 'shop', DetailType: 'Order', Detail, ...entry }],
  })
  const [{ EventId = '' } = {}] = body['Entries'] as readonly { readonly EventId?: string }[]
  expect(EventId).toMatch(UUID)
  return EventId
}

/** An action of EventBridge Scheduler on the schedule `name`. */
export async function scheduler({ cloud }: Pick<Run, 'cloud'>, method: string, name: string, input?: object) {
  const { status, body } = await cloud.aws({
    method,
    url: `https://scheduler.us-east-1.amazonaws.com/schedules/${name}`,
    headers: { 'content-type': 'application/json' },
    body: input === undefined ? '' : JSON.stringify(input),
  })
  return { status, body: JSON.parse(textOf(body) || '{}') as Sent }
}
