/** A bucket as a target of deliveries: each becomes an object. Source: Lambda Developer Guide, "Adding a destination". */

import type { DeliveryTarget } from '../contract'
import { createObjectOperations } from './operations/objects'
import { authorize, type S3 } from './service'
import { errors } from './wire'

export function createDeliveryTarget(s3: S3): DeliveryTarget {
  const { PutObject: put } = createObjectOperations(s3)
  const nameOf = (bucketArn: string): string => bucketArn.replace(/^arn:aws:s3:::/, '')
  return {
    // All of Lambda's records have keys that begin so.
    access: (targetArn) => ({ action: 's3:PutObject', resource: `${targetArn}/aws/lambda/` }),
    exists: (targetArn) => s3.buckets.find(nameOf(targetArn)) !== undefined,
    deliver(targetArn, { body, objectKey, caller }) {
      // Lambda demands both permissions of a role.
      authorize(s3, caller, { action: 's3:ListBucket', resource: targetArn })
      if (objectKey === undefined) throw errors.invalidArgument('An object needs a key', 'key', '')
      const content = new TextEncoder().encode(body)
      put?.({ Bucket: nameOf(targetArn), Key: objectKey, Body: content, ContentType: 'application/json' }, caller)
      return { id: objectKey }
    },
  }
}
