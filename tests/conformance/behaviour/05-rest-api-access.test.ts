/** Fact sheet §5.1 and §5.6: who may pass a REST API. */

import { describe, expect, test } from 'vitest'
import type { TemplateValue } from '../../../src/cloud/aws/template'
import { COLD, lambdaFunction, resource, START_TIME } from '../../unit/cloud/stack'
import { fail, respond, type ScriptedTurn } from '../../unit/cloud/scripted-host'
import { proxied, restApi, uriOf, type RestOptions, type TestRestApi } from './rest-apis'
import { permission } from './web'

type Values = Readonly<Record<string, TemplateValue>>

const ok = (): ScriptedTurn => ({ outcome: respond({ statusCode: 200, body: 'ok' }) })
const policy = (Effect: string, Resource: unknown = '*', more: object = {}) =>
  respond({
    principalId: 'ann',
    policyDocument: { Version: '2012-10-17', Statement: [{ Effect, Action: 'execute-api:Invoke', Resource }] },
    ...more,
  })

/** An API whose methods ask the function A. */
function guarded(
  authorizer: (event: Record<string, unknown>) => ScriptedTurn,
  settings: Values = {},
  more: RestOptions = {},
) {
  const asked: Record<string, unknown>[] = []
  const api = restApi(
    (event, name) => {
      if (name !== 'A') return ok()
      asked.push(event)
      return authorizer(event)
    },
    {
      paths: { '/{id}': { get: proxied({}, { security: [{ Auth: [] }] }) } },
      body: {
        securityDefinitions: {
          Auth: {
            type: 'apiKey',
            name: 'Authorization',
            in: 'header',
            'x-amazon-apigateway-authtype': 'custom',
            'x-amazon-apigateway-authorizer': { type: 'token', authorizerUri: uriOf('A'), ...settings },
          },
        },
      },
      more: [lambdaFunction('A', { Timeout: 60 }), permission('A')],
      ...more,
    },
  )
  return { ...api, asked }
}

const ask = (api: Pick<TestRestApi, 'request'>, token = 'secret', path = '/prod/1') =>
  api.request(path, { headers: { Authorization: token } })

