/** Inputs that fuzzing has found, and what becomes of them now. */

import { describe, expect, it } from 'vitest'
import { readFromEnvironment } from '../../../src/cloud/from-environment'
import { parseCheckReport, parseFault, parseRecords, parseViews } from '../../../src/cloud/from-sandbox'
import { readRecorded } from '../../../src/project/link/recorded'

/** No text can be made of it. JSON can hold it. */
const TEXTLESS = { toString: null, valueOf: null }

describe('what a stranger says', () => {
  it('a link’s run with a record whose type is no text is damaged', () => {
    const recorded = { f: 1, n: 1, r: [{ type: TEXTLESS, at: 1 }], w: [] }
    expect(readRecorded(recorded)).toMatch(/^The run was recorded by another version/)
  })

  it('of the sandbox: texts that are none are empty, records that are no JSON are none', () => {
    expect(parseFault({ message: TEXTLESS, stack: 's', seed: TEXTLESS, at: 1 })).toEqual({
      message: '',
      stack: 's',
      seed: NaN,
      at: 1,
    })
    expect(parseFault(null)).toMatchObject({ message: 'undefined' })
    expect(parseRecords('[{')).toEqual([])
    expect(parseViews([{ arn: TEXTLESS, tables: [{ rows: [[TEXTLESS]] }] }])[0]?.tables[0]?.rows).toEqual([['']])
    expect(parseCheckReport({ log: [TEXTLESS] }).log).toEqual([''])
  })

  describe('of an environment', () => {
    const turn = { type: 'yield', at: 5, busyMs: 0, calls: [], lines: [], wakeAt: null, memoryUsedMB: null }
    it.each([
      ['a turn', turn, true],
      ['a turn that waits without end', { ...turn, wakeAt: Infinity }, true],
      ['a turn at no time', { ...turn, at: NaN }, false],
      ['a list with a hole', { ...turn, lines: Array.from({ length: 2 }).fill({ at: 1, message: 'm' }, 1) }, false],
      ['a list that begins with a hole', { ...turn, lines: Object.assign([], { 1: { at: 1, message: 'm' } }) }, false],
      ['an outcome that there is not', { ...turn, outcome: { kind: 'toString' } }, false],
      ['an exit without a code', { ...turn, outcome: { kind: 'exit' } }, false],
      ['lines', { type: 'lines', lines: [{ at: 1, message: 'm' }] }, true],
      ['lines that are texts', { type: 'lines', lines: ['m'] }, false],
      ['nothing', null, false],
    ])('%s', (_, said, isTaken) => expect(readFromEnvironment(said) !== null).toBe(isTaken))
  })
})
