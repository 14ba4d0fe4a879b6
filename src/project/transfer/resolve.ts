/** Which file of the project a path means, as bundlers do it. */

import type { ProjectFiles } from '../model'

export const SCRIPT_EXTENSIONS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs'] as const
const COMPILED: Readonly<Record<string, readonly string[]>> = {
  '.js': ['.ts', '.tsx'],
  '.mjs': ['.mts'],
  '.cjs': ['.cts'],
}

export const isScript = (path: string): boolean => SCRIPT_EXTENSIONS.some((extension) => path.endsWith(extension))
export const isTypeScript = (path: string): boolean => /\.[mc]?tsx?$/.test(path)
export const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')))
export const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)
export const within = (folder: string, path: string): string => (folder === '' ? path : `${folder}/${path}`)

/** `a/b` + `../c` → `a/c`; null for what leads out of the project. */
export function joined(folder: string, path: string): string | null {
  const parts = folder === '' ? [] : folder.split('/')
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') parts.push(part)
    else if (parts.pop() === undefined) return null
  }
  return parts.join('/')
}

export function resolveScript(files: ProjectFiles, path: string): string | null {
  const extension = /\.[mc]?js$/.exec(path)?.[0] ?? ''
  const bare = path.slice(0, path.length - extension.length)
  const candidates = [
    path,
    ...SCRIPT_EXTENSIONS.map((one) => path + one),
    ...(COMPILED[extension] ?? []).map((one) => bare + one),
    ...SCRIPT_EXTENSIONS.map((one) => `${path}/index${one}`),
  ]
  return candidates.find((candidate) => Object.hasOwn(files, candidate)) ?? null
}

/** `src/app.handler` in `code/` → `code/src/app`; null if Lambda would call it malformed. */
export function handlerModule(codeUri: string, handler: string): string | null {
  const [, module] = /^((?:.*\/)?[^./][^.]*)\../.exec(handler) ?? []
  return module === undefined ? null : joined(codeUri, module)
}

/** The script that a handler is in; null when there is none. */
export function handlerScript(files: ProjectFiles, codeUri: string, handler: string): string | null {
  const module = handlerModule(codeUri, handler)
  if (module === null) return null
  return SCRIPT_EXTENSIONS.map((one) => module + one).find((path) => Object.hasOwn(files, path)) ?? null
}

/** The folder and all above it, the nearest first, '' last. */
export const foldersUp = (folder: string): readonly string[] =>
  folder === '' ? [''] : [folder, ...foldersUp(folderOf(folder))]
