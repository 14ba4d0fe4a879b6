import * as esbuild from 'esbuild'
import fc from 'fast-check'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { unzipSync, strFromU8, zipSync } from 'fflate'
import { afterAll, describe, expect, it } from 'vitest'
import { checkFiles, defaultSettings } from '../../../../src/project/files'
import { examples } from '../../../../src/project/examples'
import type { Project, ProjectFiles } from '../../../../src/project/model'
import { readTemplate } from '../../../../src/project/template'
import {
  ESBUILD_VERSION,
  LAMBDA_TYPES_VERSION,
  NODE_TYPES_VERSION,
} from '../../../../src/project/transfer/dependencies'
import { exportProject } from '../../../../src/project/transfer/export'
import { importZip } from '../../../../src/project/transfer/import'

const ours = JSON.parse(readFileSync('package.json', 'utf8')) as { devDependencies: Record<string, string> }
const versions = ours.devDependencies

const unzipped = (bytes: Uint8Array): ProjectFiles =>
  Object.fromEntries(Object.entries(unzipSync(bytes)).map(([path, content]) => [path, strFromU8(content)]))

const project = (files: ProjectFiles, settings: Partial<Project['settings']> = {}): Project => ({
  files,
  settings: { ...defaultSettings(), ...settings },
})

async function returns(given: Project): Promise<void> {
  const { bytes } = exportProject(given, versions)
  expect(exportProject(given, versions).bytes).toEqual(bytes)
  const back = (await importZip(bytes, 'any.zip')).project
  expect(back.files).toEqual(given.files)
  expect(back.settings).toEqual(given.settings)
}

const template = (rest = ''): string => `Transform: AWS::Serverless-2016-10-31 # SAM
Resources:
  # The one function.
  Hello:
    Type: AWS::Serverless::Function
    Properties: # all of them
      CodeUri: src/
      Handler: hello.handler
      Runtime: nodejs22.x
${rest}`

describe('export and import', () => {
  it('is the identity for every example', async () => {
    for (const example of examples) await returns(await example.load())
  })

  it('is the identity for anything a project may be', async () => {
    const path = fc
      .array(
        fc.oneof(
          fc.constantFrom(
            'src',
            'events',
            'node_modules',
            '.git',
            '.env',
            'template.yaml',
            'package.json',
            'README.md',
          ),
          fc.constantFrom('.coldstart.json', '.coldstart-1.json', 'a.ts', 'A.ts', '__MACOSX', 'constructor', '1'),
          fc.string({ unit: 'binary', minLength: 1, maxLength: 6 }),
        ),
        { minLength: 1, maxLength: 3 },
      )
      .map((parts) => parts.join('/'))
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.string({
        unit: fc.constantFrom('\ud800', '\udc00', '\ufeff', '\0', '\r\n', '\r', 'a', '😀', '\u0080'),
        maxLength: 8,
      }),
      fc.constantFrom(
        template(),
        template().replaceAll('\n', '\r\n'),
        `\ufeff${template()}`,
        '{"dependencies":{}}',
        '{',
      ),
      fc.constantFrom("import { x } from 'pkg'\nexport const handler = 1", '{"coldstart":"export/1"}'),
    )
    const possible = fc.dictionary(path, text, { maxKeys: 12, noNullPrototype: true }).filter((files) => {
      try {
        checkFiles(files)
        return true
      } catch {
        return false
      }
    })
    await fc.assert(
      fc.asyncProperty(possible, fc.string({ unit: 'binary', maxLength: 20 }), (files, name) =>
        returns(project(files, { name })),
      ),
      { numRuns: 150 },
    )
  })

  it('is the identity where something had to be added and changed', async () => {
    const files = {
      'template.yaml': template().replaceAll('\n', '\r\n'),
      'src/hello.ts': "import { z } from 'zod'\nexport const handler = async () => z.string()",
      'src/package.json': '{\n\t"dependencies": { "uuid": "14.0.3" }\n}',
    }
    const { changed, added, bytes } = exportProject(project(files), versions)
    expect(changed).toEqual(['src/package.json', 'template.yaml'])
    expect(added).toEqual(['.gitignore', 'README.md', 'samconfig.toml', '.coldstart.json'])
    const out = unzipped(bytes)
    expect(out['template.yaml']).toContain('# all of them')
    expect(out['template.yaml']).toMatch(/Metadata:\r\n {6}BuildMethod: esbuild\r\n/)
    expect(JSON.parse(out['src/package.json'] ?? '')).toEqual({
      dependencies: { esbuild: ESBUILD_VERSION, uuid: '14.0.3', zod: versions['zod'] },
    })
    await returns(project(files))
  })

  it('keeps what somebody changed since, and drops what tools made', async () => {
    const files = { 'template.yaml': template(), 'src/hello.ts': 'export const handler = async () => 1' }
    const out = unzipSync(exportProject(project(files, { name: 'Mine' }), versions).bytes)
    const edited = new TextEncoder().encode('# Theirs')
    out['README.md'] = edited
    out['node_modules/zod/index.js'] = edited
    out['.aws-sam/build.toml'] = edited
    const wrapped = Object.fromEntries(Object.entries(out).map(([path, content]) => [`mine/${path}`, content]))
    const { project: back, report } = await importZip(zipSync(wrapped), 'mine.zip')
    expect(back.files).toEqual({ ...files, 'README.md': '# Theirs' })
    expect(back.settings.name).toBe('Mine')
    expect(report.leftOut.map(({ path }) => path)).toEqual(['.aws-sam/', 'node_modules/'])
  })
})

