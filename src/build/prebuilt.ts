/**
 * Build-time only: bundles the examples with native esbuild, by the code that bundles in the browser with esbuild-wasm.
 * `virtual:coldstart/prebuilt` lists what they were made from and loads each one's bundles when they are wanted.
 */

import * as esbuild from 'esbuild'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Plugin } from 'vite'
import { BuildEngine } from '../bundler/build'
import { digestOf, type PrebuiltInputs } from '../bundler/prebuilt-key'
import type { Bundle, BundleEntry } from '../bundler/protocol'
import type { ProjectFiles } from '../project/model'

const LIST_ID = 'virtual:coldstart/prebuilt'
const EXAMPLE_ID = `${LIST_ID}/`
const TEMPLATE = 'template.yaml'

export interface PrebuiltOptions {
  /** The functions of a template, as they are deployed. */
  readonly functionsOf: (template: string) => readonly BundleEntry[]
  /** Packages that environments have beside Node.js's built-ins. */
  readonly packages?: readonly string[]
  /** Where the examples are, one folder each; by default `examples` in Vite's root. */
  readonly folder?: string
}

interface PrebuiltExample extends PrebuiltInputs {
  readonly digest: string
  readonly bundles: readonly Bundle[]
}

export function prebuiltExamples(options: PrebuiltOptions): Plugin {
  let folder = ''
  return {
    name: 'coldstart:prebuilt-examples',
    configResolved({ root }) {
      folder = options.folder ?? path.join(root, 'examples')
    },
    resolveId: (source) => (source === LIST_ID || source.startsWith(EXAMPLE_ID) ? `\0${source}` : null),
    async load(id) {
      const source = id.slice(1)
      if (!id.startsWith('\0') || !(source === LIST_ID || source.startsWith(EXAMPLE_ID))) return null
      const names = source === LIST_ID ? await exampleNames(folder) : [source.slice(EXAMPLE_ID.length)]
      const examples = await Promise.all(
        names.map(async (name) => {
          const files = await readFiles(path.join(folder, name))
          for (const file of Object.keys(files)) this.addWatchFile(path.join(folder, name, file))
          return { name, ...(await prebuild(files, options)) }
        }),
      )
      if (source !== LIST_ID) return `export default ${JSON.stringify(examples[0]?.bundles ?? [])}`
      const items = examples.map(({ name, paths, folders, digest }) => {
        const load = `() => import(${JSON.stringify(EXAMPLE_ID + name)}).then((module) => module.default)`
        return `{ paths: ${JSON.stringify(paths)}, folders: ${JSON.stringify(folders)}, digest: "${digest}", load: ${load} }`
      })
      return `export default [${items.join(',\n')}]`
    },
  }
}

/**
 * Bundles a project.
 * @throws Error if it cannot be bundled: what ships with the page must work
 */
export async function prebuild(files: ProjectFiles, options: PrebuiltOptions): Promise<PrebuiltExample> {
  const engine = new BuildEngine(esbuild)
  try {
    const builds = await engine.build(files, options.functionsOf(files[TEMPLATE] ?? ''), options.packages)
    const problem = builds.flatMap(({ bundle }) => bundle.diagnostics)[0]
    if (problem) throw new Error(`An example does not build: ${problem.file ?? ''}: ${problem.message}`)
    const inputs = {
      paths: unique([TEMPLATE, ...builds.flatMap(({ view }) => view.asked())]),
      folders: unique(builds.flatMap(({ view }) => view.listed())),
    }
    return { ...inputs, digest: await digestOf(files, inputs), bundles: builds.map(({ bundle }) => bundle) }
  } finally {
    await engine.dispose()
  }
}

function unique(values: readonly string[]): readonly string[] {
  return [...new Set(values)].sort()
}

async function exampleNames(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true })
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
