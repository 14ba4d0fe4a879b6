import fc from 'fast-check'
import { expect, it } from 'vitest'
import { itemsOf, VersionedList } from '../../../../src/cloud/replay/list-versions'

const create = () => new VersionedList<string>((one, other) => one === other)

it('has every version of a list, whatever has changed', () => {
  const list = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 12 })
  fc.assert(
    fc.property(fc.array(list, { maxLength: 80 }), (lists) => {
      const versioned = create()
      const versions = lists.map((items) => versioned.next(items))
      expect(versions.map(itemsOf)).toEqual(lists)
    }),
    { seed: 1, numRuns: 200 },
  )
})

it('is the same version as long as nothing changes', () => {
  const versioned = create()
  const version = versioned.next(['a', 'b'])
  expect(versioned.next(['a', 'b'])).toBe(version)
  expect(versioned.next(['a'])).not.toBe(version)
})

it('keeps of a queue what has come, and not again what was there', () => {
  const fresh: string[] = []
  const versioned = new VersionedList<string>(
    (one, other) => one === other,
    (item) => fresh.push(item),
  )
  const queue = Array.from({ length: 200 }, (_, index) => `message ${index}`)
  versioned.next(queue)
  for (let index = 200; index < 400; index++) {
    queue.shift()
    queue.push(`message ${index}`)
    expect(itemsOf(versioned.next(queue))).toEqual(queue)
  }
  expect(fresh).toHaveLength(400)
})
