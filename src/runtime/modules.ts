/**
 * `require`, over the deployment package (/var/task), Node's built-ins and the layers; and ES modules of the package.
 *
 * CommonJS files run in a function of their own, as in Node. ES modules are loaded from a blob: the bundler has left no
 * import in them, what they need they ask of the environment's `require` (see `bundler/protocol.ts`).
 */

import { exportTarget, folderOf, foldersUp, normalize, readJson } from './module-paths'
import type { Builtins } from './node/contract'
import { type Declaration, declarationsIn, type KeptVariables, readersOf } from './kept-state'
import type { Operations } from './operations'
import type { PackageFiles, RuntimeName } from './protocol'
import {
  apply,
  defineProperty,
  deleteProperty,
  evaluate,
  getOwnPropertyDescriptor,
  NativePromise,
  parseJson,
  whenSettled,
} from './realm'
import type { StackMapper } from './stack'
import { TASK_ROOT } from './stack'

/** A layer's module: run when it is first required. */
export type LayerModule = (module: { exports: unknown }, exports: unknown, require: (name: string) => unknown) => void

interface CommonJsModule {
  id: string
  path: string
  exports: unknown
  filename: string
  loaded: boolean
  children: CommonJsModule[]
  paths: string[]
  parent: CommonJsModule | null
  require: (name: string) => unknown
}

export interface ModuleHost {
  /** Of /var/task. */
  readonly files: PackageFiles
  /** Of /opt. */
  readonly layerFiles: PackageFiles
  readonly runtime: RuntimeName
  readonly builtins: Builtins
  readonly operations: Operations
  readonly stacks: StackMapper
  /** Is told of the variables of each file; null when nobody wants to know. */
  readonly variables: KeptVariables | null
  /** A package of a layer has run. */
  layerLoaded(name: string, exports: unknown): void
}

/** The file from which Lambda's runtime requires the handler. */
const RUNTIME_FILE = '/var/runtime/index.mjs'

const WRAPPER_START = '(function (exports, require, module, __filename, __dirname) { '
const WRAPPER_END = '\n})'

const LAYER_ROOT = '/opt/'

/** The first line of the bundler's ES modules (see its README). */
const MODULE_START = 'const __coldstart_require ='

/** Where ES modules find `require`, until they have read it. */
const REQUIRE = Symbol.for('coldstart.require')
/** What a module does first: it tells that it has been loaded. */
const STARTED = Symbol.for('coldstart.started')
const PRELUDE = 'globalThis[Symbol.for("coldstart.started")]();'

/** What a module exports beside its own, for the runtime alone. */
const READERS = '__coldstart_variables'

const createObjectUrl = URL.createObjectURL
const revokeObjectUrl = URL.revokeObjectURL
const ScriptBlob = Blob

export class ModuleLoader {
  readonly #host: ModuleHost
  readonly #loaded = new Map<string, CommonJsModule>()
  readonly #layerModules = new Map<string, LayerModule>()
  readonly #layerExports = new Map<string, { exports: unknown }>()
  readonly #cache: Record<string, CommonJsModule>

  constructor(host: ModuleHost) {
    this.#host = host
    this.#cache = cacheView(this.#loaded)
  }

  /** Evaluates a layer, which defines modules. */
  addLayer(text: string, index: number): void {
    const define = (modules: Readonly<Record<string, LayerModule>>): void => {
      for (const [name, module] of Object.entries(modules)) this.#layerModules.set(name, module)
    }
    const layer = evaluate(`(function (define) { ${text}\n})\n//# sourceURL=/var/runtime/layer-${index}.js`) as unknown
    apply(layer as (...values: unknown[]) => unknown, undefined, [define])
  }

  isFile(path: string): boolean {
    return this.#text(path) !== undefined
  }

  /** Whether Node takes the file for an ES module. What layers have was made CommonJS when it was built. */
  isModule(path: string): boolean {
    if (path.startsWith(LAYER_ROOT)) return false
    if (path.endsWith('.mjs')) return true
    // A bootstrap has no extension to tell by; what the bundler made of a module begins like this.
    if (!/\.\w+$/.test(path)) return this.#text(path)?.startsWith(MODULE_START) ?? false
    if (!path.endsWith('.js')) return false
    for (const folder of foldersUp(path)) {
      if (folder.endsWith('/node_modules')) return false
      const description = this.#text(`${folder}/package.json`)
      if (description !== undefined) return (readJson(description) as { type?: unknown } | null)?.type === 'module'
    }
    return false
  }

