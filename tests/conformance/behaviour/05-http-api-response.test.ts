/** Fact sheet §5.3: what a function's answer comes to behind an HTTP API. */

import { describe, expect, test } from 'vitest'
import { respond } from '../../unit/cloud/scripted-host'
import { httpApi, failing, responding } from './http-apis'

const answerTo = (value: unknown) => httpApi(responding(value)).request('/')

describe('§5.3 response inference, payload format 2.0', () => {
  test('an object with statusCode is the response: status, headers, body', async () => {
    const answer = await answerTo({ statusCode: 201, headers: { 'X-Made': 'yes' }, body: 'made' })
    expect([answer.status, answer.headers['x-made'], answer.text]).toEqual([201, 'yes', 'made'])
  })

  test('cookies become one set-cookie header each', async () => {
    const answer = await answerTo({ statusCode: 200, cookies: ['a=1; Secure', 'b=2'] })
    expect(answer.pairs.filter(([name]) => name === 'set-cookie')).toEqual([
      ['set-cookie', 'a=1; Secure'],
      ['set-cookie', 'b=2'],
    ])
  })

  test('a body in base64 is decoded when isBase64Encoded is true', async () => {
    const answer = await answerTo({ statusCode: 200, body: btoa('\u0000\u00ff'), isBase64Encoded: true })
    expect([...answer.bytes]).toEqual([0, 255])
  })

  test('a body that is no base64 though isBase64Encoded says so: 500', async () => {
    expect((await answerTo({ statusCode: 200, body: '***', isBase64Encoded: true })).status).toBe(500)
  })

  test('with statusCode but without a content type the type is text/plain;charset=UTF-8', async () => {
    expect((await answerTo({ statusCode: 200, body: 'x' })).headers['content-type']).toBe('text/plain;charset=UTF-8')
  })

  test('an object without statusCode: 200, application/json, the object as JSON', async () => {
    const answer = await answerTo({ hello: 'world' })
    expect([answer.status, answer.headers['content-type'], answer.text]).toEqual([
      200,
      'application/json',
      '{"hello":"world"}',
    ])
  })

  test('a string: 200, application/json, the raw string without quotes', async () => {
    const answer = await answerTo('hello')
    expect([answer.status, answer.headers['content-type'], answer.text]).toEqual([200, 'application/json', 'hello'])
    expect(answer.headers['content-length']).toBe('5')
  })

  test.each([
    [['hello', 3, true], '["hello",3,true]'],
    [3, '3'],
    [3.1, '3.1'],
    [true, 'true'],
  ])('%j: 200 application/json, the JSON text', async (value, text) => {
    const answer = await answerTo(value)
    expect([answer.status, answer.headers['content-type'], answer.text]).toEqual([200, 'application/json', text])
  })

  test('null: 200, its JSON text', async () => {
    const answer = await answerTo(null)
    expect([answer.status, answer.text]).toEqual([200, 'null'])
  })

  test.each([99, 600, 'abc', 200.5])('statusCode %j is none: 500', async (statusCode) => {
    const answer = await answerTo({ statusCode })
    expect([answer.status, answer.text]).toEqual([500, '{"message":"Internal Server Error"}'])
  })

  test('the answer carries apigw-requestid, the id that the function saw', async () => {
    const { request, events } = httpApi(responding('x'))
    const answer = await request('/')
    const context = events[0]?.['requestContext'] as Record<string, unknown>
    expect(answer.headers['apigw-requestid']).toBe(context['requestId'])
  })
})

describe('§5.3 payload format 1.0 on an HTTP API', () => {
  const withOne = (value: unknown) =>
    httpApi(responding(value), { integration: { PayloadFormatVersion: '1.0' } }).request('/')

  test('requires the full proxy response object: a string is 500', async () => {
    const answer = await withOne('hello')
    expect([answer.status, answer.text]).toEqual([500, '{"message":"Internal Server Error"}'])
  })

  test('an object with other members is 500', async () => {
    expect((await withOne({ hello: 'world' })).status).toBe(500)
  })

  test('a proxy response is taken', async () => {
    const answer = await withOne({ statusCode: 202, multiValueHeaders: { 'X-A': ['1', '2'] }, body: 'b' })
    expect([answer.status, answer.headers['x-a'], answer.text]).toEqual([202, '1, 2', 'b'])
  })
})

describe('§5.1 HTTP API: what fails', () => {
  test('a function error: 500 Internal Server Error, nothing of the error', async () => {
    const answer = await httpApi(failing('secret')).request('/')
    expect([answer.status, answer.text]).toEqual([500, '{"message":"Internal Server Error"}'])
  })

  test('without a permission for apigateway.amazonaws.com: 500, and the function is not invoked', async () => {
    const api = httpApi(responding('x'), { permissions: [] })
    const answer = await api.request('/')
    expect([answer.status, answer.text]).toEqual([500, '{"message":"Internal Server Error"}'])
    expect(api.events).toEqual([])
    expect(api.trace('access.denied')).toMatchObject([
      { principal: 'apigateway.amazonaws.com', action: 'lambda:InvokeFunction' },
    ])
  })

  test('a throttled function: 503 Service Unavailable', async () => {
    const answer = await httpApi(responding('x'), { fn: { ReservedConcurrentExecutions: 0 } }).request('/')
    expect([answer.status, answer.text]).toEqual([503, '{"message":"Service Unavailable"}'])
  })

  test('no retries: a failing function is invoked once', async () => {
    const api = httpApi(failing('x'))
    await api.request('/')
    await api.idle()
    expect(api.events).toHaveLength(1)
  })

  test('the invocation is synchronous: request.received says RequestResponse', async () => {
    const api = httpApi(responding('x'))
    await api.request('/')
    expect(api.trace('request.received')).toMatchObject([{ invocationType: 'RequestResponse' }])
  })

  test('the integration times out after 30 seconds, to the millisecond: 503', async () => {
    const answer = await httpApi(() => ({ takes: 60_000, outcome: respond('late') })).request('/')
    expect([answer.status, answer.text, answer.took]).toEqual([503, '{"message":"Service Unavailable"}', 30_000])
  })

  test('TimeoutInMillis of the integration holds instead', async () => {
    const slow = () => ({ takes: 60_000, outcome: respond('late') })
    const answer = await httpApi(slow, { integration: { TimeoutInMillis: 1500 } }).request('/')
    expect([answer.status, answer.took]).toEqual([503, 1500])
  })

  test('a body over 10 MB: 413, and the function is not invoked', async () => {
    const api = httpApi(responding('x'))
    const answer = await api.request('/', { method: 'POST', body: 'x'.repeat(10_485_761) })
    expect([answer.status, api.events.length]).toEqual([413, 0])
  })

  test('an event over Lambda’s 6 MB: 413', async () => {
    const answer = await httpApi(responding('x')).request('/', { method: 'POST', body: 'x'.repeat(6_500_000) })
    expect(answer.status).toBe(413)
  })

  test('the trace says who asked, which route, and why the API itself answered', async () => {
    const api = httpApi(failing('x'), { routes: { 'GET /a': {} } })
    await api.request('/a?b=1')
    await api.request('/b')
    expect(api.trace('http.answered')).toMatchObject([
      { entrance: 'http-api', method: 'GET', path: '/a?b=1', route: 'GET /a', stage: '$default', status: 500 },
      { path: '/b', route: null, status: 404, functionArn: null, refused: 'No route matches method and path.' },
    ])
  })
})
