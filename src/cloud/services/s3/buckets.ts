/** The buckets of the account. */

import type { ServiceContext } from '../contract'
import * as limits from './limits'
import { NO_NOTIFICATIONS } from './notifications'
import { Bucket, type BucketSettings, type Encryption, type PublicAccessBlock } from './state'
import { errors } from './wire'

/** Every object is encrypted with a key of S3's own since January 2023. */
export const DEFAULT_ENCRYPTION: Encryption = { algorithm: 'AES256', keyId: null, bucketKey: false }

/** Of new buckets since April 2023. */
export const DEFAULT_PUBLIC_ACCESS_BLOCK: PublicAccessBlock = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
}

export const DEFAULT_OWNERSHIP = 'BucketOwnerEnforced'

export const newSettings = (): BucketSettings => ({
  versioning: null,
  tags: null,
  policy: null,
  cors: null,
  lifecycle: null,
  encryption: DEFAULT_ENCRYPTION,
  publicAccessBlock: DEFAULT_PUBLIC_ACCESS_BLOCK,
  ownership: DEFAULT_OWNERSHIP,
  notifications: NO_NOTIFICATIONS,
})

export class Buckets {
  readonly #buckets = new Map<string, Bucket>()

  constructor(readonly context: ServiceContext) {}

  /** @throws AwsError TooManyBuckets */
  create(name: string): Bucket {
    if (this.#buckets.size >= limits.BUCKETS_MAX) throw errors.tooManyBuckets()
    const { kernel } = this.context
    const bucket = new Bucket(name, kernel.now, newSettings(), kernel)
    this.#buckets.set(name, bucket)
    return bucket
  }

  delete(bucket: Bucket): void {
    this.#buckets.delete(bucket.name)
  }

  /** By name, as ListBuckets orders them. */
  all(): readonly Bucket[] {
    return [...this.#buckets.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  find(name: string): Bucket | undefined {
    return this.#buckets.get(name)
  }

  /** @throws AwsError NoSuchBucket */
  get(name: string): Bucket {
    const bucket = this.find(name)
    if (!bucket) throw errors.noSuchBucket(name)
    return bucket
  }

  /** @throws AwsError when `size` bytes more would be too many */
  reserve(size: number): void {
    if (size > limits.OBJECT_BYTES_MAX) throw errors.entityTooLarge(size)
    let stored = 0
    for (const bucket of this.#buckets.values()) stored += bucket.storedBytes
    if (stored + size > limits.STORED_BYTES_MAX) throw errors.storageFull()
  }

  /** The bucket's owner as lists and ACLs show it: an account's canonical user id, 64 hexadecimal digits. */
  get owner(): { readonly ID: string } {
    return { ID: CANONICAL_USER_ID }
  }
}

/** Made up; AWS gives every account one of its own. */
const CANONICAL_USER_ID = '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be'
