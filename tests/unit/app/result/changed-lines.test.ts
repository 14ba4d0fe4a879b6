import { expect, it } from 'vitest'
import { changedLines } from '../../../../src/app/result/changed-lines'

const shown = (before: string, after: string): readonly string[] =>
  changedLines(before, after).map(
    ({ kind, number, text }) => `${{ same: ' ', added: '+', removed: '-' }[kind]}${number} ${text}`,
  )

it('shows added lines with what stands around them', () => {
  expect(shown('a\nb\nc\nd\ne\nf\ng\nh', 'a\nb\nc\nd\nX\nY\ne\nf\ng\nh')).toEqual([
    ' 2 b',
    ' 3 c',
    ' 4 d',
    '+5 X',
    '+6 Y',
    ' 7 e',
    ' 8 f',
    ' 9 g',
  ])
})

it('shows a line that was replaced by another', () => {
  expect(shown('a\nb\nc', 'a\nB\nc')).toEqual([' 1 a', '-2 b', '+2 B', ' 3 c'])
})

it('shows what was added at the end, and nothing of a text that stayed', () => {
  expect(shown('a', 'a\nb')).toEqual([' 1 a', '+2 b'])
  expect(changedLines('a\nb', 'a\nb').filter(({ kind }) => kind !== 'same')).toEqual([])
})

it('counts a repeated line once', () => {
  expect(shown('a\na', 'a\na\na')).toEqual([' 1 a', ' 2 a', '+3 a'])
})
