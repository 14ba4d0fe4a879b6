/** The endpoint's own work: whose request it is, who sends it, and what can be wrong with it. */

import { describe, expect, it } from 'vitest'
import { AwsError } from '../../../../src/cloud/aws/aws-error'
import type { WireRequest, WireResponse } from '../../../../src/cloud/protocol'
import { LaterAnswer, type Caller, type ServiceDefinition } from '../../../../src/cloud/services/contract'
import { createEndpoint } from '../../../../src/cloud/wire/endpoint'
import { deploy, lambdaFunction, queue } from '../stack'

const USER: Caller = { principalId: 'AIDAUSER', arn: 'arn:aws:iam::123456789012:user/u' }
const ROLE: Caller = { principalId: 'AROAROLE:f', arn: 'arn:aws:iam::123456789012:role/r' }

/** Two services that say what reached them; `later` keeps its answer until `release`. */
function endpoint() {
  let release: (output: object) => void = () => undefined
  let ids = 0
  const operations = {
    Echo: (input: object, caller: Caller) => ({ input, caller: caller.principalId }),
    Fail: () => {
      throw new AwsError('OldName', 403, 'not today', { Reason: 'Because' })
    },
    Break: () => {
      throw new AwsError('InternalError', 500, 'ours')
    },
    Later: () => new LaterAnswer((answer) => (release = answer)),
  }
  const define = (name: string, wire: Partial<ServiceDefinition['wire']>) => ({
    definition: {
      name,
      wire: { endpointPrefix: name, protocol: 'json-1.0', targetPrefix: 'X', shapeNamespace: `com.${name}`, ...wire },
      create: () => ({ operations, resourceTypes: {} }),
    } as ServiceDefinition,
    service: { operations, resourceTypes: {} },
  })
  const handler = createEndpoint(
    [define('old', { queryErrorCodes: { OldName: 'Older.Name' } }), define('new', { protocol: 'json-1.1' })],
    (accessKey) => (accessKey === null ? USER : accessKey === 'ASIAROLE' ? ROLE : null),
    () => `request-${++ids}`,
  )
  const send = (request: Partial<WireRequest>) => {
    const answers: WireResponse[] = []
    const operation = handler.handle(
      {
        method: 'POST',
        url: 'https://new.us-east-1.amazonaws.com/',
        headers: { 'x-amz-target': 'X.Echo' },
        body: '{}',
        ...request,
      },
      (answer) => answers.push(answer),
    )
    const [answer] = answers
    return { operation, answers, ...answer, json: answer && (JSON.parse(answer.body as string) as unknown) }
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
    expect(answer.json).toEqual({ message: expect.stringContaining(`${url} is not simulated`) as string })
  })
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
    ['bytes', new TextEncoder().encode('{"a":"ü"}'), { a: 'ü' }],
    ['text', '{"a":"ü"}', { a: 'ü' }],
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
      json: { __type: 'com.new#SerializationException' },
    })
  })

  it.each([
    ['an operation it does not have', target('Nothing')],
    ['what is no operation', target('toString')],
    ['no target', { headers: {} }],
  ])('refuses %s', (_, request) => {
    expect(endpoint().send(request)).toMatchObject({
      status: 400,
      json: { __type: 'com.new#UnknownOperationException' },
    })
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

  it('an unknown key is refused', () => {
    expect(endpoint().send(target('Echo', { authorization: signed('AKIAUNKNOWN') }))).toMatchObject({
      status: 400,
      json: {
        __type: 'com.new#UnrecognizedClientException',
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
