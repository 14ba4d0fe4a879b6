/** HTTP APIs: routes, stages, CORS, throttling. API Gateway Developer Guide, "Create routes for HTTP APIs". */

import { describe, expect, test } from 'vitest'
import { resource } from '../../unit/cloud/stack'
import { httpApi, responding } from './http-apis'

const routed = (routes: readonly string[]) => {
  const api = httpApi((event) => ({ outcome: { kind: 'response', payload: JSON.stringify(event['routeKey']) } }), {
    routes: Object.fromEntries(routes.map((route) => [route, {}])),
  })
  return async (method: string, path: string) => (await api.request(path, { method })).text
}

describe('§5.1 HTTP API: which route takes a request', () => {
  const all = ['GET /pets/dog/1', 'GET /pets/dog/{id}', 'GET /pets/{proxy+}', 'ANY /{proxy+}', '$default']
  const ask = routed(all)

  test.each([
    ['GET', '/pets/dog/1', 'GET /pets/dog/1'],
    ['GET', '/pets/dog/2', 'GET /pets/dog/{id}'],
    ['GET', '/pets/cat/1', 'GET /pets/{proxy+}'],
    ['POST', '/test/5', 'ANY /{proxy+}'],
    ['POST', '/pets/dog/1', 'ANY /{proxy+}'],
    ['GET', '/', 'ANY /{proxy+}'],
  ])('%s %s goes to %s', async (method, path, route) => expect(await ask(method, path)).toBe(route))

  test('$default takes what no other route matches', async () => {
    expect(await routed(['GET /a', '$default'])('POST', '/b/c')).toBe('$default')
  })

  test('a method of its own comes before ANY', async () => {
    expect(await routed(['ANY /a', 'GET /a'])('GET', '/a')).toBe('GET /a')
  })

  test('no route: 404 Not Found', async () => {
    const answer = await httpApi(responding('x'), { routes: { 'GET /a': {} } }).request('/b')
    expect([answer.status, answer.text]).toEqual([404, '{"message":"Not Found"}'])
  })

  test('no stage for the path and no $default: 404', async () => {
    const api = httpApi(responding('x'), { stage: { StageName: 'dev' }, basePath: '/prod' })
    expect((await api.request('/')).status).toBe(404)
  })

  test('a stage without AutoDeploy serves its deployment alone', async () => {
    const api = httpApi(responding('x'), { stage: { AutoDeploy: false } })
    expect((await api.request('/')).status).toBe(404)
  })

  test('DisableExecuteApiEndpoint: 404', async () => {
    const api = httpApi(responding('x'), { api: { DisableExecuteApiEndpoint: true } })
    expect((await api.request('/')).status).toBe(404)
  })

  test('quick create: Target alone makes a route $default, an integration and a stage', async () => {
    const api = httpApi(responding('x'), {
      api: { Target: { 'Fn::GetAtt': ['F', 'Arn'] } },
      routes: {},
      stage: { StageName: 'other' },
      basePath: '',
    })
    expect((await api.request('/anything')).text).toBe('x')
  })
})

