/** node:module. */

import { host } from './host'
import { invalidArgumentValue, unavailableFunctions } from './node-error'
import path from './path'
import { builtinNames, hasBuiltin } from './registry'
import { fileURLToPath } from './url'

interface RequireFunction {
  (specifier: string): unknown
  resolve(specifier: string): string
  cache: Record<string, unknown>
  main: undefined
}

const TASK_ROOT = '/var/task/'
const ENDINGS = ['', '.js', '.json', '.cjs', '.mjs', '/index.js', '/index.json']

function createRequire(from: string | URL): RequireFunction {
  const text = String(from)
  const importer = from instanceof URL || text.startsWith('file:') ? fileURLToPath(from) : text
  if (!path.isAbsolute(importer)) {
    const reason = 'must be a file URL object, file URL string, or absolute path string'
    throw invalidArgumentValue('filename', `'${text}'`, reason)
  }
  const require = (specifier: string) => host().require(specifier, importer)
  return Object.assign(require, {
    resolve: (specifier: string) => resolve(specifier, importer),
    cache: Object.create(null) as Record<string, unknown>,
    main: undefined,
  })
}

function resolve(specifier: string, importer: string): string {
  if (hasBuiltin(specifier)) return specifier
  if (/^\.{0,2}\//.test(specifier)) {
    const target = path.resolve(path.dirname(importer), specifier)
    const found = ENDINGS.map((ending) => target + ending).find(isPackageFile)
    if (found) return found
  }
  const message = `Cannot find module '${specifier}'\nRequire stack:\n- ${importer}`
  throw Object.assign(new Error(message), { code: 'MODULE_NOT_FOUND', requireStack: [importer] })
}

function isPackageFile(absolute: string): boolean {
  return absolute.startsWith(TASK_ROOT) && Object.hasOwn(host().files, absolute.slice(TASK_ROOT.length))
}

class Module {
  exports: unknown = {}
  loaded = false
  children: unknown[] = []
  readonly path: string
  readonly filename: string
  constructor(readonly id = '') {
    this.filename = id
    this.path = path.dirname(id)
  }
  require(specifier: string): unknown {
    return host().require(specifier, this.filename || `${TASK_ROOT}index.js`)
  }

  static readonly builtinModules = builtinNames.filter((name) => hasBuiltin(name))
  static readonly createRequire = createRequire
  static readonly isBuiltin = hasBuiltin
  static readonly Module = Module
  static readonly _cache: Record<string, unknown> = Object.create(null) as Record<string, unknown>
  static readonly _extensions: Record<string, unknown> = Object.create(null) as Record<string, unknown>
  static readonly globalPaths: string[] = []
  static _load(specifier: string): unknown {
    return host().require(specifier, `${TASK_ROOT}index.js`)
  }
  static _resolveFilename(specifier: string, parent?: { filename?: string }): string {
    return resolve(specifier, parent?.filename || `${TASK_ROOT}index.js`)
  }
  static _nodeModulePaths(): string[] {
    return []
  }
  static wrap(source: string): string {
    return `(function (exports, require, module, __filename, __dirname) { ${source}\n});`
  }
  static syncBuiltinESMExports(): void {
    // Imports of built-ins read the same objects as require.
  }
  static findSourceMap(): undefined {
    return undefined
  }
  static findPackageJSON(): undefined {
    return undefined
  }
}

Object.assign(
  Module,
  unavailableFunctions('module', ['SourceMap', 'register', 'registerHooks'], 'modules are bundled before they run.'),
)

export default Module
