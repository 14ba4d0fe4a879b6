import { describe, expect, it } from 'vitest'
import { bundle, runCommonJs } from './project'

const LAYER = { 'layer/nodejs/node_modules/greet/index.js': "module.exports = (name) => 'hi ' + name" }

describe('a function with a layer', () => {
  it('leaves packages of the layer outside, without a warning', async () => {
    const files = {
      ...LAYER,
      'src/index.ts': "import greet from 'greet'\nexport const handler = async () => greet('you')",
    }
    const built = await bundle(files, { codeUri: 'src', layerFolders: ['layer'] })
    expect(built.diagnostics).toEqual([])
    expect(built.imports).toContain('greet')
    const { handler } = runCommonJs(built, 'index.js', { greet: (name: string) => `hello ${name}` })
    expect(await (handler as () => Promise<unknown>)()).toBe('hello you')
  })

  it('is warned of packages that no layer has', async () => {
    const files = { ...LAYER, 'src/index.ts': "import other from 'other'\nexport const handler = async () => other" }
    const built = await bundle(files, { codeUri: 'src', layerFolders: ['layer'] })
    expect(built.diagnostics).toMatchObject([{ code: 'bundle/package-not-available' }])
  })
})

describe('a layer', () => {
  it('has the files of its folder as they are, TypeScript as JavaScript', async () => {
    const files = { ...LAYER, 'layer/extensions/ext.ts': 'const n: number = 1\nexport { n }', 'other.txt': '' }
    const built = await bundle(files, { codeUri: 'layer', handler: '', kind: 'layer' })
    expect(Object.keys(built.files).sort()).toEqual(['extensions/ext.js', 'nodejs/node_modules/greet/index.js'])
    expect(built.files['nodejs/node_modules/greet/index.js']).toBe(Object.values(LAYER)[0])
    expect(runCommonJs(built, 'extensions/ext.js')).toMatchObject({ n: 1 })
  })

  it('with TypeScript that cannot be read says where', async () => {
    const built = await bundle({ 'layer/a.ts': 'const = ' }, { codeUri: 'layer', handler: '', kind: 'layer' })
    expect(built.diagnostics).toMatchObject([{ severity: 'error', file: 'layer/a.ts' }])
  })
})

describe('a custom runtime', () => {
  it('is a program named bootstrap, whatever Handler says', async () => {
    const files = { 'src/bootstrap.ts': 'export const started: boolean = true' }
    const built = await bundle(files, { codeUri: 'src', handler: 'anything', kind: 'bootstrap' })
    expect(Object.keys(built.files)).toContain('bootstrap')
    expect(runCommonJs(built, 'bootstrap')).toMatchObject({ started: true })
  })
})
