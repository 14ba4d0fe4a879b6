import { zipSync } from 'fflate'
import { expect, it } from 'vitest'
import { dedent, firstFile, withTemplate } from '../../../../src/api/element/files'
import { unzip } from '../../../../src/api/element/unzip'
import { besideFrom, contentHeights, viewsAlive, viewsOf } from '../../../../src/api/element/shape'
import { readTemplate } from '../../../../src/project/template'

it('takes away the indentation that all lines share', () => {
  expect(dedent('\n    a\n      b\n\n    c\n  ')).toBe('a\n  b\n\nc\n')
  expect(dedent('\r\n\ta\r\n\t\tb')).toBe('a\n\tb\n')
  expect(dedent('a\n  b')).toBe('a\n  b\n')
  expect(dedent('')).toBe('\n')
})

it('makes a template for a handler alone', () => {
  const files = withTemplate({ 'src/hello.ts': '' })
  const { diagnostics, functions } = readTemplate(files['template.yaml'] ?? '')
  expect(diagnostics).toEqual([])
  expect(functions).toMatchObject([{ id: 'Function', codeUri: 'src', handler: 'hello.handler' }])
  expect(withTemplate({ 'template.yaml': 'x', 'a.ts': '' })['template.yaml']).toBe('x')
  expect(withTemplate({ 'notes.md': '' })).toEqual({ 'notes.md': '' })
})

it('opens a handler first, or what was asked for', () => {
  const files = { 'template.yaml': '', 'tests/a.test.ts': '', 'src/a.ts': '' }
  expect(firstFile(files, null)).toBe('src/a.ts')
  expect(firstFile(files, 'template.yaml')).toBe('template.yaml')
  expect(firstFile(files, 'gone.ts')).toBe('src/a.ts')
  expect(firstFile({}, null)).toBeNull()
})

it('reads zips, without the folder that holds everything', async () => {
  const text = (content: string) => new TextEncoder().encode(content)
  const zip = zipSync({
    'p/template.yaml': text('a: 1'),
    'p/src/a.ts': text('x'.repeat(9000)),
    'p/b.png': Uint8Array.of(255),
  })
  expect(await unzip(zip)).toEqual({ 'template.yaml': 'a: 1', 'src/a.ts': 'x'.repeat(9000) })
  expect(await unzip(zipSync({ 'a.ts': [text('1'), { level: 0 }] }))).toEqual({ 'a.ts': '1' })
})

it('refuses zips that are damaged, or too much', async () => {
  const zip = zipSync({ 'a.ts': new Uint8Array(20_000_000) })
  await expect(unzip(zip)).rejects.toThrow('more than a project may be')
  await expect(unzip(zip.subarray(0, 60))).rejects.toThrow('damaged')
  await expect(unzip(new Uint8Array(40))).rejects.toThrow('damaged')
  const many = zipSync(Object.fromEntries(Array.from({ length: 1001 }, (_, index) => [`${index}`, new Uint8Array()])))
  await expect(unzip(many)).rejects.toThrow('1001 files')
})

it('knows views by their names', () => {
  expect(viewsOf(null)).toEqual(['code', 'result'])
  expect(viewsOf(' graph  code,graph ')).toEqual(['architecture', 'code'])
  expect(besideFrom(['code', 'result'])).toBe(720)
  expect(besideFrom(['code', 'timeline'])).toBe(1000)
  expect(viewsAlive(['code'])).toEqual(['code', 'result'])
  expect(viewsAlive(['timeline'])).toEqual(['timeline'])
  expect(contentHeights(['code'], 5)).toEqual({ below: 116, beside: 116 })
})
