import { expect, it } from 'vitest'
import { HISTORY_SIZE_MAX, REVISIONS_MAX, thinned } from '../../../../src/project/keep/thinning'

const MINUTE = 60_000
const NOW = Date.UTC(2026, 10, 26, 12)

it('all of the last minutes are kept, then fewer, the last one of each span', () => {
  // A state each 20 seconds for three days.
  let states: { at: number; size: number }[] = []
  for (let at = NOW - 3 * 24 * 60 * MINUTE; at <= NOW; at += 20_000) {
    states.push({ at, size: 10 })
    const gone = new Set(thinned(states, at))
    states = states.filter((state) => !gone.has(state))
  }
  const ages = states.map(({ at }) => (NOW - at) / MINUTE).reverse()
  const between = (from: number, to: number): number => ages.filter((age) => age >= from && age < to).length
  expect(ages[0]).toBe(0)
  expect(between(0, 5)).toBe(15)
  expect(between(5, 60)).toBeGreaterThanOrEqual(11)
  expect(between(60, 24 * 60)).toBeGreaterThanOrEqual(23)
  expect(between(24 * 60, 4 * 24 * 60)).toBeGreaterThanOrEqual(2)
  expect(states.length).toBeLessThanOrEqual(REVISIONS_MAX)
})

it('large histories keep their newest states', () => {
  const states = [1, 2, 3, 4].map((at) => ({ at, size: HISTORY_SIZE_MAX / 2 }))
  expect(thinned(states, 4).map(({ at }) => at)).toEqual([1, 2])
  expect(thinned([{ at: 1, size: HISTORY_SIZE_MAX * 2 }], 1)).toEqual([])
})
