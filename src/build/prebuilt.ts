/**
 * Build-time only: `virtual:coldstart/prebuilt` lists the examples and the lessons' projects, what their bundles are made
 * from, and how each one's bundles are loaded when they are wanted.
 */

import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { runnerImport, type Plugin } from 'vite'
import type { ProjectFiles } from '../project/model'
import type * as Prebuild from './prebuild'
import { EXAMPLES, foldersIn, type ProjectFolder, readProject } from './project-folders.ts'

const LIST_ID = 'virtual:coldstart/prebuilt'
const EXAMPLE_ID = `${LIST_ID}/`
const LESSONS = path.join(EXAMPLES, '../lessons')
/** Of a lesson's task: the files that differ in its answer. */
const SOLUTION = 'solution/'
const PREBUILD = fileURLToPath(new URL('./prebuild.ts', import.meta.url))

/** @param packages what can be imported beside Node.js's built-ins: specifiers, subpaths included */
export function prebuiltExamples(packages: readonly string[] = []): Plugin {
  const builder = createBuilder(packages)
  return {
    name: 'coldstart:prebuilt-examples',
    resolveId: (source) => (source === LIST_ID || source.startsWith(EXAMPLE_ID) ? `\0${source}` : null),
    async load(id) {
      const source = id.slice(1)
      if (!id.startsWith('\0') || !(source === LIST_ID || source.startsWith(EXAMPLE_ID))) return null
      const all = await projects()
      const names = source === LIST_ID ? [...all.keys()] : [source.slice(EXAMPLE_ID.length)]
      const examples = await Promise.all(
        names.map(async (name) => {
          const { files = {}, places = [] } = all.get(name) ?? {}
          for (const file of places) this.addWatchFile(file)
          return { name, ...(await builder(name, files)) }
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

/** Builds each project once, for the list and for itself, until its files change. */
function createBuilder(packages: readonly string[]) {
  let loading: Promise<{ readonly module: typeof Prebuild }> | null = null
  const built = new Map<string, { readonly from: string; readonly project: Promise<Prebuild.PrebuiltProject> }>()
  return (name: string, files: ProjectFiles): Promise<Prebuild.PrebuiltProject> => {
    const from = JSON.stringify(files)
    const known = built.get(name)
    if (known?.from === from) return known.project
    // Only now, so that Vite's configuration does not depend on the bundler's code and the template's.
    loading ??= runnerImport<typeof Prebuild>(PREBUILD)
    const project = loading.then(({ module }) => module.prebuild(files, packages))
    built.set(name, { from, project })
    return project
  }
}

/** The examples, and the lessons' projects: as given, and as solved. */
async function projects(): Promise<ReadonlyMap<string, ProjectFolder>> {
  const found = new Map<string, ProjectFolder>()
  for (const name of await foldersIn(EXAMPLES)) found.set(name, await readProject(path.join(EXAMPLES, name)))
  for (const lesson of await foldersIn(LESSONS)) {
    for (const name of await foldersIn(path.join(LESSONS, lesson))) {
      const { files, places } = await readProject(path.join(LESSONS, lesson, name))
      const [given, solution] = [except(files, SOLUTION), below(files, SOLUTION)]
      found.set(`${lesson}/${name}`, { files: given, places })
      if (Object.keys(solution).length > 0)
        found.set(`${lesson}/${name}/${SOLUTION}`, { files: { ...given, ...solution }, places })
    }
  }
  return found
}

const except = (files: ProjectFiles, folder: string): ProjectFiles =>
  Object.fromEntries(Object.entries(files).filter(([file]) => !file.startsWith(folder)))

const below = (files: ProjectFiles, folder: string): ProjectFiles =>
  Object.fromEntries(
    Object.entries(files).flatMap(([file, text]) =>
      file.startsWith(folder) ? [[file.slice(folder.length), text]] : [],
    ),
  )
