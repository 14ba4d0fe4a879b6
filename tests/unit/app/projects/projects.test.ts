import { expect, it } from 'vitest'
import { agoText } from '../../../../src/app/projects/ago'
import { fileChanges } from '../../../../src/app/projects/file-changes'

const NOW = Date.UTC(2026, 10, 26, 12)

it.each([
  [0, 'just now'],
  [59_999, 'just now'],
  [60_000, '1 minute ago'],
  [3 * 3_600_000, '3 hours ago'],
  [86_400_000, 'yesterday'],
  [40 * 86_400_000, 'last month'],
])('%d milliseconds ago is %s', (ms, text) => {
  expect(agoText(NOW - ms, NOW)).toBe(text)
})

it('says file by file what changed', () => {
  const before = { same: 'x\n', gone: 'a\nb\n', edited: 'one\ntwo\nthree\n' }
  const after = { same: 'x\n', edited: 'one\n2\n2.5\nthree\n', fresh: 'y' }
  expect(fileChanges(before, after)).toMatchObject([
    { path: 'gone', kind: 'removed', added: 0, removed: 2 },
    { path: 'edited', kind: 'changed', added: 2, removed: 1 },
    { path: 'fresh', kind: 'added', added: 1, removed: 0 },
  ])
})
