/**
 * A cloud that runs only while somebody uses it: its sandbox starts with the first call that needs one, and is given back
 * when it was unused for a while. What the page has seen of the run stays in the page.
 */

import type { CloudClient, CloudEvent } from '../cloud/client'
import type { CloudApi, CloudOptions } from '../cloud/protocol'
import type { ClockState } from '../cloud/protocol'
import type { TraceRecord } from '../cloud/aws/trace-records'

export interface RestingHooks {
  /** Starts a sandbox with these options. */
  readonly start: (options: CloudOptions) => Promise<CloudClient>
  readonly onState: (state: 'starting' | 'running' | 'resting' | 'failed') => void
}

type Listeners<Heard> = Set<(heard: Heard) => void>

export class RestingCloud implements CloudClient {
  readonly api: CloudApi
  readonly #records: Listeners<readonly TraceRecord[]> = new Set()
  readonly #clocks: Listeners<ClockState> = new Set()
  readonly #events: Listeners<CloudEvent> = new Set()
  #running: Promise<CloudClient> | null = null
  #clock: ClockState

  constructor(
    private options: CloudOptions,
    private readonly hooks: RestingHooks,
  ) {
    this.#clock = { now: options.startTime, pace: options.pace, nextEventAt: null, busy: false }
    this.api = {
      restore: (request) => this.#awake((api) => api.restore(request)),
      deploy: (request) => this.#awake((api) => api.deploy(request)),
      invoke: (request) => this.#awake((api) => api.invoke(request)),
      load: (request) => this.#awake((api) => api.load(request)),
      play: (request) => this.#awake((api) => api.play(request)),
      send: (request) => this.#awake((api) => api.send(request)),
      aws: (request) => this.#awake((api) => api.aws(request)),
      http: (request) => this.#awake((api) => api.http(request)),
      decideAccess: (questions) => this.#awake((api) => api.decideAccess(questions)),
      viewsAt: (at) => this.#awake((api) => api.viewsAt(at)),
      check: (request) => this.#awake((api) => api.check(request)),
      advance: (ms) => this.#awake((api) => api.advance(ms)),
      step: (by) => this.#awake((api) => api.step(by)),
      runUntilIdle: (limitMs) => this.#awake((api) => api.runUntilIdle(limitMs)),
      // What a cloud without a stack answers is known without one.
      entrances: () => this.#ifAwake((api) => api.entrances(), []),
      views: () => this.#ifAwake((api) => api.views(), []),
      trace: (since) => this.#ifAwake((api) => api.trace(since), []),
      sendTrace: (port) => this.#awake((api) => api.sendTrace(port)),
      clock: () => this.#ifAwake((api) => api.clock(), this.#clock),
      // … and what it is to start with is remembered.
      restart: (next) => {
        this.options = next
        this.#clock = { now: next.startTime, pace: next.pace, nextEventAt: null, busy: false }
        return this.#ifAwake((api) => api.restart(next), undefined)
      },
      setPace: (pace) => {
        this.options = { ...this.options, pace }
        this.#clock = { ...this.#clock, pace }
        return this.#ifAwake((api) => api.setPace(pace), this.#clock)
      },
      setCpu: (cpu) => this.#set({ cpu }, (api) => api.setCpu(cpu)),
      setLatency: (latency) => this.#set({ latency }, (api) => api.setLatency(latency)),
      setDuplicates: (duplicates) => this.#set({ duplicates }, (api) => api.setDuplicates(duplicates)),
      setFaults: (faults) => this.#set({ faults }, (api) => api.setFaults(faults)),
      setAccountConcurrency: (concurrency) => {
        const { accountConcurrency: _, ...options } = this.options
        this.options = concurrency === null ? options : { ...options, accountConcurrency: concurrency }
        return this.#ifAwake((api) => api.setAccountConcurrency(concurrency), undefined)
      },
    }
  }

  get isRunning(): boolean {
    return this.#running !== null
  }

  onRecords(listener: (records: readonly TraceRecord[]) => void): () => void {
    return listening(this.#records, listener)
  }

  onClock(listener: (clock: ClockState) => void): () => void {
    return listening(this.#clocks, listener)
  }

  onEvent(listener: (event: CloudEvent) => void): () => void {
    return listening(this.#events, listener)
  }

  /** Gives the sandbox back, with all that is in it. */
  rest(): void {
    const running = this.#running
    if (!running) return
    this.#running = null
    void running.then(
      (client) => client.dispose(),
      () => undefined,
    )
    this.#clock = { ...this.#clock, nextEventAt: null, busy: false }
    for (const listener of this.#clocks) listener(this.#clock)
    for (const listener of this.#events) listener({ type: 'rested' })
    this.hooks.onState('resting')
  }

  dispose(): void {
    this.rest()
  }

  #start(): Promise<CloudClient> {
    if (this.#running) return this.#running
    this.hooks.onState('starting')
    const running = this.hooks.start(this.options)
    this.#running = running
    running.then(
      (client) => {
        if (this.#running !== running) return
        client.onRecords((records) => this.#records.forEach((listener) => listener(records)))
        client.onEvent((event) => this.#events.forEach((listener) => listener(event)))
        client.onClock((clock) => {
          this.#clock = clock
          for (const listener of this.#clocks) listener(clock)
        })
        this.hooks.onState('running')
      },
      () => {
        // The next call tries again.
        if (this.#running !== running) return
        this.#running = null
        this.hooks.onState('failed')
      },
    )
    return running
  }

  async #awake<Result>(work: (api: CloudApi) => Promise<Result>): Promise<Result> {
    return work((await this.#start()).api)
  }

  async #ifAwake<Result>(work: (api: CloudApi) => Promise<Result>, otherwise: Result): Promise<Result> {
    return this.#running ? work((await this.#running).api) : otherwise
  }

  #set(part: Partial<CloudOptions>, work: (api: CloudApi) => Promise<void>): Promise<void> {
    this.options = { ...this.options, ...part }
    return this.#ifAwake(work, undefined)
  }
}

function listening<Heard>(listeners: Listeners<Heard>, listener: (heard: Heard) => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
