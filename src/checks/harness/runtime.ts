/** What the environment gives to the harness, and to nobody else: it is taken before the check's own code runs. */

import type { CheckedStack } from '../protocol'

interface CheckSupport {
  /** JSON text of CheckedStack. */
  readonly about: string
  mapStack(stack: string): string
}

const SUPPORT = Symbol.for('coldstart.checks')

const holder = globalThis as unknown as Record<symbol, CheckSupport | undefined>
const support = holder[SUPPORT]
Reflect.deleteProperty(holder, SUPPORT)

/** What was deployed. */
export const stack: CheckedStack = support
  ? (JSON.parse(support.about) as CheckedStack)
  : { outputs: {}, resources: {}, urls: [] }

/** A stack in terms of the project's files. */
export const mapStack = (text: string): string => support?.mapStack(text) ?? text

// Between a check's line and what it called there are frames of the harness.
Error.stackTraceLimit = 50
