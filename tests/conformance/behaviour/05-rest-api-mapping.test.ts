/** REST APIs: integrations without the proxy contract. API Gateway Developer Guide, "Lambda custom integrations", "Mock". */

import { describe, expect, test } from 'vitest'
import type { TemplateValue } from '../../../src/cloud/aws/template'
import { fail, respond } from '../../unit/cloud/scripted-host'
import { restApi, uriOf, type RestOptions } from './rest-apis'

type Values = Readonly<Record<string, TemplateValue>>

const integrated = (
  integration: Values,
  statuses: readonly string[] = ['200'],
  operation: Values = {},
): RestOptions => ({
  paths: {
    '/{id}': {
      post: {
        responses: Object.fromEntries(statuses.map((status) => [status, { description: '' }])),
        'x-amazon-apigateway-integration': { type: 'aws', httpMethod: 'POST', uri: uriOf('F'), ...integration },
        ...operation,
      },
    },
  },
})
const DEFAULT = { default: { statusCode: '200' } }
const json = (value: unknown) => ({
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify(value),
})
const echo = (event: unknown) => ({ outcome: respond(event) })

describe('§5.1 REST API: a Lambda custom integration', () => {
  test('without a template the body is the event, and the answer the response', async () => {
    const api = restApi(echo, integrated({ responses: DEFAULT }))
    const answer = await api.request('/prod/1', json({ a: 1 }))
    expect([answer.status, answer.json, api.events[0]]).toEqual([200, { a: 1 }, { a: 1 }])
  })

  test('a request template makes the event of body, parameters, context and stage variables', async () => {
    const template = `#set($body = $input.path('$'))
{ "name": "$body.name", "list": $input.json('$.list'), "id": "$input.params('id')", "q": "$input.params().querystring.q",
  "method": "$context.httpMethod", "path": "$context.resourcePath", "var": "$stageVariables.v",
  "upper": "$body.name.toUpperCase()", "size": $body.list.size(),
  "all": [#foreach($one in $body.list)"$one"#if($foreach.hasNext),#end#end] }`
    const options = integrated({ requestTemplates: { 'application/json': template }, responses: DEFAULT })
    const api = restApi(echo, { ...options, stage: { Variables: { v: 'w' } } })
    await api.request('/prod/7?q=r', json({ name: 'ann', list: ['x', 'y'] }))
    expect(api.events[0]).toEqual({
      name: 'ann',
      list: ['x', 'y'],
      id: '7',
      q: 'r',
      method: 'POST',
      path: '/{id}',
      var: 'w',
      upper: 'ANN',
      size: 2,
      all: ['x', 'y'],
    })
  })

  test('$util: escapeJavaScript, urlEncode, base64Encode and parseJson', async () => {
    const template = `{ "a": "$util.urlEncode('a b&c')", "b": "$util.base64Encode('hi')", "c": "$util.base64Decode('aGk=')",
      "d": $util.parseJson('{"n": 3}').n, "e": "$util.escapeJavaScript($input.params('text')).replaceAll("\\\\'", "'")" }`
    const api = restApi(echo, integrated({ requestTemplates: { 'application/json': template }, responses: DEFAULT }))
    await api.request('/prod/1?text=x', json({}))
    expect(api.events[0]).toEqual({ a: 'a+b%26c', b: 'aGk=', c: 'hi', d: 3, e: 'x' })
  })

  test('templates reach nothing of JavaScript', async () => {
    const template = `{ "x": "$input.params('id').constructor.constructor('return 1')()" }`
    const api = restApi(echo, integrated({ requestTemplates: { 'application/json': template }, responses: DEFAULT }))
    await api.request('/prod/1', json({}))
    expect(JSON.stringify(api.events[0] ?? '')).not.toContain('"1"')
  })

  test('a function error whose message matches a selection pattern is that response', async () => {
    const responses = {
      default: { statusCode: '200' },
      '.*not found.*': {
        statusCode: '404',
        responseTemplates: { 'application/json': '{"message": "$input.path(\'$.errorMessage\')"}' },
      },
    }
    const api = restApi(() => ({ outcome: fail('item not found') }), integrated({ responses }, ['200', '404']))
    const answer = await api.request('/prod/1', json({}))
    expect([answer.status, answer.json]).toEqual([404, { message: 'item not found' }])
  })

  test('one that matches no pattern is the default response: 200 with the error as the body', async () => {
    const api = restApi(() => ({ outcome: fail('other') }), integrated({ responses: DEFAULT }))
    const answer = await api.request('/prod/1', json({}))
    expect([answer.status, answer.json]).toMatchObject([200, { errorMessage: 'other', errorType: 'Error' }])
  })

  test('a pattern must match the whole message', async () => {
    const responses = { default: { statusCode: '200' }, found: { statusCode: '404' } }
    const api = restApi(() => ({ outcome: fail('not found') }), integrated({ responses }, ['200', '404']))
    expect((await api.request('/prod/1', json({}))).status).toBe(200)
  })

  test('no pattern matches and there is no default: 500', async () => {
    const api = restApi(echo, integrated({ responses: { '4\\d\\d': { statusCode: '400' } } }, ['400']))
    const answer = await api.request('/prod/1', json({}))
    expect([answer.status, answer.text]).toEqual([500, '{"message":"Internal server error"}'])
  })

  test('a response that the method does not declare: 500', async () => {
    const api = restApi(echo, integrated({ responses: DEFAULT }, []))
    expect((await api.request('/prod/1', json({}))).status).toBe(500)
    expect(api.trace('http.answered')[0]?.refused).toContain('Output mapping refers to an invalid method response: 200')
  })

  test('response parameters: a text, a header and a part of the body become headers', async () => {
    const responseParameters = {
      'method.response.header.X-Text': "'text'",
      'method.response.header.X-Body': 'integration.response.body.a.b',
      'method.response.header.X-Stage': 'context.stage',
    }
    const api = restApi(echo, integrated({ responses: { default: { statusCode: '200', responseParameters } } }))
    const { headers } = await api.request('/prod/1', json({ a: { b: 'deep' } }))
    expect(headers).toMatchObject({ 'x-text': 'text', 'x-body': 'deep', 'x-stage': 'prod' })
  })

  test('$context.responseOverride changes status and headers', async () => {
    const template =
      '#set($context.responseOverride.status = 418)#set($context.responseOverride.header.X-Kind = "teapot"){}'
    const responses = { default: { statusCode: '200', responseTemplates: { 'application/json': template } } }
    const answer = await restApi(echo, integrated({ responses })).request('/prod/1', json({}))
    expect([answer.status, answer.headers['x-kind']]).toEqual([418, 'teapot'])
  })

  test('passthrough NEVER, and no template of the content type: 415 Unsupported Media Type', async () => {
    const templates = { requestTemplates: { 'application/xml': '<a/>' }, passthroughBehavior: 'never' }
    const api = restApi(echo, integrated({ ...templates, responses: DEFAULT }))
    const answer = await api.request('/prod/1', json({}))
    expect([answer.status, answer.text, api.events.length]).toEqual([415, '{"message":"Unsupported Media Type"}', 0])
  })

  test('X-Amz-Invocation-Type: Event invokes the function asynchronously and answers at once', async () => {
    const requestParameters = { 'integration.request.header.X-Amz-Invocation-Type': "'Event'" }
    const slow = () => ({ takes: 20_000, outcome: respond('later') })
    const api = restApi(slow, integrated({ requestParameters, responses: DEFAULT }))
    const answer = await api.request('/prod/1', json({ a: 1 }))
    expect([answer.status, answer.text, answer.took]).toEqual([200, '', 0])
    await api.idle()
    expect(api.trace('async.ended')).toMatchObject([{ condition: 'Success' }])
  })

  test('integrations with other services are refused when deployed', () => {
    const uri = 'arn:aws:apigateway:us-east-1:sqs:path/123456789012/q'
    expect(() => restApi(echo, integrated({ uri, responses: DEFAULT }))).toThrow(
      'Integrations with services other than Lambda are not simulated.',
    )
  })

  test('so are HTTP integrations', () => {
    const given = { type: 'http_proxy', uri: 'https://example.com', responses: DEFAULT }
    expect(() => restApi(echo, integrated(given))).toThrow('HTTP_PROXY integrations are not simulated')
  })
})

