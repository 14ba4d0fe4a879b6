import { describe, expect, it } from 'vitest'
import { compareKeys, encodeKey, lowerBound } from '../../../../../src/cloud/services/s3/keys'

describe('the order of keys', () => {
  it('is that of their UTF-8 bytes', () => {
    const keys = ['', 'a', 'a/', 'a.b', 'ab', 'B', 'ä', '\uD7FF', '\uE000', '\uFFFD', '\u{10000}', '\u{10FFFF}', 'z']
    const byBytes = [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    expect([...keys].sort(compareKeys)).toEqual(byBytes)
    expect([...keys].sort()).not.toEqual(byBytes)
  })

  it('finds a place by halving', () => {
    const keys = ['b', 'd', 'f']
    expect(['a', 'b', 'c', 'f', 'g'].map((key) => lowerBound(keys, key))).toEqual([0, 0, 1, 2, 3])
    expect(lowerBound([], 'a')).toBe(0)
  })
})

// S3 API Reference, ListObjectsV2, EncodingType; records recorded from AWS (a@b → a%40b).
describe('keys in XML and records', () => {
  it.each([
    ['test_file(3).png', 'test_file%283%29.png'],
    ['a@b', 'a%40b'],
    ['dir/a b+c', 'dir/a+b%2Bc'],
    ['ü', '%C3%BC'],
    ['-_.*', '-_.*'],
    [`!'~`, '%21%27%7E'],
    ['\n', '%0A'],
  ])('%j', (key, encoded) => expect(encodeKey(key)).toBe(encoded))
})
