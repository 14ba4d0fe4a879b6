/** Paths and limits of a project's files, and the settings a project has when nothing is said. */

import { PAGE_LIMITS } from '../cloud/aws/page-limits'
import type { ProjectFiles, ProjectSettings } from './model'

/** Files of a project: more would be no playground. */
export const FILES_MAX = PAGE_LIMITS.files.value
/** UTF-16 units of one file, and of all together. */
export const FILE_SIZE_MAX = PAGE_LIMITS.fileBytes.value
export const PROJECT_SIZE_MAX = PAGE_LIMITS.projectBytes.value
export const PATH_LENGTH_MAX = 200

/** Something a person did with files that cannot be. */
export class ProjectError extends Error {
  override readonly name = 'ProjectError'
}

export function defaultSettings(): ProjectSettings {
  return {
    name: 'Untitled',
    seed: 1,
    pace: '1x',
    cpu: 'fixed',
    latency: 'typical',
    duplicates: 'never',
    faults: [],
    accountConcurrency: null,
    openFile: null,
    stimulus: null,
    request: null,
  }
}

/** @returns why this cannot be the path of a file, for people; null for a good one */
export function pathProblem(path: string): string | null {
  if (path === '') return 'A file needs a name.'
  if (path.length > PATH_LENGTH_MAX)
    return `A path may have ${PATH_LENGTH_MAX} characters; this one has ${path.length}.`
  if (path.startsWith('/') || path.includes('\\')) return 'Paths are relative to the project, with "/" between folders.'
  for (const part of path.split('/')) {
    if (part === '') return 'A folder or file in the path has no name.'
    if (part === '.' || part === '..') return 'A path cannot lead out of the project.'
    if (/\p{Cc}/u.test(part)) return 'A name cannot hold control characters.'
    if (/\p{Surrogate}/u.test(part)) return 'A name cannot hold half a character.'
    // Names by which objects that hold files by path would be broken.
    if (part === '__proto__') return 'This name is not allowed.'
  }
  return null
}

/** @throws ProjectError when paths, number or size of the files go beyond what a project may be */
export function checkFiles(files: ProjectFiles): void {
  const paths = Object.keys(files)
  if (paths.length > FILES_MAX)
    throw new ProjectError(`A project may have ${FILES_MAX} files; this one has ${paths.length}.`)
  let size = 0
  for (const path of paths) {
    const problem = pathProblem(path)
    if (problem) throw new ProjectError(`"${path}" cannot be a file of a project: ${problem}`)
    const folder = foldersOf(path).find((one) => Object.hasOwn(files, one))
    if (folder !== undefined) throw new ProjectError(`"${folder}" is a file; "${path}" cannot lie in it.`)
    const length = files[path]?.length ?? 0
    if (length > FILE_SIZE_MAX)
      throw new ProjectError(`${path} is larger than a file may be (${FILE_SIZE_MAX} characters).`)
    size += length
  }
  if (size > PROJECT_SIZE_MAX)
    throw new ProjectError(`The project is larger than one may be (${PROJECT_SIZE_MAX} characters).`)
}

/** `a/b/c` → `a`, `a/b` */
const foldersOf = (path: string): readonly string[] => {
  const parts = path.split('/')
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'))
}

export function sameFiles(one: ProjectFiles, other: ProjectFiles): boolean {
  const paths = Object.keys(one)
  return paths.length === Object.keys(other).length && paths.every((path) => one[path] === other[path])
}
