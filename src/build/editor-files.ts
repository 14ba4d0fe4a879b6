/**
 * Build-time only: `virtual:coldstart/editor-files` lists the scripts that the code editor is made of, with their sizes,
 * so that the page can say how much of it is there. Those that import others come after them.
 */

import type { Plugin, Rollup } from 'vite'

const ID = 'virtual:coldstart/editor-files'
const RESOLVED = `\0${ID}`
const ENTRY = '/src/app/editor/code-view.ts'
/** Stands where the list will be, which is known when all else is written. */
const MARK = /(["'`])the-files-of-the-editor\1/

export function editorFiles(): Plugin {
  let serving = false
  return {
    name: 'coldstart:editor-files',
    enforce: 'post',
    configResolved(config) {
      serving = config.command === 'serve'
    },
    resolveId: (source) => (source === ID ? RESOLVED : null),
    load: (id) =>
      id === RESOLVED ? `export default JSON.parse(${serving ? '"[]"' : '"the-files-of-the-editor"'})` : null,
    generateBundle(_, bundle) {
      const chunks = Object.values(bundle).filter((file): file is Rollup.OutputChunk => file.type === 'chunk')
      const marked = chunks.filter(({ code }) => MARK.test(code))
      if (marked.length === 0) return
      const entry = chunks.find(({ facadeModuleId }) => facadeModuleId?.endsWith(ENTRY))
      if (!entry) this.error(`No chunk begins with ${ENTRY}: see src/build/editor-files.ts`)
      const files = [...closureOf(entry, bundle)].map(({ fileName, code }) => [fileName, Buffer.byteLength(code)])
      for (const chunk of marked) {
        chunk.code = chunk.code.replace(MARK, () => JSON.stringify(JSON.stringify(files)))
      }
    },
  }
}

/** A chunk and all that it imports, each once, the imported first. */
export function closureOf(
  chunk: Rollup.OutputChunk,
  bundle: Rollup.OutputBundle,
  found = new Set<Rollup.OutputChunk>(),
  visiting = new Set<Rollup.OutputChunk>(),
): ReadonlySet<Rollup.OutputChunk> {
  if (visiting.has(chunk)) return found
  visiting.add(chunk)
  for (const name of chunk.imports) {
    const imported = bundle[name]
    if (imported?.type === 'chunk') closureOf(imported, bundle, found, visiting)
  }
  return found.add(chunk)
}
