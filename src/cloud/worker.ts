/**
 * The cloud's thread, started inside the sandbox. Its first message brings the runtime's text and two ports (see
 * protocol.ts); from then on the page calls and this answers.
 */

import { PAGE_LIMITS } from './aws/page-limits'
import * as Comlink from 'comlink'
import type { StartCloud } from '../sandbox/protocol'
import { CheckRun } from './checks/check-run'
import { checkInit } from './checks/check-process'
import { createWorkerHost, type WorkerHost } from './environment-workers'
import { assert } from './kernel/assert'
import { Pacer, type RealTime } from './kernel/pacer'
import type {
  CheckReport,
  CheckRequest,
  ClockState,
  CloudApi,
  CloudMessage,
  CloudOptions,
  PastViews,
  RestoreReport,
  RestoreRequest,
  StepUnit,
} from './protocol'
import { Past } from './replay/past'
import { fromKept, toKeep } from './replay/kept-run'
import { RecordedCloud } from './replay/recorded-cloud'
import type { RecordedRun } from './replay/recording'
import { Replay } from './replay/replay'
import { ResumedHost } from './replay/resumed-host'
import type { CodePackage } from './services/contract'

/** How often new records and the clock go to the page, real milliseconds. */
const PUBLISH_INTERVAL = 16
const HEARTBEAT_INTERVAL = 1000
/** The page reads a message in one go: about 4 ms for so many. */
const RECORDS_PER_MESSAGE = 1000
/** A step that finds nothing to stop at ends after this much virtual time: a day. */
const STEP_LIMIT = 86_400_000
/** How long a replay goes on before the run itself gets its turn, real milliseconds. */
const REPLAY_SLICE = 4

/** How long a test of the checks may take, real milliseconds, and one turn of it. */
const CHECK_REAL_MAX = PAGE_LIMITS.checkTime.value
const CHECK_TURN_REAL_MAX = 8_000

const channel = new MessageChannel()
const breaths: (() => void)[] = []
channel.port1.onmessage = () => breaths.shift()?.()

const realTime: RealTime = {
  now: () => performance.now(),
  sleep(ms) {
    let wake = (): void => {}
    const ended = new Promise<void>((resolve) => {
      const timer = Number.isFinite(ms) ? setTimeout(resolve, ms) : null
      wake = () => {
        if (timer !== null) clearTimeout(timer)
        resolve()
      }
    })
    return { ended, wake: () => wake() }
  },
  breathe: () =>
    new Promise((resolve) => {
      breaths.push(resolve)
      channel.port2.postMessage(null)
    }),
}

/** One run, from a restart to the next. */
class Session {
  readonly cloud: RecordedCloud
  readonly pacer: Pacer
  readonly #past: Past
  #sliceEndsAt = 0
  #following = false
  readonly #layers = new Map<string, string>()
  readonly #layerNames = new Map<string, string>()
  #published = 0
  #lastClock = ''
  #recordsMax = PAGE_LIMITS.traceRecords.value
  /** Steps and inputs that the page has of what was written down. */
  #kept = -1
  #restoring = false

  /** @param resumed instead of the host: of a run that is had again */
  constructor(
    readonly options: CloudOptions,
    readonly host: WorkerHost,
    readonly keepsRun: boolean,
    readonly send: (message: CloudMessage) => void,
    readonly resumed: ResumedHost | null = null,
  ) {
    this.cloud = new RecordedCloud(options, resumed ?? host)
    this.#past = new Past(this.cloud.recording, this.cloud.kernel.trace, () => this.#pauseReplay())
    this.pacer = new Pacer(this.cloud.kernel, realTime, options.pace)
    this.pacer.drive().catch((error: unknown) => this.fault(error))
  }

  stop(): void {
    this.pacer.stop()
    this.host.endAll()
  }

  clock(): ClockState {
    const { kernel } = this.cloud
    this.pacer.synchronise()
    const next = kernel.nextForegroundAt
    return { now: kernel.now, pace: this.pacer.pace, nextEventAt: next, busy: next !== null && next <= kernel.now }
  }

  /** Input from outside happens at the instant that the pace has reached. */
  input<Result>(work: (cloud: RecordedCloud) => Result): Result {
    this.pacer.synchronise()
    return work(this.cloud)
  }

  step(by: StepUnit): Promise<unknown> {
    const { trace } = this.cloud.kernel
    const { length } = trace
    switch (by) {
      case 'instant':
        return this.pacer.step()
      case 'event':
        return this.pacer.stepUntil(() => trace.length > length, STEP_LIMIT)
      case 'invocation': {
        let seen = length
        const isThere = (): boolean => {
          const fresh = trace.length > seen ? trace.since(seen) : []
          seen = trace.length
          return fresh.some(({ type }) => type === 'invocation.started' || type === 'invocation.ended')
        }
        return this.pacer.stepUntil(isThere, STEP_LIMIT)
      }
    }
  }

