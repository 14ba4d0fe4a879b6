import { describe, expect, it } from 'vitest'
import { toV8Frame, v8Stack } from '../../../src/runtime/foreign-stacks'
import { runOnce, valueOf } from './harness'

class OrderError extends Error {
  override readonly name = 'OrderError'
}

describe('stacks of other engines', () => {
  it.each([
    ['place@/var/task/index.js:8:14', '    at place (/var/task/index.js:8:14)'],
    ['@/var/task/index.js:8:14', '    at /var/task/index.js:8:14'],
    // Firefox names functions that have no name after where they are.
    ['handler/total<@/var/task/index.js:8:14', '    at /var/task/index.js:8:14'],
    ['async*handler@/var/task/index.js:8:14', '    at handler (/var/task/index.js:8:14)'],
  ])('%s', (frame, v8) => {
    expect(toV8Frame(frame)).toBe(v8)
  })

  it('begin with the error, and leave out its own constructors', () => {
    const raw = 'OrderError@/var/task/index.js:1:1\nplace@/var/task/index.js:2:1\nOrderError@/var/task/index.js:3:1\n'
    expect(v8Stack(new OrderError('no id'), raw, (stack) => stack).split('\n')).toEqual([
      'OrderError: no id',
      '    at place (/var/task/index.js:2:1)',
      '    at OrderError (/var/task/index.js:3:1)',
    ])
  })
})

it('forms are sent as Node sends them, with a boundary from the seed', async () => {
  const code = `exports.handler = async () => {
    const form = new FormData()
    form.append('name', 'Ada')
    form.append('file', new Blob(['text'], { type: 'text/plain' }), 'a "b".txt')
    const request = new Request('https://example.com', { method: 'POST', body: form })
    const again = await request.clone().formData()
    return [request.headers.get('content-type'), await request.text(), again.get('name'), request.bodyUsed]
  }`
  const [type, text, name, used] = valueOf(await runOnce(code)) as [string, string, string, boolean]
  const boundary = /^multipart\/form-data; boundary=(----formdata-undici-0\d{11})$/.exec(type)?.[1]
  expect(text.split('\r\n')).toEqual([
    `--${boundary}`,
    'Content-Disposition: form-data; name="name"',
    '',
    'Ada',
    `--${boundary}`,
    'Content-Disposition: form-data; name="file"; filename="a %22b%22.txt"',
    'Content-Type: text/plain',
    '',
    'text',
    `--${boundary}--`,
    '',
  ])
  expect([name, used]).toEqual(['Ada', true])
})

it('the body of a request goes over to another one, and is used up', async () => {
  const code = `exports.handler = async () => {
    const first = new Request('https://example.com', { method: 'POST', body: 'text' })
    const second = new Request(first, { headers: { a: 'b' } })
    const seen = [first.bodyUsed, second.bodyUsed, await second.text(), second.bodyUsed, await Response.json({ a: 1 }).text()]
    for (const attempt of [() => new Request(first), () => new Request('https://example.com', { body: 'x' })]) {
      try { attempt() } catch (error) { seen.push(error.message) }
    }
    return [...seen, await second.text().catch((error) => error.message)]
  }`
  expect(valueOf(await runOnce(code))).toEqual([
    true,
    false,
    'text',
    true,
    '{"a":1}',
    'Cannot construct a Request with a Request object that has already been used.',
    'Request with GET/HEAD method cannot have body.',
    'Body is unusable: Body has already been read',
  ])
})
