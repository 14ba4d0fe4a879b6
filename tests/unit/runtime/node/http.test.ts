import { beforeEach, describe, expect, test } from 'vitest'
import { createEnvironment, each, plain, type Environment, type Require } from './environment'

interface Sent {
  url: string
  method: string | undefined
  headers: Record<string, string>
  body: string
}

let sent: Sent[]
let answer: (url: string, init: RequestInit) => Response | Promise<Response>
let environment: Environment

beforeEach(async () => {
  sent = []
  answer = () =>
    new Response('hello', { status: 201, statusText: 'Made', headers: { 'x-one': '1', 'content-type': 'text/plain' } })
  environment = await createEnvironment({
    fetch(url, init) {
      const body = init.body ? new TextDecoder().decode(init.body as Uint8Array) : ''
      sent.push({ url, method: init.method, headers: Object.fromEntries(new Headers(init.headers)), body })
      return answer(url, init)
    },
  })
})

type Request = ReturnType<Require>

function response(request: Request): Promise<{ status: number; message: string; headers: object; body: string }> {
  return environment.settle(
    new Promise((resolve, reject) => {
      request.on('error', reject)
      request.on('response', (message: Request) => {
        let body = ''
        message.setEncoding('utf8')
        message.on('data', (chunk: string) => (body += chunk))
        message.on('end', () =>
          resolve({ status: message.statusCode, message: message.statusMessage, headers: message.headers, body }),
        )
      })
    }),
  )
}

