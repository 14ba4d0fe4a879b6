/** Modules of the simulator for measurements in this process. */

import { build } from 'esbuild'
import path from 'node:path'
import { repository } from '../run/install.mjs'

/** @param contents a module in TypeScript, as if it lay in `folder` @returns what it exports */
export async function bundled(contents, folder = 'src/cloud') {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: path.join(repository, folder), loader: 'ts' },
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
  })
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`)
}
