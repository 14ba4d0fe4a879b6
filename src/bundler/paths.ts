/** Paths inside a project: `/`-separated, relative to its root, which is ''. */

/** Resolves `relative` against the folder `folder`; null if that leaves the project. */
export function joinPath(folder: string, relative: string): string | null {
  const parts: string[] = []
  for (const part of `${folder}/${relative}`.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') parts.push(part)
    else if (parts.pop() === undefined) return null
  }
  return parts.join('/')
}

/** `src/a/b.ts` → `src/a`; '' for a file at the root. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')))
}

/** `src/a/b.ts` → `b.ts` */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** `b.test.ts` → `.ts`; '' without a dot, and for dotfiles. */
export function extensionOf(path: string): string {
  const name = nameOf(path)
  const dot = name.lastIndexOf('.')
  return dot > 0 ? name.slice(dot) : ''
}

/** The folder and all above it, up to the root: `src/a` → `src/a`, `src`, ''. */
export function foldersUp(folder: string): readonly string[] {
  return folder === '' ? [''] : [folder, ...foldersUp(folderOf(folder))]
}
