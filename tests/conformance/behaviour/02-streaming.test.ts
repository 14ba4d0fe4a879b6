/** Fact sheet §2.3: response streaming; §3.2: how much, and how fast. */

import { describe, expect, test } from 'vitest'
import { COLD, lambdaFunction } from '../../unit/cloud/stack'
import { invokeWithResponseStream, streamedParts } from './event-stream'
import { playground } from './playground'

const sleep = `const sleep = (ms) => new Promise((done) => setTimeout(done, ms));`
const streaming = (body: string, options = ''): string =>
  `${sleep} exports.handler = awslambda.streamifyResponse(async (event, stream, context) => { ${body} }${options})`

const run = (code: string, properties = {}) =>
  playground([lambdaFunction('F', { Timeout: 900, ...properties })], { F: code })
const runtimes = ['nodejs20.x', 'nodejs22.x', 'nodejs24.x']
const MB = 1024 * 1024

describe('§2.3 awslambda.streamifyResponse', () => {
  test('each part reaches the caller when the handler writes it', async () => {
    const cloud = await run(
      streaming(`stream.write('a'); await sleep(1000); stream.write('b'); await sleep(2500); stream.end('c')`),
    )
    const { parts } = await streamedParts(cloud, 'F')
    expect(parts.map(({ text }) => text)).toEqual(['a', 'b', 'c'])
    const [first = 0, ...rest] = parts.map(({ at }) => at)
    expect(rest.map((at) => at - first)).toEqual([1000, 3500])
  })

  test('a part that is written before a service call is there before its answer', async () => {
    const cloud = await run(
      streaming(
        `stream.write('early'); await fetch('https://sts.us-east-1.amazonaws.com/'); await sleep(50); stream.end('late')`,
      ),
    )
    const { parts } = await streamedParts(cloud, 'F')
    expect(parts.map(({ text }) => text)).toEqual(['early', 'late'])
    expect(parts[0]?.at).toBe(COLD)
  })

  test.each(runtimes)('texts and bytes go as they are, anything else as JSON (%s)', async (Runtime) => {
    const cloud = await run(
      streaming(
        `stream.write('text '); stream.write(Buffer.from('bytes ')); stream.write({ a: 1 }); stream.write([2]); stream.end()`,
      ),
      { Runtime },
    )
    const { parts } = await streamedParts(cloud, 'F')
    expect(parts.map(({ text }) => text)).toEqual(['text ', 'bytes ', '{"a":1}', '[2]'])
  })

  test('a Readable can be piped in', async () => {
    const cloud = await run(
      `const { Readable } = require('node:stream'); const { pipeline } = require('node:stream/promises')
       exports.handler = awslambda.streamifyResponse(async (event, stream) => {
         await pipeline(Readable.from(['one ', 'two ', 'three']), stream)
       })`,
    )
    const { parts } = await streamedParts(cloud, 'F')
    expect(parts.map(({ text }) => text).join('')).toBe('one two three')
  })

  test('the content type is application/octet-stream unless it is set', async () => {
    const plain = await run(streaming(`stream.end('x')`))
    expect((await streamedParts(plain, 'F')).contentType).toBe('application/octet-stream')
    const set = await run(streaming(`stream.setContentType('text/html'); stream.write('x'); stream.end()`))
    expect((await streamedParts(set, 'F')).contentType).toBe('text/html')
  })

  test('the content type of an empty response counts too', async () => {
    const cloud = await run(streaming(`stream.setContentType('text/css'); stream.end()`))
    expect(await streamedParts(cloud, 'F')).toMatchObject({ contentType: 'text/css', parts: [] })
  })

  test('setContentType after the first write fails: Cannot set content-type, too late.', async () => {
    const cloud = await run(streaming(`stream.write('x'); stream.setContentType('text/html'); stream.end()`))
    const { result } = await streamedParts(cloud, 'F')
    expect(JSON.parse(result.payload)).toMatchObject({
      errorType: 'Runtime.InvalidStreamingOperation',
      errorMessage: 'Cannot set content-type, too late.',
    })
  })

  test('a handler that is not async is refused', async () => {
    const cloud = await run(`exports.handler = awslambda.streamifyResponse((event, stream) => { stream.end('x') })`)
    const { result } = await streamedParts(cloud, 'F')
    expect(result.functionError).toBe('Unhandled')
    expect(JSON.parse(result.payload)).toMatchObject({ errorMessage: 'Streaming does not support non-async handlers.' })
  })

  test.each(runtimes)(
    'a stream that is left open is an error: Response stream is not finished. (%s)',
    async (Runtime) => {
      const cloud = await run(streaming(`stream.write('x')`), { Runtime })
      const { result } = await streamedParts(cloud, 'F')
      expect(JSON.parse(result.payload)).toMatchObject({ errorMessage: 'Response stream is not finished.' })
    },
  )

  test('what the handler returns is ignored, with a warning in the log', async () => {
    const cloud = await run(streaming(`stream.end('x'); return 'ignored'`))
    const { result, parts } = await streamedParts(cloud, 'F')
    expect(parts.map(({ text }) => text)).toEqual(['x'])
    expect(
      result.log.some((line) => line.includes('WARN') && line.includes('Streaming handlers ignore return values.')),
    ).toBe(true)
  })

  test('a handler marked for another kind of streaming fails its Init: Only response streaming is supported.', async () => {
    const cloud = await run(
      `exports.handler = async () => 1; exports.handler[Symbol.for('aws.lambda.runtime.handler.streaming')] = 'request'`,
    )
    const { result } = await streamedParts(cloud, 'F')
    expect(JSON.parse(result.payload)).toMatchObject({
      errorType: 'Runtime.MalformedStreamingHandler',
      errorMessage: 'Only response streaming is supported.',
    })
  })

  test('on nodejs24.x a streaming handler may have three parameters', async () => {
    const cloud = await run(streaming(`stream.end('three')`), { Runtime: 'nodejs24.x' })
    expect((await streamedParts(cloud, 'F')).parts.map(({ text }) => text)).toEqual(['three'])
  })

  test.each(['1', 'true'])('AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA=%s: there is no global awslambda', async (value) => {
    const cloud = await run(`exports.handler = async () => typeof awslambda`, {
      Environment: { Variables: { AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA: value } },
    })
    expect((await cloud.call('F')).value).toBe('undefined')
  })

  test('InvokeStore knows the request, and has a dash for an id outside of one', async () => {
    const cloud = await run(
      `const outside = awslambda.InvokeStore.getRequestId()
       exports.handler = async (event, context) => [outside, awslambda.InvokeStore.getRequestId() === context.awsRequestId]`,
    )
    expect((await cloud.call('F')).value).toEqual(['-', true])
  })

  test('the invocation lasts as long as its stream', async () => {
    const cloud = await run(streaming(`stream.write('a'); await sleep(700); stream.end('b')`))
    await streamedParts(cloud, 'F')
    const [ended] = cloud.trace('invocation.ended')
    expect(ended?.duration).toBeGreaterThanOrEqual(700)
    expect(ended?.duration).toBeLessThan(710)
  })

  test('writes that an invocation left behind do not reach the next one', async () => {
    const cloud = await run(
      streaming(`
        if (event.first) { setTimeout(() => stream.write('late'), 10); stream.write('1'); throw new Error('early') }
        await sleep(100); stream.end('2')`),
    )
    await streamedParts(cloud, 'F', { first: true })
    expect((await streamedParts(cloud, 'F')).parts.map(({ text }) => text)).toEqual(['2'])
  })

  test('every part is a fact of the trace, the first with the content type', async () => {
    const cloud = await run(streaming(`stream.write('ab'); stream.end('c')`))
    await streamedParts(cloud, 'F')
    expect(cloud.trace('invocation.streamed').map(({ bytes, contentType }) => [bytes, contentType])).toEqual([
      [2, 'application/octet-stream'],
      [1, null],
    ])
  })
})