  async viewsAt(at: number): Promise<PastViews> {
    const { now } = this.cloud.kernel
    return at >= now ? { state: 'known', at: now, views: this.cloud.views() } : this.#past.viewsAt(at)
  }

  /** While nothing else is to be done: goes after the run, so that any moment of it can be shown at once. */
  async follow(): Promise<void> {
    if (this.#following) return
    this.#following = true
    try {
      while (this.pacer.isResting && this.#past.isBehind) {
        const until = realTime.now() + REPLAY_SLICE
        await this.#past.follow(() => realTime.now() < until)
        await realTime.breathe()
      }
      this.#following = false
    } catch {
      // Whoever looks back hears of it: then it is replayed once more. Nobody goes after this run again.
    }
  }

  async #pauseReplay(): Promise<void> {
    if (realTime.now() < this.#sliceEndsAt) return
    await realTime.breathe()
    this.#sliceEndsAt = realTime.now() + REPLAY_SLICE
  }

  /** Has a lost run again, without any real process, up to its recorded end; from there on it is a run as any other. */
  async restore(run: RecordedRun, resumed: ResumedHost, request: RestoreRequest): Promise<RestoreReport> {
    const { known, pace, suspects } = request
    this.#published = known
    this.#restoring = true
    const end = run.until
    const report = await this.pacer.lend<RestoreReport>(async () => {
      const replay = new Replay(run, null, this.cloud)
      await replay.runTo({ at: end.at }, () => this.#pauseReplay())
      const { kernel } = this.cloud
      if (replay.position.steps < end.steps || kernel.trace.length < known)
        return { ok: false, reason: 'It was too long to be written down whole.' }
      const records = kernel.trace.length
      const { running } = this.cloud.loseProcesses()
      resumed.lose()
      const names = running.filter(({ computing }) => computing).map(({ functionName }) => functionName)
      const isSame = suspects?.length === 0 ? names.length === 0 : names.some((name) => suspects?.includes(name))
      const paused = suspects !== null && isSame
      return { ok: true, at: kernel.now, records, running, paused }
    })
    this.#restoring = false
    if (report.ok && !report.paused) this.pacer.pace = pace
    return report
  }

  /** Nothing else moves the clock meanwhile. */
  check({ files, layers, event }: Omit<CheckRequest, 'layerTexts'>): Promise<CheckReport> {
    return this.pacer.lend(() => {
      const code = this.codePackage(files, layers)
      const process = this.host.start(CHECK_TURN_REAL_MAX)
      const init = checkInit(this.cloud, code, this.cloud.deployed)
      return new CheckRun({ cloud: this.cloud, process, realTime, init, event, realLimit: CHECK_REAL_MAX }).run()
    })
  }

  addLayers(layers: Readonly<Record<string, string>>): void {
    for (const [name, text] of Object.entries(layers)) {
      this.#layers.set(name, text)
      this.#layerNames.set(text, name)
    }
  }

  codePackage(files: CodePackage['files'], layers: readonly string[]): CodePackage {
    return { files, layers: layers.map((name) => this.layerText(name)) }
  }

  /** The page sends each layer before the first function that needs it. */
  layerText(name: string): string {
    const text = this.#layers.get(name)
    assert(text !== undefined, `the layer ${name} was not sent`)
    return text
  }

  publish(): void {
    // What the page has seen already does not come again.
    if (this.#restoring) return
    this.#keep()
    const { trace } = this.cloud.kernel
    while (this.#published < trace.length) {
      const records = trace.since(this.#published, RECORDS_PER_MESSAGE)
      this.#published += records.length
      this.send({ type: 'records', records: JSON.stringify(records) })
    }
    this.#limit()
    const clock = this.clock()
    const text = JSON.stringify(clock)
    if (text !== this.#lastClock) this.send({ type: 'clock', clock })
    this.#lastClock = text
  }

  /** The page can have the run again as far as it has seen it. */
  #keep(): void {
    const { recording, kernel } = this.cloud
    const place = kernel.steps + recording.inputs.length
    if (!this.keepsRun || this.#kept === place) return
    const begins = this.#kept < 0 ? { options: this.options, again: this.resumed !== null } : {}
    this.#kept = place
    const part = toKeep(recording.takePart(), (text) => this.#layerNames.get(text) ?? '')
    this.send({ type: 'run', ...begins, part })
  }

  /** A run without end must not take the page's memory unasked. */
  #limit(): void {
    const { length } = this.cloud.kernel.trace
    if (length < this.#recordsMax) return
    this.#recordsMax = length + PAGE_LIMITS.traceRecordsMore.value
    this.pacer.pace = 'paused'
    this.send({ type: 'paused', records: length })
  }

  fault(error: unknown): void {
    const { message, stack } = error instanceof Error ? error : { message: String(error), stack: '' }
    const { seed, now } = this.cloud.kernel
    this.publish()
    this.send({ type: 'fault', message, stack: stack ?? '', seed, at: now })
  }
}

function start({ runtime, options, keepsRun, calls, records }: StartCloud): void {
  const send = (message: CloudMessage): void => records.postMessage(message)
  const host = createWorkerHost(runtime)
  let session = new Session(options, host, keepsRun, send)

  const command = async (work: () => Promise<unknown>): Promise<ClockState> => {
    try {
      await work()
    } catch (error) {
      session.fault(error)
      throw error
    }
    session.publish()
    return session.clock()
  }

  const api: CloudApi = {
    async restart(next) {
      session.stop()
      session = new Session(next, host, keepsRun, send)
    },
    async restore(request) {
      session.stop()
      const { layers, run: kept } = request
      const run = fromKept(kept, (name) => layers[name] ?? '')
      const resumed = new ResumedHost(run, host)
      session = new Session({ ...run.options, pace: 'paused' }, host, keepsRun, send, resumed)
      session.addLayers(layers)
      try {
        return await session.restore(run, resumed, request)
      } catch (error) {
        return { ok: false, reason: error instanceof Error ? error.message : String(error) }
      }
    },
    async deploy({ stack, code, layers }) {
      session.addLayers(layers)
      const packages = code.map(
        ({ logicalId, files, layers: names }) => [logicalId, session.codePackage(files, names)] as const,
      )
      const report = session.input((cloud) => cloud.deploy(stack, new Map(packages)))
      session.publish()
      return report
    },
    async check({ layerTexts, ...request }) {
      session.addLayers(layerTexts)
      const report = await session.check(request)
      session.publish()
      return report
    },
    invoke: (request) => session.input((cloud) => cloud.invoke(request)),
    async load(request) {
      const startedAt = realTime.now()
      const answer = await session.input((cloud) => cloud.load(request))
      return answer.ok ? { ok: true, value: { ...answer.value, realMs: realTime.now() - startedAt } } : answer
    },
    play: (request) => session.input((cloud) => cloud.play(request)),
    send: (request) => session.input((cloud) => cloud.send(request)),
    aws: (request) => session.input((cloud) => cloud.aws(request)),
    http: (request) => session.input((cloud) => cloud.http(request)),
    async entrances() {
      return session.cloud.entrances()
    },
    async views() {
      return session.cloud.views()
    },
    async decideAccess(questions) {
      return questions.map((question) => session.cloud.decideAccess(question))
    },
    viewsAt: (at) => session.viewsAt(at),
    async clock() {
      return session.clock()
    },
    async setPace(pace) {
      session.pacer.pace = pace
      return session.clock()
    },
    async setCpu(cpu) {
      session.input((cloud) => cloud.configure({ cpu }))
    },
    async setLatency(latency) {
      session.input((cloud) => cloud.configure({ latency }))
    },
    async setDuplicates(duplicates) {
      session.input((cloud) => cloud.configure({ duplicates }))
    },
    async setAccountConcurrency(concurrency) {
      session.input((cloud) => cloud.configure({ accountConcurrency: concurrency ?? undefined }))
    },
    async setFaults(faults) {
      session.input((cloud) => cloud.configure({ faults }))
    },
    advance: (ms) => command(() => session.pacer.advance(ms)),
    step: (by) => command(() => session.step(by)),
    runUntilIdle: (limitMs) => command(() => session.pacer.runUntilIdle(limitMs)),
    async trace(since) {
      return session.cloud.kernel.trace.since(since) as Awaited<ReturnType<CloudApi['trace']>>
    },
    async sendTrace(port) {
      const records = session.cloud.kernel.trace.since(0)
      for (let from = 0; from < records.length; from += RECORDS_PER_MESSAGE) {
        port.postMessage(JSON.stringify(records.slice(from, from + RECORDS_PER_MESSAGE)))
      }
      port.postMessage(null)
    },
  }
  Comlink.expose(api, calls)
  setInterval(() => {
    session.publish()
    void session.follow()
  }, PUBLISH_INTERVAL)
  setInterval(() => send({ type: 'heartbeat' }), HEARTBEAT_INTERVAL)
  send({ type: 'heartbeat' })
}

globalThis.onmessage = (event: MessageEvent<StartCloud>) => {
  globalThis.onmessage = null
  start(event.data)
}