  /** @param importer path of the file that requires; null for the runtime itself */
  require(name: string, importer: string | null): unknown {
    const { builtins } = this.#host
    const bare = name.startsWith('node:') ? name.slice(5) : name
    if (builtins.has(name) || builtins.has(bare)) return builtins.require(bare)
    const path = this.resolve(name, importer)
    if (path !== null) return this.#load(path, importer)
    if (this.#layerModules.has(name)) return this.#requireLayer(name)
    throw this.#notFound(name, importer)
  }

  /** Path of the file that a name means; null if there is none (built-ins and layers have no files). */
  resolve(name: string, importer: string | null): string | null {
    if (name.startsWith('/')) return this.#file(normalize(name))
    const folder = importer === null ? TASK_ROOT.slice(0, -1) : folderOf(importer)
    if (/^\.\.?(\/|$)/.test(name)) return this.#file(normalize(`${folder}/${name}`))
    for (const up of foldersUp(`${folder}/file`)) {
      if (up.endsWith('/node_modules')) continue
      const found = this.#package(`${up}/node_modules`, name)
      if (found !== null) return found
    }
    // As NODE_PATH has them.
    const major = /\d+/.exec(this.#host.runtime)?.[0] ?? ''
    return (
      this.#package(`/opt/nodejs/node${major}/node_modules`, name) ?? this.#package('/opt/nodejs/node_modules', name)
    )
  }

  /** Runs a file as Node runs the one that it is started with. Rejects with what nobody caught. */
  async runMain(path: string): Promise<void> {
    if (this.isModule(path)) await this.import(path)
    else this.#load(path, null)
  }

  /** Loads an ES module. Rejects with what its evaluation throws. */
  import(path: string): Promise<unknown> {
    const { operations, stacks } = this.#host
    stacks.addPrefix(path, PRELUDE.length)
    const own = this.#text(path) ?? ''
    const declarations = this.#declarations(path, own)
    const readers = declarations.length === 0 ? '' : `\nexport const ${READERS} = ${readersOf(declarations)}`
    const text = `${PRELUDE}${own}${readers}\n//# sourceURL=${path}`
    const url = apply(createObjectUrl, URL, [new ScriptBlob([text], { type: 'text/javascript' })]) as string

    // Loading is real work; from its first line on the module runs in virtual time, and may wait for it.
    const require = this.#requireFor(path, null)
    const loading = new NativePromise<void>((loaded) => {
      const started = (): void => {
        deleteProperty(globalThis, STARTED)
        loaded()
      }
      const takeRequire = (): unknown => {
        deleteProperty(globalThis, REQUIRE)
        return require
      }
      defineProperty(globalThis, STARTED, { configurable: true, value: started })
      defineProperty(globalThis, REQUIRE, { configurable: true, get: takeRequire })
    })
    const evaluation = import(/* @vite-ignore */ url) as Promise<unknown>
    const failed = new NativePromise<void>((resolve) => {
      const ended = (): void => {
        deleteProperty(globalThis, REQUIRE)
        apply(revokeObjectUrl, URL, [url])
        resolve()
      }
      const evaluated = (exports: unknown): void => {
        ended()
        const found = getOwnPropertyDescriptor(exports as object, READERS)
        if (found) this.#host.variables?.watch(path, declarations, found.value)
      }
      whenSettled(evaluation, evaluated, ended)
    })
    return operations.track(NativePromise.race([loading, failed])).then(() => evaluation)
  }

  #text(path: string): string | undefined {
    const { files, layerFiles } = this.#host
    const isLayer = path.startsWith(LAYER_ROOT)
    if (!isLayer && !path.startsWith(TASK_ROOT)) return undefined
    const name = path.slice((isLayer ? LAYER_ROOT : TASK_ROOT).length)
    const holder = isLayer ? layerFiles : files
    return Object.hasOwn(holder, name) ? holder[name] : undefined
  }

  #file(path: string): string | null {
    for (const extension of ['', '.js', '.json', '.cjs']) if (this.isFile(path + extension)) return path + extension
    const description = this.#text(`${path}/package.json`)
    if (description !== undefined) {
      const { main } = (readJson(description) ?? {}) as { main?: unknown }
      const found = typeof main === 'string' ? this.#file(normalize(`${path}/${main}`)) : null
      if (found !== null) return found
    }
    return this.isFile(`${path}/index.js`) ? `${path}/index.js` : null
  }

