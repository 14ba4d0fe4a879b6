/**
 * The global console. Lambda's runtime replaces trace, debug, info, log, warn, error and fatal; the other methods are
 * Node's, which end in one of those or write to standard output without a prefix.
 */

import type { Builtins } from './node/contract'
import { defineGlobal } from './realm'
import type { Level, Log } from './log'
import type { VirtualClock } from './virtual-time'

export interface ConsoleHost {
  readonly log: Log
  readonly clock: VirtualClock
  readonly builtins: Builtins
  /** Node's own console: what Lambda's runtime makes of it is not there. */
  readonly plain: boolean
}

type Values = readonly unknown[]

export function installConsole({ log, clock, builtins, plain }: ConsoleHost): void {
  const counts = new Map<string, number>()
  const timers = new Map<string, number>()
  let indentation = ''

  const raw = (text: string): void => log.writeOutput(`${text.replace(/^/gm, indentation)}\n`)
  const writer =
    (level: Level) =>
    (...values: Values): void =>
      plain ? raw(builtins.format(...values)) : log.write(level, values)
  const elapsed = (label: string): string | null => {
    const started = timers.get(label)
    return started === undefined ? null : durationText(clock.read() - started)
  }
  const missing = (method: string, label: string): void =>
    log.writeOutput(`(node:2) Warning: No such label '${label}' for console.${method}()\n`)

  const console = {
    log: writer('INFO'),
    warn: writer('WARN'),
    dir: (value: unknown, options?: object) =>
      raw(inspection(builtins).inspect(value, { customInspect: false, ...options })),
    time(label = 'default'): void {
      timers.set(`${label}`, clock.read())
    },
    timeEnd(label = 'default'): void {
      const time = elapsed(`${label}`)
      if (time === null) return missing('timeEnd', `${label}`)
      console.log('%s: %s', `${label}`, time)
      timers.delete(`${label}`)
    },
    timeLog(label = 'default', ...values: Values): void {
      const time = elapsed(`${label}`)
      if (time === null) return missing('timeLog', `${label}`)
      console.log('%s: %s', `${label}`, time, ...values)
    },
    trace: writer('TRACE'),
    assert(condition?: unknown, ...values: Values): void {
      if (condition) return
      const [first, ...rest] = values
      if (typeof first === 'string') console.warn(`Assertion failed: ${first}`, ...rest)
      else console.warn('Assertion failed', ...values)
    },
    clear: () => undefined,
    count(label = 'default'): void {
      const count = (counts.get(`${label}`) ?? 0) + 1
      counts.set(`${label}`, count)
      console.log(`${label}: ${count}`)
    },
    countReset(label = 'default'): void {
      if (!counts.delete(`${label}`)) {
        log.writeOutput(`(node:2) Warning: Count for '${label}' does not exist\n`)
      }
    },
    group(...values: Values): void {
      if (values.length > 0) console.log(...values)
      indentation += '  '
    },
    groupEnd(): void {
      indentation = indentation.slice(2)
    },
    table(data: unknown, columns?: readonly string[]): void {
      console.log(typeof data === 'object' && data !== null ? tableText(builtins, data, columns) : data)
    },
    debug: writer('DEBUG'),
    info: writer('INFO'),
    dirxml: (...values: Values) => raw(builtins.format(...values)),
    error: writer('ERROR'),
    groupCollapsed: (...values: Values) => console.group(...values),
    fatal: writer('FATAL'),
  }
  Object.defineProperty(console, Symbol.toStringTag, { value: 'console', configurable: true })
  defineGlobal('console', console)
}

/** Node's formatTime: 1.5ms, 2.000s, 1:02.500 (m:ss.mmm). */
function durationText(milliseconds: number): string {
  if (milliseconds < 1_000) {
    return milliseconds === 0 ? '0ms' : `${Number(milliseconds.toFixed(3))}ms`
  }
  const seconds = milliseconds / 1_000
  if (seconds < 60) return `${seconds.toFixed(3)}s`
  const minutes = Math.floor(seconds / 60)
  const rest = (seconds % 60).toFixed(3).padStart(6, '0')
  if (minutes < 60) return `${minutes}:${rest} (m:ss.mmm)`
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}:${rest.slice(0, 2)} (h:mm:ss)`
}

interface Inspection {
  inspect(value: unknown, options?: object): string
}

function inspection(builtins: Builtins): Inspection {
  return builtins.require('util') as Inspection
}

interface NodeConsole {
  new (stdout: { write(text: string): void }): { table(data: object, columns?: readonly string[]): void }
}

/** As Node's own Console draws it. */
function tableText(builtins: Builtins, data: object, columns: readonly string[] | undefined): string {
  const { Console } = builtins.require('console') as { Console: NodeConsole }
  let text = ''
  new Console({ write: (part) => void (text += part) }).table(data, columns)
  return text.replace(/\n$/, '')
}
