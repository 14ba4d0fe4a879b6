import { expect, it } from 'vitest'
import { Motion, MOVERS_MAX, progressOf } from '../../../../src/app/graph/motion'
import type { Flow } from '../../../../src/app/graph/traffic'

const flow = (edge: string, more: Partial<Flow> = {}): Flow => ({
  ...{ number: 0, at: 0, edge, fate: 'ok', count: 1, back: false },
  ...more,
})

it('an event leaves a node when what brought it has arrived', () => {
  const motion = new Motion(() => 1000)
  motion.add([flow('a>b'), flow('b>c')], 0)
  motion.step(0)
  expect(motion.movers.map(({ edge }) => edge)).toEqual(['a>b'])
  motion.step(1000)
  expect(motion.movers.map(({ edge }) => edge)).toEqual(['b>c'])
  motion.step(2000)
  expect(motion.isIdle).toBe(true)
})

it('a flood is pulses with counts, never more than sixty, and loses nothing', () => {
  const motion = new Motion(() => 1000)
  let seen = 0
  const ids = new Set<number>()
  for (let now = 0; now < 20_000; now += 16) {
    if (now < 5000) {
      motion.add(
        Array.from({ length: 200 }, (_, n) => flow(`a>${n % 20}`)),
        now,
      )
    }
    motion.step(now)
    expect(motion.movers.length).toBeLessThanOrEqual(MOVERS_MAX)
    for (const { id, count } of motion.movers) {
      if (!ids.has(id)) seen += count
      ids.add(id)
    }
  }
  expect(motion.isIdle).toBe(true)
  expect(seen).toBe(Math.ceil(5000 / 16) * 200)
})

it('what failed comes back, what does not pass a filter does not arrive, what is not drawn does not move', () => {
  const motion = new Motion((edge) => (edge === 'gone>b' ? null : 100))
  motion.add([flow('a>b', { back: true }), flow('c>d', { fate: 'filtered' }), flow('gone>b')], 0)
  motion.step(0)
  const [back, filtered] = motion.movers
  expect(motion.movers).toHaveLength(2)
  expect(back && [progressOf(back, 0), progressOf(back, 100)]).toEqual([1, 0])
  expect(filtered && progressOf(filtered, 100)).toBeLessThan(0.7)
})
