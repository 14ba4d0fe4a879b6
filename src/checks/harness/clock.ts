import type { Clock } from '../coldstart-test'
import { milliseconds } from '../duration'
import { ask } from './ask'

const { now } = Date
const wait = globalThis.setTimeout

/** The longest that a timer can be set for. */
const TIMER_MAX = 2 ** 31 - 1
const IDLE_LIMIT = '1h'

export const clock: Clock = {
  now: () => now(),
  async advance(duration) {
    // Days are more than one timer holds.
    for (let left = milliseconds(duration); left > 0; left -= TIMER_MAX) {
      await new Promise((resolve) => wait(resolve, Math.min(left, TIMER_MAX)))
    }
  },
  runUntilIdle: ({ limit = IDLE_LIMIT } = {}) =>
    ask('runUntilIdle', { limitMs: milliseconds(limit) }, 'clock.runUntilIdle()'),
}
