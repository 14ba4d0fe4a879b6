/** Fact sheet §5.5: Application Load Balancers in front of functions. */

import { describe, expect, test } from 'vitest'
import type { StackResource, TemplateValue } from '../../../src/cloud/aws/template'
import { lambdaFunction, resource, type Deployed } from '../../unit/cloud/stack'
import { playground, type Playground } from './playground'
import { send } from './web-requests'

type Properties = Record<string, TemplateValue>
const ELB = 'AWS::ElasticLoadBalancingV2'

const permission = (fn = 'F') =>
  resource(`${fn}Permission`, 'AWS::Lambda::Permission', {
    Action: 'lambda:InvokeFunction',
    FunctionName: { 'Fn::GetAtt': [fn, 'Arn'] },
    Principal: 'elasticloadbalancing.amazonaws.com',
  })
const group = (fn = 'F', properties: Properties = {}): StackResource => ({
  ...resource(`${fn}Group`, `${ELB}::TargetGroup`, {
    TargetType: 'lambda',
    Targets: [{ Id: { 'Fn::GetAtt': [fn, 'Arn'] } }],
    ...properties,
  }),
  dependsOn: [`${fn}Permission`],
})
const balancer = (properties: Properties = {}) =>
  resource('Balancer', `${ELB}::LoadBalancer`, { Name: 'web', ...properties })
const forwardTo = (fn = 'F'): TemplateValue => [{ Type: 'forward', TargetGroupArn: { Ref: `${fn}Group` } }]
const listener = (actions: TemplateValue = forwardTo(), properties: Properties = {}) =>
  resource('Listener', `${ELB}::Listener`, {
    LoadBalancerArn: { Ref: 'Balancer' },
    Port: 80,
    Protocol: 'HTTP',
    DefaultActions: actions,
    ...properties,
  })
const fixed = (StatusCode: string, MessageBody = '', ContentType = 'text/plain'): TemplateValue => [
  { Type: 'fixed-response', FixedResponseConfig: { StatusCode, MessageBody, ContentType } },
]
const rule = (Priority: number, Conditions: TemplateValue, Actions: TemplateValue) =>
  resource(`Rule${Priority}`, `${ELB}::ListenerRule`, {
    ListenerArn: { Ref: 'Listener' },
    Priority,
    Conditions,
    Actions,
  })
const OUTPUTS = { outputs: { Host: { 'Fn::GetAtt': ['Balancer', 'DNSName'] } } }

interface Site extends Playground {
  readonly url: string
}
const withUrl = (run: Playground): Site => ({ ...run, url: `http://${hostIn(run)}/` })
const hostIn = ({ outputs }: Deployed): string => outputs['Host'] ?? ''

async function site(
  code: string,
  settings: { group?: Properties; fn?: Properties; balancer?: Properties } = {},
): Promise<Site> {
  const run = await playground(
    [
      lambdaFunction('F', settings.fn),
      permission(),
      group('F', settings.group),
      balancer(settings.balancer),
      listener(),
    ],
    { F: code },
    OUTPUTS,
  )
  return withUrl(run)
}

/** Without a function: what the listener and its rules do by themselves. */
const routing = async (
  rules: readonly StackResource[],
  actions: TemplateValue = fixed('404', 'default'),
): Promise<Site> => withUrl(await playground([balancer(), listener(actions), ...rules], {}, OUTPUTS))

const returning = (expression: string): string => `exports.handler = async () => (${expression})`
const ECHO = `exports.handler = async (event) => ({ statusCode: 200, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(event) })`
const ECHO_MULTI = `exports.handler = async (event) => ({ statusCode: 200, multiValueHeaders: { 'Content-Type': ['application/json'] }, body: JSON.stringify(event) })`
const MULTI = { group: { TargetGroupAttributes: [{ Key: 'lambda.multi_value_headers.enabled', Value: 'true' }] } }

