import fc from 'fast-check'
import { expect, it } from 'vitest'
import { diffSize, lineDiff } from '../../../../src/app/parts/line-diff'

it('changes far from each other are told apart, with what is around them', () => {
  const before = Array.from({ length: 40 }, (_, index) => `line ${index}`)
  const after = before.with(2, 'changed').toSpliced(30, 1)
  const diff = lineDiff(before.join('\n'), after.join('\n'))
  expect(diffSize(diff)).toEqual({ added: 1, removed: 2 })
  expect(diff.filter(({ kind }) => kind === 'gap').map(({ count }) => count)).toEqual([21, 6])
  expect(diff.filter(({ kind }) => kind === 'added')).toEqual([{ kind: 'added', number: 3, text: 'changed', count: 1 }])
})

const text = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 12 }).map((lines) => lines.join('\n'))

it('whatever is shown leads from the one to the other', () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      const diff = lineDiff(before, after)
      const sides = [before.split('\n'), after.split('\n')] as const
      const { added, removed } = diffSize(diff)
      expect(sides[1].length - sides[0].length).toBe(added - removed)
      for (const { kind, number, text: shown } of diff) {
        if (kind === 'gap') continue
        expect(sides[kind === 'removed' ? 0 : 1][number - 1]).toBe(shown)
      }
    }),
  )
})
