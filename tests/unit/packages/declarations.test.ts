import { describe, expect, it } from 'vitest'
import { published } from './fake-cdn'
import { playground } from './playground'

const name = 'typed'
const use = { 'index.ts': `import 'typed'\nexport const handler = 1` }

/** The declarations that the editor gets of a package; paths without the package's own. */
async function declarationsOf(
  files: Readonly<Record<string, string>>,
  manifest: Readonly<Record<string, unknown>> = {},
) {
  const { packages, build, cdn } = playground(published(name, '1.0.0', { 'index.js': '', ...files }, manifest))
  packages.allowAll(false)
  expect((await build(use)).diagnostics).toEqual([])
  const [declarations] = await packages.declarations()
  expect(declarations).toMatchObject({ id: 'typed@1.0.0', name })
  expect(Object.keys(declarations?.files ?? {})).toContain('typed/package.json')
  const paths = Object.keys(declarations?.files ?? {}).map((path) => path.slice('typed/'.length))
  return { paths: paths.filter((path) => path !== 'package.json').sort(), cdn }
}

/** So many that only what the entry leads to is taken. */
const MANY = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`unused/${index}.d.ts`, 'export {}']))

describe('declarations of a package', () => {
  it('are not asked for before it is loaded', async () => {
    const { packages, build, cdn } = playground(published(name, '1.0.0', { 'index.d.ts': '' }))
    await build(use)
    expect(await packages.declarations()).toEqual([])
    expect(cdn.asked).toEqual([])
  })

  it('are all that it has, if these are few', async () => {
    const files = { 'a.d.ts': '', 'lib/b.d.mts': '', 'c.d.cts': '', 'd.ts': '', 'e.d.ts.map': '' }
    expect((await declarationsOf(files)).paths).toEqual(['a.d.ts', 'c.d.cts', 'lib/b.d.mts'])
  })

  it.each<[string, Readonly<Record<string, unknown>>]>([
    ['types', { types: './dist/main.d.ts' }],
    ['typings', { typings: 'dist/main' }],
    ['main', { main: './dist/main.js' }],
    ['exports', { exports: { '.': { import: { types: './dist/main.d.ts', default: './index.js' } } } }],
  ])('are else what the entry leads to: %s', async (_, manifest) => {
    const files = {
      ...MANY,
      'dist/main.d.ts': `export * from './a.js'; import b = require("../b"); type C = import('./c').C`,
      'dist/main.js': '',
      'dist/a.d.ts': `/// <reference path="d.d.ts" />\nexport { x } from 'elsewhere'; export * from './f.ts'`,
      'dist/c/index.d.ts': `export * from '../main'`,
      'dist/d.d.ts': '',
      'dist/f.d.ts': '',
      'b.d.ts': '',
    }
    const { paths } = await declarationsOf(files, manifest)
    expect(paths).toEqual([
      'b.d.ts',
      'dist/a.d.ts',
      'dist/c/index.d.ts',
      'dist/d.d.ts',
      'dist/f.d.ts',
      'dist/main.d.ts',
    ])
  })

  it('are none if they are too many', async () => {
    const lines = Array.from({ length: 700 }, (_, index) => `export * from './${index}'`).join('\n')
    const parts = Object.fromEntries(Array.from({ length: 700 }, (_, index) => [`${index}.d.ts`, 'export {}']))
    const { paths, cdn } = await declarationsOf({ ...parts, 'index.d.ts': lines })
    expect(paths).toEqual([])
    expect(cdn.asked.filter((url) => /\d\.d\.ts$/.test(url))).toEqual([])
  })
})
