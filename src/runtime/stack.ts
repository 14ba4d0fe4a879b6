/**
 * Stacks as the user expects them: in terms of his sources, and without the frames of this runtime.
 *
 * Code of the environment runs under the names of the files it comes from (`//# sourceURL=/var/task/index.js`). A frame
 * in a file that has a source map in the package (`index.js.map`, whose `sources` are paths from the project's root)
 * is moved to its source below /var/task. V8 asks `Error.prepareStackTrace` when a stack is first read; for engines
 * that do not, `mapStack` does the same to the text whenever the runtime itself reads a stack.
 */

import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping'
import { V8_STACK_TRACE_LIMIT, installStackAccessor, isForeignFrame, toV8Frame } from './foreign-stacks'
import { PlacesByLine } from './places-by-line'
import type { CodePlace, PackageFiles } from './protocol'
import { NativeError } from './realm'

/** Where the deployment package lies. */
export const TASK_ROOT = '/var/task/'

const POSITION = /^(.*?\(?)((?:file:\/\/)?[^\s()]*|<anonymous>):(\d+):(\d+)(\)?)$/

/** Only files of the environment have paths under /var; everything else that has a position is this runtime. */
const VISIBLE_FILE = /^(?:file:\/\/)?\/(?:var|opt|tmp)\/|^node:/

interface CallSite {
  toString(): string
}

export class StackMapper {
  readonly #files: PackageFiles
  readonly #maps = new Map<string, TraceMap | null>()
  /** File → how many characters the runtime put before its first line. */
  readonly #prefixes = new Map<string, number>()
  readonly places = new PlacesByLine()

  /** Whether stacks are mapped before anybody sees them. */
  #mapsWhenRead = false
  /** The engine's own text of a stack, where stacks are read through an accessor of ours. */
  #readForeign: ((error: Error) => string) | null = null
  /** The handler's frame as V8 writes it, for engines that do not tell what a function is a method of. */
  #handler: { readonly name: string; readonly asMethod: string } | null = null

  constructor(files: PackageFiles) {
    this.#files = files
  }

  /** Call it for each script that is evaluated with something in front of its own first line. */
  addPrefix(file: string, length: number): void {
    this.#prefixes.set(file, length)
  }

  /** @param receiver name of the class that the runtime calls the handler as a method of, there named `handler` */
  setHandler(name: string, receiver: string): void {
    this.#handler = { name, asMethod: `${receiver}.${name}${name === 'handler' ? '' : ' [as handler]'}` }
  }

  /** Takes the place of V8's own formatting, or gives stacks its form where they have another. */
  install(): void {
    const prepare = (error: Error, frames: readonly CallSite[]): string => {
      this.#mapsWhenRead = true
      const lines = [header(error)]
      for (let index = 0; index < frames.length; index++) this.#addFrame(lines, `    at ${frames[index]?.toString()}`)
      return lines.join('\n')
    }
    const ErrorWithHook = NativeError as unknown as { prepareStackTrace?: typeof prepare }
    ErrorWithHook.prepareStackTrace = prepare
    void new NativeError().stack
    if (this.#mapsWhenRead) return
    this.#readForeign = installStackAccessor((stack) => this.#map(stack))
    this.#mapsWhenRead = this.#readForeign !== null
    Object.assign(NativeError, { stackTraceLimit: V8_STACK_TRACE_LIMIT })
  }

  /** The text of an error's stack, mapped, if it is not yet. */
  stackOf(error: { readonly stack?: unknown }): string {
    const stack = String(error.stack)
    return this.places.isNeeded && error instanceof NativeError ? this.#byLine(error, stack) : this.mapStack(stack)
  }

  /** The same, where only the text is known. */
  mapStack(stack: string): string {
    return this.#mapsWhenRead ? stack : this.#map(stack)
  }

  /** One frame is all that can be told. */
  #byLine(error: Error, stack: string): string {
    const place = this.places.of(error)
    const [, name = ''] = /^([^@\n]*)@/.exec(stack) ?? []
    if (!place) return header(error)
    const position = this.#original(place.file, place.line, place.column)
    return `${header(error)}\n    at ${name === '' ? position : `${name} (${position})`}`
  }

