import { describe, expect, it } from 'vitest'
import type { ProjectFiles } from '../../../src/project/model'
import { type Published, published } from './fake-cdn'
import { playground } from './playground'

const CONTENT: Published = {
  ...published('plain', '1.2.3', { 'index.js': '' }, { license: 'MIT' }),
  ...published('plain', '1.3.0', { 'index.js': '' }),
  ...published(
    'outer',
    '1.0.0',
    { 'index.js': 'require("inner"); require("plain")' },
    { dependencies: { inner: '^1.0.0', plain: '1.2.x' } },
  ),
  ...published('inner', '1.4.0', { 'index.js': '' }),
}

async function pinsOf(files: ProjectFiles, codeUri = ''): Promise<ProjectFiles> {
  const { packages, build } = playground(CONTENT)
  packages.allowAll(false)
  expect((await build(files, { codeUri })).diagnostics).toEqual([])
  return packages.pinned(files)
}

const importing = (...names: string[]) =>
  [...names.map((name) => `import '${name}'`), 'export const handler = 1'].join('\n')
const read = (text: string | undefined) => JSON.parse(text ?? '') as unknown

describe('the version that was found', () => {
  it('is written into a new package.json, where SAM looks for it', async () => {
    const pins = await pinsOf({ 'src/index.ts': importing('plain') }, 'src/')
    expect(pins).toEqual({
      'src/package.json': '{\n  "private": true,\n  "dependencies": {\n    "plain": "1.3.0"\n  }\n}\n',
    })
  })

  it('is added to the nearest one that there is, which stays as it is otherwise', async () => {
    const before = '{\n\t"name": "shop",\n\t"type": "commonjs",\n\t"dependencies": {\n\t\t"zod": "4"\n\t}\n}\n'
    const pins = await pinsOf({ 'src/index.ts': importing('plain'), 'package.json': before }, 'src/')
    const after =
      '{\n\t"name": "shop",\n\t"type": "commonjs",\n\t"dependencies": {\n\t\t"plain": "1.3.0",\n\t\t"zod": "4"\n\t}\n}\n'
    expect(pins).toEqual({ 'package.json': after })
  })

  it('needs no writing where package.json says it', async () => {
    const manifest = '{ "dependencies": { "plain": "1.2.3" } }'
    expect(await pinsOf({ 'index.ts': importing('plain'), 'package.json': manifest })).toEqual({})
  })

  it('goes into a lock where package.json has a range', async () => {
    const manifest = '{ "name": "shop", "dependencies": { "plain": "~1.2.0" } }'
    const pins = await pinsOf({ 'index.ts': importing('plain'), 'package.json': manifest })
    expect(Object.keys(pins)).toEqual(['package-lock.json'])
    expect(read(pins['package-lock.json'])).toEqual({
      name: 'shop',
      lockfileVersion: 3,
      requires: true,
      packages: {
        '': { name: 'shop', dependencies: { plain: '~1.2.0' } },
        'node_modules/plain': { version: '1.2.3', license: 'MIT' },
      },
    })
  })

  it('goes into a lock with what a package needs by range; another version lies below the one that needs it', async () => {
    const pins = await pinsOf({ 'index.ts': importing('outer', 'plain') })
    expect(read(pins['package.json'])).toEqual({ private: true, dependencies: { outer: '1.0.0', plain: '1.3.0' } })
    expect(read(pins['package-lock.json'])).toEqual({
      lockfileVersion: 3,
      requires: true,
      packages: {
        '': { dependencies: { outer: '1.0.0', plain: '1.3.0' } },
        'node_modules/inner': { version: '1.4.0' },
        'node_modules/outer': { version: '1.0.0', dependencies: { inner: '^1.0.0', plain: '1.2.x' } },
        'node_modules/outer/node_modules/plain': { version: '1.2.3', license: 'MIT' },
        'node_modules/plain': { version: '1.3.0' },
      },
    })
  })

  it('stays what it is: with it, a later build asks for no version', async () => {
    const files = { 'index.ts': importing('outer', 'plain') }
    const pinned = { ...files, ...(await pinsOf(files)) }
    const later = playground({ ...CONTENT, ...published('inner', '1.9.0', {}), ...published('plain', '1.2.9', {}) })
    later.packages.allowAll(false)
    expect((await later.build(pinned)).diagnostics).toEqual([])
    expect(later.cdn.asked.filter((url) => /resolved|1\.9\.0|1\.2\.9/.test(url))).toEqual([])
    expect(later.packages.pinned(pinned)).toEqual({})
  })

  it('is added to a lock of npm, whose entries stay', async () => {
    const entry = { version: '4.0.0', resolved: 'x', integrity: 'sha512-x' }
    const lock = {
      name: 'shop',
      lockfileVersion: 3,
      packages: { '': { dependencies: { zod: '4' } }, 'node_modules/zod': entry },
    }
    const pins = await pinsOf({
      'index.ts': importing('plain'),
      'package.json': '{ "dependencies": { "zod": "4" } }',
      'package-lock.json': JSON.stringify(lock),
    })
    expect(read(pins['package-lock.json'])).toEqual({
      name: 'shop',
      lockfileVersion: 3,
      packages: {
        '': { dependencies: { plain: '1.3.0', zod: '4' } },
        'node_modules/plain': { version: '1.3.0' },
        'node_modules/zod': entry,
      },
    })
  })

  it('does not touch a lock of the form before npm 7', async () => {
    const lock = '{ "lockfileVersion": 1, "dependencies": {} }'
    expect(Object.keys(await pinsOf({ 'index.ts': importing('plain'), 'package-lock.json': lock }))).toEqual([
      'package.json',
    ])
  })
})
