/** Exactness against BigInt; sizes: Developer Guide, "DynamoDB item sizes and formats". */

import { describe, expect, it } from 'vitest'
import { Random } from '../../../../../src/cloud/kernel/random'
import {
  addDecimals,
  compareDecimals,
  decimalSize,
  formatDecimal,
  negateDecimal,
  normaliseNumber,
  parseDecimal,
  sortableNumber,
  type Decimal,
} from '../../../../../src/cloud/services/dynamodb/decimal'

function decimal(text: string): Decimal {
  const parsed = parseDecimal(text)
  if (typeof parsed === 'string') throw new Error(`${text}: ${parsed}`)
  return parsed
}

const SCALE = 20
/** A whole number of 10⁻²⁰. */
const scaled = (text: string): bigint => {
  const [whole = '', fraction = ''] = text.replace('-', '').split('.')
  const units = BigInt(whole + fraction.padEnd(SCALE, '0'))
  return text.startsWith('-') ? -units : units
}

function randomNumber(random: Random): string {
  const digits = (count: number): string => random.text(count, '0123456789')
  const whole = digits(random.integer(1, 12)).replace(/^0+(?=\d)/, '')
  return `${random.fraction() < 0.5 ? '-' : ''}${whole}.${digits(random.integer(1, SCALE))}`
}

describe('arithmetic', () => {
  it('is exact (seed 1)', () => {
    const random = new Random(1, 'decimals')
    for (let step = 0; step < 2000; step++) {
      const [a, b] = [randomNumber(random), randomNumber(random)]
      const sum = addDecimals(decimal(a), decimal(b))
      const difference = addDecimals(decimal(a), negateDecimal(decimal(b)))
      expect(typeof sum === 'string' ? sum : scaled(formatDecimal(sum)), `${a} + ${b}`).toBe(scaled(a) + scaled(b))
      expect(typeof difference === 'string' ? difference : scaled(formatDecimal(difference)), `${a} - ${b}`).toBe(
        scaled(a) - scaled(b),
      )
      const order = scaled(a) < scaled(b) ? -1 : scaled(a) > scaled(b) ? 1 : 0
      expect(Math.sign(compareDecimals(decimal(a), decimal(b))), `${a} ? ${b}`).toBe(order)
      const [first, second] = [sortableNumber(decimal(a)), sortableNumber(decimal(b))]
      expect(first < second ? -1 : first > second ? 1 : 0, `${a} sorts with ${b}`).toBe(order)
    }
  })

  it.each([
    ['0.1', '0.2', '0.3'],
    ['1e125', '-1e125', '0'],
    ['99999999999999999999999999999999999998', '1', '99999999999999999999999999999999999999'],
  ])('%s + %s = %s', (a, b, expected) => {
    const sum = addDecimals(decimal(a), decimal(b))
    expect(typeof sum === 'string' ? sum : formatDecimal(sum)).toBe(expected)
  })

  it.each([
    ['9e125', '9e125', 'overflow'],
    ['1e100', '1', 'precision'],
    ['1.1e-130', '-1e-130', 'underflow'],
  ])('%s + %s does not fit: %s', (a, b, problem) => {
    expect(addDecimals(decimal(a), decimal(b))).toBe(problem)
  })
})

it.each([
  ['0', '0'],
  ['-0.0', '0'],
  ['007', '7'],
  ['1.50', '1.5'],
  ['.5', '0.5'],
  ['12e-1', '1.2'],
  ['-1.2E+3', '-1200'],
  ['1e-3', '0.001'],
])('%s comes back as %s', (text, expected) => {
  expect(normaliseNumber(text)).toEqual({ text: expected })
})

it.each(['', '-', '.', 'e5', '1e', '1 ', '+1', '0x10', 'NaN', '١'])('%j is no number', (text) => {
  expect(normaliseNumber(text)).toBe('not-a-number')
})

it('sorts from the least to the greatest', () => {
  const order = [
    '-9e125',
    '-100',
    '-99.9',
    '-99',
    '-1',
    '-0.5',
    '-1e-130',
    '0',
    '1e-130',
    '0.5',
    '1',
    '99',
    '99.9',
    '9e125',
  ]
  expect(
    [...order]
      .reverse()
      .map((text) => [sortableNumber(decimal(text)), text])
      .sort()
      .map(([, text]) => text),
  ).toEqual(order)
})

it.each([
  ['0', 1],
  ['1', 2],
  ['12', 2],
  ['123', 3],
  ['-1', 3],
  ['0.01', 2],
  ['12345678901234567890123456789012345678', 20],
])('%s takes %i bytes', (text, size) => {
  expect(decimalSize(decimal(text))).toBe(size)
})
