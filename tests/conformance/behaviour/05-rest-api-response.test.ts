/** Fact sheet §5.2: what a REST API makes of a function's answer (recorded by LocalStack's test suite), and §5.1. */

import { describe, expect, test } from 'vitest'
import { fail, respond } from '../../unit/cloud/scripted-host'
import { proxied, restApi, uriOf, type RestOptions } from './rest-apis'

const giving = (value: unknown) => () => ({ outcome: respond(value) })
const answerTo = (value: unknown, options: RestOptions = {}, headers: Record<string, string> = {}) =>
  restApi(giving(value), options).request('/prod/', { headers })
const INTERNAL = '{"message":"Internal server error"}'

describe('§5.2 the response contract of a Lambda proxy integration', () => {
  test('{statusCode: 200} without a body: 200, empty', async () => {
    const answer = await answerTo({ statusCode: 200 })
    expect([answer.status, answer.text]).toEqual([200, ''])
  })

  test('headers alone: 200, empty', async () => {
    const answer = await answerTo({ headers: { a: 'b' } })
    expect([answer.status, answer.text, answer.headers['a']]).toEqual([200, '', 'b'])
  })

  test('headers: null is taken: 200', async () => {
    expect((await answerTo({ statusCode: 200, headers: null })).status).toBe(200)
  })

  test.each([
    [true, 'true'],
    [false, 'false'],
    [1, '1'],
  ])('a header value %j becomes a text', async (value, text) => {
    expect((await answerTo({ headers: { 'x-value': value } })).headers['x-value']).toBe(text)
  })

  test('a status code as a text is accepted', async () => {
    expect((await answerTo({ statusCode: '201' })).status).toBe(201)
  })

  test.each<[string, unknown]>([
    ['an invalid statusCode', { statusCode: 'test' }],
    ['a member that does not exist', { statusCode: 200, message: 'x' }],
    ['another shape', { message: 'x' }],
    ['null', null],
    ['a plain string', 'hello'],
    ['a number', 3],
    ['an array', [1]],
    ['a body that is an object', { statusCode: 200, body: { a: 1 } }],
    ['multiValueHeaders that are no arrays', { statusCode: 200, multiValueHeaders: { a: 'b' } }],
    ['headers that are no object', { statusCode: 200, headers: 'x' }],
  ])('%s: 502 Internal server error', async (_, value) => {
    const answer = await answerTo(value)
    expect([answer.status, answer.text]).toEqual([502, INTERNAL])
  })

  test('the same header in both maps: values of multiValueHeaders come first', async () => {
    const answer = await answerTo({ headers: { a: 'value-solo' }, multiValueHeaders: { a: ['value-multi'] } })
    expect(answer.headers['a']).toBe('value-multi, value-solo')
  })

  test('the same header with the same value comes once', async () => {
    const answer = await answerTo({ headers: { a: 'x' }, multiValueHeaders: { a: ['x', 'y'] } })
    expect(answer.headers['a']).toBe('x, y')
  })

  test('isBase64Encoded without binary media types: the body is sent as it is', async () => {
    const answer = await answerTo({ body: btoa('bytes'), isBase64Encoded: true })
    expect(answer.text).toBe(btoa('bytes'))
  })

  test('isBase64Encoded with a binary media type that the client accepts first: decoded', async () => {
    const api = { api: { BinaryMediaTypes: ['image/png'] } }
    const answer = await answerTo({ body: btoa('bytes'), isBase64Encoded: true }, api, { Accept: 'image/png, */*' })
    expect(answer.text).toBe('bytes')
  })

  test('…but not when it comes second in Accept', async () => {
    const api = { api: { BinaryMediaTypes: ['image/png'] } }
    const answer = await answerTo({ body: btoa('bytes'), isBase64Encoded: true }, api, {
      Accept: 'text/html,image/png',
    })
    expect(answer.text).toBe(btoa('bytes'))
  })

  test('the binary media type */* decodes whatever is accepted', async () => {
    const answer = await answerTo(
      { body: btoa('bytes'), isBase64Encoded: true },
      { api: { BinaryMediaTypes: ['*/*'] } },
    )
    expect(answer.text).toBe('bytes')
  })

  test('without a content type the response is application/json', async () => {
    expect((await answerTo({ body: 'x' })).headers['content-type']).toBe('application/json')
  })

  test('a content type of the function’s is kept', async () => {
    const answer = await answerTo({ headers: { 'content-type': 'text/html' }, body: 'x' })
    expect(answer.headers['content-type']).toBe('text/html')
  })

  test('x-amzn-RequestId, x-amz-apigw-id and X-Amzn-Trace-Id are added', async () => {
    const api = restApi(giving({ statusCode: 200 }))
    const { headers } = await api.request('/prod/')
    const context = api.events[0]?.['requestContext'] as Record<string, unknown>
    expect(headers['x-amzn-requestid']).toBe(context['requestId'])
    expect(headers['x-amz-apigw-id']).toBe(context['extendedRequestId'])
    expect(headers['x-amzn-trace-id']).toMatch(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/)
  })

  test('an integration whose method is not POST: 500, and the function is not invoked', async () => {
    const api = restApi(giving({ statusCode: 200 }), { paths: { '/': { get: proxied({ httpMethod: 'GET' }) } } })
    const answer = await api.request('/prod/')
    expect([answer.status, answer.text, api.events.length]).toEqual([500, INTERNAL, 0])
  })

  test('the execution log says Malformed Lambda proxy response', async () => {
    const settings = [{ ResourcePath: '/*', HttpMethod: '*', LoggingLevel: 'INFO' }]
    const api = restApi(giving('hello'), { stage: { MethodSettings: settings } })
    const answer = await api.request('/prod/')
    const lines = api.trace('log').filter(({ group }) => group === `API-Gateway-Execution-Logs_${api.id}/prod`)
    const id = answer.headers['x-amzn-requestid'] ?? ''
    expect(lines.map(({ message }) => message)).toContain(
      `(${id}) Execution failed due to configuration error: Malformed Lambda proxy response`,
    )
    expect(lines.at(-1)?.message).toBe(`(${id}) Method completed with status: 502`)
  })

  test('without a LoggingLevel there is no execution log', async () => {
    const api = restApi(giving('hello'))
    await api.request('/prod/')
    expect(api.trace('log').filter(({ group }) => group.startsWith('API-Gateway'))).toEqual([])
  })
})

