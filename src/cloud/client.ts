/** The page's side of the cloud worker: starts the sandbox frame, connects to the worker in it, checks what it says. */

import * as Comlink from 'comlink'
import runtimeUrl, { bytes as runtimeBytes } from '../runtime/main.ts?script'
import type { StartSandbox } from '../sandbox/protocol'
import { PAGE_LIMITS } from './aws/page-limits'
import type { TraceRecord } from './aws/trace-records'
import {
  parseCheckReport,
  parseClock,
  parseDecisions,
  parseEntrances,
  parseFault,
  parsePastViews,
  parseRecords,
  parseRestoreReport,
  parseRunPart,
  parseViews,
} from './from-sandbox'
import type { ClockState, CloudApi, CloudMessage, CloudOptions, RestoreReport } from './protocol'
import { KeptRun } from './replay/kept-run'
import cloudUrl, { bytes as cloudBytes } from './worker.ts?script'

export type CloudEvent =
  /** The sandbox process died (out of memory) or stopped answering; a new one is being started. */
  | { readonly type: 'lost'; readonly reason: string }
  /** The new one answers. It has the run again, and goes on; or else it starts empty. */
  | { readonly type: 'restarted'; readonly restored: RestoreReport }
  /** A limit of ours: the run has paused, and may be let go on. */
  | { readonly type: 'paused'; readonly records: number }
  /** It was unused, and was given back on purpose; the next call starts a new one, which is empty. */
  | { readonly type: 'rested' }
  /** A broken invariant in the simulator: the run has stopped. */
  | {
      readonly type: 'fault'
      readonly message: string
      readonly stack: string
      readonly seed: number
      readonly at: number
    }

export interface CloudClient {
  /** Calls reject with an Error named `CloudLostError` when the sandbox dies before the answer. */
  readonly api: CloudApi
  /** New records, in order, about once a frame. @returns ends the subscription */
  onRecords(listener: (records: readonly TraceRecord[]) => void): () => void
  onClock(listener: (clock: ClockState) => void): () => void
  onEvent(listener: (event: CloudEvent) => void): () => void
  dispose(): void
}

export class CloudLostError extends Error {
  override readonly name = 'CloudLostError'
}

/**
 * The sandbox counts as dead after this many looks in a row without a sign of life (it gives one a second). Looks and not
 * seconds: while the page itself is busy it neither looks nor hears.
 */
const LOOK_INTERVAL = 1000
const SILENT_LOOKS_MAX = PAGE_LIMITS.silence.value / LOOK_INTERVAL
/** Before its first sign: a slow machine takes a while to compile its script, and would take as long for another. */
const SILENT_LOOKS_AT_START = 45

const SILENCE = `It has not answered for ${(SILENT_LOOKS_MAX * LOOK_INTERVAL) / 1000} seconds: out of memory, or kept busy.`
const CLOSED = 'The browser ended its process: out of memory.'

/** Where a sandbox is. */
export interface SandboxPlace {
  /** Where the (invisible) frame is put. */
  readonly host: HTMLElement
  /** Where the built page lies; ends in a slash. */
  readonly root: URL
  /** Whether a run is had again after its sandbox was lost. */
  readonly keepsRun?: boolean
}

/**
 * @param onDownload told how many bytes are there, of how many
 */
export async function startCloud(
  options: CloudOptions,
  place: SandboxPlace,
  onDownload: (loaded: number, total: number) => void = () => undefined,
): Promise<CloudClient> {
  let loaded = 0
  const note = (bytes: number): void => onDownload((loaded += bytes), cloudBytes + runtimeBytes)
  const [cloud, runtime] = await Promise.all([cloudUrl, runtimeUrl].map((url) => fetchText(url, note)))
  const client = new SandboxClient(options, place, { cloud: cloud ?? '', runtime: runtime ?? '' })
  await client.connected
  return client
}

async function fetchText(url: string, note: (bytes: number) => void): Promise<string> {
  const response = await fetch(url)
  if (!response.ok || !response.body) throw new Error(`Loading ${url} failed: HTTP ${response.status}.`)
  const decoder = new TextDecoder()
  const reader = response.body.getReader()
  let text = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    text += decoder.decode(value, { stream: true })
    note(value.byteLength)
  }
}

class SandboxClient implements CloudClient {
  readonly api: CloudApi
  connected: Promise<void> = Promise.resolve()
  readonly #recordListeners = new Set<(records: readonly TraceRecord[]) => void>()
  readonly #clockListeners = new Set<(clock: ClockState) => void>()
  readonly #eventListeners = new Set<(event: CloudEvent) => void>()
  /** Rejections of calls that wait for an answer. */
  readonly #open = new Set<(error: Error) => void>()
  readonly #lookout: ReturnType<typeof setInterval>
  #frame: HTMLIFrameElement | null = null
  #remote: Comlink.Remote<CloudApi> | null = null
  #records: MessagePort | null = null
  #silentLooks = 0
  /** Whether this sandbox has given a sign of life. */
  #heard = false
  /** As of now: what a new sandbox starts with. */
  #options: CloudOptions
  /** The run, as far as this page can have it again. */
  #kept: KeptRun | null = null
  readonly #layers: Record<string, string> = {}
  /** Records that the page has. */
  #known = 0
  /** Functions that ran when the last sandbox of this run was lost. */
  #suspects: readonly string[] | null = null
  #restoring = false

