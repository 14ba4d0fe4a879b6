import { transform } from 'esbuild'
import { beforeAll, describe, expect, test } from 'vitest'
import { createEnvironment, type Environment } from './environment'

let environment: Environment
beforeAll(async () => {
  environment = await createEnvironment()
  // Code that is evaluated gets the globals as they are then.
  environment.require('async_hooks')
})

/** Runs an async function's body as the bundler compiles what uses async_hooks: without async functions. */
async function run(body: string): Promise<unknown> {
  const { code } = await transform(`result = (async () => {${body}})()`, {
    supported: { 'async-await': false, 'async-generator': false, 'for-await': false },
  })
  return environment.settle(environment.evaluate(`var result\n${code}\nreturn result`))
}

describe('async_hooks', () => {
  test('a context survives await, timers, ticks and promises, and contexts do not mix', async () => {
    const result = await run(`
      const { AsyncLocalStorage } = require('async_hooks')
      const storage = new AsyncLocalStorage()
      const seen = []
      const worker = (id, ms) => storage.run(id, async () => {
        const check = () => seen.push(storage.getStore() === id)
        for (let round = 0; round < 3; round++) { await new Promise((resolve) => setTimeout(resolve, ms)); check() }
        await null; check()
        for await (const _ of (async function* () { yield 1; await null; check(); yield 2 })()) check()
        try { await Promise.reject(new Error('x')) } catch { check() }
        await Promise.all([1, 2].map(async () => { await null; check() }))
        await new Promise((resolve) => queueMicrotask(() => { check(); resolve() }))
        await new Promise((resolve) => require('process').nextTick(() => { check(); resolve() }))
        await new Promise((resolve) => setImmediate(() => { check(); resolve() }))
        await new Promise((resolve) => { const timer = setInterval(() => { check(); clearInterval(timer); resolve() }, 5) })
        await require('timers/promises').setTimeout(2); check()
        await Promise.resolve().finally(check)
      })
      await Promise.all([worker('a', 3), worker('b', 4), worker('c', 2)])
      return [seen.length, seen.every(Boolean), storage.getStore()]
    `)
    expect(result).toEqual([48, true, undefined])
  })

  test('run nests, exits, binds and snapshots', async () => {
    const result = await run(`
      const { AsyncLocalStorage } = require('async_hooks')
      const [one, two] = [new AsyncLocalStorage(), new AsyncLocalStorage({ defaultValue: 'd', name: 'two' })]
      const stores = () => [one.getStore(), two.getStore()]
      const log = [stores()]
      let bound, snapshot
      const value = one.run(1, (extra) => {
        log.push(stores())
        two.run(2, () => {
          log.push(stores())
          one.exit(() => log.push(stores()))
          bound = AsyncLocalStorage.bind(stores)
          snapshot = AsyncLocalStorage.snapshot()
        })
        try { one.run('throws', () => { throw new Error() }) } catch { log.push(stores()) }
        return extra
      }, 'extra')
      log.push(stores(), bound(), snapshot((a) => [a, ...stores()], 'a'))
      return [value, two.name, log]
    `)
    expect(result).toEqual([
      'extra',
      'two',
      [
        [undefined, 'd'],
        [1, 'd'],
        [1, 2],
        [undefined, 2],
        [1, 'd'],
        [undefined, 'd'],
        [1, 2],
        ['a', 1, 2],
      ],
    ])
  })

  test('enterWith lasts for what follows and no longer', async () => {
    const result = await run(`
      const { AsyncLocalStorage } = require('async_hooks')
      const storage = new AsyncLocalStorage()
      const log = []
      const handler = async (id) => {
        storage.enterWith(id)
        await new Promise((resolve) => setTimeout(resolve, 1))
        log.push(storage.getStore())
      }
      const first = handler('first')
      await new Promise((resolve) => resolve())
      await Promise.all([first])
      return log
    `)
    expect(result).toEqual(['first'])
    const left = environment.evaluate(`
      const { AsyncLocalStorage } = require('async_hooks')
      const storage = globalThis.kept ??= new AsyncLocalStorage()
      storage.enterWith('left behind')
      return storage
    `) as { getStore(): unknown }
    await environment.settle(Promise.resolve())
    expect(left.getStore()).toBeUndefined()
  })

  test('resources carry the context of their making', async () => {
    const result = await run(`
      const { AsyncLocalStorage, AsyncResource, createHook, executionAsyncId } = require('async_hooks')
      const storage = new AsyncLocalStorage()
      const resource = storage.run('made here', () => new AsyncResource('TEST'))
      const bound = storage.run('bound here', () => AsyncResource.bind(function (value) { return [this.name, value, storage.getStore()] }))
      const inside = resource.runInAsyncScope((value) => [value, storage.getStore(), executionAsyncId() === resource.asyncId()], null, 'v')
      createHook({}).enable().disable()
      return [inside, bound.call({ name: 'receiver' }, 1), storage.getStore(), resource.type, executionAsyncId()]
    `)
    expect(result).toEqual([['v', 'made here', true], ['receiver', 1, 'bound here'], undefined, 'TEST', 1])
  })

  test('what hangs on the replaced functions stays', () => {
    const { promisify } = environment.require('util')
    expect(promisify(environment.globals['setTimeout'])).toBe(environment.require('timers/promises').setTimeout)
    expect(Promise.prototype.then.name).toBe('then')
    expect(Promise.prototype.then).toHaveLength(2)
  })

  test('diagnostics_channel publishes, binds stores and traces', async () => {
    const result = await run(`
      const { AsyncLocalStorage } = require('async_hooks')
      const { channel, subscribe, tracingChannel } = require('diagnostics_channel')
      const storage = new AsyncLocalStorage()
      const log = []
      subscribe('orders', (message, name) => log.push([name, message]))
      channel('orders').publish(1)
      channel('orders').bindStore(storage, (message) => message * 2)
      log.push(channel('orders').runStores(21, () => storage.getStore()))
      const tracing = tracingChannel('work')
      const handlers = Object.fromEntries(['start', 'end', 'asyncStart', 'asyncEnd', 'error'].map((name) => [name, (context) => log.push([name, context.result ?? context.error?.message])]))
      tracing.subscribe(handlers)
      log.push(tracing.traceSync((a, b) => a + b, {}, null, 1, 2))
      log.push(await tracing.tracePromise(async () => 'p', {}))
      try { tracing.traceSync(() => { throw new Error('bad') }) } catch {}
      tracing.unsubscribe(handlers)
      return [log, tracing.hasSubscribers, channel('orders') === channel('orders')]
    `)
    expect(result).toEqual([
      [
        ['orders', 1],
        ['orders', 21],
        42,
        ['start', undefined],
        ['end', 3],
        3,
        ['start', undefined],
        ['end', undefined],
        ['asyncStart', 'p'],
        ['asyncEnd', 'p'],
        'p',
        ['start', undefined],
        ['error', 'bad'],
        ['end', 'bad'],
      ],
      false,
      true,
    ])
  })
})
