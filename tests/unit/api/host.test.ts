import { describe, expect, it, vi } from 'vitest'
import { type EmbeddedPage, hostConnection, HostServer } from '../../../src/api/host'
import { parseConnect, parseFromFrame, parseHello, parseRequest, PROTOCOL } from '../../../src/api/messages'

function served(api: object = {}) {
  const posted: unknown[] = []
  const page = {
    api,
    awake: vi.fn(() => Promise.resolve()),
    files: () => ({ 'a.ts': '1' }),
    using: <Result>(work: () => Promise<Result>) => work(),
    show: vi.fn(),
  }
  const server = new HostServer(page as unknown as EmbeddedPage, (message) => posted.push(message))
  const ask = async (method: unknown, ...args: unknown[]): Promise<unknown> => {
    posted.length = 0
    await server.receive({ id: 1, method, args })
    return posted[0]
  }
  return { server, posted, page, ask }
}

const HOSTILE: readonly unknown[] = [
  ...[undefined, null, 0, 'files', [], {}, { id: 1 }, { id: '1', method: 'files', args: [] }],
  { id: 1, method: ['files'], args: [] },
  { id: 1, method: 'files', args: { length: 0 } },
  { id: Number.NaN, method: 'files', args: [] },
  { id: 1, method: 'x'.repeat(100_000), args: [] },
  // What Comlink would carry out.
  { id: '1', type: 'CONSTRUCT', path: ['constructor', 'constructor'], argumentList: [{ type: 'RAW', value: 'x' }] },
]

describe('what a host asks', () => {
  it.each(HOSTILE)('is ignored: %j', async (message) => {
    const { server, posted } = served()
    await server.receive(message)
    expect(posted).toEqual([])
  })

  it.each(['constructor', '__proto__', 'toString', 'api.deploy', 'clock', 'clock.__proto__', ''])(
    'is refused as no method: %s',
    async (method) => {
      const { ask, page } = served({ deploy: () => 'never' })
      expect(await ask(method)).toMatchObject({ error: { name: 'ArgumentError' } })
      expect(page.awake).not.toHaveBeenCalled()
    },
  )

  it.each<readonly [string, readonly unknown[]]>([
    ['invoke', [7]],
    ['invoke', ['F', {}, { type: 'Now' }]],
    ['load', ['F', {}, {}]],
    ['send', ['Q', null]],
    ['aws', [{ method: 'POST', url: 'x', headers: { a: 1 }, body: '' }]],
    ['aws', [{ method: 'POST', url: 'x', headers: {}, body: {} }]],
    ['http', [{}]],
    ['faults', ['all']],
    ['access', [[{ role: 'r' }]]],
    ['trace', [{ types: 'log' }]],
    ['explore', [{ seeds: 'many' }]],
    ['explore', [{ tests: false }]],
    ['explore', [{ checks: ['found'] }]],
    ['clock.advance', ['1h']],
    ['clock.pace', ['warp']],
    ['open', [{ files: { 'a.ts': 1 } }]],
    ['importZip', ['PK']],
    ['theme', ['dark']],
  ])('is refused with wrong arguments: %s %j', async (method, args) => {
    const { ask, page } = served()
    expect(await ask(method, ...args)).toMatchObject({ id: 1, error: { name: 'ArgumentError' } })
    expect(page.awake).not.toHaveBeenCalled()
  })

  it('is refused with files that lead out of the project', async () => {
    const { ask } = served({ open: vi.fn() })
    expect(await ask('open', { files: { '../x': '' } })).toMatchObject({ error: { name: 'ProjectError' } })
  })

  it('reaches the automation API with what was checked, and nothing else', async () => {
    const invoke = vi.fn(() => Promise.resolve('answer'))
    const open = vi.fn(() => Promise.resolve())
    const { ask, page } = served({ invoke, open })
    expect(await ask('invoke', 'F', { a: 1 }, { type: 'Event', more: 1 })).toEqual({ id: 1, value: 'answer' })
    expect(invoke).toHaveBeenCalledWith('F', { a: 1 }, { type: 'Event' })
    expect(page.awake).toHaveBeenCalledOnce()
    await ask('open', { files: { 'a.ts': '' }, settings: { seed: 7, pace: 'warp' } }, { packages: 'allow' })
    const { calls } = open.mock as unknown as { calls: [{ settings: object }][] }
    expect(calls[0]).toHaveLength(1)
    expect(calls[0]?.[0].settings).toMatchObject({ seed: 7, pace: '1x' })
  })

  it('fails with the name of what failed', async () => {
    const error = Object.assign(new Error('No such function'), { name: 'ResourceNotFoundException' })
    const { ask } = served({ deploy: () => Promise.reject(error) })
    const told = { name: 'ResourceNotFoundException', message: 'No such function' }
    expect(await ask('deploy')).toEqual({ id: 1, error: told })
  })

  it('hears records until it does not want them any more', async () => {
    let feed: (records: readonly unknown[]) => void = () => undefined
    const end = vi.fn()
    const subscribe = (callback: typeof feed) => ((feed = callback), end)
    const { ask, posted } = served({ subscribe })
    await ask('subscribe', ['log'])
    feed([{ type: 'log' }])
    expect(posted.at(-1)).toEqual({ subscription: 1, records: [{ type: 'log' }] })
    await ask('unsubscribe', 1)
    expect(end).toHaveBeenCalledOnce()
  })
})

