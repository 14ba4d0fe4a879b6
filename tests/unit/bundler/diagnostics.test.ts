import { describe, expect, it } from 'vitest'
import { rangeOf } from '../../../src/bundler/diagnostics'
import { bundle } from './project'

describe('diagnostics', () => {
  it.each([
    ['ASCII', 'abc', 1, 1, [2, 3]],
    ['two bytes, one unit', 'é=x', 3, 1, [3, 4]],
    ['four bytes, two units', '😀=x', 5, 1, [4, 5]],
    ['no extent', 'abc', 3, 0, [4, 5]],
  ])('count columns in UTF-16 units: %s', (_, lineText, column, length, [startColumn, endColumn]) => {
    expect(rangeOf({ line: 7, column, length, lineText })).toEqual({
      startLine: 7,
      startColumn,
      endLine: 7,
      endColumn,
    })
  })

  it('place syntax errors', async () => {
    const built = await bundle({ 'index.ts': 'export {}\r\nconst s = "😀é"; const 1 = 2' })
    expect(built.files).toEqual({})
    expect(built.diagnostics).toMatchObject([
      { severity: 'error', code: 'bundle/invalid-code', file: 'index.ts', range: { startLine: 2, startColumn: 24 } },
    ])
  })

  it('place errors in .mts files under their own name', async () => {
    const built = await bundle({ 'src/index.mts': 'const' }, { codeUri: 'src' })
    expect(built.diagnostics).toMatchObject([{ file: 'src/index.mts', range: { startLine: 1 } }])
  })

  it.each(['index.ts', 'index.mts'])('place imports that lead nowhere, in %s', async (path) => {
    const built = await bundle({ [path]: 'import { a } from "./gone"\nexport const handler = a' })
    expect(built.diagnostics).toEqual([
      {
        severity: 'error',
        code: 'bundle/unresolved',
        message: 'Could not resolve "./gone"',
        hint: expect.stringContaining('no file gone'),
        file: path,
        range: { startLine: 1, startColumn: 19, endLine: 1, endColumn: 27 },
      },
    ])
  })

  it('tell imports that leave the project, and files without a loader', async () => {
    const built = await bundle({ 'index.ts': 'import "../x"\nimport "./logo.svg"', 'logo.svg': '<svg/>' })
    const codes = built.diagnostics.map(({ code, range }) => [code, range?.startLine])
    expect(codes).toContainEqual(['bundle/unresolved', 1])
    expect(codes).toContainEqual(['bundle/no-loader', 2])
  })

  it("name esbuild's warnings by its own ids", async () => {
    const built = await bundle({ 'index.ts': 'export const handler = () => import.meta.url' })
    expect(built.files['index.js']).toBeDefined()
    expect(built.diagnostics).toMatchObject([{ severity: 'warning', code: 'bundle/empty-import-meta' }])
  })

  it('place errors of tsconfig.json', async () => {
    const built = await bundle({ 'index.ts': 'export {}', 'tsconfig.json': '{\n  "compilerOptions": oops }' })
    expect(built.diagnostics).toMatchObject([{ file: 'tsconfig.json', range: { startLine: 2 } }])
  })
})
