/** What an environment tells about the time between invocations: work left behind, state and files that stay. */

import { afterEach, describe, expect, it } from 'vitest'
import { type EnvironmentOptions, TestEnvironment } from './harness'

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

describe('work that was left behind', () => {
  it('is a timer that fires in the next invocation', async () => {
    const environment = await initialized(
      ['exports.handler = async () => {', "  setTimeout(() => console.log('late'), 50)", '}'].join('\n'),
    )
    const first = await environment.invoke()
    expect(first.kept).toEqual({
      left: [
        {
          id: 1,
          kind: 'timer',
          what: 'setTimeout',
          place: { path: 'index.js', line: 2, column: 3 },
          due: first.at - 1 + 50,
        },
      ],
    })
    environment.now += 1000
    const second = await environment.invoke()
    expect(second.kept?.resumed).toEqual([{ id: 1, at: environment.now - 1 }])
    expect(second.kept?.left?.map(({ id }) => id)).toEqual([2])
  })

  it('is a request that nobody awaited, with what became of it', async () => {
    const environment = await initialized(
      [
        'const report = async () => {',
        "  await fetch('https://example.com/hits?secret=1', { method: 'POST', body: 'x' })",
        '}',
        'let calls = 0',
        'exports.handler = async () => { if (calls++ === 0) void report() }',
      ].join('\n'),
    )
    const first = await environment.invoke()
    expect(first.calls).toHaveLength(1)
    expect(first.kept?.left).toEqual([
      {
        id: 1,
        kind: 'request',
        what: 'POST https://example.com/hits',
        place: { path: 'index.js', line: 2, column: 9 },
      },
    ])
    environment.now += 1000
    const second = await environment.invoke({}, { responses: [{ callId: 1, status: 200, headers: {}, body: '' }] })
    expect(second.kept?.resumed).toHaveLength(1)
    expect(second.kept?.left).toBeUndefined()
  })

  it('is a chain of promises, by what it waits for', async () => {
    const environment = await initialized(
      [
        'const sleep = (ms) => new Promise((resolve) => {',
        '  setTimeout(resolve, ms)',
        '})',
        'const later = async () => { await sleep(10); await sleep(10) }',
        'exports.handler = async () => { later().then(() => console.log("done")) }',
      ].join('\n'),
    )
    expect((await environment.invoke()).kept?.left).toMatchObject([{ what: 'setTimeout', place: { line: 2 } }])
  })

  it('is told of once, and not when it was cleared', async () => {
    const environment = await initialized(
      [
        'const interval = setInterval(() => undefined, 5)',
        'exports.handler = async () => { clearTimeout(setTimeout(() => undefined, 50)) }',
      ].join('\n'),
    )
    const first = await environment.invoke()
    expect(first.kept?.left).toBeUndefined()
  })

  it('comes from Init too', async () => {
    const environment = await TestEnvironment.start(
      'setInterval(() => undefined, 60_000)\nexports.handler = async () => "done"',
    )
    started.push(environment)
    expect((await environment.init()).kept?.left).toMatchObject([
      { what: 'setInterval', place: { line: 1, column: 1 } },
    ])
  })

  it('is told of even when it ends the process that it goes on in', async () => {
    const environment = await initialized(
      [
        'exports.handler = async (first) => {',
        "  if (first) setTimeout(() => { throw new Error('late') }, 50)",
        '}',
      ].join('\n'),
    )
    await environment.invoke(true)
    environment.now += 1000
    const second = await environment.invoke(false)
    expect(second.ended).toBe(true)
    expect(second.kept?.resumed).toMatchObject([{ id: 1 }])
  })

  it('is nothing for a handler that awaits all it starts', async () => {
    const environment = await initialized(
      'exports.handler = async () => { await new Promise((resolve) => setTimeout(resolve, 10)) }',
    )
    expect((await environment.invoke()).kept).toBeUndefined()
    expect((await environment.invoke()).kept).toBeUndefined()
  })

  it('is found without a look at how the user formats stacks', async () => {
    const environment = await initialized(
      [
        "Error.prepareStackTrace = () => { console.log('looked'); return '' }",
        'exports.handler = async () => {',
        '  setTimeout(() => undefined, 50)',
        '}',
      ].join('\n'),
    )
    const turn = await environment.invoke()
    expect(turn.kept?.left).toMatchObject([{ place: { line: 3 } }])
    expect(turn.log).toEqual([])
  })
})

describe('state that is kept', () => {
  const CODE = [
    'const cache = new Map()',
    'let counter = 0',
    'const settings = { region: "x" }',
    'let token',
    'exports.handler = async (key) => {',
    '  const local = []',
    '  local.push(key)',
    '  counter++',
    '  if (key) cache.set(key, true)',
    '  if (key === "b") token = "secret"',
    '}',
  ].join('\n')

  it('is a counter and a cache, with where they are declared', async () => {
    const environment = await initialized(CODE)
    expect((await environment.invoke('a')).kept).toEqual({
      state: [
        {
          name: 'cache',
          place: { path: 'index.js', line: 1, column: 7 },
          change: 'grew from 0 to 1 entry',
          changes: 1,
        },
        { name: 'counter', place: { path: 'index.js', line: 2, column: 5 }, change: 'changed from 0 to 1', changes: 1 },
      ],
    })
    expect((await environment.invoke('b')).kept?.state?.map(({ change }) => change)).toEqual([
      'grew from 1 to 2 entries',
      'changed from 1 to 2',
      'changed from undefined to a string',
    ])
    // The third change of a variable is not told of, the fourth is.
    expect((await environment.invoke('')).kept).toBeUndefined()
    expect((await environment.invoke('')).kept?.state?.map(({ name, changes }) => [name, changes])).toEqual([
      ['counter', 4],
    ])
  })

  it('is found in ES modules, whose exports stay theirs', async () => {
    const environment = await initialized('', {
      init: { files: { 'index.mjs': 'let counter = 0\nexport const handler = async () => ++counter' } },
    })
    expect((await environment.invoke()).kept?.state).toMatchObject([{ name: 'counter', place: { line: 1 } }])
  })

  it('says what stays in /tmp', async () => {
    const environment = await initialized(
      "exports.handler = async () => { require('node:fs').writeFileSync('/tmp/a.txt', 'hello') }",
    )
    expect((await environment.invoke()).kept).toEqual({ temporary: { files: 1, bytes: 5 } })
    expect((await environment.invoke()).kept).toBeUndefined()
  })
})
