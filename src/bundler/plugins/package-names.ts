/** How esbuild is told of a package's file: `package:<id>/<path>`, where an id is `name@version`. */

export const PACKAGE_NAMESPACE = 'package'

/** Tells esbuild that a `.js` file is an ES module by the package's `type`, which it cannot read. */
const MODULE_SUFFIX = '.mjs'
const MARKED = /\.js\.mjs$/

export function packageModule(id: string, path: string, isModule: boolean): string {
  return `${id}/${path}${isModule && path.endsWith('.js') ? MODULE_SUFFIX : ''}`
}

/** @returns null for what is no such name */
export function parsePackageModule(name: string): { readonly id: string; readonly path: string } | null {
  const [, id, path] = /^((?:@[^/]+\/)?[^/]+@[^/]+)\/(.*)$/.exec(name) ?? []
  if (id === undefined || path === undefined) return null
  return { id, path: MARKED.test(path) ? path.slice(0, -MODULE_SUFFIX.length) : path }
}

/** esbuild's full name of a file (`namespace:path`) → `name@version/path`; null if it is not of a package. */
export function packageFileOf(name: string): string | null {
  if (!name.startsWith(`${PACKAGE_NAMESPACE}:`)) return null
  const module = parsePackageModule(name.slice(PACKAGE_NAMESPACE.length + 1))
  return module && `${module.id}/${module.path}`
}
