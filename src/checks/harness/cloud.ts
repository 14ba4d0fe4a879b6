/** `cloud`: the deployed stack, as the account's administrator. */

import { checkedScript, playRequest } from '../../api/script'
import type { Cloud, HttpRequest, HttpResponse, Invocation, QueueDepth, StackResource } from '../coldstart-test'
import { ask, quoted } from './ask'
import { stack } from './runtime'

const send = globalThis.fetch
const { parse, stringify } = JSON

/** Lambda's answer, as the cloud gives it. */
interface InvokeAnswer {
  readonly StatusCode: number
  readonly FunctionError?: string
  readonly ExecutedVersion?: string
  readonly LogResult?: string
  readonly Payload: string
  readonly RequestId: string
}

export const cloud: Cloud = {
  async invoke(fn, payload, { type = 'RequestResponse', qualifier, clientContext, tenantId } = {}) {
    const request = {
      functionName: fn,
      payload: payload === undefined ? '' : stringify(payload),
      invocationType: type,
      logType: type === 'RequestResponse' ? 'Tail' : 'None',
      ...(qualifier !== undefined && { qualifier }),
      ...(clientContext !== undefined && { clientContext: base64(stringify(clientContext)) }),
      ...(tenantId !== undefined && { tenantId }),
    }
    const answer = await ask<InvokeAnswer>('invoke', request, `cloud.invoke(${quoted(fn)})`)
    return {
      statusCode: answer.StatusCode,
      ...(answer.FunctionError !== undefined && { functionError: answer.FunctionError }),
      payload: json(answer.Payload) as never,
      ...(answer.ExecutedVersion !== undefined && { executedVersion: answer.ExecutedVersion }),
      requestId: answer.RequestId,
      log: answer.LogResult === undefined ? '' : fromBase64(answer.LogResult),
    } satisfies Invocation<unknown>
  },
  async send(target, { body, ...message }) {
    const request = { ...message, target: targetOf(target), body: textOf(body) }
    const { id } = await ask<{ readonly id: string }>('send', request, `cloud.send(${quoted(target)})`)
    return id
  },
  async http(given) {
    const {
      method = 'GET',
      url,
      headers = {},
      body,
      signed = false,
    }: HttpRequest = typeof given === 'string' ? { url: given } : given
    const isJson = body !== undefined && typeof body !== 'string'
    const request = {
      method,
      url: absolute(url),
      headers: { ...(isJson && { 'content-type': 'application/json' }), ...headers },
      body: body === undefined ? '' : textOf(body),
      signed,
    }
    const answer = await ask<Omit<HttpResponse, 'json'>>('http', request, `cloud.http(${quoted(`${method} ${url}`)})`)
    return { ...answer, json: json(answer.body) }
  },
  play: (script) => ask('play', playRequest(checkedScript(script)), 'cloud.play(…)'),
  trace: ({ types, since = 0 } = {}) => ask('trace', { types: types ?? null, since }, 'cloud.trace()'),
  async queueDepth(queue) {
    const url = stack.resources[queue]?.ref ?? queue
    const response = await send('https://sqs.us-east-1.amazonaws.com/', {
      method: 'POST',
      headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.GetQueueAttributes' },
      body: stringify({ QueueUrl: url, AttributeNames: ['All'] }),
    })
    const answer = parse(await response.text()) as {
      readonly Attributes?: Readonly<Record<string, string>>
      readonly __type?: string
      readonly message?: string
    }
    if (!answer.Attributes) {
      const message = `cloud.queueDepth(${quoted(queue)}): ${answer.message ?? 'There is no such queue.'}`
      throw Object.assign(new Error(message), { name: answer.__type?.split('#').at(-1) ?? 'QueueDoesNotExist' })
    }
    const count = (name: string): number => Number(answer.Attributes?.[`ApproximateNumberOfMessages${name}`] ?? 0)
    return { visible: count(''), inFlight: count('NotVisible'), delayed: count('Delayed') } satisfies QueueDepth
  },
  resources: () => ask('resources', null, 'cloud.resources()'),
  faults: async (faults) => void (await ask('faults', faults, 'cloud.faults(…)')),
  resource(logicalId): StackResource {
    const { resources } = stack
    const found = Object.hasOwn(resources, logicalId) ? resources[logicalId] : undefined
    if (found) return found
    const known = Object.keys(resources).sort().join(', ')
    throw new Error(`The stack has no resource ${quoted(logicalId)}. It has: ${known || 'none'}.`)
  },
  get outputs() {
    return stack.outputs
  },
}

/** What takes deliveries is known by its ARN or logical id. */
function targetOf(name: string): string {
  const found = Object.values(stack.resources).find((resource) => resource.name === name)
  return found?.arn ?? name
}

/** @throws Error if a path could be of more than one API */
function absolute(url: string): string {
  if (!url.startsWith('/')) return url
  const { urls } = stack
  const [base] = urls
  if (base !== undefined && urls.length === 1) return base.replace(/\/$/, '') + url
  const problem =
    base === undefined
      ? 'the stack has no API, function URL or load balancer'
      : `the stack has several host names, so the whole URL is needed: ${urls.join(', ')}`
  throw new Error(`cloud.http(${quoted(url)}): ${problem}.`)
}

const textOf = (body: unknown): string => (typeof body === 'string' ? body : (stringify(body) ?? 'null'))

function json(text: string): unknown {
  if (text === '') return undefined
  try {
    return parse(text) as unknown
  } catch {
    return undefined
  }
}

const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64')
const fromBase64 = (text: string): string => Buffer.from(text, 'base64').toString('utf8')