describe('§5.6 Lambda authorizers of a REST API', () => {
  test('a TOKEN authorizer gets type, methodArn and authorizationToken', async () => {
    const api = guarded(() => ({ outcome: policy('Allow') }))
    const answer = await ask(api)
    expect([answer.status, answer.text]).toEqual([200, 'ok'])
    expect(api.asked).toEqual([
      {
        type: 'TOKEN',
        methodArn: `arn:aws:execute-api:us-east-1:123456789012:${api.id}/prod/GET/1`,
        authorizationToken: 'secret',
      },
    ])
  })

  test('what it answers reaches the function: principalId, context as texts', async () => {
    const context = { name: 'Ann', level: 3, admin: true }
    const api = guarded(() => ({ outcome: policy('Allow', '*', { context }) }))
    await ask(api)
    expect(api.events[0]?.['requestContext']).toMatchObject({
      authorizer: { principalId: 'ann', name: 'Ann', level: '3', admin: 'true' },
    })
  })

  test('without a token: 401 Unauthorized, and it is not asked', async () => {
    const api = guarded(() => ({ outcome: policy('Allow') }))
    const answer = await api.request('/prod/1')
    expect([answer.status, answer.text, api.asked.length]).toEqual([401, '{"message":"Unauthorized"}', 0])
  })

  test('a token that does not match the validation expression: 401, and it is not asked', async () => {
    const api = guarded(() => ({ outcome: policy('Allow') }), { identityValidationExpression: 'Bearer .+' })
    expect([(await ask(api, 'secret')).status, api.asked.length]).toEqual([401, 0])
    expect((await ask(api, 'Bearer x')).status).toBe(200)
  })

  test('a policy that denies: 403 with an explicit deny', async () => {
    const answer = await ask(guarded(() => ({ outcome: policy('Deny') })))
    expect([answer.status, answer.json]).toEqual([
      403,
      { Message: 'User is not authorized to access this resource with an explicit deny in an identity-based policy' },
    ])
  })

  test('a policy that allows something else: 403', async () => {
    const elsewhere = 'arn:aws:execute-api:us-east-1:123456789012:other/*'
    const answer = await ask(guarded(() => ({ outcome: policy('Allow', elsewhere) })))
    expect(answer.status).toBe(403)
    expect(answer.text).toContain('User is not authorized to access this resource')
  })

  test('it throws Unauthorized: 401', async () => {
    const answer = await ask(guarded(() => ({ outcome: fail('Unauthorized') })))
    expect([answer.status, answer.text]).toEqual([401, '{"message":"Unauthorized"}'])
  })

  test('it throws anything else: 500 {"message":null}', async () => {
    const answer = await ask(guarded(() => ({ outcome: fail('broken') })))
    expect([answer.status, answer.text]).toEqual([500, '{"message":null}'])
    expect(answer.headers['x-amzn-errortype']).toBe('AuthorizerFailureException')
  })

  test.each<[string, unknown]>([
    ['no policyDocument', { principalId: 'ann' }],
    ['no principalId', { policyDocument: { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] } }],
    ['a text', 'Allow'],
  ])('it answers with %s: 500, a configuration error', async (_, value) => {
    const answer = await ask(guarded(() => ({ outcome: respond(value) })))
    expect([answer.status, answer.headers['x-amzn-errortype']]).toEqual([500, 'AuthorizerConfigurationException'])
  })

  test('it may not be invoked: 500, and the function is not invoked', async () => {
    const api = guarded(() => ({ outcome: policy('Allow') }), {}, { more: [lambdaFunction('A')] })
    expect([(await ask(api)).status, api.events.length]).toEqual([500, 0])
  })

  test('it has 10 seconds, to the millisecond', async () => {
    const answer = await ask(guarded(() => ({ takes: 30_000, outcome: policy('Allow') })))
    expect([answer.status, answer.took]).toEqual([500, 10_000])
  })

  test('its answer is kept for 300 seconds by default', async () => {
    const api = guarded(() => ({ outcome: policy('Allow') }))
    await ask(api)
    const answered = api.trace('invocation.ended').find(({ functionName }) => functionName === 'A')
    const keptAt = START_TIME + (answered?.at ?? 0)
    await ask(api)
    await api.advance(keptAt + 299_999 - api.cloud.kernel.now)
    await ask(api)
    expect(api.asked).toHaveLength(1)
    await api.advance(keptAt + 300_000 - api.cloud.kernel.now)
    await ask(api)
    expect(api.asked).toHaveLength(2)
  })

  test('per token', async () => {
    const api = guarded(() => ({ outcome: policy('Allow') }))
    await ask(api, 'a')
    await ask(api, 'b')
    expect(api.asked).toHaveLength(2)
  })

  test('a policy that was kept decides about other methods, too', async () => {
    const one = 'arn:aws:execute-api:us-east-1:123456789012:*/prod/GET/1'
    const api = guarded(() => ({ outcome: policy('Allow', one) }))
    expect([(await ask(api)).status, (await ask(api, 'secret', '/prod/2')).status]).toEqual([200, 403])
    expect(api.asked).toHaveLength(1)
  })

  test('authorizerResultTtlInSeconds 0: asked each time', async () => {
    const api = guarded(() => ({ outcome: policy('Allow') }), { authorizerResultTtlInSeconds: 0 })
    await ask(api)
    await ask(api)
    expect(api.asked).toHaveLength(2)
  })

  test('a REQUEST authorizer gets the request: headers, path, query, context', async () => {
    const settings = {
      type: 'request',
      identitySource: 'method.request.header.Authorization, method.request.querystring.q',
    }
    const api = guarded(() => ({ outcome: policy('Allow') }), settings)
    await api.request('/prod/1?q=2', { headers: { Authorization: 'secret' } })
    expect(api.asked[0]).toMatchObject({
      type: 'REQUEST',
      methodArn: expect.stringContaining('/prod/GET/1') as string,
      resource: '/{id}',
      path: '/1',
      httpMethod: 'GET',
      headers: { Authorization: 'secret' },
      queryStringParameters: { q: '2' },
      pathParameters: { id: '1' },
      stageVariables: {},
      requestContext: { stage: 'prod', resourcePath: '/{id}' },
    })
    expect(api.asked[0]).not.toHaveProperty('body')
  })

  test('one of its identity sources is missing: 401, and it is not asked', async () => {
    const settings = { type: 'request', identitySource: 'method.request.querystring.q' }
    const api = guarded(() => ({ outcome: policy('Allow') }), settings)
    expect([(await ask(api)).status, api.asked.length]).toEqual([401, 0])
  })
})

