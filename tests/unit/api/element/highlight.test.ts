import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { highlight, highlightLines } from '../../../../src/api/element/highlight'

const named = (text: string, file: string) => highlight(text, file).filter(([kind]) => kind !== 'plain')

it('loses nothing of any example', () => {
  const examples = path.resolve(import.meta.dirname, '../../../../src/examples')
  for (const entry of readdirSync(examples, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const text = readFileSync(path.join(entry.parentPath, entry.name), 'utf8')
    expect(
      highlight(text, entry.name)
        .map(([, piece]) => piece)
        .join(''),
    ).toBe(text)
  }
})

it('reads TypeScript', () => {
  const text = "export const f = async (e: Order) => { return `${e.type}` + 'it\\'s' /* x */ + 0x1f } // end"
  expect(named(text, 'a.ts')).toEqual([
    ['keyword', 'export'],
    ['keyword', 'const'],
    ['keyword', 'async'],
    ['type', 'Order'],
    ['keyword', 'return'],
    ['text', '`${e.type}`'],
    ['text', "'it\\'s'"],
    ['comment', '/* x */'],
    ['number', '0x1f'],
    ['comment', '// end'],
  ])
})

it('tells regular expressions from division', () => {
  expect(named('const a = /[/"]+/g; b = 6 / 2 / 1', 'a.js')).toEqual([
    ['keyword', 'const'],
    ['text', '/[/"]+/g'],
    ['number', '6'],
    ['number', '2'],
    ['number', '1'],
  ])
})

it('reads YAML', () => {
  const text = "Resources: # all\n  F:\n    Timeout: 30\n    Arn: !GetAtt Q.Arn\n    Name: 'x: y'\n    On: true\n"
  expect(named(text, 'template.yaml')).toEqual([
    ['key', 'Resources'],
    ['comment', '# all'],
    ['key', 'F'],
    ['key', 'Timeout'],
    ['number', '30'],
    ['key', 'Arn'],
    ['type', '!GetAtt'],
    ['key', 'Name'],
    ['text', "'x: y'"],
    ['key', 'On'],
    ['keyword', 'true'],
  ])
})

it('reads JSON', () => {
  expect(named('{ "a": ["b", 1.5, null] }', 'events/a.json')).toEqual([
    ['key', '"a"'],
    ['text', '"b"'],
    ['number', '1.5'],
    ['keyword', 'null'],
  ])
})

it('gives lines, also of texts that go over several', () => {
  expect(highlightLines('a /* b\nc */\n\n', 'a.ts')).toEqual([
    [
      ['plain', 'a '],
      ['comment', '/* b'],
    ],
    [['comment', 'c */']],
    [],
  ])
})

it.each(['`', "'", '/*', '"\\', '/[', '${'])('comes to an end of what has none: %s', (text) => {
  expect(
    highlight(text.repeat(5000), 'a.ts')
      .map(([, piece]) => piece)
      .join(''),
  ).toBe(text.repeat(5000))
})
