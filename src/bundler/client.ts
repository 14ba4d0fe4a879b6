/** The page's side of the bundler: starts its thread when it is first needed, and notices when that dies. */

import { proxy, releaseProxy, type Remote, wrap } from 'comlink'
import type { ProjectFiles } from '../project/model'
import type { Bundle, BundleEntry, BundlerApi, BundlerThreadApi, DownloadProgress, PackageSource } from './protocol'
import { sharedThread, type Thread } from './shared'

export type { Bundle, BundleEntry } from './protocol'

export type LatestResult =
  | { readonly kind: 'built'; readonly request: number; readonly bundles: readonly Bundle[] }
  /** A newer request came before this one was begun. */
  | { readonly kind: 'superseded'; readonly request: number }

export interface BundlerOptions {
  /** What can be imported beside Node.js's built-ins: specifiers, subpaths included. Others bring a warning. */
  readonly packages?: readonly string[]
  /** Where other packages come from. Without it, there are no others. */
  readonly packageSource?: PackageSource
  /** Called while esbuild is being downloaded (14 MB, 3.8 MB compressed). */
  readonly onDownload?: (loadedBytes: number, totalBytes: number) => void
  /** Whether it is one thread for all frames of this origin that say so, in the same page. */
  readonly shared?: boolean
  /** For tests. */
  readonly startWorker?: () => Thread
}

/**
 * All calls reject with an Error named `BundlerLostError` if the thread dies, and with an Error if esbuild cannot be
 * downloaded; the next call starts anew. What is wrong with the project comes as diagnostics.
 */
export interface BundlerClient extends BundlerApi {
  /** Builds every entry; each call gets its own answer. */
  build(files: ProjectFiles, entries: readonly BundleEntry[]): Promise<readonly Bundle[]>
  /**
   * For building while somebody types: one of these runs at a time, and of those that wait only the newest is begun;
   * the others are superseded.
   */
  buildLatest(files: ProjectFiles, entries: readonly BundleEntry[]): Promise<LatestResult>
  /** The number of the last `buildLatest`, from 1. A result with a smaller one is about a project that has changed since. */
  readonly latestRequest: number
  /** Ends the thread. Open calls reject. */
  dispose(): void
}

interface Waiting {
  readonly request: number
  readonly files: ProjectFiles
  readonly entries: readonly BundleEntry[]
  readonly settle: (result: LatestResult | Promise<LatestResult>) => void
}

export function createBundler(options: BundlerOptions = {}): BundlerClient {
  const thread = new BundlerThread(options)
  let latestRequest = 0
  let running = false
  let waiting: Waiting | null = null

  const build = (files: ProjectFiles, entries: readonly BundleEntry[]) =>
    thread.call((api) => api.build(files, entries, options.packages ?? []))

  async function drain(): Promise<void> {
    if (running) return
    running = true
    while (waiting) {
      const { request, files, entries, settle }: Waiting = waiting
      waiting = null
      const result = build(files, entries).then((bundles) => ({ kind: 'built' as const, request, bundles }))
      settle(result)
      await result.catch(() => undefined)
    }
    running = false
  }

  return {
    build,
    buildLatest(files, entries) {
      latestRequest += 1
      const request = latestRequest
      waiting?.settle({ kind: 'superseded', request: waiting.request })
      return new Promise((settle) => {
        waiting = { request, files, entries, settle }
        void drain()
      })
    },
    get latestRequest() {
      return latestRequest
    },
    warmUp: () => thread.call((api) => api.warmUp()),
    dispose: () => thread.end('The bundler was closed'),
  }
}

/** A worker that is started by the first call and again after its death. */
class BundlerThread {
  private worker: Thread | null = null
  private api: Remote<BundlerThreadApi> | null = null
  private readonly open = new Set<(error: Error) => void>()

  constructor(private readonly options: BundlerOptions) {}

  /** Comlink's calls to a worker that died never settle: here they reject. */
  call<T>(method: (api: Remote<BundlerThreadApi>) => Promise<T>): Promise<T> {
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

  private start(): Remote<BundlerThreadApi> {
    const worker = this.options.startWorker?.() ?? (this.options.shared ? sharedThread(startWorker) : startWorker())
    worker.addEventListener('error', (event) =>
      this.end(`The bundler died: ${(event as ErrorEvent).message || 'it could not be loaded'}`),
    )
    worker.addEventListener('messageerror', () => this.end('The bundler sent something unreadable'))
    worker.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (isProgress(data)) this.options.onDownload?.(data.loadedBytes, data.totalBytes)
    })
    this.worker = worker
    this.api = wrap<BundlerThreadApi>(worker)
    // Calls are carried out in their order: it knows the source before it builds.
    if (this.options.packageSource) {
      this.api.connect(proxy(this.options.packageSource)).catch(() => undefined)
    }
    return this.api
  }
}

function startWorker(): Worker {
  return new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'bundler' })
}

function isProgress(data: unknown): data is DownloadProgress {
  return typeof data === 'object' && data !== null && (data as DownloadProgress).type === 'bundler-download'
}
