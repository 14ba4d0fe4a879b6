import { describe, expect, it } from 'vitest'
import { builtinModules } from 'node:module'
import { isBuiltin } from '../../../src/bundler/node-builtins'
import { bundle, runCommonJs, runModule } from './project'

/** What an environment's `require` may answer: a built-in, and a package that was ESM. */
const MODULES = {
  'node:fs': { readFileSync: () => 'read' },
  zod: { __esModule: true, default: 'zod default', z: { parse: () => 'parsed' } },
  ulid: { ulid: () => '01J' },
}
const PACKAGES = ['zod', 'ulid']

const IMPORTS = `
  import fs, { readFileSync } from 'node:fs'
  import * as namespace from 'node:fs'
  import zod, { z } from 'zod'
  export const handler = async () => {
    const dynamic = await import('zod')
    const required = require('ulid')
    return [
      typeof fs.readFileSync, readFileSync('x'), typeof namespace.readFileSync,
      zod, z.parse(1), dynamic.default, dynamic.z.parse(1), required.ulid(),
    ]
  }`
const EXPECTED = ['function', 'read', 'function', 'zod default', 'parsed', 'zod default', 'parsed', '01J']

describe('bare imports', () => {
  it('stay outside and work in every form in CommonJS', async () => {
    const built = await bundle({ 'index.ts': IMPORTS }, {}, PACKAGES)
    expect(built).toMatchObject({ diagnostics: [], imports: ['fs', 'ulid', 'zod'] })
    const { handler } = runCommonJs(built, 'index.js', MODULES) as { handler: () => Promise<unknown> }
    expect(await handler()).toEqual(EXPECTED)
  })

  it.each(['index.mts', 'index.mjs'])('and in ESM, from %s', async (path) => {
    const built = await bundle({ [path]: IMPORTS }, {}, PACKAGES)
    expect(built).toMatchObject({ diagnostics: [], imports: ['fs', 'ulid', 'zod'] })
    expect(built.files['index.mjs']).not.toMatch(/^import\b/m)
    const { handler } = (await runModule(built, 'index.mjs', MODULES)) as { handler: () => Promise<unknown> }
    expect(await handler()).toEqual(EXPECTED)
  })

  it('leave nothing of the prelude for the code to find', async () => {
    const text = 'import "node:fs"; export const found = Symbol.for("coldstart.require") in globalThis'
    const built = await bundle({ 'index.mts': text })
    expect(await runModule(built, 'index.mjs', MODULES)).toMatchObject({ found: false })
  })

  it('can be computed in CommonJS', async () => {
    const built = await bundle({ 'index.ts': 'export const handler = async (n: string) => (await import(n)).ulid()' })
    const { handler } = runCommonJs(built, 'index.js', MODULES) as { handler: (name: string) => Promise<unknown> }
    expect(await handler('ulid')).toBe('01J')
  })

  it('fail in the environment when it has no such package, and warn at the import', async () => {
    const text = `export {}\nconst ü = 1; import left from 'left-pad/sub'\nexport const handler = left`
    const built = await bundle({ 'index.ts': text }, {}, PACKAGES)
    expect(() => runCommonJs(built, 'index.js')).toThrow("Cannot find module 'left-pad/sub'")
    expect(built.diagnostics).toEqual([
      {
        severity: 'warning',
        code: 'bundle/package-not-available',
        message: 'There is no package "left-pad" in this playground',
        hint: expect.stringContaining('Available: zod, ulid.'),
        file: 'index.ts',
        range: { startLine: 2, startColumn: 31, endLine: 2, endColumn: 45 },
      },
    ])
  })

  it('warn at a subpath that is not there, of a package that is', async () => {
    const text = `import { a } from 'tools/a'\nimport { b } from 'tools/b'\nexport const handler = [a, b]`
    const built = await bundle({ 'index.ts': text }, {}, ['tools', 'tools/a', 'zod'])
    expect(built.diagnostics).toMatchObject([
      {
        code: 'bundle/package-not-available',
        message: 'The package "tools" has no "tools/b" in this playground',
        hint: expect.stringContaining('Available: tools, tools/a.'),
        range: { startLine: 2 },
      },
    ])
  })

  it('do not warn when declared External, or when only types are imported', async () => {
    const text = `import type { SQSHandler } from 'aws-lambda'
      import { Context } from 'aws-lambda'
      import sharp from 'sharp/lib'
      export const handler: SQSHandler = async (_, context: Context) => sharp`
    const built = await bundle({ 'index.ts': text }, { buildProperties: { External: ['sharp'] } })
    expect(built).toMatchObject({ diagnostics: [], imports: ['sharp/lib'] })
  })

  it("know all of Node's modules", () => {
    const missing = builtinModules.filter((name) => !name.startsWith('_') && !isBuiltin(name))
    expect(missing).toEqual([])
  })
})

describe('imports of project files', () => {
  const files = {
    'src/plain.ts': 'export const plain = 1',
    'src/lib/index.ts': 'export * from "../plain.js"; export { default as data } from "./data.json"',
    'src/lib/data.json': '{ "k": "json" }',
    'src/note.txt': 'text',
    'src/old.cjs': 'module.exports = { old: true }',
    'src/view.tsx': 'export const view = 1 as number',
    'shared/money.ts': 'export const money = 5',
  }
  const run = async (text: string, more: Record<string, string> = {}) => {
    const built = await bundle({ ...files, ...more, 'src/index.ts': text }, { codeUri: 'src' })
    expect(built.diagnostics).toEqual([])
    return runCommonJs(built, 'index.js')
  }

  it.each([
    ['./plain', 'plain', 1],
    ['./plain.js', 'plain', 1],
    ['./plain.ts', 'plain', 1],
    ['./lib', 'plain', 1],
    ['./lib/', 'data', { k: 'json' }],
    ['./lib/data.json', 'k', 'json'],
    ['./lib/data.json', 'default', { k: 'json' }],
    ['./note.txt', 'default', 'text'],
    ['./old.cjs', 'old', true],
    ['./view.js', 'view', 1],
    ['../shared/money', 'money', 5],
  ])('%s: %s', async (specifier, name, value) => {
    expect(await run(`export { ${name} as it } from '${specifier}'`)).toMatchObject({ it: value })
  })

  it('follow the paths of tsconfig.json, which may have comments', async () => {
    const tsconfig = `{ // where things are
      "compilerOptions": { "paths": { "@shared/*": ["./shared/*"], "config": ["./src/plain.ts"], }, } }`
    const text = 'export { money } from "@shared/money"; export { plain } from "config"'
    expect(await run(text, { 'tsconfig.json': tsconfig })).toMatchObject({ money: 5, plain: 1 })
  })

  it('take JSX and decorators from tsconfig.json', async () => {
    const tsconfig = '{ "compilerOptions": { "jsx": "react", "jsxFactory": "h", "experimentalDecorators": true } }'
    const text = 'import { show } from "./show"; export const it = show'
    const show = 'const h = (tag: string) => tag; export const show = <p />'
    expect(await run(text, { 'tsconfig.json': tsconfig, 'src/show.tsx': show })).toMatchObject({ it: 'p' })
  })
})