describe('§13.4 CorsConfiguration of an HTTP API', () => {
  const cors = {
    AllowOrigins: ['https://a.example'],
    AllowMethods: ['GET', 'POST'],
    AllowHeaders: ['x-one'],
    MaxAge: 600,
  }
  const preflight = { Origin: 'https://a.example', 'Access-Control-Request-Method': 'GET' }

  test('the API answers a preflight itself: 204, no function', async () => {
    const api = httpApi(responding('x'), { api: { CorsConfiguration: cors }, routes: { 'GET /a': {} } })
    const answer = await api.request('/a', { method: 'OPTIONS', headers: preflight })
    expect([answer.status, api.events.length]).toEqual([204, 0])
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': 'https://a.example',
      'access-control-allow-methods': 'GET,POST',
      'access-control-allow-headers': 'x-one',
      'access-control-max-age': '600',
    })
  })

  test('an origin that is not allowed gets no CORS headers', async () => {
    const api = httpApi(responding('x'), { api: { CorsConfiguration: cors } })
    const answer = await api.request('/', { method: 'OPTIONS', headers: { ...preflight, Origin: 'https://b.example' } })
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
  })

  test('what a function says of CORS is replaced', async () => {
    const own = { statusCode: 200, headers: { 'access-control-allow-origin': 'https://evil.example' } }
    const api = httpApi(responding(own), { api: { CorsConfiguration: cors } })
    const answer = await api.request('/', { headers: { Origin: 'https://a.example' } })
    expect(answer.headers['access-control-allow-origin']).toBe('https://a.example')
  })

  test('AllowCredentials with any origin names the origin', async () => {
    const open = { AllowOrigins: ['https://*'], AllowCredentials: true }
    const api = httpApi(responding('x'), { api: { CorsConfiguration: open } })
    const answer = await api.request('/', { headers: { Origin: 'https://b.example' } })
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': 'https://b.example',
      'access-control-allow-credentials': 'true',
    })
  })

  test('without CorsConfiguration OPTIONS is a method like any other', async () => {
    const api = httpApi(responding('x'))
    await api.request('/', { method: 'OPTIONS', headers: preflight })
    expect(api.events).toHaveLength(1)
  })
})

describe('§5.1 HTTP API: throttling', () => {
  test('beyond the burst: 429 Too Many Requests; a token comes back at the rate', async () => {
    const settings = { DefaultRouteSettings: { ThrottlingBurstLimit: 2, ThrottlingRateLimit: 1 } }
    const api = httpApi(responding('x'), { stage: settings, fn: { ReservedConcurrentExecutions: 5 } })
    const statuses = []
    await api.request('/')
    for (let index = 0; index < 2; index++) statuses.push((await api.request('/')).status)
    expect(statuses).toEqual([200, 429])
    await api.advance(1000)
    expect((await api.request('/')).status).toBe(200)
    expect((await api.request('/')).text).toBe('{"message":"Too Many Requests"}')
  })

  test('a route’s own settings hold for it alone', async () => {
    const settings = { RouteSettings: { 'GET /a': { ThrottlingBurstLimit: 1, ThrottlingRateLimit: 1 } } }
    const api = httpApi(responding('x'), { stage: settings, routes: { 'GET /a': {}, 'GET /b': {} } })
    const statuses = []
    for (const path of ['/a', '/a', '/b', '/b']) statuses.push((await api.request(path)).status)
    expect(statuses).toEqual([200, 429, 200, 200])
  })
})

describe('§5.1 HTTP API: what is refused when deployed', () => {
  const refused = (type: string, properties: Record<string, never> | object) => {
    const more = [resource('More', type, properties as never)]
    expect(() => httpApi(responding('x'), { more })).toThrow()
    try {
      httpApi(responding('x'), { more })
    } catch (error) {
      return String(error)
    }
    return ''
  }

  test('WebSocket APIs', () => {
    expect(refused('AWS::ApiGatewayV2::Api', { Name: 'ws', ProtocolType: 'WEBSOCKET' })).toContain(
      'WebSocket APIs are not simulated.',
    )
  })

  test('HTTP proxy integrations', () => {
    const given = { ApiId: { Ref: 'Api' }, IntegrationType: 'HTTP_PROXY', IntegrationUri: 'https://example.com' }
    expect(refused('AWS::ApiGatewayV2::Integration', given)).toContain('HTTP proxy integrations are not simulated')
  })

  test('a timeout over 30 seconds', () => {
    const given = {
      ApiId: { Ref: 'Api' },
      IntegrationType: 'AWS_PROXY',
      IntegrationUri: { 'Fn::GetAtt': ['F', 'Arn'] },
      TimeoutInMillis: 30_001,
    }
    expect(refused('AWS::ApiGatewayV2::Integration', given)).toContain('between 50 and 30000')
  })
})