describe('§2.3 awslambda.HttpResponseStream', () => {
  const http = (body: string): string =>
    streaming(
      `const http = awslambda.HttpResponseStream.from(stream, { statusCode: 201, headers: { 'x-a': 'b' }, cookies: ['c=1'] }); ${body}`,
    )

  test('the first write is preceded by the prelude’s JSON and eight NUL bytes', async () => {
    const cloud = await run(http(`http.write('body'); http.end()`))
    const { parts, contentType } = await streamedParts(cloud, 'F')
    expect(contentType).toBe('application/vnd.awslambda.http-integration-response')
    expect(parts.map(({ text }) => text)).toEqual([
      `{"statusCode":201,"headers":{"x-a":"b"},"cookies":["c=1"]}${'\0'.repeat(8)}`,
      'body',
    ])
  })

  test('the prelude waits for a write: end alone sends none', async () => {
    const cloud = await run(http(`http.end('body')`))
    const { parts, contentType } = await streamedParts(cloud, 'F')
    expect(contentType).toBe('application/vnd.awslambda.http-integration-response')
    expect(parts.map(({ text }) => text)).toEqual(['body'])
  })

  test('the content type cannot be had back after a write', async () => {
    const cloud = await run(streaming(`stream.write('x'); awslambda.HttpResponseStream.from(stream, {}); stream.end()`))
    const { result } = await streamedParts(cloud, 'F')
    expect(JSON.parse(result.payload)).toMatchObject({ errorType: 'Runtime.InvalidStreamingOperation' })
  })
})

