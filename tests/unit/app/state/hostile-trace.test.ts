/** Recorded runs come from strangers: whatever records of the right shapes say, the page takes them in and goes on. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Projections } from '../../../../src/app/state/projections'
import { readRecorded } from '../../../../src/project/link/recorded'
import { told } from './made-up-trace'

describe('a run that a stranger made up', () => {
  it('is taken in without an exception, and in no time', () => {
    fc.assert(
      fc.property(told, (records) => {
        const run = readRecorded({ f: 1, n: records.at(-1)?.at ?? 0, r: records, w: [] })
        if (typeof run === 'string') throw new Error(run)
        const before = performance.now()
        const projections = new Projections()
        for (const one of run.records) projections.apply(one)
        expect(projections.next).toBe(records.length)
        expect(performance.now() - before).toBeLessThan(1000)
      }),
      { numRuns: 300 },
    )
  })

  it.each([
    ['no records', { f: 1, n: 0 }],
    ['another type of record', { f: 1, n: 1, r: [{ at: 1, type: 'constructor' }], w: [] }],
    ['a record without its fields', { f: 1, n: 1, r: [{ at: 1, type: 'sqs.sent' }], w: [] }],
    [
      'a record with a number of its own',
      { f: 1, n: 1, r: [{ at: 1, seq: 5, type: 's3.bucket-created', bucket: '' }], w: [] },
    ],
    [
      'time that goes back',
      { f: 1, n: 5, r: [5, 4].map((at) => ({ at, type: 's3.bucket-created', bucket: '' })), w: [] },
    ],
    ['time without end', { f: 1, n: 1e300, r: [{ at: 1e300, type: 's3.bucket-created', bucket: '' }], w: [] }],
    ['a run of centuries', { f: 1, n: 2e13, r: [{ at: 1, type: 's3.bucket-created', bucket: '' }], w: [] }],
    ['the end before the end', { f: 1, n: 1, r: [{ at: 2, type: 's3.bucket-created', bucket: '' }], w: [] }],
    ['too many records', { f: 1, n: 1, r: Array.from({ length: 50_001 }, () => 0), w: [] }],
    ['resources that are none', { f: 1, n: 1, r: [], w: [{ arn: 'a' }] }],
    ['a later format', { f: 2, n: 1, r: [], w: [] }],
  ])('is not shown with %s', (_, value) =>
    expect(readRecorded(value)).toMatch(/not shown\. The project itself is complete/),
  )
})
