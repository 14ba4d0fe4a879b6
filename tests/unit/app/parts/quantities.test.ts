import { expect, it } from 'vitest'
import {
  bytesText,
  clockText,
  durationText,
  moneyText,
  plural,
  quantityText,
} from '../../../../src/app/parts/quantities'
import { pretty, tokens } from '../../../../src/app/parts/json-tokens'

it.each([
  [0, '0 ms'],
  [0.4237, '0.42 ms'],
  [12.34, '12.3 ms'],
  [1000, '1 s'],
  [3050, '3.05 s'],
  [59_999.9, '1m'],
  [90_000, '1m 30s'],
  [7_500_000, '2h 5m'],
  [4.05 * 86_400_000, '4d 1h'],
])('%d milliseconds are %s', (ms, text) => {
  expect(durationText(ms)).toBe(text)
})

it('writes instants in UTC and sizes as AWS counts them', () => {
  expect(clockText(Date.UTC(2026, 10, 30, 9, 0, 0, 7))).toBe('09:00:00.007')
  expect([812, 4200, 2_097_152].map(bytesText)).toEqual(['812 B', '4.1 KB', '2.0 MB'])
  expect([1, 1204].map((count) => plural(count, 'message'))).toEqual(['1 message', '1,204 messages'])
})

it('colours JSON without losing a character', () => {
  const text = pretty('{"a":"x\\"y","n":-1.5e3,"t":true,"list":[null]}')
  expect(
    tokens(text)
      .map((token) => token.text)
      .join(''),
  ).toBe(text)
  expect(tokens(text).filter(({ kind }) => kind !== 'plain')).toEqual([
    { kind: 'name', text: '"a"' },
    { kind: 'string', text: '"x\\"y"' },
    { kind: 'name', text: '"n"' },
    { kind: 'number', text: '-1.5e3' },
    { kind: 'name', text: '"t"' },
    { kind: 'word', text: 'true' },
    { kind: 'name', text: '"list"' },
    { kind: 'word', text: 'null' },
  ])
  expect(pretty('no JSON')).toBe('no JSON')
  expect(pretty('{"a":[], "b" : {"c":12345678901234567890}}')).toBe(
    '{\n  "a": [],\n  "b": {\n    "c": 12345678901234567890\n  }\n}',
  )
})

it.each([
  [0, '$0'],
  [0.00000023, '$0.00000023'],
  [0.00000041667, '$0.00000042'],
  [0.0042, '$0.0042'],
  [0.2, '$0.20'],
  [12.3, '$12.30'],
  [1234.567, '$1,234.57'],
])('%d dollars are %s', (dollars, text) => {
  expect(moneyText(dollars)).toBe(text)
})

it.each([
  [0.00021, '0.00021'],
  [0.12649, '0.126'],
  [12.34, '12.3'],
  [1204.4, '1,204'],
])('a quantity of %d is written %s', (value, text) => {
  expect(quantityText(value)).toBe(text)
})
