import type * as Prebuilt from 'virtual:coldstart/prebuilt'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { prebuild } from '../../../src/build/prebuild'
import type { ProjectFiles } from '../../../src/project/model'
import { bundle } from './project'

const FILES: ProjectFiles = {
  'template.yaml': `Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties: { CodeUri: src, Handler: index.handler, Runtime: nodejs22.x }
`,
  'src/index.ts': 'import { a } from "./a"; export const handler = () => a',
  'src/a.ts': 'export const a = 1',
  'events/one.json': '{}',
}
const shipped = vi.hoisted(() => ({ examples: [] as unknown[] }))

vi.mock('virtual:coldstart/prebuilt', () => ({
  get default() {
    return shipped.examples
  },
}))

describe('an example built ahead', () => {
  beforeEach(async () => {
    const { bundles, ...inputs } = await prebuild(FILES)
    const other = await prebuild({ ...FILES, 'src/a.ts': 'export const a = 2' })
    shipped.examples = [
      { ...other, load: () => Promise.reject(new Error('wrong one')) },
      { ...inputs, load: async () => bundles },
    ]
  })

  const found = async (files: ProjectFiles) => (await import('../../../src/bundler/prebuilt')).prebuiltFor(files)

  it('is what building it gives', async () => {
    expect(await found(FILES)).toEqual([await bundle(FILES, { codeUri: 'src' })])
  })

  it('is found as long as nothing that went in has changed', async () => {
    expect(await found({ ...FILES, 'events/one.json': '[]', 'notes.md': 'x' })).not.toBeNull()
  })

  it.each([
    ['a source', { 'src/a.ts': 'export const a = 3' }],
    ['the template', { 'template.yaml': 'Resources: {}' }],
    ['a file that would take the place of another', { 'src/a': 'x' }],
    ['a file that would change the format', { 'package.json': '{"type":"module"}' }],
  ])('is not found after a change of %s', async (_, change: ProjectFiles) => {
    expect(await found({ ...FILES, ...change })).toBeNull()
  })

  it('is not found if it cannot be loaded', async () => {
    shipped.examples = [{ ...(await prebuild(FILES)), load: () => Promise.reject(new Error('offline')) }]
    expect(await found(FILES)).toBeNull()
  })

  it('is there for every example', { timeout: 120_000 }, async () => {
    const { default: examples } = await vi.importActual<typeof Prebuilt>('virtual:coldstart/prebuilt')
    expect(examples.length).toBeGreaterThan(0)
    for (const { paths, load } of examples) {
      expect(paths).toContain('template.yaml')
      const bundles = await load()
      expect(bundles.length).toBeGreaterThan(0)
      for (const { diagnostics, files } of bundles) {
        expect(diagnostics).toEqual([])
        expect(Object.keys(files)).not.toEqual([])
      }
    }
  })

  it('must build without a warning', async () => {
    await expect(prebuild({ ...FILES, 'src/a.ts': 'import "left-pad"; export const a = 1' })).rejects.toThrow(
      /src\/a\.ts.*left-pad/,
    )
  })
})
