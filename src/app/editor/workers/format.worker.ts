/** Prettier, away from the page's thread: each language is loaded when a file of it is first formatted. */

import type { Plugin } from 'prettier'
import { formatWithCursor } from 'prettier/standalone'
import { parserOf, type FormatAnswer, type FormatRequest } from '../format/protocol'

const PLUGINS: Readonly<Record<NonNullable<ReturnType<typeof parserOf>>, () => Promise<readonly unknown[]>>> = {
  typescript: () => Promise.all([import('prettier/plugins/typescript'), import('prettier/plugins/estree')]),
  babel: () => Promise.all([import('prettier/plugins/babel'), import('prettier/plugins/estree')]),
  json: () => Promise.all([import('prettier/plugins/babel'), import('prettier/plugins/estree')]),
  yaml: () => Promise.all([import('prettier/plugins/yaml')]),
  markdown: () => Promise.all([import('prettier/plugins/markdown')]),
}

async function answer({ id, path, text, cursor, options }: FormatRequest): Promise<FormatAnswer> {
  const parser = parserOf(path)
  if (parser === null) return { id, problem: 'Files of this kind are left as they are.' }
  try {
    const plugins = (await PLUGINS[parser]()) as Plugin[]
    const { formatted, cursorOffset } = await formatWithCursor(text, {
      ...options,
      parser,
      plugins,
      cursorOffset: cursor,
    })
    return { id, text: formatted, cursor: cursorOffset }
  } catch (error) {
    const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n')
    return { id, problem: line }
  }
}

self.onmessage = ({ data }: MessageEvent<FormatRequest>) => void answer(data).then((reply) => self.postMessage(reply))
