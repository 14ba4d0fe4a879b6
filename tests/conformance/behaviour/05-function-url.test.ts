/** Fact sheet §5.4: function URLs; §5.3: their events and answers. `recorded`: recorded/function-url.json. */

import { describe, expect, test } from 'vitest'
import type { TemplateValue } from '../../../src/cloud/aws/template'
import { COLD, lambdaFunction, resource, START_TIME, type Deployed } from '../../unit/cloud/stack'
import { playground, type Playground } from './playground'
import { lambdaApi, publicAccess, send } from './web-requests'

type Properties = Record<string, TemplateValue>

const FORBIDDEN =
  '{"Message":"Forbidden. For troubleshooting Function URL authorization issues, see: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html"}'
const ECHO = 'exports.handler = async (event) => event'

const url = (properties: Properties = {}) =>
  resource('Url', 'AWS::Lambda::Url', { TargetFunctionArn: { Ref: 'F' }, AuthType: 'NONE', ...properties })

interface Site extends Playground {
  readonly url: string
}

async function site(code: string, settings: { url?: Properties; fn?: Properties; open?: boolean } = {}): Promise<Site> {
  const run = await playground(
    [
      lambdaFunction('F', { Timeout: 10, ...settings.fn }),
      url(settings.url),
      ...(settings.open === false ? [] : publicAccess('F')),
    ],
    { F: code },
    { outputs: { Address: { 'Fn::GetAtt': ['Url', 'FunctionUrl'] } } },
  )
  return { ...run, url: addressIn(run) }
}

const addressIn = ({ outputs }: Deployed): string => outputs['Address'] ?? ''
const returning = (expression: string): string => `exports.handler = async () => (${expression})`
const streaming = (body: string): string =>
  `const sleep = (ms) => new Promise((done) => setTimeout(done, ms))
   exports.handler = awslambda.streamifyResponse(async (event, stream) => { ${body} })`
const STREAM = { url: { InvokeMode: 'RESPONSE_STREAM' } }

describe('§5.3 response inference of function URLs (recorded)', () => {
  test.each([
    ['dict', '{ hello: "world" }', '{"hello":"world"}', '17'],
    ['http-response', '{ statusCode: 200, body: "body123" }', 'body123', '7'],
    ['http-response-json', '{ statusCode: 200, body: \'{"hello": "world"}\' }', '{"hello": "world"}', '18'],
    ['list-mixed', '["hello", 3, true]', '["hello",3,true]', '16'],
    ['string', '"hello"', 'hello', '5'],
    ['integer', '3', '3', '1'],
    ['float', '3.1', '3.1', '3'],
    ['boolean', 'true', 'true', '4'],
  ])('ls/url/%s: 200, application/json, and this body', async (_, expression, body, length) => {
    const run = await site(returning(expression))
    const answer = await send(run, `${run.url}custom_path/extend?test_param=test_value`, {
      method: 'POST',
      body: "{'key':'value'}",
    })
    expect([answer.status, answer.text]).toEqual([200, body])
    expect(answer.headers).toMatchObject({ 'content-length': length, 'content-type': 'application/json' })
  })

  test('ls/url/exception: a function error is 502 Internal Server Error', async () => {
    const run = await site(`exports.handler = async () => { throw new Error('something bad') }`)
    const answer = await send(run, run.url, { method: 'POST', body: '{}' })
    expect([answer.status, answer.text]).toEqual([502, 'Internal Server Error'])
  })

  test('ls/url/request-id: x-amzn-RequestId is the id of the END line, and of the event', async () => {
    const run = await site(
      `exports.handler = async (event, context) => event.requestContext.requestId === context.awsRequestId ? 'hi' : 'differs'`,
    )
    const answer = await send(run, run.url, { method: 'POST', body: '{}' })
    expect(answer.text).toBe('hi')
    expect(run.logs()).toContain(`END RequestId: ${answer.headers['x-amzn-requestid']}`)
  })
})

