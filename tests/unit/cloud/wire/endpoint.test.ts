/** The endpoint's own work: whose request it is, who sends it, and what can be wrong with it. */

import { describe, expect, it } from 'vitest'
import { AwsError } from '../../../../src/cloud/aws/aws-error'
import type { WireModel } from '../../../../src/cloud/aws/wire-model'
import type { WireRequest, WireResponse } from '../../../../src/cloud/protocol'
import { LaterAnswer, type Caller, type Service, type ServiceDefinition } from '../../../../src/cloud/services/contract'
import { createEndpoint } from '../../../../src/cloud/wire/endpoint'
import { deploy, lambdaFunction, queue } from '../stack'

const USER: Caller = { kind: 'account', principalId: 'AIDAUSER', arn: 'arn:aws:iam::123456789012:user/u' }
const ROLE: Caller = { kind: 'role', principalId: 'AROAROLE:f', arn: 'arn:aws:sts::123456789012:assumed-role/r/f' }

const MODEL: WireModel = {
  source: 'of this test',
  namespace: 'com.new',
  operations: {
    Echo: { input: 'EchoInput', output: null },
    Fail: { input: null, output: null },
    Break: { input: null, output: null },
    Trip: { input: null, output: null },
    Later: { input: null, output: null },
  },
  structures: {
    EchoInput: {
      members: {
        a: { shape: { list: 'number' } },
        text: { shape: 'string' },
        map: { shape: { map: { structure: 'EchoInput' } } },
      },
    },
  },
  errors: {},
}

/** Two services that say what reached them; `later` keeps its answer until `release`. */
function endpoint(denied: readonly string[] = []) {
  let release: (output: object) => void = () => undefined
  let ids = 0
  const operations: Service['operations'] = {
    Echo: (input: object, caller: Caller) => ({ input, caller: caller.principalId }),
    Fail: () => {
      throw new AwsError('OldName', 403, 'not today', { Reason: 'Because' })
    },
    Break: () => {
      throw new AwsError('InternalError', 500, 'ours')
    },
    Trip: (input: object) => ({ size: (input as { list: { length: number } }).list.length }),
    Later: () => new LaterAnswer((answer) => (release = answer)),
  }
  const access: Service['access'] = Object.fromEntries(
    Object.keys(operations).map((name) => [name, () => [{ action: `x:${name}`, resource: '*' }]]),
  )
  const service: Service = { operations, access, resourceTypes: {} }
  const define = (name: string, wire: Partial<ServiceDefinition['wire']>) => ({
    definition: {
      name,
      wire: {
        endpointPrefix: name,
        protocol: 'json-1.0' as const,
        model: { ...MODEL, namespace: `com.${name}` },
        ...wire,
      },
      latency: { p50: 1, p90: 2, p99: 3, operations: { Echo: { p50: 10, p90: 20, p99: 30 } } },
    },
    service,
  })
  const handler = createEndpoint(
    [define('old', { queryErrorCodes: { OldName: 'Older.Name' } }), define('new', { protocol: 'json-1.1' })],
    {
      identify: (accessKey) => (accessKey === 'ASIAROLE' ? ROLE : accessKey === 'ASIAOLD' ? 'expired' : 'unknown'),
      authorize(caller, { action }) {
        if (denied.includes(action)) throw new AwsError('AccessDeniedException', 400, `${caller.arn} may not ${action}`)
      },
      disturb: () => ({ delay: 0 }),
      nextRequestId: () => `request-${++ids}`,
      now: () => 0,
    },
  )
  const send = (request: Partial<WireRequest>, unsigned: Caller | 'anonymous' = USER) => {
    const answers: WireResponse[] = []
    const latencies: (number | null)[] = []
    const operation = handler.handle(
      {
        method: 'POST',
        url: 'https://new.us-east-1.amazonaws.com/',
        headers: { 'x-amz-target': 'X.Echo' },
        body: '{}',
        ...request,
      },
      unsigned,
      (answer, latency) => {
        answers.push(answer)
        latencies.push(latency && latency.p50)
      },
    )
    const [answer] = answers
    return { operation, answers, latencies, ...answer, json: answer && (JSON.parse(answer.body as string) as unknown) }
  }
  return { send, release: (output: object) => release(output) }
}

