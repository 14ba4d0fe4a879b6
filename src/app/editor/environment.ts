/** Tells Monaco where its workers are. Runs before Monaco is used. */

import { monacoPolicy } from '../trusted-types'

const STARTERS: Readonly<Record<string, () => Worker>> = {
  typescript: () => new Worker(new URL('./workers/typescript.worker.ts', import.meta.url), { type: 'module' }),
  json: () => new Worker(new URL('./workers/json.worker.ts', import.meta.url), { type: 'module' }),
  yaml: () => new Worker(new URL('./workers/yaml.worker.ts', import.meta.url), { type: 'module' }),
}

function startTextWorker(): Worker {
  return new Worker(new URL('./workers/text.worker.ts', import.meta.url), { type: 'module' })
}

export const startWorker = (label: string): Worker => (STARTERS[label] ?? startTextWorker)()

Object.assign(globalThis, {
  MonacoEnvironment: {
    getWorker: (_: string, label: string) => startWorker(label),
    createTrustedTypesPolicy: monacoPolicy,
  },
})
