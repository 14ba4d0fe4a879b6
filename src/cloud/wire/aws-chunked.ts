/**
 * Bodies in chunks with trailing checksums, as SDK clients send streams to S3. Trailers become headers.
 * Source: S3 API Reference, "Signature calculations … transferring a payload in multiple chunks".
 */

import { AwsError } from '../aws/aws-error'
import { bytesOf, type ReadRequest } from './request'

const LINE_END = [13, 10] as const
const utf8 = new TextDecoder()

/** The request with its plain body; others as they are. @throws AwsError IncompleteBody */
export function decodeChunks(request: ReadRequest): ReadRequest {
  const encodings = (request.headers['content-encoding'] ?? '').split(',').map((encoding) => encoding.trim())
  if (!encodings.includes('aws-chunked')) return request
  const { body, trailers } = readChunks(bytesOf(request.body))
  const rest = encodings.filter((encoding) => encoding !== 'aws-chunked' && encoding !== '')
  const { 'content-encoding': _, ...headers } = request.headers
  return {
    ...request,
    body,
    headers: {
      ...headers,
      ...trailers,
      ...(rest.length > 0 && { 'content-encoding': rest.join(',') }),
      'content-length': String(body.length),
    },
  }
}

function readChunks(bytes: Uint8Array): { body: Uint8Array; trailers: Record<string, string> } {
  const chunks: Uint8Array[] = []
  let at = 0
  const line = (): string => {
    let end = at
    while (end < bytes.length && !(bytes[end] === LINE_END[0] && bytes[end + 1] === LINE_END[1])) end++
    const text = utf8.decode(bytes.subarray(at, end))
    at = Math.min(end + 2, bytes.length)
    return text
  }
  for (;;) {
    if (at >= bytes.length) throw incomplete()
    const size = parseInt(line().split(';')[0] ?? '', 16)
    if (!Number.isInteger(size) || at + size > bytes.length) throw incomplete()
    if (size === 0) break
    chunks.push(bytes.subarray(at, at + size))
    at += size
    line()
  }
  const trailers: Record<string, string> = {}
  while (at < bytes.length) {
    const text = line()
    const colon = text.indexOf(':')
    if (colon > 0) trailers[text.slice(0, colon).toLowerCase()] = text.slice(colon + 1).trim()
  }
  const body = new Uint8Array(chunks.reduce((total, chunk) => total + chunk.length, 0))
  let offset = 0
  for (const chunk of chunks) {
    body.set(chunk, offset)
    offset += chunk.length
  }
  return { body, trailers }
}

const incomplete = (): AwsError => new AwsError('IncompleteBody', 400, 'The request body terminated unexpectedly')
