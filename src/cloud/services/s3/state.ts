/**
 * A bucket: objects with their versions, uploads in progress, settings.
 *
 * Invariants:
 * - versions of a key are in order, the newest first; the first is the current one; no key is without a version;
 * - at most one version of a key is the null version: what was put while versioning was off or suspended;
 * - a version without an object is a delete marker; there is none as long as versioning was never on.
 */

import type { TraceFact } from '../../aws/trace-records'
import type { PolicyDocument } from '../../aws/policy'
import type { Kernel } from '../../kernel/kernel'
import type { Caller } from '../contract'
import { encodeBase64, type Checksum, type ChecksumAlgorithm, type ChecksumType } from './checksums'
import { lowerBound } from './keys'
import type { NotificationConfiguration } from './notifications'

export interface Tag {
  readonly Key: string
  readonly Value: string
}

export type EncryptionAlgorithm = 'AES256' | 'aws:kms' | 'aws:kms:dsse'

export interface Encryption {
  readonly algorithm: EncryptionAlgorithm
  /** ARN or id as given; null for the key that AWS manages. */
  readonly keyId: string | null
  readonly bucketKey: boolean
}

/** What an object is besides its content. Header members by their names in the API: `ContentType`, `Expires`, … */
export interface ObjectAttributes {
  readonly headers: Readonly<Record<string, string | number>>
  /** Names in lower case, without `x-amz-meta-`. */
  readonly metadata: Readonly<Record<string, string>>
  readonly storageClass: string
  readonly encryption: Encryption
}

export interface StoredObject extends ObjectAttributes {
  readonly content: Uint8Array
  /** Without quotes. */
  readonly etag: string
  readonly checksum: Checksum
  /** Of a multipart upload, in order; null for what came in one piece. */
  readonly parts: readonly { readonly number: number; readonly size: number; readonly checksum: string | null }[] | null
}

export interface ObjectVersion {
  /** `null` (the text) for the null version. */
  readonly id: string
  readonly lastModified: number
  /** Null for a delete marker. */
  readonly object: StoredObject | null
  tags: readonly Tag[]
}

export interface Upload {
  readonly id: string
  readonly key: string
  readonly initiatedAt: number
  readonly initiator: Caller
  readonly attributes: ObjectAttributes
  readonly tags: readonly Tag[]
  readonly algorithm: ChecksumAlgorithm
  readonly checksumType: ChecksumType
  /** Whether the client chose the algorithm: then every part has a checksum of it. */
  readonly checksumChosen: boolean
  readonly parts: Map<number, Part>
}

export interface Part {
  readonly number: number
  readonly content: Uint8Array
  /** MD5, hexadecimal. */
  readonly etag: string
  /** Base64, of the upload's algorithm. */
  readonly checksum: string | null
  readonly lastModified: number
}

export interface PublicAccessBlock {
  readonly BlockPublicAcls: boolean
  readonly IgnorePublicAcls: boolean
  readonly BlockPublicPolicy: boolean
  readonly RestrictPublicBuckets: boolean
}

export interface BucketSettings {
  versioning: 'Enabled' | 'Suspended' | null
  /** Null: there is no tag set. */
  tags: readonly Tag[] | null
  policy: { readonly text: string; readonly document: PolicyDocument } | null
  /** As the API takes and gives them; stored, without effect here. */
  cors: readonly object[] | null
  lifecycle: { readonly Rules: readonly object[]; readonly TransitionDefaultMinimumObjectSize: string } | null
  encryption: Encryption
  publicAccessBlock: PublicAccessBlock | null
  ownership: string | null
  notifications: NotificationConfiguration
}

export const NULL_VERSION = 'null'

/** How a version came to be, as events name it. */
export type Creation = 'Put' | 'Copy' | 'CompleteMultipartUpload'

export class Bucket {
  readonly arn: string
  readonly uploads = new Map<string, Upload>()
  readonly #keys: string[] = []
  readonly #versions = new Map<string, ObjectVersion[]>()
  #storedBytes = 0

  constructor(
    readonly name: string,
    /** Virtual milliseconds. */
    readonly createdAt: number,
    readonly settings: BucketSettings,
    private readonly kernel: Kernel<TraceFact>,
  ) {
    this.arn = `arn:aws:s3:::${name}`
  }

  /** Neither objects nor delete markers. */
  get isEmpty(): boolean {
    return this.#keys.length === 0
  }

  /** Of all versions and of parts not yet completed. */
  get storedBytes(): number {
    let parts = 0
    for (const upload of this.uploads.values()) for (const part of upload.parts.values()) parts += part.content.length
    return this.#storedBytes + parts
  }

