import { strToU8, zipSync, type Zippable } from 'fflate'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FILE_SIZE_MAX, FILES_MAX, ProjectError } from '../../../../src/project/files'
import { importFiles, importZip } from '../../../../src/project/transfer/import'
import { ImportError } from '../../../../src/project/transfer/problem'

const template = (code = 'src/', runtime = 'nodejs22.x'): string =>
  `Transform: AWS::Serverless-2016-10-31\nResources:\n  Hello:\n    Type: AWS::Serverless::Function\n    Properties:\n      CodeUri: ${code}\n      Handler: hello.handler\n      Runtime: ${runtime}\n`
const HANDLER = 'export const handler = async () => 1\n'
const app = { 'template.yaml': template(), 'src/hello.ts': HANDLER }

const zip = (files: Readonly<Record<string, string | Uint8Array>>, options: Zippable = {}): Uint8Array =>
  zipSync({
    ...Object.fromEntries(
      Object.entries(files).map(([path, text]) => [path, typeof text === 'string' ? strToU8(text) : text]),
    ),
    ...options,
  })

const opened = (files: Readonly<Record<string, string | Uint8Array>>, name = 'app.zip') => importZip(zip(files), name)

async function refused(bytes: Uint8Array): Promise<string> {
  try {
    await importZip(bytes, 'any.zip')
  } catch (error) {
    expect(error instanceof ImportError || error instanceof ProjectError).toBe(true)
    return (error as Error).message
  }
  throw new Error('was not refused')
}

describe('a zip', () => {
  it('loses the folder that everything is in, and what tools made', async () => {
    const { project, report } = await opened({
      'my-app-main/template.yaml': template(),
      'my-app-main/src/hello.ts': HANDLER,
      'my-app-main/package.json': '{}',
      'my-app-main/tsconfig.json': '{}',
      'my-app-main/.env': 'SECRET=1',
      'my-app-main/node_modules/a/index.js': '1',
      'my-app-main/node_modules/b/index.js': '1',
      'my-app-main/logo.png': Uint8Array.of(0x89, 0x50, 0, 0),
      '__MACOSX/my-app-main/._template.yaml': '1',
    })
    expect(project.files).toEqual({ ...app, 'package.json': '{}', 'tsconfig.json': '{}' })
    expect(project.settings.name).toBe('app')
    expect(report).toEqual({
      leftOut: [
        { path: '__MACOSX/', why: 'macOS’s own', count: 1 },
        { path: 'logo.png', why: 'not a text', count: 1 },
        { path: 'my-app-main/.env', why: 'may hold secrets', count: 1 },
        { path: 'my-app-main/node_modules/', why: 'installed packages', count: 2 },
      ],
      made: [],
      cannotRun: [],
      notes: [],
    })
  })

  it.each(['template.yml', 'template.json', 'deploy/template.yaml'])('has its template in %s', async (path) => {
    const { project } = await opened({
      [path]: template(path.includes('/') ? '../src' : 'src'),
      'src/hello.ts': HANDLER,
    })
    expect(Object.keys(project.files).sort()).toEqual(['src/hello.ts', 'template.yaml'])
    expect(project.files['template.yaml']).toContain('CodeUri: src')
  })

  it('is one of several applications: the rest is left out and said', async () => {
    const { project, report } = await opened({
      'one/template.yaml': template(),
      'one/src/hello.ts': HANDLER,
      'two/template.yaml': template(),
      'README.md': '',
    })
    expect(project.files).toEqual(app)
    expect(report.leftOut.map(({ path }) => path)).toEqual(['README.md', 'two/'])
    expect(report.notes[0]).toContain('two/template.yaml')
  })

  it('may be text of old times; line ends stay', async () => {
    const { project, report } = await opened({
      'template.yaml': Uint8Array.of(0xef, 0xbb, 0xbf, ...strToU8(template())),
      'src/hello.ts': HANDLER.replaceAll('\n', '\r\n'),
      'src/latin.ts': Uint8Array.of(0x2f, 0x2f, 0xfc),
      'src/wide.ts': Uint8Array.of(0xff, 0xfe, 0x31, 0),
    })
    expect(project.files).toEqual({
      'template.yaml': template(),
      'src/hello.ts': HANDLER.replaceAll('\n', '\r\n'),
      'src/latin.ts': '//ü',
      'src/wide.ts': '1',
    })
    expect(report.notes).toEqual([
      'src/latin.ts was not UTF-8, and was read as Windows-1252.',
      'src/wide.ts was UTF-16.',
    ])
  })

  it('says which functions cannot run, and which names differ only in case', async () => {
    const { report } = await opened({ 'template.yaml': template('src/', 'python3.13'), 'src/A.ts': '', 'src/a.ts': '' })
    expect(report.cannotRun).toEqual([{ logicalId: 'Hello', why: expect.stringContaining('python3.13') as string }])
    expect(report.notes[0]).toContain('src/A.ts and src/a.ts')
  })

  it('is refused when it is not what it should be', async () => {
    const good = zip(app)
    expect(await refused(strToU8('no zip'))).toContain('no zip file')
    expect(await refused(good.slice(0, -30))).toContain('no zip file')
    expect(await refused(zip({ '../evil.ts': '' }))).toContain('leads out')
    expect(await refused(zip({ '/etc/passwd': '' }))).toContain('not a relative path')
    expect(await refused(zip({ 'C:\\evil.ts': '' }))).toContain('not a relative path')
    expect(await refused(zip({ 'notes.txt': 'text' }))).toContain('There is no template.yaml')
    expect(await refused(zip({ ...app, 'src/__proto__': '' }))).toContain('not allowed')
    const many = Object.fromEntries(Array.from({ length: FILES_MAX + 1 }, (_, index) => [`docs/${index}.md`, '']))
    expect(await refused(zip({ ...app, ...many }))).toContain('docs/ has 201')
    const flags = changedDirectory(good, 8, 1)
    expect(await refused(flags)).toContain('encrypted')
    // A method that is not known, a wrong checksum, another size.
    expect(await refused(changedDirectory(good, 10, 14))).toContain('damaged')
    expect(await refused(changedDirectory(good, 16, 1, 4))).toContain('damaged')
    expect(await refused(changedDirectory(good, 24, 3, 4))).toContain('damaged')
    expect(await refused(twice(zip({ 'a.ts': '', 'b.ts': '' })))).toContain('a.ts twice')
  })

  it('leaves links and what is too large where they are', async () => {
    const link = (0o120777 << 16) >>> 0
    const bomb = new Uint8Array(FILE_SIZE_MAX * 3 + 100)
    const { project, report } = await importZip(
      zip({ ...app, 'bomb.json': bomb }, { 'src/link.ts': [strToU8('/etc/passwd'), { os: 3, attrs: link }] }),
      'a.zip',
    )
    expect(project.files).toEqual(app)
    expect(report.leftOut.map(({ path, why }) => `${path} ${why}`)).toEqual([
      'bomb.json larger than a file may be',
      'src/link.ts a symbolic link',
    ])
  })

  it('never ends in anything but a project or a reason, whatever its bytes', async () => {
    const good = zip({ ...app, 'events/a.json': '{"a": "a long text, a long text, a long text"}' })
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 }),
        async (changes) => {
          const bytes = good.slice()
          for (const [at, value] of changes) bytes[at] = value
          try {
            await importZip(bytes, 'any.zip')
          } catch (error) {
            expect(error instanceof ImportError || error instanceof ProjectError).toBe(true)
          }
        },
      ),
      { numRuns: 300 },
    )
  })
})

