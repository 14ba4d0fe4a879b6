import { describe, expect, it } from 'vitest'
import { runOnce, valueOf } from './harness'

const run = async (body: string) => valueOf(await runOnce(`exports.handler = async () => { ${body} }`))

describe('globals', () => {
  it('are those of Node, and no worker’s', async () => {
    const absent =
      'self postMessage onmessage importScripts addEventListener removeEventListener dispatchEvent XMLHttpRequest WebSocket EventSource BroadcastChannel Worker caches indexedDB location window document close Temporal'
    const present =
      'global globalThis process Buffer console setImmediate clearImmediate queueMicrotask structuredClone fetch Request Response Headers FormData Blob File URL TextEncoder crypto performance AbortController MessageChannel ReadableStream CompressionStream WebAssembly awslambda'
    const types = async (names: string) =>
      run(`return Object.fromEntries('${names}'.split(' ').map((name) => [name, typeof globalThis[name]]))`) as Promise<
        Record<string, string>
      >
    expect(new Set(Object.values(await types(absent)))).toEqual(new Set(['undefined']))
    expect(Object.values(await types(present))).not.toContain('undefined')
  })

  it('do not hear what the cloud says', async () => {
    const body = `try { EventTarget.prototype.addEventListener.call(globalThis, 'message', () => undefined) } catch (error) { return error.name }`
    expect(await run(body)).toBe('TypeError')
  })
})

describe('real work', () => {
  it.each([
    [
      'compression',
      `const zip = new Response(new Blob(['hello '.repeat(100)]).stream().pipeThrough(new CompressionStream('gzip')))
      const bytes = await zip.arrayBuffer()
      const text = await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).text()
      return [bytes.byteLength < 100, text.length]`,
      [true, 600],
    ],
    [
      'blobs',
      `const blob = new Blob(['abc']); return [await blob.text(), (await blob.arrayBuffer()).byteLength, blob.size]`,
      ['abc', 3, 3],
    ],
    [
      'forms',
      `const form = new FormData(); form.append('f', new File(['x'], 'n')); const back = await new Response(form).formData()
      return [back.get('f').name, back.get('f') instanceof File]`,
      ['n', true],
    ],
    [
      'bodies made of blobs',
      `const response = new Response(new Blob(['abc'], { type: 'text/x' })); const parts = []
      for await (const part of response.body) parts.push(...part)
      return [parts, response.headers.get('content-type'), response.bodyUsed]`,
      [[97, 98, 99], 'text/x', true],
    ],
    [
      'digests',
      `return Buffer.from(await crypto.subtle.digest('SHA-256', new Uint8Array())).toString('hex').slice(0, 8)`,
      'e3b0c442',
    ],
    [
      'WebAssembly',
      `const bytes = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]); const { instance } = await WebAssembly.instantiate(bytes)
      return [(await WebAssembly.compile(bytes)) instanceof WebAssembly.Module, typeof instance.exports]`,
      [true, 'object'],
    ],
  ])('of %s takes no virtual time', async (_, body, expected) => {
    const timed = `const before = Date.now(); const result = await (async () => { ${body} })(); return [result, Date.now() - before]`
    expect(await run(timed)).toEqual([expected, 0])
  })

  it('makes the same symmetric keys from the same seed', async () => {
    const body = `const key = await crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, true, ['sign'])
      return Buffer.from(await crypto.subtle.exportKey('raw', key)).toString('hex')`
    const key = await run(body)
    expect(key).toHaveLength(128)
    expect(await run(body)).toBe(key)
  })
})

describe('streams', () => {
  it('of the user may wait for virtual time', async () => {
    const body = `const before = Date.now(); const stream = new ReadableStream({ async pull(c) { await new Promise((r) => setTimeout(r, 70)); c.enqueue(new TextEncoder().encode('x')); c.close() } })
      return [await new Response(stream).text(), Date.now() - before]`
    expect(await run(body)).toEqual(['x', 70])
  })
})

describe('MessageChannel', () => {
  it('delivers copies in the next round of the event loop', async () => {
    const body = `const { port1, port2 } = new MessageChannel(); const seen = []
      const done = new Promise((resolve) => { port2.onmessage = ({ data }) => { seen.push(data); if (seen.length === 3) resolve() } })
      const message = { a: 1 }; port1.postMessage(message); message.a = 2; port1.postMessage('b'); seen.push('sent')
      await done; return seen`
    expect(await run(body)).toEqual(['sent', { a: 1 }, 'b'])
  })
})

describe('queueMicrotask', () => {
  it('reports exceptions as uncaught', async () => {
    const turn = await runOnce(
      `exports.handler = async () => { queueMicrotask(() => { throw new RangeError('micro') }); await new Promise((r) => setTimeout(r, 5)) }`,
    )
    expect(turn.outcome).toMatchObject({ exitCode: 129, error: { errorType: 'RangeError' } })
  })
})

describe('a function that patches what it can reach', () => {
  it('harms only itself', async () => {
    const code = `
      const stolen = []
      for (const prototype of [Array.prototype, Map.prototype, Set.prototype, WeakMap.prototype, Promise.prototype, Function.prototype]) {
        for (const name of Object.getOwnPropertyNames(prototype)) {
          if (name === 'constructor' || typeof Object.getOwnPropertyDescriptor(prototype, name).value !== 'function') continue
          const original = prototype[name]
          const apply = Reflect.apply
          Object.defineProperty(prototype, name, { configurable: true, writable: true, value: function (...values) {
            stolen[stolen.length] = this
            for (let i = 0; i < values.length; i++) stolen[stolen.length] = values[i]
            return apply(original, this, values)
          } })
        }
      }
      Object.defineProperty(Object.prototype, 'type', { set() { stolen[stolen.length] = this }, configurable: true })
      exports.handler = async () => {
        await new Promise((resolve) => setTimeout(resolve, 10))
        const response = await fetch('https://sqs.us-east-1.amazonaws.com/')
        const names = stolen.filter((x) => typeof x === 'function').map((f) => f.name)
        return [response.status, names.includes('postMessage'), stolen.some((x) => x && typeof x === 'object' && 'source' in x && x.type === 'yield')]
      }`
    const { TestEnvironment } = await import('./harness')
    const environment = await TestEnvironment.start(code)
    await environment.init()
    await environment.invoke()
    expect(valueOf(await environment.respond(1, ''))).toEqual([200, false, false])
    await environment.stop()
  })
})
