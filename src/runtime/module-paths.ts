/** Node's rules for finding a module's file: paths, folders above, and a package's `exports`. */

import { parseJson } from './realm'

/** The conditions under which Node resolves `require`, in the order in which the package states them. */
const CONDITIONS = ['node', 'require', 'module-sync', 'default']

/** What `exports` of package.json gives for `.` or `./sub/path`; null if it does not export that. */
export function exportTarget(exports: unknown, subpath: string): string | null {
  if (typeof exports === 'string') return subpath === '.' ? exports : null
  if (typeof exports !== 'object' || exports === null) return null
  const entries = exports as Record<string, unknown>
  if (!Object.keys(entries).some((key) => key.startsWith('.'))) return subpath === '.' ? conditional(entries) : null
  if (subpath in entries) return conditional(entries[subpath])
  for (const [pattern, target] of Object.entries(entries)) {
    const [before = '', after] = pattern.split('*')
    if (after === undefined || !subpath.startsWith(before) || !subpath.endsWith(after)) continue
    const matched = subpath.slice(before.length, subpath.length - after.length)
    return conditional(target)?.replaceAll('*', matched) ?? null
  }
  return null
}

function conditional(target: unknown): string | null {
  if (typeof target === 'string') return target
  if (typeof target !== 'object' || target === null) return null
  for (const [condition, inner] of Object.entries(target)) {
    const found = CONDITIONS.includes(condition) ? conditional(inner) : null
    if (found !== null) return found
  }
  return null
}

/** Null for what is no JSON. */
export function readJson(text: string): unknown {
  try {
    return parseJson(text)
  } catch {
    return null
  }
}

export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'))
}

/** The folders above a file, the nearest first; the root is ''. */
export function foldersUp(path: string): string[] {
  const folders: string[] = []
  for (let folder = folderOf(path); ; folder = folderOf(folder)) {
    folders.push(folder)
    if (folder === '') return folders
  }
}

/** An absolute path without `.` and `..`. */
export function normalize(path: string): string {
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return `/${parts.join('/')}`
}
