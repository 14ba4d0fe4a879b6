/** node:perf_hooks, on the environment's clock. */

import { invalidArgumentType, nodeError, outOfRange } from './node-error'

type EntryType = 'mark' | 'measure' | 'function'

class PerformanceEntry {
  constructor(
    readonly name: string,
    readonly entryType: EntryType,
    readonly startTime: number,
    readonly duration: number,
    readonly detail: unknown,
  ) {}
  toJSON(): object {
    const { name, entryType, startTime, duration, detail } = this
    return { name, entryType, startTime, duration, detail }
  }
}

class PerformanceMark extends PerformanceEntry {
  constructor(name: string, options: { startTime?: number; detail?: unknown } = {}) {
    super(String(name), 'mark', options.startTime ?? now(), 0, options.detail ?? null)
  }
}

class PerformanceMeasure extends PerformanceEntry {}

const now = () => globalThis.performance.now()
let entries: PerformanceEntry[] = []
const observers = new Set<PerformanceObserver>()

function record<Entry extends PerformanceEntry>(entry: Entry): Entry {
  entries.push(entry)
  for (const observer of observers) observer.notice(entry)
  return entry
}

class PerformanceObserverEntryList {
  readonly #entries: PerformanceEntry[]
  constructor(list: PerformanceEntry[]) {
    this.#entries = list
  }
  getEntries = () => [...this.#entries]
  getEntriesByName = (name: string, type?: string) => byName(this.#entries, name, type)
  getEntriesByType = (type: string) => this.#entries.filter((entry) => entry.entryType === type)
}

type ObserverCallback = (list: PerformanceObserverEntryList, observer: PerformanceObserver) => void

class PerformanceObserver {
  static readonly supportedEntryTypes = ['function', 'mark', 'measure']
  #types = new Set<string>()
  #waiting: PerformanceEntry[] = []

  constructor(private readonly callback: ObserverCallback) {
    if (typeof callback !== 'function') throw invalidArgumentType('callback', 'of type function', callback)
  }
  observe(options: { entryTypes?: string[]; type?: string; buffered?: boolean }): void {
    this.#types = new Set([...(options.entryTypes ?? []), ...(options.type ? [options.type] : [])])
    if (this.#types.size === 0) {
      const message = 'The "options.entryTypes" or "options.type" arguments must be specified'
      throw nodeError(TypeError, 'ERR_MISSING_ARGS', message)
    }
    observers.add(this)
    if (options.buffered) entries.forEach((entry) => this.notice(entry))
  }
  disconnect(): void {
    observers.delete(this)
    this.#waiting = []
  }
  takeRecords(): PerformanceEntry[] {
    return this.#waiting.splice(0)
  }
  /** Entries of one run of code are given together. */
  notice(entry: PerformanceEntry): void {
    if (!this.#types.has(entry.entryType)) return
    if (this.#waiting.push(entry) > 1) return
    queueMicrotask(() => {
      const list = this.takeRecords()
      if (list.length > 0) this.callback(new PerformanceObserverEntryList(list), this)
    })
  }
}

function byName(list: readonly PerformanceEntry[], name: string, type?: string): PerformanceEntry[] {
  return list.filter((entry) => entry.name === name && (type === undefined || entry.entryType === type))
}

interface MeasureOptions {
  start?: string | number
  end?: string | number
  duration?: number
  detail?: unknown
}

function timeOf(point: string | number | undefined, otherwise: number): number {
  if (point === undefined) return otherwise
  if (typeof point === 'number') return point
  const mark = byName(entries, point, 'mark').at(-1)
  if (mark) return mark.startTime
  const message = `The "${point}" performance mark has not been set`
  throw new DOMException(message, 'SyntaxError')
}

function measure(name: string, startOrOptions?: string | MeasureOptions, endMark?: string): PerformanceMeasure {
  const options: MeasureOptions =
    typeof startOrOptions === 'object' && startOrOptions !== null
      ? startOrOptions
      : {
          ...(startOrOptions === undefined ? {} : { start: startOrOptions }),
          ...(endMark === undefined ? {} : { end: endMark }),
        }
  const { duration } = options
  const start = timeOf(options.start, 0)
  const end = options.end === undefined && duration !== undefined ? start + duration : timeOf(options.end, now())
  const begin = options.start === undefined && duration !== undefined ? end - duration : start
  return record(new PerformanceMeasure(name, 'measure', begin, end - begin, options.detail ?? null))
}

function clear(type: EntryType, name?: string): void {
  entries = entries.filter((entry) => entry.entryType !== type || (name !== undefined && entry.name !== name))
}

function timerify<Timed extends (...values: never[]) => unknown>(timed: Timed): Timed {
  if (typeof timed !== 'function') throw invalidArgumentType('fn', 'of type function', timed)
  const timerified = function (this: unknown, ...values: unknown[]): unknown {
    const start = now()
    const finish = () => record(new PerformanceEntry(timed.name, 'function', start, now() - start, values))
    const result = (
      new.target ? Reflect.construct(timed, values) : Reflect.apply(timed, this, values as never)
    ) as unknown
    if (typeof (result as Promise<unknown> | undefined)?.finally === 'function') {
      return (result as Promise<unknown>).finally(finish)
    }
    finish()
    return result
  }
  return Object.defineProperty(timerified, 'name', { value: `timerified ${timed.name}` }) as unknown as Timed
}

const utilization = () => ({ idle: 0, active: 0, utilization: 0 })

const performance = {
  now,
  get timeOrigin() {
    return globalThis.performance.timeOrigin
  },
  mark: (name: string, options?: { startTime?: number; detail?: unknown }) =>
    record(new PerformanceMark(name, options)),
  measure,
  clearMarks: (name?: string) => clear('mark', name),
  clearMeasures: (name?: string) => clear('measure', name),
  getEntries: () => [...entries].sort((a, b) => a.startTime - b.startTime),
  getEntriesByName: (name: string, type?: string) => byName(entries, name, type),
  getEntriesByType: (type: string) => entries.filter((entry) => entry.entryType === type),
  eventLoopUtilization: utilization,
  timerify,
  nodeTiming: {
    name: 'node',
    entryType: 'node',
    startTime: 0,
    get duration() {
      return now()
    },
    nodeStart: 0,
    v8Start: 0,
    environment: 0,
    bootstrapComplete: 0,
    loopStart: 0,
    loopExit: -1,
    idleTime: 0,
  },
  toJSON() {
    return { timeOrigin: this.timeOrigin, nodeTiming: this.nodeTiming, eventLoopUtilization: utilization() }
  },
}

/** Records whole numbers, exactly: there are never so many that buckets would be needed. */
class RecordableHistogram {
  #values: number[] = []
  get count(): number {
    return this.#values.length
  }
  get min(): number {
    return this.count === 0 ? 9223372036854776000 : Math.min(...this.#values)
  }
  get max(): number {
    return this.count === 0 ? 0 : Math.max(...this.#values)
  }
  get mean(): number {
    return this.#values.reduce((sum, value) => sum + value, 0) / this.count
  }
  get stddev(): number {
    const { mean } = this
    return Math.sqrt(this.#values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / this.count)
  }
  readonly exceeds = 0
  record(value: number | bigint): void {
    if (typeof value !== 'number' && typeof value !== 'bigint')
      throw invalidArgumentType('val', 'of type number or bigint', value)
    if (value < 1) throw outOfRange('val', '>= 1 && <= 9007199254740991', value)
    this.#values.push(Number(value))
  }
  #last: number | undefined
  recordDelta(): void {
    const time = now()
    if (this.#last !== undefined) this.record(Math.max(1, Math.round((time - this.#last) * 1e6)))
    this.#last = time
  }
  percentile(percent: number): number {
    const sorted = [...this.#values].sort((a, b) => a - b)
    return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? 0
  }
  get percentiles(): Map<number, number> {
    return new Map([0, 50, 75, 90, 99, 100].map((percent) => [percent, this.percentile(percent)]))
  }
  reset(): void {
    this.#values = []
  }
}

/** The loop of a simulated environment is never late. */
class IntervalHistogram extends RecordableHistogram {
  enable = () => true
  disable = () => true
}

export default {
  performance,
  PerformanceEntry,
  PerformanceMark,
  PerformanceMeasure,
  PerformanceObserver,
  PerformanceObserverEntryList,
  createHistogram: () => new RecordableHistogram(),
  monitorEventLoopDelay: () => new IntervalHistogram(),
  eventLoopUtilization: utilization,
  timerify,
  constants: {
    NODE_PERFORMANCE_GC_MAJOR: 4,
    NODE_PERFORMANCE_GC_MINOR: 1,
    NODE_PERFORMANCE_GC_INCREMENTAL: 8,
    NODE_PERFORMANCE_GC_WEAKCB: 16,
  },
}
