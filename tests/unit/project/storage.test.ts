import { afterEach, expect, it, vi } from 'vitest'
import { defaultSettings } from '../../../src/project/files'
import { loadProject, saveProject, storedProjectId } from '../../../src/project/storage'

const PROJECT = { files: { 'template.yaml': 'Resources: {}\n' }, settings: { ...defaultSettings(), seed: 5 } }

function storage(stored: string | null): Map<string, string> {
  const kept = new Map(stored === null ? [] : [['coldstart:project', stored]])
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  })
  return kept
}

afterEach(() => vi.unstubAllGlobals())

it('what was saved is there after a reload', () => {
  storage(null)
  expect(saveProject(PROJECT, 'p1')).toBe(true)
  expect(loadProject()).toEqual(PROJECT)
  expect(storedProjectId()).toBe('p1')
})

it.each([
  ['nothing', null],
  ['no JSON', '{"files":'],
  ['null', 'null'],
  ['no files', '{"settings":{}}'],
  ['files that are no texts', '{"files":{"a":1},"settings":{}}'],
  ['a path out of the project', '{"files":{"../a":""},"settings":{}}'],
  ['no settings', '{"files":{"a":""}}'],
])('%s stored is no project', (_, stored) => {
  storage(stored)
  expect(loadProject()).toBeNull()
})

it('settings that make no sense give the defaults', () => {
  storage('{"files":{"a":""},"settings":{"pace":"fast"}}')
  expect(loadProject()?.settings).toEqual(defaultSettings())
})

it('a browser that refuses is told, not thrown', () => {
  vi.stubGlobal('localStorage', {
    getItem: () => {
      throw new DOMException('denied', 'SecurityError')
    },
    setItem: () => {
      throw new DOMException('full', 'QuotaExceededError')
    },
  })
  expect(saveProject(PROJECT, 'p1')).toBe(false)
  expect(loadProject()).toBeNull()
  expect(storedProjectId()).toBeNull()
})
