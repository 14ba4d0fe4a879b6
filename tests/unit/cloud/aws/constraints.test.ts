/**
 * What AWS says of input that its model does not allow. Texts: recorded from Kinesis by kinesalite's test suite and from
 * KMS by LocalStack's.
 */

import { describe, expect, it } from 'vitest'
import { blobSize, checkConstraints, type Constraints } from '../../../../src/cloud/aws/constraints'

const CONSTRAINTS: Constraints = {
  StreamName: { required: true, length: [1, 128], pattern: '[a-zA-Z0-9_.-]+' },
  Limit: { range: [1, 10_000] },
  Type: { values: ['LATEST', 'TRIM_HORIZON'] },
  Data: { blob: true, length: [0, 3] },
  Plaintext: { blob: true, sensitive: true, length: [1, 4] },
  Records: {
    length: [1, 2],
    entries: { members: { PartitionKey: { required: true }, Data: { blob: true, length: [0, 3] } } },
  },
  TagKeys: { length: [1, 3], entries: { length: [1, 4] } },
  Tags: { length: [1, 2], keys: { length: [1, 4] }, entries: { length: [0, 4] } },
  Details: { members: { Mode: { required: true } } },
}

const messageOf = (input: object): string => {
  try {
    checkConstraints({ StreamName: 's', ...input }, CONSTRAINTS)
  } catch (error) {
    expect(error).toMatchObject({ code: 'ValidationException', statusCode: 400 })
    return (error as Error).message
  }
  return 'nothing'
}

const one = (text: string): string => `1 validation error detected: ${text}`
const failed = (value: string, path: string, demand: string): string =>
  `${value} at '${path}' failed to satisfy constraint: ${demand}`

describe('one violation', () => {
  it.each([
    ['required', { StreamName: null }, failed('Value null', 'streamName', 'Member must not be null')],
    [
      'pattern',
      { StreamName: 'abc;' },
      failed("Value 'abc;'", 'streamName', 'Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+'),
    ],
    [
      'longest',
      { StreamName: 'a'.repeat(129) },
      failed(`Value '${'a'.repeat(129)}'`, 'streamName', 'Member must have length less than or equal to 128'),
    ],
    ['least', { Limit: 0 }, failed("Value '0'", 'limit', 'Member must have value greater than or equal to 1')],
    ['most', { Limit: 10_001 }, failed("Value '10001'", 'limit', 'Member must have value less than or equal to 10000')],
    [
      'values',
      { Type: 'a' },
      failed("Value 'a'", 'type', 'Member must satisfy enum value set: [LATEST, TRIM_HORIZON]'),
    ],
    [
      'bytes, as Java prints them',
      { Data: 'AAAAAA==' },
      failed(
        "Value 'java.nio.HeapByteBuffer[pos=0 lim=4 cap=4]'",
        'data',
        'Member must have length less than or equal to 3',
      ),
    ],
    [
      'what is sensitive is not repeated',
      { Plaintext: 'AAAAAAA=' },
      failed('Value', 'plaintext', 'Member must have length less than or equal to 4'),
    ],
    [
      'entries with members, from 1',
      { Records: [{ PartitionKey: 'k' }, {}] },
      failed('Value null', 'records.2.member.partitionKey', 'Member must not be null'),
    ],
    [
      'plain entries, together',
      { TagKeys: ['good', 'too long'] },
      failed(
        "Value '[good, too long]'",
        'tagKeys',
        'Member must satisfy constraint: [Member must have length less than or equal to 4, Member must have length greater than or equal to 1]',
      ),
    ],
    [
      'keys of a map',
      { Tags: { 'too long': 'x' } },
      failed(
        "Value '{too long=x}'",
        'tags',
        'Map keys must satisfy constraint: [Member must have length less than or equal to 4, Member must have length greater than or equal to 1]',
      ),
    ],
    [
      'values of a map',
      { Tags: { a: 'too long' } },
      failed(
        "Value '{a=too long}'",
        'tags',
        'Map value must satisfy constraint: [Member must have length less than or equal to 4, Member must have length greater than or equal to 0]',
      ),
    ],
    ['members of a structure', { Details: {} }, failed('Value null', 'details.mode', 'Member must not be null')],
  ])('%s', (_, input, text) => expect(messageOf(input)).toBe(one(text)))
})

it('tells all violations together, ten at most', () => {
  expect(messageOf({ StreamName: '', Limit: 0 })).toBe(
    "3 validation errors detected: Value '' at 'streamName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+; Value '' at 'streamName' failed to satisfy constraint: Member must have length greater than or equal to 1; Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
  )
  const Records = Array.from({ length: 12 }, () => ({}))
  expect(messageOf({ Records })).toMatch(/^10 validation errors detected: /)
})

it('lets through what fits, and what is not there', () => {
  expect(messageOf({})).toBe('nothing')
  expect(
    messageOf({ Limit: 10_000, Data: 'AAAA', Records: [{ PartitionKey: 'k' }], Tags: { a: '' }, Details: { Mode: 1 } }),
  ).toBe('nothing')
})

it.each([
  ['', 0],
  ['AA==', 1],
  ['AAA=', 2],
  ['AAAA', 3],
])('base64 %s stands for %i bytes', (text, size) => expect(blobSize(text)).toBe(size))
