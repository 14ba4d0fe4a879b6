import { describe, expect, it } from 'vitest'
import { published } from './fake-cdn'
import { memoryCache, memoryStorage, playground } from './playground'

const HELLO = published('hello', '1.2.3', { 'index.js': 'exports.hello = () => "hello"' })
const FILES = { 'index.ts': `import { hello } from 'hello'\nexport const handler = async () => hello()` }
const NEEDING = {
  ...published(
    'outer',
    '1.0.0',
    { 'index.js': 'exports.text = require("inner")' },
    { dependencies: { inner: '^1.0.0' } },
  ),
  ...published('inner', '1.4.0', { 'index.js': 'module.exports = "inner"' }),
}
const OUTER = { 'index.ts': `import { text } from 'outer'\nexport const handler = async () => text` }

describe('before the person at the page agrees', () => {
  it('nothing is asked of the CDN, and the import says what would be loaded', async () => {
    const { cdn, build } = playground(HELLO)
    const { diagnostics, imports } = await build(FILES)
    expect(cdn.asked).toEqual([])
    expect(imports).toEqual(['hello'])
    expect(diagnostics).toMatchObject([
      {
        severity: 'warning',
        code: 'bundle/package-not-available',
        message: 'The package "hello" is not in this playground',
        file: 'index.ts',
        range: { startLine: 1, startColumn: 23 },
        hint: expect.stringContaining('cdn.jsdelivr.net') as string,
        offer: { name: 'hello', version: null },
      },
    ])
  })

  it.each(['1.2.3', '^1.0.0'])('the version is the one that package.json says: %s', async (version) => {
    const { cdn, build } = playground(HELLO)
    const { diagnostics } = await build({
      ...FILES,
      'package.json': JSON.stringify({ dependencies: { hello: version } }),
    })
    expect(diagnostics[0]?.offer).toEqual({ name: 'hello', version })
    expect(cdn.asked).toEqual([])
  })

  it('what belongs to the environment or is declared external is left alone', async () => {
    const { cdn, build } = playground(HELLO, { layers: { zod: '4.0.0' } })
    const text = `import 'node:fs'; import 'zod'; import 'elsewhere/x'; export const handler = 1`
    const external = { buildProperties: { External: ['elsewhere'] } }
    expect(await build({ 'index.ts': text }, external)).toMatchObject({
      diagnostics: [],
      imports: ['elsewhere/x', 'fs', 'zod'],
    })
    expect(cdn.asked).toEqual([])
  })
})

describe('what was agreed', () => {
  it('is loaded by the next build, and remembered by exact version', async () => {
    const storage = memoryStorage()
    const { cdn, packages, build } = playground(HELLO, { storage })
    packages.allow(['hello'])
    expect(await build(FILES)).toMatchObject({ diagnostics: [], imports: [] })
    expect(JSON.parse(storage.values.get('coldstart:packages') ?? '')).toEqual(['hello@1.2.3'])
    expect(new Set(cdn.asked.map((url) => new URL(url).host))).toEqual(
      new Set(['cdn.jsdelivr.net', 'data.jsdelivr.com']),
    )
  })

  it('holds for this version in the next visit, which asks nobody', async () => {
    const storage = memoryStorage()
    const cache = memoryCache()
    const first = playground(HELLO, { storage, cache })
    first.packages.allow(['hello'])
    await first.build(FILES)
    const pinned = first.packages.pinned(FILES)
    const second = playground(HELLO, { storage, cache })
    expect(await second.build({ ...FILES, ...pinned })).toMatchObject({ diagnostics: [], imports: [] })
    expect(second.cdn.asked).toEqual([])
  })

  it('does not hold for another version', async () => {
    const storage = memoryStorage()
    const first = playground(HELLO, { storage })
    first.packages.allow(['hello'])
    await first.build(FILES)
    const { cdn, build } = playground(HELLO, { storage })
    const other = await build({ ...FILES, 'package.json': '{ "dependencies": { "hello": "1.0.0" } }' })
    expect(other.diagnostics[0]?.offer).toEqual({ name: 'hello', version: '1.0.0' })
    expect(cdn.asked).toEqual([])
  })

  it('covers what a package needs, each by its version', async () => {
    const storage = memoryStorage()
    const { packages, build } = playground(NEEDING, { storage })
    packages.allow(['outer'])
    expect((await build(OUTER)).diagnostics).toEqual([])
    expect(JSON.parse(storage.values.get('coldstart:packages') ?? '')).toEqual(['outer@1.0.0', 'inner@1.4.0'])
  })

  it('does not cover what a lock in a link puts in the place of what was needed', async () => {
    const storage = memoryStorage()
    const first = playground(NEEDING, { storage })
    first.packages.allow(['outer'])
    await first.build(OUTER)
    const { cdn, build } = playground({ ...NEEDING, ...published('inner', '1.9.9', {}) }, { storage })
    const lock = {
      lockfileVersion: 3,
      packages: { 'node_modules/inner': { version: '1.9.9' }, 'node_modules/outer': { version: '1.0.0' } },
    }
    const { diagnostics } = await build({
      ...OUTER,
      'package.json': '{ "dependencies": { "outer": "1.0.0" } }',
      'package-lock.json': JSON.stringify(lock),
    })
    expect(diagnostics).toMatchObject([{ offer: { name: 'inner', version: '1.9.9' }, file: null }])
    expect(cdn.asked.filter((url) => url.includes('inner'))).toEqual([])
  })

  it('ends with the project', async () => {
    const { cdn, packages, build } = playground(HELLO)
    packages.allowAll(false)
    packages.forget()
    expect((await build(FILES)).diagnostics[0]?.offer).toEqual({ name: 'hello', version: null })
    expect(cdn.asked).toEqual([])
  })

  it('for now is not remembered', async () => {
    const storage = memoryStorage()
    const { packages, build } = playground(HELLO, { storage })
    packages.allowAll(false)
    expect((await build(FILES)).diagnostics).toEqual([])
    expect(storage.values.size).toBe(0)
  })

  it('is not more than so much', async () => {
    const storage = memoryStorage()
    storage.setItem('coldstart:packages', JSON.stringify(Array.from({ length: 600 }, (_, index) => `p${index}@1.0.0`)))
    const { packages, build } = playground(HELLO, { storage })
    packages.allow(['hello'])
    await build(FILES)
    const kept = JSON.parse(storage.values.get('coldstart:packages') ?? '') as string[]
    expect(kept).toHaveLength(500)
    expect(kept.at(-1)).toBe('hello@1.2.3')
  })

  it.each(['{', '{}', '[1]'])('is nothing when what is stored is damaged: %s', async (stored) => {
    const storage = memoryStorage()
    storage.setItem('coldstart:packages', stored)
    expect((await playground(HELLO, { storage }).build(FILES)).diagnostics).toHaveLength(1)
  })
})