  /**
   * Where the user's own code stood when an error was made. Whoever formats errors, or looks at that, is not asked.
   * @property byLibrary whether code of a package stood above it
   */
  originOf(error: Error): { readonly place: CodePlace | null; readonly byLibrary: boolean } {
    const ErrorWithHook = NativeError as unknown as { prepareStackTrace?: unknown }
    const { prepareStackTrace } = ErrorWithHook
    let frames: string[] | undefined
    ErrorWithHook.prepareStackTrace = (_: Error, sites: readonly CallSite[]): string => {
      frames = []
      for (let index = 0; index < sites.length; index++) frames.push(`    at ${sites[index]?.toString()}`)
      return ''
    }
    const text = this.#readForeign ? this.#readForeign(error) : String(error.stack)
    ErrorWithHook.prepareStackTrace = prepareStackTrace
    frames ??= text.split('\n').filter(isFrame).map(toV8Frame)
    let byLibrary = false
    for (const frame of frames) {
      const [, , file = '', line, column] = POSITION.exec(frame) ?? []
      if (!VISIBLE_FILE.test(file)) continue
      const place = this.sourceOf(
        file.replace(/^file:\/\//, ''),
        Number(line),
        this.#ownColumn(file, Number(line), Number(column)),
      )
      if (place) return { place: { path: place.path, line: place.line, column: place.column }, byLibrary }
      byLibrary = true
    }
    return { place: null, byLibrary }
  }

  /**
   * The place in the project that a place in the package comes from, all counted from 1; null when that is a package's.
   * @property name of what is there, if the bundler has renamed it
   */
  sourceOf(path: string, line: number, column: number): (CodePlace & { readonly name?: string }) | null {
    if (!path.startsWith(TASK_ROOT) || path.includes('/node_modules/')) return null
    const map = this.#mapOf(path)
    if (!map) return { path: path.slice(TASK_ROOT.length), line, column }
    const found = originalPositionFor(map, { line, column: column - 1 })
    if (!found.source || found.source.includes('node_modules/')) return null
    const place = { path: fromRoot(found.source), line: found.line, column: found.column + 1 }
    return found.name === null ? place : { ...place, name: found.name }
  }

  #map(stack: string): string {
    const lines: string[] = []
    for (const line of stack.split('\n')) {
      if (isFrame(line)) this.#addFrame(lines, toV8Frame(line))
      else lines.push(line)
    }
    this.#markHandler(lines)
    return lines.join('\n')
  }

  /** What calls the handler is the runtime, whose frames are not shown: the handler's is the last. */
  #markHandler(lines: string[]): void {
    const start = `    at ${this.#handler?.name} (`
    const last = lines.at(-1)
    if (this.#handler && last?.startsWith(start)) {
      lines[lines.length - 1] = `    at ${this.#handler.asMethod} (${last.slice(start.length)}`
    }
  }

  #addFrame(lines: string[], frame: string): void {
    const mapped = this.#mapFrame(frame)
    if (mapped !== null) lines.push(mapped)
    // A function of the language that this runtime called is not the user's either.
    else while (lines.at(-1)?.endsWith(' (<anonymous>)')) lines.pop()
  }

  /** Null for a frame that is not to be shown. */
  #mapFrame(line: string): string | null {
    const match = POSITION.exec(line)
    if (!match) return line
    const [, before = '', file = '', lineText, columnText, after = ''] = match
    // Code from eval has no file of its own; what is shown is where it was evaluated.
    if (/\beval at /.test(before)) return /\/var\/task\//.test(line) ? line : null
    if (file === '<anonymous>') return null
    if (!VISIBLE_FILE.test(file)) return null
    const position = this.#original(file, Number(lineText), Number(columnText))
    // Functions without a name are called eval where their code came through eval; Node has other words for them.
    if (/ eval \($/.test(before)) return before.replace(/eval \($/, '') + position
    return before.replace(/\.eval((?: \[as [^\]]+\])? \()$/, '.<anonymous>$1') + position + after
  }

  /** Lines and columns count from 1. */
  #original(file: string, line: number, column: number): string {
    const path = file.replace(/^file:\/\//, '')
    const ownColumn = this.#ownColumn(path, line, column)
    const map = this.#mapOf(path)
    const found = map && originalPositionFor(map, { line, column: ownColumn - 1 })
    if (!found?.source) return `${file}:${line}:${ownColumn}`
    return `${TASK_ROOT}${fromRoot(found.source)}:${found.line}:${found.column + 1}`
  }

  #ownColumn(path: string, line: number, column: number): number {
    return line === 1 ? Math.max(1, column - (this.#prefixes.get(path) ?? 0)) : column
  }

  #mapOf(path: string): TraceMap | null {
    const known = this.#maps.get(path)
    if (known !== undefined) return known
    const text = path.startsWith(TASK_ROOT) ? this.#files[`${path.slice(TASK_ROOT.length)}.map`] : undefined
    const map = text === undefined ? null : parseMap(text)
    this.#maps.set(path, map)
    return map
  }
}

function parseMap(text: string): TraceMap | null {
  try {
    return new TraceMap(text)
  } catch {
    // A broken map is no reason to lose the stack.
    return null
  }
}

/** `../src/index.ts` → `src/index.ts`: sources are below the project's root. */
function fromRoot(source: string): string {
  return source.replace(/^(?:\.{0,2}\/)+/, '')
}

function header(error: Error): string {
  try {
    return NativeError.prototype.toString.call(error)
  } catch {
    return 'Error'
  }
}

/** Of V8, with or without a place. */
function isFrame(line: string): boolean {
  return /^\s+at /.test(line) || isForeignFrame(line)
}
