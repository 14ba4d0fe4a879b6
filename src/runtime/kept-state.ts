/**
 * What module-level variables of the project hold from one invocation to the next. An execution environment keeps them:
 * a cache on purpose, a counter perhaps not. Each file is evaluated with a way to read the variables that it declares at
 * the start of a line; what they hold is compared, cheaply and without running user code, whenever an invocation ends.
 */

import type { KeptState } from './protocol'
import { getPrototypeOf, getterOf, NativeArray, ownKeys, SafeList, uncurry } from './realm'
import type { StackMapper } from './stack'

/** A longer file is a library, whatever it says. */
const TEXT_MAX = 1_000_000
const VARIABLES_MAX = 64
/** Of one invocation. */
const REPORTED_MAX = 3

export interface Declaration {
  readonly name: string
  /** From 1. */
  readonly line: number
  /** From 1. */
  readonly column: number
}

interface Variable extends Declaration {
  readonly file: string
  readonly read: () => unknown
  held: Held
  /** Invocations that changed it. */
  changes: number
}

/** What a variable holds, as far as it is compared. */
interface Held {
  readonly value: unknown
  /** How much is in it: elements, entries, keys. */
  readonly size: number | null
}

const UNREADABLE: Held = { value: undefined, size: null }

/** esbuild puts a file's name before what comes from it. */
const DECLARATION = /^((?:var|let|const) )([A-Za-z_$][\w$]*)(?=\s*[=;,]|$)|^\/\/ (\S+\.\w+)$/gm
const IMPORTED = /^import_|^__/
const RESERVED =
  /^(?:arguments|await|break|case|catch|class|const|continue|debugger|default|delete|do|else|enum|eval|export|extends|false|finally|for|function|if|implements|import|in|instanceof|interface|let|new|null|package|private|protected|public|return|static|super|switch|this|throw|true|try|typeof|var|void|while|with|yield)$/

const sizeOfMap = uncurry(getterOf(Map.prototype, 'size'))
const sizeOfSet = uncurry(getterOf(Set.prototype, 'size'))
const prototypes = { array: Array.prototype, map: Map.prototype, set: Set.prototype, object: Object.prototype } as const

export class KeptVariables {
  readonly #stacks: StackMapper
  readonly #variables = new SafeList<Variable>()

  constructor(stacks: StackMapper) {
    this.#stacks = stacks
  }

  /** @param readers one for each declaration */
  watch(file: string, declarations: readonly Declaration[], readers: unknown): void {
    if (!NativeArray.isArray(readers) || readers.length !== declarations.length) return
    for (let index = 0; index < declarations.length; index++) {
      const read = readers[index] as unknown
      if (this.#variables.length >= VARIABLES_MAX || typeof read !== 'function') return
      const held = holds(read as () => unknown)
      if (typeof held.value === 'function') continue
      const { name, line, column } = declarations[index] as Declaration
      this.#variables.push({ name, line, column, file, read: read as () => unknown, held, changes: 0 })
    }
  }

  /** Looks again without a word: Init has ended. */
  settle(): undefined {
    for (let index = 0; index < this.#variables.length; index++) {
      const variable = this.#variables[index] as Variable
      variable.held = holds(variable.read)
    }
    return undefined
  }

  /** What the invocation that has ended changed: of each variable the 1st, 2nd, 4th, 8th … change, so that it stays little. */
  takeChanges(): readonly KeptState[] | undefined {
    let found: SafeList<KeptState> | undefined
    for (let index = 0; index < this.#variables.length; index++) {
      const variable = this.#variables[index] as Variable
      const before = variable.held
      const after = holds(variable.read)
      if (before.size === after.size && Object.is(before.value, after.value)) continue
      variable.held = after
      const changes = ++variable.changes
      if ((changes & (changes - 1)) !== 0 || (found?.length ?? 0) >= REPORTED_MAX) continue
      const source = this.#stacks.sourceOf(variable.file, variable.line, variable.column)
      if (!source) continue
      const { name, ...place } = source
      found ??= new SafeList<KeptState>()
      found.push({ name: name ?? variable.name, place, change: describe(before, after), changes })
    }
    return found
  }
}

/** What a file of the function declares for all of it. */
export function declarationsIn(text: string): readonly Declaration[] {
  if (text.length > TEXT_MAX) return []
  const found: Declaration[] = []
  let own = true
  let line = 1
  let counted = 0
  for (const { index, 1: keyword = '', 2: name, 3: section } of text.matchAll(DECLARATION)) {
    if (section !== undefined) own = isOwn(section)
    if (!own || name === undefined || IMPORTED.test(name) || RESERVED.test(name)) continue
    for (let next = text.indexOf('\n', counted); next !== -1 && next < index; next = text.indexOf('\n', counted)) {
      line++
      counted = next + 1
    }
    found.push({ name, line, column: keyword.length + 1 })
    if (found.length >= VARIABLES_MAX) break
  }
  return found
}

/** @param name as the bundler calls a file: packages have other namespaces than the project */
const isOwn = (name: string): boolean =>
  !name.includes('node_modules') && (!name.includes(':') || /^project(?:-module)?:/.test(name))

/** Text of an array of functions that read the variables. */
export const readersOf = (declarations: readonly Declaration[]): string =>
  `[${declarations.map(({ name }) => `() => ${name}`).join(', ')}]`

function holds(read: () => unknown): Held {
  try {
    const value = read()
    return { value, size: sizeOf(value) }
  } catch {
    // It has not been initialised.
    return UNREADABLE
  }
}

/** Null for what has no size, or would have to run code to tell. */
function sizeOf(value: unknown): number | null {
  if (typeof value !== 'object' || value === null) return null
  switch (getPrototypeOf(value)) {
    case prototypes.array:
      return (value as unknown[]).length
    case prototypes.map:
      return sizeOfMap(value) as number
    case prototypes.set:
      return sizeOfSet(value) as number
    case prototypes.object:
    case null:
      return ownKeys(value).length
    default:
      return null
  }
}

/** `grew from 1 to 2 entries` */
function describe(before: Held, after: Held): string {
  if (before.value === after.value && before.size !== null && after.size !== null) {
    const prototype = getPrototypeOf(after.value as object)
    const [one, many] =
      prototype === prototypes.array || prototype === prototypes.set
        ? ['element', 'elements']
        : prototype === prototypes.map
          ? ['entry', 'entries']
          : ['key', 'keys']
    const verb = after.size > before.size ? 'grew' : 'shrank'
    return `${verb} from ${before.size} to ${after.size} ${after.size === 1 ? one : many}`
  }
  const [from, to] = [nameOf(before), nameOf(after)]
  return from === to ? `was replaced by another ${to.replace(/^an? /, '')}` : `changed from ${from} to ${to}`
}

/** Texts may be secrets: they are not told. */
function nameOf({ value, size }: Held): string {
  switch (typeof value) {
    case 'string':
      return 'a string'
    case 'object':
      if (value === null) return 'null'
      return size === null ? 'an object' : NativeArray.isArray(value) ? `an array of ${size}` : 'an object'
    case 'function':
      return 'a function'
    case 'symbol':
      return 'a symbol'
    default:
      return String(value)
  }
}
