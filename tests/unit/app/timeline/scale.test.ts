import { describe, expect, it } from 'vitest'
import { ActivityAxis, linear, type Stretch } from '../../../../src/app/timeline/axis'
import { ruler } from '../../../../src/app/timeline/ruler'
import { createScale, endX, fit, tickStep, timeAt, xOf } from '../../../../src/app/timeline/scale'
import { following, panned, scaleOf, zoomed } from '../../../../src/app/timeline/view'

const MINUTE = 60_000

/** Instants, and `[start, end]` of what runs. */
function axis(...happenings: (number | [number, number])[]): readonly Stretch[] {
  const built = new ActivityAxis()
  for (const one of happenings) {
    if (typeof one === 'number') built.touch(one)
    else {
      built.begin(one[0])
      built.finish(one[1])
    }
  }
  return built.stretches(0)
}

describe('an axis of activity', () => {
  it('is one stretch while things happen', () => {
    expect(axis(0, 50, [60, 200], 290)).toEqual([{ start: 0, end: 290, activeBefore: 0 }])
  })

  it('leaves out idle time', () => {
    expect(axis([0, 200], [MINUTE, MINUTE + 3], 3 * MINUTE)).toEqual([
      { start: 0, end: 200, activeBefore: 0 },
      { start: MINUTE, end: MINUTE + 3, activeBefore: 200 },
      { start: 3 * MINUTE, end: 3 * MINUTE, activeBefore: 203 },
    ])
  })

  it('takes nothing for idle while an invocation runs', () => {
    expect(axis([0, 10 * MINUTE])).toEqual([{ start: 0, end: 10 * MINUTE, activeBefore: 0 }])
  })

  it('grows to now while something runs', () => {
    const built = new ActivityAxis()
    built.begin(0)
    expect(built.stretches(500)).toEqual([{ start: 0, end: 500, activeBefore: 0 }])
    built.finish(600)
    expect(built.stretches(900)).toEqual([{ start: 0, end: 600, activeBefore: 0 }])
  })

  it('can be drawn in proportion', () => {
    expect(linear(axis(0, MINUTE), 2 * MINUTE)).toEqual([{ start: 0, end: 2 * MINUTE, activeBefore: 0 }])
  })
})

describe('a scale', () => {
  const stretches = axis([0, 200], [MINUTE, MINUTE + 3], 3 * MINUTE)
  const scale = createScale({ pxPerMs: 2, gapPx: 40 }, stretches)

  it('puts activity in proportion and idle time at a fixed width', () => {
    expect([0, 100, 200, MINUTE].map((at) => xOf(scale, at))).toEqual([0, 200, 400, 440])
  })

  it('widens what would be too short to be seen', () => {
    expect(xOf(scale, MINUTE + 3)).toBeCloseTo(454)
    expect(xOf(scale, MINUTE + 1.5)).toBeCloseTo(447)
    expect(xOf(scale, 3 * MINUTE)).toBeCloseTo(494)
    expect(endX(scale)).toBeCloseTo(508)
  })

  it('puts what is due in idle time between its ends', () => {
    expect(xOf(scale, 200 + (MINUTE - 200) / 2)).toBeCloseTo(420)
  })

  it('goes no further than a gap beyond the end', () => {
    expect(xOf(scale, 3 * MINUTE + 1)).toBeCloseTo(510)
    expect(xOf(scale, 9 * MINUTE)).toBeCloseTo(548)
  })

  it('is read back as it was written', () => {
    for (let x = 0; x <= 494; x += 7) expect(xOf(scale, timeAt(scale, x))).toBeCloseTo(x, 3)
  })

  it('fits all into a width', () => {
    expect(endX(createScale(fit(stretches, 800), stretches))).toBeCloseTo(800, 0)
  })

  it('has round ticks far enough apart', () => {
    expect(tickStep(2, 80)).toBe(50)
    expect(tickStep(0.001, 80)).toBe(120_000)
  })
})

describe('a view', () => {
  const stretches = axis([0, 200], [MINUTE, MINUTE + 3], 3 * MINUTE)

  it('keeps what is under the pointer there when it zooms', () => {
    const view = following(stretches, 800)
    const before = timeAt(scaleOf(view, stretches), view.left + 300)
    const after = zoomed(view, stretches, 300, 3)
    expect(timeAt(scaleOf(after, stretches), after.left + 300)).toBeCloseTo(before)
    expect(after.following).toBe(false)
  })

  it('cannot be moved off the axis', () => {
    const view = following(stretches, 800)
    expect(panned(view, stretches, 1e6, 800).left).toBeLessThan(800)
    expect(panned(view, stretches, -1e6, 800).left).toBe(-400)
  })

  it('tells how long each idle time lasted', () => {
    const view = following(stretches, 800)
    const { ticks, gaps } = ruler(scaleOf(view, stretches), view.left, 800)
    expect(gaps.map(({ text }) => text)).toEqual(['59.8 s', '2m'])
    expect(ticks.filter(({ start }) => start).map(({ text }) => text)[0]).toBe('00:00:00.000')
  })
})
