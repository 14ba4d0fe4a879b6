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
  await Promise.all(
    files.map(async ([file, bytes]) => {
      await downloaded(file)
      onprogress((loaded += bytes), total)
    }),
  )
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

/** If it fails, the import will say so. (In Firefox it also does for a script that runs already.) */
function downloaded(file: string): Promise<unknown> {
  return new Promise((resolve) => {
    const link = document.createElement('link')
    link.rel = 'modulepreload'
    link.href = addressOf(file)
    link.onload = link.onerror = resolve
    document.head.append(link)
  })
}
