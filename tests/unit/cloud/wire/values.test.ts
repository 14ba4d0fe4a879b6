/** What is read of an AWS JSON request before any operation sees it. */

import { describe, expect, it } from 'vitest'
import type { WireModel, WireShape } from '../../../../src/cloud/aws/wire-model'
import { checkedJson } from '../../../../src/cloud/wire/values'
import { flawOfBase64 } from '../../../../src/cloud/aws/base64'

const model: WireModel = {
  source: '',
  namespace: '',
  operations: {},
  errors: {},
  structures: {
    S: {
      members: {
        text: { shape: 'string' },
        list: { shape: { list: { structure: 'S' } } },
        texts: { shape: { list: 'string' } },
        map: { shape: { map: 'string' } },
        documents: { shape: { list: 'document' } },
        blob: { shape: 'blob' },
      },
    },
  },
}
const read = (value: unknown, shape: WireShape = { structure: 'S' }): unknown => checkedJson(value, shape, model)
const refused = expect.objectContaining({ code: 'SerializationException', statusCode: 400 })

describe('nulls', () => {
  it('of a structure mean that a member is not given', () => {
    expect(read({ text: null, list: [{ text: 'a', map: null }], unknown: null })).toEqual({ list: [{ text: 'a' }] })
  })

  it.each([
    ['a list of structures', { list: [{}, null] }],
    ['a list of texts', { texts: ['a', null] }],
    ['a map', { map: { a: null } }],
    ['a list within', { list: [{ list: [null] }] }],
  ])('of %s are refused', (_, value) => expect(() => read(value)).toThrow(refused))

  it('are documents', () => expect(read({ documents: [null, 1] })).toEqual({ documents: [null, 1] }))
})

describe('members of another type', () => {
  it.each([
    ['a text for a structure', { list: ['a'] }],
    ['a list for a structure', { list: [[]] }],
    ['a number for a text', { texts: [1] }],
    ['an object for a list', { texts: {} }],
    ['a list for a map', { map: [] }],
  ])('%s is refused', (_, value) => expect(() => read(value)).toThrow(refused))
})

describe('blobs', () => {
  it.each(['', 'eA==', 'eHk=', 'eHl6', '/+8='])('%o is base64', (text) => {
    expect(flawOfBase64(text)).toBeNull()
    expect(read({ blob: text })).toEqual({ blob: text })
  })

  it.each([
    ['eA=', 'Base64 encoded length is expected a multiple of 4 bytes but found: 3'],
    ['e!==', "Invalid Base64 character: '!'"],
    ['e===', 'Invalid last non-pad Base64 character dectected'],
    ['eB==', 'Invalid last non-pad Base64 character dectected'],
    ['eHl=', 'Invalid last non-pad Base64 character dectected'],
  ])('%o is none', (text, flaw) => {
    expect(flawOfBase64(text)).toBe(flaw)
    expect(() => read({ blob: text })).toThrow(
      expect.objectContaining({ code: 'SerializationException', message: flaw }),
    )
  })
})