describe('§5.3 response inference of function URLs', () => {
  test('nothing comes as null', async () => {
    const run = await site(returning('undefined'))
    const answer = await send(run, run.url)
    expect([answer.status, answer.text]).toEqual([200, 'null'])
  })

  test('statusCode, headers and body are those of the response', async () => {
    const run = await site(
      returning(`{ statusCode: 404, headers: { 'Content-Type': 'text/html', 'X-Own': 'a' }, body: '<p>' }`),
    )
    const answer = await send(run, run.url)
    expect([answer.status, answer.text]).toEqual([404, '<p>'])
    expect(answer.headers).toMatchObject({ 'content-type': 'text/html', 'x-own': 'a' })
  })

  test('with statusCode and no content type it is application/json', async () => {
    const run = await site(returning(`{ statusCode: 201, body: 'x' }`))
    expect((await send(run, run.url)).headers['content-type']).toBe('application/json')
  })

  test('each of the cookies is a set-cookie of its own', async () => {
    const run = await site(returning(`{ statusCode: 200, cookies: ['a=1; Secure', 'b=2'], body: '' }`))
    const { all } = await send(run, run.url)
    expect(all.filter(([name]) => name === 'set-cookie').map(([, value]) => value)).toEqual(['a=1; Secure', 'b=2'])
  })

  test('isBase64Encoded: the body is decoded', async () => {
    const run = await site(
      returning(
        `{ statusCode: 200, headers: { 'content-type': 'image/png' }, body: 'iVBORw==', isBase64Encoded: true }`,
      ),
    )
    const { bytes, headers } = await send(run, run.url)
    expect([...bytes]).toEqual([0x89, 0x50, 0x4e, 0x47])
    expect(headers['content-length']).toBe('4')
  })

  test.each(['"abc"', '99', '600', '{}'])('statusCode %s is no status: 502', async (status) => {
    const run = await site(returning(`{ statusCode: ${status}, body: 'x' }`))
    const answer = await send(run, run.url)
    expect([answer.status, answer.text]).toEqual([502, 'Internal Server Error'])
  })

  test('a response of more than 6 MB: 502', async () => {
    const run = await site(returning(`{ statusCode: 200, body: 'x'.repeat(6_300_000) }`))
    expect((await send(run, run.url)).status).toBe(502)
  })

  test('a timeout: 502, when the function’s timeout is over', async () => {
    const run = await site(`exports.handler = async () => new Promise((done) => setTimeout(done, 60000))`, {
      fn: { Timeout: 3 },
    })
    expect((await send(run, run.url)).status).toBe(502)
    const [answered] = run.trace('http.answered')
    expect(answered).toMatchObject({ status: 502, duration: COLD + 3000, integrationDuration: COLD + 3000 })
  })
})

