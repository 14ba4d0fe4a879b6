import * as esbuild from 'esbuild'
import { afterAll } from 'vitest'
import { BuildEngine } from '../../../src/bundler/build'
import type { Bundle, BundleEntry } from '../../../src/bundler/protocol'
import type { ProjectFiles } from '../../../src/project/model'

export function entry(overrides: Partial<BundleEntry> = {}): BundleEntry {
  return { id: 'Fn', codeUri: '', handler: 'index.handler', buildProperties: {}, runtime: 'nodejs22.x', ...overrides }
}

/** An engine that ends with the test file. */
export function engine(): BuildEngine {
  const started = new BuildEngine(esbuild)
  afterAll(() => started.dispose())
  return started
}

/** Builds one function of a project, once. */
export async function bundle(
  files: ProjectFiles,
  overrides: Partial<BundleEntry> = {},
  packages: readonly string[] = [],
): Promise<Bundle> {
  const once = new BuildEngine(esbuild)
  const [build] = await once.build(files, [entry(overrides)], packages)
  await once.dispose()
  if (!build) throw new Error('no build')
  return build.bundle
}

type Exports = Record<string, unknown>

/** Runs a package's CommonJS file as the environment does: with a `require` that knows `modules` only. */
export function runCommonJs(built: Bundle, file: string, modules: Readonly<Record<string, unknown>> = {}): Exports {
  const module = { exports: {} as Exports }
  new Function('module', 'exports', 'require', built.files[file] ?? '')(module, module.exports, requireFrom(modules))
  return module.exports
}

/** Runs a package's ESM file as the environment does: imported by address, with `require` in the agreed place. */
export async function runModule(
  built: Bundle,
  file: string,
  modules: Readonly<Record<string, unknown>> = {},
): Promise<Exports> {
  const key = Symbol.for('coldstart.require')
  Object.defineProperty(globalThis, key, {
    configurable: true,
    get() {
      Reflect.deleteProperty(globalThis, key)
      return requireFrom(modules)
    },
  })
  return (await import(`data:text/javascript,${encodeURIComponent(built.files[file] ?? '')}`)) as Exports
}

function requireFrom(modules: Readonly<Record<string, unknown>>) {
  return (name: string): unknown => {
    if (name in modules) return modules[name]
    throw Object.assign(new Error(`Cannot find module '${name}'`), { code: 'MODULE_NOT_FOUND' })
  }
}