describe('§5.5 the event', () => {
  test('names the target group, method, path, query, headers and body', async () => {
    const run = await site(ECHO)
    const event = JSON.parse(
      (
        await send(run, `${run.url}a/b?x=1`, {
          method: 'POST',
          headers: { 'Content-Type': 'text/plain' },
          body: 'text',
        })
      ).text,
    ) as Record<string, never>
    expect(event).toMatchObject({
      requestContext: {
        elb: {
          targetGroupArn: expect.stringMatching(
            /^arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup\//,
          ) as string,
        },
      },
      httpMethod: 'POST',
      path: '/a/b',
      queryStringParameters: { x: '1' },
      body: 'text',
      isBase64Encoded: false,
    })
    expect(Object.keys(event)).not.toContain('multiValueHeaders')
  })

  test('header names are in lower case; the load balancer adds its own', async () => {
    const run = await site(ECHO)
    const { headers } = JSON.parse((await send(run, run.url, { headers: { 'X-Own': 'a' } })).text) as {
      headers: object
    }
    expect(headers).toMatchObject({
      'x-own': 'a',
      host: hostIn(run),
      'x-forwarded-for': '203.0.113.10',
      'x-forwarded-port': '80',
      'x-forwarded-proto': 'http',
      'x-amzn-trace-id': expect.stringMatching(/^Root=1-/) as string,
    })
  })

  test('query values are not URL-decoded', async () => {
    const run = await site(ECHO)
    const event = JSON.parse((await send(run, `${run.url}?q=a%20b%2Bc`)).text) as { queryStringParameters: object }
    expect(event.queryStringParameters).toEqual({ q: 'a%20b%2Bc' })
  })

  test('of values that come more than once the last one counts', async () => {
    const run = await site(ECHO)
    const event = JSON.parse(
      (await send(run, `${run.url}?q=1&q=2`, { headers: { 'X-A': ['1', '2'] } })).text,
    ) as Record<string, never>
    expect(event['queryStringParameters']).toEqual({ q: '2' })
    expect(event['headers']).toMatchObject({ 'x-a': '2' })
  })

  test('lambda.multi_value_headers.enabled: multi-value maps instead', async () => {
    const run = await site(ECHO_MULTI, MULTI)
    const event = JSON.parse(
      (await send(run, `${run.url}?q=1&q=2`, { headers: { 'X-A': ['1', '2'] } })).text,
    ) as Record<string, never>
    expect(event['multiValueQueryStringParameters']).toEqual({ q: ['1', '2'] })
    expect(event['multiValueHeaders']).toMatchObject({ 'x-a': ['1', '2'] })
    expect(event).not.toHaveProperty('headers')
    expect(event).not.toHaveProperty('queryStringParameters')
  })

  test('without query and body: an empty map and an empty text', async () => {
    const run = await site(ECHO)
    expect(JSON.parse((await send(run, run.url)).text)).toMatchObject({
      queryStringParameters: {},
      body: '',
      isBase64Encoded: false,
    })
  })

  test.each([
    ['application/json', {}, false],
    ['application/xml', {}, false],
    ['image/png', {}, true],
    ['text/plain', { 'Content-Encoding': 'gzip' }, true],
  ])('a body of type %s %o: base64 %s', async (type, more, encoded) => {
    const run = await site(ECHO)
    const answer = await send(run, run.url, {
      method: 'POST',
      headers: { 'Content-Type': type, ...more },
      body: 'text',
    })
    expect(JSON.parse(answer.text)).toMatchObject({ isBase64Encoded: encoded, body: encoded ? 'dGV4dA==' : 'text' })
  })
})

