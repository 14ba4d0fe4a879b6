/** Whatever is shared comes back; whatever else is opened is refused, and by a LinkError alone. */

import fc from 'fast-check'
import { deflateSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { defaultSettings, pathProblem } from '../../../../src/project/files'
import { pack, toBase64Url } from '../../../../src/project/link/packing'
import { PACKING_V2 } from '../../../../src/project/link/v2'
import { STIMULUS_KINDS, type ProjectSettings } from '../../../../src/project/model'
import {
  type LinkContent,
  LinkError,
  decodeFile,
  decodeLink,
  encodeFile,
  encodeLink,
} from '../../../../src/project/share-url'

/** Any UTF-16 text, lone halves of characters and control characters too. */
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 30 }).map((units) => String.fromCharCode(...units)),
)
const name = fc.oneof(
  fc.constantFrom('constructor', 'toString', 'hasOwnProperty', '1', '-1', 'ü', '🚀', ' '),
  fc.string({ minLength: 1, maxLength: 12 }),
)
const path = fc
  .array(name, { minLength: 1, maxLength: 3 })
  .map((parts) => parts.join('/'))
  .filter((one) => pathProblem(one) === null)
const files = fc
  .dictionary(path, text, { maxKeys: 5, noNullPrototype: true })
  .filter((all) => !Object.keys(all).some((one) => Object.keys(all).some((other) => other.startsWith(`${one}/`))))

const settings: fc.Arbitrary<ProjectSettings> = fc.record({
  name: text,
  seed: fc.maxSafeInteger(),
  pace: fc.constantFrom('1x', '10x', '100x', 'max', 'paused'),
  cpu: fc.constantFrom('fixed', 'measured'),
  latency: fc.constantFrom('typical', 'none'),
  duplicates: fc.constantFrom('never', 'sometimes'),
  faults: fc.constantFrom([], [{ resource: 'F', kind: 'crash', rate: 0.5 }]),
  accountConcurrency: fc.option(fc.integer({ min: 1, max: 100_000 })),
  openFile: fc.option(fc.constant('src/index.ts')),
  stimulus: fc.option(
    fc.record({
      target: text,
      kind: fc.constantFrom(...STIMULUS_KINDS),
      eventFile: fc.option(fc.constant('events/a.json')),
      payload: text,
    }),
  ),
  request: fc.option(
    fc.record({
      active: fc.boolean(),
      entrance: text,
      method: fc.constantFrom('GET', 'POST'),
      path: text,
      query: text,
      headers: text,
      body: text,
      signed: fc.boolean(),
    }),
  ),
})

const content: fc.Arbitrary<LinkContent> = fc.record({
  project: fc.record({ files, settings }),
  view: fc.record(
    {
      line: fc.integer({ min: 1, max: 10_000 }),
      panel: fc.constantFrom('logs', 'no-such-panel'),
      selected: fc.record({ kind: fc.constant('request'), id: fc.uuid() }),
      moment: fc.nat(),
    },
    { requiredKeys: [] },
  ),
  readOnly: fc.boolean(),
  run: fc.boolean(),
  recorded: fc.constant(null),
  unshown: fc.constant(null),
})

/** Their keys in another order. */
const turned = <Value extends object>(value: Value): Value =>
  Object.fromEntries(Object.entries(value).reverse()) as Value

/** @returns what was opened, or the code of the LinkError */
async function tried(decoding: Promise<LinkContent>): Promise<LinkContent | string> {
  try {
    return await decoding
  } catch (error) {
    expect(error).toBeInstanceOf(LinkError)
    expect((error as LinkError).message).toMatch(/^This (link|file|is)/)
    return (error as LinkError).code
  }
}

describe('what is shared', () => {
  it('comes back as it was, by link and by file', async () => {
    await fc.assert(
      fc.asyncProperty(content, async (sent) => {
        expect(await decodeLink(`#${await encodeLink(sent)}`)).toEqual(sent)
        expect(await decodeFile(await encodeFile(sent))).toEqual(sent)
      }),
    )
  })

  it('has one link, whatever the order it comes in', async () => {
    await fc.assert(
      fc.asyncProperty(content, async (sent) => {
        const { project, view } = sent
        const other = { files: turned(project.files), settings: turned(project.settings) }
        expect(await encodeLink({ ...sent, project: other, view: turned(view) })).toBe(await encodeLink(sent))
      }),
    )
  })
})