describe('§5.3 the event of a function URL', () => {
  const eventOf = async (options: Parameters<typeof send>[2], path = '', settings = {}) => {
    const run = await site(ECHO, settings)
    const answer = await send(run, `${run.url}${path}`, options)
    return { event: JSON.parse(answer.text) as Record<string, never>, run, answer }
  }

  test('format 2.0 with $default as route and stage, and the URL’s id as API id', async () => {
    const { event, run, answer } = await eventOf({ method: 'POST', headers: { 'User-Agent': 'agent' } }, 'my/path?a=1')
    const id = /^https:\/\/([a-z0-9]{32})\.lambda-url\.us-east-1\.on\.aws\/$/.exec(run.url)?.[1]
    expect(event).toMatchObject({
      version: '2.0',
      routeKey: '$default',
      rawPath: '/my/path',
      rawQueryString: 'a=1',
      requestContext: {
        accountId: 'anonymous',
        apiId: id,
        domainName: `${id}.lambda-url.us-east-1.on.aws`,
        domainPrefix: id,
        http: { method: 'POST', path: '/my/path', protocol: 'HTTP/1.1', sourceIp: '203.0.113.10', userAgent: 'agent' },
        requestId: answer.headers['x-amzn-requestid'],
        routeKey: '$default',
        stage: '$default',
        time: '31/Jan/2026:12:00:00 +0000',
        timeEpoch: START_TIME,
      },
    })
  })

  test('header names in lower case, repeated ones joined by commas', async () => {
    const { event } = await eventOf({ headers: { 'X-One': 'a', 'X-Two': ['b', 'c'] } })
    expect(event['headers']).toMatchObject({ 'x-one': 'a', 'x-two': 'b,c' })
  })

  test('host and forwarded headers are there', async () => {
    const { event, run } = await eventOf({})
    expect(event['headers']).toMatchObject({
      host: run.url.slice('https://'.length, -1),
      'x-forwarded-for': '203.0.113.10',
      'x-forwarded-port': '443',
      'x-forwarded-proto': 'https',
      'x-amzn-trace-id': expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}/) as string,
    })
  })

  test('cookies move from the headers to a list', async () => {
    const { event } = await eventOf({ headers: { Cookie: 'a=1; b=2' } })
    expect(event['cookies']).toEqual(['a=1', 'b=2'])
    expect(event['headers']).not.toHaveProperty('cookie')
  })

  test('query parameters are decoded, repeated ones joined by commas', async () => {
    const { event } = await eventOf({}, '?a=1&a=2&b=x%20y')
    expect([event['rawQueryString'], event['queryStringParameters']]).toEqual([
      'a=1&a=2&b=x%20y',
      { a: '1,2', b: 'x y' },
    ])
  })

  test('what is not there is left out', async () => {
    const { event } = await eventOf({})
    for (const name of ['body', 'cookies', 'queryStringParameters', 'pathParameters', 'stageVariables']) {
      expect(event).not.toHaveProperty(name)
    }
    expect(event['requestContext']).not.toHaveProperty('authorizer')
    expect(event['isBase64Encoded']).toBe(false)
  })

  test.each([
    'text/plain',
    'text/css; charset=utf-8',
    'application/json',
    'application/javascript',
    'application/xml',
    'application/ld+json',
    'image/svg+xml',
  ])('a body of type %s is text (ls/url/echo-none, ls/url/echo-buffered)', async (type) => {
    const { event } = await eventOf({ method: 'POST', headers: { 'Content-Type': type }, body: 'text' })
    expect([event['body'], event['isBase64Encoded']]).toEqual(['text', false])
  })

  test.each(['multipart/form-data; boundary=x', 'application/octet-stream', 'image/png'])(
    'a body of type %s is base64',
    async (type) => {
      const { event } = await eventOf({ method: 'POST', headers: { 'Content-Type': type }, body: 'text' })
      expect([event['body'], event['isBase64Encoded']]).toEqual(['dGV4dA==', true])
    },
  )

  test('AWS_IAM: the authorizer names the caller', async () => {
    const run = await site(ECHO, { url: { AuthType: 'AWS_IAM' }, open: false })
    const event = JSON.parse((await send(run, run.url, { signed: true })).text) as Record<string, never>
    expect(event['requestContext']).toMatchObject({
      accountId: '123456789012',
      authorizer: {
        iam: { accountId: '123456789012', userArn: 'arn:aws:iam::123456789012:user/playground', principalOrgId: null },
      },
    })
  })
})

