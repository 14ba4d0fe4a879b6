import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'
import { embedScript } from './src/build/embed.ts'
import { editorFiles } from './src/build/editor-files.ts'
import { editorTypes } from './src/build/editor-types.ts'
import { exampleProjects } from './src/build/examples.ts'
import { firstLoad } from './src/build/first-load.ts'
import { vendoredModules } from './src/build/layers-packages.ts'
import { layers } from './src/build/layers.ts'
import { lessons } from './src/build/lessons.ts'
import { monaco } from './src/build/monaco.ts'
import { offline } from './src/build/offline.ts'
import { policies } from './src/build/policies.ts'
import { prebuiltExamples } from './src/build/prebuilt.ts'
import { scriptImports, inlineSandboxScript } from './src/build/scripts.ts'

export default defineConfig({
  root: 'src',
  // Plain static files that work from any path.
  base: './',
  publicDir: '../public',
  plugins: [
    scriptImports(),
    inlineSandboxScript(),
    editorFiles(),
    editorTypes(),
    monaco(),
    layers(),
    exampleProjects(),
    prebuiltExamples(vendoredModules()),
    lessons(),
    svelte({ configFile: false }),
    embedScript(),
    policies(),
    offline(),
  ],
  build: {
    outDir: '../dist',
    emptyOutDir: true,
    target: 'es2022',
    rollupOptions: {
      input: { main: 'src/index.html', embed: 'src/embed/index.html', sandbox: 'src/sandbox/index.html' },
      output: { codeSplitting: { groups: [firstLoad] } },
    },
  },
  worker: { format: 'es' },
  // Only a worker imports it: development would not find it by looking ahead, and reload the page when it is met.
  optimizeDeps: { include: ['esbuild-wasm'] },
  test: {
    root: '.',
    // On two cores Vitest would keep one for itself, which has little to do.
    maxWorkers: 2,
    testTimeout: 20_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'cloud',
          include: ['tests/unit/cloud/**/*.test.ts', 'tests/conformance/**/*.test.ts', 'tests/simulation/**/*.test.ts'],
          // The simulator has no state outside of its objects: files share what they have loaded.
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'rest',
          include: ['tests/unit/**/*.test.ts'],
          exclude: ['tests/unit/cloud/**'],
          // Loading modules anew for each file takes longer than most of the tests.
          isolate: false,
        },
      },
    ],
  },
})