describe('greeting', () => {
  const connect = { coldstart: 'connect', protocol: PROTOCOL, start: { files: {}, settings: {} } }

  function inFrame() {
    const parent = { postMessage: vi.fn() }
    const page = Object.assign(new EventTarget(), { parent })
    const receive = (source: unknown, data: unknown, ports: readonly unknown[]): boolean =>
      page.dispatchEvent(Object.assign(new Event('message'), { source, data, ports }))
    return { parent, receive, connection: hostConnection(page as unknown as Window) }
  }

  it('hears only the page above, once, and what is of its shape', async () => {
    const { parent, receive, connection } = inFrame()
    let connected = false
    void connection.then(() => (connected = true))
    const port = { postMessage: vi.fn() }
    receive({}, connect, [port])
    receive(parent, { ...connect, protocol: PROTOCOL + 1 }, [port])
    receive(parent, { ...connect, start: { files: { a: 1 }, settings: {} } }, [port])
    receive(parent, connect, [])
    for (const message of HOSTILE) receive(parent, message, [port])
    await Promise.resolve()
    expect(connected).toBe(false)
    receive(parent, { ...connect, start: { files: { a: 'x' }, settings: {}, views: ['code', 7], file: 7, dark: 1 } }, [
      port,
    ])
    const start = {
      kept: null,
      files: { a: 'x' },
      settings: {},
      views: ['code'],
      file: null,
      readOnly: false,
      dark: false,
    }
    expect((await connection).start).toEqual(start)
    expect(parent.postMessage).toHaveBeenCalledWith({ coldstart: 'hello', protocol: PROTOCOL }, '*')
  })

  it('takes nothing for a greeting that is none', () => {
    for (const message of HOSTILE) {
      expect(parseHello(message)).toBeNull()
      expect(parseConnect(message)).toBeNull()
      expect(parseRequest(message)).toBeNull()
    }
  })

  it('passes on to host pages only what is known', () => {
    expect(parseFromFrame({ event: 'ready', detail: {} })).toEqual({ event: 'ready', detail: {} })
    expect(parseFromFrame({ event: 'click' })).toBeNull()
    expect(parseFromFrame({ subscription: 1, records: 'x' })).toBeNull()
    expect(parseFromFrame({ id: 1, error: { name: 'A', message: 'b', stack: 'c' } })).toEqual({
      id: 1,
      error: { name: 'A', message: 'b' },
    })
  })
})