describe('§5.5 the answer', () => {
  test('status, headers and body are the function’s; the server is awselb', async () => {
    const run = await site(
      returning(
        `{ statusCode: 201, statusDescription: '201 Created', headers: { 'X-Own': 'a' }, body: 'made', isBase64Encoded: false }`,
      ),
    )
    const answer = await send(run, run.url)
    expect([answer.status, answer.text]).toEqual([201, 'made'])
    expect(answer.headers).toMatchObject({ 'x-own': 'a', server: 'awselb/2.0', 'content-length': '4' })
  })

  test('isBase64Encoded: the body is decoded', async () => {
    const run = await site(returning(`{ statusCode: 200, body: 'iVBORw==', isBase64Encoded: true }`))
    expect([...(await send(run, run.url)).bytes]).toEqual([0x89, 0x50, 0x4e, 0x47])
  })

  test('multi-value headers: each value a header', async () => {
    const run = await site(
      returning(`{ statusCode: 200, multiValueHeaders: { 'Set-Cookie': ['a=1', 'b=2'] }, body: '' }`),
      MULTI,
    )
    const { all } = await send(run, run.url)
    expect(all.filter(([name]) => name === 'Set-Cookie').map(([, value]) => value)).toEqual(['a=1', 'b=2'])
  })

  const BAD =
    '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n'

  test.each([
    ['a text', `'hello'`],
    ['an object without statusCode', `{ hello: 'world' }`],
    ['nothing', 'undefined'],
    ['a body that is no text', `{ statusCode: 200, body: { a: 1 } }`],
    ['more than 1 MB', `{ statusCode: 200, body: 'x'.repeat(1_048_577) }`],
  ])('%s is no answer: 502 in HTML', async (_, expression) => {
    const run = await site(returning(expression))
    const answer = await send(run, run.url)
    expect([answer.status, answer.text, answer.headers['content-type']]).toEqual([502, BAD, 'text/html'])
  })

  test('there is no streaming: a handler that streams is answered for when its stream has ended', async () => {
    const run = await site(`exports.handler = awslambda.streamifyResponse(async (event, stream) => {
      stream.write('{"statusCode":200,')
      await new Promise((resolve) => setTimeout(resolve, 2000))
      stream.end('"body":"whole"}')
    })`)
    expect(await send(run, run.url)).toMatchObject({ status: 200, text: 'whole' })
    expect(run.trace('http.answered')[0]?.duration).toBeGreaterThanOrEqual(2000)
  })

  test('a function error: 502', async () => {
    const run = await site(`exports.handler = async () => { throw new Error('x') }`)
    expect(await send(run, run.url)).toMatchObject({ status: 502, text: BAD })
    expect(run.trace('http.answered')[0]?.refused).toMatch(/^LambdaUserError/)
  })

  test('nothing is tried again: one invocation for a request that fails', async () => {
    const run = await site(`exports.handler = async () => { throw new Error('x') }`)
    await send(run, run.url)
    await run.advance(600_000)
    expect(run.trace('invocation.started')).toHaveLength(1)
  })

  test('a function that is throttled: 502', async () => {
    const run = await site(returning('1'), { fn: { ReservedConcurrentExecutions: 0 } })
    expect((await send(run, run.url)).status).toBe(502)
    expect(run.trace('http.answered')[0]?.refused).toMatch(/^LambdaInternalError/)
  })

  test('a function’s timeout: 502; the idle timeout: 504, after 60 seconds', async () => {
    const slow = `exports.handler = async () => new Promise((done) => setTimeout(done, 600000))`
    const short = await site(slow, { fn: { Timeout: 3 } })
    expect((await send(short, short.url)).status).toBe(502)
    const long = await site(slow, { fn: { Timeout: 120 } })
    const answer = await send(long, long.url)
    expect([answer.status, answer.text]).toEqual([504, BAD.replaceAll('502 Bad Gateway', '504 Gateway Time-out')])
    expect(long.trace('http.answered')[0]?.duration).toBe(60_000)
  })

  test('idle_timeout.timeout_seconds is the load balancer’s', async () => {
    const attributes = { LoadBalancerAttributes: [{ Key: 'idle_timeout.timeout_seconds', Value: '5' }] }
    const run = await site(`exports.handler = async () => new Promise((done) => setTimeout(done, 600000))`, {
      fn: { Timeout: 120 },
      balancer: attributes,
    })
    expect((await send(run, run.url)).status).toBe(504)
    expect(run.trace('http.answered')[0]?.duration).toBe(5000)
  })

  test('a body of more than 1 MB: 413, and the function does not run', async () => {
    const run = await site(ECHO)
    expect((await send(run, run.url, { method: 'POST', body: 'x'.repeat(1_048_577) })).status).toBe(413)
    expect(run.trace('invocation.started')).toEqual([])
  })

  test('a group without a target: 503', async () => {
    const empty = resource('FGroup', `${ELB}::TargetGroup`, { TargetType: 'lambda' })
    const run = withUrl(await playground([balancer(), empty, listener()], {}, OUTPUTS))
    const answer = await send(run, run.url)
    expect([answer.status, answer.text]).toEqual([
      503,
      BAD.replaceAll('502 Bad Gateway', '503 Service Temporarily Unavailable'),
    ])
  })
})

