import type { ProjectFiles } from '../../project/model'

const SCRIPT = /\.[cm]?[jt]sx?$/

/** `from 'x'`, `import 'x'`, `import('x')`, `require('x')`; the package is the second group. */
const IMPORT = /\b(?:from|import|require)\s*\(?\s*(['"])((?:@[\w.-]+\/)?[\w-][\w.-]*)(?:\/[^'"\n]*)?\1/g

/** The packages that a project's scripts seem to import, sorted. Text that only looks like an import counts too. */
export function importedPackages(files: ProjectFiles): readonly string[] {
  const found = new Set<string>()
  for (const [path, text] of Object.entries(files)) {
    if (!SCRIPT.test(path)) continue
    for (const [, , name] of text.matchAll(IMPORT)) if (name !== undefined) found.add(name)
  }
  return [...found].sort()
}
