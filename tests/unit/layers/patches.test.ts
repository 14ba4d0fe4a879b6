import { build } from 'esbuild'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { applyPatch, PATCHES, patchAwsSdk } from '../../../src/build/layers-patches'

/** Where each patch finds its file, below node_modules. */
const FILES = [
  '@aws-sdk/client-sqs/dist-es/runtimeConfig.browser.js',
  '@aws-sdk/xml-builder/dist-es/xml-parser.browser.js',
  '@smithy/core/dist-es/submodules/serde/util-stream/sdk-stream-mixin.browser.js',
  '@aws-sdk/checksums/dist-es/submodules/flexible-checksums/flexibleChecksumsMiddleware.js',
  '@aws-sdk/core/dist-es/submodules/client/middleware-recursion-detection/getRecursionDetectionPlugin.browser.js',
  '@aws-sdk/core/dist-es/submodules/client/util-user-agent-browser/createUserAgentStringParsingProvider.js',
]

const CASES = PATCHES.flatMap((patch) =>
  FILES.filter((file) => `/${file}`.endsWith(patch.file)).map((file) => ({ name: patch.name, patch, file })),
)

const folders: string[] = []
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))))

/** Builds a file that lies where a package's would, with this text. */
async function buildWith(file: string, text: string) {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'patches-'))
  folders.push(folder)
  const place = path.join(folder, 'node_modules', file)
  await mkdir(path.dirname(place), { recursive: true })
  await writeFile(place, text)
  const applied = new Set<string>()
  const result = await build({
    entryPoints: [place],
    bundle: true,
    write: false,
    logLevel: 'silent',
    packages: 'external',
    external: ['./*', '../*', 'coldstart:*'],
    format: 'esm',
    plugins: [patchAwsSdk(applied)],
  })
  return { applied, text: result.outputFiles[0]?.text ?? '' }
}

describe('each patch', () => {
  test('has a file here', () => expect(CASES.map(({ patch }) => patch)).toEqual(PATCHES))

  test.each(CASES)('$name: fits what is installed', async ({ patch, file }) => {
    const text = await readFile(path.join('node_modules', file), 'utf8')
    const patched = applyPatch(patch, text, file)
    for (const { to } of patch.replacements) expect(patched).toContain(to)
  })

  test.each(CASES)('$name: fails the build when a text is gone, or there twice', async ({ name, patch, file }) => {
    const text = await readFile(path.join('node_modules', file), 'utf8')
    for (const { from } of patch.replacements) {
      const gone = buildWith(file, text.replace(from, '/* something else */'))
      await expect(gone).rejects.toThrow(`The patch "${name}" no longer fits`)
      await expect(gone).rejects.toThrow('0 times, not once')
      await expect(buildWith(file, `${text}\n${from}`)).rejects.toThrow('2 times, not once')
    }
  })
})

test('a file is patched when it is built, others are not', async () => {
  const [config] = FILES as [string]
  const text = await readFile(path.join('node_modules', config), 'utf8')
  const patched = await buildWith(config, text)
  expect([...patched.applied]).toEqual([PATCHES[0]?.name])
  expect(patched.text).not.toContain('Credential is missing')
  const other = await buildWith('@aws-sdk/client-sqs/dist-es/runtimeConfig.native.js', text)
  expect(other.applied.size).toBe(0)
  expect(other.text).toContain('Credential is missing')
})
