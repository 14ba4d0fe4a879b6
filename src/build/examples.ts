/**
 * Build-time only: `virtual:coldstart/examples` lists the folders of src/examples with what `example.json` says of each;
 * the files of an example are one chunk of their own, loaded when it is opened.
 */

import path from 'node:path'
import type { Plugin } from 'vite'
import { EXAMPLES, foldersIn, readProject } from './project-folders.ts'

const LIST_ID = 'virtual:coldstart/examples'
const FILES_ID = `${LIST_ID}/`

export function exampleProjects(): Plugin {
  return {
    name: 'coldstart:examples',
    resolveId: (source) => (source === LIST_ID || source.startsWith(FILES_ID) ? `\0${source}` : null),
    async load(id) {
      const source = id.slice(1)
      if (!id.startsWith('\0') || !(source === LIST_ID || source.startsWith(FILES_ID))) return null
      const read = async (name: string) => {
        const { files, places } = await readProject(path.join(EXAMPLES, name))
        for (const file of places) this.addWatchFile(file)
        return files
      }
      if (source !== LIST_ID) return `export default ${JSON.stringify(await read(source.slice(FILES_ID.length)))}`
      const items = (await foldersIn(EXAMPLES)).map(async (name) => {
        const listing = { id: name, ...JSON.parse((await read(name))['example.json'] ?? '') }
        const load = `() => import(${JSON.stringify(FILES_ID + name)}).then((module) => module.default)`
        return `{ listing: ${JSON.stringify(listing)}, load: ${load} }`
      })
      return `export default [${(await Promise.all(items)).join(',\n')}]`
    },
  }
}
