/** Node's built-in modules for an environment. */

import type * as Inspect from './inspect'
import type * as FileSystem from './file-system'
import type { Builtins, NodeHost } from './contract'
import { setHost } from './host'
import { builtinNames, hasBuiltin, isLoaded, requireBuiltin } from './registry'

export function createBuiltins(host: NodeHost): Builtins {
  setHost(host)
  return {
    names: builtinNames,
    has: hasBuiltin,
    require: requireBuiltin,
    globals: {
      Buffer: () => (requireBuiltin('buffer') as { Buffer: unknown }).Buffer,
      process: () => requireBuiltin('process'),
      global: () => globalThis,
      // The environment's own, as they are now: the thunks may become the accessors behind these very names.
      setImmediate: constant(globalThis.setImmediate),
      clearImmediate: constant(globalThis.clearImmediate),
    },
    format(...values) {
      // Most lines are plain text, for which the formatter (50 KB to evaluate) would change nothing.
      if (values.every((value) => typeof value === 'string') && !String(values[0]).includes('%'))
        return values.join(' ')
      return inspection().format(...values)
    },
    emitProcessEvent(name, ...values) {
      if (!isLoaded('process')) return false
      return (requireBuiltin('process') as NodeJS.EventEmitter).emit(name, ...values)
    },
    temporaryFiles() {
      return isFileSystemUsed() ? fileSystem().temporaryFiles() : host.temporaryFiles
    },
    temporaryUsage() {
      if (isFileSystemUsed()) return fileSystem().temporaryUsage()
      const files = Object.entries(host.temporaryFiles).filter(([name]) => !name.endsWith('/'))
      return { files: files.length, bytes: files.reduce((sum, [, base64]) => sum + base64Bytes(base64), 0) }
    },
  }
}

const constant =
  <T>(value: T) =>
  () =>
    value

const base64Bytes = (text: string): number => Math.floor((text.replace(/=+$/, '').length * 3) / 4)

const isFileSystemUsed = () => isLoaded('fs') || isLoaded('fs/promises')

function fileSystem() {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require('./file-system') as typeof FileSystem
}

function inspection() {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require('./inspect') as typeof Inspect
}