describe('§5.4 who may call', () => {
  test('ls/url/missing-permission: without a policy 403 and AWS’s text', async () => {
    const run = await site(ECHO, { open: false })
    const answer = await send(run, run.url, { method: 'POST', headers: { 'Content-Type': 'text/plain' }, body: 'text' })
    expect([answer.status, answer.text, answer.headers['x-amzn-errortype']]).toEqual([
      403,
      FORBIDDEN,
      'AccessDeniedException',
    ])
    expect(run.trace('invocation.started')).toEqual([])
  })

  test.each([0, 1])('one of the two permissions is not enough since October 2025 (%i)', async (index) => {
    const run = await playground(
      [lambdaFunction('F'), url(), ...publicAccess('F').slice(index, index + 1)],
      { F: ECHO },
      { outputs: { Address: { 'Fn::GetAtt': ['Url', 'FunctionUrl'] } } },
    )
    expect((await send(run, addressIn(run))).status).toBe(403)
    expect(run.trace('access.denied')[0]?.action).toBe(['lambda:InvokeFunction', 'lambda:InvokeFunctionUrl'][index])
  })

  test('a permission for AuthType AWS_IAM does not open a URL without', async () => {
    const [forUrl, forFunction] = publicAccess('F')
    const other = { ...forUrl, properties: { ...forUrl?.properties, FunctionUrlAuthType: 'AWS_IAM' } } as never
    const run = await playground(
      [lambdaFunction('F'), url(), other, forFunction as never],
      { F: ECHO },
      {
        outputs: { Address: { 'Fn::GetAtt': ['Url', 'FunctionUrl'] } },
      },
    )
    expect((await send(run, addressIn(run))).status).toBe(403)
  })

  test('AWS_IAM: nobody without a signature', async () => {
    const run = await site(ECHO, { url: { AuthType: 'AWS_IAM' } })
    const answer = await send(run, run.url)
    expect([answer.status, answer.text]).toEqual([403, FORBIDDEN])
  })

  test('AWS_IAM: the administrator needs no policy of the function', async () => {
    const run = await site(ECHO, { url: { AuthType: 'AWS_IAM' }, open: false })
    expect((await send(run, run.url, { signed: true })).status).toBe(200)
  })

  const calling = (statements: readonly TemplateValue[]) =>
    playground(
      [
        resource('Role', 'AWS::IAM::Role', {
          AssumeRolePolicyDocument: {
            Version: '2012-10-17',
            Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
          },
          Policies: [{ PolicyName: 'own', PolicyDocument: { Version: '2012-10-17', Statement: statements } }],
        }),
        lambdaFunction('F'),
        url({ AuthType: 'AWS_IAM' }),
        lambdaFunction('Caller', {
          Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
          Environment: { Variables: { ADDRESS: { 'Fn::GetAtt': ['Url', 'FunctionUrl'] } } },
        }),
      ],
      {
        F: returning(`'reached'`),
        Caller: `exports.handler = async () => {
          const Authorization = 'AWS4-HMAC-SHA256 Credential=' + process.env.AWS_ACCESS_KEY_ID + '/20260131/us-east-1/lambda/aws4_request, SignedHeaders=host, Signature=0'
          const response = await fetch(process.env.ADDRESS, { headers: { Authorization } })
          return [response.status, await response.text()]
        }`,
      },
    )
  const allow = (...Action: string[]) => ({ Effect: 'Allow', Action, Resource: '*' })

  test('AWS_IAM: a role with both permissions gets through', async () => {
    const run = await calling([allow('lambda:InvokeFunctionUrl', 'lambda:InvokeFunction')])
    expect((await run.call('Caller')).value).toEqual([200, 'reached'])
  })

  test('AWS_IAM: a role with InvokeFunctionUrl alone does not', async () => {
    const run = await calling([allow('lambda:InvokeFunctionUrl')])
    expect((await run.call('Caller')).value).toEqual([403, FORBIDDEN])
  })

  test('AWS_IAM: InvokeFunction may be limited to calls by URL', async () => {
    const viaUrl = {
      ...allow('lambda:InvokeFunction'),
      Condition: { Bool: { 'lambda:InvokedViaFunctionUrl': 'true' } },
    }
    const run = await calling([allow('lambda:InvokeFunctionUrl'), viaUrl])
    expect((await run.call('Caller')).value).toEqual([200, 'reached'])
  })
})