it('writes the versions that this repository is built with', () => {
  expect(ours.devDependencies['esbuild']).toBe(ESBUILD_VERSION)
  expect(ours.devDependencies['@types/aws-lambda']).toBe(LAMBDA_TYPES_VERSION)
  expect(ours.devDependencies['@types/node']).toBe(NODE_TYPES_VERSION)
})

describe('sam build', () => {
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true'
  // Lambda's global for streamed responses.
  Object.assign(globalThis, { awslambda: { streamifyResponse: (handler: unknown) => handler } })
  const root = mkdtempSync(join(tmpdir(), 'coldstart-export-'))
  afterAll(() => rmSync(root, { recursive: true }))

  /** As aws-lambda-builders does it, but that packages are those of this repository instead of installed ones. */
  async function samBuild(name: string, files: ProjectFiles): Promise<void> {
    const reading = readTemplate(files['template.yaml'] ?? '')
    expect(reading.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
    for (const { id, codeUri, handler, buildProperties, kind } of reading.functions) {
      if (kind !== undefined) continue
      const scratch = join(root, name, id)
      for (const [path, text] of Object.entries(files)) {
        if (codeUri !== '' && !path.startsWith(`${codeUri}/`)) continue
        const place = join(scratch, codeUri === '' ? path : path.slice(codeUri.length + 1))
        mkdirSync(dirname(place), { recursive: true })
        writeFileSync(place, text)
      }
      const manifest = JSON.parse(readFileSync(join(scratch, 'package.json'), 'utf8')) as {
        dependencies: Record<string, string>
      }
      expect(manifest.dependencies).toHaveProperty('esbuild', ESBUILD_VERSION)
      for (const [dependency, version] of Object.entries(manifest.dependencies)) {
        expect(versions[dependency], dependency).toBe(version)
        const target = join(scratch, 'node_modules', dependency)
        mkdirSync(dirname(target), { recursive: true })
        symlinkSync(join(process.cwd(), 'node_modules', dependency), target)
      }
      const { EntryPoints, Target = 'es2020', Sourcemap, Format = 'cjs', External = [] } = buildProperties
      await esbuild.build({
        entryPoints: (EntryPoints as string[]).map((one) => join(scratch, one)),
        bundle: true,
        platform: 'node',
        outdir: join(scratch, 'out'),
        target: Target as string,
        format: Format as 'cjs',
        minify: true,
        sourcemap: Sourcemap === true,
        external: External as string[],
        logLevel: 'silent',
      })
      const [, module = '', exported = ''] = /^(.*)\.(\w+)$/.exec(handler) ?? []
      const built = createRequire(import.meta.url)(join(scratch, 'out', `${module.replace(/.*\//, '')}.js`)) as object
      expect(built).toHaveProperty(exported, expect.any(Function))
    }
  }

  it.each(examples.map((example) => [example.id, example] as const))('takes %s', async (id, example) => {
    const { bytes, notes } = exportProject(await example.load(), versions)
    expect(notes).toEqual([])
    await samBuild(id, unzipped(bytes))
  })

  it('takes TypeScript without metadata, and handlers in folders', async () => {
    const files = {
      'template.yaml': template()
        .replace('CodeUri: src/', 'CodeUri: .')
        .replace('hello.handler', 'src/deep/hello.handler'),
      'src/deep/hello.ts':
        "import { SQSClient } from '@aws-sdk/client-sqs'\nexport const handler = async () => SQSClient",
    }
    const { bytes } = exportProject(project(files), versions)
    await samBuild('deep', unzipped(bytes))
  })
})