describe('http and https', () => {
  test('get', async () => {
    const { get } = environment.require('http')
    expect(await response(get('http://example.com:8080/x?y=1#z'))).toEqual({
      status: 201,
      message: 'Made',
      headers: { 'x-one': '1', 'content-type': 'text/plain' },
      body: 'hello',
    })
    expect(sent).toEqual([{ url: 'http://example.com:8080/x?y=1', method: 'GET', headers: {}, body: '' }])
  })

  test('request with options, in pieces', async () => {
    const { request } = environment.require('https')
    const made = request({
      hostname: 'api.example.com',
      path: '/v1?x=1',
      method: 'post',
      port: 443,
      auth: 'me:pw',
      headers: { 'Content-Type': 'application/json', 'Content-Length': 10, 'X-Many': ['a', 'b'] },
    })
    made.setHeader('x-late', 'yes')
    made.write('{"a":')
    made.write(new TextEncoder().encode('"é'))
    made.end('"}')
    expect((await response(made)).body).toBe('hello')
    expect(sent).toEqual([
      {
        url: 'https://api.example.com/v1?x=1',
        method: 'POST',
        headers: {
          authorization: 'Basic bWU6cHc=',
          'content-type': 'application/json',
          'x-late': 'yes',
          'x-many': 'a, b',
        },
        body: '{"a":"é"}',
      },
    ])
  })

  test('all forms of arguments', async () => {
    const http = environment.require('http')
    const urls = async (...values: unknown[]) => {
      const before = sent.length
      await environment.settle(new Promise((resolve) => http.get(...values, resolve)))
      return sent[before]
    }
    expect(await urls(new URL('http://a.b/c'))).toMatchObject({ url: 'http://a.b/c' })
    expect(await urls('http://a.b/c', { headers: { q: '1' } })).toMatchObject({
      url: 'http://a.b/c',
      headers: { q: '1' },
    })
    expect(await urls({ host: 'a.b', port: 81 })).toMatchObject({ url: 'http://a.b:81/' })
    expect(await urls({ hostname: '::1', path: '/p' })).toMatchObject({ url: 'http://[::1]/p' })
    expect(await urls({ host: 'a.b:82', hostname: 'c.d' })).toMatchObject({ url: 'http://c.d/' })
  })

  test('headers', () => {
    const { request } = environment.require('http')
    const made = request('http://a.b')
    made.on('error', () => undefined)
    made.setHeader('X-Case', 'v')
    made.appendHeader('X-Case', 'w')
    expect(made.getHeader('x-case')).toEqual(['v', 'w'])
    expect(made.getHeaderNames()).toEqual(['host', 'x-case'])
    expect(made.getRawHeaderNames()).toEqual(['Host', 'X-Case'])
    expect(made.hasHeader('HOST')).toBe(true)
    made.removeHeader('x-case')
    expect(made.getHeaders()).toEqual({ host: 'a.b' })
    expect(
      each([
        () => made.setHeader('a b', 'x'),
        () => made.setHeader('x', undefined),
        () => made.setHeader('x', 'a\nb'),
        () => request('https://a.b'),
        () => request({ path: '/a b' }),
        () => request({ method: 'a b' }),
        () => request('nope'),
      ]).map((result) => (result as { thrown: { code: string } }).thrown.code),
    ).toEqual([
      'ERR_INVALID_HTTP_TOKEN',
      'ERR_HTTP_INVALID_HEADER_VALUE',
      'ERR_INVALID_CHAR',
      'ERR_INVALID_PROTOCOL',
      'ERR_UNESCAPED_CHARACTERS',
      'ERR_INVALID_HTTP_TOKEN',
      'ERR_INVALID_URL',
    ])
    made.destroy()
  })

  test('redirects and failures are answers, not exceptions', async () => {
    const { get } = environment.require('http')
    answer = () => new Response(null, { status: 302, headers: { location: '/other' } })
    expect(await response(get('http://a.b'))).toMatchObject({
      status: 302,
      message: 'Found',
      headers: { location: '/other' },
      body: '',
    })
  })

  test('what went wrong with a connection has Node’s code', async () => {
    const { get } = environment.require('http')
    answer = () => {
      throw Object.assign(new TypeError('fetch failed'), {
        cause: { code: 'ENOTFOUND', message: 'getaddrinfo ENOTFOUND a.b' },
      })
    }
    await expect(response(get('http://a.b'))).rejects.toMatchObject({
      code: 'ENOTFOUND',
      message: 'getaddrinfo ENOTFOUND a.b',
      hostname: 'a.b',
    })
  })

  test('timeouts and abortion', async () => {
    const { request } = environment.require('http')
    answer = (_url, init) =>
      new Promise((_resolve, reject) =>
        init.signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError'))),
      )
    const before = environment.timers.now
    const slow = request('http://a.b', { timeout: 5000 })
    slow.on('timeout', () => slow.destroy(new Error('too slow')))
    slow.end()
    await expect(response(slow)).rejects.toThrow('too slow')
    expect(environment.timers.now - before).toBe(5000)
    const dropped = request('http://a.b')
    dropped.end()
    dropped.destroy()
    await expect(response(dropped)).rejects.toMatchObject({ code: 'ECONNRESET', message: 'socket hang up' })
    const controller = new AbortController()
    const signalled = request('http://a.b', { signal: controller.signal })
    signalled.end()
    controller.abort()
    await expect(response(signalled)).rejects.toMatchObject({ name: 'AbortError', code: 'ABORT_ERR' })
  })

  test('events come in Node’s order', async () => {
    const { request } = environment.require('http')
    const events: string[] = []
    const made = request('http://a.b', () => events.push('response'))
    for (const name of ['socket', 'finish', 'close']) made.on(name, () => events.push(name))
    made.end('GET has no body'.slice(0, 0))
    await environment.settle(
      new Promise((resolve) =>
        made.on('response', (message: Request) =>
          message
            .resume()
            .on('end', () => events.push('end'))
            .on('close', resolve),
        ),
      ),
    )
    await environment.settle(Promise.resolve())
    expect(events).toEqual(['socket', 'finish', 'response', 'end', 'close'])
  })

  test('a body that a browser cannot send is refused', async () => {
    const { request } = environment.require('http')
    const made = request('http://a.b')
    made.end('body')
    await expect(response(made)).rejects.toMatchObject({ code: 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM' })
  })

  test('nobody can listen with TLS', () => {
    expect(plain(each([() => environment.require('https').createServer()]))).toMatchObject([
      { thrown: { code: 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM', message: expect.stringContaining('Export a handler') } },
    ])
  })

  test('adapters make requests and responses of their own', async () => {
    const { IncomingMessage, ServerResponse } = environment.require('http')
    const request = Object.assign(new IncomingMessage({ encrypted: true }), {
      method: 'POST',
      url: '/x',
      headers: { host: 'a' },
    })
    request.push('body')
    request.push(null)
    let body = ''
    for await (const chunk of request) body += String(chunk)
    const written: string[] = []
    const made = new ServerResponse(request)
    made.assignSocket({ write: (data: unknown) => written.push(String(data)) })
    made.statusCode = 404
    made.setHeader('X-A', ['1', '2'])
    made.write('not ')
    made.end('found')
    await environment.settle(new Promise((resolve) => made.on('finish', resolve)))
    expect([body, written.join(''), made.headersSent, made._header.startsWith('HTTP/1.1 404')]).toEqual([
      'body',
      'HTTP/1.1 404 Not Found\r\nX-A: 1\r\nX-A: 2\r\n\r\nnot found',
      true,
      true,
    ])
    expect(() => made.setHeader('late', '1')).toThrow('Cannot set headers after they are sent to the client')
  })
})
