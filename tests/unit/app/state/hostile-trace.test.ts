/** Recorded runs come from strangers: whatever records of the right shapes say, the page takes them in and goes on. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Projections } from '../../../../src/app/state/projections'
import type { Shape } from '../../../../src/cloud/aws/trace-shape'
import SHAPES from '../../../../src/cloud/aws/trace-shapes.json'
import { readRecorded } from '../../../../src/project/link/recorded'

/** Few, so that records meet; some as objects have them already. */
const word = fc.oneof(
  fc.constantFrom('a', 'b', 'c', 'F', 'Q', '', '__proto__', 'constructor', '{', '{"Records":[]}', '[1]', 'null'),
  fc.constantFrom(
    'arn:aws:sqs:us-east-1:123456789012:Q',
    'arn:aws:lambda:us-east-1:123456789012:function:F',
    '🚀\ud800',
  ),
)
const number = fc.oneof(
  fc.constantFrom(0, 1, -1, 0.5, 2 ** 31, -(2 ** 31), Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER),
  fc.nat(1000),
)

function valueOf(shape: Shape): fc.Arbitrary<unknown> {
  if (shape === 'string') return word
  if (shape === 'number') return number
  if (shape === 'boolean') return fc.boolean()
  if (shape === 'null') return fc.constant(null)
  if ('is' in shape) return fc.constantFrom(...shape.is)
  if ('any' in shape) return fc.oneof(...shape.any.map(valueOf))
  if ('each' in shape) return fc.array(valueOf(shape.each), { maxLength: 3 })
  const names = Object.keys(shape.fields)
  const fields = Object.fromEntries(
    Object.entries(shape.fields).map(([name, one]) => [name.replace(/\?$/, ''), valueOf(one)]),
  )
  return fc.record(fields, { requiredKeys: names.filter((name) => !name.endsWith('?')) })
}

const record = fc.oneof(
  ...Object.entries(SHAPES as unknown as Record<string, Shape>).map(([type, shape]) =>
    valueOf(shape).map((fields) => ({ type, ...(fields as object) })),
  ),
)
const told = fc
  .array(fc.tuple(fc.constantFrom(0, 0, 0.001, 1, 60_000, 86_400_000), record), { maxLength: 60 })
  .map((all) => {
    let at = 1_796_029_200_000
    return all.map(([wait, fields]) => ({ at: (at += wait), ...fields }))
  })

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