describe('§5.5 listeners and rules', () => {
  test('the host is <name>-<number>.<region>.elb.amazonaws.com', async () => {
    expect(hostIn(await routing([]))).toMatch(/^web-\d{9,10}\.us-east-1\.elb\.amazonaws\.com$/)
  })

  test('no listener on the port: the connection is refused', async () => {
    const run = await routing([])
    await expect(send(run, `http://${hostIn(run)}:8080/`)).rejects.toThrow('ECONNREFUSED')
    await expect(send(run, `https://${hostIn(run)}/`)).rejects.toThrow('ECONNREFUSED')
  })

  test('fixed-response: status, content type and body', async () => {
    const run = await routing([], fixed('503', '{"down":true}', 'application/json'))
    expect(await send(run, run.url)).toMatchObject({ status: 503, text: '{"down":true}' })
  })

  test('the rule with the lowest priority number wins; without one the default action', async () => {
    const on = (path: string): TemplateValue => [{ Field: 'path-pattern', PathPatternConfig: { Values: [path] } }]
    const run = await routing([
      rule(20, on('/a/*'), fixed('200', 'twenty')),
      rule(3, on('/a/b'), fixed('200', 'three')),
    ])
    expect((await send(run, `${run.url}a/b`)).text).toBe('three')
    expect((await send(run, `${run.url}a/c`)).text).toBe('twenty')
    expect(await send(run, `${run.url}b`)).toMatchObject({ status: 404, text: 'default' })
  })

  test.each<[string, TemplateValue, Parameters<typeof send>[2] & { path?: string }, boolean]>([
    ['path *', { Field: 'path-pattern', PathPatternConfig: { Values: ['/img/*.png'] } }, { path: 'img/a/b.png' }, true],
    ['path ?', { Field: 'path-pattern', Values: ['/v?/x'] }, { path: 'v1/x' }, true],
    ['path in another case', { Field: 'path-pattern', Values: ['/A'] }, { path: 'a' }, false],
    [
      'host',
      { Field: 'host-header', HostHeaderConfig: { Values: ['*.Example.com'] } },
      { headers: { Host: 'www.example.com' } },
      true,
    ],
    ['another host', { Field: 'host-header', Values: ['*.example.com'] }, { headers: { Host: 'example.com' } }, false],
    [
      'method',
      { Field: 'http-request-method', HttpRequestMethodConfig: { Values: ['PUT', 'POST'] } },
      { method: 'POST' },
      true,
    ],
    [
      'another method',
      { Field: 'http-request-method', HttpRequestMethodConfig: { Values: ['PUT'] } },
      { method: 'POST' },
      false,
    ],
    [
      'header',
      { Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'User-Agent', Values: ['*chrome*'] } },
      { headers: { 'user-agent': 'a Chrome b' } },
      true,
    ],
    [
      'no such header',
      { Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'X-No', Values: ['*'] } },
      {},
      false,
    ],
    [
      'query pair',
      { Field: 'query-string', QueryStringConfig: { Values: [{ Key: 'version', Value: 'v1' }] } },
      { path: '?version=V1' },
      true,
    ],
    [
      'query value',
      { Field: 'query-string', QueryStringConfig: { Values: [{ Value: '*example*' }] } },
      { path: '?any=my-example-1' },
      true,
    ],
    [
      'another query',
      { Field: 'query-string', QueryStringConfig: { Values: [{ Key: 'v', Value: '1' }] } },
      { path: '?w=1' },
      false,
    ],
    ['source address', { Field: 'source-ip', SourceIpConfig: { Values: ['203.0.113.0/24'] } }, {}, true],
    ['another address', { Field: 'source-ip', SourceIpConfig: { Values: ['198.51.100.0/24'] } }, {}, false],
  ])('condition: %s', async (_, condition, { path = '', ...request }, holds) => {
    const run = await routing([rule(1, [condition], fixed('200', 'rule'))])
    expect((await send(run, `${run.url}${path}`, request)).text).toBe(holds ? 'rule' : 'default')
  })

  test('all conditions of a rule must hold', async () => {
    const both: TemplateValue = [
      { Field: 'path-pattern', Values: ['/a'] },
      { Field: 'http-request-method', HttpRequestMethodConfig: { Values: ['POST'] } },
    ]
    const run = await routing([rule(1, both, fixed('200', 'rule'))])
    expect((await send(run, `${run.url}a`)).text).toBe('default')
    expect((await send(run, `${run.url}a`, { method: 'POST' })).text).toBe('rule')
  })

  test('redirect: what is not given stays; the port is always there', async () => {
    const run = await routing(
      [],
      [{ Type: 'redirect', RedirectConfig: { Protocol: 'HTTPS', Port: '443', StatusCode: 'HTTP_301' } }],
    )
    const answer = await send(run, `${run.url}a/b?c=d`)
    expect([answer.status, answer.headers['location']]).toEqual([301, `https://${hostIn(run)}:443/a/b?c=d`])
  })

  test('redirect: parts of the request may be used', async () => {
    const run = await routing(
      [],
      [
        {
          Type: 'redirect',
          RedirectConfig: { Host: 'new.#{host}', Path: '/v2/#{path}', Query: '', StatusCode: 'HTTP_302' },
        },
      ],
    )
    const answer = await send(run, `${run.url}a?b=c`)
    expect([answer.status, answer.headers['location']]).toEqual([302, `http://new.${hostIn(run)}:80/v2/a`])
  })

  test('forward with weights: each group gets its share', async () => {
    const run = withUrl(
      await playground(
        ['A', 'B']
          .flatMap((fn) => [lambdaFunction(fn), permission(fn), group(fn)])
          .concat(
            balancer(),
            listener([
              {
                Type: 'forward',
                ForwardConfig: {
                  TargetGroups: [
                    { TargetGroupArn: { Ref: 'AGroup' }, Weight: 9 },
                    { TargetGroupArn: { Ref: 'BGroup' }, Weight: 1 },
                  ],
                },
              },
            ]),
          ),
        { A: returning(`{ statusCode: 200, body: 'A' }`), B: returning(`{ statusCode: 200, body: 'B' }`) },
        OUTPUTS,
      ),
    )
    let toA = 0
    for (let request = 0; request < 100; request++) if ((await send(run, run.url)).text === 'A') toA++
    expect(toA).toBeGreaterThan(80)
    expect(toA).toBeLessThan(98)
  })

  test('two rules of one priority, two listeners of one port: refused', async () => {
    const on: TemplateValue = [{ Field: 'path-pattern', Values: ['/'] }]
    const twice = { ...rule(1, on, fixed('200')), logicalId: 'Again' }
    const port = { ...listener(fixed('200')), logicalId: 'Second' }
    const run = await playground(
      [balancer(), listener(fixed('200')), rule(1, on, fixed('200')), twice, port],
      {},
      { diagnostics: 'expected' },
    )
    const messages = run.diagnostics.map(({ message }) => message).join('\n')
    expect(messages).toContain("Priority '1' is currently in use")
    expect(messages).toContain('A listener already exists on this port for this load balancer')
  })
})

