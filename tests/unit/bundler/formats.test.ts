import { TraceMap, originalPositionFor } from '@jridgewell/trace-mapping'
import { describe, expect, it } from 'vitest'
import { bundle, runCommonJs, runModule } from './project'

const HANDLER = 'export const handler = async () => "ok"'

describe('where the package has its files', () => {
  it.each([
    ['index.ts', '', 'index.handler', 'index.js'],
    ['src/app.ts', 'src/', 'app.handler', 'app.js'],
    ['src/app.js', './src', 'app.lambdaHandler', 'app.js'],
    ['src/dir/app.tsx', 'src', 'dir/app.handler', 'dir/app.js'],
    ['src/app.mts', 'src', 'app.handler', 'app.mjs'],
    ['src/app.mjs', 'src', 'app.handler', 'app.mjs'],
    ['src/app.cts', 'src', 'app.handler', 'app.js'],
  ])('%s with CodeUri "%s" and Handler %s becomes %s', async (path, codeUri, handler, output) => {
    const built = await bundle({ [path]: HANDLER }, { codeUri, handler })
    expect(built.diagnostics).toEqual([])
    expect(
      Object.keys(built.files)
        .filter((file) => file.startsWith(output))
        .sort(),
    ).toEqual([output, `${output}.map`])
  })

  it('takes the file from EntryPoints, with or without extension', async () => {
    const files = { 'src/lib/put.ts': HANDLER }
    for (const EntryPoints of [['lib/put.ts'], ['lib/put']]) {
      const built = await bundle(files, { codeUri: 'src', handler: 'put.handler', buildProperties: { EntryPoints } })
      expect(built).toMatchObject({ diagnostics: [], files: { 'put.js': expect.any(String) } })
    }
  })

  it('keeps several EntryPoints in their places below their shared folder', async () => {
    const buildProperties = { EntryPoints: ['src/a/x.ts', 'src/b/y.ts'] }
    const built = await bundle(
      { 'src/a/x.ts': HANDLER, 'src/b/y.ts': HANDLER },
      { handler: 'a/x.handler', buildProperties },
    )
    expect(Object.keys(built.files).sort()).toEqual(['a/x.js', 'a/x.js.map', 'b/y.js', 'b/y.js.map'])
    expect(built.diagnostics).toEqual([])
  })

  it('says so when none of the EntryPoints is what Handler names', async () => {
    const buildProperties = { EntryPoints: ['src/put.ts'] }
    const built = await bundle({ 'src/put.ts': HANDLER }, { handler: 'src/put.handler', buildProperties })
    expect(Object.keys(built.files)).toContain('put.js')
    expect(built.diagnostics).toMatchObject([{ severity: 'warning', code: 'bundle/handler-not-found' }])
  })
})

describe('a missing handler file', () => {
  it('is a warning and an empty package', async () => {
    const built = await bundle({ 'src/app.ts': HANDLER }, { codeUri: 'src', handler: 'other.handler' })
    expect(built.files).toEqual({})
    expect(built.diagnostics).toMatchObject([
      { severity: 'warning', code: 'bundle/handler-not-found', message: expect.stringContaining('src/other.ts') },
    ])
  })

  it.each(['handler', '', '.handler', '../up.handler'])('so is the malformed Handler "%s"', async (handler) => {
    const built = await bundle({ 'index.ts': HANDLER }, { handler })
    expect(built).toMatchObject({ files: {}, diagnostics: [{ code: 'bundle/handler-not-found' }] })
  })
})

