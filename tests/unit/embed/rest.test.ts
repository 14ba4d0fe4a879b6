import { expect, it, vi } from 'vitest'
import { UNUSED_MS, Usage } from '../../../src/embed/rest'
import { RestingCloud } from '../../../src/embed/resting-cloud'
import type { CloudClient } from '../../../src/cloud/client'
import type { CloudOptions } from '../../../src/cloud/protocol'
import { keepNothing } from '../../../src/embed/storage'

function usageOf() {
  const at = { now: 0, busy: false }
  const rest = vi.fn()
  return { at, rest, usage: new Usage({ isBusy: () => at.busy, rest, now: () => at.now }) }
}

it('rests when nobody has used it for long', () => {
  const { at, rest, usage } = usageOf()
  at.now = UNUSED_MS - 1
  usage.look()
  expect(rest).not.toHaveBeenCalled()
  at.now = UNUSED_MS
  usage.look()
  expect(rest).toHaveBeenCalledOnce()
})

it('goes on while something is under way, and for as long after it', () => {
  const { at, rest, usage } = usageOf()
  at.busy = true
  at.now = UNUSED_MS * 3
  usage.look()
  at.busy = false
  at.now += UNUSED_MS - 1
  usage.look()
  expect(rest).not.toHaveBeenCalled()
})

it('goes on while somebody sees that something happens', () => {
  const { at, rest, usage } = usageOf()
  at.now = UNUSED_MS
  usage.noteHappening()
  usage.look()
  expect(rest).not.toHaveBeenCalled()
  usage.noteSeen(false)
  usage.look()
  expect(rest).toHaveBeenCalledOnce()
})

const OPTIONS: CloudOptions = {
  ...{ seed: 1, cpu: 'fixed', latency: 'none', duplicates: 'never', faults: [], pace: '1x', startTime: 7 },
}

function cloudOf() {
  const client = {
    api: { deploy: vi.fn(() => Promise.resolve('deployed')), clock: vi.fn(), restart: vi.fn(), setPace: vi.fn() },
    ...{ onRecords: vi.fn(), onClock: vi.fn(), onEvent: vi.fn(), dispose: vi.fn() },
  }
  const start = vi.fn((_: CloudOptions) => Promise.resolve(client as unknown as CloudClient))
  const onState = vi.fn()
  return { client, start, onState, cloud: new RestingCloud(OPTIONS, { start, onState }) }
}

it('starts a sandbox with the first call that needs one, and once', async () => {
  const { start, cloud, onState } = cloudOf()
  expect(await cloud.api.clock()).toEqual({ now: 7, pace: '1x', nextEventAt: null, busy: false })
  expect(await cloud.api.trace(0)).toEqual([])
  await cloud.api.setPace('max')
  await cloud.api.setCpu('measured')
  expect(start).not.toHaveBeenCalled()
  const deployment = { stack: {}, code: [], layers: {} } as unknown as Parameters<typeof cloud.api.deploy>[0]
  await Promise.all([cloud.api.deploy(deployment), cloud.api.deploy(deployment)])
  expect(start).toHaveBeenCalledOnce()
  expect(start.mock.calls[0]?.[0]).toMatchObject({ pace: 'max', cpu: 'measured' })
  expect(onState.mock.calls).toEqual([['starting'], ['running']])
})

it('gives its sandbox back, says so, and starts another when it is needed', async () => {
  const { client, start, cloud } = cloudOf()
  const heard = vi.fn()
  cloud.onEvent(heard)
  cloud.rest()
  expect(heard).not.toHaveBeenCalled()
  await cloud.api.advance(1).catch(() => undefined)
  cloud.rest()
  await Promise.resolve()
  expect(client.dispose).toHaveBeenCalledOnce()
  expect(heard).toHaveBeenCalledWith({ type: 'rested' })
  await cloud.api.advance(1).catch(() => undefined)
  expect(start).toHaveBeenCalledTimes(2)
})

it('keeps nothing in the browser', () => {
  const scope: Record<string, unknown> = { localStorage: {}, indexedDB: {}, other: 1 }
  keepNothing(scope)
  expect(scope['localStorage']).toBeUndefined()
  expect(scope['indexedDB']).toBeUndefined()
  expect(scope['other']).toBe(1)
})
