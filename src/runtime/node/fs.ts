/** node:fs: the synchronous, the callback and the promise forms of one set of functions. */

import { pathText, realPath, type PathLike } from './file-system'
import { Dir } from './fs-dir'
import promises from './fs-promises'
import { Dirent, Stats } from './fs-stats'
import { createReadStream, createWriteStream } from './fs-streams'
import { constants, sync, watch } from './fs-sync'
import { requireFunction, unavailable } from './node-error'
import process from './process'

type Callback = (error: unknown, ...values: unknown[]) => void
type AnyFunction = (...values: never[]) => unknown

/** Arguments that make no sense throw at once; what the system call would say goes to the callback. */
function callbackForm(run: AnyFunction, results: (value: unknown, values: unknown[]) => unknown[]): AnyFunction {
  return (...values: unknown[]) => {
    const callback = (typeof values.at(-1) === 'function' ? values.pop() : undefined) as Callback
    requireFunction(callback, 'cb')
    try {
      const value = run(...(values as never[]))
      process.nextTick(() => callback(null, ...results(value, values)))
    } catch (error) {
      if (String((error as { code?: unknown }).code).startsWith('ERR_INVALID_ARG')) throw error
      process.nextTick(() => callback(error))
    }
  }
}

const single = (value: unknown) => (value === undefined ? [] : [value])
const withBuffer = (value: unknown, values: unknown[]) => [value, values[1]]

const forms: Record<string, unknown> = {}
for (const [name, run] of Object.entries(sync) as [string, AnyFunction][]) {
  forms[`${name}Sync`] = run
  forms[name] = callbackForm(run, /^(read|write)v?$/.test(name) ? withBuffer : single)
}

function exists(file: PathLike, callback: (found: boolean) => void): void {
  requireFunction(callback, 'cb')
  const found = sync.exists(file)
  process.nextTick(() => callback(found))
}

/** The one way in for constructors too: `new fs.ReadStream(path)`. */
function streamClass(create: (file: PathLike, options?: never) => unknown): unknown {
  return function (file: PathLike, options?: never) {
    return create(file, options)
  }
}

const customPromisify = Symbol.for('nodejs.util.promisify.custom')
for (const [name, names] of Object.entries({
  read: ['bytesRead', 'buffer'],
  write: ['bytesWritten', 'buffer'],
  readv: ['bytesRead', 'buffers'],
  writev: ['bytesWritten', 'buffers'],
})) {
  const run = Reflect.get(sync, name) as AnyFunction
  Object.defineProperty(forms[name], customPromisify, {
    value: async (...values: never[]) => ({ [names[0] as string]: run(...values), [names[1] as string]: values[1] }),
  })
}
Object.defineProperty(exists, customPromisify, { value: async (file: PathLike) => sync.exists(file) })
const nativeRealPath = (file: PathLike) => realPath(pathText(file), 'realpath')
Object.assign(forms['realpath'] as object, { native: callbackForm(nativeRealPath as AnyFunction, single) })
Object.assign(forms['realpathSync'] as object, { native: nativeRealPath })

const fs = {
  ...forms,
  exists,
  constants,
  F_OK: constants.F_OK,
  R_OK: constants.R_OK,
  W_OK: constants.W_OK,
  X_OK: constants.X_OK,
  promises,
  Stats,
  Dirent,
  Dir,
  createReadStream,
  createWriteStream,
  ReadStream: streamClass(createReadStream as never),
  WriteStream: streamClass(createWriteStream as never),
  opendirSync: (file: PathLike) => new Dir(file),
  opendir: callbackForm(((file: PathLike) => new Dir(file)) as AnyFunction, single),
  openAsBlob: async (file: PathLike, options?: BlobPropertyBag) =>
    new Blob([Uint8Array.from(sync.readFile(file) as Uint8Array)], options),
  watch,
  watchFile: watch,
  unwatchFile: () => undefined,
  globSync: () => {
    throw unavailable('fs.globSync', 'use readdirSync with { recursive: true } and path.matchesGlob.')
  },
}

export default fs
