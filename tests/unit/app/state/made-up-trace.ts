/** Records of the right shapes that say anything. */

import fc from 'fast-check'
import type { Shape } from '../../../../src/cloud/aws/trace-shape'
import SHAPES from '../../../../src/cloud/aws/trace-shapes.json'

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
/** As a run in a link has them: without `seq`. */
export const told = fc
  .array(fc.tuple(fc.constantFrom(0, 0, 0.001, 1, 60_000, 86_400_000), record), { maxLength: 60 })
  .map((all) => {
    let at = 1_796_029_200_000
    return all.map(([wait, fields]) => ({ at: (at += wait), ...fields }))
  })
