import { describe, expect, it } from 'vitest'
import { spanList } from '../../../../src/app/timeline/timed-list'

interface Span {
  readonly start: number
  end: number | null
}

function listOf(count: number): { list: ReturnType<typeof spanList<Span>>; items: Span[] } {
  const list = spanList<Span>()
  const items = Array.from({ length: count }, (_, index) => ({ start: index, end: index + 0.5 }))
  for (const item of items) list.push(item)
  return { list, items }
}

describe('a list in order of time', () => {
  it('is found by when things begin', () => {
    const { list } = listOf(1000)
    expect([list.from(-1), list.from(0), list.from(499.5), list.from(2000)]).toEqual([0, 0, 500, 1000])
    expect([list.after(499), list.between(10, 19), list.between(19, 10)]).toEqual([500, 10, 0])
  })

  it('knows what is still going on, however long ago it began', () => {
    const { list, items } = listOf(1000)
    const open: Span = { start: 1000, end: null }
    list.push(open)
    for (let start = 1001; start < 5000; start++) list.push({ start, end: start + 0.5 })
    Object.assign(items[3] ?? {}, { end: 4800 })
    const reaching = (at: number): number[] => {
      const found: number[] = []
      list.reaching(list.from(at), at, ({ start }) => found.push(start))
      return found
    }
    expect(reaching(4700)).toEqual([3, 1000])
    // It ends after it was looked at.
    open.end = 4750
    expect(reaching(4790)).toEqual([3])
    expect(list.latestEnd(0, 1000)).toBe(4800)
    expect(list.latestEnd(1000, 1001)).toBe(4750)
  })
})