const target = (operation: string, more: Record<string, string> = {}) => ({
  headers: { 'x-amz-target': `X.${operation}`, ...more },
})
const signed = (accessKey: string) =>
  `AWS4-HMAC-SHA256 Credential=${accessKey}/20260131/us-east-1/new/aws4_request, SignedHeaders=host, Signature=00`

describe('finding the service', () => {
  it.each([
    ['https://old.us-east-1.amazonaws.com/', 'old:Echo'],
    ['https://new.us-east-1.amazonaws.com/', 'new:Echo'],
    ['https://NEW.us-east-1.AMAZONAWS.com:443/123/q?x=1', 'new:Echo'],
    ['http://new.eu-central-1.amazonaws.com', 'new:Echo'],
  ])('%s is %s', (url, operation) => {
    expect(endpoint().send({ url }).operation).toBe(operation)
  })

  it.each([
    'https://example.com/',
    'https://other.us-east-1.amazonaws.com/',
    'https://newer.us-east-1.amazonaws.com/',
    'https://new.us-east-1.amazonaws.com.example.com/',
    'https://example.com/new.us-east-1.amazonaws.com/',
    'not a url',
  ])('%s is none', (url) => {
    const answer = endpoint().send({ url })
    expect(answer).toMatchObject({ operation: null, status: 501 })
    expect(answer.latencies).toEqual([null])
    expect(answer.json).toMatchObject({ message: expect.stringContaining('is not simulated') as string })
  })
})

it('names the service that is not simulated, and those that are', () => {
  const answer = endpoint().send({ url: 'https://rds.us-east-1.amazonaws.com/' })
  expect(answer).toMatchObject({ headers: { 'x-amzn-errortype': 'UnknownOperationException' } })
  expect(answer.json).toMatchObject({ message: 'The service rds is not simulated. Coldstart has old, new.' })
})

describe('AWS JSON', () => {
  it('answers in the service’s version with the request’s id, a new one each time', () => {
    const { send } = endpoint()
    expect(send({ body: '{"a":[1]}' })).toMatchObject({
      status: 200,
      headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': 'request-1' },
      json: { input: { a: [1] } },
    })
    expect(send({ url: 'https://old.us-east-1.amazonaws.com/' })).toMatchObject({
      headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': 'request-2' },
    })
  })

  it.each([
    ['bytes', new TextEncoder().encode('{"text":"ü"}'), { text: 'ü' }],
    ['text', '{"text":"ü"}', { text: 'ü' }],
    ['nothing', '', {}],
  ])('takes %s as a body', (_, body, input) => {
    expect(endpoint().send({ body }).json).toMatchObject({ input })
  })

  it('finds headers in any case', () => {
    const answer = endpoint().send({ headers: { 'X-Amz-Target': 'X.Echo', AUTHORIZATION: signed('ASIAROLE') } })
    expect(answer.json).toMatchObject({ caller: ROLE.principalId })
  })

  it.each([['{'], ['[]'], ['null'], ['"text"'], ['1']])('refuses the body %s', (body) => {
    expect(endpoint().send({ body })).toMatchObject({
      status: 400,
      headers: { 'x-amzn-errortype': 'SerializationException' },
      json: { __type: 'com.amazon.coral.service#SerializationException' },
    })
  })

  it.each([
    ['a number for a text', '{"text":1}', 'NUMBER_VALUE cannot be converted to String'],
    ['a text in a list of numbers', '{"a":["x"]}', 'STRING_VALUE cannot be converted to Integer'],
    ['a list for a text', '{"text":[]}', 'Start of list found where not expected'],
    ['a structure for a list', '{"a":{}}', 'Start of structure or map found where not expected.'],
    ['a wrong type deep inside', '{"map":{"k":{"text":true}}}', 'TRUE_VALUE cannot be converted to String'],
  ])('refuses %s', (_, body, message) => {
    expect(endpoint().send({ body }).json).toMatchObject({ message })
  })

  it('takes null for "not given", and passes what the model does not know', () => {
    expect(endpoint().send({ body: '{"text":null,"other":1,"map":{"k":{"text":null}}}' }).json).toMatchObject({
      input: { other: 1, map: { k: {} } },
    })
  })

  it.each([
    ['an operation it does not have', target('Nothing')],
    ['what is no operation', target('toString')],
    ['no target', { headers: {} }],
  ])('refuses %s', (_, request) => {
    expect(endpoint().send(request)).toMatchObject({
      status: 400,
      json: { __type: 'com.amazon.coral.service#UnknownOperationException' },
    })
  })

  it.each([
    ['an operation trips over', target('Trip')],
    ['is nested too deep', { body: '{"map":{"x":'.repeat(50_000) + '1' + '}}'.repeat(50_000) }],
  ])('answers what %s, and goes on', (_, request) => {
    const { send } = endpoint()
    expect(send(request)).toMatchObject({
      status: 500,
      json: { message: expect.stringContaining('Coldstart cannot carry out this request') as string },
    })
    expect(send({})).toMatchObject({ status: 200 })
  })

  it('gives an error with its name, message and members', () => {
    const { headers, ...answer } = endpoint().send(target('Fail'))
    expect(answer).toMatchObject({
      status: 403,
      json: { __type: 'com.new#OldName', message: 'not today', Reason: 'Because' },
    })
    expect(headers).toMatchObject({ 'x-amzn-errortype': 'OldName', 'x-amzn-requestid': 'request-1' })
    expect(headers).not.toHaveProperty('x-amzn-query-error')
  })

  it.each([
    ['Fail', 'Older.Name;Sender'],
    ['Break', 'InternalError;Receiver'],
  ])('names the Query protocol’s code where the service spoke it: %s', (operation, code) => {
    const answer = endpoint().send({ url: 'https://old.us-east-1.amazonaws.com/', ...target(operation) })
    expect(answer.headers).toMatchObject({ 'x-amzn-query-error': code })
  })

  it('answers later, once', () => {
    const { send, release } = endpoint()
    const { answers, operation } = send(target('Later'))
    expect(operation).toBe('new:Later')
    expect(answers).toEqual([])
    release({ done: true })
    expect(answers).toMatchObject([
      { status: 200, body: '{"done":true}', headers: { 'x-amzn-requestid': 'request-1' } },
    ])
  })
})

