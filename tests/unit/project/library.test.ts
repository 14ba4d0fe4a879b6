import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { beforeEach, describe, expect, it } from 'vitest'
import { defaultSettings } from '../../../src/project/files'
import { Library, type LibraryEntry, PROJECTS_MAX, type Revision, REVISIONS_MAX } from '../../../src/project/library'

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
    expect(await library.get('two')).toEqual(entry('two', 30))
  })

  it('keeps so many projects, and drops the oldest with its history', async () => {
    const library = new Library()
    await library.note(revision('p0', 1))
    for (let index = 0; index <= PROJECTS_MAX; index++) await library.put(entry(`p${index}`, index))
    expect(await library.list()).toHaveLength(PROJECTS_MAX)
    expect(await library.get('p0')).toBeUndefined()
    expect(await library.revisions('p0')).toEqual([])
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
    expect(await library.list()).toEqual([entry('one', 10)])
    expect(await library.revisions('one')).toEqual([revision('one', 1)])
  })

  it('keeps each state once, the newest first, and so many of them', async () => {
    const library = new Library()
    await library.note(revision('one', 1, 'same'))
    await library.note(revision('one', 2, 'same'))
    expect(await library.revisions('one')).toHaveLength(1)
    for (let at = 3; at < 3 + REVISIONS_MAX; at++) await library.note(revision('one', at))
    const kept = await library.revisions('one')
    expect(kept).toHaveLength(REVISIONS_MAX)
    expect(kept[0]?.at).toBe(2 + REVISIONS_MAX)
    expect(kept.at(-1)?.at).toBe(3)
  })
})
