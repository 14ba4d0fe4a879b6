import { expect, it } from 'vitest'
import { Random } from '../../../../../src/cloud/kernel/random'
import { SortedMap } from '../../../../../src/cloud/services/dynamodb/sorted-map'

const keyOf = (random: Random, spread: number): string => random.integer(0, spread).toString(36).padStart(4, '0')

/** The same, the slow way. */
const sortedKeys = (model: ReadonlyMap<string, number>): string[] => [...model.keys()].sort()

function visited(map: SortedMap<number>, walk: 'ascend' | 'descend', from: string, count = Infinity): string[] {
  const keys: string[] = []
  map[walk](from, (_, key) => {
    if (keys.length === count) return false
    keys.push(key)
    return true
  })
  return keys
}

it.each([1, 2, 3])('does what a Map and a sort do (seed %i)', (seed) => {
  const random = new Random(seed, 'map')
  const map = new SortedMap<number>()
  const model = new Map<string, number>()
  for (let step = 0; step < 6000; step++) {
    const key = keyOf(random, 3000)
    // First it grows, then it shrinks to nothing.
    if (random.fraction() < (step < 3000 ? 0.8 : 0.2)) {
      expect(map.set(key, step)).toBe(model.get(key))
      model.set(key, step)
    } else {
      expect(map.delete(key)).toBe(model.get(key))
      model.delete(key)
    }
    expect(map.size).toBe(model.size)
    if (step % 100 !== 0) continue
    const keys = sortedKeys(model)
    const from = keyOf(random, 3000)
    expect(map.get(from)).toBe(model.get(from))
    expect(visited(map, 'ascend', from)).toEqual(keys.filter((each) => each >= from))
    expect(visited(map, 'descend', from)).toEqual(keys.filter((each) => each < from).reverse())
    expect(visited(map, 'ascend', '', 5)).toEqual(keys.slice(0, 5))
    expect(map.first()).toEqual(keys[0] === undefined ? undefined : { key: keys[0], value: model.get(keys[0]) })
  }
})

it('can be emptied and used again', () => {
  const map = new SortedMap<number>()
  for (let index = 0; index < 1000; index++) map.set(String(index), index)
  for (let index = 0; index < 1000; index++) map.delete(String(index))
  expect(map.first()).toBeUndefined()
  expect(visited(map, 'descend', '~')).toEqual([])
  map.set('a', 1)
  expect(visited(map, 'ascend', '')).toEqual(['a'])
})