describe('§5.1 REST API: a mock integration', () => {
  const mock = (requestTemplate: string, responses: Values, statuses = ['200']): RestOptions =>
    integrated({ type: 'mock', requestTemplates: { 'application/json': requestTemplate }, responses }, statuses)

  test('CORS: the answer to OPTIONS comes from API Gateway itself', async () => {
    const responses = {
      default: {
        statusCode: '200',
        responseParameters: { 'method.response.header.Access-Control-Allow-Origin': "'*'" },
        responseTemplates: { 'application/json': '{}' },
      },
    }
    const api = restApi(echo, mock('{"statusCode": 200}', responses))
    const answer = await api.request('/prod/1', { method: 'POST' })
    expect([answer.status, answer.headers['access-control-allow-origin'], answer.text]).toEqual([200, '*', '{}'])
    expect(api.events).toEqual([])
  })

  test('the status code of the template selects the response', async () => {
    const responses = { default: { statusCode: '200' }, '4\\d\\d': { statusCode: '404' } }
    const template = '{"statusCode": #if($input.params("id") == "1")200#{else}404#end}'
    const api = restApi(echo, mock(template, responses, ['200', '404']))
    expect((await api.request('/prod/1', { method: 'POST' })).status).toBe(200)
    expect((await api.request('/prod/2', { method: 'POST' })).status).toBe(404)
  })

  test('a template without a statusCode: 500', async () => {
    const answer = await restApi(echo, mock('{}', DEFAULT)).request('/prod/1', { method: 'POST' })
    expect([answer.status, answer.text]).toEqual([500, '{"message":"Internal server error"}'])
  })
})
