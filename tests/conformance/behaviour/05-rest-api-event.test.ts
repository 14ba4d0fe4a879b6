/** Fact sheet §5.2: what a function gets from a REST API, and which method takes a request. */

import { describe, expect, test } from 'vitest'
import type { WebRequest } from '../../../src/cloud/protocol'
import { respond } from '../../unit/cloud/scripted-host'
import { proxied, restApi, type RestOptions } from './rest-apis'

type Event = Record<string, unknown> & { readonly requestContext: Record<string, unknown> }

const ok = () => ({ outcome: respond({ statusCode: 200 }) })

async function eventOf(path: string, request: Partial<WebRequest> = {}, options: RestOptions = {}): Promise<Event> {
  const api = restApi(ok, options)
  await api.request(path, request)
  return api.events[0] as Event
}

describe('§5.2 REST API proxy event, payload 1.0', () => {
  test('the whole event of a request', async () => {
    const event = await eventOf('/prod/proxy-value?a=1&a=2', {
      headers: { Accept: '*/*', 'tEsT-HEADeR': 'aValUE', 'User-Agent': 'curl' },
    })
    const id = String(event.requestContext['apiId'])
    const host = `${id}.execute-api.us-east-1.amazonaws.com`
    const headers = {
      Accept: '*/*',
      Host: host,
      'User-Agent': 'curl',
      'X-Amzn-Trace-Id': expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/) as string,
      'X-Forwarded-For': '203.0.113.10',
      'X-Forwarded-Port': '443',
      'X-Forwarded-Proto': 'https',
      'tEsT-HEADeR': 'aValUE',
    }
    expect(event).toEqual({
      resource: '/{proxy+}',
      path: '/proxy-value',
      httpMethod: 'GET',
      headers,
      multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
      queryStringParameters: { a: '2' },
      multiValueQueryStringParameters: { a: ['1', '2'] },
      pathParameters: { proxy: 'proxy-value' },
      stageVariables: null,
      requestContext: {
        accountId: '123456789012',
        apiId: id,
        deploymentId: expect.stringMatching(/^[a-z0-9]{6}$/) as string,
        domainName: host,
        domainPrefix: id,
        extendedRequestId: expect.stringMatching(/^[A-Za-z0-9]{15}=$/) as string,
        httpMethod: 'GET',
        identity: {
          accessKey: null,
          accountId: null,
          caller: null,
          cognitoAuthenticationProvider: null,
          cognitoAuthenticationType: null,
          cognitoIdentityId: null,
          cognitoIdentityPoolId: null,
          principalOrgId: null,
          sourceIp: '203.0.113.10',
          user: null,
          userAgent: 'curl',
          userArn: null,
        },
        path: '/prod/proxy-value',
        protocol: 'HTTP/1.1',
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
        requestTime: '31/Jan/2026:12:00:00 +0000',
        requestTimeEpoch: Date.UTC(2026, 0, 31, 12),
        resourceId: expect.stringMatching(/^[a-z0-9]{6}$/) as string,
        resourcePath: '/{proxy+}',
        stage: 'prod',
      },
      body: null,
      isBase64Encoded: false,
    })
  })

  test('absent collections are null, not {}', async () => {
    const event = await eventOf('/prod/')
    expect(event).toMatchObject({
      queryStringParameters: null,
      multiValueQueryStringParameters: null,
      pathParameters: null,
      stageVariables: null,
      body: null,
    })
  })

  test('header names keep the case in which they were sent', async () => {
    const event = await eventOf('/prod/', { headers: { 'x-LoWeR': 'v' } })
    expect(event['headers']).toHaveProperty('x-LoWeR', 'v')
  })

  test('single-value maps hold the last value of a header', async () => {
    const event = await eventOf('/prod/', { headers: { 'X-Many': ['1', '2'] } })
    expect(event['headers']).toHaveProperty('X-Many', '2')
    expect(event['multiValueHeaders']).toHaveProperty('X-Many', ['1', '2'])
  })

  test('without an authorizer requestContext has no authorizer, and identity no API key', async () => {
    const { requestContext } = await eventOf('/prod/')
    expect(requestContext).not.toHaveProperty('authorizer')
    expect(requestContext['identity']).not.toHaveProperty('apiKey')
  })

  test('an edge-optimised API adds CloudFront’s headers and its address', async () => {
    const event = await eventOf('/prod/', {}, { api: { EndpointConfiguration: { Types: ['EDGE'] } } })
    const headers = event['headers'] as Record<string, string>
    expect(Object.keys(headers)).toEqual(
      expect.arrayContaining(['CloudFront-Forwarded-Proto', 'CloudFront-Viewer-Country', 'Via', 'X-Amz-Cf-Id']),
    )
    expect(headers['X-Forwarded-For']).toMatch(/^203\.0\.113\.10, /)
  })

  test('the trace that begins with the request goes on in the invocation', async () => {
    const api = restApi(ok)
    await api.request('/prod/')
    const headers = api.events[0]?.['headers'] as Record<string, string>
    expect(api.traceIds[0]).toContain(headers['X-Amzn-Trace-Id'])
  })

  test('stage variables', async () => {
    const event = await eventOf('/prod/', {}, { stage: { Variables: { table: 'T' } } })
    expect(event['stageVariables']).toEqual({ table: 'T' })
  })

  test('a slash at the end stays in path, and is not part of the greedy parameter (recorded)', async () => {
    const event = await eventOf('/prod/test-path/')
    expect(event).toMatchObject({ path: '/test-path/', pathParameters: { proxy: 'test-path' } })
    expect(event.requestContext['path']).toBe('/prod/test-path/')
  })

  test('the path is not decoded (recorded)', async () => {
    const event = await eventOf('/prod/api/test%2Balias@gmail.com/test+alias@gmail.com')
    expect(event['pathParameters']).toEqual({ proxy: 'api/test%2Balias@gmail.com/test+alias@gmail.com' })
  })

  test('the query is decoded, a plus sign is a space (recorded)', async () => {
    const event = await eventOf('/prod/?email=test%2Balias@gmail.com&plus=test+alias&url=https%3A%2F%2Fa%2F')
    expect(event['queryStringParameters']).toEqual({
      email: 'test+alias@gmail.com',
      plus: 'test alias',
      url: 'https://a/',
    })
  })

  test('a body whose type is no binary media type comes as text', async () => {
    const event = await eventOf('/prod/', { method: 'POST', headers: { 'Content-Type': 'image/png' }, body: 'abc' })
    expect([event['body'], event['isBase64Encoded']]).toEqual(['abc', false])
  })

  test('a body whose type is one comes in base64', async () => {
    const event = await eventOf(
      '/prod/',
      { method: 'POST', headers: { 'Content-Type': 'image/png' }, body: new Uint8Array([0, 255]) },
      { api: { BinaryMediaTypes: ['image~1png'] } },
    )
    expect([event['body'], event['isBase64Encoded']]).toEqual(['AP8=', true])
  })

  test('request parameters of a proxy integration change the function’s headers (recorded)', async () => {
    const requestParameters = {
      'integration.request.header.foobar': "'mapped-value'",
      'integration.request.header.headerVar': 'method.request.header.requestHeader',
    }
    const event = await eventOf(
      '/prod/',
      { headers: { requestHeader: 'request-value' } },
      { paths: { '/': { get: proxied({ requestParameters }) } } },
    )
    expect(event['headers']).toMatchObject({ foobar: 'mapped-value', headerVar: 'request-value' })
  })
})