  constructor(
    options: CloudOptions,
    readonly place: SandboxPlace,
    readonly scripts: { readonly cloud: string; readonly runtime: string },
  ) {
    this.#options = options
    this.api = {
      restart: async (next) => {
        this.#options = next
        // Nobody wants it again, even if the sandbox dies now: ending a thousand environments can keep it too busy to answer.
        this.#forgetRun()
        try {
          await this.#call((remote) => remote.restart(next))
        } catch (error) {
          if (!(error instanceof CloudLostError)) throw error
          // The next one starts with these options: that is what was asked for.
          await this.connected
        }
      },
      restore: (request) => this.#call((remote) => remote.restore(request)),
      deploy: (request) => {
        Object.assign(this.#layers, request.layers)
        return this.#call((remote) => remote.deploy(request))
      },
      invoke: (request) => this.#call((remote) => remote.invoke(request)),
      load: (request) => this.#call((remote) => remote.load(request)),
      play: (request) => this.#call((remote) => remote.play(request)),
      send: (request) => this.#call((remote) => remote.send(request)),
      aws: (request) => this.#call((remote) => remote.aws(request)),
      http: (request) => this.#call((remote) => remote.http(request)),
      entrances: async () => parseEntrances(await this.#call((remote) => remote.entrances())),
      views: async () => parseViews(await this.#call((remote) => remote.views())),
      decideAccess: async (questions) => parseDecisions(await this.#call((remote) => remote.decideAccess(questions))),
      viewsAt: async (at) => parsePastViews(await this.#call((remote) => remote.viewsAt(at))),
      clock: () => this.#call((remote) => remote.clock()),
      setPace: (pace) => {
        this.#options = { ...this.#options, pace }
        return this.#call((remote) => remote.setPace(pace))
      },
      setCpu: (cpu) => {
        this.#options = { ...this.#options, cpu }
        return this.#call((remote) => remote.setCpu(cpu))
      },
      setLatency: (latency) => {
        this.#options = { ...this.#options, latency }
        return this.#call((remote) => remote.setLatency(latency))
      },
      setDuplicates: (duplicates) => {
        this.#options = { ...this.#options, duplicates }
        return this.#call((remote) => remote.setDuplicates(duplicates))
      },
      setAccountConcurrency: (concurrency) => {
        const { accountConcurrency: _, ...options } = this.#options
        this.#options = concurrency === null ? options : { ...options, accountConcurrency: concurrency }
        return this.#call((remote) => remote.setAccountConcurrency(concurrency))
      },
      setFaults: (faults) => {
        this.#options = { ...this.#options, faults }
        return this.#call((remote) => remote.setFaults(faults))
      },
      advance: (ms) => this.#call((remote) => remote.advance(ms)),
      step: (by) => this.#call((remote) => remote.step(by)),
      runUntilIdle: (limitMs) => this.#call((remote) => remote.runUntilIdle(limitMs)),
      check: async (request) => {
        Object.assign(this.#layers, request.layerTexts)
        return parseCheckReport(await this.#call((remote) => remote.check(request)))
      },
      trace: (since) => this.#call((remote) => remote.trace(since)),
      sendTrace: (port) => this.#call((remote) => remote.sendTrace(Comlink.transfer(port, [port]))),
    }
    this.#connect()
    this.#lookout = setInterval(() => this.#look(), LOOK_INTERVAL)
  }

  onRecords(listener: (records: readonly TraceRecord[]) => void): () => void {
    return subscribe(this.#recordListeners, listener)
  }

  onClock(listener: (clock: ClockState) => void): () => void {
    return subscribe(this.#clockListeners, listener)
  }

  onEvent(listener: (event: CloudEvent) => void): () => void {
    return subscribe(this.#eventListeners, listener)
  }

  dispose(): void {
    clearInterval(this.#lookout)
    this.#disconnect(new CloudLostError('The playground was closed.'))
  }

  /** Comlink never answers for a peer that is gone: every open call is rejected here. */
  #call<Result>(work: (remote: CloudApi) => Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      const remote = this.#remote
      if (!remote) {
        reject(new CloudLostError('The sandbox is not running.'))
        return
      }
      this.#open.add(reject)
      // Every method of CloudApi is asynchronous, so that the remote one has its very type.
      work(remote as unknown as CloudApi)
        .then(resolve, reject)
        .finally(() => this.#open.delete(reject))
    })
  }

  #connect(): void {
    const frame = document.createElement('iframe')
    frame.title = 'Coldstart sandbox'
    frame.src = new URL('sandbox/index.html', this.place.root).href
    const calls = new MessageChannel()
    const records = new MessageChannel()
    this.#frame = frame
    this.#records = records.port1
    this.#remote = Comlink.wrap<CloudApi>(calls.port1)
    this.#silentLooks = 0
    this.#heard = false
    this.connected = new Promise((resolve, reject) => {
      this.#open.add(reject)
      records.port1.onmessage = (event: MessageEvent<unknown>) => {
        this.#open.delete(reject)
        resolve()
        this.#receive(event.data)
      }
    })
    // Engines that know this event say at once that the other end is gone.
    records.port1.addEventListener('close', () => {
      if (this.#records === records.port1) this.#replace(CLOSED)
    })
    frame.onload = () => {
      const start: StartSandbox = {
        type: 'coldstart:start',
        ...this.scripts,
        options: this.#options,
        keepsRun: this.place.keepsRun ?? false,
        calls: calls.port2,
        records: records.port2,
      }
      // The sandboxed frame is in the one that holds it. Its origin is opaque: no other target origin would match it.
      frame.contentWindow?.frames[0]?.postMessage(start, '*', [calls.port2, records.port2])
    }
    this.place.host.append(frame)
  }

  #disconnect(reason: CloudLostError): void {
    this.#frame?.remove()
    this.#frame = null
    this.#remote = null
    if (this.#records) this.#records.onmessage = null
    this.#records?.close()
    this.#records = null
    for (const reject of [...this.#open]) reject(reason)
    this.#open.clear()
  }

  #look(): void {
    // A page in the background may hear late.
    this.#silentLooks = document.hidden ? 0 : this.#silentLooks + 1
    if (this.#silentLooks > (this.#heard ? SILENT_LOOKS_MAX : SILENT_LOOKS_AT_START)) this.#replace(SILENCE)
  }

  #replace(reason: string): void {
    this.#disconnect(new CloudLostError(reason))
    this.#emit({ type: 'lost', reason })
    this.#connect()
    this.connected
      .then(() => this.#restore())
      .then(
        (restored) => this.#emit({ type: 'restarted', restored }),
        () => undefined,
      )
  }

  /** What the new sandbox has of the lost run; it dies under this only once. */
  async #restore(): Promise<RestoreReport> {
    const run = this.#kept
    if (!run || this.#restoring) {
      this.#forgetRun()
      return { ok: false, reason: run ? 'The new sandbox stopped, too, while it had the run again.' : '' }
    }
    this.#restoring = true
    const { pace } = this.#options
    const request = { ...{ run: run.data, layers: this.#layers, known: this.#known, pace }, suspects: this.#suspects }
    const report = parseRestoreReport(await this.#call((remote) => remote.restore(request)))
    this.#restoring = false
    if (report.ok) {
      this.#suspects = report.running.filter(({ computing }) => computing).map(({ functionName }) => functionName)
    } else {
      this.#forgetRun()
      await this.#call((remote) => remote.restart(this.#options))
    }
    return report
  }

  #forgetRun(): void {
    this.#kept = null
    this.#known = 0
    this.#suspects = null
    this.#restoring = false
  }

  /** What comes from the sandbox is data from a stranger: only what has the right shape passes. */
  #receive(data: unknown): void {
    const message = data as Partial<CloudMessage> | null
    this.#silentLooks = 0
    this.#heard = true
    switch (message?.type) {
      case 'records': {
        if (this.#recordListeners.size === 0) return
        const records = parseRecords((message as { records?: unknown }).records)
        this.#known = (records.at(-1)?.seq ?? this.#known - 1) + 1
        for (const listener of this.#recordListeners) listener(records)
        return
      }
      case 'clock': {
        const clock = parseClock((message as { clock?: unknown }).clock)
        if (clock) for (const listener of this.#clockListeners) listener(clock)
        return
      }
      case 'run': {
        const { options, again, part } = message as { options?: CloudOptions; again?: boolean; part?: unknown }
        if (options) this.#kept = new KeptRun(options)
        if (options && !again) this.#known = 0
        this.#kept?.add(parseRunPart(part))
        return
      }
      case 'paused':
        return this.#emit({ type: 'paused', records: Number((message as { records?: unknown }).records) })
      case 'fault': {
        this.#emit({ type: 'fault', ...parseFault(message) })
        return
      }
      default:
        return
    }
  }

  #emit(event: CloudEvent): void {
    for (const listener of this.#eventListeners) listener(event)
  }
}

function subscribe<Listener>(listeners: Set<Listener>, listener: Listener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
