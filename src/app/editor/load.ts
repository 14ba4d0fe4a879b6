/** Brings the code editor without holding up who is typing meanwhile. */

import files from 'virtual:coldstart/editor-files'
import { quiet } from '../parts/quiet'
import type { CodeView } from './code-view'

/**
 * @param onprogress bytes that are there, of how many
 * @throws Error if something could not be downloaded; the browser will not try that again
 */
export async function loadCodeView(
  onprogress: (loaded: number, total: number) => void,
): Promise<new (...args: ConstructorParameters<typeof CodeView>) => CodeView> {
  const total = files.reduce((sum, [, bytes]) => sum + bytes, 0)
  let loaded = 0
  onprogress(loaded, total)
  await Promise.all(files.map(async ([file, bytes]) => onprogress((loaded += await downloaded(file, bytes)), total)))
  for (const [file] of files) {
    // A task for each: what is evaluated at once holds up the page as long.
    await quiet()
    await import(/* @vite-ignore */ addressOf(file))
  }
  const { CodeView } = await import('./code-view')
  await quiet()
  return CodeView
}

const addressOf = (file: string): string => new URL(file, document.baseURI).href

function downloaded(file: string, bytes: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const link = document.createElement('link')
    link.rel = 'modulepreload'
    link.href = addressOf(file)
    link.onload = () => resolve(bytes)
    link.onerror = () => reject(new Error(`${file} could not be downloaded.`))
    document.head.append(link)
  })
}