describe('callers', () => {
  it.each([
    ['unsigned is the page’s user', {}, USER.principalId],
    ['signed with a session’s key is its role', { authorization: signed('ASIAROLE') }, ROLE.principalId],
  ])('%s', (_, headers, caller) => {
    expect(endpoint().send(target('Echo', headers)).json).toMatchObject({ caller })
  })

  it('whom IAM denies is refused before anything happens', () => {
    expect(endpoint(['x:Fail']).send(target('Fail'))).toMatchObject({
      status: 400,
      json: {
        __type: 'com.amazon.coral.service#AccessDeniedException',
        message: 'arn:aws:iam::123456789012:user/u may not x:Fail',
      },
    })
  })

  it('what nobody signed is refused, unless the page’s user sends it', () => {
    expect(endpoint().send(target('Echo'), 'anonymous')).toMatchObject({
      status: 403,
      json: { __type: 'com.amazon.coral.service#MissingAuthenticationTokenException' },
    })
  })

  it('an expired session is refused', () => {
    expect(endpoint().send(target('Echo', { authorization: signed('ASIAOLD') })).json).toMatchObject({
      __type: 'com.amazon.coral.service#ExpiredTokenException',
      message: 'The security token included in the request is expired',
    })
  })

  it('an unknown key is refused', () => {
    expect(endpoint().send(target('Echo', { authorization: signed('AKIAUNKNOWN') }))).toMatchObject({
      status: 400,
      json: {
        __type: 'com.amazon.coral.service#UnrecognizedClientException',
        message: 'The security token included in the request is invalid.',
      },
    })
  })

  it('a function’s credentials are a session of its role, and show in what it sends', async () => {
    const run = deploy([queue('Q'), lambdaFunction('F', { Role: 'arn:aws:iam::123456789012:role/worker' })], {
      invoke: (_event, _invocation, { now, configuration }) => ({
        calls: [
          {
            id: 1,
            at: now,
            method: 'POST',
            url: 'https://sqs.us-east-1.amazonaws.com/',
            headers: {
              'x-amz-target': 'AmazonSQS.SendMessage',
              authorization: signed(configuration.variables['AWS_ACCESS_KEY_ID'] ?? ''),
            },
            body: JSON.stringify({ QueueUrl: 'Q', MessageBody: 'm' }),
          },
        ],
      }),
    })
    void run.invoke('F')
    await run.advance(1000)
    expect(run.trace('sqs.sent')).toMatchObject([{ sender: 'arn:aws:sts::123456789012:assumed-role/worker/F' }])
    expect(run.trace('call.ended')).toMatchObject([{ status: 200 }])
  })
})
