import { afterEach, describe, expect, it } from 'vitest'
import type { ServiceResponse } from '../../../src/runtime/protocol'
import { TestEnvironment, valueOf } from './harness'

const started: TestEnvironment[] = []
afterEach(async () => {
  for (const environment of started.splice(0)) await environment.stop()
})

/** Runs the body until its first yield. */
async function begin(body: string) {
  const environment = await TestEnvironment.start(`exports.handler = async () => { ${body} }`)
  started.push(environment)
  await environment.init()
  return { environment, turn: await environment.invoke() }
}

async function callOf(body: string) {
  const { turn } = await begin(body)
  const [call] = turn.calls
  if (!call) throw new Error(JSON.stringify(turn))
  return call
}

async function answered(body: string, response: Partial<ServiceResponse>) {
  const { environment } = await begin(body)
  return environment.respond(1, '', response)
}

const URL = 'https://sqs.us-east-1.amazonaws.com/'

describe('a request', () => {
  it('keeps its headers, those too that browsers drop', async () => {
    const call = await callOf(
      `await fetch('${URL}?a=1#part', { method: 'post', headers: { Host: 'h', Cookie: 'c', 'X-Amz-Date': 'd', 'Content-Length': '3' }, body: 'abc' })`,
    )
    expect(call).toEqual({
      id: 1,
      at: expect.any(Number),
      method: 'POST',
      url: `${URL}?a=1`,
      headers: {
        host: 'h',
        cookie: 'c',
        'x-amz-date': 'd',
        'content-length': '3',
        'content-type': 'text/plain;charset=UTF-8',
      },
      body: 'abc',
    })
  })

  it.each([
    ['bytes', 'new Uint8Array([97, 98])', null],
    ['a buffer', 'new Uint8Array([97, 98]).buffer', null],
    ['a blob', `new Blob(['ab'], { type: 'text/x' })`, 'text/x'],
    ['a form', `new URLSearchParams({ ab: '' })`, 'application/x-www-form-urlencoded;charset=UTF-8'],
    [
      'a stream',
      `new ReadableStream({ start(c) { c.enqueue(new Uint8Array([97, 98])); c.close() } }), duplex: 'half'`,
      null,
    ],
    ['Node’s Buffer', `Buffer.from('ab')`, null],
  ])('has %s as its body', async (_, body, type) => {
    const call = await callOf(`await fetch('${URL}', { method: 'PUT', body: ${body} })`)
    expect(Buffer.from(call.body).toString().slice(0, 2)).toBe('ab')
    expect(call.headers['content-type'] ?? null).toBe(type)
  })

  it('may be a Request, also with a body that waits for virtual time', async () => {
    const body = `const stream = new ReadableStream({ async pull(c) { await new Promise((r) => setTimeout(r, 50)); c.enqueue(new TextEncoder().encode('late')); c.close() } })
      await fetch(new Request('${URL}', { method: 'POST', headers: { cookie: 'c' }, body: stream, duplex: 'half' }))`
    const call = await callOf(body)
    expect(Buffer.from(call.body).toString()).toBe('late')
    expect(call.headers).toEqual({ cookie: 'c' })
  })

  it('cannot be sent twice', async () => {
    const { environment } = await begin(
      `const request = new Request('${URL}', { method: 'POST', body: 'x' }); await fetch(request)
       try { await fetch(request) } catch (error) { return [error.name, request.bodyUsed] }`,
    )
    expect(valueOf(await environment.respond(1, ''))).toEqual(['TypeError', true])
  })

  it('fails for what is no URL, as undici does', async () => {
    const { turn } = await begin(`try { await fetch('/path') } catch (error) { return [error.name, error.message] }`)
    expect(valueOf(turn)).toEqual(['TypeError', 'Failed to parse URL from /path'])
  })
})

describe('an answer', () => {
  it('is a Response', async () => {
    const turn = await answered(
      `const r = await fetch('${URL}'); return [r instanceof Response, r.status, r.ok, r.url, r.headers.get('x-a'), r.headers.get('set-cookie'), await r.clone().text(), await r.json()]`,
      { status: 404, headers: { 'X-A': 'b', 'Set-Cookie': 'c=d' }, body: '{"e":1}' },
    )
    expect(valueOf(turn)).toEqual([true, 404, false, URL, 'b', 'c=d', '{"e":1}', { e: 1 }])
  })

  it('has a body that can be streamed', async () => {
    const body = `const r = await fetch('${URL}'); const parts = []; for await (const part of r.body) parts.push(...part); return parts`
    expect(valueOf(await answered(body, { body: new Uint8Array([1, 2, 3]) }))).toEqual([1, 2, 3])
  })

  it('may be empty', async () => {
    const turn = await answered(`const r = await fetch('${URL}'); return [r.status, await r.text()]`, { status: 204 })
    expect(valueOf(turn)).toEqual([204, ''])
  })

  it('may not come: the reason is the cause', async () => {
    const turn = await answered(
      `try { await fetch('${URL}') } catch (error) { return [error.name, error.message, error.cause.code, error.cause.message] }`,
      { networkError: { code: 'ENOTFOUND', message: 'getaddrinfo ENOTFOUND example.com' } },
    )
    expect(valueOf(turn)).toEqual(['TypeError', 'fetch failed', 'ENOTFOUND', 'getaddrinfo ENOTFOUND example.com'])
  })

  it('may redirect', async () => {
    const { environment } = await begin(
      `const r = await fetch('${URL}', { method: 'POST', body: 'x' }); return [r.url, await r.text()]`,
    )
    const turn = await environment.respond(1, '', { status: 302, headers: { Location: '/other' } })
    expect(turn.calls).toMatchObject([{ id: 2, method: 'GET', url: `${URL}other`, body: '' }])
    expect(valueOf(await environment.respond(2, 'there'))).toEqual([`${URL}other`, 'there'])
  })
})

describe('aborting', () => {
  it('rejects with the reason, and the call no longer holds up the clock', async () => {
    const body = `const controller = new AbortController()
      setTimeout(() => controller.abort(), 100)
      try { await fetch('${URL}', { signal: controller.signal }) } catch (error) { await new Promise((r) => setTimeout(r, 1000)); return error.name }`
    const { environment, turn } = await begin(body)
    environment.now = turn.wakeAt ?? 0
    const end = await environment.resume()
    expect(valueOf(end)).toBe('AbortError')
  })

  it('happens before the call for a signal that is aborted already', async () => {
    const { turn } = await begin(
      `try { await fetch('${URL}', { signal: AbortSignal.abort('why') }) } catch (error) { return error }`,
    )
    expect(turn.calls).toEqual([])
    expect(valueOf(turn)).toBe('why')
  })
})

describe('Response', () => {
  it('keeps set-cookie when the function makes one', async () => {
    const { turn } = await begin(
      `const r = new Response('x', { headers: { 'set-cookie': 'a=b' } }); return [r.headers.getSetCookie(), Response.json({ a: 1 }) instanceof Response, await r.text()]`,
    )
    expect(valueOf(turn)).toEqual([['a=b'], true, 'x'])
  })
})
