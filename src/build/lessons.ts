/**
 * Build-time only: the pages of src/lessons as `lessons/…/index.html` beside the page, with one style sheet and one
 * script of their own. Nothing of the app is loaded before a reader starts an embed.
 */

import { transform } from 'esbuild'
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { runnerImport, type Plugin } from 'vite'
import type * as Site from './lessons/site'
import { bundleScript } from './scripts.ts'

const SOURCE = path.join(path.dirname(fileURLToPath(import.meta.url)), '..')
const COURSE = path.join(SOURCE, 'lessons')
const SCRIPT = path.join(SOURCE, 'learn/main.ts')
const STYLES = [path.join(SOURCE, 'app/theme.css'), path.join(SOURCE, 'learn/page.css')]
const EMBED = 'embed.js'
const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html', '.css': 'text/css', '.js': 'text/javascript' }
const PAGE = /^\/lessons(?:\/[\w-]*)*\/(?:index\.html)?$/

export function lessons(): Plugin {
  return {
    name: 'coldstart:lessons',
    async generateBundle() {
      for (const [fileName, source] of Object.entries(await lessonFiles()))
        this.emitFile({ type: 'asset', fileName, source })
    },
    configureServer(server) {
      server.watcher.on('change', (file) => {
        if (file.startsWith(COURSE) || file.startsWith(path.join(SOURCE, 'learn')))
          server.ws.send({ type: 'full-reload' })
      })
      server.middlewares.use((request, response, next) => {
        const url = (request.url ?? '').split('?')[0] ?? ''
        const send = async (): Promise<void> => {
          const file = url.slice(1).replace(/\/$/, '/index.html')
          const text = (await lessonFiles())[file]
          if (text === undefined) return next()
          response.setHeader('content-type', `${TYPES[path.extname(file)] ?? 'text/plain'}; charset=utf-8`)
          response.end(text)
        }
        if (PAGE.test(url) || /^\/assets\/lessons-/.test(url)) send().catch(next)
        else next()
      })
    },
  }
}

/** @returns text by path from the folder of the built page */
export async function lessonFiles(): Promise<Readonly<Record<string, string>>> {
  const { style, script } = await styleAndScript()
  // Only now, so that Vite's configuration does not depend on the project's code.
  const { module } = await runnerImport<typeof Site>(path.join(SOURCE, 'build/lessons/site.ts'))
  const parts = { style: style.file, script: script.file, embed: EMBED }
  const pages = await module.coursePages(await module.readCourse(COURSE), parts)
  return { ...pages, [style.file]: style.source, [script.file]: script.source }
}

interface Part {
  readonly file: string
  readonly source: string
}

async function styleAndScript(): Promise<{ readonly style: Part; readonly script: Part }> {
  const texts = await Promise.all(STYLES.map((file) => readFile(file, 'utf8')))
  const { code: css } = await transform(texts.join('\n'), { loader: 'css', minify: true, target: 'es2022' })
  const { code } = await bundleScript(SCRIPT, { keepNames: false })
  return { style: named(css, 'css'), script: named(code, 'js') }
}

/** Named by its content, as Vite does. */
const named = (source: string, ending: string): Part => ({
  file: `assets/lessons-${createHash('sha256').update(source).digest('hex').slice(0, 8)}.${ending}`,
  source,
})