describe('§5.1 REST API: what fails', () => {
  test('a function error: 502', async () => {
    const answer = await restApi(() => ({ outcome: fail('secret') })).request('/prod/')
    expect([answer.status, answer.text]).toEqual([502, INTERNAL])
  })

  test('without a permission for apigateway.amazonaws.com: 500; the log says Invalid permissions on Lambda function', async () => {
    const api = restApi(giving({}), { permissions: [] })
    const answer = await api.request('/prod/')
    expect([answer.status, answer.text, api.events.length]).toEqual([500, INTERNAL, 0])
    expect(api.trace('http.answered')[0]?.refused).toBe(
      'Execution failed due to configuration error: Invalid permissions on Lambda function',
    )
  })

  test('a throttled function (429 of Lambda’s) is 500, too', async () => {
    const answer = await restApi(giving({}), { fn: { ReservedConcurrentExecutions: 0 } }).request('/prod/')
    expect([answer.status, answer.text]).toEqual([500, INTERNAL])
  })

  test('no retries: a failing function is invoked once', async () => {
    const api = restApi(() => ({ outcome: fail('x') }))
    await api.request('/prod/')
    await api.idle()
    expect(api.events).toHaveLength(1)
  })

  test('the integration times out after 29 seconds, to the millisecond: 504 Endpoint request timed out', async () => {
    const answer = await restApi(() => ({ takes: 60_000, outcome: respond({}) })).request('/prod/')
    expect([answer.status, answer.text, answer.took]).toEqual([504, '{"message":"Endpoint request timed out"}', 29_000])
  })

  test('the function goes on after the timeout, and is billed for it', async () => {
    const api = restApi(() => ({ takes: 60_000, outcome: respond({}) }))
    await api.request('/prod/')
    expect(api.trace('invocation.ended')).toHaveLength(0)
    await api.idle()
    expect(api.trace('invocation.ended')).toMatchObject([{ status: 'success', duration: 60_000 }])
  })

  test('timeoutInMillis of the integration holds instead', async () => {
    const slow = () => ({ takes: 60_000, outcome: respond({}) })
    const answer = await restApi(slow, { paths: { '/': { get: proxied({ timeoutInMillis: 50 }) } } }).request('/prod/')
    expect([answer.status, answer.took]).toEqual([504, 50])
  })

  test.each([49, 29_001])('timeoutInMillis %i is refused when deployed', (timeoutInMillis) => {
    expect(() => restApi(giving({}), { paths: { '/': { get: proxied({ timeoutInMillis }) } } })).toThrow(
      'between 50 and 29000',
    )
  })

  test('a body over 10 MB: 413', async () => {
    const api = restApi(giving({}))
    const answer = await api.request('/prod/', { method: 'POST', body: 'x'.repeat(10_485_761) })
    expect([answer.status, answer.text, api.events.length]).toEqual([
      413,
      'HTTP content length exceeded 10485760 bytes.',
      0,
    ])
  })

  test('an event over Lambda’s 6 MB: 413', async () => {
    const answer = await restApi(giving({})).request('/prod/', { method: 'POST', body: 'x'.repeat(6_500_000) })
    expect(answer.status).toBe(413)
  })

  test('response streaming is refused when deployed', () => {
    const uri = {
      'Fn::Sub':
        'arn:aws:apigateway:us-east-1:lambda:path/2021-11-15/functions/${F.Arn}/response-streaming-invocations',
    }
    expect(() => restApi(giving({}), { paths: { '/': { get: proxied({ uri }) } } })).toThrow()
    const streamed = proxied({ responseTransferMode: 'STREAM', uri: uriOf('F') })
    expect(() => restApi(giving({}), { paths: { '/': { get: streamed } } })).toThrow(
      'Response streaming of REST APIs is not simulated.',
    )
  })
})
