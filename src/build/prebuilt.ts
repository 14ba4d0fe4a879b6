/**
 * Build-time only: `virtual:coldstart/prebuilt` lists the examples, what their bundles are made from, and how each one's
 * bundles are loaded when they are wanted.
 */

import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { runnerImport, type Plugin } from 'vite'
import type { ProjectFiles } from '../project/model'
import type * as Prebuild from './prebuild'

const LIST_ID = 'virtual:coldstart/prebuilt'
const EXAMPLE_ID = `${LIST_ID}/`
const EXAMPLES = path.join(path.dirname(fileURLToPath(import.meta.url)), '../examples')
const PREBUILD = fileURLToPath(new URL('./prebuild.ts', import.meta.url))

/** @param packages what can be imported beside Node.js's built-ins: specifiers, subpaths included */
export function prebuiltExamples(packages: readonly string[] = []): Plugin {
  return {
    name: 'coldstart:prebuilt-examples',
    resolveId: (source) => (source === LIST_ID || source.startsWith(EXAMPLE_ID) ? `\0${source}` : null),
    async load(id) {
      const source = id.slice(1)
      if (!id.startsWith('\0') || !(source === LIST_ID || source.startsWith(EXAMPLE_ID))) return null
      // Only now, so that Vite's configuration does not depend on the bundler's code and the template's.
      const { module } = await runnerImport<typeof Prebuild>(PREBUILD)
      const names = source === LIST_ID ? await exampleNames() : [source.slice(EXAMPLE_ID.length)]
      const examples = await Promise.all(
        names.map(async (name) => {
          const files = await readFiles(path.join(EXAMPLES, name))
          for (const file of Object.keys(files)) this.addWatchFile(path.join(EXAMPLES, name, file))
          return { name, ...(await module.prebuild(files, packages)) }
        }),
      )
      if (source !== LIST_ID) return `export default ${JSON.stringify(examples[0]?.bundles ?? [])}`
      const items = examples.map(({ name, paths, folders, digest }) => {
        const load = `() => import(${JSON.stringify(EXAMPLE_ID + name)}).then((module) => module.default)`
        return `{ ...${JSON.stringify({ paths, folders, digest })}, load: ${load} }`
      })
      return `export default [${items.join(',\n')}]`
    },
  }
}

async function exampleNames(): Promise<readonly string[]> {
  const entries = await readdir(EXAMPLES, { withFileTypes: true })
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
}

async function readFiles(folder: string): Promise<ProjectFiles> {
  const files: Record<string, string> = {}
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const file = path.join(entry.parentPath, entry.name)
    files[path.relative(folder, file).replaceAll(path.sep, '/')] = await readFile(file, 'utf8')
  }
  return files
}
