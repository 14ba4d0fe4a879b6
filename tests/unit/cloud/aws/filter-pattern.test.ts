import { describe, expect, it } from 'vitest'
import { compileFilterPattern, FilterPatternError } from '../../../../src/cloud/aws/filter-pattern'
import { Random } from '../../../../src/cloud/kernel/random'

const matches = (pattern: string, message: string) => compileFilterPattern(pattern).match(message) !== null

function problem(pattern: string): FilterPatternError {
  try {
    compileFilterPattern(pattern)
  } catch (error) {
    if (error instanceof FilterPatternError) return error
    throw error
  }
  throw new Error(`${pattern} is a pattern`)
}

describe('a filter pattern', () => {
  it.each([
    ['ERROR timeout', 'timeout after ERROR', 'ERROR'],
    ['?ERROR ?WARN', 'WARN x', 'INFO x'],
    ['ERROR -retry', 'ERROR x', 'ERROR retry'],
    ['"exact phrase"', 'an exact phrase.', 'phrase exact'],
    ['%4\\d\\d%', 'status 404', 'status 200'],
    ['{ $.level = "ERROR" && $.count > 3 }', '{"level":"ERROR","count":4}', '{"level":"ERROR","count":3}'],
    ['{ $.a NOT EXISTS || $.b IS TRUE }', '{"c":1}', '{"a":1,"b":false}'],
    ['{ $.list[*] = "x" }', '{"list":["a","x"]}', '{"list":["a"]}'],
    ['[ip, user, ..., status = 4*, size > 1000]', '1.2.3.4 - - 404 2000', '1.2.3.4 - - 200 2000'],
  ])('%s matches what the User Guide says', (pattern, yes, no) => {
    expect(matches(pattern, yes)).toBe(true)
    expect(matches(pattern, no)).toBe(false)
  })

  it('names the texts that a match contains, to be marked', () => {
    expect(compileFilterPattern('a ?b -c "d e"').texts).toEqual(['a', 'd e', 'b'])
  })

  it.each([
    ['"open', 0, 'does not end'],
    ['%(%', 0, 'no regular expression'],
    ['{ $.level = "ERROR"', 19, 'without }'],
    ['{ level = 1 }', 2, 'selector'],
    ['{ $.a ~ 1 }', 6, 'not ~'],
    ['{ $.a > x }', 8, 'a number'],
    ['{ $.a IS x }', 9, 'TRUE, FALSE or NULL'],
    ['{ $.a = 1 } x', 12, 'Nothing may follow'],
    ['  [a, b', 7, 'without ]'],
    ['[a, b c d]', 4, 'neither'],
  ])('that is malformed says why and where: %s', (pattern, at, text) => {
    const { message, at: place } = problem(pattern)
    expect(message).toContain(text)
    expect(place).toBe(at)
  })

  it('throws nothing else, whatever is written', () => {
    const random = new Random(7, 'patterns')
    for (let round = 0; round < 5000; round++) {
      const pattern = random.text(1 + (round % 24), '{}[]()$."%?-&|=!<>*, ab1\\')
      try {
        compileFilterPattern(pattern).match('{"a":1} b')
      } catch (error) {
        expect(error, pattern).toBeInstanceOf(FilterPatternError)
      }
    }
  })
})
