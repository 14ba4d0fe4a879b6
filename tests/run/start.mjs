/**
 * `npm start`: installs and builds what is missing or stale, serves the playground and prints its address.
 *
 *     npm start -- [--port 4173] [--host]      a port that is taken gives the next free one
 */

import { parseArgs } from 'node:util'
import { buildIfStale } from './build.mjs'
import { installPackages, repository } from './install.mjs'

try {
  const { values } = parseArgs({
    options: { port: { type: 'string', default: '4173' }, host: { type: 'boolean', default: false } },
  })
  installPackages()
  buildIfStale()
  const { preview } = await import('vite')
  process.chdir(repository)
  const server = await preview({ preview: previewOptions(values), logLevel: 'warn' })
  const { local = [], network = [] } = server.resolvedUrls ?? {}
  for (const url of [...local, ...network]) console.log(`\n  Coldstart is running at ${url}`)
  console.log('  Press Ctrl+C to stop.\n')
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : error}`)
  process.exitCode = 1
}

function previewOptions({ port, host }) {
  const number = Number(port)
  if (!Number.isInteger(number) || number < 1 || number > 65_535) throw new Error(`Not a port: ${port}`)
  return { port: number, strictPort: false, host }
}
