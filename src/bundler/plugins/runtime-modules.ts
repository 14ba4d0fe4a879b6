/**
 * Bare imports: Node.js's built-in modules and packages. They never enter the bundle; the environment supplies them as
 * CommonJS modules. In CommonJS output they become `require("name")`. ESM output is loaded from a blob, where bare
 * specifiers do not resolve: there each one becomes a module `module.exports = <require>("name")`, to which esbuild
 * applies the interop it knows (named, default, namespace and dynamic imports, `require`).
 */

import type { OnResolveResult, Plugin } from 'esbuild-wasm'
import { isBuiltin, packageOf } from '../node-builtins'
import { pluginMessage } from './message'

const NAMESPACE = 'runtime-module'

/** What ESM output calls the environment's `require`: free in the modules, bound by `ESM_PRELUDE`. */
const REQUIRE = '__coldstart_require'

/**
 * First line of every ESM output. The property is read once, before any of the user's code runs, so that the
 * environment can define a getter that removes itself.
 */
export const ESM_PRELUDE = `const ${REQUIRE} = globalThis[Symbol.for("coldstart.require")];`

/** What the environment's `require` is called in the output. */
export const requireOf = (format: 'cjs' | 'esm'): string => (format === 'cjs' ? 'require' : REQUIRE)

export interface RuntimeModulesOptions {
  readonly format: 'cjs' | 'esm'
  /** Specifiers of packages' modules that the environment has. */
  readonly packages: readonly string[]
  /** BuildProperties.External: specifiers, or patterns with `*`. That these are missing is known to the user. */
  readonly external: readonly string[]
}

export function runtimeModules({ format, packages, external }: RuntimeModulesOptions): Plugin {
  const known = new Set(packages)
  return {
    name: 'runtime-modules',
    setup(build) {
      // Absolute paths are left too: they name files of the environment, such as those of a layer in /opt.
      build.onResolve({ filter: /.*/ }, ({ path }): OnResolveResult => {
        const expected =
          isBuiltin(path) || path.startsWith('/') || known.has(path) || isDeclaredExternal(path, external)
        const warnings = expected ? [] : [missingPackage(path, packages)]
        return { ...fromRuntime(path, format), warnings }
      })
      build.onLoad({ filter: /.*/, namespace: NAMESPACE }, ({ path }) => ({
        contents: `module.exports = ${REQUIRE}(${JSON.stringify(path)})`,
        loader: 'js',
      }))
    },
  }
}

/** Leaves an import to the environment. */
export function fromRuntime(path: string, format: 'cjs' | 'esm'): OnResolveResult {
  return format === 'cjs' ? { path, external: true } : { path, namespace: NAMESPACE }
}

/** The specifier behind esbuild's name for one of our modules; null for anything else. */
export function runtimeSpecifier(name: string): string | null {
  return name.startsWith(`${NAMESPACE}:`) ? name.slice(NAMESPACE.length + 1) : null
}

function missingPackage(specifier: string, packages: readonly string[]) {
  const name = packageOf(specifier)
  const known = [...new Set(packages.map(packageOf))]
  const below = packages.filter((other) => packageOf(other) === name)
  const text =
    below.length === 0
      ? `There is no package "${name}" in this playground`
      : `The package "${name}" has no "${specifier}" in this playground`
  const available =
    below.length > 0
      ? `Available: ${below.join(', ')}.`
      : known.length > 0
        ? `Available: ${known.join(', ')}.`
        : "Only Node.js's built-in modules are available."
  return pluginMessage(text, {
    code: 'bundle/package-not-available',
    hint: `The function will fail to load with: Cannot find module '${specifier}'. ${available}`,
  })
}

/** Whether BuildProperties.External says that a module is elsewhere. */
export function isDeclaredExternal(specifier: string, external: readonly string[]): boolean {
  return external.some((one) => toPattern(one).test(specifier))
}

/** esbuild's rule: `*` matches anything; without one, the package and everything below it. */
function toPattern(external: string): RegExp {
  const escaped = external.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')
  return new RegExp(`^${escaped}${external.includes('*') ? '' : '(/.*)?'}$`)
}
