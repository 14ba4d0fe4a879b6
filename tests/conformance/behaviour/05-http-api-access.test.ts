/** Fact sheet §5.1 and §5.6: who may pass an HTTP API: tokens, Lambda authorizers, IAM. */

import { describe, expect, test } from 'vitest'
import type { TemplateValue } from '../../../src/cloud/aws/template'
import { arnOf, lambdaFunction, resource } from '../../unit/cloud/stack'
import { fail, respond, type ScriptedTurn } from '../../unit/cloud/scripted-host'
import { httpApi, responding } from './http-apis'
import { permission } from './web'

type Values = Readonly<Record<string, TemplateValue>>

const authorizer = (more: Values) =>
  resource('Auth', 'AWS::ApiGatewayV2::Authorizer', { ApiId: { Ref: 'Api' }, Name: 'auth', ...more })

const NOW = Date.UTC(2026, 0, 31, 12) / 1000
const part = (value: object): string =>
  btoa(JSON.stringify(value)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
const token = (claims: object, header: object = { alg: 'RS256', kid: 'k' }): string =>
  `${part(header)}.${part({ iss: 'https://issuer.example', aud: 'me', exp: NOW + 60, ...claims })}.signature`

describe('§5.1 HTTP API: a JWT authorizer', () => {
  const api = (route: Values = {}) =>
    httpApi(responding('ok'), {
      more: [
        authorizer({
          AuthorizerType: 'JWT',
          IdentitySource: ['$request.header.Authorization'],
          JwtConfiguration: { Issuer: 'https://issuer.example', Audience: ['me', 'you'] },
        }),
      ],
      routes: { 'GET /a': { AuthorizationType: 'JWT', AuthorizerId: { Ref: 'Auth' }, ...route } },
    })
  const send = (given: string, route: Values = {}) => api(route).request('/a', { headers: { Authorization: given } })

  test('a valid token passes; the function sees claims as texts, and no scopes', async () => {
    const one = api()
    const bearer = `Bearer ${token({ sub: 'ann', level: 3, groups: ['a', 'b'] })}`
    expect((await one.request('/a', { headers: { Authorization: bearer } })).status).toBe(200)
    expect(one.events[0]?.['requestContext']).toMatchObject({
      authorizer: { jwt: { claims: { sub: 'ann', level: '3', groups: '[a b]', aud: 'me' }, scopes: null } },
    })
  })

  test('the token may come without Bearer', async () => expect((await send(token({}))).status).toBe(200))

  test('no token: 401 Unauthorized', async () => {
    const answer = await api().request('/a')
    expect([answer.status, answer.text]).toEqual([401, '{"message":"Unauthorized"}'])
  })

  test.each<[string, string]>([
    ['that is malformed', 'abc'],
    ['of another issuer', token({ iss: 'https://other.example' })],
    ['for another audience', token({ aud: 'them' })],
    ['that has expired', token({ exp: NOW - 1 })],
    ['that is not valid yet', token({ nbf: NOW + 60 })],
    ['issued in the future', token({ iat: NOW + 60 })],
    ['signed with a shared secret', token({}, { alg: 'HS256' })],
  ])('a token %s: 401', async (_, given) => {
    const answer = await send(given)
    expect([answer.status, answer.text]).toEqual([401, '{"message":"Unauthorized"}'])
    expect(answer.headers['www-authenticate']).toContain('error="invalid_token"')
  })

  test('the challenge of a wrong audience is the guide’s', async () => {
    expect((await send(token({ aud: 'them' }))).headers['www-authenticate']).toBe(
      'Bearer scope="" error="invalid_token" error_description="the token does not have a valid audience"',
    )
  })

  test('client_id counts where there is no aud', async () => {
    expect((await send(token({ aud: undefined, client_id: 'you' }))).status).toBe(200)
  })

  test('one of the route’s scopes is needed: 403 without, in scope or scp', async () => {
    const scopes = { AuthorizationScopes: ['read', 'write'] }
    const without = await send(token({ scope: 'other' }), scopes)
    expect([without.status, without.text]).toEqual([403, '{"message":"Forbidden"}'])
    expect((await send(token({ scope: 'other read' }), scopes)).status).toBe(200)
    expect((await send(token({ scp: ['write'] }), scopes)).status).toBe(200)
  })
})

describe('§5.6 Lambda authorizers of an HTTP API', () => {
  function guarded(answer: (event: Record<string, unknown>) => ScriptedTurn, settings: Values = {}) {
    const asked: Record<string, unknown>[] = []
    const api = httpApi(
      (event) => {
        if (event['type'] !== 'REQUEST') return { outcome: respond('ok') }
        asked.push(event)
        return answer(event)
      },
      {
        more: [
          lambdaFunction('A', { Timeout: 60 }),
          permission('A'),
          authorizer({
            AuthorizerType: 'REQUEST',
            AuthorizerUri: {
              'Fn::Sub': 'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${A.Arn}/invocations',
            },
            AuthorizerPayloadFormatVersion: '2.0',
            EnableSimpleResponses: true,
            IdentitySource: ['$request.header.Authorization'],
            ...settings,
          }),
        ],
        routes: { 'GET /items/{id}': { AuthorizationType: 'CUSTOM', AuthorizerId: { Ref: 'Auth' } } },
      },
    )
    const ask = (given = 'secret', path = '/items/1') => api.request(path, { headers: { Authorization: given } })
    return { api, asked, ask }
  }

  test('format 2.0: the event has routeArn and the identity sources as a list', async () => {
    const { ask, asked } = guarded(() => ({ outcome: respond({ isAuthorized: true }) }))
    expect((await ask()).status).toBe(200)
    expect(asked[0]).toMatchObject({
      version: '2.0',
      type: 'REQUEST',
      routeArn: expect.stringMatching(
        /^arn:aws:execute-api:us-east-1:123456789012:\w{10}\/\$default\/GET\/items\/1$/,
      ) as string,
      identitySource: ['secret'],
      routeKey: 'GET /items/{id}',
      rawPath: '/items/1',
      pathParameters: { id: '1' },
    })
  })

  test('isAuthorized: true passes, with its context below authorizer.lambda', async () => {
    const { api, ask } = guarded(() => ({ outcome: respond({ isAuthorized: true, context: { a: 1, b: ['c'] } }) }))
    await ask()
    expect(api.events.at(-1)?.['requestContext']).toMatchObject({ authorizer: { lambda: { a: 1, b: ['c'] } } })
  })

  test('isAuthorized: false is 403 Forbidden', async () => {
    const answer = await guarded(() => ({ outcome: respond({ isAuthorized: false }) })).ask()
    expect([answer.status, answer.text]).toEqual([403, '{"message":"Forbidden"}'])
  })

  test('no identity: 401 Unauthorized, and it is not asked', async () => {
    const { api, asked } = guarded(() => ({ outcome: respond({ isAuthorized: true }) }))
    const answer = await api.request('/items/1')
    expect([answer.status, answer.text, asked.length]).toEqual([401, '{"message":"Unauthorized"}', 0])
  })

  test.each<[string, ScriptedTurn]>([
    ['fails', { outcome: fail('broken') }],
    ['answers without isAuthorized', { outcome: respond({ yes: true }) }],
    ['answers with a text', { outcome: respond('yes') }],
  ])('one that %s: 500', async (_, turn) => {
    const answer = await guarded(() => turn).ask()
    expect([answer.status, answer.text]).toEqual([500, '{"message":"Internal Server Error"}'])
  })

  test('it has 10 seconds, to the millisecond', async () => {
    const answer = await guarded(() => ({ takes: 20_000, outcome: respond({ isAuthorized: true }) })).ask()
    expect([answer.status, answer.took]).toEqual([500, 10_000])
  })

  test('nothing is kept by default', async () => {
    const { ask, asked } = guarded(() => ({ outcome: respond({ isAuthorized: true }) }))
    await ask()
    await ask()
    expect(asked).toHaveLength(2)
  })

  test('with a TTL its answer is kept, per identity', async () => {
    const settings = { AuthorizerResultTtlInSeconds: 60 }
    const { api, ask, asked } = guarded(() => ({ outcome: respond({ isAuthorized: true }) }), settings)
    for (const given of ['a', 'a', 'b']) await ask(given)
    expect(asked).toHaveLength(2)
    await api.advance(60_000)
    await ask('a')
    expect(asked).toHaveLength(3)
  })

  test('format 1.0: methodArn and a policy as the answer', async () => {
    const settings = { AuthorizerPayloadFormatVersion: '1.0', EnableSimpleResponses: false }
    const policy = (Effect: string) => ({
      outcome: respond({
        principalId: 'ann',
        policyDocument: { Version: '2012-10-17', Statement: [{ Effect, Action: 'execute-api:Invoke', Resource: '*' }] },
      }),
    })
    const allowing = guarded(() => policy('Allow'), settings)
    expect((await allowing.ask()).status).toBe(200)
    expect(allowing.asked[0]).toMatchObject({ version: '1.0', type: 'REQUEST', identitySource: 'secret' })
    const denied = await guarded(() => policy('Deny'), settings).ask()
    expect([denied.status, denied.text]).toEqual([403, '{"message":"Forbidden"}'])
  })
})

describe('§5.1 HTTP API: AWS_IAM', () => {
  const routes = { 'GET /a': { AuthorizationType: 'AWS_IAM' } }

  test('a request that nobody signed: 403 Forbidden', async () => {
    const answer = await httpApi(responding('ok'), { routes }).request('/a')
    expect([answer.status, answer.text]).toEqual([403, '{"message":"Forbidden"}'])
  })

  test('signed by the administrator: 200, and authorizer.iam says who', async () => {
    const api = httpApi(responding('ok'), { routes })
    expect((await api.request('/a', { signed: true })).status).toBe(200)
    expect(api.events[0]?.['requestContext']).toMatchObject({
      authorizer: {
        iam: {
          accountId: '123456789012',
          cognitoIdentity: null,
          principalOrgId: null,
          userArn: 'arn:aws:iam::123456789012:user/playground',
        },
      },
    })
  })
})

describe('§10.1 the function’s policy decides who may invoke it', () => {
  const arn = (rest: string): TemplateValue => ({
    'Fn::Sub': `arn:aws:execute-api:us-east-1:123456789012:\${Api}/${rest}`,
  })

  test.each([
    ['*/*/items/{id}', 200],
    ['$default/GET/items/*', 200],
    ['$default/POST/items/*', 500],
    ['dev/GET/items/*', 500],
  ])('a permission for %s: %i', async (rest, status) => {
    const permissions = [permission('F', arn(rest.replace('{id}', '*')))]
    const api = httpApi(responding('ok'), { routes: { 'GET /items/{id}': {} }, permissions })
    expect((await api.request('/items/1')).status).toBe(status)
  })

  test('one for another principal does not count', async () => {
    const other = resource('P', 'AWS::Lambda::Permission', {
      Action: 'lambda:InvokeFunction',
      FunctionName: arnOf('F'),
      Principal: 's3.amazonaws.com',
    })
    expect((await httpApi(responding('ok'), { permissions: [other] }).request('/')).status).toBe(500)
  })
})