describe('the format', () => {
  it('is CommonJS, which runs', async () => {
    const built = await bundle({ 'index.ts': HANDLER })
    const { handler } = runCommonJs(built, 'index.js') as { handler: () => Promise<string> }
    expect(await handler()).toBe('ok')
  })

  it('is ESM below a package.json of type module', async () => {
    const files = { 'src/index.ts': HANDLER, 'package.json': '{"type":"module"}' }
    expect(Object.keys((await bundle(files, { codeUri: 'src' })).files)).toContain('index.mjs')
    const nearer = { ...files, 'src/package.json': '{}' }
    expect(Object.keys((await bundle(nearer, { codeUri: 'src' })).files)).toContain('index.js')
  })

  it('is ESM with top-level await, whichever file has it', async () => {
    const built = await bundle({
      'index.ts': 'import { value } from "./late"; export const handler = () => value',
      'late.ts': 'export const value = await Promise.resolve(42)',
    })
    expect(built.diagnostics).toEqual([])
    const { handler } = (await runModule(built, 'index.mjs')) as { handler: () => number }
    expect(handler()).toBe(42)
  })

  it('is what BuildProperties say', async () => {
    const asEsm = await bundle({ 'index.ts': HANDLER }, { buildProperties: { Format: 'esm' } })
    expect(Object.keys(asEsm.files)).toEqual(['index.mjs.map', 'index.mjs'])
    const asCjs = await bundle(
      { 'index.mts': HANDLER },
      { buildProperties: { Format: 'cjs', OutExtension: ['.js=.cjs'] } },
    )
    expect(Object.keys(asCjs.files)).toContain('index.cjs')
  })

  it('cannot be CommonJS by order with top-level await', async () => {
    const built = await bundle({ 'index.ts': `await 1\n${HANDLER}` }, { buildProperties: { Format: 'cjs' } })
    expect(built.files).toEqual({})
    expect(built.diagnostics).toMatchObject([
      { severity: 'error', file: 'index.ts', range: { startLine: 1, startColumn: 1 } },
    ])
  })

  it('tells ESM where it is on Lambda', async () => {
    const built = await bundle(
      {
        'a/index.mts': 'export const where = [import.meta.url, import.meta.filename, import.meta.dirname]',
      },
      { handler: 'a/index.handler' },
    )
    expect(await runModule(built, 'a/index.mjs')).toMatchObject({
      where: ['file:///var/task/a/index.mjs', '/var/task/a/index.mjs', '/var/task/a'],
    })
  })
})

describe('the source map', () => {
  it.each(['src/app.ts', 'src/app.mts'])('leads from the output back to %s', async (path) => {
    const text = `import fs from 'node:fs'\n// ü\nexport const handler = () => {\n  throw new Error("here" + fs)\n}\n`
    const output = path.endsWith('.mts') ? 'app.mjs' : 'app.js'
    const built = await bundle({ [path]: text }, { codeUri: 'src', handler: 'app.handler' })
    const map = new TraceMap(built.files[`${output}.map`] ?? '')
    const lines = (built.files[output] ?? '').split('\n')
    const line = lines.findIndex((content) => content.includes('new Error'))
    const column = lines[line]?.indexOf('new Error') ?? 0
    expect(originalPositionFor(map, { line: line + 1, column })).toMatchObject({ source: path, line: 4, column: 8 })
    expect(map.sourcesContent).toBeUndefined()
  })
})

describe('BuildProperties', () => {
  it('minifies only when asked', async () => {
    const files = { 'index.ts': 'const somewhatLong = (n: number) => n + 1; export const handler = somewhatLong' }
    expect((await bundle(files)).files['index.js']).toContain('somewhatLong')
    const minified = await bundle(files, { buildProperties: { Minify: true } })
    expect(minified.files['index.js']).not.toContain('somewhatLong')
  })

  it('compiles for the runtime or for Target', async () => {
    const files = { 'index.ts': 'export const handler = (e: any) => e?.a ?? 1' }
    expect((await bundle(files)).files['index.js']).toContain('??')
    expect((await bundle(files, { buildProperties: { Target: 'es2019' } })).files['index.js']).not.toContain('??')
  })

  it('takes Loader and Define', async () => {
    const files = { 'index.ts': 'import q from "./q.sql"; export const handler = [q, STAGE]', 'q.sql': 'select 1' }
    const buildProperties = { Loader: ['.sql=text'], Define: ['STAGE="dev"'] }
    expect(runCommonJs(await bundle(files, { buildProperties }), 'index.js')).toEqual({ handler: ['select 1', 'dev'] })
  })

  it('reports what esbuild does not accept', async () => {
    const built = await bundle({ 'index.ts': HANDLER }, { buildProperties: { Target: 'es1' } })
    expect(built).toMatchObject({ files: {}, diagnostics: [{ code: 'bundle/build-properties' }] })
  })
})

describe('plain JavaScript without BuildProperties', () => {
  it('is deployed with what lies beside it, except what went into the bundle', async () => {
    const files = {
      'src/package.json': '{"type":"module"}',
      'src/app.js': 'import { a } from "./lib/a.js"; export const handler = () => a',
      'src/lib/a.js': 'export const a = 1',
      'src/data/list.csv': 'a,b',
      'events/one.json': '{}',
    }
    const built = await bundle(files, { codeUri: 'src', handler: 'app.handler' })
    expect(Object.keys(built.files).sort()).toEqual(['app.mjs', 'app.mjs.map', 'data/list.csv', 'package.json'])
  })

  it('keeps .cjs, which package.json cannot make ESM', async () => {
    const files = { 'package.json': '{"type":"module"}', 'index.cjs': 'exports.handler = () => 1' }
    expect(Object.keys((await bundle(files)).files).sort()).toEqual(['index.cjs', 'index.cjs.map', 'package.json'])
  })
})