describe('files alone', () => {
  const file = (path: string, text: string) => ({
    path,
    size: text.length,
    kind: 'file' as const,
    read: () => Promise.resolve(strToU8(text)),
  })

  it('a template names handlers that are not there: they are made', async () => {
    const { project, report } = await importFiles([file('stack.yaml', template('code'))], 'stack.yaml')
    expect(Object.keys(project.files).sort()).toEqual(['code/hello.ts', 'template.yaml'])
    expect(report.made).toEqual([{ path: 'code/hello.ts', for: 'Hello' }])
    expect(project.files['code/hello.ts']).toContain('export const handler')
    expect(project.settings.name).toBe('stack')
  })

  it('a handler gets a template', async () => {
    const { project, report } = await importFiles([file('process-orders.ts', HANDLER)], 'process-orders.ts')
    expect(Object.keys(project.files).sort()).toEqual(['src/process-orders.ts', 'template.yaml'])
    expect(project.files['template.yaml']).toContain('ProcessOrders:')
    expect(project.files['template.yaml']).toContain('Handler: "process-orders.handler"')
    expect(report.made).toEqual([])
    expect(report.notes[0]).toContain('There was no template')
  })
})

/** Sets a field of every entry of the central directory. */
function changedDirectory(zipped: Uint8Array, offset: number, value: number, size = 2): Uint8Array {
  const bytes = zipped.slice()
  const view = new DataView(bytes.buffer)
  for (let at = 0; at < bytes.length - 4; at++) {
    if (view.getUint32(at, true) !== 0x02014b50) continue
    if (size === 2) view.setUint16(at + offset, value, true)
    else view.setUint32(at + offset, value, true)
  }
  return bytes
}

/** Renames b.ts to a.ts. */
const twice = (zipped: Uint8Array): Uint8Array =>
  zipped.map((byte, index) => (byte === 0x62 && zipped[index + 1] === 0x2e ? 0x61 : byte))
