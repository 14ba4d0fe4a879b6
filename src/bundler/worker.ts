/**
 * The bundler's thread, of one page or shared by several. It starts empty; esbuild is downloaded by the first call. Pages
 * share esbuild, and nothing else: each has an engine of its own, with its own source of packages.
 */

import { type Endpoint, expose } from 'comlink'
import * as esbuild from 'esbuild-wasm'
import wasmUrl from 'esbuild-wasm/esbuild.wasm?url'
import { BuildEngine } from './build'
import { download } from './download'
import type { BundlerThreadApi, DownloadProgress, PackageSource } from './protocol'
import type { LendBundler } from './shared'

/** Whom to tell of the download. */
const pages = new Set<Endpoint>()

let starting: Promise<void> | null = null

function started(): Promise<void> {
  starting ??= start().catch((error: unknown) => {
    // The network may be back at the next call.
    starting = null
    throw error
  })
  return starting
}

async function start(): Promise<void> {
  const response = await download(wasmUrl, (loadedBytes, totalBytes) => {
    const progress: DownloadProgress = { type: 'bundler-download', loadedBytes, totalBytes }
    for (const page of pages) page.postMessage(progress)
  })
  await initialize(await WebAssembly.compileStreaming(response))
}

let initialized: Promise<void> | null = null

/** esbuild can be initialised once per thread. */
function initialize(wasmModule: WebAssembly.Module): Promise<void> {
  initialized ??= esbuild.initialize({ wasmModule, worker: false })
  return initialized
}

const REHEARSAL_FILES = { 'index.ts': 'export const handler = async (event: unknown) => event' }
const REHEARSAL_ENTRY = { id: '', codeUri: '', handler: 'index.handler', buildProperties: {}, runtime: 'nodejs22.x' }

function serve(page: Endpoint): void {
  let packageSource: PackageSource | null = null
  let engine: BuildEngine | null = null
  const api: BundlerThreadApi = {
    connect(packages) {
      packageSource = packages
    },
    async warmUp() {
      await started()
      // An engine of its own: one engine builds one project.
      const rehearsal = new BuildEngine(esbuild)
      await rehearsal.build(REHEARSAL_FILES, [REHEARSAL_ENTRY])
      await rehearsal.dispose()
    },
    async build(files, entries, packages) {
      await started()
      engine ??= new BuildEngine(esbuild, packageSource)
      const builds = await engine.build(files, entries, packages)
      return builds.map(({ bundle }) => bundle)
    },
  }
  pages.add(page)
  expose(api, page)
}

const page = globalThis as unknown as Endpoint
serve(page)
addEventListener('message', ({ data, ports: [port] }: MessageEvent<Partial<LendBundler> | null>) => {
  if (data?.type === 'bundler-lend' && port) serve(port)
})