describe('§5.5 permission and health', () => {
  test('without permission for elasticloadbalancing.amazonaws.com the target cannot be registered', async () => {
    const run = await playground(
      [lambdaFunction('F'), { ...group(), dependsOn: [] }],
      { F: ECHO },
      { diagnostics: 'expected' },
    )
    expect(run.diagnostics[0]?.message).toMatch(
      /^elasticloadbalancing principal does not have permission to invoke arn:aws:lambda:.* from target group arn:/,
    )
  })

  test('there are no health checks unless they are switched on', async () => {
    const run = await site(ECHO)
    await run.advance(300_000)
    expect(run.trace('invocation.started')).toEqual([])
  })

  test('health checks invoke the function every 35 seconds, as ELB-HealthChecker/2.0', async () => {
    const run = await site(
      `exports.handler = async (event) => { console.log(event.path, event.headers['user-agent']); return { statusCode: 200 } }`,
      {
        group: { HealthCheckEnabled: true, HealthCheckPath: '/well' },
      },
    )
    await run.advance(110_000)
    expect(run.trace('request.received').map(({ at }) => at)).toEqual([35_000, 70_000, 105_000])
    expect(run.logs().filter((line) => line.includes('/well ELB-HealthChecker/2.0'))).toHaveLength(3)
  })

  test('two failures make a target unhealthy; a group without healthy targets is routed to all the same', async () => {
    const run = await site(`exports.handler = async () => ({ statusCode: 500, body: 'ill' })`, {
      group: { HealthCheckEnabled: true },
    })
    await run.advance(200_000)
    const health = run.cloud
      .views()
      .find(({ kind }) => kind === 'Target group')
      ?.facts.find(({ label }) => label === 'Health')
    expect(health?.value).toBe('unhealthy')
    expect(await send(run, run.url)).toMatchObject({ status: 500, text: 'ill' })
  })
})
