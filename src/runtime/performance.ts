/** performance on the virtual clock. The browser's own would tell the real time, also through its entries and events. */

import { apply, construct, define, defineGlobal, defineProperty, getOwnPropertyDescriptor, SafeWeakMap } from './realm'
import type { VirtualClock } from './virtual-time'

interface Entry {
  readonly name: string
  readonly entryType: 'mark' | 'measure'
  readonly startTime: number
  readonly duration: number
  readonly detail: unknown
}

interface MeasureOptions {
  readonly start?: string | number
  readonly end?: string | number
  readonly duration?: number
  readonly detail?: unknown
}

export function installPerformance(clock: VirtualClock): void {
  const now = (): number => clock.uptime()
  let entries: Entry[] = []

  const instant = (mark: string | number | undefined, otherwise: () => number): number => {
    if (mark === undefined) return otherwise()
    if (typeof mark === 'number') return mark
    const found = entries.findLast((entry) => entry.entryType === 'mark' && entry.name === mark)
    if (!found) throw new DOMException(`The "${mark}" performance mark has not been set`, 'SyntaxError')
    return found.startTime
  }
  const add = (entry: Entry): Entry => {
    const made = Object.assign(Object.create(PerformanceEntry.prototype), entry) as Entry
    entries.push(made)
    return made
  }
  const clear = (entryType: string, name?: string): void => {
    entries = entries.filter((entry) => entry.entryType !== entryType || (name !== undefined && entry.name !== name))
  }

  class PerformanceEntry {
    toJSON(): object {
      return { ...this }
    }
  }

  class Performance {
    get timeOrigin(): number {
      return clock.started
    }
    now(): number {
      return now()
    }
    mark(name: string, { startTime = now(), detail = null }: { startTime?: number; detail?: unknown } = {}): Entry {
      return add({ name: String(name), entryType: 'mark', startTime, duration: 0, detail })
    }
    measure(name: string, startOrOptions: string | MeasureOptions = {}, endMark?: string): Entry {
      const options = typeof startOrOptions === 'string' ? { start: startOrOptions } : startOrOptions
      const { start, end = endMark, duration, detail = null } = options as MeasureOptions
      const to =
        end === undefined && start !== undefined && duration !== undefined
          ? instant(start, now) + duration
          : instant(end, now)
      const from = start === undefined && duration !== undefined ? to - duration : instant(start, () => 0)
      return add({ name: String(name), entryType: 'measure', startTime: from, duration: to - from, detail })
    }
    getEntries(): Entry[] {
      return entries.toSorted((a, b) => a.startTime - b.startTime)
    }
    getEntriesByName(name: string, type?: string): Entry[] {
      return this.getEntries().filter(
        (entry) => entry.name === name && (type === undefined || entry.entryType === type),
      )
    }
    getEntriesByType(type: string): Entry[] {
      return this.getEntries().filter((entry) => entry.entryType === type)
    }
    clearMarks(name?: string): void {
      clear('mark', name)
    }
    clearMeasures(name?: string): void {
      clear('measure', name)
    }
    eventLoopUtilization(): { idle: number; active: number; utilization: number } {
      return { idle: 0, active: 0, utilization: 0 }
    }
    /** As Node: the function itself; without an observer nobody would see the measurements. */
    timerify<F>(callback: F): F {
      return callback
    }
    toJSON(): object {
      return { timeOrigin: this.timeOrigin, nodeTiming: {}, eventLoopUtilization: this.eventLoopUtilization() }
    }
  }

  defineGlobal('Performance', Performance)
  defineGlobal('PerformanceEntry', PerformanceEntry)
  defineGlobal('performance', new Performance())

  const timeStamp = getOwnPropertyDescriptor(Event.prototype, 'timeStamp')
  if (timeStamp) {
    const stamps = new WeakMap<object, number>()
    const read = timeStamp.get ?? (() => 0)
    defineProperty(Event.prototype, 'timeStamp', {
      ...timeStamp,
      /** When it was first asked for: events are handled at the instant at which they are made. */
      get(this: Event): number {
        apply(read, this, [])
        const stamp = stamps.get(this) ?? clock.now() - clock.started
        stamps.set(this, stamp)
        return stamp
      },
    })
  }

  // A file's date defaults to now; a Blob becomes a file also where the browser makes one of it, as in a form.
  const NativeFile = File
  const dates = new SafeWeakMap<object, number | null>()
  const dateOf = getOwnPropertyDescriptor(NativeFile.prototype, 'lastModified')
  const readDate = dateOf?.get
  if (readDate) {
    defineProperty(NativeFile.prototype, 'lastModified', {
      ...dateOf,
      get(this: File): number {
        const own = apply(readDate, this, []) as number
        const date = dates.get(this) ?? (dates.has(this) ? own : Math.floor(clock.now()))
        if (!dates.has(this)) dates.set(this, date)
        return date
      },
    })
  }
  function VirtualFile(...values: unknown[]): unknown {
    const [bits, name, options] = values
    const dated = { lastModified: Math.floor(clock.now()), ...(options as FilePropertyBag | undefined) }
    const file = construct(
      NativeFile,
      values.length < 2 ? values : [bits, name, dated],
      new.target ?? NativeFile,
    ) as File
    dates.set(file, null)
    return file
  }
  defineProperty(VirtualFile, 'name', { value: 'File', configurable: true })
  defineProperty(VirtualFile, 'prototype', { value: NativeFile.prototype, writable: false })
  define(NativeFile.prototype, 'constructor', VirtualFile)
  defineGlobal('File', VirtualFile)
}
