import * as esbuild from 'esbuild'
import { describe, expect, it } from 'vitest'
import { BuildEngine } from '../../../src/bundler/build'
import type { ProjectFiles } from '../../../src/project/model'
import { engine, entry } from './project'

const FILES: ProjectFiles = {
  'index.ts': 'import { a } from "./a"; export const handler = () => a',
  'a.ts': 'export const a = 1',
  'other.ts': 'export const handler = () => 2',
  'README.md': 'x',
}

describe('building again', () => {
  it('reuses a bundle whose inputs are the same, and only that', async () => {
    const started = engine()
    const entries = [entry(), entry({ id: 'Other', handler: 'other.handler' })]
    const [first, other] = await started.build(FILES, entries)
    const [second] = await started.build({ ...FILES, 'README.md': 'y', 'unused.ts': '' }, entries)
    expect(second).toBe(first)
    const [third, otherAgain] = await started.build({ ...FILES, 'a.ts': 'export const a = 3' }, entries)
    expect(third?.bundle.files['index.js']).toContain('a = 3')
    expect(otherAgain).toBe(other)
  })

  it.each([
    [
      'a file that an import would rather mean',
      { 'a.ts': undefined, 'a/index.ts': FILES['a.ts'] },
      { 'a.ts': 'export const a = 9' },
    ],
    ['a package.json', {}, { 'package.json': '{"type":"module"}' }],
    ['a tsconfig.json', {}, { 'tsconfig.json': '{"compilerOptions":{"target":"es5"}}' }],
  ])('notices %s that appears', async (_, before, appearing) => {
    const started = engine()
    const present = Object.entries({ ...FILES, ...before }).filter(([, text]) => text !== undefined)
    const files = Object.fromEntries(present) as ProjectFiles
    const [first] = await started.build(files, [entry()])
    const [second] = await started.build({ ...files, ...appearing }, [entry()])
    expect(second).not.toBe(first)
  })

  it('notices a changed entry and changed packages', async () => {
    const started = engine()
    const [first] = await started.build(FILES, [entry()])
    const [minified] = await started.build(FILES, [entry({ buildProperties: { Minify: true } })])
    expect(minified?.bundle.files).not.toEqual(first?.bundle.files)
    const [withPackage] = await started.build(FILES, [entry({ buildProperties: { Minify: true } })], ['zod'])
    expect(withPackage).not.toBe(minified)
  })

  it('recovers from errors, and follows top-level await in and out', async () => {
    const started = engine()
    const outputs: string[][] = []
    for (const a of ['export const a = 1', 'export const', 'export const a = await 1', 'export const a = 2']) {
      const [build] = await started.build({ ...FILES, 'a.ts': a }, [entry()])
      outputs.push(Object.keys(build?.bundle.files ?? {}).filter((name) => !name.endsWith('.map')))
    }
    expect(outputs).toEqual([['index.js'], [], ['index.mjs'], ['index.js']])
  })

  it('disposes the contexts of entries that are gone', async () => {
    let open = 0
    const started = new BuildEngine({
      transform: (text, options) => esbuild.transform(text, options),
      async context(options) {
        const context = await esbuild.context(options)
        open += 1
        const dispose = () => {
          open -= 1
          return context.dispose()
        }
        return { ...context, rebuild: () => context.rebuild(), dispose } as esbuild.BuildContext
      },
    })
    await started.build(FILES, [entry(), entry({ id: 'Other', handler: 'other.handler' })])
    expect(open).toBe(2)
    await started.build(FILES, [entry()])
    expect(open).toBe(1)
    await started.dispose()
    expect(open).toBe(0)
  })

  it('carries out overlapping calls one after the other', async () => {
    const started = engine()
    const texts = ['export const a = 10', 'export const a = 20', 'export const a = 30']
    const builds = await Promise.all(texts.map((text) => started.build({ ...FILES, 'a.ts': text }, [entry()])))
    const values = builds.map(([build]) => /a = (\d+)/.exec(build?.bundle.files['index.js'] ?? '')?.[1])
    expect(values).toEqual(['10', '20', '30'])
  })
})

describe('async lowering', () => {
  const plain = 'export const handler = async () => { await 1 }'
  const context = `import { AsyncLocalStorage } from 'node:async_hooks'; export const it = AsyncLocalStorage; ${plain}`
  const isLowered = (text = '') => !/\basync\b\s*(\(|function)/.test(text) && text.includes('__async(')

  it('happens only while async_hooks is imported', async () => {
    const started = engine()
    const lowered: boolean[] = []
    for (const text of [plain, context, context + '// again', plain]) {
      const [build] = await started.build({ 'index.ts': text }, [entry()])
      expect(build?.bundle.diagnostics).toEqual([])
      lowered.push(isLowered(build?.bundle.files['index.js']))
    }
    expect(lowered).toEqual([false, true, true, false])
  })

  it('reaches modules of the project that do not import it themselves', async () => {
    const files = { 'index.ts': 'export * from "./a"; import "async_hooks"', 'a.ts': plain }
    const [build] = await engine().build(files, [entry()])
    expect(isLowered(build?.bundle.files['index.js'])).toBe(true)
  })

  it('gives way to top-level await, with a warning', async () => {
    const started = engine()
    for (const text of [`${context}; await 1`, `${context}; await 2`]) {
      const [build] = await started.build({ 'index.mts': text }, [entry()])
      expect(build?.bundle.diagnostics).toMatchObject([{ code: 'bundle/async-context-lost', severity: 'warning' }])
      expect(build?.bundle.files['index.mjs']).toContain('async () =>')
    }
  })
})
