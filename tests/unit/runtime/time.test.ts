/** The clock and the calendar. Node's behaviour on Lambda: TZ is `:UTC`, LANG is `en_US.UTF-8`. */

import { beforeAll, describe, expect, it } from 'vitest'
import { runOnce, START, valueOf } from './harness'

beforeAll(() => {
  // The worker thread takes over the zone: everything here must not depend on it.
  process.env['TZ'] = 'America/New_York'
})

const value = async (expression: string) => valueOf(await runOnce(`exports.handler = async () => (${expression})`))

/** The invocation starts 1 ms after Init, whose turn it took. */
const NOW = START + 1

describe('Date', () => {
  it.each<[string, unknown]>([
    ['Date.now()', NOW],
    ['new Date().getTime()', NOW],
    ['Date()', 'Sat Jan 31 2026 12:00:00 GMT+0000 (Coordinated Universal Time)'],
    ['new Date().toISOString()', '2026-01-31T12:00:00.001Z'],
    ['String(new Date(0))', 'Thu Jan 01 1970 00:00:00 GMT+0000 (Coordinated Universal Time)'],
    ['`${new Date(NaN)}`', 'Invalid Date'],
    ['new Date(0).toDateString()', 'Thu Jan 01 1970'],
    ['new Date(0).toTimeString()', '00:00:00 GMT+0000 (Coordinated Universal Time)'],
    ['new Date(0) + 1', 'Thu Jan 01 1970 00:00:00 GMT+0000 (Coordinated Universal Time)1'],
    ['new Date(5) - 1', 4],
    ['new Date(2026, 0, 31, 12).getTime()', START],
    ['new Date(99, 0).getTime()', Date.UTC(99, 0)],
    ['new Date("2026-01-31T12:00:00").getTime()', START],
    ['new Date("2026-01-31").getTime()', Date.UTC(2026, 0, 31)],
    ['new Date("2026-01-31T12:00:00+02:00").getTime()', START - 7_200_000],
    ['new Date("Jan 31, 2026 12:00:00").getTime()', START],
    ['new Date("31 January 2026 12:00").getTime()', START],
    ['new Date("Sat, 31 Jan 2026 12:00:00 GMT").getTime()', START],
    ['new Date("Sat Jan 31 2026 13:00:00 GMT+0100 (Central European Standard Time)").getTime()', START],
    ['new Date("2026/01/31").getTime()', Date.UTC(2026, 0, 31)],
    ['new Date("2026-03-08T02:30:00").getTime()', Date.UTC(2026, 2, 8, 2, 30)],
    ['Number.isNaN(Date.parse("no date"))', true],
    ['Date.parse("2026-01-31T12:00:00")', START],
    ['Date.UTC(2026, 0, 31, 12)', START],
    ['new Date(0).getHours()', 0],
    ['new Date(0).getDay()', 4],
    ['new Date(0).getTimezoneOffset()', 0],
    ['new Date(0).setHours(5)', 18_000_000],
    ['new Date(0).getYear()', 70],
    ['new Date(0).toLocaleString()', '1/1/1970, 12:00:00 AM'],
    ['new Date(0).toLocaleTimeString("de-DE")', '00:00:00'],
    ['new Date(0).toLocaleString("en-US", { timeZone: "America/New_York" })', '12/31/1969, 7:00:00 PM'],
    ['new Intl.DateTimeFormat().resolvedOptions().timeZone', 'UTC'],
    ['new Intl.DateTimeFormat().format()', '1/31/2026'],
    ['new Intl.NumberFormat().resolvedOptions().locale', 'en-US'],
    ['(1234.5).toLocaleString()', '1,234.5'],
    ['[Date.name, Date.length, new Date() instanceof Date, new Date().constructor === Date]', ['Date', 7, true, true]],
    ['Object.prototype.toString.call(new Date())', '[object Date]'],
    ['new (class Day extends Date { twice() { return 2 * this } })(4).twice()', 8],
    ['new Date(new Date(7)).getTime()', 7],
    ['structuredClone(new Date(7)) instanceof Date', true],
    ['new Date(0)[Symbol.toPrimitive]("number")', 0],
    ['typeof Temporal', 'undefined'],
  ])('%s', async (expression, expected) => {
    expect(await value(expression)).toEqual(expected)
  })
})

describe('other clocks', () => {
  it.each<[string, unknown]>([
    ['performance.now()', 1],
    ['performance.timeOrigin', START],
    ['[performance.mark("a").startTime, performance.measure("m", "a").duration]', [1, 0]],
    ['process.hrtime()', [0, 1_000_000]],
    ['process.uptime()', 0.001],
    ['new Event("x").timeStamp', 1],
    ['new File([], "a").lastModified', NOW],
    ['new File([], "a") instanceof File', true],
  ])('%s', async (expression, expected) => {
    expect(await value(expression)).toEqual(expected)
  })
})

