import { statSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createBundler } from '../../../src/bundler/client'
import { ESBUILD_WASM_BYTES } from '../../../src/bundler/download'
import type { Bundle } from '../../../src/bundler/protocol'
import { entry } from './project'

interface Call {
  readonly id: string
  readonly path: readonly string[]
  readonly argumentList: readonly { readonly value: unknown }[]
}

/** A Worker that answers Comlink calls when told to. */
class FakeWorker extends EventTarget {
  readonly calls: Call[] = []
  terminated = false

  postMessage(message: Call): void {
    this.calls.push(message)
  }

  terminate(): void {
    this.terminated = true
  }

  send(data: unknown): void {
    this.dispatchEvent(new MessageEvent('message', { data }))
  }

  answer(call: Call | undefined, value: readonly Bundle[]): void {
    this.send({ id: call?.id, type: 'RAW', value })
  }
}

function client(options: Parameters<typeof createBundler>[0] = {}) {
  const workers: FakeWorker[] = []
  const startWorker = () => {
    const worker = new FakeWorker()
    workers.push(worker)
    return worker as unknown as Worker
  }
  return { bundler: createBundler({ ...options, startWorker }), workers }
}

const turn = () => new Promise((resolve) => setTimeout(resolve))
const bundleOf = (id: string): Bundle => ({ id, files: {}, imports: [], diagnostics: [] })

describe('the bundler on the page', () => {
  it('starts its thread with the first call', async () => {
    const { bundler, workers } = client()
    expect(workers).toHaveLength(0)
    void bundler.warmUp()
    void bundler.warmUp()
    await turn()
    expect(workers).toHaveLength(1)
    expect(workers[0]?.calls.map(({ path }) => path)).toEqual([['warmUp'], ['warmUp']])
  })

  it('answers every build', async () => {
    const { bundler, workers } = client({ packages: ['zod'] })
    const results = [1, 2].map((n) => bundler.build({ 'a.ts': String(n) }, [entry()]))
    await turn()
    const calls = workers[0]?.calls ?? []
    expect(calls.map(({ argumentList }) => argumentList.map(({ value }) => value))).toEqual([
      [{ 'a.ts': '1' }, [entry()], ['zod']],
      [{ 'a.ts': '2' }, [entry()], ['zod']],
    ])
    workers[0]?.answer(calls[1], [bundleOf('two')])
    workers[0]?.answer(calls[0], [bundleOf('one')])
    expect(await Promise.all(results)).toEqual([[bundleOf('one')], [bundleOf('two')]])
  })

  it('runs one of the latest at a time and drops those that were overtaken while waiting', async () => {
    const { bundler, workers } = client({ packages: ['zod'] })
    const results = [1, 2, 3].map((n) => bundler.buildLatest({ 'a.ts': String(n) }, [entry()]))
    await turn()
    expect(workers[0]?.calls.map(({ argumentList }) => argumentList.map(({ value }) => value))).toEqual([
      [{ 'a.ts': '1' }, [entry()], ['zod']],
    ])
    workers[0]?.answer(workers[0].calls[0], [bundleOf('one')])
    await turn()
    workers[0]?.answer(workers[0].calls[1], [bundleOf('three')])
    expect(await Promise.all(results)).toEqual([
      { kind: 'built', request: 1, bundles: [bundleOf('one')] },
      { kind: 'superseded', request: 2 },
      { kind: 'built', request: 3, bundles: [bundleOf('three')] },
    ])
    expect(bundler.latestRequest).toBe(3)
  })

  it('rejects what is open when the thread dies, and starts another for the next call', async () => {
    const { bundler, workers } = client()
    const warm = bundler.warmUp()
    const build = bundler.build({}, [entry()])
    await turn()
    workers[0]?.dispatchEvent(Object.assign(new Event('error'), { message: 'out of memory' }))
    await expect(warm).rejects.toMatchObject({ name: 'BundlerLostError', message: expect.stringContaining('memory') })
    await expect(build).rejects.toMatchObject({ name: 'BundlerLostError' })
    expect(workers[0]?.terminated).toBe(true)
    const again = bundler.build({}, [entry()])
    await turn()
    workers[1]?.answer(workers[1].calls[0], [bundleOf('again')])
    expect(await again).toEqual([bundleOf('again')])
  })

  it('rejects what is open when it is closed', async () => {
    const { bundler } = client()
    const warm = bundler.warmUp()
    bundler.dispose()
    await expect(warm).rejects.toMatchObject({ name: 'BundlerLostError' })
  })

  it('passes on how far the download is', async () => {
    const seen: number[][] = []
    const { bundler, workers } = client({ onDownload: (loaded, total) => seen.push([loaded, total]) })
    void bundler.warmUp()
    workers[0]?.send({ type: 'bundler-download', loadedBytes: 5, totalBytes: 10 })
    expect(seen).toEqual([[5, 10]])
  })

  it('knows how large the download is', () => {
    expect(statSync('node_modules/esbuild-wasm/esbuild.wasm').size).toBe(ESBUILD_WASM_BYTES)
  })
})