describe('§5.4 CORS', () => {
  const CORS = {
    AllowOrigins: ['https://a.example'],
    AllowMethods: ['GET', 'POST'],
    AllowHeaders: ['x-own'],
    ExposeHeaders: ['x-seen'],
    MaxAge: 600,
  }
  const preflight = (origin: string, method = 'POST', headers = 'X-Own') => ({
    method: 'OPTIONS',
    headers: {
      Origin: origin,
      'Access-Control-Request-Method': method,
      'Access-Control-Request-Headers': headers,
    },
  })

  test('Lambda answers the preflight; the function does not run', async () => {
    const run = await site(ECHO, { url: { Cors: CORS }, open: false })
    const answer = await send(run, run.url, preflight('https://a.example'))
    expect(answer.status).toBe(200)
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': 'https://a.example',
      'access-control-allow-methods': 'GET,POST',
      'access-control-allow-headers': 'x-own',
      'access-control-max-age': '600',
    })
    expect(run.trace('invocation.started')).toEqual([])
  })

  test.each([
    ['origin', preflight('https://b.example')],
    ['method', preflight('https://a.example', 'DELETE')],
    ['header', preflight('https://a.example', 'POST', 'x-other')],
  ])('a preflight with another %s gets no permission', async (_, request) => {
    const run = await site(ECHO, { url: { Cors: CORS } })
    expect(await send(run, run.url, request)).not.toHaveProperty('headers.access-control-allow-origin')
  })

  test('answers to an allowed origin say so', async () => {
    const run = await site(returning(`'x'`), { url: { Cors: CORS } })
    const { headers } = await send(run, run.url, { headers: { Origin: 'https://a.example' } })
    expect(headers).toMatchObject({
      'access-control-allow-origin': 'https://a.example',
      'access-control-expose-headers': 'x-seen',
      vary: 'Origin',
    })
  })

  test('AllowOrigins * is * in the answer, but with credentials the origin itself', async () => {
    const any = await site(returning(`'x'`), { url: { Cors: { AllowOrigins: ['*'] } } })
    const request = { headers: { Origin: 'https://z.example' } }
    expect((await send(any, any.url, request)).headers['access-control-allow-origin']).toBe('*')
    const own = await site(returning(`'x'`), { url: { Cors: { AllowOrigins: ['*'], AllowCredentials: true } } })
    expect((await send(own, own.url, request)).headers).toMatchObject({
      'access-control-allow-origin': 'https://z.example',
      'access-control-allow-credentials': 'true',
    })
  })

  test('without a configuration OPTIONS is the function’s', async () => {
    const run = await site(returning(`'mine'`))
    expect((await send(run, run.url, preflight('https://a.example'))).text).toBe('mine')
  })

  test('a function that sets the header too has it twice', async () => {
    const run = await site(
      returning(`{ statusCode: 200, headers: { 'access-control-allow-origin': '*' }, body: '' }`),
      {
        url: { Cors: { AllowOrigins: ['*'] } },
      },
    )
    const { all } = await send(run, run.url, { headers: { Origin: 'https://z.example' } })
    expect(all.filter(([name]) => name === 'access-control-allow-origin')).toHaveLength(2)
  })
})

