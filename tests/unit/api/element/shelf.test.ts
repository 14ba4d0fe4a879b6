import { describe, expect, it } from 'vitest'
import { IDLE_MAX, tidy } from '../../../../src/api/element/shelf'

const embed = (idleSince: number | null, isFree = true) => ({
  idleSince,
  isFree,
  isShelved: false,
  shelve() {
    this.isShelved = true
  },
})

describe('frames of embeds', () => {
  it('go when they have been idle longest and nobody sees them; a few stay', () => {
    const embeds = [embed(10), embed(null), embed(40), embed(20, false), embed(30), embed(5), embed(1, false)]
    tidy(embeds)
    expect(IDLE_MAX).toBe(3)
    expect(embeds.map(({ isShelved }) => isShelved)).toEqual([true, false, false, false, true, true, false])
  })
})