  /** A package below a node_modules folder, by its `exports` or else by path. */
  #package(folder: string, name: string): string | null {
    const [, packageName = '', below = ''] = /^((?:@[^/]+\/)?[^/]+)(.*)$/.exec(name) ?? []
    const root = `${folder}/${packageName}`
    const description = this.#text(`${root}/package.json`)
    const { exports } = (description === undefined ? {} : (readJson(description) ?? {})) as { exports?: unknown }
    if (exports === undefined || exports === null) return this.#file(root + below)
    const target = exportTarget(exports, `.${below}`)
    return target === null ? null : this.#file(normalize(`${root}/${target}`))
  }

  #load(path: string, importer: string | null): unknown {
    const known = this.#loaded.get(path)
    if (known) return known.exports
    const module = this.#create(path, importer)
    this.#loaded.set(path, module)
    try {
      this.#evaluate(module)
      module.loaded = true
    } catch (error) {
      this.#loaded.delete(path)
      throw error
    }
    return module.exports
  }

  #create(path: string, importer: string | null): CommonJsModule {
    const parent = (importer !== null && this.#loaded.get(importer)) || null
    const module: CommonJsModule = {
      id: path,
      path: folderOf(path),
      exports: {},
      filename: path,
      loaded: false,
      children: [],
      paths: foldersUp(path).map((folder) => `${folder}/node_modules`),
      parent,
      require: () => undefined,
    }
    module.require = this.#requireFor(path, module)
    parent?.children.push(module)
    return module
  }

  #evaluate(module: CommonJsModule): void {
    const path = module.filename
    const text = this.#text(path) ?? ''
    if (path.endsWith('.json')) {
      module.exports = jsonModule(text, path)
      return
    }
    if (this.isModule(path)) throw requireOfModule(path)
    this.#host.stacks.addPrefix(path, WRAPPER_START.length)
    const declarations = this.#declarations(path, text)
    const readers = declarations.length === 0 ? '' : `\nreturn ${readersOf(declarations)}`
    const isOwn = path.startsWith(TASK_ROOT) && !path.includes('/node_modules/')
    const before = isOwn ? this.#host.stacks.places.linesBefore(path) : ''
    const source = `${before}${WRAPPER_START}${text.replace(/^#!/, '//')}${readers}${WRAPPER_END}\n//# sourceURL=${path}`
    const run = evaluate(source) as (...values: unknown[]) => unknown
    const returned = apply(run, module.exports, [module.exports, module.require, module, path, module.path])
    if (declarations.length > 0) this.#host.variables?.watch(path, declarations, returned)
  }

  /** The variables of a file of the project that invocations may change. */
  #declarations(path: string, text: string): readonly Declaration[] {
    const { variables } = this.#host
    return variables && path.startsWith(TASK_ROOT) && !path.includes('/node_modules/') ? declarationsIn(text) : []
  }

  /** The `require` of one file. */
  #requireFor(path: string, module: CommonJsModule | null) {
    const resolve = (name: string): string => {
      const bare = name.startsWith('node:') ? name.slice(5) : name
      if (this.#host.builtins.has(bare)) return name
      const found = this.resolve(name, path)
      if (found !== null) return found
      if (this.#layerModules.has(name)) return `/var/runtime/node_modules/${name}`
      throw this.#notFound(name, path)
    }
    return Object.assign((name: string) => this.require(checkName(name), path), {
      resolve: Object.assign((name: string) => resolve(checkName(name)), { paths: () => module?.paths ?? null }),
      main: undefined,
      cache: this.#cache,
      extensions: {},
    })
  }

  #requireLayer(name: string): unknown {
    const known = this.#layerExports.get(name)
    if (known) return known.exports
    const module: { exports: unknown } = { exports: {} }
    this.#layerExports.set(name, module)
    try {
      const run = this.#layerModules.get(name) as LayerModule
      const require = (wanted: string): unknown => this.require(wanted, `/var/runtime/node_modules/${name}`)
      apply(run, module.exports, [module, module.exports, require])
      this.#host.layerLoaded(name, module.exports)
    } catch (error) {
      this.#layerExports.delete(name)
      throw error
    }
    return module.exports
  }

  #notFound(name: string, importer: string | null): Error {
    const requireStack: string[] = []
    if (importer !== null) requireStack.push(importer)
    for (let up = importer === null ? null : this.#loaded.get(importer)?.parent; up; up = up.parent) {
      requireStack.push(up.filename)
    }
    requireStack.push(RUNTIME_FILE)
    const message = `Cannot find module '${name}'\nRequire stack:\n- ${requireStack.join('\n- ')}`
    return Object.assign(new Error(message), { code: 'MODULE_NOT_FOUND', requireStack })
  }
}

/** `require.cache`: deleting an entry makes the file run again. */
function cacheView(loaded: Map<string, CommonJsModule>): Record<string, CommonJsModule> {
  return new Proxy<Record<string, CommonJsModule>>(Object.create(null) as Record<string, CommonJsModule>, {
    get: (_, path) => loaded.get(String(path)),
    has: (_, path) => loaded.has(String(path)),
    set: (_, path, module: CommonJsModule) => Boolean(loaded.set(String(path), module)),
    deleteProperty: (_, path) => loaded.delete(String(path)) || true,
    ownKeys: () => [...loaded.keys()],
    getOwnPropertyDescriptor: (_, path) =>
      loaded.has(String(path))
        ? { value: loaded.get(String(path)), enumerable: true, configurable: true, writable: true }
        : undefined,
  })
}

function checkName(name: unknown): string {
  if (typeof name === 'string' && name !== '') return name
  const error =
    name === ''
      ? new TypeError("The argument 'id' must be a non-empty string. Received ''")
      : new TypeError(`The "id" argument must be of type string. Received ${typeof name}`)
  throw Object.assign(error, { code: name === '' ? 'ERR_INVALID_ARG_VALUE' : 'ERR_INVALID_ARG_TYPE' })
}

function jsonModule(text: string, path: string): unknown {
  try {
    return parseJson(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    throw Object.assign(error as Error, { message: `${path}: ${(error as Error).message}` })
  }
}

function requireOfModule(path: string): Error {
  const message = `require() of ES Module ${path} not supported.`
  return Object.assign(new Error(message), { code: 'ERR_REQUIRE_ESM' })
}