describe('§5.1 REST API: API keys and usage plans', () => {
  const keyed = { '/': { get: proxied({}, { security: [{ api_key: [] }] }) }, '/open': { get: proxied() } }
  const body = { securityDefinitions: { api_key: { type: 'apiKey', name: 'x-api-key', in: 'header' } } }
  const VALUE = 'k'.repeat(20)

  /** The plan needs the stage: made after it. */
  const withKey = (plan: Values = {}, key: Values = {}) => {
    const stages = [{ ApiId: { Ref: 'Api' }, Stage: { Ref: 'Stage' } }]
    return restApi(ok, {
      paths: keyed,
      body,
      more: [
        resource('Key', 'AWS::ApiGateway::ApiKey', { Enabled: true, Value: VALUE, ...key }),
        resource('Plan', 'AWS::ApiGateway::UsagePlan', { ApiStages: stages, ...plan }),
        resource('PlanKey', 'AWS::ApiGateway::UsagePlanKey', {
          KeyId: { Ref: 'Key' },
          KeyType: 'API_KEY',
          UsagePlanId: { Ref: 'Plan' },
        }),
      ],
    })
  }
  const send = (api: TestRestApi, value = VALUE) => api.request('/prod/', { headers: { 'x-api-key': value } })

  test('a key of a plan of the stage: 200; the function sees key and id', async () => {
    const api = withKey()
    expect((await send(api)).status).toBe(200)
    expect(api.events[0]?.['requestContext']).toMatchObject({
      identity: { apiKey: VALUE, apiKeyId: expect.any(String) as string },
    })
  })

  test('no key: 403 Forbidden', async () => {
    const answer = await withKey().request('/prod/')
    expect([answer.status, answer.text]).toEqual([403, '{"message":"Forbidden"}'])
  })

  test('an unknown key: 403', async () => expect((await send(withKey(), 'x'.repeat(20))).status).toBe(403))

  test('a disabled key: 403', async () => expect((await send(withKey({}, { Enabled: false }))).status).toBe(403))

  test('a key whose plan is not for the stage: 403', async () => {
    expect((await send(withKey({ ApiStages: [] }))).status).toBe(403)
  })

  test('a plan for a stage that does not exist is refused when deployed', () => {
    expect(() => withKey({ ApiStages: [{ ApiId: { Ref: 'Api' }, Stage: 'dev' }] })).toThrow('API Stage not found')
  })

  test('a method that demands no key needs none', async () => {
    expect((await withKey().request('/prod/open')).status).toBe(200)
  })

  test('faster than the plan’s throttle: 429 Too Many Requests; a second later it passes', async () => {
    const api = withKey({ Throttle: { RateLimit: 1, BurstLimit: 1 } })
    expect((await send(api)).status).toBe(200)
    const answer = await send(api)
    expect([answer.status, answer.text]).toEqual([429, '{"message":"Too Many Requests"}'])
    await api.advance(1000)
    expect((await send(api)).status).toBe(200)
  })

  test('beyond the quota: 429 Limit Exceeded, until midnight UTC', async () => {
    const api = withKey({ Quota: { Limit: 2, Period: 'DAY' } })
    const statuses = [await send(api), await send(api), await send(api)].map(({ status }) => status)
    expect(statuses).toEqual([200, 200, 429])
    expect((await send(api)).text).toBe('{"message":"Limit Exceeded"}')
    await api.advance(12 * 3_600_000)
    expect((await send(api)).status).toBe(200)
  })
})

