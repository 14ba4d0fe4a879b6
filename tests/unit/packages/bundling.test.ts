/** What imports of packages mean inside a bundle, as Node.js's and esbuild's documentation have it. */

import { describe, expect, it } from 'vitest'
import type { ProjectFiles } from '../../../src/project/model'
import { runCommonJs, runModule } from '../bundler/project'
import { type Published, published } from './fake-cdn'
import { playground, type Setting } from './playground'

const MODULES = { fs: { name: 'fs' }, 'node:fs': { name: 'fs' }, zod: { z: 'zod of the layer' } }

/** Builds `export const handler = <expression>` with everything allowed, and gives the value. */
async function valueOf(
  content: Published,
  imports: string,
  expression: string,
  setting: Setting = {},
  files: ProjectFiles = {},
) {
  const { packages, build } = playground(content, setting)
  packages.allowAll(false)
  const built = await build({ 'index.ts': `${imports}\nexport const handler = ${expression}`, ...files })
  expect(built.diagnostics).toEqual([])
  return (runCommonJs(built, 'index.js', MODULES) as { handler: unknown }).handler
}

const dual = published(
  'dual',
  '2.0.0',
  {
    'b.js': 'export const way = "browser"',
    'i.mjs': 'export const way = "import"; export default "default of import"',
    'r.cjs': 'exports.way = "require"',
    'sub/x.js': 'exports.sub = "x"',
    'data.json': '{ "n": 7 }',
    'hidden.js': '',
  },
  {
    exports: {
      '.': { browser: './b.js', node: { import: './i.mjs', require: './r.cjs' }, default: './b.js' },
      './sub/*': './sub/*.js',
      './data.json': './data.json',
      './private/*': null,
    },
  },
)

describe('a package with exports', () => {
  it.each([
    [`import { way } from 'dual'`, 'way', 'import'],
    [`import way from 'dual'`, 'way', 'default of import'],
    [`const { way } = require('dual')`, 'way', 'require'],
    [`import { sub } from 'dual/sub/x'`, 'sub', 'x'],
    [`import data from 'dual/data.json'`, 'data.n', 7],
  ])('%s', async (imports, expression, value) => {
    expect(await valueOf(dual, imports, expression)).toBe(value)
  })

  it('goes into ESM, and into a dynamic import', async () => {
    const { packages, build } = playground(dual)
    packages.allowAll(false)
    const built = await build({ 'index.mts': `export const handler = async () => (await import('dual')).way` })
    expect(built).toMatchObject({ diagnostics: [], imports: [] })
    const { handler } = (await runModule(built, 'index.mjs')) as { handler: () => Promise<string> }
    expect(await handler()).toBe('import')
  })

  it.each(['dual/hidden.js', 'dual/sub/y', 'dual/private/x'])('%s is an error at the import', async (specifier) => {
    const { packages, build } = playground(dual)
    packages.allowAll(false)
    const { diagnostics, files } = await build({ 'index.ts': `import '${specifier}'\nexport const handler = 1` })
    expect(diagnostics).toMatchObject([
      { severity: 'error', code: 'bundle/unresolved', file: 'index.ts', range: { startLine: 1, startColumn: 8 } },
    ])
    expect(files).toEqual({})
  })
})

describe('a package without exports', () => {
  const old = published(
    'old',
    '1.0.0',
    {
      'lib/main.js': 'exports.main = require("..").name + require("./folder").text + require("../data").n',
      'lib/folder/package.json': '{ "main": "deep" }',
      'lib/folder/deep.js': 'exports.text = "deep"',
      'data.json': '{ "n": 3 }',
      'other/index.js': 'exports.other = typeof require("fs").name + require("node:fs").name',
      'index.js': 'exports.name = "never"',
    },
    { main: './lib/main', name: 'old' },
  )
  it.each([
    [`import { other } from 'old/other'`, 'other', 'stringfs'],
    [`import { text } from 'old/lib/folder'`, 'text', 'deep'],
    [`import { name } from 'old/index'`, 'name', 'never'],
    [`import { main } from 'old'`, 'main', 'undefineddeep3'],
  ])('%s', async (imports, expression, value) => {
    expect(await valueOf(old, imports, expression)).toBe(value)
  })
})

