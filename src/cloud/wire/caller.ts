/** Who signed a request. Source: AWS General Reference, "Signature Version 4"; signatures themselves are not checked. */

import { AwsError } from '../aws/aws-error'
import { parseBasicTimestamp } from '../aws/timestamps'
import { queryValue, type ReadRequest } from './request'

/** Access key of an Authorization header or a presigned URL; null for an unsigned request. */
export function accessKeyOf(request: ReadRequest): string | null {
  const credential =
    /Credential=([^,\s]+)/.exec(request.headers['authorization'] ?? '')?.[1] ?? queryValue(request, 'X-Amz-Credential')
  return credential?.split('/')[0] ?? null
}

/**
 * A presigned URL holds for X-Amz-Expires seconds.
 * @param now virtual milliseconds since the epoch
 * @throws AwsError AccessDenied, with S3's text
 */
export function checkPresigned(request: ReadRequest, now: number): void {
  const signedAt = parseBasicTimestamp(queryValue(request, 'X-Amz-Date') ?? '')
  const expires = Number(queryValue(request, 'X-Amz-Expires'))
  if (signedAt === null || !Number.isFinite(expires)) return
  if (now > signedAt + expires * 1000) throw new AwsError('AccessDenied', 403, 'Request has expired')
}