describe('§5.1 REST API: throttling of the stage', () => {
  const settings = (more: Values) => [{ ResourcePath: '/*', HttpMethod: '*', ...more }]

  test('beyond the burst of a stage: 429 Too Many Requests', async () => {
    const throttle = { ThrottlingBurstLimit: 2, ThrottlingRateLimit: 1 }
    const api = restApi(ok, { stage: { MethodSettings: settings(throttle) } })
    // The first one waits for the function's start, and a token comes back meanwhile.
    await api.request('/prod/')
    const statuses = []
    for (let index = 0; index < 3; index++) statuses.push((await api.request('/prod/')).status)
    expect(statuses).toEqual([200, 429, 429])
    expect((await api.request('/prod/')).headers['x-amzn-errortype']).toBe('TooManyRequestsException')
  })

  test('a method’s own settings hold instead', async () => {
    const own = { ResourcePath: '/~1a', HttpMethod: 'GET', ThrottlingBurstLimit: 1, ThrottlingRateLimit: 1 }
    const api = restApi(ok, {
      paths: { '/a': { get: proxied() }, '/b': { get: proxied() } },
      stage: { MethodSettings: [{ ...own, ResourcePath: '/a' }] },
    })
    const statuses = []
    for (const path of ['a', 'a', 'b', 'b']) statuses.push((await api.request(`/prod/${path}`)).status)
    expect(statuses).toEqual([200, 429, 200, 200])
  })
})

