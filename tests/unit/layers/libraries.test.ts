/** Powertools, Middy, zod and uuid inside an environment, as their documentation uses them. */

import { describe, expect, test } from 'vitest'
import type { ServiceCall } from '../../../src/runtime/protocol'
import { json, LayeredEnvironment, runHandler, textOf } from './environment'

const targetOf = ({ headers }: ServiceCall): string => headers['x-amz-target'] ?? ''
const parsed = (lines: readonly string[]): unknown[] => lines.map((line) => JSON.parse(line) as unknown)

describe('Powertools', () => {
  test('logger writes JSON lines with the context, and keeps stacks', async () => {
    const { log } = await runHandler(`
      import { Logger } from '@aws-lambda-powertools/logger'
      const logger = new Logger({ serviceName: 'orders' })
      export const handler = async (event, context) => {
        logger.addContext(context)
        logger.appendKeys({ order: 7 })
        logger.debug('hidden')
        logger.info('hello', { k: 1 })
        logger.error('bad', new RangeError('x'))
      }`)
    expect(parsed(log)).toEqual([
      expect.objectContaining({
        level: 'INFO',
        message: 'hello',
        service: 'orders',
        k: 1,
        order: 7,
        cold_start: true,
        function_name: 'my-fn',
        function_request_id: '8f5d0c5e-0d3f-4b0c-9d9f-3f1f5a4f2d11',
        timestamp: expect.stringMatching(/^2026-01-31T12:00:00\.\d{3}Z$/),
        xray_trace_id: '1-5bef4de7-ad49b0e87f6ef6c87fc2e700',
      }),
      expect.objectContaining({
        level: 'ERROR',
        error: expect.objectContaining({ name: 'RangeError', message: 'x', stack: expect.stringContaining('x') }),
      }),
    ])
  })

  test('logger finds the correlation id', async () => {
    const { log } = await runHandler(
      `import { Logger } from '@aws-lambda-powertools/logger'
      import { correlationPaths, search } from '@aws-lambda-powertools/logger/correlationId'
      const logger = new Logger({ correlationIdSearchFn: search })
      export const handler = async (event) => {
        logger.setCorrelationId(event, correlationPaths.EVENT_BRIDGE)
        logger.info('found')
      }`,
      { event: { id: 'event-1' } },
    )
    expect(parsed(log)).toMatchObject([{ message: 'found', correlation_id: 'event-1' }])
  })

  test('logger as a Middy middleware', async () => {
    const { log } = await runHandler(`
      import middy from '@middy/core'
      import { Logger } from '@aws-lambda-powertools/logger'
      import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware'
      const logger = new Logger()
      export const handler = middy(async () => logger.info('inside')).use(injectLambdaContext(logger, { logEvent: true }))`)
    expect(parsed(log)).toMatchObject([
      { message: 'Lambda invocation event' },
      { message: 'inside', function_name: 'my-fn' },
    ])
  })

  test('metrics are printed in the embedded metric format', async () => {
    const { log } = await runHandler(`
      import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics'
      import { logMetrics } from '@aws-lambda-powertools/metrics/middleware'
      import middy from '@middy/core'
      const metrics = new Metrics({ namespace: 'shop', serviceName: 'orders' })
      export const handler = middy(async () => {
        metrics.addDimension('stage', 'test')
        metrics.addMetric('placed', MetricUnit.Count, 2)
      }).use(logMetrics(metrics, { captureColdStartMetric: true }))`)
    expect(parsed(log)).toMatchObject([
      {
        ColdStart: 1,
        _aws: { CloudWatchMetrics: [{ Namespace: 'shop', Metrics: [{ Name: 'ColdStart', Unit: 'Count' }] }] },
      },
      {
        service: 'orders',
        stage: 'test',
        placed: 2,
        _aws: {
          Timestamp: expect.any(Number),
          CloudWatchMetrics: [
            { Namespace: 'shop', Dimensions: [['service', 'stage']], Metrics: [{ Name: 'placed', Unit: 'Count' }] },
          ],
        },
      },
    ])
  })

  const TRACED = `
    import dgram from 'node:dgram'
    import { Tracer } from '@aws-lambda-powertools/tracer'
    import { captureLambdaHandler } from '@aws-lambda-powertools/tracer/middleware'
    import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb'
    import middy from '@middy/core'
    // What goes to the X-Ray daemon is seen here.
    const sent = []
    const { createSocket } = dgram
    dgram.createSocket = (...values) => {
      const socket = createSocket(...values)
      const { send } = socket
      socket.send = (message, ...rest) => {
        sent.push(JSON.parse(message.toString().split('\\n')[1]))
        return send.call(socket, message, ...rest)
      }
      return socket
    }
    const tracer = new Tracer({ serviceName: 'orders' })
    const client = tracer.captureAWSv3Client(new DynamoDBClient({}))
    export const handler = middy(async () => {
      const before = sent.splice(0)
      const segment = tracer.getSegment()
      tracer.putAnnotation('order', 7)
      await new Promise((resolve) => setTimeout(resolve, 5))
      const { TableNames } = await client.send(new ListTablesCommand({}))
      const same = tracer.getSegment() === segment
      return { enabled: tracer.isTracingEnabled(), root: tracer.getRootXrayTraceId(), same, TableNames,
        name: segment.name, id: segment.id, before }
    }).use(captureLambdaHandler(tracer))`

  test('tracer keeps its segment across await and sends subsegments of a client to the daemon', async () => {
    const environment = await LayeredEnvironment.start(TRACED)
    try {
      interface Traced {
        readonly id: string
        readonly before: readonly Record<string, unknown>[]
      }
      const [first, second] = [
        await environment.run({}, () => json({ TableNames: ['a'] })),
        await environment.run({}, () => json({ TableNames: ['a'] })),
      ]
      const root = '1-5bef4de7-ad49b0e87f6ef6c87fc2e700'
      const expected = { enabled: true, root, same: true, TableNames: ['a'], name: '## index.handler' }
      expect(first.value).toMatchObject(expected)
      expect(second.value).toMatchObject(expected)
      expect(first.log).toEqual([])
      expect(first.calls[0]?.headers['x-amzn-trace-id']).toContain(`Root=${root};Parent=`)
      // The handler's own subsegment is closed when it has returned, and sent then.
      const { id } = first.value as Traced
      expect((second.value as Traced).before).toMatchObject([
        { name: 'DynamoDB', namespace: 'aws', trace_id: root, parent_id: id, aws: { operation: 'ListTables' } },
        { name: '## index.handler', id, trace_id: root, annotations: { order: 7, ColdStart: true, Service: 'orders' } },
      ])
    } finally {
      await environment.stop()
    }
  })

  test('tracer does nothing when it is disabled', async () => {
    const { value } = await runHandler(
      `import { Tracer } from '@aws-lambda-powertools/tracer'
      const tracer = new Tracer()
      export const handler = async () => tracer.isTracingEnabled()`,
      { variables: { POWERTOOLS_TRACE_ENABLED: 'false' } },
    )
    expect(value).toBe(false)
  })

  const record = (messageId: string, body: string) => ({
    messageId,
    body,
    receiptHandle: 'r',
    attributes: {},
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:us-east-1:123456789012:q',
    awsRegion: 'us-east-1',
  })

  test('batch reports the messages that failed', async () => {
    const { value } = await runHandler(
      `import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch'
      const processor = new BatchProcessor(EventType.SQS)
      const work = async ({ body }) => { if (JSON.parse(body).bad) throw new Error('bad') }
      export const handler = (event, context) => processPartialResponse(event, work, processor, { context })`,
      { event: { Records: [record('m0', '{}'), record('m1', '{"bad":true}')] } },
    )
    expect(value).toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }] })
  })

  test('idempotency over DynamoDB: the second event with the same payload gets the stored result', async () => {
    const environment = await LayeredEnvironment.start(`
      import { makeIdempotent } from '@aws-lambda-powertools/idempotency'
      import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb'
      let runs = 0
      const persistenceStore = new DynamoDBPersistenceLayer({ tableName: 'idempotency' })
      export const handler = makeIdempotent(async ({ id }) => ({ id, run: ++runs }), { persistenceStore })`)
    try {
      let stored: Record<string, unknown> = {}
      const answer = (call: ServiceCall) => {
        const input = JSON.parse(textOf(call)) as { Item: object; ExpressionAttributeValues: Record<string, unknown> }
        if (targetOf(call).endsWith('.UpdateItem')) {
          const { ':response_data': data, ':status': status, ':expiry': expiration } = input.ExpressionAttributeValues
          stored = { ...stored, data, status, expiration }
          return json({})
        }
        if (Object.keys(stored).length === 0) {
          stored = { ...input.Item }
          return json({})
        }
        const failure = {
          __type: 'ConditionalCheckFailedException',
          message: 'The conditional request failed',
          Item: stored,
        }
        return { ...json(failure), status: 400 }
      }
      const first = await environment.run({ id: 1 }, answer)
      expect(first.calls.map(targetOf)).toEqual(['DynamoDB_20120810.PutItem', 'DynamoDB_20120810.UpdateItem'])
      expect(JSON.parse(textOf(first.calls[0] as ServiceCall))).toMatchObject({
        TableName: 'idempotency',
        // MD5 of {"id":1}, as the library keys by default.
        Item: { id: { S: expect.stringMatching(/^my-fn.*#[A-Za-z0-9+/]{22}==$/) }, status: { S: 'INPROGRESS' } },
      })
      const second = await environment.run({ id: 1 }, answer)
      expect([first.value, second.value]).toEqual([
        { id: 1, run: 1 },
        { id: 1, run: 1 },
      ])
    } finally {
      await environment.stop()
    }
  })

  test('parameters from SSM and Secrets Manager, cached', async () => {
    const { value, calls } = await runHandler(
      `import { getParameter } from '@aws-lambda-powertools/parameters/ssm'
      import { getSecret } from '@aws-lambda-powertools/parameters/secrets'
      export const handler = async () => [await getParameter('/a'), await getSecret('s'), await getParameter('/a')]`,
      {
        answer: (call) =>
          targetOf(call).startsWith('AmazonSSM')
            ? json({ Parameter: { Name: '/a', Value: 'pv' } })
            : json({ SecretString: 'sv' }),
      },
    )
    expect(value).toEqual(['pv', 'sv', 'pv'])
    expect(calls).toHaveLength(2)
  })

  test('parser with a schema, an envelope and Middy', async () => {
    const { value } = await runHandler(
      `import middy from '@middy/core'
      import { parse } from '@aws-lambda-powertools/parser'
      import { SqsEnvelope } from '@aws-lambda-powertools/parser/envelopes/sqs'
      import { parser } from '@aws-lambda-powertools/parser/middleware'
      import { EventBridgeSchema } from '@aws-lambda-powertools/parser/schemas'
      import { SqsSchema } from '@aws-lambda-powertools/parser/schemas/sqs'
      import { JSONStringified } from '@aws-lambda-powertools/parser/helpers'
      import { z } from 'zod'
      const order = z.object({ id: z.number() })
      const bus = { version: '0', id: '1', source: 'a', account: '123456789012', time: '2026-01-01T00:00:00Z',
        region: 'us-east-1', resources: [], 'detail-type': 't', detail: { id: 3 } }
      export const handler = middy(async (orders) => [
        orders,
        parse(bus, undefined, EventBridgeSchema.extend({ detail: order })).detail,
        typeof SqsSchema.parse,
        parse({ ...bus, detail: {} }, undefined, EventBridgeSchema.extend({ detail: order }), true).error.name,
      ]).use(parser({ schema: JSONStringified(order), envelope: SqsEnvelope }))`,
      {
        event: {
          Records: [
            {
              ...record('c8a5a1c0-6c10-4b3f-8d5f-7f9b6f6d5a10', '{"id":5}'),
              md5OfBody: '00000000000000000000000000000000',
              attributes: {
                ApproximateReceiveCount: '1',
                ApproximateFirstReceiveTimestamp: '1',
                SenderId: 'AIDA',
                SentTimestamp: '1',
              },
            },
          ],
        },
      },
    )
    expect(value).toEqual([[{ id: 5 }], { id: 3 }, 'function', 'ParseError'])
  })

  const HTTP_EVENT = {
    version: '2.0',
    routeKey: 'GET /hi/{name}',
    rawPath: '/hi/bob',
    rawQueryString: '',
    headers: {},
    isBase64Encoded: false,
    requestContext: {
      accountId: '1',
      apiId: 'a',
      domainName: 'd.example.com',
      domainPrefix: 'd',
      http: { method: 'GET', path: '/hi/bob', protocol: 'HTTP/1.1', sourceIp: '1.1.1.1', userAgent: 'x' },
      requestId: 'r',
      routeKey: 'x',
      stage: '$default',
      time: 't',
      timeEpoch: 1,
    },
  }

  test('event handler routes requests', async () => {
    const { value } = await runHandler(
      `import { Router, NotFoundError } from '@aws-lambda-powertools/event-handler/http'
      const app = new Router()
      app.get('/hi/:name', async ({ params }) => ({ greeting: 'hi ' + params.name }))
      export const handler = (event, context) => app.resolve(event, context)`,
      { event: HTTP_EVENT },
    )
    expect(value).toMatchObject({ statusCode: 200, body: '{"greeting":"hi bob"}' })
  })
})

describe('Middy', () => {
  test('parses bodies, handles errors and sets headers', async () => {
    const environment = await LayeredEnvironment.start(`
      import middy from '@middy/core'
      import httpCors from '@middy/http-cors'
      import httpErrorHandler from '@middy/http-error-handler'
      import httpJsonBodyParser from '@middy/http-json-body-parser'
      import { createError } from '@middy/util'
      export const handler = middy()
        .use(httpJsonBodyParser()).use(httpCors()).use(httpErrorHandler({ logger: false }))
        .handler(async ({ body }) => {
          if (body.bad) throw createError(422, 'no good')
          return { statusCode: 200, body: JSON.stringify(body.a + 1) }
        })`)
    const event = (body: string) => ({
      version: '2.0',
      headers: { 'content-type': 'application/json' },
      body,
      requestContext: { http: { method: 'POST' } },
    })
    try {
      expect((await environment.run(event('{"a":1}'))).value).toMatchObject({ statusCode: 200, body: '2' })
      expect((await environment.run(event('{"bad":1}'))).value).toMatchObject({ statusCode: 422, body: 'no good' })
      expect((await environment.run(event('{'))).value).toMatchObject({ statusCode: 415 })
    } finally {
      await environment.stop()
    }
  })

  test('partial failures of a batch', async () => {
    const { value } = await runHandler(
      `import middy from '@middy/core'
      import sqsPartialBatchFailure from '@middy/sqs-partial-batch-failure'
      export const handler = middy().use(sqsPartialBatchFailure()).handler(({ Records }) =>
        Promise.allSettled(Records.map(async ({ body }) => { if (body === 'b') throw new Error('x') })))`,
      { event: { Records: ['a', 'b'].map((body) => ({ eventSource: 'aws:sqs', messageId: body, body })) } },
    )
    expect(value).toEqual({ batchItemFailures: [{ itemIdentifier: 'b' }] })
  })

  test('validates with Ajv', async () => {
    const { value } = await runHandler(
      `import middy from '@middy/core'
      import validator from '@middy/validator'
      import { transpileSchema } from '@middy/validator/transpile'
      const eventSchema = transpileSchema({ type: 'object', required: ['a'], properties: { a: { type: 'number' } } })
      export const handler = middy().use(validator({ eventSchema })).onError((request) => { request.response = [request.error.message] })
        .handler(async () => 'valid')`,
      { event: { b: 1 } },
    )
    expect(value).toEqual(['Event object failed validation'])
  })

  test('keeps an async context through its middlewares', async () => {
    const { value } = await runHandler(
      `import { AsyncLocalStorage } from 'node:async_hooks'
      import middy from '@middy/core'
      import inputOutputLogger from '@middy/input-output-logger'
      const storage = new AsyncLocalStorage()
      const inner = middy().use(inputOutputLogger({ logger: () => {} })).use({ before: async () => { await null } })
        .handler(async () => { await null; return storage.getStore() })
      export const handler = (event, context) => storage.run('kept', () => inner(event, context))`,
    )
    expect(value).toBe('kept')
  })
})

test('AsyncLocalStorage is kept through calls of a client, apart in what runs at the same time', async () => {
  const { value } = await runHandler(
    `import { AsyncLocalStorage } from 'node:async_hooks'
    import { SSM } from '@aws-sdk/client-ssm'
    const storage = new AsyncLocalStorage()
    const client = new SSM({})
    client.middlewareStack.add((next) => async (args) => {
      const result = await next(args)
      seen.push(storage.getStore())
      return result
    }, { step: 'deserialize' })
    const seen = []
    export const handler = async () => {
      const results = await Promise.all(['a', 'b', 'c'].map((id) => storage.run(id, async () => {
        await client.getParameter({ Name: id })
        return storage.getStore()
      })))
      return [results, seen.sort(), storage.getStore() === undefined]
    }`,
    { answer: () => json({ Parameter: { Value: 'v' } }) },
  )
  expect(value).toEqual([['a', 'b', 'c'], ['a', 'b', 'c'], true])
})

test('zod and uuid', async () => {
  const { value } = await runHandler(
    `import { z } from 'zod'
    import * as mini from 'zod/mini'
    import { v4, v5, v7, validate } from 'uuid'
    export const handler = async () => [
      z.object({ a: z.coerce.number(), e: z.email() }).parse({ a: '1', e: 'a@b.co' }),
      z.string().safeParse(1).error.issues[0].message,
      mini.safeParse(mini.number(), 1).success,
      validate(v4()) && validate(v7()),
      v5('hello', v5.DNS),
    ]`,
  )
  expect(value).toEqual([
    { a: 1, e: 'a@b.co' },
    'Invalid input: expected string, received number',
    true,
    true,
    '9342d47a-1bab-5709-9869-c840b2eac501',
  ])
})

describe.each(['index.mts', 'index.mjs', 'index.js'])('imports from %s', (file) => {
  test('take default, named, namespace and dynamic exports', async () => {
    const { value } = await runHandler(
      `import middy from '@middy/core'
      import * as sqs from '@aws-sdk/client-sqs'
      import { SQSClient } from '@aws-sdk/client-sqs'
      import zod, { z } from 'zod'
      export const handler = middy(async () => [
        sqs.SQSClient === SQSClient, zod.string === z.string, (await import('zod')).z === z, typeof (await import('@middy/core')).default,
      ])`,
      { file },
    )
    expect(value).toEqual([true, true, true, 'function'])
  })
})

test('top-level await: the default of a package that was ESM', async () => {
  const { value } = await runHandler(
    `import middy from '@middy/core'
    const { v4 } = await import('uuid')
    export const handler = middy(async () => v4().length)`,
    { file: 'index.mts' },
  )
  expect(value).toBe(36)
})
