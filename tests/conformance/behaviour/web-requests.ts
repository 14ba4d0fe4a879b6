/** Requests to host names of the stack, and their answers made easy to look at. */

import type { WebRequest } from '../../../src/cloud/aws/web'
import { resource, type Deployed, type Run } from '../../unit/cloud/stack'
import type { EnvironmentHost } from '../../../src/cloud/lambda/host'
import { settledIn } from './event-stream'

export interface Answer {
  readonly status: number
  /** Names in lower case; of a name that comes more than once, all. */
  readonly headers: Readonly<Record<string, string>>
  readonly all: readonly (readonly [string, string])[]
  readonly text: string
  readonly bytes: Uint8Array
  readonly parts?: readonly { readonly at: number; readonly bytes: number }[]
  readonly incomplete?: true
}

type Sender = Pick<Run<EnvironmentHost> & Deployed, 'cloud' | 'advance'>

/** Sends and lets virtual time run until the answer is there. */
export async function send(run: Sender, url: string, options: Partial<WebRequest> = {}): Promise<Answer> {
  const request: WebRequest = { method: 'GET', headers: {}, body: '', ...options, url }
  const response = await settledIn(run.cloud.http(request), run.advance)
  if ('networkError' in response) throw new Error(response.networkError.message)
  const { status, headers, body, parts, incomplete } = response
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body
  return {
    status,
    all: headers,
    headers: Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value])),
    bytes,
    text: new TextDecoder().decode(bytes),
    ...(parts && { parts }),
    ...(incomplete && { incomplete }),
  }
}

/** Everybody may call the function's URL. */
export const publicAccess = (fn: string, target: unknown = { Ref: fn }) => [
  resource(`${fn}UrlPublicPermissions`, 'AWS::Lambda::Permission', {
    Action: 'lambda:InvokeFunctionUrl',
    FunctionName: target as string,
    Principal: '*',
    FunctionUrlAuthType: 'NONE',
  }),
  resource(`${fn}URLInvokeAllowPublicAccess`, 'AWS::Lambda::Permission', {
    Action: 'lambda:InvokeFunction',
    FunctionName: target as string,
    Principal: '*',
    InvokedViaFunctionUrl: true,
  }),
]

/** An API operation of Lambda over the wire, as the administrator. */
export async function lambdaApi(run: Sender, method: string, path: string, body?: object) {
  const response = await settledIn(
    run.cloud.aws({
      method,
      url: `https://lambda.us-east-1.amazonaws.com${path}`,
      headers: { 'content-type': 'application/json' },
      body: body ? JSON.stringify(body) : '',
    }),
    run.advance,
  )
  const text = typeof response.body === 'string' ? response.body : new TextDecoder().decode(response.body)
  return {
    status: response.status,
    error: response.headers['x-amzn-errortype'] ?? null,
    body: (text === '' ? {} : JSON.parse(text)) as Record<string, string>,
  }
}