describe('§5.1 REST API: AWS_IAM and resource policies', () => {
  const signed = { '/': { get: proxied({}, { 'x-amazon-apigateway-auth': { type: 'AWS_IAM' } }) } }

  test('a method with AWS_IAM and no signature: 403 Missing Authentication Token', async () => {
    const answer = await restApi(ok, { paths: signed }).request('/prod/')
    expect([answer.status, answer.text]).toEqual([403, '{"message":"Missing Authentication Token"}'])
  })

  test('signed by the account’s administrator: 200; identity says who', async () => {
    const api = restApi(ok, { paths: signed })
    expect((await api.request('/prod/', { signed: true })).status).toBe(200)
    expect(api.events[0]?.['requestContext']).toMatchObject({
      identity: { accountId: '123456789012', userArn: 'arn:aws:iam::123456789012:user/playground' },
    })
  })

  const policyOf = (...statements: object[]) =>
    ({
      Version: '2012-10-17',
      Statement: statements.map((one) => ({ Principal: '*', Action: 'execute-api:Invoke', ...one })),
    }) as TemplateValue

  test('a resource policy that allows nobody: 403, User: anonymous', async () => {
    const nobody = policyOf({ Effect: 'Allow', Resource: 'execute-api:/other/*' })
    const answer = await restApi(ok, { api: { Policy: nobody } }).request('/prod/')
    expect(answer.status).toBe(403)
    expect((answer.json as { Message: string }).Message).toMatch(
      /^User: anonymous is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:us-east-1:\*{8}9012:\w+\/prod\/GET\/$/,
    )
  })

  test('one that allows everybody lets pass; one that denies an address does not', async () => {
    const all = { Effect: 'Allow', Resource: 'execute-api:/*' }
    const deny = {
      Effect: 'Deny',
      Resource: 'execute-api:/*',
      Condition: { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
    }
    expect((await restApi(ok, { api: { Policy: policyOf(all) } }).request('/prod/')).status).toBe(200)
    const answer = await restApi(ok, { api: { Policy: policyOf(all, deny) } }).request('/prod/')
    expect([answer.status, answer.text.includes('with an explicit deny')]).toEqual([403, true])
  })
})

describe('§5.1 REST API: request validation and gateway responses', () => {
  const validating: RestOptions = {
    paths: {
      '/': {
        post: proxied(
          {},
          {
            'x-amazon-apigateway-request-validator': 'all',
            parameters: [
              { in: 'query', name: 'issuer', required: true },
              { in: 'header', name: 'x-kind', required: true },
              { in: 'body', name: 'pet', schema: { $ref: '#/definitions/Pet' } },
            ],
          },
        ),
      },
    },
    body: {
      'x-amazon-apigateway-request-validators': { all: { validateRequestBody: true, validateRequestParameters: true } },
      definitions: {
        Pet: {
          type: 'object',
          required: ['name'],
          properties: {
            name: { type: 'string', minLength: 1 },
            age: { type: 'integer', minimum: 0 },
            kind: { $ref: '#/definitions/Kind' },
          },
        },
        Kind: { type: 'string', enum: ['cat', 'dog'] },
      },
    },
  }
  const send = (body: unknown, path = '/prod/?issuer=a') =>
    restApi(ok, validating).request(path, { method: 'POST', headers: { 'x-kind': 'k' }, body: JSON.stringify(body) })

  test('required parameters that are missing: 400, with their names', async () => {
    const answer = await restApi(ok, validating).request('/prod/', { method: 'POST', body: '{}' })
    expect([answer.status, answer.text]).toEqual([
      400,
      '{"message":"Missing required request parameters: [issuer, x-kind]"}',
    ])
  })

  test.each<unknown>([
    {},
    { name: '' },
    { name: 1 },
    { name: 'a', age: -1 },
    { name: 'a', age: 1.5 },
    { name: 'a', kind: 'cow' },
    [],
  ])('a body %j that does not fit the model: 400 Invalid request body', async (body) => {
    const answer = await send(body)
    expect([answer.status, answer.text]).toEqual([400, '{"message":"Invalid request body"}'])
  })

  test('a body that fits passes', async () => expect((await send({ name: 'a', age: 1, kind: 'cat' })).status).toBe(200))

  test('a gateway response of the type changes status, headers and body', async () => {
    const responses = {
      BAD_REQUEST_BODY: {
        statusCode: 422,
        responseParameters: { 'gatewayresponse.header.X-Why': "'body'" },
        responseTemplates: { 'application/json': '{"error":$context.error.messageString,"stage":"$context.stage"}' },
      },
    }
    const options = { ...validating, body: { ...validating.body, 'x-amazon-apigateway-gateway-responses': responses } }
    const request = { method: 'POST', headers: { 'x-kind': 'k' }, body: '[]' }
    const answer = await restApi(ok, options).request('/prod/?issuer=a', request)
    expect([answer.status, answer.headers['x-why'], answer.json]).toEqual([
      422,
      'body',
      { error: 'Invalid request body', stage: 'prod' },
    ])
  })

  test('DEFAULT_4XX holds for types without a response of their own', async () => {
    const responses = {
      DEFAULT_4XX: { responseTemplates: { 'application/json': '{"type":"$context.error.responseType"}' } },
    }
    const options = {
      paths: { '/a': { get: proxied() } },
      body: { 'x-amazon-apigateway-gateway-responses': responses },
    }
    const answer = await restApi(ok, options).request('/prod/b')
    expect([answer.status, answer.json]).toEqual([403, { type: 'MISSING_AUTHENTICATION_TOKEN' }])
  })
})

describe('§5.1 REST API: deployments and metrics', () => {
  test('a stage serves what was deployed: an API without a deployment of the stage answers Forbidden', async () => {
    const api = restApi(ok)
    expect((await api.request('/Stage/')).status).toBe(403)
  })

  test('§11.1 AWS/ApiGateway counts requests, errors and latency by name and stage', async () => {
    const api = restApi(({ path }) => ({ outcome: path === '/bad' ? fail('x') : respond({}) }))
    await api.request('/prod/')
    await api.request('/prod/bad')
    await api.request('/dev/')
    const statistics = async (MetricName: string): Promise<unknown> => {
      const response = await api.cloud.aws({
        method: 'POST',
        url: 'https://monitoring.us-east-1.amazonaws.com/',
        headers: { 'x-amz-target': 'GraniteServiceVersion20100801.GetMetricStatistics' },
        body: JSON.stringify({
          Namespace: 'AWS/ApiGateway',
          MetricName,
          Dimensions: [
            { Name: 'ApiName', Value: 'api' },
            { Name: 'Stage', Value: 'prod' },
          ],
          StartTime: START_TIME / 1000 - 3600,
          EndTime: START_TIME / 1000 + 3600,
          Period: 7200,
          Statistics: ['Sum'],
        }),
      })
      return (JSON.parse(String(response.body)) as { Datapoints: { Sum: number }[] }).Datapoints.map(({ Sum }) => Sum)
    }
    expect(await statistics('Count')).toEqual([2])
    expect(await statistics('5XXError')).toEqual([1])
    expect(await statistics('4XXError')).toEqual([0])
    // One cold and one warm invocation, a millisecond of work each.
    expect(await statistics('Latency')).toEqual([COLD + 2])
  })
})
