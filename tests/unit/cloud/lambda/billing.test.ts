import { expect, it } from 'vitest'
import { billedDuration } from '../../../../src/cloud/lambda/billing'

it.each([
  // A cold start of the Guide's: Init and Invoke together, rounded up.
  [128.83, 166.62, 296],
  // REPORT lines of the fact sheet, 2.8.
  [3.01, 110.1, 114],
  [3000, 84, 3084],
  [133.61, 80, 214],
  // Warm: whole milliseconds, at least one.
  [3.01, null, 4],
  [3, null, 3],
  [0.2, null, 1],
  [0, null, 1],
  // What is billed follows from what is shown, in hundredths.
  [1.0000001, null, 1],
  [0.1 + 0.2, 0.7, 1],
])('a duration of %f ms and an Init of %s ms are billed as %i ms', (duration, init, billed) => {
  expect(billedDuration(duration, init)).toBe(billed)
})
