import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { beforeEach, describe, expect, it } from 'vitest'
import { defaultSettings } from '../../../src/project/files'
import { Library, type LibraryEntry, type Revision } from '../../../src/project/library'

const entry = (id: string, changedAt: number): LibraryEntry => ({
  id,
  changedAt,
  files: { 'src/a.ts': `// ${id}` },
  origin: {},
  settings: { ...defaultSettings(), name: id },
})
const revision = (project: string, at: number, text = String(at)): Revision => ({
  project,
  at,
  reason: 'deployed',
  files: { 'src/a.ts': text },
  settings: defaultSettings(),
})

describe('the library of a browser', () => {
  beforeEach(() => {
    globalThis.indexedDB = new IDBFactory()
  })

  it('lists what was changed last first', async () => {
    const library = new Library()
    for (const [id, at] of [
      ['one', 10],
      ['two', 30],
      ['three', 20],
    ] as const) {
      await library.put(entry(id, at))
    }
    await library.put(entry('one', 40))
    expect((await library.list()).map(({ id }) => id)).toEqual(['one', 'two', 'three'])
    expect(await library.get('two')).toMatchObject(entry('two', 30))
  })

  it('brings back what was deleted, history included', async () => {
    const library = new Library()
    await library.put(entry('one', 10))
    await library.note(revision('one', 1))
    await library.note(revision('other', 2))
    const undo = await library.remove('one')
    expect(await library.list()).toEqual([])
    expect(await library.revisions('one')).toEqual([])
    expect(await library.revisions('other')).toHaveLength(1)
    await undo()
    expect(await library.list()).toMatchObject([entry('one', 10)])
    expect(await library.revisions('one')).toEqual([revision('one', 1)])
  })

  it('keeps each state once, the newest first', async () => {
    const library = new Library()
    await library.note(revision('one', 1, 'same'))
    await library.note(revision('one', 2, 'same'))
    await library.note(revision('one', 3))
    expect((await library.revisions('one')).map(({ at }) => at)).toEqual([3, 1])
  })

  it('edits that follow each other closely are one state', async () => {
    const library = new Library()
    const work = { ...entry('one', 0), bases: [], page: 'x' }
    for (const [stamp, changedAt] of [
      ['a', 1000],
      ['b', 5000],
      ['c', 30_000],
    ] as const) {
      const files = { 'src/a.ts': stamp }
      await library.commit({ ...work, files, stamp, bases: ['', 'a', 'b'], changedAt }, 'edited')
    }
    expect((await library.revisions('one')).map(({ files }) => files['src/a.ts'])).toEqual(['c', 'b'])
  })
})
