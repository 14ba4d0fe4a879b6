/** Links, `.coldstart` files, recorded runs in them, and what is dropped onto the page as a zip. */

import fc from 'fast-check'
import { zipSync } from 'fflate'
import { readFileSync } from 'node:fs'
import { pack, toBase64Url } from '../../../../src/project/link/packing'
import { readRecorded } from '../../../../src/project/link/recorded'
import { PACKING_V2 } from '../../../../src/project/link/v2'
import {
  decodeFile,
  decodeLink,
  encodeFile,
  encodeLink,
  LinkError,
  plainContent,
} from '../../../../src/project/share-url'
import { defaultSettings, ProjectError } from '../../../../src/project/files'
import { importZip } from '../../../../src/project/transfer/import'
import { ImportError } from '../../../../src/project/transfer/problem'
import { readScript } from '../../../../src/project/stimuli'
import { story } from '../../../fixtures/traces/orders'
import { anyText, hostile, mutated, mutatedBytes, texts } from '../inputs'
import { expectSize, target, unlessRefusedLater } from '../target'
import { EVENTS, TEMPLATES } from './examples'

const project = {
  files: {
    'template.yaml': TEMPLATES[0] as string,
    'src/app.ts': 'export const handler = async () => 1\n',
    'events/a.json': '{}',
  },
  settings: defaultSettings(),
}
const content = plainContent(project as never)
const link = await encodeLink(content)
const file = await encodeFile(content)
const fixture = new Uint8Array(readFileSync('tests/fixtures/links/v2-everything.coldstart'))

const packed = (value: unknown): string =>
  toBase64Url(pack(new TextEncoder().encode(JSON.stringify(value) ?? ''), PACKING_V2))
const inner = hostile([
  { f: 2, p: { 'template.yaml': 'Resources: {}', 'a/b.js': '' }, s: {}, v: {}, r: {} },
  JSON.parse(readFileSync('tests/fixtures/links/v2-everything.json', 'utf8')),
]).map((value) => {
  try {
    return packed(value)
  } catch {
    return 'v2.'
  }
})
const prefix = /^[^.]*\./.exec(link)?.[0] ?? ''

const links = fc.oneof(
  anyText(),
  mutated([link]),
  inner.map((text) => prefix + text),
  fc.uint8Array({ maxLength: 300 }).map((bytes) => prefix + toBase64Url(bytes)),
)

const EXPORT = zipSync({
  'template.yaml': new TextEncoder().encode(TEMPLATES[0]),
  'src/app.js': new TextEncoder().encode('exports.handler = () => 1'),
  'package.json': new TextEncoder().encode('{"dependencies":{"uuid":"14"}}'),
})
const names = fc.oneof(
  anyText(12),
  fc.constantFrom(
    '../up',
    '/root',
    'a//b',
    'C:\\x',
    'template.yaml',
    'a/template.yml',
    '.coldstart/project.json',
    'node_modules/x',
    '__proto__',
    'a',
    'a/b',
  ),
)
const zips = fc
  .array(
    fc.tuple(
      names,
      fc.oneof(
        fc.uint8Array({ maxLength: 60 }),
        fc.constantFrom(...TEMPLATES).map((text) => new TextEncoder().encode(text)),
      ),
    ),
    { maxLength: 6 },
  )
  .map((entries) => zipSync(Object.fromEntries(entries.filter(([name]) => name !== '' && name !== '__proto__'))))

const run = {
  f: 1,
  n: story().at(-1)?.at,
  r: story().map(({ seq: _, ...record }) => record),
  w: [
    {
      arn: 'a',
      kind: 'Queue',
      name: 'q',
      facts: [{ label: 'a', value: 'b' }],
      tables: [{ title: 't', columns: ['c'], rows: [['d']], total: 1 }],
    },
  ],
}

export const linkTargets = [
  target('link', links, async (text) => void (await unlessRefusedLater([LinkError], () => decodeLink(text)))),
  target('file', fc.oneof(fc.uint8Array({ maxLength: 400 }), mutatedBytes([file, fixture])), async (bytes) => {
    await unlessRefusedLater([LinkError], () => decodeFile(bytes))
  }),
  target('zip', fc.oneof(fc.uint8Array({ maxLength: 300 }), mutatedBytes([EXPORT]), zips), async (bytes) => {
    const imported = await unlessRefusedLater([ImportError, ProjectError], () => importZip(bytes, 'dropped.zip'))
    if (imported) expectSize('what was imported', JSON.stringify(imported).length, 2_000_000)
  }),
  target('recorded-run', hostile([run]), (value) => {
    const read = readRecorded(value)
    if (typeof read !== 'string') expectSize('the run', read.records.length, 50_000)
  }),
  target(
    'stimuli',
    texts({
      examples: EVENTS,
      nesting: [
        ['[', ']'],
        ['{"a":', '}'],
      ],
    }),
    (text) => void readScript(text),
  ),
]
