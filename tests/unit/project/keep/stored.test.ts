import 'fake-indexeddb/auto'
import { readFileSync } from 'node:fs'
import { IDBFactory } from 'fake-indexeddb'
import { openDB } from 'idb'
import { beforeEach, expect, it } from 'vitest'
import { defaultSettings } from '../../../../src/project/files'
import { Journal } from '../../../../src/project/keep/journal'
import { readStored, sameWork } from '../../../../src/project/keep/stored'
import { Library } from '../../../../src/project/library'
import { Faults, Texts } from './browser'

const fixture = (name: string): string =>
  readFileSync(new URL(`../../../fixtures/stored/${name}.json`, import.meta.url), 'utf8')
const FILES = { 'template.yaml': 'Resources: {}\n', 'src/a.ts': "export const a = 'ü'\n" }

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory()
})

/** Puts values into the database as a version of the page would have. */
async function stored(projects: readonly unknown[], revisions: readonly unknown[] = []): Promise<Library> {
  const library = new Library()
  await library.list()
  const database = await openDB('coldstart', 1)
  for (const project of projects) await database.put('projects', project)
  for (const revision of revisions) await database.add('revisions', revision)
  database.close()
  return library
}

it.each(['journal-1-without-id', 'journal-1', 'journal-2'])('%s opens', (name) => {
  const reading = readStored(fixture(name))
  if (reading.kind !== 'project') return expect.fail(reading.kind)
  const { files, settings, id } = reading.kept
  expect(files).toEqual(FILES)
  expect(settings).toMatchObject({ name: 'Kept', seed: 7, stimulus: { target: 'F' }, faults: [] })
  expect(id).toMatch(name === 'journal-1-without-id' ? /.{36}/ : /^p1$/)
})

it.each(['library-1', 'library-2'])('%s opens, and what grows out of it takes its place', async (name) => {
  const { project, revision } = JSON.parse(fixture(name)) as { project: unknown; revision: unknown }
  const library = await stored([project], [revision])
  const entry = await library.get('p1')
  expect(entry).toMatchObject({ files: FILES, origin: { 'src/a.ts': '' }, settings: { name: 'Kept' } })
  expect(await library.revisions('p1')).toHaveLength(1)
  const journal = readStored(fixture(name === 'library-1' ? 'journal-1' : 'journal-2'))
  if (journal.kind !== 'project') return expect.fail(journal.kind)
  const files = { ...FILES, more: '' }
  const work = { ...journal.kept, files, origin: {}, page: 'x', changedAt: 1764150000000 }
  expect(await library.commit(work, 'edited')).toEqual({ kind: 'kept' })
  expect((await library.get('p1'))?.files).toEqual(files)
  expect(await library.revisions('p1')).toHaveLength(2)
})

it.each([
  ['nothing', ''],
  ['no JSON', '{"files":'],
  ['null', 'null'],
  ['no files', '{"settings":{}}'],
  ['files that are no texts', '{"files":{"a":1},"settings":{}}'],
  ['a path out of the project', '{"files":{"../a":""},"settings":{}}'],
  ['no settings', '{"files":{"a":""}}'],
  ['a version that is none', '{"version":"x","files":{},"settings":{}}'],
])('%s is damaged, and never thrown', (_, text) => {
  expect(readStored(text).kind).toBe('damaged')
})

it('what a newer version has saved is known as such, and stays', async () => {
  expect(readStored('{"version":3,"whatever":1}')).toEqual({ kind: 'newer', version: 3 })
  const newer = { id: 'p1', version: 3, changedAt: 5, tree: ['?'], settings: { name: 'Later' } }
  const library = await stored([newer])
  expect(await library.list()).toEqual([])
  expect(await library.unreadable()).toMatchObject(
    [{ id: 'p1', name: 'Later', why: /newer version/ as never }].map((one) => ({
      ...one,
      why: expect.stringContaining('newer version'),
    })),
  )
  const work = { id: 'p1', files: {}, origin: {}, settings: defaultSettings(), stamp: 's', bases: [], page: 'x' }
  expect(await library.commit({ ...work, changedAt: 6 }, 'edited')).toEqual({ kind: 'newer' })
  expect(JSON.parse((await library.unreadable())[0]?.raw ?? '')).toEqual(newer)
})

it('a broken project does not take the others, and what is left of it stays beside one of its name', async () => {
  const good = { id: 'good', changedAt: 1, files: FILES, origin: {}, settings: defaultSettings() }
  const broken = { id: 'p1', changedAt: 'never', files: { a: 5 }, settings: { name: 'Broken' } }
  const library = await stored([good, broken], [{ project: 'p1', at: 1, files: null }])
  expect((await library.list()).map(({ id }) => id)).toEqual(['good'])
  expect(await library.unreadable()).toMatchObject([{ id: 'p1', name: 'Broken' }])
  expect(await library.revisions('p1')).toEqual([])
  const work = { id: 'p1', files: FILES, origin: {}, settings: defaultSettings(), stamp: 's', bases: [], page: 'x' }
  expect(await library.commit({ ...work, changedAt: 6 }, 'edited')).toEqual({ kind: 'kept' })
  expect((await library.get('p1'))?.files).toEqual(FILES)
  expect(await library.unreadable()).toMatchObject([{ name: 'Broken' }])
})

it('the journal of a browser that keeps nothing says so, and that of a damaged one has its text', () => {
  const denied = {
    ...{ length: 0, key: () => null, removeItem: () => undefined },
    getItem: () => expect.fail(),
    setItem: () => {
      throw new DOMException('denied', 'SecurityError')
    },
  }
  const kept = readStored(fixture('journal-2'))
  if (kept.kind !== 'project') return expect.fail(kept.kind)
  expect(new Journal(denied, null).write(kept.kept)).toBe('denied')
  expect(new Journal(null, null).write(kept.kept)).toBe('denied')
  expect(new Journal(null, null).latest()).toBeNull()

  const texts = new Texts(() => new Faults())
  texts.setItem('coldstart:work:old:p', '{"half of')
  const journal = new Journal(texts, texts)
  expect(journal.latest()).toMatchObject({ text: '{"half of', reading: { kind: 'damaged' } })
  expect(journal.write(kept.kept)).toBeNull()
  expect(texts.getItem('coldstart:work:old:p')).toBe('{"half of')
})

it('where somebody looked is no work, and what they send is', () => {
  const project = { files: FILES, settings: defaultSettings() }
  const looked = { ...project, settings: { ...project.settings, openFile: 'src/a.ts', pace: 'max' as const } }
  expect(sameWork(project, looked)).toBe(true)
  expect(sameWork(project, { ...project, settings: { ...project.settings, seed: 9 } })).toBe(false)
})
