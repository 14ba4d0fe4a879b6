import { describe, expect, test } from 'vitest'
import { durationText, milliseconds } from '../../../src/checks/duration'

describe('durations', () => {
  test.each([
    [250, 250],
    [0, 0],
    ['500ms', 500],
    ['90s', 90_000],
    ['2m', 120_000],
    ['1.5h', 5_400_000],
    ['1h 30m', 5_400_000],
    ['4d', 345_600_000],
  ])('%s', (given, ms) => expect(milliseconds(given)).toBe(ms))

  test.each([-1, Infinity, NaN, '', '2', 'soon', '5 minutes', '-2m', null, {}])('refuses %s', (given) =>
    expect(() => milliseconds(given)).toThrow(/duration/),
  )

  test.each([
    [0, '0s'],
    [352, '352ms'],
    [90_000, '1m 30s'],
    [21_600_352, '6h 352ms'],
    [172_980_000, '2d 3m'],
  ])('%s is %s', (ms, text) => expect(durationText(ms)).toBe(text))
})
