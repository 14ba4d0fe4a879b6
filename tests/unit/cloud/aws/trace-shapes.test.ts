import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { traceShapes } from '../../../../src/build/trace-shapes'
import { type Shape, shaped } from '../../../../src/cloud/aws/trace-shape'
import SHAPES from '../../../../src/cloud/aws/trace-shapes.json'

it('the shapes of trace records are those of their types; if not: npm run trace-shapes', () => {
  const types = fileURLToPath(new URL('../../../../src/cloud/aws/trace-records.ts', import.meta.url))
  expect(traceShapes(types)).toEqual(SHAPES)
})

describe('a value of a shape', () => {
  const shape: Shape = {
    fields: {
      name: 'string',
      count: { any: ['null', 'number'] },
      'kind?': { is: ['a', 'b'] },
      ids: { each: 'string' },
    },
  }

  it('is made anew, in the order of the shape', () => {
    const value = { ids: ['x'], count: null, kind: 'b', name: '' }
    expect(JSON.stringify(shaped(value, shape))).toBe('{"name":"","count":null,"kind":"b","ids":["x"]}')
  })

  it('may leave out what is optional, and may say so', () => {
    expect(shaped({ name: '', count: 1, ids: [] }, shape)).toEqual({ name: '', count: 1, ids: [] })
    expect(shaped({ name: '', count: 1, ids: [], kind: undefined }, shape)).toEqual({ name: '', count: 1, ids: [] })
  })

  it.each([
    ['what is missing', { name: '', count: 1 }],
    ['another type', { name: 1, count: 1, ids: [] }],
    ['another type within a list', { name: '', count: 1, ids: [1] }],
    ['another choice', { name: '', count: 1, ids: [], kind: 'c' }],
    ['one more field', { name: '', count: 1, ids: [], more: 1 }],
    ['a number beyond all', { name: '', count: 1e300, ids: [] }],
    ['no number', { name: '', count: NaN, ids: [] }],
    ['a field of its prototype alone', Object.create({ name: '', count: 1, ids: [] }) as object],
    ['a list', []],
    ['nothing', null],
  ])('is not of it: %s', (_, value) => expect(shaped(value, shape)).toBeUndefined())
})
