/** S3's requests: subresources, and headers in the URLs that clients presign (as s3-request-presigner writes them). */

import { describe, expect, it } from 'vitest'
import { namesAnother, withSignedHeaders } from '../../../../src/cloud/wire/buckets'
import { readRequest, type ReadRequest } from '../../../../src/cloud/wire/request'

function request(query: string, headers: Record<string, string> = {}): ReadRequest {
  const read = readRequest({ method: 'PUT', url: `https://b.s3.us-east-1.amazonaws.com/k${query}`, headers, body: '' })
  if (!read) throw new Error(`${query} is no query`)
  return read
}

describe('subresources', () => {
  it('make another operation', () => {
    expect(namesAnother(request('?website'), [])).toBe(true)
    expect(namesAnother(request('?website='), [['acl', '']])).toBe(true)
  })

  it('of the operation itself do not', () => {
    expect(namesAnother(request('?acl'), [['acl', '']])).toBe(false)
    expect(namesAnother(request('?prefix=website&x-id=PutObject'), [])).toBe(false)
  })
})

describe('a presigned request', () => {
  const signed =
    '?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Content-Sha256=UNSIGNED-PAYLOAD&X-Amz-Date=20260131T120000Z&X-Amz-Expires=60&X-Amz-Signature=abc&X-Amz-SignedHeaders=host&x-amz-checksum-crc32=AAAAAA%3D%3D&x-amz-sdk-checksum-algorithm=CRC32&x-amz-meta-who=me%20too&x-amz-checksum-mode=ENABLED&x-id=PutObject'

  it('has the headers of its URL, but for the signature’s and the checksum of a body it did not have', () => {
    expect(withSignedHeaders(request(signed, { 'content-type': 'text/plain' })).headers).toEqual({
      'content-type': 'text/plain',
      'x-amz-meta-who': 'me too',
      'x-amz-checksum-mode': 'ENABLED',
    })
  })

  it('goes by its own headers first', () => {
    expect(withSignedHeaders(request(signed, { 'x-amz-meta-who': 'you' })).headers['x-amz-meta-who']).toBe('you')
  })

  it('without a signature is as it is', () => {
    const plain = request('?x-amz-meta-who=me')
    expect(withSignedHeaders(plain)).toBe(plain)
  })
})
