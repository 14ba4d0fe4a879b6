/** Builds `coldstart/test` (src/checks/harness/) as a layer: one that only checks have. */

import { build } from 'esbuild'
import path from 'node:path'

export const CHECK_LAYER = 'coldstart-test'

const REPOSITORY = path.join(import.meta.dirname, '../..')

/** @returns the script's text, as src/layers/README.md says */
export async function buildCheckLayer(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [path.join(REPOSITORY, 'src/checks/harness/index.ts')],
    absWorkingDir: REPOSITORY,
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'browser',
    mainFields: ['module', 'main'],
    target: 'es2022',
    // As in all layers: a check may use AsyncLocalStorage.
    supported: { 'async-await': false, 'async-generator': false, 'for-await': false },
    define: { 'process.env.NODE_ENV': '"test"', global: 'globalThis' },
    minify: true,
    keepNames: true,
    legalComments: 'none',
    charset: 'utf8',
    logLevel: 'silent',
  })
  return `define({"coldstart/test":(module,exports,require)=>{${outputFiles[0]?.text.trimEnd() ?? ''}\n}})\n`
}
