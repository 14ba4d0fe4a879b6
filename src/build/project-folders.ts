/** Build-time only: the folders of projects that ship with the page. */

import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ProjectFiles } from '../project/model'

export const EXAMPLES = path.join(path.dirname(fileURLToPath(import.meta.url)), '../examples')

export interface ProjectFolder {
  readonly files: ProjectFiles
  /** Where they lie. */
  readonly places: readonly string[]
}

export async function foldersIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
}

export async function readProject(folder: string): Promise<ProjectFolder> {
  const files: Record<string, string> = {}
  const places: string[] = []
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const file = path.join(entry.parentPath, entry.name)
    places.push(file)
    files[path.relative(folder, file).replaceAll(path.sep, '/')] = await readFile(file, 'utf8')
  }
  return { files, places }
}
