/**
 * Writes `embed.js` (src/api/element.ts): one file under a name that never changes, for the script tags of other pages. In
 * development it is made anew for each request.
 */

import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'
import { bundleScript } from './scripts.ts'

const ENTRY = fileURLToPath(new URL('../api/element.ts', import.meta.url))
const SCRIPT = 'embed.js'

export function embedScript(): Plugin {
  return {
    name: 'coldstart:embed-script',
    async generateBundle() {
      // Names of functions are of no use in it, and take room.
      const { code, inputs } = await bundleScript(ENTRY, { keepNames: false })
      for (const input of inputs) this.addWatchFile(input)
      this.emitFile({ type: 'asset', fileName: SCRIPT, source: code })
    },
    configureServer(server) {
      server.middlewares.use(`/${SCRIPT}`, async (_request, response, next) => {
        try {
          const { code } = await bundleScript(ENTRY, { keepNames: false })
          response.setHeader('content-type', 'text/javascript')
          response.end(code)
        } catch (error) {
          next(error)
        }
      })
    },
  }
}
