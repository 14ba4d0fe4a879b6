/**
 * What the page needs before it can be seen goes into one file: many small ones, one for each set of pages and views that
 * share something, are more to ask for and compress worse.
 */

import { fileURLToPath } from 'node:url'

/** The part of the bundler's interface that is needed here. */
interface Modules {
  getModuleInfo(id: string): { readonly importedIds: readonly string[] } | null
}

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url))

/** For `codeSplitting`: all that the page's entry imports, and what that imports. Not the entry, which starts the page. */
export const firstLoad = {
  name(id: string, modules: Modules): string | null {
    return id !== MAIN && isImported(id, modules) ? 'first-load' : null
  },
}

const found = new WeakMap<Modules, ReadonlySet<string>>()

function isImported(id: string, modules: Modules): boolean {
  const known = found.get(modules) ?? importedBy(MAIN, modules)
  found.set(modules, known)
  return known.has(id)
}

function importedBy(entry: string, modules: Modules): ReadonlySet<string> {
  const all = new Set<string>()
  const next = [entry]
  for (let id = next.pop(); id !== undefined; id = next.pop()) {
    if (all.has(id)) continue
    all.add(id)
    next.push(...(modules.getModuleInfo(id)?.importedIds ?? []))
  }
  return all
}