describe('§5.4 answers', () => {
  test('headers of one connection only are dropped', async () => {
    const run = await site(
      returning(
        `{ statusCode: 200, headers: { Connection: 'close', 'Keep-Alive': 'x', TE: 'x', Trailer: 'x', 'Transfer-Encoding': 'gzip', Upgrade: 'x', 'X-Own': 'kept' }, body: 'x' }`,
      ),
    )
    const { headers } = await send(run, run.url)
    for (const name of ['keep-alive', 'te', 'trailer', 'transfer-encoding', 'upgrade'])
      expect(headers).not.toHaveProperty(name)
    expect(headers).toMatchObject({ connection: 'keep-alive', 'x-own': 'kept' })
  })

  test('HEAD has no body', async () => {
    const run = await site(returning(`'hello'`))
    const answer = await send(run, run.url, { method: 'HEAD' })
    expect([answer.text, answer.headers['content-length']]).toEqual(['', '5'])
  })

  test('reserved concurrency of 0: 429', async () => {
    const run = await site(ECHO, { fn: { ReservedConcurrentExecutions: 0 } })
    const answer = await send(run, run.url)
    expect([answer.status, JSON.parse(answer.text)]).toEqual([
      429,
      { Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded', Type: 'User', message: 'Rate Exceeded.' },
    ])
  })

  test('no more than ten requests a second for each unit of reserved concurrency', async () => {
    const run = await site(returning(`'x'`), { fn: { ReservedConcurrentExecutions: 1 } })
    const statuses: number[] = []
    const one = async () => {
      const answer = run.cloud.http({ method: 'GET', url: run.url, headers: {}, body: '' })
      await run.advance(5)
      return answer
    }
    await send(run, run.url)
    await run.advance(60_000)
    for (let request = 0; request < 11; request++) {
      const answer = await one()
      statuses.push('status' in answer ? answer.status : 0)
    }
    expect(statuses).toEqual([...Array<number>(10).fill(200), 429])
    await run.advance(1000)
    expect(((await one()) as { status: number }).status).toBe(200)
  })

  test('a body of more than 6 MB: 413', async () => {
    const run = await site(ECHO)
    const answer = await send(run, run.url, { method: 'POST', body: new Uint8Array(6_291_457) })
    expect(answer.status).toBe(413)
    expect(run.trace('invocation.started')).toEqual([])
  })

  test('UrlRequestCount, Url4xxCount, Url5xxCount and UrlRequestLatency are measured', async () => {
    const run = await site(
      `exports.handler = async ({ rawPath }) => { if (rawPath === '/bad') throw new Error('x'); return { statusCode: rawPath === '/no' ? 404 : 200 } }`,
    )
    for (const path of ['', 'no', 'bad']) await send(run, `${run.url}${path}`)
    const sum = async (MetricName: string) => {
      const answer = await run.cloud.aws({
        method: 'POST',
        url: 'https://monitoring.us-east-1.amazonaws.com/',
        headers: {
          'content-type': 'application/x-amz-json-1.0',
          'x-amz-target': 'GraniteServiceVersion20100801.GetMetricStatistics',
        },
        body: JSON.stringify({
          Namespace: 'AWS/Lambda',
          MetricName,
          Dimensions: [{ Name: 'FunctionName', Value: 'F' }],
          StartTime: START_TIME / 1000 - 60,
          EndTime: START_TIME / 1000 + 600,
          Period: 3600,
          Statistics: ['Sum'],
        }),
      })
      return (JSON.parse(answer.body as string) as { Datapoints: { Sum: number }[] }).Datapoints[0]?.Sum
    }
    expect(await sum('UrlRequestCount')).toBe(3)
    expect(await sum('Url4xxCount')).toBe(1)
    expect(await sum('Url5xxCount')).toBe(1)
    expect(await sum('UrlRequestLatency')).toBeGreaterThanOrEqual(COLD)
  })

  test('the trace has the request, its answer, and the function that was asked', async () => {
    const run = await site(returning(`'x'`))
    const { headers } = await send(run, `${run.url}p?q=1`)
    const facts = { requestId: headers['x-amzn-requestid'], entrance: 'function-url', method: 'GET', path: '/p?q=1' }
    expect(run.trace('http.received')).toMatchObject([facts])
    expect(run.trace('http.answered')).toMatchObject([
      {
        ...facts,
        status: 200,
        functionArn: 'arn:aws:lambda:us-east-1:123456789012:function:F',
        duration: COLD + 1,
        refused: null,
      },
    ])
  })
})

describe('§5.4 InvokeMode RESPONSE_STREAM', () => {
  test('ls/url/response-streaming: what HttpResponseStream was given is status, headers and body', async () => {
    const run = await site(
      streaming(`
        stream = awslambda.HttpResponseStream.from(stream, { statusCode: 200, headers: { 'Content-Type': 'text/plain', 'X-Own': 'a' }, cookies: ['c=1'] })
        stream.write('Hello, '); stream.write('world!'); stream.end()`),
      STREAM,
    )
    const answer = await send(run, run.url, { method: 'POST', body: "{'key':'value'}" })
    expect([answer.status, answer.text]).toEqual([200, 'Hello, world!'])
    expect(answer.headers).toMatchObject({
      'content-type': 'text/plain',
      'x-own': 'a',
      'set-cookie': 'c=1',
      'transfer-encoding': 'chunked',
    })
  })

  test('parts have the times at which they came', async () => {
    const run = await site(
      streaming(`stream.setContentType('text/plain'); stream.write('one'); await sleep(1500); stream.end('three')`),
      STREAM,
    )
    const { parts = [], headers } = await send(run, run.url)
    expect(headers['content-type']).toBe('text/plain')
    expect(parts.map(({ at, bytes }) => [at - START_TIME - COLD, bytes])).toEqual([
      [0, 3],
      [1500, 5],
    ])
  })

  test('ls/url/echo-response_stream: a handler that does not stream sends its whole result as the body', async () => {
    const run = await site(returning(`{ statusCode: 404, body: 'x' }`), STREAM)
    const answer = await send(run, run.url, { method: 'POST', body: 'text' })
    expect([answer.status, answer.text]).toEqual([200, '{"statusCode":404,"body":"x"}'])
  })

  test('an error before the first write: 502', async () => {
    const run = await site(streaming(`throw new Error('x')`), STREAM)
    expect(await send(run, run.url)).toMatchObject({ status: 502, text: 'Internal Server Error' })
  })

  test('an error after it: the status is out, and the body ends early', async () => {
    const run = await site(streaming(`stream.write('half'); await sleep(10); throw new Error('x')`), STREAM)
    expect(await send(run, run.url)).toMatchObject({ status: 200, text: 'half', incomplete: true })
  })

  test('metadata without a write has no delimiter, and is no response: 502', async () => {
    const run = await site(streaming(`awslambda.HttpResponseStream.from(stream, { statusCode: 204 }).end()`), STREAM)
    expect((await send(run, run.url)).status).toBe(502)
  })

  test('more than 6 MB may be streamed', async () => {
    const run = await site(streaming(`stream.write(Buffer.alloc(7 * 1024 * 1024)); stream.end()`), STREAM)
    expect((await send(run, run.url)).bytes.length).toBe(7 * 1024 * 1024)
  })

  test('BUFFERED: the answer of a streaming handler comes whole', async () => {
    const run = await site(streaming(`stream.write('{"a":'); await sleep(10); stream.end('1}')`))
    const answer = await send(run, run.url)
    expect([answer.text, answer.parts]).toEqual(['{"a":1}', undefined])
  })
})

describe('§5.4 CreateFunctionUrlConfig and its relatives', () => {
  const bare = () => playground([lambdaFunction('F')], { F: returning(`'x'`) })
  const path = (query = '') => `/2021-10-31/functions/F/url${query}`

  test('201, with the URL, the function’s ARN and no InvokeMode unless it was given (recorded)', async () => {
    const run = await bare()
    const { status, body } = await lambdaApi(run, 'POST', path(), { AuthType: 'NONE' })
    expect(status).toBe(201)
    expect(Object.keys(body).sort()).toEqual(['AuthType', 'CreationTime', 'FunctionArn', 'FunctionUrl'])
    expect(body).toMatchObject({ AuthType: 'NONE', FunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:F' })
    expect(body['FunctionUrl']).toMatch(/^https:\/\/[a-z0-9]{32}\.lambda-url\.us-east-1\.on\.aws\/$/)
  })

  test('ls/url/invalid-invoke-mode: the text of the refusal', async () => {
    const run = await bare()
    const { status, body, error } = await lambdaApi(run, 'POST', path(), { AuthType: 'NONE', InvokeMode: 'UNKNOWN' })
    expect([status, error]).toEqual([400, 'ValidationException'])
    expect(body['message']).toBe(
      "1 validation error detected: Value 'UNKNOWN' at 'invokeMode' failed to satisfy constraint: Member must satisfy enum value set: [RESPONSE_STREAM, BUFFERED]",
    )
  })

  test('a second one for the same qualifier: 409', async () => {
    const run = await bare()
    await lambdaApi(run, 'POST', path(), { AuthType: 'NONE' })
    const { status, body } = await lambdaApi(run, 'POST', path(), { AuthType: 'NONE' })
    expect([status, body['message'] ?? body['Message']]).toEqual([
      409,
      'Failed to create function url config for [functionArn = arn:aws:lambda:us-east-1:123456789012:function:F]. Error message:  FunctionUrlConfig exists for this Lambda function',
    ])
  })

  test.each(['1', '$LATEST'])('not for the version %s', async (qualifier) => {
    const run = await bare()
    const { status, error } = await lambdaApi(run, 'POST', path(`?Qualifier=${encodeURIComponent(qualifier)}`), {
      AuthType: 'NONE',
    })
    expect([status, error]).toEqual([400, 'ValidationException'])
  })

  test('not for an alias or function that does not exist: 404', async () => {
    const run = await bare()
    expect((await lambdaApi(run, 'POST', path('?Qualifier=live'), { AuthType: 'NONE' })).status).toBe(404)
    expect((await lambdaApi(run, 'GET', path())).status).toBe(404)
  })

  test('update, list, delete', async () => {
    const run = await bare()
    const { body: made } = await lambdaApi(run, 'POST', path(), { AuthType: 'NONE', Cors: { MaxAge: 5 } })
    await run.advance(1000)
    const { body: updated } = await lambdaApi(run, 'PUT', path(), {
      AuthType: 'AWS_IAM',
      InvokeMode: 'RESPONSE_STREAM',
    })
    expect(updated).toMatchObject({
      FunctionUrl: made['FunctionUrl'],
      AuthType: 'AWS_IAM',
      InvokeMode: 'RESPONSE_STREAM',
      Cors: { MaxAge: 5 },
    })
    expect(Date.parse(updated['LastModifiedTime'] ?? '')).toBeGreaterThan(Date.parse(updated['CreationTime'] ?? ''))
    const { body: list } = await lambdaApi(run, 'GET', '/2021-10-31/functions/F/urls')
    expect(list['FunctionUrlConfigs']).toHaveLength(1)
    expect((await lambdaApi(run, 'DELETE', path())).status).toBe(204)
    expect((await lambdaApi(run, 'GET', path())).status).toBe(404)
  })

  test('ls/url/alias-delete: the URL of an alias leads to its version; when the alias is gone, 403', async () => {
    const run = await playground([lambdaFunction('F')], {
      F: `exports.handler = async (event, context) => context.functionVersion`,
    })
    await lambdaApi(run, 'POST', '/2015-03-31/functions/F/versions', {})
    await lambdaApi(run, 'POST', '/2015-03-31/functions/F/aliases', { Name: 'a1', FunctionVersion: '1' })
    const { body } = await lambdaApi(run, 'POST', path('?Qualifier=a1'), { AuthType: 'NONE', InvokeMode: 'BUFFERED' })
    expect(body['FunctionArn']).toBe('arn:aws:lambda:us-east-1:123456789012:function:F:a1')
    const permission = {
      Principal: '*',
      StatementId: 'a',
      Action: 'lambda:InvokeFunctionUrl',
      FunctionUrlAuthType: 'NONE',
    }
    await lambdaApi(run, 'POST', '/2015-03-31/functions/F/policy?Qualifier=a1', permission)
    await lambdaApi(run, 'POST', '/2015-03-31/functions/F/policy?Qualifier=a1', {
      Principal: '*',
      StatementId: 'b',
      Action: 'lambda:InvokeFunction',
      InvokedViaFunctionUrl: true,
    })
    const address = body['FunctionUrl'] ?? ''
    expect(await send(run, address, { method: 'POST', body: 'text' })).toMatchObject({ status: 200, text: '1' })
    expect((await lambdaApi(run, 'DELETE', '/2015-03-31/functions/F/aliases/a1')).status).toBe(204)
    const answer = await send(run, address, { method: 'POST', body: 'text' })
    expect([answer.status, answer.text, answer.headers['x-amzn-errortype']]).toEqual([
      403,
      FORBIDDEN,
      'AccessDeniedException',
    ])
  })
})

describe('§5.4 function URLs of the page and of handlers', () => {
  test('a function can call another one’s URL', async () => {
    const run = await playground(
      [
        lambdaFunction('F'),
        url(),
        ...publicAccess('F'),
        lambdaFunction('Caller', { Environment: { Variables: { ADDRESS: { 'Fn::GetAtt': ['Url', 'FunctionUrl'] } } } }),
      ],
      {
        F: `exports.handler = async ({ requestContext: { http } }) => http.sourceIp`,
        Caller: `exports.handler = async () => (await fetch(process.env.ADDRESS)).text()`,
      },
    )
    expect((await run.call('Caller')).value).toBe('198.51.100.20')
  })

  test('the cloud lists the URL for whoever wants to call it', async () => {
    const run = await site(ECHO)
    expect(run.cloud.entrances()).toEqual([
      {
        kind: 'function-url',
        name: 'F',
        arn: 'arn:aws:lambda:us-east-1:123456789012:function:F',
        url: run.url,
        routes: [],
        signed: false,
      },
    ])
  })
})
