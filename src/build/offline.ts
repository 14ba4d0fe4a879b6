/**
 * Build-time only: writes `service-worker.js` (src/offline/service-worker.ts) beside index.html, with the list of the
 * files it answers for. It differs whenever one of them does: that is how browsers notice a new version.
 */

import { createHash } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'
import type { ShippedFiles } from '../offline/protocol'
import { bundleScript } from './scripts.ts'

const ENTRY = fileURLToPath(new URL('../offline/service-worker.ts', import.meta.url))
const SCRIPT = 'service-worker.js'
/** For README.md. */
const NOT_OF_THE_PAGE = ['screenshot.png']

/** Vite puts what it names by its content into this folder. */
const HASHED = /^assets\//
/** Declarations of packages, 20 MB of which a project needs few. */
const ON_USE = /^assets\/types-/
/** Packages that handlers import, and the declarations that every handler needs. */
const LATER = /^assets\/(layer|editor-types)-/
/** Larger files, such as the editor and esbuild, come later; but the simulator is what everything waits for. */
const LARGE_BYTES = 250_000
const FIRST = /^assets\/(cloud-worker|runtime-main|main)-/

export interface BuiltFile {
  readonly bytes: number
  readonly digest: string
}

/** @param files by path from index.html */
export function shippedFiles(files: ReadonlyMap<string, BuiltFile>): ShippedFiles {
  const first: ShippedFiles['first'][number][] = []
  const later: string[] = []
  const onUse: string[] = []
  for (const [url, { bytes, digest }] of [...files].sort(([one], [other]) => (one < other ? -1 : 1))) {
    if (url === SCRIPT || NOT_OF_THE_PAGE.includes(url)) continue
    if (!HASHED.test(url)) first.push({ url, revision: digest })
    else if (ON_USE.test(url)) onUse.push(url)
    else if (LATER.test(url) || (bytes > LARGE_BYTES && !FIRST.test(url))) later.push(url)
    else first.push({ url, revision: null })
  }
  return { first, later, onUse }
}

export function offline(): Plugin {
  return {
    name: 'coldstart:offline',
    apply: 'build',
    writeBundle: {
      order: 'post',
      sequential: true,
      async handler({ dir = '' }) {
        const shipped = shippedFiles(await builtFiles(dir))
        const define = { 'process.env.NODE_ENV': '"production"', SHIPPED: JSON.stringify(shipped) }
        const { code } = await bundleScript(ENTRY, { define })
        await writeFile(path.join(dir, SCRIPT), code)
      },
    },
  }
}

async function builtFiles(folder: string): Promise<ReadonlyMap<string, BuiltFile>> {
  const files = new Map<string, BuiltFile>()
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const file = path.join(entry.parentPath, entry.name)
    const content = await readFile(file)
    const digest = createHash('sha256').update(content).digest('hex').slice(0, 16)
    files.set(path.relative(folder, file).replaceAll(path.sep, '/'), { bytes: content.byteLength, digest })
  }
  return files
}
