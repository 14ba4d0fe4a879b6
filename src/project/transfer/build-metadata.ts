/** What template.yaml has to say so that `sam build` compiles the functions: `Metadata` with esbuild, where it lacks. */

import type { ProjectFiles } from '../model'
import type { BuildEntry } from '../template'
import { TemplateDocument } from '../template/document'
import { setValue, TemplateEditError } from '../template/edit'
import { valueAt } from '../template/values'
import { handlerScript, isTypeScript } from './resolve'
import { scanScript } from './scan'

const METADATA = 'Metadata'
/** Packages in a bundle may ask for built-in modules with `require`, which an ES module has not. */
const REQUIRE = "js=import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);"

export interface BuildMetadata {
  readonly template: string
  /** Of those that were added. */
  readonly functions: readonly string[]
  /** Functions that could not be given any, and why. */
  readonly problems: readonly string[]
}

/** @param functions as the template's reader found them */
export function withBuildMetadata(files: ProjectFiles, functions: readonly BuildEntry[]): BuildMetadata {
  const before = files['template.yaml'] ?? ''
  let template = before
  const done: string[] = []
  const problems: string[] = []
  for (const entry of functions) {
    if (entry.kind !== undefined || isBuiltByEsbuild(before, entry.id)) continue
    const script = handlerScript(files, entry.codeUri, entry.handler)
    if (script === null || !needsEsbuild(files, script)) continue
    try {
      template = withMetadata(template, entry, script, files[script] ?? '')
      done.push(entry.id)
    } catch (error) {
      if (!(error instanceof TemplateEditError)) throw error
      problems.push(`${entry.id} has no BuildMethod: esbuild, and could not be given one: ${error.message}`)
    }
  }
  return { template, functions: done, problems }
}

export function isBuiltByEsbuild(template: string, logicalId: string): boolean {
  const { value } = new TemplateDocument(template, 'template.yaml')
  return valueAt(value, ['Resources', logicalId, METADATA, 'BuildMethod']) === 'esbuild'
}

/** Lambda runs neither TypeScript nor, in what it takes for CommonJS, `import`. */
function needsEsbuild(files: ProjectFiles, script: string): boolean {
  return isTypeScript(script) || (/\.jsx?$/.test(script) && scanScript(files[script] ?? '').isModule)
}

function withMetadata(template: string, { id, codeUri, buildProperties }: BuildEntry, script: string, text: string) {
  const path = ['Resources', id, METADATA]
  const { value } = new TemplateDocument(template, 'template.yaml')
  const properties = {
    Target: 'es2022',
    Sourcemap: true,
    ...(/\.mtsx?$/.test(script) || scanScript(text).topLevelAwait
      ? { Format: 'esm', OutExtension: ['.js=.mjs'], Banner: [REQUIRE] }
      : {}),
    EntryPoints: [codeUri === '' ? script : script.slice(codeUri.length + 1)],
  }
  if (valueAt(value, path) === undefined)
    return setValue(template, path, { BuildMethod: 'esbuild', BuildProperties: properties })
  const named = setValue(template, [...path, 'BuildMethod'], 'esbuild')
  return Object.keys(buildProperties).length > 0 ? named : setValue(named, [...path, 'BuildProperties'], properties)
}
