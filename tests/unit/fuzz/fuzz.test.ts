/** A few hundred inputs per decoder, always the same ones. `npm run fuzz` tries as many others as one likes. */

import fc from 'fast-check'
import { describe, it } from 'vitest'
import { TARGETS } from './targets'

const SEEDS = [1]
const RUNS_PER_SEED = 300

describe('every decoder takes whatever comes, or refuses it as documented', { timeout: 30_000 }, () => {
  for (const { name, property } of TARGETS) {
    it(name, async () => {
      for (const seed of SEEDS) await fc.assert(property, { seed, numRuns: RUNS_PER_SEED })
    })
  }
})
