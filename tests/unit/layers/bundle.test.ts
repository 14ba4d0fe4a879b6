import { describe, expect, test } from 'vitest'
import { build } from 'esbuild'
import { isBuiltin } from '../../../src/bundler/node-builtins'
import { refuseDefaultImports } from '../../../src/build/layers-bundle'
import { PACKAGES, vendoredModules } from '../../../src/build/layers-packages'
import { builtLayers } from './environment'

/** Asked for inside of try, and needed by nothing that a browser's client does; texts in what Ajv can write. */
const OPTIONAL = /^(@aws-sdk\/signature-v4-crt|ajv.*)$/

describe('the layers', () => {
  test('are one for each package, and one for what clients share', async () => {
    const { texts, modules, versions } = await builtLayers()
    expect([...texts.keys()].sort()).toEqual([...PACKAGES.map(({ name }) => name), 'aws-sdk-core'].sort())
    expect([...modules.keys()]).toEqual(vendoredModules())
    expect(versions.get('zod')).toMatch(/^4\.\d+\.\d+$/)
  }, 60_000)

  test.each([
    ['@aws-sdk/client-sqs', ['@aws-sdk/client-sqs', '@aws/lambda-invoke-store', 'aws-sdk-core']],
    ['@aws-sdk/util-dynamodb', ['@aws-sdk/util-dynamodb']],
    [
      '@aws-sdk/lib-dynamodb',
      [
        '@aws-sdk/client-dynamodb',
        '@aws-sdk/lib-dynamodb',
        '@aws-sdk/util-dynamodb',
        '@aws/lambda-invoke-store',
        'aws-sdk-core',
      ],
    ],
    ['@middy/core', ['@middy/core']],
    ['@middy/http-cors', ['@middy/http-cors', '@middy/util']],
    ['zod', ['zod']],
  ])('of %s are %s', async (specifier, layers) => {
    expect((await builtLayers()).modules.get(specifier)).toEqual(layers)
  })

  test('differ for the subpaths of a package', async () => {
    const { modules } = await builtLayers()
    const parameters = '@aws-lambda-powertools/parameters'
    expect(modules.get(`${parameters}/ssm`)).toContain('@aws-sdk/client-ssm')
    expect(modules.get(`${parameters}/ssm`)).not.toContain('@aws-sdk/client-secrets-manager')
    expect(modules.get(`${parameters}/secrets`)).toContain('@aws-sdk/client-secrets-manager')
    expect(modules.get('@aws-lambda-powertools/idempotency')).not.toContain('@aws-sdk/client-dynamodb')
    expect(modules.has(`${parameters}/appconfig`)).toBe(false)
  })

  test('have all that they need: each require names a built-in or a module of some layer', async () => {
    const { texts } = await builtLayers()
    const defined = new Set<string>()
    for (const text of texts.values()) for (const name of definedBy(text)) defined.add(name)
    for (const [layer, text] of texts) {
      const required = [...text.matchAll(/(?<![\w$.])require\("([^"]+)"\)/g)].map(([, name = '']) => name)
      const lost = required.filter((name) => !isBuiltin(name) && !defined.has(name) && !OPTIONAL.test(name))
      expect({ layer, lost: [...new Set(lost)] }).toEqual({ layer, lost: [] })
    }
  })
})

test('a default import of another layer, which would be all of its exports, fails the build', async () => {
  const owners = new Map([['@middy/util', '@middy/util']])
  // As esbuild writes it into a layer.
  const bundled = async (text: string) => {
    const { outputFiles } = await build({
      stdin: { contents: text, resolveDir: import.meta.dirname, sourcefile: 'index.mjs' },
      bundle: true,
      minify: true,
      write: false,
      format: 'cjs',
      external: ['@middy/util', 'fs'],
    })
    return outputFiles[0]?.text ?? ''
  }
  const wrong = await bundled(`import util from '@middy/util'; console.log(util.a)`)
  expect(() => refuseDefaultImports('x', wrong, owners)).toThrow('"@middy/util", a module of another layer')
  const right = await bundled(`import { a } from '@middy/util'; import fs from 'fs'; console.log(a, fs)`)
  expect(() => refuseDefaultImports('x', right, owners)).not.toThrow()
})

/** Names of the modules that a layer defines; nothing of them is run. */
function definedBy(text: string): string[] {
  let names: string[] = []
  new Function('define', text)((modules: object) => (names = Object.keys(modules)))
  return names
}
