/**
 * What is S3's alone about requests: query parameters that make another operation of the same path, and those of presigned
 * URLs that stand for headers.
 */

import type { ReadRequest } from './request'

/**
 * "Subresources" of buckets and objects. `PUT /bucket?website` is no CreateBucket: a request with one of these is for an
 * operation that has it, or for none that is simulated. Source: S3 API Reference, the operations' request syntax.
 */
const SUBRESOURCES: ReadonlySet<string> = new Set(
  'abac accelerate acl analytics annotation annotations attributes cors delete encryption intelligent-tiering inventory legal-hold lifecycle location logging metadataAnnotationTable metadataConfiguration metadataInventoryTable metadataJournalTable metadataTable metrics notification object-lock ownershipControls policy policyStatus publicAccessBlock renameObject replication requestPayment restore retention select session tagging torrent uploads versioning versions website'.split(
    ' ',
  ),
)

/** Whether the request names a subresource that is not among `literals`, an operation's own. */
export const namesAnother = (
  { query }: ReadRequest,
  literals: readonly (readonly [name: string, value: string])[],
): boolean => query.some(([name]) => SUBRESOURCES.has(name) && !literals.some(([own]) => own === name))

/** Of the signature itself. */
const OF_SIGNATURE = /^x-amz-(algorithm|content-sha256|credential|date|expires|security-token|signature|signedheaders)$/
/**
 * Clients sign the checksum of a body that they do not have yet; S3 takes no notice of it in a URL (reported by
 * LocalStack's maintainers against AWS, issue 12169, January 2025).
 */
const OF_BODY = /^x-amz-(sdk-checksum-algorithm|checksum-(crc32|crc32c|crc64nvme|sha1|sha256))$/

/** A presigned request with the headers that its URL carries, such as x-amz-meta-*; others as they are. */
export function withSignedHeaders(request: ReadRequest): ReadRequest {
  if (!request.query.some(([name]) => name === 'X-Amz-Signature')) return request
  const headers: Record<string, string> = {}
  for (const [name, value] of request.query) {
    const header = name.toLowerCase()
    if (header.startsWith('x-amz-') && !OF_SIGNATURE.test(header) && !OF_BODY.test(header)) headers[header] = value
  }
  return { ...request, headers: { ...headers, ...request.headers } }
}
