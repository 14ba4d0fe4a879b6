/** Bundles a project with native esbuild, by the code that bundles in the browser with esbuild-wasm. */

import * as esbuild from 'esbuild'
import { BuildEngine } from '../bundler/build'
import { digestOf, type PrebuiltInputs } from '../bundler/prebuilt-key'
import type { Bundle } from '../bundler/protocol'
import type { ProjectFiles } from '../project/model'
import { readTemplate } from '../project/template'

const TEMPLATE = 'template.yaml'

export interface PrebuiltProject extends PrebuiltInputs {
  readonly digest: string
  readonly bundles: readonly Bundle[]
}

/**
 * @param packages what can be imported beside Node.js's built-ins: specifiers, subpaths included
 * @throws Error if there is anything to complain about: what ships with the page must work
 */
export async function prebuild(files: ProjectFiles, packages: readonly string[] = []): Promise<PrebuiltProject> {
  const engine = new BuildEngine(esbuild)
  try {
    const builds = await engine.build(files, readTemplate(files[TEMPLATE] ?? '').functions, packages)
    const problem = builds.flatMap(({ bundle }) => bundle.diagnostics)[0]
    if (problem) throw new Error(`An example does not build: ${problem.file ?? TEMPLATE}: ${problem.message}`)
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
