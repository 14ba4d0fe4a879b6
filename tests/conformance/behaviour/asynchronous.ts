/** What the tests of asynchronous invocation have in common. */

import type { StackResource, TemplateValue } from '../../../src/cloud/aws/template'
import { arnOf, resource, sqs, type Run } from '../../unit/cloud/stack'

type Properties = Record<string, TemplateValue>

export const eventInvoke = (properties: Properties, fn = 'F', qualifier = '$LATEST'): StackResource =>
  resource(`Config${fn}`, 'AWS::Lambda::EventInvokeConfig', {
    FunctionName: { Ref: fn },
    Qualifier: qualifier,
    ...properties,
  })

export const destination = (kind: 'OnSuccess' | 'OnFailure', target: string): Properties => ({
  DestinationConfig: { [kind]: { Destination: arnOf(target) } },
})

export interface Received {
  readonly Body: string
  readonly Attributes: Readonly<Record<string, string>>
  readonly MessageAttributes?: Readonly<Record<string, { readonly DataType: string; readonly StringValue: string }>>
}

/** Everything that can be received now. */
export async function received(run: Pick<Run, 'cloud'>, queueName: string): Promise<readonly Received[]> {
  const { Messages = [] } = (await sqs(run.cloud, 'ReceiveMessage', {
    QueueUrl: queueName,
    MaxNumberOfMessages: 10,
    AttributeNames: ['All'],
    MessageAttributeNames: ['All'],
  })) as { Messages?: readonly Received[] }
  return Messages
}

export const recordsIn = async (
  run: Pick<Run, 'cloud'>,
  queueName: string,
): Promise<readonly Record<string, unknown>[]> =>
  (await received(run, queueName)).map(({ Body }) => JSON.parse(Body) as Record<string, unknown>)

/** A call of Lambda's API over the wire, as the page's user. */
export async function lambdaApi(
  { cloud }: Pick<Run, 'cloud'>,
  method: string,
  path: string,
  body?: object | string,
  headers: Readonly<Record<string, string>> = {},
): Promise<{
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Record<string, unknown>
}> {
  const answer = await cloud.aws({
    method,
    url: `https://lambda.us-east-1.amazonaws.com${path}`,
    headers,
    body: body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body),
  })
  const text = typeof answer.body === 'string' ? answer.body : new TextDecoder().decode(answer.body)
  return { ...answer, body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>) }
}

export const MINUTE = 60_000