describe('§5.1 REST API: which method takes a request', () => {
  const paths = {
    '/pets': { get: proxied(), 'x-amazon-apigateway-any-method': proxied() },
    '/pets/dog': { get: proxied() },
    '/pets/{id}': { get: proxied() },
    '/pets/{id}/toys': { get: proxied() },
    '/{proxy+}': { 'x-amazon-apigateway-any-method': proxied() },
  }
  test.each([
    ['/prod/pets', '/pets', null],
    ['/prod/pets/dog', '/pets/dog', null],
    ['/prod/pets/cat', '/pets/{id}', { id: 'cat' }],
    ['/prod/pets/dog/toys', '/pets/{id}/toys', { id: 'dog' }],
    ['/prod/pets/cat/food/1', '/{proxy+}', { proxy: 'pets/cat/food/1' }],
    ['/prod/a/b/c', '/{proxy+}', { proxy: 'a/b/c' }],
  ])('%s goes to %s', async (path, resource, pathParameters) => {
    expect(await eventOf(path, {}, { paths })).toMatchObject({ resource, pathParameters })
  })

  test('a method of its own comes before ANY, which takes the others', async () => {
    const api = restApi(ok, { paths })
    for (const method of ['GET', 'PUT']) await api.request('/prod/pets', { method })
    expect(api.trace('http.answered').map(({ route }) => route)).toEqual(['GET /pets', 'ANY /pets'])
  })

  test('no such resource: 403 Missing Authentication Token', async () => {
    const answer = await restApi(ok, { paths: { '/a': { get: proxied() } } }).request('/prod/b')
    expect([answer.status, answer.text]).toEqual([403, '{"message":"Missing Authentication Token"}'])
    expect(answer.headers['x-amzn-errortype']).toBe('MissingAuthenticationTokenException')
  })

  test('no such method: the same', async () => {
    const answer = await restApi(ok, { paths: { '/a': { get: proxied() } } }).request('/prod/a', { method: 'POST' })
    expect(answer.text).toBe('{"message":"Missing Authentication Token"}')
  })

  test('…with an Authorization header that is no signature: 403, and AWS misses an equal-sign in it', async () => {
    const api = restApi(ok, { paths: { '/a': { get: proxied() } } })
    const answer = await api.request('/prod/b', { headers: { Authorization: 'Bearer abc' } })
    expect(answer.status).toBe(403)
    expect(answer.text).toContain('Invalid key=value pair (missing equal-sign) in Authorization header')
  })

  test('no such stage: 403 Forbidden', async () => {
    const answer = await restApi(ok).request('/dev/')
    expect([answer.status, answer.text]).toEqual([403, '{"message":"Forbidden"}'])
  })

  test('a host name of no API: getaddrinfo ENOTFOUND', async () => {
    const { cloud } = restApi(ok)
    const url = 'https://nobody0000.execute-api.us-east-1.amazonaws.com/prod'
    const response = await cloud.http({ method: 'GET', url, headers: {}, body: '' })
    expect(response).toMatchObject({ networkError: { code: 'ENOTFOUND' } })
  })
})
