import * as native from 'esbuild'
import * as wasm from 'esbuild-wasm'
import { expect, it } from 'vitest'
import { BuildEngine } from '../../../src/bundler/build'
import type { ProjectFiles } from '../../../src/project/model'
import { entry } from './project'

const FILES: ProjectFiles = {
  'src/a.ts':
    'import { b } from "./b"; import fs from "node:fs"; export const handler = async () => [b, fs, await import("zod")]',
  'src/b.mts': 'import { AsyncLocalStorage } from "async_hooks"; export const b = AsyncLocalStorage; import "./gone"',
  'src/c.ts': 'export const handler = await Promise.resolve(() => import.meta.url)',
  'src/d.ts': 'const é = 1; const 2',
}

it('is the same with esbuild-wasm, which browsers have, as with native esbuild, which builds ahead', async () => {
  const entries = ['a', 'c', 'd'].map((name) => entry({ id: name, codeUri: 'src', handler: `${name}.handler` }))
  const [expected, actual] = await Promise.all(
    [native, wasm].map(async (esbuild) => {
      const engine = new BuildEngine(esbuild)
      const withError = await engine.build(FILES, entries)
      const without = await engine.build({ ...FILES, 'src/gone.ts': '' }, entries)
      await engine.dispose()
      return [...withError, ...without].map(({ bundle }) => bundle)
    }),
  )
  expect(actual).toEqual(expected)
  expect(expected?.map(({ files }) => Object.keys(files).length)).toEqual([0, 2, 0, 2, 2, 0])
})
