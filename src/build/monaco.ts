/**
 * Build-time only: takes out of Monaco what `app/editor/features.ts` did not ask for. Its language features import
 * every feature of the editor, and ship a TypeScript worker beside ours (7 MB).
 */

import type { Plugin } from 'vite'

/** End of a module's path → what is removed from it. */
const REMOVED: Readonly<Record<string, RegExp>> = {
  'monaco-editor/esm/vs/internal/common/workers.js': /^import '[./]+\/editor\/(contrib|standalone)\/.*\n/gm,
  'monaco-editor/esm/vs/languages/features/typescript/workerManager.js': /^\s*createWorker: \(\) => new Worker\(.*\n/gm,
  'monaco-editor/esm/vs/languages/features/json/workerManager.js': /^\s*createWorker: \(\) => new Worker\(.*\n/gm,
}

export function trimMonaco(): Plugin {
  return {
    name: 'coldstart:trim-monaco',
    apply: 'build',
    transform: {
      filter: { id: /monaco-editor\/esm\/vs\/(internal|languages)\// },
      handler(code, id) {
        const path = Object.keys(REMOVED).find((end) => id.endsWith(end))
        const removed = path === undefined ? undefined : REMOVED[path]
        if (!removed) return null
        // A search, not `test`, which would move the pattern's own position.
        if (code.search(removed) < 0) this.error(`${id} is not what it was: see src/build/monaco.ts`)
        return { code: code.replace(removed, ''), map: null }
      },
    },
  }
}
