import { expect, it } from 'vitest'
import { shippedFiles } from '../../../src/build/offline'

const of = (sizes: Record<string, number>) =>
  shippedFiles(new Map(Object.entries(sizes).map(([url, bytes]) => [url, { bytes, digest: `digest of ${url}` }])))

it('stores first what the page starts with, later what is large, the rest when it was used', () => {
  expect(
    of({
      'index.html': 4000,
      'sandbox/index.html': 1000,
      'assets/main-abc.js': 400_000,
      'assets/cloud-worker-abc.js': 1_400_000,
      'assets/LogsView-abc.js': 7000,
      'assets/esbuild-abc.wasm': 14_000_000,
      'assets/layer-zod-abc.js': 1000,
      'assets/types-zod-abc.json': 1000,
    }),
  ).toEqual({
    first: [
      { url: 'assets/LogsView-abc.js', revision: null },
      { url: 'assets/cloud-worker-abc.js', revision: null },
      { url: 'assets/main-abc.js', revision: null },
      // Names that stay the same need something else that changes.
      { url: 'index.html', revision: 'digest of index.html' },
      { url: 'sandbox/index.html', revision: 'digest of sandbox/index.html' },
    ],
    later: ['assets/esbuild-abc.wasm', 'assets/layer-zod-abc.js'],
    onUse: ['assets/types-zod-abc.json'],
  })
})

it('leaves out itself and what only README.md shows', () => {
  expect(of({ 'service-worker.js': 1, 'screenshot.png': 1 })).toEqual({ first: [], later: [], onUse: [] })
})