  /** In the order of their bytes, also of keys with nothing but a delete marker. */
  get keys(): readonly string[] {
    return this.#keys
  }

  /** Newest first. */
  versions(key: string): readonly ObjectVersion[] {
    return this.#versions.get(key) ?? []
  }

  /** The current version, which may be a delete marker. */
  current(key: string): ObjectVersion | undefined {
    return this.#versions.get(key)?.[0]
  }

  version(key: string, id: string): ObjectVersion | undefined {
    return this.#versions.get(key)?.find((version) => version.id === id)
  }

  put(key: string, object: StoredObject, tags: readonly Tag[], creation: Creation, by: Caller): ObjectVersion {
    const version = this.#add(key, object, tags)
    this.kernel.trace.record({
      type: 's3.object-created',
      bucket: this.name,
      key,
      versionId: this.settings.versioning === 'Enabled' ? version.id : null,
      size: object.content.length,
      etag: object.etag,
      creation,
      by: by.arn,
    })
    return version
  }

  /**
   * Deletes without naming a version.
   * @returns the delete marker that stands there now, and what is gone for good; both null when there was nothing
   */
  delete(key: string, by: Caller): { readonly marker: ObjectVersion | null; readonly removed: ObjectVersion | null } {
    if (this.settings.versioning === null) {
      const removed = this.#remove(key, NULL_VERSION)
      if (removed) this.#recordRemoval(key, removed, false, by)
      return { marker: null, removed }
    }
    const marker = this.#add(key, null, [])
    this.#recordRemoval(key, marker, true, by)
    return { marker, removed: null }
  }

  /** Deletes one version for good, a delete marker too. @returns null when there is none of this id */
  deleteVersion(key: string, id: string, by: Caller): ObjectVersion | null {
    const removed = this.#remove(key, id)
    if (removed) this.#recordRemoval(key, removed, false, by)
    return removed
  }

  /** Whether a text is a version id that was given to this key at some time; ids cannot be made up. */
  isVersionId(key: string, id: string): boolean {
    return id === NULL_VERSION || (VERSION_ID.test(id) && id.endsWith(this.#seal(key, id.slice(0, -SEAL_LENGTH))))
  }

  #add(key: string, object: StoredObject | null, tags: readonly Tag[]): ObjectVersion {
    const id = this.settings.versioning === 'Enabled' ? this.#newVersionId(key) : NULL_VERSION
    if (id === NULL_VERSION) this.#remove(key, NULL_VERSION)
    const version: ObjectVersion = { id, lastModified: this.kernel.now, object, tags }
    const versions = this.#versions.get(key)
    if (versions) {
      versions.unshift(version)
    } else {
      this.#versions.set(key, [version])
      this.#keys.splice(lowerBound(this.#keys, key), 0, key)
    }
    this.#storedBytes += object?.content.length ?? 0
    return version
  }

  #remove(key: string, id: string): ObjectVersion | null {
    const versions = this.#versions.get(key)
    const index = versions?.findIndex((version) => version.id === id) ?? -1
    if (!versions || index < 0) return null
    const [removed] = versions.splice(index, 1)
    if (versions.length === 0) {
      this.#versions.delete(key)
      this.#keys.splice(lowerBound(this.#keys, key), 1)
    }
    this.#storedBytes -= removed?.object?.content.length ?? 0
    return removed ?? null
  }

  #recordRemoval(key: string, version: ObjectVersion, marker: boolean, by: Caller): void {
    this.kernel.trace.record({
      type: 's3.object-removed',
      bucket: this.name,
      key,
      versionId: this.settings.versioning === null ? null : version.id,
      deleteMarker: marker,
      by: by.arn,
    })
  }

  #newVersionId(key: string): string {
    const id = this.kernel.random('s3-version-ids').text(VERSION_ID_LENGTH - SEAL_LENGTH, ID_ALPHABET)
    return id + this.#seal(key, id)
  }

  /** Like AWS, S3 here knows whether an id can be one of this key without having kept the ids of deleted versions. */
  #seal(key: string, id: string): string {
    let hash = 0x811c9dc5
    const text = `${this.name}/${key}/${id}`
    for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
    const bytes = Uint8Array.of(hash >>> 24, (hash >>> 16) & 0xff, (hash >>> 8) & 0xff)
    return encodeBase64(bytes).replace(/\+/g, '.').replace(/\//g, '_')
  }
}

const VERSION_ID_LENGTH = 32
const SEAL_LENGTH = 4
const ID_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._'
const VERSION_ID = /^[A-Za-z0-9._]{32}$/
