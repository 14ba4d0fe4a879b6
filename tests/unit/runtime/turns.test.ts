import { afterEach, describe, expect, it } from 'vitest'
import { type EnvironmentOptions, runOnce, START, TestEnvironment, valueOf } from './harness'

const SLEEP = 'const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))\n'
const FIXED = { mode: 'fixed', turnMs: 1, clockReadMs: 0.5 } as const

const started: TestEnvironment[] = []

async function initialized(code: string, options?: EnvironmentOptions): Promise<TestEnvironment> {
  const environment = await TestEnvironment.start(code, options)
  started.push(environment)
  expect((await environment.init()).outcome).toEqual({ kind: 'initialized' })
  return environment
}

afterEach(async () => {
  for (const environment of started.splice(0)) await environment.stop()
})

describe('a turn', () => {
  it('answers with what the handler returned', async () => {
    const turn = await runOnce('exports.handler = async (event) => ({ hello: event.name })', { name: 'world' })
    expect(valueOf(turn)).toEqual({ hello: 'world' })
    expect(turn).toMatchObject({ type: 'yield', calls: [], lines: [], wakeAt: null })
  })

  it('runs a sleep on its own clock: one round trip', async () => {
    const code = `${SLEEP}exports.handler = async () => {
      const before = Date.now()
      await sleep(2000)
      return Date.now() - before
    }`
    const environment = await initialized(code)
    const { now } = environment
    const turn = await environment.invoke()
    expect(valueOf(turn)).toBe(2000)
    expect(turn.at - now).toBe(2001) // and the turn's own CPU time
  })

  it('stops at a service call and tells which timer would wake it', async () => {
    const code = `exports.handler = async () => {
      const timer = new Promise((resolve) => setTimeout(resolve, 100, 'timer'))
      return Promise.race([timer, fetch('https://sqs.us-east-1.amazonaws.com/').then((response) => response.text())])
    }`
    const environment = await initialized(code)
    const { now } = environment
    const waiting = await environment.invoke()
    expect(waiting.outcome).toBeUndefined()
    expect(waiting.at).toBe(now + 1)
    expect(waiting.wakeAt).toBe(now + 100)
    expect(waiting.calls).toMatchObject([{ id: 1, at: now, method: 'GET', body: '' }])

    environment.now = now + 100
    expect(valueOf(await environment.resume())).toBe('timer')
  })

  it('waits for nothing but responses when there is no timer', async () => {
    const environment = await initialized(
      `exports.handler = async () => (await fetch('https://sqs.us-east-1.amazonaws.com/')).json()`,
    )
    expect((await environment.invoke()).wakeAt).toBeNull()
    expect(valueOf(await environment.respond(1, '{"a":1}'))).toEqual({ a: 1 })
  })

  it('yields at the deadline when the next timer lies behind it', async () => {
    const environment = await initialized(`${SLEEP}exports.handler = () => sleep(60_000)`)
    const { now } = environment
    const turn = await environment.invoke()
    expect(turn.outcome).toBeUndefined()
    expect(turn.at).toBe(now + 3_000)
    expect(turn.wakeAt).toBe(now + 60_000)
  })

  it('freezes what the handler left behind: it goes on in the next invocation', async () => {
    const code = `let count = 0
    exports.handler = async () => {
      if (++count === 1) setTimeout(() => console.log('left behind'), 1000)
      return count
    }`
    const environment = await initialized(code)
    const first = await environment.invoke()
    expect(first.log).toEqual([])
    expect(first.wakeAt).toBeNull()

    environment.now += 3_600_000
    const { now } = environment
    const second = await environment.invoke({}, {})
    expect(valueOf(second)).toBe(2)
    expect(second.allLines).toEqual([{ at: now, message: expect.stringMatching(/\tINFO\tleft behind$/) }])
  })

  it('does not run what is not due yet in the next invocation either', async () => {
    const code = `let count = 0
    exports.handler = async () => {
      if (++count === 1) setTimeout(() => console.log('left behind'), 1000)
    }`
    const environment = await initialized(code)
    await environment.invoke()
    environment.now += 500
    expect((await environment.invoke()).log).toEqual([])
  })

  it('fires overdue timers in the order in which they were due, after the invocation has started', async () => {
    const code = `let count = 0
    exports.handler = async () => {
      console.log('invocation', ++count)
      if (count > 1) return
      setTimeout(() => console.log('b'), 200)
      setTimeout(() => console.log('a'), 100)
      setTimeout(() => console.log('c'), 200)
    }`
    const environment = await initialized(code)
    await environment.invoke()
    environment.now += 10_000
    const { log } = await environment.invoke()
    expect(log.map((line) => line.split('\t')[3])).toEqual(['invocation 2', 'a', 'b', 'c'])
  })

  it('delivers the answer of a call that was left behind', async () => {
    const code = `let count = 0
    exports.handler = async () => {
      if (++count === 1) fetch('https://sqs.us-east-1.amazonaws.com/').then(() => console.log('answered'))
      return count
    }`
    const environment = await initialized(code)
    const first = await environment.invoke()
    expect(valueOf(first)).toBe(1)
    expect(first.calls).toHaveLength(1)
    const second = await environment.invoke({}, { responses: [{ callId: 1, status: 200, headers: {}, body: '' }] })
    expect(valueOf(second)).toBe(2)
    expect(second.log).toEqual([expect.stringMatching(/answered$/)])
  })

  it('delivers responses one after the other', async () => {
    const code = `exports.handler = async () => {
      const call = async (name) => {
        await fetch('https://sqs.us-east-1.amazonaws.com/' + name)
        for (let i = 0; i < 50; i++) await null
        console.log(name)
      }
      await Promise.all([call('a'), call('b')])
    }`
    const environment = await initialized(code)
    await environment.invoke()
    const answer = (callId: number) => ({ callId, status: 200, headers: {}, body: '' })
    const { log } = await environment.resume({ responses: [answer(2), answer(1)] })
    expect(log.map((line) => line.split('\t')[3])).toEqual(['b', 'a'])
  })

  it('lets a busy-wait on the clock end, at the cost of virtual time', async () => {
    const code = `exports.handler = async () => { const end = Date.now() + 100; while (Date.now() < end); return 'done' }`
    const environment = await initialized(code, { init: { cpu: FIXED } })
    const { now } = environment
    const turn = await environment.invoke()
    expect(valueOf(turn)).toBe('done')
    expect(turn.at - now).toBeGreaterThanOrEqual(100)
    expect(turn.at - now).toBeLessThan(105)
  })

  it('ends a busy-wait beyond the deadline there, with what was logged until then', async () => {
    const code = `exports.handler = async () => {
      console.log('before')
      for (;;) { try { while (Date.now()); } catch { console.log('after') } }
    }`
    const environment = await initialized(code, { init: { cpu: FIXED } })
    const { now } = environment
    const turn = await environment.invoke()
    expect(turn.outcome).toBeUndefined()
    expect(turn.at).toBe(now + 3_000)
    expect(turn.log).toEqual([expect.stringMatching(/before$/)])
    expect(turn.temporaryFiles).toEqual({})
  })

  it('does not starve timers by polling with setImmediate', async () => {
    const code = `exports.handler = async () => {
      let done = false
      setTimeout(() => { done = true }, 20)
      while (!done) await new Promise((resolve) => setImmediate(resolve))
      return 'polled'
    }`
    const environment = await initialized(code, { init: { cpu: FIXED } })
    expect(valueOf(await environment.invoke())).toBe('polled')
  })

  it('gives a service call its chance while code polls with setImmediate', async () => {
    const code = `exports.handler = async () => {
      let answer
      fetch('https://sqs.us-east-1.amazonaws.com/').then((response) => { answer = response.status })
      while (!answer) await new Promise((resolve) => setImmediate(resolve))
      return answer
    }`
    const environment = await initialized(code)
    const turn = await environment.invoke()
    expect(turn.outcome).toBeUndefined()
    expect(turn.wakeAt).toBe(turn.at)
    expect(valueOf(await environment.respond(1, '', { status: 201 }))).toBe(201)
  })

  it('sends a flood of log lines ahead of the yield', async () => {
    const environment = await initialized(
      'exports.handler = async () => { for (let i = 0; i < 2500; i++) console.log(i) }',
    )
    const turn = await environment.invoke()
    expect(turn.lines).toHaveLength(500)
    expect(turn.log).toHaveLength(2500)
    expect(turn.log[2499]).toMatch(/\t2499$/)
  })

  it('keeps the time while real work goes on, and hands out results in the order of starting', async () => {
    const code = `const { subtle } = crypto
    exports.handler = async () => {
      const before = Date.now()
      const order = []
      const slow = subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-512', salt: new Uint8Array(8), iterations: 20000 },
        await subtle.importKey('raw', new Uint8Array(8), 'PBKDF2', false, ['deriveBits']), 256).then(() => order.push('slow'))
      const quick = subtle.digest('SHA-256', new Uint8Array(8)).then(() => order.push('quick'))
      setTimeout(() => order.push('timer'), 1)
      await Promise.all([slow, quick])
      return [order, Date.now() - before]
    }`
    expect(valueOf(await runOnce(code))).toEqual([['slow', 'quick'], 0])
  })

  it('starts anew with Init: time before it does not exist', async () => {
    const environment = await TestEnvironment.start(
      'const loaded = Date.now(); exports.handler = async () => [loaded, performance.timeOrigin, performance.now()]',
    )
    started.push(environment)
    await environment.init()
    environment.now = START + 500
    expect(valueOf(await environment.invoke())).toEqual([START, START, 500])
  })

  it('is deterministic', async () => {
    const code = `${SLEEP}exports.handler = async () => {
      await sleep(Math.random() * 100)
      console.log(crypto.randomUUID(), [...crypto.getRandomValues(new Uint8Array(4))], Math.random(), performance.now())
    }`
    const [first, second] = [await runOnce(code), await runOnce(code)]
    expect(first.log).toEqual(second.log)
    const other = await runOnce(code, {}, { init: { seed: 7 } })
    expect(other.log).not.toEqual(first.log)
  })
})
