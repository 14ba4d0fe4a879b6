/** The simulator with one of its rules broken: exact text of a module is replaced while it is bundled. */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { context } from 'esbuild'
import type { PlantedBug } from './bugs'

export type Judge = (typeof import('./entry'))['judge']

/** Tests, and `npm run simulate`, run at the top. */
const ROOT = process.cwd()
const RESULTS = path.join(ROOT, 'test-results/planted-bugs')

export interface Garden {
  /** @param bug null: the simulator as it is. @throws Error when the text that it replaces is not there, or twice */
  plant(bug: PlantedBug | null): Promise<Judge>
  end(): Promise<void>
}

export async function garden(): Promise<Garden> {
  let planted: PlantedBug | null = null
  let count = 0
  const build = await context({
    absWorkingDir: ROOT,
    entryPoints: [path.join(ROOT, 'tests/simulation/planted-bugs/entry.ts')],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    // What is no part of the simulator is loaded once, not with each bug.
    packages: 'external',
    logLevel: 'silent',
    plugins: [
      {
        name: 'planted-bug',
        setup({ onLoad }) {
          onLoad({ filter: /src\/cloud\/.*\.ts$/ }, ({ path: file }) => {
            if (file !== path.join(ROOT, planted?.file ?? '')) return null
            return { contents: broken(planted as PlantedBug), loader: 'ts' }
          })
        },
      },
    ],
  })
  return {
    async plant(bug) {
      planted = bug
      if (bug) broken(bug)
      const { outputFiles } = await build.rebuild()
      // Beside what it imports, and another module each time.
      const file = path.join(RESULTS, `${process.pid}-${count++}.mjs`)
      mkdirSync(RESULTS, { recursive: true })
      writeFileSync(file, outputFiles?.[0]?.contents ?? '')
      const module = (await import(pathToFileURL(file).href)) as { judge: Judge }
      return module.judge
    },
    end: () => build.dispose(),
  }
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
