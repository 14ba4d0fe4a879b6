/** Node's built-ins inside a real environment worker. What each of them does is tested in tests/unit/runtime/node. */

import { expect } from '@playwright/test'
import { invoke, openAnother, projectOf } from './coldstart'
import { test } from './shared-page'

const CHECKS = {
  'crypto: hashes': `createHash('sha256').update('abc').digest('hex').startsWith('ba7816bf') && createHash('md5').update('a').digest('base64') === 'DMF1ucDxtqgxw5niaXcmYQ=='`,
  'crypto: hmac': `createHmac('sha256', 'key').update('data').digest('hex').startsWith('5031fe3d')`,
  'crypto: subtle': `Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from('abc'))).toString('hex').startsWith('ba7816bf')`,
  buffer: `Buffer.from('héllo').toString('base64') === 'aMOpbGxv' && Buffer.from('hi?>').toString('base64url') === 'aGk_Pg'`,
  fs: `(writeFileSync('/tmp/a', 'hi'), appendFileSync('/tmp/a', '!'), readFileSync('/tmp/a', 'utf8')) === 'hi!'`,
  'fs: read-only code': `(() => { try { writeFileSync('/var/task/a', '') } catch (error) { return (error as any).code === 'EROFS' } })()`,
  path: `join('/a', '../b') === '/b'`,
  events: `(await (async () => { const emitter = new EventEmitter(); setTimeout(() => emitter.emit('x', 5), 1); return once(emitter, 'x') })())[0] === 5`,
  streams: `(await text(Readable.from(['a', 'b']))) === 'ab'`,
  zlib: `gunzipSync(gzipSync('hello')).toString() === 'hello'`,
  'zlib: web streams': `(await new Response(new Blob(['x'.repeat(1000)]).stream().pipeThrough(new CompressionStream('gzip')).pipeThrough(new DecompressionStream('gzip'))).text()).length === 1000`,
  util: `inspect({ a: { b: { c: { d: 1 } } } }).includes('[Object]') && format('%s %d', 'a', 1) === 'a 1'`,
  timers: `(await sleep(2, 'v')) === 'v'`,
  'async_hooks: across await': `await (async () => { const storage = new AsyncLocalStorage(); return storage.run(7, async () => { await null; await sleep(3); return storage.getStore() === 7 }) })()`,
  process: `process.version.startsWith('v22.') && process.cwd() === '/var/task' && process.platform === 'linux' && typeof process.hrtime.bigint() === 'bigint'`,
  url: `fileURLToPath('file:///a') === '/a'`,
  assert: `(() => { try { deepStrictEqual({ a: 1 }, { a: 2 }) } catch (error) { return (error as any).code === 'ERR_ASSERTION' } })()`,
  os: `tmpdir() === '/tmp' && EOL === '\\n'`,
}

test('work, with virtual time and real streams', async ({ page }) => {
  await openAnother(
    page,
    projectOf(`
      import { deepStrictEqual } from 'node:assert'
      import { AsyncLocalStorage } from 'node:async_hooks'
      import { createHash, createHmac } from 'node:crypto'
      import EventEmitter, { once } from 'node:events'
      import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
      import { EOL, tmpdir } from 'os'
      import { join } from 'path'
      import { Readable } from 'node:stream'
      import { text } from 'node:stream/consumers'
      import { setTimeout as sleep } from 'node:timers/promises'
      import { fileURLToPath } from 'node:url'
      import { format, inspect } from 'node:util'
      import { gunzipSync, gzipSync } from 'zlib'
      export const handler = async () => ({
        ${Object.entries(CHECKS)
          .map(([name, check]) => `${JSON.stringify(name)}: ${check},`)
          .join('\n')}
      })`),
  )
  expect(JSON.parse((await invoke(page)).Payload)).toEqual(
    Object.fromEntries(Object.keys(CHECKS).map((name) => [name, true])),
  )
})

test('that cannot exist in a browser fail at import, and say so', async ({ page }) => {
  await openAnother(
    page,
    projectOf(`import { DatabaseSync } from 'node:sqlite'\nexport const handler = async () => DatabaseSync`),
  )
  expect(JSON.parse((await invoke(page)).Payload)).toMatchObject({ errorMessage: expect.stringContaining('sqlite') })
})
