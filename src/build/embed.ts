/**
 * Writes `embed.js` (src/api/element.ts): one file under a name that never changes, for the script tags of other pages. In
 * development it is made anew for each request.
 */

import type { Plugin as EsbuildPlugin } from 'esbuild'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'
import { type BundledScript, bundleScript } from './scripts.ts'

const ENTRY = fileURLToPath(new URL('../api/element.ts', import.meta.url))
const SCRIPT = 'embed.js'

/** A recorded run is read in the frame: what reads it is larger than all the rest of the element. */
const withoutRecordedRuns: EsbuildPlugin = {
  name: 'coldstart:without-recorded-runs',
  setup(build) {
    build.onLoad({ filter: /project[\\/]link[\\/]recorded\.ts$/ }, () => ({
      contents: `export const readRecorded = () => ''`,
    }))
  },
}

/** Names of functions are of no use in it, and take room. */
export const bundleElement = (): Promise<BundledScript> =>
  bundleScript(ENTRY, { keepNames: false, plugins: [withoutRecordedRuns] })

export function embedScript(): Plugin {
  return {
    name: 'coldstart:embed-script',
    async generateBundle() {
      const { code, inputs } = await bundleElement()
      for (const input of inputs) this.addWatchFile(input)
      this.emitFile({ type: 'asset', fileName: SCRIPT, source: code })
    },
    configureServer(server) {
      server.middlewares.use(`/${SCRIPT}`, async (_request, response, next) => {
        try {
          const { code } = await bundleElement()
          response.setHeader('content-type', 'text/javascript')
          response.end(code)
        } catch (error) {
          next(error)
        }
      })
    },
  }
}