describe('timers', () => {
  const run = async (body: string) => valueOf(await runOnce(`exports.handler = async () => { ${body} }`))
  const SLEEP = 'const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));'

  it('are objects as in Node', async () => {
    const body = `const timer = setTimeout(() => undefined, 10); clearTimeout(timer)
      return [typeof timer, timer.hasRef(), timer.unref().hasRef(), timer.ref() === timer, typeof +timer, timer.constructor.name]`
    expect(await run(body)).toEqual(['object', true, false, true, 'number', 'Timeout'])
  })

  it('can be cleared by object, number and text', async () => {
    const body = `${SLEEP} const seen = []
      const timers = [1, 2, 3].map((n) => setTimeout(() => seen.push(n), 5))
      clearTimeout(timers[0]); clearTimeout(+timers[1]); clearTimeout(String(+timers[2])); clearTimeout(undefined); clearTimeout({})
      await sleep(10); return seen`
    expect(await run(body)).toEqual([])
  })

  it('repeat until cleared, also from inside', async () => {
    const body = `${SLEEP} const seen = []; let n = 0
      const timer = setInterval(() => { seen.push(Date.now() - ${NOW}); if (++n === 3) clearInterval(+timer) }, 100)
      await sleep(1000); return seen`
    expect(await run(body)).toEqual([100, 200, 300])
  })

  it('start anew with refresh', async () => {
    const body = `${SLEEP} let fired; const timer = setTimeout(() => { fired = Date.now() - ${NOW} }, 100)
      await sleep(60); timer.refresh(); await sleep(500); return fired`
    expect(await run(body)).toBe(160)
  })

  it('pass values and take anything as delay', async () => {
    const body = `${SLEEP} const seen = []
      setTimeout((...values) => seen.push(...values), -5, 'a', 'b'); setTimeout(() => seen.push('c')); setTimeout(() => seen.push('d'), 2 ** 31)
      setTimeout(() => seen.push('e'), '20'); await sleep(30); return seen`
    expect(await run(body)).toEqual(['a', 'b', 'c', 'd', 'e'])
  })

  it('fire in the order of their instants', async () => {
    const body = `${SLEEP} const seen = []
      for (const delay of [50, 10, 30, 10, 20, 40, 30]) setTimeout(() => seen.push(delay), delay)
      await sleep(100); return seen`
    expect(await run(body)).toEqual([10, 10, 20, 30, 30, 40, 50])
  })

  it('let microtasks run between two of them', async () => {
    const body = `${SLEEP} const seen = []
      for (const n of [1, 2]) setTimeout(async () => { seen.push('timer' + n); await null; await null; seen.push('micro' + n) }, 5)
      await sleep(10); return seen`
    expect(await run(body)).toEqual(['timer1', 'micro1', 'timer2', 'micro2'])
  })

  it('come after immediates, which keep rounds', async () => {
    const body = `${SLEEP} const seen = []
      setTimeout(() => seen.push('timer'), 1)
      setImmediate(() => { seen.push('a'); setImmediate(() => seen.push('c')) }); setImmediate((x) => seen.push(x), 'b')
      const never = setImmediate(() => seen.push('never')); clearImmediate(never)
      await sleep(10); return seen`
    expect(await run(body)).toEqual(['a', 'b', 'c', 'timer'])
  })

  it('refuse what is no function', async () => {
    expect(await run(`try { setTimeout('code', 1) } catch (error) { return [error.name, error.code] }`)).toEqual([
      'TypeError',
      'ERR_INVALID_ARG_TYPE',
    ])
  })

  it('serve AbortSignal.timeout', async () => {
    const body = `${SLEEP} const signal = AbortSignal.timeout(100); await sleep(99); const before = signal.aborted
      await sleep(2); return [before, signal.aborted, signal.reason.name]`
    expect(await run(body)).toEqual([false, true, 'TimeoutError'])
  })

  it('serve Atomics.wait: the thread sleeps in virtual time', async () => {
    const body = `const result = Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500); return [result, Date.now() - ${NOW}]`
    expect(await run(body)).toEqual(['timed-out', 500])
  })

  it('serve the promises of node:timers', async () => {
    const body = `const { setTimeout: sleep } = require('timers/promises'); const value = await sleep(250, 'v'); return [value, Date.now() - ${NOW}]`
    expect(await run(body)).toEqual(['v', 250])
  })
})
