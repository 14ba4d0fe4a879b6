/**
 * Build-time only: `import url from './entry.ts?script'` bundles the entry into one classic script, emits it as a file
 * and gives its URL and length. The page fetches such scripts as text and hands them into the sandbox, where nothing can be
 * loaded (architecture: the sandbox's workers start from texts).
 */

import { build, type BuildOptions } from 'esbuild'
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Plugin } from 'vite'

const SUFFIX = '?script'

export interface BundledScript {
  readonly code: string
  /** Absolute paths of everything that went in. */
  readonly inputs: readonly string[]
}

/** Bundles `entry` into one classic script. Also used by unit tests, to run the very text that ships. */
export async function bundleScript(entry: string, options: BuildOptions = {}): Promise<BundledScript> {
  const result = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    mainFields: ['browser', 'module', 'main'],
    target: 'es2022',
    minify: true,
    keepNames: true,
    metafile: true,
    legalComments: 'none',
    define: { 'process.env.NODE_ENV': '"production"', global: 'globalThis' },
    ...options,
  })
  const file = result.outputFiles?.[0]
  if (!file) throw new Error(`esbuild wrote nothing for ${entry}`)
  return { code: file.text, inputs: Object.keys(result.metafile?.inputs ?? {}).map((input) => path.resolve(input)) }
}

/** `?script` imports, in development and in the build. */
export function scriptImports(): Plugin {
  let serving = false
  return {
    name: 'coldstart:script-imports',
    enforce: 'pre',
    configResolved(config) {
      serving = config.command === 'serve'
    },
    async resolveId(source, importer) {
      if (!source.endsWith(SUFFIX)) return null
      const resolved = await this.resolve(source.slice(0, -SUFFIX.length), importer, { skipSelf: true })
      return resolved && resolved.id + SUFFIX
    },
    async load(id) {
      if (!id.endsWith(SUFFIX)) return null
      const entry = id.slice(0, -SUFFIX.length)
      if (serving) return `export default ${JSON.stringify(`/@script${entry}`)}; export const bytes = 0`
      const script = await bundleScript(entry)
      for (const input of script.inputs) this.addWatchFile(input)
      const name = `${path.basename(path.dirname(entry))}-${path.basename(entry, path.extname(entry))}.js`
      const reference = this.emitFile({ type: 'asset', name, source: script.code })
      return `export default import.meta.ROLLUP_FILE_URL_${reference}; export const bytes = ${Buffer.byteLength(script.code)}`
    },
    configureServer(server) {
      server.middlewares.use('/@script', async (request, response) => {
        try {
          const { code } = await bundleScript(decodeURIComponent((request.url ?? '').split('?')[0] ?? ''))
          response.setHeader('content-type', 'text/javascript')
          response.end(code)
        } catch (error) {
          response.statusCode = 500
          response.end(String(error))
        }
      })
    },
  }
}

/**
 * The sandbox frame has an opaque origin, so that a script of ours would be cross-origin to it: its only script is put
 * into its text, and its text into the page that holds it, which allows that script and no other.
 */
export function inlineSandboxScript(): Plugin {
  const FRAME = /<!-- frame: (\S+) -->/
  const SCRIPT = /<!-- script: (\S+) -->/
  const HASH = "'sha256-frame'"
  return {
    name: 'coldstart:inline-sandbox-script',
    transformIndexHtml: {
      order: 'pre',
      async handler(holder, context) {
        const folder = path.dirname(context.filename)
        const frameFile = FRAME.exec(holder)?.[1]
        if (!frameFile) return holder
        const frame = await readFile(path.join(folder, frameFile), 'utf8')
        const { code } = await bundleScript(path.join(folder, SCRIPT.exec(frame)?.[1] ?? ''))
        const script = code.trim().replaceAll('</script', '<\\/script')
        const text = frame.replace(SCRIPT, () => `<script>${script}</script>`)
        const hash = createHash('sha256').update(script).digest('base64')
        return holder
          .replace(HASH, () => `'sha256-${hash}'`)
          .replace(FRAME, () => `<iframe sandbox="allow-scripts" title="Sandbox" srcdoc="${attribute(text)}"></iframe>`)
      },
    },
  }
}

const attribute = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;')
