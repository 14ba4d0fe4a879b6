/** A link is a stranger's code: what it tries to reach from an execution environment, and what it gets. */

import { expect, test } from '@playwright/test'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { invoke, openProject, projectOf } from '../coldstart'

/** A server that would answer anybody, and counts who comes. */
async function openServer(): Promise<{ url: string; hits: string[]; close: () => void }> {
  const hits: string[] = []
  const server = createServer((request, response) => {
    hits.push(request.url ?? '')
    response.writeHead(200, { 'access-control-allow-origin': '*', 'content-type': 'text/javascript' })
    response.end('export default 1')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, hits, close: () => server.close() }
}

test('a handler reaches no network, no storage and no worker', async ({ page }) => {
  const server = await openServer()
  await openProject(
    page,
    projectOf(`
      declare const globalThis: Record<string, any>
      const attempt = async (work: () => unknown) => {
        try {
          const never = new Promise((_, refuse) => setTimeout(() => refuse(new Error('no answer')), 100))
          return { got: String(await Promise.race([work(), never])) }
        } catch (error) {
          return { refused: String((error as Error)?.name ?? error) }
        }
      }
      const NAMES = 'XMLHttpRequest WebSocket WebSocketStream EventSource WebTransport BroadcastChannel Worker SharedWorker ' +
        'importScripts indexedDB caches postMessage onmessage close location parent top self'
      const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor
      export const handler = async ({ url }: { url: string }) => ({
        present: NAMES.split(' ').filter((name) => globalThis[name] !== undefined),
        storage: (globalThis.navigator as any)?.storage === undefined,
        fetched: await attempt(async () => (await fetch(url + '/fetch')).status),
        evaluated: await attempt(() => (0, eval)('import(' + JSON.stringify(url + '/eval.js') + ')')),
        constructed: await attempt(() => new AsyncFunction('return import(' + JSON.stringify(url + '/constructed.js') + ')')()),
      })`),
  )
  const answer = JSON.parse((await invoke(page, { url: server.url })).Payload) as Record<string, unknown>
  expect(answer).toEqual({
    present: [],
    storage: true,
    // An environment's own localhost, where nobody listens.
    fetched: { refused: 'TypeError' },
    evaluated: { refused: expect.any(String) },
    constructed: { refused: expect.any(String) },
  })
  expect(server.hits).toEqual([])
  server.close()
  // All of it is in a frame that shares no origin with the page. The one that holds it has no script.
  const [sandbox] = page.frames().filter((frame) => frame.url() === 'about:srcdoc')
  expect(await (await sandbox?.frameElement())?.getAttribute('sandbox')).toBe('allow-scripts')
  expect(await sandbox?.evaluate(() => self.origin)).toBe('null')
  expect(await sandbox?.parentFrame()?.locator('script').count()).toBe(0)
})

test('a handler that patches every prototype it finds gets no message of the control channel', async ({ page }) => {
  await openProject(
    page,
    projectOf(`
      const { apply, defineProperty, getOwnPropertyDescriptor, ownKeys } = Reflect
      const seen: string[] = []
      const types: any[] = [Array, Map, Set, WeakMap, Promise, Function, Object, MessagePort, MessageEvent, EventTarget]
      for (let index = 0; index < types.length; index++) {
        const { name, prototype } = types[index]
        const keys = ownKeys(prototype)
        for (let at = 0; at < keys.length; at++) {
          const key = keys[at]!
          const descriptor = getOwnPropertyDescriptor(prototype, key)!
          const original = descriptor.value
          if (typeof original !== 'function' || key === 'constructor' || !descriptor.configurable) continue
          defineProperty(prototype, key, {
            ...descriptor,
            value: function (this: any) {
              // No iteration and no method: those are patched as well.
              for (let argument = -1; argument < arguments.length; argument++) {
                const value = argument < 0 ? this : arguments[argument]
                if (value && typeof value === 'object' && ('deadline' in value || 'outcome' in value)) {
                  seen[seen.length] = name + '.' + String(key)
                }
              }
              return apply(original, this, arguments)
            },
          })
        }
      }
      export const handler = async () => seen`),
  )
  expect(JSON.parse((await invoke(page)).Payload)).toEqual([])
  expect(JSON.parse((await invoke(page)).Payload)).toEqual([])
})

test('what a handler prints is text in the page, never markup', async ({ page }) => {
  await openProject(
    page,
    projectOf(`export const handler = async () => {
      console.log('<img src=x onerror="document.title=1">')
      throw new Error('<script>document.title = 2</script>')
    }`),
  )
  await invoke(page)
  await expect(page.getByText('<img src=x onerror="document.title=1">').first()).toBeVisible()
  await expect(page).toHaveTitle(/Coldstart/)
})

test('the page survives the death of the sandbox, and goes on', async ({ page }) => {
  await openProject(page, projectOf(`export const handler = async () => 'alive'`))
  expect((await invoke(page)).Payload).toBe('"alive"')
  const before = await page.evaluate(async () => JSON.stringify(await coldstart.trace()))
  const answer = page.evaluate(async () => {
    const result = coldstart.invoke('F')
    // … and the page has heard of it.
    for (let seen = false; !seen; await new Promise((resolve) => setTimeout(resolve, 20))) {
      seen = (await coldstart.trace()).filter(({ type }) => type === 'request.received').length === 2
    }
    await new Promise((resolve) => setTimeout(resolve, 100))
    // The sandbox is taken away under the invocation, as a browser does with a process that ran out of memory.
    document.querySelector('#sandbox iframe')?.remove()
    return result
  })
  expect(await answer).toMatchObject({
    FunctionError: 'Unhandled',
    Payload: expect.stringContaining('Runtime.OutOfMemory'),
  })
  await expect(page.getByText('Sandbox restarted, run restored').first()).toBeVisible({ timeout: 30_000 })
  const after = await page.evaluate(async () => await coldstart.trace())
  expect(JSON.stringify(after).slice(0, before.length - 1)).toBe(before.slice(0, -1))
  expect(after.map(({ type }) => type)).toContain('sandbox.lost')
  // The first request, the one that was lost with the sandbox, and nothing told twice.
  expect(after.filter(({ type }) => type === 'request.received')).toHaveLength(2)
  await expect
    .poll(
      () =>
        page.evaluate(async () => {
          const again = coldstart.invoke('F')
          await coldstart.clock.runUntilIdle()
          return (await again).Payload
        }),
      { timeout: 30_000 },
    )
    .toBe('"alive"')
})
