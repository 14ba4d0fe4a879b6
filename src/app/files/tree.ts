/** The project's files as a tree, and what one may do to them. Paths are relative, `/`-separated. */

import { pathProblem } from '../../project/files'
import type { ProjectFiles } from '../../project/model'

export interface TreeRow {
  readonly kind: 'folder' | 'file'
  readonly path: string
  /** The last part of the path. */
  readonly name: string
  /** 1 at the top. */
  readonly level: number
}

/** What the tree shows: folders before files, both by name; nothing below a closed folder. */
export function treeRows(paths: readonly string[], closed: ReadonlySet<string>): readonly TreeRow[] {
  return rowsBelow('', paths, 1, closed)
}

function rowsBelow(folder: string, paths: readonly string[], level: number, closed: ReadonlySet<string>): TreeRow[] {
  const folders = new Map<string, string[]>()
  const files: TreeRow[] = []
  for (const path of paths) {
    const rest = path.slice(folder.length)
    const slash = rest.indexOf('/')
    if (slash < 0) files.push({ kind: 'file', path, name: rest, level })
    else {
      const name = rest.slice(0, slash)
      folders.set(name, [...(folders.get(name) ?? []), path])
    }
  }
  const below = [...folders.keys()].sort(byName).flatMap((name): TreeRow[] => {
    const path = `${folder}${name}`
    const row: TreeRow = { kind: 'folder', path, name, level }
    return closed.has(path) ? [row] : [row, ...rowsBelow(`${path}/`, folders.get(name) ?? [], level + 1, closed)]
  })
  return [...below, ...files.sort((a, b) => byName(a.name, b.name))]
}

const byName = (a: string, b: string): number => a.localeCompare(b, 'en')

/** `src` of `src/app.ts`; '' at the top. */
export const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')))

/** The files a path stands for: itself, or all below a folder. */
export const filesUnder = (files: ProjectFiles, path: string): readonly string[] =>
  Object.keys(files).filter((file) => file === path || file.startsWith(`${path}/`))

/** @returns why `path` cannot be the name of a file that is not there yet, or null */
export function newPathProblem(files: ProjectFiles, path: string): string | null {
  const problem = pathProblem(path)
  if (problem) return problem
  if (filesUnder(files, path).length > 0) return `${path} already exists.`
  const parts = path.split('/')
  const folders = parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'))
  const taken = folders.find((folder) => folder in files)
  return taken ? `${taken} is a file, not a folder.` : null
}

/** Renames a file, or moves all below a folder. */
export function renamed(files: ProjectFiles, from: string, to: string): ProjectFiles {
  return Object.fromEntries(
    Object.entries(files).map(([path, text]) => {
      if (path === from) return [to, text]
      return path.startsWith(`${from}/`) ? [to + path.slice(from.length), text] : [path, text]
    }),
  )
}

export function without(files: ProjectFiles, paths: readonly string[]): ProjectFiles {
  return Object.fromEntries(Object.entries(files).filter(([path]) => !paths.includes(path)))
}

/** Whether a change to it means that what runs is not what is written. */
export const isDeployed = (path: string): boolean =>
  !path.startsWith('events/') && !path.startsWith('tests/') && !path.endsWith('.md')
