/** Fact sheet §5.3: what a function gets from an HTTP API. */

import { describe, expect, test } from 'vitest'
import { httpApi, responding, type ApiOptions } from './http-apis'
import type { WebRequest } from '../../../src/cloud/protocol'

type Event = Record<string, unknown> & {
  readonly headers: Record<string, string>
  readonly requestContext: Record<string, unknown> & { readonly http: Record<string, string> }
}

async function eventOf(path: string, request: Partial<WebRequest> = {}, options: ApiOptions = {}): Promise<Event> {
  const api = httpApi(responding('x'), options)
  await api.request(path, request)
  return api.events[0] as Event
}

describe('§5.3 HTTP API event, payload format 2.0', () => {
  test('the whole event of a request', async () => {
    const event = await eventOf(
      '/items/1?a=1&a=2&b=3',
      {
        method: 'POST',
        headers: { Header1: 'value1', header2: ['value1', 'value2'], Cookie: 'c1=v1; c2=v2', 'User-Agent': 'agent' },
        body: 'text',
      },
      { routes: { 'POST /items/{id}': {} }, stage: { StageVariables: { k: 'v' } } },
    )
    const host = event.headers['host'] ?? ''
    expect(event).toEqual({
      version: '2.0',
      routeKey: 'POST /items/{id}',
      rawPath: '/items/1',
      rawQueryString: 'a=1&a=2&b=3',
      cookies: ['c1=v1', 'c2=v2'],
      headers: {
        header1: 'value1',
        header2: 'value1,value2',
        'user-agent': 'agent',
        host,
        'content-length': '4',
        'x-amzn-trace-id': expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/) as string,
        'x-forwarded-for': '203.0.113.10',
        'x-forwarded-port': '443',
        'x-forwarded-proto': 'https',
      },
      queryStringParameters: { a: '1,2', b: '3' },
      requestContext: {
        accountId: '123456789012',
        apiId: host.split('.')[0],
        authentication: null,
        domainName: host,
        domainPrefix: host.split('.')[0],
        http: {
          method: 'POST',
          path: '/items/1',
          protocol: 'HTTP/1.1',
          sourceIp: '203.0.113.10',
          userAgent: 'agent',
        },
        requestId: expect.stringMatching(/^[A-Za-z0-9]{15}=$/) as string,
        routeKey: 'POST /items/{id}',
        stage: '$default',
        time: '31/Jan/2026:12:00:00 +0000',
        timeEpoch: Date.UTC(2026, 0, 31, 12),
      },
      body: 'text',
      pathParameters: { id: '1' },
      isBase64Encoded: false,
      stageVariables: { k: 'v' },
    })
  })

  test('what is not there is left out: body, cookies, query, path parameters, stage variables, authorizer', async () => {
    const event = await eventOf('/')
    expect(Object.keys(event).toSorted()).toEqual(
      ['version', 'routeKey', 'rawPath', 'rawQueryString', 'headers', 'requestContext', 'isBase64Encoded'].toSorted(),
    )
    expect(event.requestContext).not.toHaveProperty('authorizer')
  })

  test('header names come in lower case', async () => {
    const { headers } = await eventOf('/', { headers: { 'tEsT-HEADeR': 'aValUE' } })
    expect(headers['test-header']).toBe('aValUE')
  })

  test('rawPath begins with the name of a stage that is not $default', async () => {
    const event = await eventOf('/items', {}, { routes: { 'GET /items': {} }, stage: { StageName: 'dev' } })
    expect([event['rawPath'], event.requestContext['stage']]).toEqual(['/dev/items', 'dev'])
    expect(event.requestContext.http['path']).toBe('/dev/items')
  })

  test('path parameters and query values are decoded, rawPath and rawQueryString are not', async () => {
    const event = await eventOf('/items/a%20b?q=c%26d', {}, { routes: { 'GET /items/{id}': {} } })
    expect(event).toMatchObject({
      rawPath: '/items/a%20b',
      rawQueryString: 'q=c%26d',
      pathParameters: { id: 'a b' },
      queryStringParameters: { q: 'c&d' },
    })
  })

  test.each([
    'text/plain',
    'text/csv; charset=utf-8',
    'application/json',
    'application/javascript',
    'application/xml',
    'application/problem+json',
    'image/svg+xml',
  ])('a body of type %s comes as text', async (type) => {
    const event = await eventOf('/', { method: 'POST', headers: { 'Content-Type': type }, body: 'abc' })
    expect([event['body'], event['isBase64Encoded']]).toEqual(['abc', false])
  })

  test.each(['multipart/form-data; boundary=x', 'application/octet-stream', 'image/png'])(
    'a body of type %s comes in base64',
    async (type) => {
      const event = await eventOf('/', { method: 'POST', headers: { 'Content-Type': type }, body: 'abc' })
      expect([event['body'], event['isBase64Encoded']]).toEqual([btoa('abc'), true])
    },
  )

  test('the trace that begins with the request goes on in the invocation', async () => {
    const api = httpApi(responding('x'))
    await api.request('/')
    const { headers } = api.events[0] as Event
    expect(api.traceIds[0]).toContain(headers['x-amzn-trace-id'])
  })

  test('a caller’s Root of X-Amzn-Trace-Id is kept', async () => {
    const root = 'Root=1-5759e988-bd862e3fe1be46a994272793'
    const { headers } = await eventOf('/', { headers: { 'X-Amzn-Trace-Id': root } })
    expect(headers['x-amzn-trace-id']).toContain(root)
  })
})

describe('§5.3 HTTP API event, payload format 1.0', () => {
  test('an integration with payload format 1.0 gets maps of one and of many values, and nulls', async () => {
    const event = await eventOf(
      '/items/1?a=1&a=2',
      { headers: { 'X-One': '1' } },
      { routes: { 'GET /items/{id}': {} }, integration: { PayloadFormatVersion: '1.0' } },
    )
    expect(event).toMatchObject({
      version: '1.0',
      resource: '/items/{id}',
      path: '/items/1',
      httpMethod: 'GET',
      headers: { 'X-One': '1' },
      multiValueHeaders: { 'X-One': ['1'] },
      queryStringParameters: { a: '2' },
      multiValueQueryStringParameters: { a: ['1', '2'] },
      pathParameters: { id: '1' },
      stageVariables: null,
      body: null,
      isBase64Encoded: false,
    })
  })
})
