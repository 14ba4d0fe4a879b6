/**
 * Build-time only: `import url from 'virtual:coldstart/editor-types'` gives the URL of a JSON file with the declarations
 * that handlers are checked against: Node.js and Lambda's events. Path below node_modules → text.
 */

import { readdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import type { Plugin } from 'vite'

const ID = 'virtual:coldstart/editor-types'
const RESOLVED = `\0${ID}`
const DEVELOPMENT_PATH = '/@editor-types.json'

/** Packages, and which of their files. `undici-types` is where Node's declarations have fetch from. */
const PACKAGES: Readonly<Record<string, (file: string) => boolean>> = {
  '@types/aws-lambda': () => true,
  '@types/node': (file) => !LEFT_OUT.test(file),
  'undici-types': () => true,
}

/** Declarations for older compilers, and of large modules that make no sense in a function. */
const LEFT_OUT = /^(ts\d|inspector|sqlite|test|repl|sea|wasi|cluster|trace_events)/

export function editorTypes(): Plugin {
  let serving = false
  return {
    name: 'coldstart:editor-types',
    configResolved(config) {
      serving = config.command === 'serve'
    },
    resolveId: (source) => (source === ID ? RESOLVED : null),
    async load(id) {
      if (id !== RESOLVED) return null
      if (serving) return `export default ${JSON.stringify(DEVELOPMENT_PATH)}`
      const source = JSON.stringify(await collectDeclarations())
      const reference = this.emitFile({ type: 'asset', name: 'editor-types.json', source })
      return `export default import.meta.ROLLUP_FILE_URL_${reference}`
    },
    configureServer(server) {
      server.middlewares.use(DEVELOPMENT_PATH, async (_, response) => {
        response.setHeader('content-type', 'application/json')
        response.end(JSON.stringify(await collectDeclarations()))
      })
    },
  }
}

export async function collectDeclarations(): Promise<Readonly<Record<string, string>>> {
  const require = createRequire(import.meta.url)
  const texts: Record<string, string> = {}
  for (const [name, wanted] of Object.entries(PACKAGES)) {
    const folder = path.dirname(require.resolve(`${name}/package.json`))
    for (const entry of (await readdir(folder, { recursive: true })).sort()) {
      const file = entry.replaceAll(path.sep, '/')
      if (!file.endsWith('.d.ts') || !wanted(file)) continue
      texts[`${name}/${file}`] = await readFile(path.join(folder, entry), 'utf8')
    }
  }
  return texts
}
