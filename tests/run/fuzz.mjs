/** Bundles the fuzz targets and runs them in this process: see tests/unit/fuzz/run.ts. */

import { build } from 'esbuild'
import path from 'node:path'
import { installPackages, repository } from './install.mjs'

installPackages()
const outfile = path.join(repository, 'node_modules/.cache/coldstart', `fuzz-${process.pid}.mjs`)
await build({
  entryPoints: [path.join(repository, 'tests/unit/fuzz/run.ts')],
  bundle: true,
  outfile,
  format: 'esm',
  target: 'es2022',
  platform: 'browser',
  external: ['node:*'],
  sourcemap: 'inline',
})
process.chdir(repository)
await import(outfile)