describe('what cannot be opened is refused by a LinkError and nothing else:', () => {
  it('any text', async () => {
    const fragment = fc.oneof(
      fc.string(),
      fc.string().map((body) => `v2.${body}`),
      fc.tuple(fc.nat(99), fc.base64String()).map(([version, body]) => `v${version}.${body}`),
    )
    await fc.assert(
      fc.asyncProperty(fragment, async (given) => {
        expect(await tried(decodeLink(given))).toBeTypeOf('string')
      }),
    )
  })

  it('any bytes', async () => {
    const bytes = fc.oneof(
      fc.uint8Array(),
      fc.uint8Array().map((rest) => Uint8Array.of(...new TextEncoder().encode('coldstart'), 2, ...rest)),
    )
    await fc.assert(
      fc.asyncProperty(bytes, async (given) => {
        expect(await tried(decodeFile(given))).toBeTypeOf('string')
      }),
    )
  })

  it('any link that is cut, or has another character somewhere', async () => {
    await fc.assert(
      fc.asyncProperty(content, fc.nat(), fc.integer({ min: 1, max: 63 }), async (sent, where, by) => {
        const link = await encodeLink(sent)
        const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
        const index = 3 + (where % (link.length - 3))
        expect(await tried(decodeLink(link.slice(0, index)))).toBe('damaged')
        const digit = digits[(digits.indexOf(link[index] ?? '') + by) % 64] ?? ''
        const opened = await tried(decodeLink(link.slice(0, index) + digit + link.slice(index + 1)))
        // The last digit has bits that say nothing.
        if (typeof opened !== 'string') expect(opened).toEqual(sent)
      }),
    )
  })

  it('any bytes in place of DEFLATE, with a checksum that fits', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (packed) => {
        let hash = 0x811c9dc5
        for (const byte of packed) hash = Math.imul(hash ^ byte, 0x01000193)
        const bytes = [hash >>> 24, hash >>> 16, hash >>> 8, hash, ...packed]
        expect(await tried(decodeLink(`v2.${toBase64Url(Uint8Array.from(bytes))}`))).toBeTypeOf('string')
      }),
    )
  })

  it('any other JSON, unless it makes a project', async () => {
    const part = fc.anything({ withNullPrototype: false })
    const value = fc.oneof(
      fc.jsonValue(),
      fc.record({ f: fc.oneof(part, files), s: part, v: part, ro: part, run: part, t: part }, { requiredKeys: [] }),
      fc.record({
        f: files,
        s: part,
        v: part,
        t: fc.record({ f: fc.constant(1), n: part, r: fc.array(part), w: part }),
      }),
    )
    await fc.assert(
      fc.asyncProperty(value, async (given) => {
        const json = JSON.stringify(given, (_, one: unknown) => (typeof one === 'bigint' ? String(one) : one)) ?? 'null'
        const opened = await tried(decodeLink(`v2.${toBase64Url(pack(new TextEncoder().encode(json), PACKING_V2))}`))
        // What is opened can be shared again, and is the same then.
        if (typeof opened !== 'string') {
          const again = await decodeLink(await encodeLink(opened))
          expect({ ...again, unshown: null }).toEqual({ ...opened, unshown: null })
        }
      }),
    )
  })
})

describe('a hostile link', () => {
  const link = (json: string): string => `v2.${toBase64Url(pack(new TextEncoder().encode(json), PACKING_V2))}`
  const opened = (json: string) => tried(decodeLink(link(json)))

  it.each([
    ['JSON as deep as it gets', `{"f":${'['.repeat(500_000)}${']'.repeat(500_000)}}`, 'not-a-project'],
    ['a view as deep', `{"f":{},"v":${'{"v":'.repeat(200_000)}1${'}'.repeat(200_000)}}`, null],
    [
      '10,000 files',
      JSON.stringify({ f: Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`f${i}`, ''])) }),
      'not-a-project',
    ],
    ['a path out of the project', '{"f":{"src/../../x":""}}', 'not-a-project'],
    ['an absolute path', '{"f":{"/etc/passwd":""}}', 'not-a-project'],
    ['a path with half a character', '{"f":{"a\\ud800":""}}', 'not-a-project'],
    ['a file that is named as the prototype', '{"f":{"__proto__":"x"}}', 'not-a-project'],
    ['files that are a list', '{"f":["a"]}', 'not-a-project'],
    ['a file that is no text', '{"f":{"a":{"toString":"x"}}}', 'not-a-project'],
    ['a prototype in place of everything', '{"__proto__":{"f":{"a":"1"}}}', 'not-a-project'],
  ])('%s', async (_, json, code) => {
    const result = await opened(json)
    expect(typeof result === 'string' ? result : null).toBe(code)
  })

  it('names members of all objects where files are named: then nothing is named', async () => {
    const stimulus = { target: 'F', kind: 'sync', eventFile: 'constructor', payload: '' }
    const result = (await opened(
      JSON.stringify({ f: { 'a.ts': '' }, s: { openFile: 'toString', stimulus } }),
    )) as LinkContent
    expect(result.project.settings).toMatchObject({ openFile: null, stimulus: null })
  })

  it('has wrong types everywhere: what is left is the project', async () => {
    const wrong = { line: 0, panel: 1, left: {}, right: null, paused: 1, selected: ['a'], moment: -1, inspected: '' }
    const result = (await opened(
      JSON.stringify({ f: { a: '' }, s: { seed: 'x', name: {} }, v: wrong, ro: true, run: 'yes', t: null }),
    )) as LinkContent
    expect(result).toMatchObject({ view: {}, readOnly: false, run: false, recorded: null })
    expect(result.project.settings).toEqual(defaultSettings())
    expect(result.unshown).toMatch(/damaged/)
  })

  it('unfolds without end: it is noticed early', async () => {
    // A thousand times its length.
    const bomb = deflateSync(new Uint8Array(40_000_000).fill(97), { level: 9 })
    let hash = 0x811c9dc5
    for (const byte of bomb) hash = Math.imul(hash ^ byte, 0x01000193)
    const fragment = `v2.${toBase64Url(Uint8Array.from([hash >>> 24, hash >>> 16, hash >>> 8, hash, ...bomb]))}`
    const before = performance.now()
    expect(await tried(decodeLink(fragment))).toBe('too-large')
    expect(performance.now() - before).toBeLessThan(2000)
  })
})
