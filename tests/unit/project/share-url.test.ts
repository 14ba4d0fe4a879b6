import { deflateSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { Random } from '../../../src/cloud/kernel/random'
import { defaultSettings } from '../../../src/project/files'
import type { Project } from '../../../src/project/model'
import { DICTIONARY_V1 } from '../../../src/project/link/dictionary-v1'
import { LinkError, decodeProject, encodeProject } from '../../../src/project/share-url'

const project = (files: Project['files'], settings: Partial<Project['settings']> = {}): Project => ({
  files,
  settings: { ...defaultSettings(), ...settings },
})

/** A link as written down in share-url.ts, around any text. */
function link(json: string): string {
  const dictionary = new TextEncoder().encode(DICTIONARY_V1)
  const packed = deflateSync(new TextEncoder().encode(json), { dictionary })
  let hash = 0x811c9dc5
  for (const byte of packed) hash = Math.imul(hash ^ byte, 0x01000193)
  return `v1.${Buffer.from([hash >>> 16, hash >>> 8, hash, ...packed]).toString('base64url')}`
}

async function problem(fragment: string): Promise<string> {
  try {
    await decodeProject(fragment)
  } catch (error) {
    expect(error).toBeInstanceOf(LinkError)
    return (error as LinkError).code
  }
  throw new Error('it was opened')
}

describe('a link', () => {
  it('opens the same project', async () => {
    const sent = project(
      {
        'template.yaml': 'Resources: {}\n',
        'src/index.ts': 'export const handler = async () => "ü 🚀 \u2028"\n',
        'events/e.json': '{}',
      },
      {
        name: 'Links',
        seed: 99,
        pace: 'max',
        cpu: 'measured',
        openFile: 'src/index.ts',
        stimulus: { target: 'F', kind: 'async', eventFile: null, payload: '{"a":1}' },
      },
    )
    expect(await decodeProject(`#${await encodeProject(sent)}`)).toEqual(sent)
  })

  it('is the same for the same content, whatever the order of files', async () => {
    const [a, b] = [project({ x: '1', y: '2' }), project({ y: '2', x: '1' })]
    expect(await encodeProject(a)).toBe(await encodeProject(b))
  })

  it('is the same whatever the order of settings', async () => {
    const stimulus = { target: 'F', kind: 'sync', eventFile: null, payload: '1' } as const
    const turned = { payload: '1', eventFile: null, kind: 'sync', target: 'F' } as const
    expect(await encodeProject(project({}, { stimulus }))).toBe(await encodeProject(project({}, { stimulus: turned })))
  })

  it('keeps whether duplicates happen, and says nothing of it where they never do', async () => {
    const twice = project({}, { duplicates: 'sometimes' })
    expect(await decodeProject(await encodeProject(twice))).toEqual(twice)
    expect(await encodeProject(project({}, { duplicates: 'never' }))).toBe(await encodeProject(project({})))
  })

  it('keeps what goes wrong on purpose, and the concurrency of the account', async () => {
    const faults = [{ resource: 'F', kind: 'crash', rate: 0.25 }] as const
    const given = project({ a: '' }, { faults, accountConcurrency: 10 })
    expect(await decodeProject(await encodeProject(given))).toEqual(given)
    const without = project({ a: '' })
    expect(await encodeProject({ ...without, settings: { ...without.settings, faults: [] } })).toBe(
      await encodeProject(without),
    )
  })

  it('keeps the web request that was written', async () => {
    const request = {
      active: true,
      entrance: 'function-url Page',
      method: 'POST',
      path: 'a',
      query: 'b=1',
      headers: 'X-A: 1',
      body: 'x',
      signed: true,
    }
    const sent = project({}, { request })
    expect(await decodeProject(await encodeProject(sent))).toEqual(sent)
  })

  it('survives a line break on its way', async () => {
    const sent = project({ 'a.ts': '1' })
    const whole = await encodeProject(sent)
    expect(await decodeProject(`${whole.slice(0, 9)}\r\n ${whole.slice(9)}`)).toEqual(sent)
  })

  it('holds characters that every URL carries', async () => {
    expect(await encodeProject(project({ 'a.ts': 'ÿþ'.repeat(100) }))).toMatch(/^v2\.[A-Za-z0-9_-]+$/)
  })

  it('survives any text', async () => {
    const random = new Random(20261123, 'links')
    for (let round = 0; round < 200; round++) {
      const files = Object.fromEntries(
        Array.from({ length: random.integer(0, 5) }, (_, index) => [
          `f${index}`,
          Array.from({ length: random.integer(0, 300) }, () => String.fromCodePoint(random.integer(0, 0xd7ff))).join(
            '',
          ),
        ]),
      )
      const sent = project(files, { seed: random.uint32() })
      expect(await decodeProject(await encodeProject(sent))).toEqual(sent)
    }
  })
})

describe('a link that cannot be opened says why', () => {
  it.each([
    ['nothing', '', 'damaged'],
    ['another fragment', '#section-2', 'damaged'],
    ['a newer version', 'v3.abc', 'newer'],
    ['no base64', 'v1.%%%', 'damaged'],
    ['no DEFLATE', `v1.${Buffer.from([255, 255, 255, 255]).toString('base64url')}`, 'damaged'],
    ['an empty body', 'v1.', 'damaged'],
    ['no JSON', link('{"f":'), 'damaged'],
    ['another JSON', link('[1,2]'), 'not-a-project'],
    ['a file within a file', link('{"f":{"a":"","a/b":""},"s":{}}'), 'not-a-project'],
    ['files that are no texts', link('{"f":{"a":1},"s":{}}'), 'not-a-project'],
    ['a path out of the project', link('{"f":{"../a":""},"s":{}}'), 'not-a-project'],
    [
      'too many files',
      link(JSON.stringify({ f: Object.fromEntries(Array.from({ length: 201 }, (_, i) => [`f${i}`, ''])), s: {} })),
      'not-a-project',
    ],
    ['a text that unfolds without end', link('"' + 'a'.repeat(20_000_000)), 'too-large'],
    ['a fragment of megabytes', `v1.${'A'.repeat(2_100_000)}`, 'too-large'],
  ])('%s', async (_, fragment, code) => {
    expect(await problem(fragment)).toBe(code)
  })

  it('cut off at any place', async () => {
    const whole = await encodeProject(project({ 'a.ts': 'export const handler = async () => 1\n'.repeat(10) }))
    for (let length = 0; length < whole.length; length++) expect(await problem(whole.slice(0, length))).toBe('damaged')
  })

  it('with any one character changed', async () => {
    const whole = await encodeProject(project({ 'a.ts': 'export const handler = async () => 1\n' }))
    for (let index = 'v1.'.length; index < whole.length - 1; index++) {
      const other = whole[index] === 'A' ? 'B' : 'A'
      expect(await problem(whole.slice(0, index) + other + whole.slice(index + 1))).toBe('damaged')
    }
  })

  it('settings that make no sense give the defaults', async () => {
    const opened = await decodeProject(link('{"f":{},"s":{"seed":"x","pace":"fast","cpu":1,"stimulus":{"target":1}}}'))
    // Those of version 1: services took no time then.
    expect(opened.settings).toEqual({ ...defaultSettings(), latency: 'none' })
  })
})
