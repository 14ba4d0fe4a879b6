/**
 * Declarations of the packages that layers bring, downloaded when a project imports them, and of those that a deployment
 * loaded from npm. Until they are there, and for packages that have none, an import is `any`.
 */

import { packages, vendored } from 'virtual:coldstart/editor-types'
import type { ProjectFiles } from '../../project/model'
import { importedPackages } from './imported-packages'
import { addDeclarations, checkAgain, declarePackages } from './languages'
import type { LoadedTypes } from './types'

/** How long after the last change the imports are looked at. */
const DELAY_MS = 300

const known = new Set(vendored)
/** Package → its files; dropped when the download failed. */
const downloads = new Map<string, Promise<Readonly<Record<string, string>>>>()
/** Packages whose declarations TypeScript has. */
const added = new Set<string>()
/** Packages that are no longer `any`. */
const typed = new Set<string>()
/** Loaded from npm: id → whether it has declarations, and what takes them back. */
const loaded = new Map<string, { readonly name: string; readonly isTyped: boolean; readonly remove: () => void }>()
let lastImports = ''
let timer: ReturnType<typeof setTimeout> | undefined
let declared = false

/** Called after each change of the project. */
export function followImports(files: ProjectFiles): void {
  if (!declared) declareUntyped()
  declared = true
  clearTimeout(timer)
  timer = setTimeout(() => {
    const imports = importedPackages(files).filter((name) => known.has(name))
    if (imports.join() === lastImports) return
    lastImports = imports.join()
    for (const name of imports) if (!typed.has(name)) void addTypesOf(name)
  }, DELAY_MS)
}

/** Adds a package's declarations with all that they need, or nothing if something cannot be downloaded. */
async function addTypesOf(name: string): Promise<void> {
  if (!packages[name]) return
  const needed = closureOf(name)
  const files = await Promise.all(needed.map(download)).catch(() => null)
  if (!files || typed.has(name)) return
  needed.forEach((one, index) => {
    if (!added.has(one)) addDeclarations(files[index] ?? {})
    added.add(one)
  })
  typed.add(name)
  declareUntyped()
  checkAgain()
}

function closureOf(name: string): readonly string[] {
  const reached = new Set([name])
  for (const one of reached) for (const other of packages[one]?.needs ?? []) reached.add(other)
  return [...reached]
}

function download(name: string): Promise<Readonly<Record<string, string>>> {
  const running = downloads.get(name)
  if (running) return running
  const started = fetchJson(packages[name]?.url ?? '')
  downloads.set(name, started)
  started.catch(() => {
    downloads.delete(name)
    // The next change tries again.
    lastImports = ''
  })
  return started
}

async function fetchJson(url: string): Promise<Readonly<Record<string, string>>> {
  const response = await fetch(url)
  if (!response.ok) throw new Error(`HTTP ${response.status}`)
  return (await response.json()) as Readonly<Record<string, string>>
}

function declareUntyped(): void {
  const names = (areTyped: boolean) =>
    [...loaded.values()].filter(({ isTyped }) => isTyped === areTyped).map(({ name }) => name)
  declarePackages([...vendored.filter((name) => !typed.has(name)), ...names(false)], names(true))
}

/** What the last deployment loaded from npm. */
export function followLoaded(packages: readonly LoadedTypes[]): void {
  const ids = new Set(packages.map(({ id }) => id))
  const gone = [...loaded].filter(([id]) => !ids.has(id))
  const fresh = packages.filter(({ id }) => !loaded.has(id))
  if (gone.length === 0 && fresh.length === 0) return
  for (const [id, { remove }] of gone) {
    remove()
    loaded.delete(id)
  }
  for (const { id, name, files } of fresh) {
    const isTyped = Object.keys(files).some((path) => /\.d\.[mc]?ts$/.test(path))
    loaded.set(id, { name, isTyped, remove: isTyped ? addDeclarations(files) : () => undefined })
  }
  declareUntyped()
  checkAgain()
}
