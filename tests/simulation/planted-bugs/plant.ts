/**
 * The simulator with one of its rules broken. Every module is compiled once; a bug is a module whose text is replaced, and
 * a fresh instance of all of them: that takes a fraction of the time of bundling the simulator again.
 */

import { readFileSync } from 'node:fs'
import path from 'node:path'
import vm from 'node:vm'
import { build, transform } from 'esbuild'
import type { PlantedBug } from './bugs'
import type { judge } from './entry'

export type Judge = typeof judge

/** Tests, and `npm run simulate`, run at the top. */
const ROOT = process.cwd()
const ENTRY = 'tests/simulation/planted-bugs/entry.ts'

type Load = (specifier: string) => unknown
type Body = (exports: object, module: { exports: object }, require: Load) => void

export interface Garden {
  /** @param bug null: the simulator as it is. @throws Error when the text that it replaces is not there, or twice */
  plant(bug: PlantedBug | null): Promise<Judge>
}

export async function garden(): Promise<Garden> {
  const { inputs } = (
    await build({
      ...{ absWorkingDir: ROOT, entryPoints: [ENTRY], bundle: true, write: false, metafile: true },
      ...{ platform: 'node', format: 'esm', packages: 'external', logLevel: 'silent' },
    })
  ).metafile
  const packages = await loadPackages(
    Object.values(inputs).flatMap(({ imports }) => imports.flatMap((one) => (one.external ? one.path : []))),
  )
  const bodies = new Map(
    await Promise.all(
      Object.keys(inputs).map(async (file) => [file, await compile(file, readFileSync(file, 'utf8'))] as const),
    ),
  )

  return {
    async plant(bug) {
      const changed = bug && { file: bug.file, body: await compile(bug.file, broken(bug)) }
      const modules = new Map<string, { exports: object }>()
      const load = (file: string): object => {
        const known = modules.get(file)
        if (known) return known.exports
        const module = { exports: {} }
        modules.set(file, module)
        const body = file === changed?.file ? changed.body : bodies.get(file)
        if (!body) throw new Error(`${file} is no part of the simulator`)
        const targets = new Map(inputs[file]?.imports.map((one) => [one.original ?? one.path, one.path]))
        body(
          module.exports,
          module,
          (specifier) => packages.get(specifier) ?? load(targets.get(specifier) ?? specifier),
        )
        return module.exports
      }
      return (load(ENTRY) as { judge: Judge }).judge
    },
  }
}

async function loadPackages(names: readonly string[]): Promise<ReadonlyMap<string, object>> {
  const loaded = [...new Set(names)].map(async (name) => {
    const module = (await import(/* @vite-ignore */ name)) as object
    // So that the default export is found where compiled modules look for it.
    return [name, { ...module, __esModule: true }] as const
  })
  return new Map(await Promise.all(loaded))
}

async function compile(file: string, text: string): Promise<Body> {
  const loader = file.endsWith('.json') ? 'json' : 'ts'
  const { code } = await transform(text, { loader, format: 'cjs', target: 'node20', sourcefile: file })
  return vm.compileFunction(code, ['exports', 'module', 'require'], { filename: path.join(ROOT, file) }) as Body
}

function broken({ name, file, edits }: PlantedBug): string {
  let text = readFileSync(path.join(ROOT, file), 'utf8')
  for (const [rule, instead] of edits) {
    const count = text.split(rule).length - 1
    if (count !== 1) throw new Error(`"${name}" replaces text that ${file} has ${count} times: ${rule}`)
    text = text.replace(rule, () => instead)
  }
  return text
}
