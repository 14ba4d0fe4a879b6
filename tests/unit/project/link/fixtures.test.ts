/**
 * Links that are out in the world: `tests/fixtures/links/v<version>-<name>.json` has a link as it was made once, and what
 * is in it. No fixture is ever changed or taken away.
 *
 * When a test fails here, somebody changed how links are read or made:
 * - "opens what it held": people have such links. Give the decoder of that version (`src/project/link/v1.ts`, `v2.ts`) back
 *   what it had: its dictionary, its defaults, its checks. A new setting gets a line in the defaults of each version, with
 *   what was the case before there was the setting. A type of trace record may get new fields only if they may be missing;
 *   for any other change, `recorded.ts` gets a new FORMAT and what makes of the old records new ones.
 * - "is made again from what it holds": the same content has another link now, so that links no longer can be compared. If
 *   you did not mean it, take it back. If you did (another dictionary, another layout), it is another version: copy v2.ts to
 *   v3.ts, leave v2.ts as it is, let `share-url.ts` write the new one, and add fixtures `v3-…` beside the present ones.
 */

import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { DICTIONARY_V1 } from '../../../../src/project/link/dictionary-v1'
import { DICTIONARY_V2 } from '../../../../src/project/link/dictionary-v2'
import { defaultSettings } from '../../../../src/project/files'
import type { ProjectSettings } from '../../../../src/project/model'
import {
  type LinkContent,
  decodeFile,
  decodeLink,
  encodeFile,
  encodeLink,
  plainContent,
} from '../../../../src/project/share-url'

const FOLDER = new URL('../../../fixtures/links/', import.meta.url)
/** The one that is written. */
const CURRENT = 'v2'

interface Fixture {
  readonly about: string
  readonly link: string
  readonly content: Pick<LinkContent, 'project'> & Partial<LinkContent>
}

const names = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.json'))
  .map((name) => name.replace('.json', ''))
const read = (name: string): Fixture => JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), 'utf8')) as Fixture

function expectContent(opened: LinkContent, { content }: Fixture): void {
  const { settings, files } = content.project
  expect(opened.project.files).toEqual(files)
  // There may be more settings by now.
  expect(opened.project.settings).toMatchObject(settings)
  expect({ ...opened, project: null }).toEqual({ ...plainContent(content.project), ...content, project: null })
}

describe.each(names)('the link %s', (name) => {
  const fixture = read(name)

  it('opens what it held', async () => expectContent(await decodeLink(fixture.link), fixture))

  it('opens what it held, sent again as it is now', async () => {
    expectContent(await decodeLink(await encodeLink(await decodeLink(fixture.link))), fixture)
  })

  it.runIf(name.startsWith(CURRENT))('is made again from what it holds', async () => {
    expect(await encodeLink(await decodeLink(fixture.link))).toBe(fixture.link)
  })

  it.runIf(existsSync(new URL(`${name}.coldstart`, FOLDER)))('is the same in a file', async () => {
    const file = new Uint8Array(readFileSync(new URL(`${name}.coldstart`, FOLDER)))
    expectContent(await decodeFile(file), fixture)
    expect(await encodeFile(await decodeFile(file))).toEqual(file)
  })
})

describe('what links depend on', () => {
  it.each([
    ['v1', DICTIONARY_V1, '8cbffc67de844b83'],
    ['v2', DICTIONARY_V2, '91df851d40aa72b9'],
  ])('the dictionary of %s, character by character', async (_, dictionary, fingerprint) => {
    const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(dictionary))
    expect(Buffer.from(hash).toString('hex').slice(0, 16)).toBe(fingerprint)
  })

  it('there are links of every version', () => {
    expect(new Set(names.map((name) => name.split('-')[0]))).toEqual(new Set(['v1', 'v2']))
  })
})

describe('a project of three files', () => {
  // Written by hand for this test; nothing of it was looked at for the dictionary.
  const path = (name: string) => new URL(`three-files/${name}`, FOLDER)
  const files = Object.fromEntries(
    ['template.yaml', 'src/welcome.ts', 'events/signup.json'].map((name) => [name, readFileSync(path(name), 'utf8')]),
  )
  const settings: ProjectSettings = {
    ...defaultSettings(),
    name: 'Signups',
    openFile: 'src/welcome.ts',
    stimulus: { target: 'SignupQueue', kind: 'queue', eventFile: 'events/signup.json', payload: '' },
  }

  it('makes a link that every chat takes', async () => {
    const content: LinkContent = {
      ...plainContent({ files, settings }),
      view: { line: 20, panel: 'timeline', left: 'timeline', right: 'logs' },
    }
    expect(Object.values(files).join('').length).toBeGreaterThan(3800)
    const link = `https://coldstart.example/playground/#${await encodeLink(content)}`
    expect((await decodeLink(link.replace(/.*#/, ''))).project).toEqual(content.project)
    expect(link.length).toBeLessThan(1500)
  })
})