describe('inside of packages', () => {
  it('#imports and the own name lead to files of the package, or to others', async () => {
    const content = published(
      'inward',
      '1.0.0',
      {
        'index.mjs': `import { a } from '#a'; import { b } from 'inward/b'; import f from '#fs'; export const all = [a, b, f.name]`,
        'a.js': 'exports.a = "a"',
        'b.mjs': 'export const b = "b"',
      },
      {
        exports: { '.': './index.mjs', './b': './b.mjs' },
        imports: { '#a': { browser: './x.js', default: './a.js' }, '#fs': 'node:fs' },
      },
    )
    expect(await valueOf(content, `import { all } from 'inward'`, 'all')).toEqual(['a', 'b', 'fs'])
  })

  it('.js is what the nearest package.json says: default imports of CommonJS are as in Node.js', async () => {
    const esModule = 'exports.__esModule = true; exports.default = "inner default"'
    const importing = `import x from './cjs.cjs'; export const isWhole = typeof x === 'object'`
    const content = {
      ...published('typed', '1.0.0', { 'index.js': importing, 'cjs.cjs': esModule }, { type: 'module' }),
      ...published('nested', '1.0.0', {
        'esm/package.json': '{ "type": "module" }',
        'esm/index.js': importing,
        'esm/cjs.cjs': esModule,
      }),
    }
    const imports = `import { isWhole } from 'typed'; import { isWhole as other } from 'nested/esm/index.js'`
    expect(await valueOf(content, imports, '[isWhole, other]')).toEqual([true, true])
  })

  it('modules without side effects are left out when nothing of them is used', async () => {
    const files = {
      'index.js': `export { a } from './a.js'; export { b } from './b.js'`,
      'a.js': 'globalThis.touched = "a"; export const a = "marker a"',
      'b.js': 'globalThis.touched = "b"; export const b = "marker b"',
    }
    const { packages, build } = playground(published('pure', '1.0.0', files, { type: 'module', sideEffects: false }))
    packages.allowAll(false)
    const { files: built } = await build({ 'index.ts': `import { a } from 'pure'\nexport const handler = a` })
    expect(built['index.js']).toContain('marker a')
    expect(built['index.js']).not.toContain('marker b')
  })

  it('AsyncLocalStorage in a package lowers the async functions', async () => {
    const content = published('context', '1.0.0', {
      'index.js': `exports.als = new (require('async_hooks').AsyncLocalStorage)(); exports.f = async () => { await 1 }`,
    })
    const { packages, build } = playground(content)
    packages.allowAll(false)
    const built = await build({
      'index.ts': `import { f } from 'context'\nexport const handler = async () => { await f() }`,
    })
    expect(built.imports).toEqual(['async_hooks'])
    expect(built.files['index.js']).not.toMatch(/\basync (function|\()/)
  })

  it('what is wrong in one is an error without a place, and questionable code is not mentioned', async () => {
    const content = {
      ...published('broken', '1.0.0', { 'index.js': 'let = }' }),
      ...published('odd', '1.0.0', { 'index.js': 'if (1 === -0) {}; exports.x = typeof 1 === "nothing"' }),
    }
    const { packages, build } = playground(content)
    packages.allowAll(false)
    expect((await build({ 'index.ts': `import 'odd'\nexport const handler = 1` })).diagnostics).toEqual([])
    expect((await build({ 'index.ts': `import 'broken'\nexport const handler = 1` })).diagnostics).toMatchObject([
      { severity: 'error', message: expect.stringMatching(/ \(in broken@1\.0\.0\/index\.js\)$/) as string, file: null },
    ])
  })

  it('native code is refused', async () => {
    const content = published('native', '1.0.0', { 'index.js': `require('./x.node')`, 'x.node': '' })
    const { packages, build } = playground(content)
    packages.allowAll(false)
    expect((await build({ 'index.ts': `import 'native'\nexport const handler = 1` })).diagnostics).toMatchObject([
      { severity: 'error', code: 'bundle/no-loader', message: 'No loader for native@1.0.0/x.node' },
    ])
  })
})

describe('what packages need', () => {
  const state = 'exports.id = {}; exports.version = require("./package.json").version'
  const content = {
    ...published(
      'left',
      '1.0.0',
      { 'index.js': 'module.exports = require("shared")' },
      { dependencies: { shared: '^1.0.0' } },
    ),
    ...published(
      'right',
      '1.0.0',
      { 'index.js': 'module.exports = require("shared")' },
      { dependencies: { shared: '1.x' } },
    ),
    ...published(
      'late',
      '1.0.0',
      { 'index.js': 'module.exports = require("shared")' },
      { dependencies: { shared: '2' } },
    ),
    ...published(
      'peer',
      '1.0.0',
      { 'index.js': 'module.exports = require("shared")' },
      { peerDependencies: { shared: '*' } },
    ),
    ...published('shared', '1.0.0', { 'index.js': state }),
    ...published('shared', '1.5.0', { 'index.js': state }),
    ...published('shared', '2.0.0', { 'index.js': state }),
  }

  it('is there once for each version', async () => {
    const imports = `import left from 'left'; import right from 'right'; import late from 'late'`
    const expression = '[left.id === right.id, left.version, late.version]'
    expect(await valueOf(content, imports, expression)).toEqual([true, '1.5.0', '2.0.0'])
  })

  it("is the project's own, if that will do", async () => {
    const imports = `import left from 'left'; import peer from 'peer'; import shared from 'shared'`
    const manifest = { 'package.json': '{ "dependencies": { "shared": "1.0.0" } }' }
    const expression = '[left.id === shared.id, peer.id === shared.id, shared.version]'
    expect(await valueOf(content, imports, expression, {}, manifest)).toEqual([true, true, '1.0.0'])
  })

  it('is what the lock says, if package.json allows it', async () => {
    const lock = {
      lockfileVersion: 3,
      packages: {
        'node_modules/left': { version: '1.0.0' },
        'node_modules/left/node_modules/shared': { version: '1.0.0' },
        'node_modules/late': { version: '1.0.0' },
        'node_modules/shared': { version: '1.5.0' },
      },
    }
    const files = { 'package-lock.json': JSON.stringify(lock) }
    const imports = `import left from 'left'; import late from 'late'`
    expect(await valueOf(content, imports, '[left.version, late.version]', {}, files)).toEqual(['1.0.0', '2.0.0'])
  })

  it('comes from a layer if its version will do', async () => {
    const content = {
      ...published(
        'asks',
        '1.0.0',
        { 'index.js': 'module.exports = require("zod")' },
        { dependencies: { zod: '^4.0.0' } },
      ),
      ...published(
        'asks',
        '0.9.0',
        { 'index.js': 'module.exports = require("zod")' },
        { dependencies: { zod: '^3.0.0' } },
      ),
      ...published('zod', '3.2.1', { 'index.js': 'exports.z = "zod 3"' }),
    }
    const layers = { zod: '4.6.7' }
    expect(await valueOf(content, `import { z } from 'asks'`, 'z', { layers })).toBe('zod of the layer')
    const older = { 'package.json': '{ "dependencies": { "asks": "0.9.0" } }' }
    expect(await valueOf(content, `import { z } from 'asks'`, 'z', { layers }, older)).toBe('zod 3')
  })

  it('may be missing when it was optional or never declared, as in Node.js', async () => {
    const text = `let got = 'nothing'; try { got = require('maybe') } catch (error) { got = error.code }; exports.got = got`
    const peer = { peerDependencies: { maybe: '*' }, peerDependenciesMeta: { maybe: { optional: true } } }
    const content = {
      ...published('tries', '1.0.0', { 'index.js': text }),
      ...published('tries-peer', '1.0.0', { 'index.js': text }, peer),
    }
    const imports = `import { got } from 'tries'; import { got as other } from 'tries-peer'`
    expect(await valueOf(content, imports, '[got, other]')).toEqual(['MODULE_NOT_FOUND', 'MODULE_NOT_FOUND'])
  })

  it('may be called otherwise', async () => {
    const manifest = { 'package.json': '{ "dependencies": { "@my/alias": "npm:shared@1.0.0" } }' }
    expect(await valueOf(content, `import { version } from '@my/alias'`, 'version', {}, manifest)).toBe('1.0.0')
  })
})
