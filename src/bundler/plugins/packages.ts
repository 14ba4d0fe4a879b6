/**
 * Packages of npm that the environment does not have: they become part of the bundle, as with `sam build`. Which version
 * an import means, and its files, are asked of the page (`PackageSource`).
 */

import type { ImportKind, Loader, OnLoadResult, OnResolveResult, Plugin } from 'esbuild-wasm'
import { isBuiltin, packageOf } from '../node-builtins'
import { isProblem, type ImportWay, type InstalledPackage, type PackageView } from '../package-view'
import { extensionOf, folderOf, joinPath } from '../paths'
import type { PackageProblem } from '../protocol'
import { pluginMessage } from './message'
import { PACKAGE_NAMESPACE, packageModule, parsePackageModule } from './package-names'
import { fromRuntime, isDeclaredExternal, type RuntimeModulesOptions } from './runtime-modules'

const LOADERS: Readonly<Record<string, Loader>> = { '.js': 'js', '.mjs': 'js', '.cjs': 'js', '.json': 'json' }

/** npm's rule for new names, but for capitals, which old packages have. */
const PACKAGE_NAME = /^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/i

/** The imports inside of packages, and their files. Goes before the plugin that knows the project's files. */
export function packageFiles(current: () => PackageView | null, options: RuntimeModulesOptions): Plugin {
  return {
    name: 'package-files',
    setup(build) {
      build.onResolve({ filter: /.*/, namespace: PACKAGE_NAMESPACE }, async ({ path, kind, importer }) => {
        const view = current()
        const module = parsePackageModule(importer)
        const installed = module && view?.get(module.id)
        if (!view || !installed) return null
        return insidePackage(view, installed, module.path, path, wayOf(kind), options)
      })
      build.onLoad({ filter: /.*/, namespace: PACKAGE_NAMESPACE }, ({ path }) => load(current(), path))
    },
  }
}

/** The project's imports of packages. Goes after the project's own files, which tsconfig.json may map names to. */
export function packageImports(current: () => PackageView | null, options: RuntimeModulesOptions): Plugin {
  const inRuntime = new Set(options.packages.map(packageOf))
  return {
    name: 'package-imports',
    setup(build) {
      build.onResolve({ filter: /.*/ }, async ({ path, kind }) => {
        const view = current()
        const name = packageOf(path)
        const isElsewhere = isBuiltin(path) || inRuntime.has(name) || isDeclaredExternal(path, options.external)
        if (!view || isElsewhere || !PACKAGE_NAME.test(name)) return null
        return fromPackage(view, null, path, wayOf(kind), options)
      })
    },
  }
}

async function insidePackage(
  view: PackageView,
  installed: InstalledPackage,
  file: string,
  path: string,
  way: ImportWay,
  options: RuntimeModulesOptions,
): Promise<OnResolveResult | null> {
  if (/^\.\.?(\/|$)/.test(path)) {
    const target = joinPath(folderOf(file), path)
    return locate(view, installed, target === null ? null : await view.file(installed, target), path)
  }
  if (path.startsWith('#')) {
    const target = view.internal(installed, path, way)
    if (target !== null && !target.startsWith('./')) {
      return insidePackage(view, installed, file, target, way, options)
    }
    return locate(view, installed, target === null ? null : await view.file(installed, target.slice(2)), path)
  }
  if (isBuiltin(path) || path.startsWith('/')) return fromRuntime(path, options.format)
  return fromPackage(view, installed, path, way, options)
}

/** A bare import of a package. */
async function fromPackage(
  view: PackageView,
  importer: InstalledPackage | null,
  specifier: string,
  way: ImportWay,
  options: RuntimeModulesOptions,
): Promise<OnResolveResult | null> {
  const name = packageOf(specifier)
  const isOwn = importer !== null && importer.manifest['name'] === name
  const found = isOwn ? importer : await view.find(name, importer?.id ?? null, options.packages.includes(specifier))
  if (isProblem(found)) {
    if (found.severity === 'error') return { errors: [toMessage(found)] }
    return { ...fromRuntime(specifier, options.format), warnings: [toMessage(found)] }
  }
  if ('kind' in found) {
    // `try { require('optional') } catch {}` is common: what was not declared fails when it runs, as on Lambda.
    return importer === null && found.kind === 'undeclared' ? null : fromRuntime(specifier, options.format)
  }
  const subpath = `.${specifier.slice(name.length)}`
  return locate(view, found, await view.entry(found, subpath, way), specifier)
}

async function locate(
  view: PackageView,
  installed: InstalledPackage,
  path: string | null,
  specifier: string,
): Promise<OnResolveResult> {
  if (path === null) {
    const hint = `Neither a file nor the exports of ${installed.id} are called that.`
    return { errors: [pluginMessage(`Could not resolve "${specifier}"`, { code: 'bundle/unresolved', hint })] }
  }
  const isModule = path.endsWith('.js') && (await view.isModule(installed, path))
  return {
    path: packageModule(installed.id, path, isModule),
    namespace: PACKAGE_NAMESPACE,
    ...(installed.manifest['sideEffects'] === false && { sideEffects: false }),
  }
}

async function load(view: PackageView | null, name: string): Promise<OnLoadResult | null> {
  const module = parsePackageModule(name)
  if (!view || !module) return null
  const loader = LOADERS[extensionOf(module.path)]
  if (loader === undefined) {
    const hint = 'Of packages, JavaScript and JSON can be used; native code cannot run in a browser.'
    return { errors: [pluginMessage(`No loader for ${module.id}/${module.path}`, { code: 'bundle/no-loader', hint })] }
  }
  const answer = await view.read(module.id, module.path)
  return answer.kind === 'text' ? { contents: answer.text, loader } : { errors: [toMessage(answer)] }
}

function wayOf(kind: ImportKind): ImportWay {
  return kind === 'require-call' || kind === 'require-resolve' ? 'require' : 'import'
}

function toMessage({ message, code, hint, offer }: PackageProblem) {
  return pluginMessage(message, { code, hint, ...(offer && { offer }) })
}
