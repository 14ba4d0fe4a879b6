/** What both ways of running the cases share: an SDK client's requests become wire requests. */

import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
import { HttpResponse } from '@smithy/core/protocols'
import { Readable } from 'node:stream'
import type { WireRequest, WireResponse } from '../../../src/cloud/protocol'
import type { Aws, ClientConfig } from './case'

export const ADMIN_ROLE = 'arn:aws:iam::123456789012:role/admin'

export interface Transport {
  send(request: WireRequest): Promise<WireResponse>
  now(): Promise<number>
  advance(ms: number): Promise<void>
}

interface SdkRequest {
  readonly method: string
  readonly protocol: string
  readonly hostname: string
  readonly path: string
  readonly query?: Readonly<Record<string, string | readonly string[] | null>>
  readonly headers: Readonly<Record<string, string>>
  readonly body?: unknown
}

/** Requests signed with no session's key are the administrator's: see `unsigned`. */
const ADMINISTRATOR = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
}

export function accountOf(transport: Transport): Aws {
  let inFlight = 0
  const send = async (request: WireRequest): Promise<WireResponse> => {
    inFlight++
    try {
      return await transport.send(request)
    } finally {
      inFlight--
    }
  }
  const configOf = (credentials: ClientConfig['credentials']): ClientConfig => ({
    region: 'us-east-1',
    credentials,
    maxAttempts: 1,
    requestHandler: {
      async handle(request: SdkRequest) {
        const wire = await wireRequest(request)
        const { status, headers, body } = await send(credentials === ADMINISTRATOR ? unsigned(wire) : wire)
        const bytes = typeof body === 'string' ? Buffer.from(body) : Buffer.from(body)
        return { response: new HttpResponse({ statusCode: status, headers, body: Readable.from([bytes]) }) }
      },
    },
  })
  const config = configOf(ADMINISTRATOR)
  return {
    config,
    as: configOf,
    now: () => transport.now(),
    advance: (ms) => transport.advance(ms),
    async during(promise, ms) {
      // A promise that fails before it sends anything must not leave this waiting.
      let settled = false
      promise.then(
        () => (settled = true),
        () => (settled = true),
      )
      while (inFlight === 0 && !settled) await new Promise((resolve) => setImmediate(resolve))
      await transport.advance(ms)
      return promise
    },
    async role(policy) {
      const { Credentials: given } = await new STSClient(config).send(
        new AssumeRoleCommand({ RoleArn: ADMIN_ROLE, RoleSessionName: 'case', Policy: JSON.stringify(policy) }),
      )
      return configOf({
        accessKeyId: given?.AccessKeyId ?? '',
        secretAccessKey: given?.SecretAccessKey ?? '',
        sessionToken: given?.SessionToken ?? '',
      })
    },
  }
}

/** The endpoint takes who does not sign for the page's user. */
function unsigned(request: WireRequest): WireRequest {
  const { authorization: _, ...headers } = request.headers
  return { ...request, headers, url: request.url.replace(/[?&]X-Amz-Credential=[^&]*/, (text) => text.slice(0, 1)) }
}

async function wireRequest(request: SdkRequest): Promise<WireRequest> {
  const query = Object.entries(request.query ?? {}).flatMap(([name, value]) =>
    (Array.isArray(value) ? (value as readonly string[]) : [value as string | null]).map((one) =>
      one === null ? escapeQuery(name) : `${escapeQuery(name)}=${escapeQuery(one)}`,
    ),
  )
  return {
    method: request.method,
    url: `${request.protocol}//${request.hostname}${request.path}${query.length > 0 ? `?${query.join('&')}` : ''}`,
    headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value])),
    body: await bodyOf(request.body),
  }
}

const escapeQuery = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)

async function bodyOf(body: unknown): Promise<string | Uint8Array> {
  if (body === undefined || body === null) return ''
  if (typeof body === 'string') return body
  if (body instanceof Uint8Array) return new Uint8Array(body)
  const chunks: Buffer[] = []
  for await (const chunk of body as AsyncIterable<string | Uint8Array>) chunks.push(Buffer.from(chunk as Uint8Array))
  return new Uint8Array(Buffer.concat(chunks))
}
