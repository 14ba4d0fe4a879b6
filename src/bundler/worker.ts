/** The bundler's thread. It starts empty; esbuild is downloaded by the first call. */

import { expose } from 'comlink'
import * as esbuild from 'esbuild-wasm'
import wasmUrl from 'esbuild-wasm/esbuild.wasm?url'
import { BuildEngine } from './build'
import { download } from './download'
import type { BundlerThreadApi, DownloadProgress, PackageSource } from './protocol'

let packageSource: PackageSource | null = null

let starting: Promise<BuildEngine> | null = null

function engine(): Promise<BuildEngine> {
  starting ??= start().catch((error: unknown) => {
    // The network may be back at the next call.
    starting = null
    throw error
  })
  return starting
}

async function start(): Promise<BuildEngine> {
  const response = await download(wasmUrl, (loadedBytes, totalBytes) => {
    postMessage({ type: 'bundler-download', loadedBytes, totalBytes } satisfies DownloadProgress)
  })
  await initialize(await WebAssembly.compileStreaming(response))
  return new BuildEngine(esbuild, packageSource)
}

let initialized: Promise<void> | null = null

/** esbuild can be initialised once per thread. */
function initialize(wasmModule: WebAssembly.Module): Promise<void> {
  initialized ??= esbuild.initialize({ wasmModule, worker: false })
  return initialized
}

const REHEARSAL_FILES = { 'index.ts': 'export const handler = async (event: unknown) => event' }
const REHEARSAL_ENTRY = { id: '', codeUri: '', handler: 'index.handler', buildProperties: {}, runtime: 'nodejs22.x' }

const api: BundlerThreadApi = {
  connect(packages) {
    packageSource = packages
  },
  async warmUp() {
    await engine()
    // An engine of its own: one engine builds one project.
    const rehearsal = new BuildEngine(esbuild)
    await rehearsal.build(REHEARSAL_FILES, [REHEARSAL_ENTRY])
    await rehearsal.dispose()
  },
  async build(files, entries, packages) {
    const builds = await (await engine()).build(files, entries, packages)
    return builds.map(({ bundle }) => bundle)
  },
}

expose(api)
