/**
 * Takes out of Monaco what `app/editor/features.ts` did not ask for. Its language features import every feature of the
 * editor, too late for some of them to work, and bring a TypeScript worker (7 MB) beside ours.
 */

import type { Plugin } from 'vite'

/** End of a module's path → what is removed from it. */
const REMOVED: Readonly<Record<string, RegExp>> = {
  'monaco-editor/esm/vs/internal/common/workers.js': /^import '[./]+\/editor\/(contrib|standalone)\/.*\n/gm,
  'monaco-editor/esm/vs/languages/features/typescript/workerManager.js': /^\s*createWorker: \(\) => new Worker\(.*\n/gm,
  'monaco-editor/esm/vs/languages/features/json/workerManager.js': /^\s*createWorker: \(\) => new Worker\(.*\n/gm,
}

/**
 * What only workers import is not found when development looks ahead for dependencies: it would reload the page when
 * it meets them.
 */
const WORKER_DEPENDENCIES = [
  'monaco-editor/editor/editor.worker',
  'monaco-editor/languages/features/json/json.worker',
  'monaco-editor/languages/features/typescript/ts.worker',
  'monaco-yaml/yaml.worker',
]

/** Where monaco-yaml's helper looks for Monaco's worker, and where this version has it. */
const MOVED = {
  find: 'monaco-editor/esm/vs/editor/editor.worker.js',
  replacement: 'monaco-editor/editor/editor.worker',
}

export function monaco(): Plugin {
  return {
    ...trimMonaco(),
    config: () => ({
      resolve: { alias: [MOVED] },
      optimizeDeps: { include: WORKER_DEPENDENCIES, rolldownOptions: { plugins: [trimMonaco()] } },
    }),
  }
}

function trimMonaco() {
  return {
    name: 'coldstart:monaco',
    transform: {
      filter: { id: /monaco-editor\/esm\/vs\/(internal|languages)\// },
      handler(code: string, id: string) {
        const path = Object.keys(REMOVED).find((end) => id.endsWith(end))
        const removed = path === undefined ? undefined : REMOVED[path]
        if (!removed) return null
        const trimmed = code.replace(removed, '')
        if (trimmed === code) throw new Error(`${id} is not what it was: see src/build/monaco.ts`)
        return { code: trimmed, map: null }
      },
    },
  }
}