describe('§1.4 errors in the middle of a stream', () => {
  test.each(runtimes)('what was written is delivered, and the error ends the stream (%s)', async (Runtime) => {
    const cloud = await run(streaming(`stream.write('half'); await sleep(10); throw new TypeError('broken')`), {
      Runtime,
    })
    const { chunks, complete, status } = await invokeWithResponseStream(cloud, 'F')
    expect(status).toBe(200)
    expect(chunks).toEqual(['half'])
    expect(complete?.['ErrorCode']).toBe('Unhandled')
    expect(JSON.parse(complete?.['ErrorDetails'] ?? '')).toMatchObject({
      errorType: 'TypeError',
      errorMessage: 'broken',
    })
  })

  test('an error before the first write leaves no chunk', async () => {
    const cloud = await run(streaming(`throw new Error('at once')`))
    const { chunks, complete } = await invokeWithResponseStream(cloud, 'F')
    expect(chunks).toEqual([])
    expect(JSON.parse(complete?.['ErrorDetails'] ?? '')).toMatchObject({ errorMessage: 'at once' })
  })

  test('a timeout ends the stream at the timeout', async () => {
    const cloud = await run(streaming(`stream.write('begun'); await sleep(60000); stream.end('never')`), { Timeout: 2 })
    const { chunks, complete } = await invokeWithResponseStream(cloud, 'F')
    expect(chunks).toEqual(['begun'])
    expect(JSON.parse(complete?.['ErrorDetails'] ?? '')).toMatchObject({ errorType: 'Sandbox.Timedout' })
    const [ended] = cloud.trace('invocation.ended')
    expect(ended).toMatchObject({ status: 'timeout', duration: 2000 })
  })

  test('a process that ends takes the rest with it', async () => {
    const cloud = await run(streaming(`stream.write('begun'); await sleep(10); process.exit(1)`))
    const { chunks, complete } = await invokeWithResponseStream(cloud, 'F')
    expect(chunks).toEqual(['begun'])
    expect(JSON.parse(complete?.['ErrorDetails'] ?? '')).toMatchObject({ errorType: 'Runtime.ExitError' })
  })
})

describe('§2.3 InvokeWithResponseStream', () => {
  test('a PayloadChunk for each part, then InvokeComplete', async () => {
    const cloud = await run(streaming(`stream.write('a'); stream.write('b'); stream.end('c')`))
    const { chunks, complete, headers } = await invokeWithResponseStream(cloud, 'F')
    expect(chunks).toEqual(['a', 'b', 'c'])
    expect(complete).toEqual({})
    expect(headers['content-type'] ?? headers['Content-Type']).toBe('application/vnd.amazon.eventstream')
  })

  test('the answer of a handler that does not stream is one chunk', async () => {
    const cloud = await run(`exports.handler = async () => ({ whole: true })`)
    expect(await invokeWithResponseStream(cloud, 'F')).toMatchObject({ chunks: ['{"whole":true}'], complete: {} })
  })

  test('LogType Tail: InvokeComplete has the log’s tail', async () => {
    const cloud = await run(streaming(`console.log('logged'); stream.end('a')`))
    const { complete } = await invokeWithResponseStream(cloud, 'F', {}, { 'x-amz-log-type': 'Tail' })
    const log = Buffer.from(complete?.['LogResult'] ?? '', 'base64').toString()
    expect(log).toMatch(/^START RequestId/)
    expect(log).toContain('logged')
  })

  test('DryRun: 204 and no event', async () => {
    const cloud = await run(streaming(`stream.end('a')`))
    const { status, chunks } = await invokeWithResponseStream(cloud, 'F', {}, { 'x-amz-invocation-type': 'DryRun' })
    expect([status, chunks]).toEqual([204, []])
    expect(cloud.trace('invocation.started')).toEqual([])
  })

  test('a throttled request is refused before any stream: 429', async () => {
    const cloud = await run(streaming(`stream.end('a')`), { ReservedConcurrentExecutions: 0 })
    const { status, headers } = await invokeWithResponseStream(cloud, 'F')
    expect(status).toBe(429)
    expect(headers['x-amzn-errortype']).toContain('TooManyRequestsException')
  })
})

