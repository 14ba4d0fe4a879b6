import { describe, expect, test } from 'vitest'
import { createEnvironment, plain } from './environment'

describe('timers', () => {
  test('sleeping takes virtual time only', async () => {
    const { require, settle, timers } = await createEnvironment()
    const { setTimeout, scheduler } = require('timers/promises')
    expect(await settle(setTimeout(60_000, 'value'))).toBe('value')
    await settle(scheduler.wait(500))
    await settle(scheduler.yield())
    expect(timers.now - timers.started).toBe(60_500)
    expect(require('timers').promises).toMatchObject({ setTimeout })
  })

  test('immediates come before timers and after microtasks', async () => {
    const { require, settle } = await createEnvironment()
    const { setImmediate, setTimeout, clearImmediate } = require('timers')
    const order: string[] = []
    const done = new Promise<void>((resolve) => {
      setTimeout(() => {
        order.push('timeout')
        resolve()
      }, 0)
      setImmediate((value: string) => order.push(value), 'immediate')
      clearImmediate(setImmediate(() => order.push('cancelled')))
      require('process').nextTick((value: string) => order.push(value), 'tick')
    })
    order.push('now')
    await settle(done)
    expect(order).toEqual(['now', 'tick', 'immediate', 'timeout'])
  })

  test('intervals are iterated', async () => {
    const { require, settle, timers } = await createEnvironment()
    const { setInterval } = require('timers/promises')
    const times: number[] = []
    const iterate = async () => {
      for await (const value of setInterval(100, 'x')) {
        times.push(timers.now - timers.started)
        if (times.length === 3) return value
      }
      return undefined
    }
    expect(await settle(iterate())).toBe('x')
    expect(times).toEqual([100, 200, 300])
    expect(timers.step()).toBe(false)
  })

  test('signals cancel', async () => {
    const { require, settle, timers } = await createEnvironment()
    const { setTimeout, setImmediate } = require('timers/promises')
    const controller = new AbortController()
    const sleep = setTimeout(1000, undefined, { signal: controller.signal }).catch(plain)
    controller.abort()
    const aborted = { error: 'AbortError', code: 'ABORT_ERR', message: 'The operation was aborted' }
    expect(await settle(sleep)).toMatchObject(aborted)
    expect(await settle(setImmediate('x', { signal: controller.signal }).catch(plain))).toMatchObject(aborted)
    expect(timers.step()).toBe(false)
    expect(await settle(setTimeout('soon').catch(plain))).toMatchObject({ code: 'ERR_INVALID_ARG_TYPE' })
  })
})
