/** The tests of the file that is being loaded. */

import type { Describe, Test, TestBody, TestOptions } from '../coldstart-test'
import { milliseconds } from '../duration'
import { TEST_TIMEOUT_MAX, TESTS_MAX, type TestFilter, type TestPlace } from '../protocol'
import { placeOf } from './failure'

type Mode = 'run' | 'skip' | 'only'

interface Group {
  readonly name: string
  readonly mode: Mode
  readonly parent: Group | null
  readonly before: TestBody[]
  readonly after: TestBody[]
}

export interface Registered {
  /** With those of its groups. */
  readonly name: string
  readonly mode: Mode
  readonly group: Group
  readonly body: TestBody | null
  readonly timeout: number
  readonly place: TestPlace | null
}

const file: Group = { name: '', mode: 'run', parent: null, before: [], after: [] }
let group = file
let closed = false
export const tests: Registered[] = []

/** From now on nothing can be registered: the file has been loaded. */
export function close(): void {
  closed = true
}

function add(mode: Mode, name: unknown, body: TestBody | null, options: TestOptions | number = {}): void {
  if (closed) throw new Error('test() was called while a test was running. Tests are declared when the file is loaded.')
  if (tests.length >= TESTS_MAX) throw new Error(`A check file has at most ${TESTS_MAX} tests.`)
  if (body !== null && typeof body !== 'function') {
    throw new TypeError(`test(${JSON.stringify(String(name))}) needs a function as its second argument.`)
  }
  const { timeout = TEST_TIMEOUT_MAX } = typeof options === 'object' ? options : { timeout: options }
  tests.push({
    name: [...groupsOf(group).map((one) => one.name), String(name)].filter(Boolean).join(' > '),
    mode: modeOf(mode, group),
    group,
    body,
    timeout: Math.min(milliseconds(timeout), TEST_TIMEOUT_MAX),
    place: placeOf(String(new Error().stack)),
  })
}

/** From the outermost. */
export function groupsOf(inner: Group): readonly Group[] {
  return inner.parent ? [...groupsOf(inner.parent), inner] : [inner]
}

/** What is in a skipped group is skipped; what is in a chosen one is chosen. */
function modeOf(own: Mode, inner: Group): Mode {
  const modes = [...groupsOf(inner).map(({ mode }) => mode), own]
  if (modes.includes('skip')) return 'skip'
  return modes.includes('only') ? 'only' : 'run'
}

function nest(mode: Mode, name: unknown, body: () => void): void {
  if (closed) throw new Error('describe() was called while a test was running.')
  const outer = group
  group = { name: String(name), mode, parent: outer, before: [], after: [] }
  try {
    const returned: unknown = body()
    if (typeof (returned as Partial<Promise<unknown>> | undefined)?.then === 'function') {
      throw new TypeError(`describe(${JSON.stringify(String(name))}) cannot be asynchronous.`)
    }
  } finally {
    group = outer
  }
}

export const test: Test = Object.assign(
  (name: string, body: TestBody, options?: TestOptions) => add('run', name, body, options),
  {
    skip: (name: string, body?: TestBody, options?: TestOptions) => add('skip', name, body ?? null, options),
    only: (name: string, body: TestBody, options?: TestOptions) => add('only', name, body, options),
    todo: (name: string) => add('skip', name, null),
  },
)

export const describe: Describe = Object.assign((name: string, body: () => void) => nest('run', name, body), {
  skip: (name: string, body: () => void) => nest('skip', name, body),
  only: (name: string, body: () => void) => nest('only', name, body),
})

export const beforeEach = (body: TestBody): void => void group.before.push(body)
export const afterEach = (body: TestBody): void => void group.after.push(body)

/** Whether each of them is to run. */
export function chosen({ contains, names }: TestFilter): readonly boolean[] {
  const hasOnly = tests.some(({ mode }) => mode === 'only')
  return tests.map(({ name, mode, body }) => {
    if (body === null || mode === 'skip') return false
    // Who asks for tests by their names gets them, whatever others say.
    if (names) return names.includes(name)
    return (!hasOnly || mode === 'only') && (contains === null || name.includes(contains))
  })
}