describe('§2.3 callers that do not stream', () => {
  test('Invoke gets the whole of what was written', async () => {
    const cloud = await run(streaming(`stream.write('{"a":'); await sleep(10); stream.end('1}')`))
    expect((await cloud.call('F')).value).toEqual({ a: 1 })
  })

  test('bytes stay bytes', async () => {
    const cloud = await run(streaming(`stream.end(Buffer.from([0xff, 0xfe, 0, 0x80]))`))
    const answer = cloud.cloud.aws({
      method: 'POST',
      url: 'https://lambda.us-east-1.amazonaws.com/2015-03-31/functions/F/invocations',
      headers: {},
      body: '{}',
    })
    await cloud.advance(1000)
    expect([...((await answer).body as Uint8Array)]).toEqual([0xff, 0xfe, 0, 0x80])
  })

  test('an error in the middle is all they get', async () => {
    const cloud = await run(streaming(`stream.write('half'); throw new Error('broken')`))
    expect(await cloud.call('F')).toMatchObject({ functionError: 'Unhandled', value: { errorMessage: 'broken' } })
  })

  test('more than 6 MB is too large for them', async () => {
    const cloud = await run(streaming(`stream.end(Buffer.alloc(6291557))`))
    expect(await cloud.call('F')).toMatchObject({
      functionError: 'Unhandled',
      value: {
        errorMessage: 'Response payload size exceeded maximum allowed payload size (6291556 bytes).',
        errorType: 'Function.ResponseSizeTooLarge',
      },
    })
  })
})

describe('§3.2 streamed responses: size and rate', () => {
  test('the first 6 MB leave at once', async () => {
    const cloud = await run(streaming(`stream.end(Buffer.alloc(${6 * MB}))`))
    const { parts } = await streamedParts(cloud, 'F')
    expect(parts).toHaveLength(1)
    expect(parts[0]?.at).toBe(COLD)
  })

  test('what comes after them leaves at 2 MB a second', async () => {
    const cloud = await run(
      streaming(
        `stream.write(Buffer.alloc(${6 * MB})); stream.write(Buffer.alloc(${2 * MB})); stream.end(Buffer.alloc(${MB}))`,
      ),
    )
    const { parts } = await streamedParts(cloud, 'F')
    expect(parts.map(({ at }) => at - COLD)).toEqual([0, 1000, 1500])
  })

  test('only what is beyond 6 MB of one write waits', async () => {
    const cloud = await run(streaming(`stream.end(Buffer.alloc(${7 * MB}))`))
    const { parts } = await streamedParts(cloud, 'F')
    expect(parts.map(({ at }) => at - COLD)).toEqual([500])
  })

  test('the time it takes is part of the duration, and can end in a timeout', async () => {
    const cloud = await run(streaming(`stream.end(Buffer.alloc(${16 * MB}))`), { Timeout: 3, MemorySize: 512 })
    const { result } = await streamedParts(cloud, 'F')
    expect(result.status).toBe('timeout')
  })

  test('200 MB are the limit', async () => {
    const cloud = await run(
      streaming(
        `for (let i = 0; i < event.count; i++) if (!stream.write(Buffer.alloc(${10 * MB}))) await new Promise((go) => stream.once('drain', go)); stream.end()`,
      ),
    )
    const { result: fits } = await streamedParts(cloud, 'F', { count: 20 })
    expect([fits.status, fits.stream?.size]).toEqual(['success', 200 * MB])
    const { result: exceeds } = await streamedParts(cloud, 'F', { count: 21 })
    expect(exceeds.functionError).toBe('Unhandled')
    expect(JSON.parse(exceeds.payload)).toMatchObject({ errorType: 'Function.ResponseSizeTooLarge' })
    expect(exceeds.stream?.size).toBe(200 * MB)
  })

  test('write says no while more than the high-water mark waits, and drain tells when it has left', async () => {
    const cloud = await run(
      streaming(`
        stream.write(Buffer.alloc(${6 * MB}))
        const room = stream.write(Buffer.alloc(${MB}))
        const from = Date.now()
        await new Promise((go) => stream.once('drain', go))
        console.log('room', room, 'waited', Date.now() - from)
        stream.end()`),
    )
    const { result } = await streamedParts(cloud, 'F')
    expect(result.log.join('\n')).toMatch(/room false waited 50\d/)
  })

  test('streamifyResponse’s highWaterMark is the stream’s', async () => {
    const cloud = await run(
      streaming(`console.log('mark', stream.writableHighWaterMark); stream.end()`, ', { highWaterMark: 1000.9 }'),
    )
    expect((await streamedParts(cloud, 'F')).result.log.join('\n')).toContain('mark 1000')
  })
})
