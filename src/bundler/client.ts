/** The page's side of the bundler: starts its thread when it is first needed, and notices when that dies. */

import { releaseProxy, type Remote, wrap } from 'comlink'
import type { ProjectFiles } from '../project/model'
import type { Bundle, BundleEntry, BundlerApi, DownloadProgress } from './protocol'

export type { Bundle, BundleEntry } from './protocol'

export type BundleResult =
  | { readonly kind: 'built'; readonly request: number; readonly bundles: readonly Bundle[] }
  /** A newer request came before this one was begun. */
  | { readonly kind: 'superseded'; readonly request: number }

export interface BundlerOptions {
  /** Packages that environments have beside Node.js's built-ins; importing others brings a warning. */
  readonly packages?: readonly string[]
  /** Asked before esbuild is; null if it has not got these. */
  readonly prebuilt?: (files: ProjectFiles, entries: readonly BundleEntry[]) => Promise<readonly Bundle[] | null>
  /** Called while esbuild is being downloaded (14 MB, 3.8 MB compressed). */
  readonly onDownload?: (loadedBytes: number, totalBytes: number) => void
  /** For tests. */
  readonly startWorker?: () => Worker
}

export interface BundlerClient {
  /**
   * The number of the last `build`, from 1. A result with a smaller one is about a project that has changed since.
   */
  readonly latestRequest: number
  /**
   * Builds every entry. One build runs at a time and is never interrupted; of those that wait only the newest is
   * begun, the others are superseded. What is wrong with the project comes as diagnostics.
   * @throws Error named `BundlerLostError` if the thread dies, and Error if esbuild cannot be downloaded; the next call
   *   starts anew
   */
  build(files: ProjectFiles, entries: readonly BundleEntry[]): Promise<BundleResult>
  /** Downloads and starts esbuild, so that the first build need not. Throws as `build` does. */
  warmUp(): Promise<void>
  /** Ends the thread. Open calls reject. */
  dispose(): void
}

interface Waiting {
  readonly request: number
  readonly files: ProjectFiles
  readonly entries: readonly BundleEntry[]
  readonly settle: (result: BundleResult | Promise<BundleResult>) => void
}

export function createBundler(options: BundlerOptions = {}): BundlerClient {
  const thread = new BundlerThread(options)
  let latestRequest = 0
  let running = false
  let waiting: Waiting | null = null

  async function run({ request, files, entries }: Waiting): Promise<BundleResult> {
    const prebuilt = await options.prebuilt?.(files, entries)
    const bundles = prebuilt ?? (await thread.call((api) => api.build(files, entries, options.packages ?? [])))
    return { kind: 'built', request, bundles }
  }

  async function drain(): Promise<void> {
    if (running) return
    running = true
    while (waiting) {
      const next: Waiting = waiting
      waiting = null
      const result = run(next)
      next.settle(result)
      await result.catch(() => undefined)
    }
    running = false
  }

  return {
    get latestRequest() {
      return latestRequest
    },
    build(files, entries) {
      latestRequest += 1
      const request = latestRequest
      waiting?.settle({ kind: 'superseded', request: waiting.request })
      return new Promise((settle) => {
        waiting = { request, files, entries, settle }
        void drain()
      })
    },
    warmUp: () => thread.call((api) => api.warmUp()),
    dispose: () => thread.end('The bundler was closed'),
  }
}

/** A worker that is started by the first call and again after its death. */
class BundlerThread {
  private worker: Worker | null = null
  private api: Remote<BundlerApi> | null = null
  private readonly open = new Set<(error: Error) => void>()

  constructor(private readonly options: BundlerOptions) {}

  /** Comlink's calls to a worker that died never settle: here they reject. */
  call<T>(method: (api: Remote<BundlerApi>) => Promise<T>): Promise<T> {
    const api = this.api ?? this.start()
    return new Promise((resolve, reject) => {
      this.open.add(reject)
      method(api)
        .then(resolve, reject)
        .finally(() => this.open.delete(reject))
    })
  }

  end(reason: string): void {
    this.worker?.terminate()
    this.api?.[releaseProxy]()
    this.worker = null
    this.api = null
    const error = Object.assign(new Error(reason), { name: 'BundlerLostError' })
    for (const reject of this.open) reject(error)
    this.open.clear()
  }

  private start(): Remote<BundlerApi> {
    const worker = this.options.startWorker?.() ?? startWorker()
    worker.addEventListener('error', (event) =>
      this.end(`The bundler died: ${event.message || 'it could not be loaded'}`),
    )
    worker.addEventListener('messageerror', () => this.end('The bundler sent something unreadable'))
    worker.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (isProgress(data)) this.options.onDownload?.(data.loadedBytes, data.totalBytes)
    })
    this.worker = worker
    this.api = wrap<BundlerApi>(worker)
    return this.api
  }
}

function startWorker(): Worker {
  return new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'bundler' })
}

function isProgress(data: unknown): data is DownloadProgress {
  return typeof data === 'object' && data !== null && (data as DownloadProgress).type === 'bundler-download'
}
