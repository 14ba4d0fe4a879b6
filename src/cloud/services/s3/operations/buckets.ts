/** Buckets themselves. Source: Amazon S3 API Reference. */

import type { Operation } from '../../contract'
import { optionalText, record, text, type Input } from '../input'
import * as limits from '../limits'
import { bucketOf, type S3 } from '../service'
import { errors } from '../wire'
import { readOwnership } from './configuration'
import { readTagging } from '../tags'

export function createBucketOperations(s3: S3): Readonly<Record<string, Operation>> {
  const { account, kernel } = s3.context
  const { buckets } = s3

  return {
    CreateBucket(input) {
      const name = text(input, 'Bucket')
      checkBucketName(name)
      const configuration = record(input, 'CreateBucketConfiguration')
      checkLocation(configuration, account.region)
      checkCreation(input, configuration)
      const ownership = optionalText(input, 'ObjectOwnership')
      const tags = Array.isArray(configuration['Tags'])
        ? readTagging({ Tagging: { TagSet: configuration['Tags'] } }, 'bucket')
        : null
      const existing = buckets.find(name)
      // In N. Virginia, and only there, making a bucket that one has is no error.
      if (existing && account.region !== 'us-east-1') throw errors.bucketAlreadyOwnedByYou(name)
      const bucket = existing ?? buckets.create(name)
      if (!existing) {
        if (ownership !== undefined) bucket.settings.ownership = readOwnership(ownership)
        if (tags) bucket.settings.tags = tags
        kernel.trace.record({ type: 's3.bucket-created', bucket: name })
      }
      return { Location: `/${name}` }
    },

    DeleteBucket(input) {
      const bucket = bucketOf(s3, input)
      if (!bucket.isEmpty) throw errors.bucketNotEmpty(bucket.name, bucket.settings.versioning !== null)
      buckets.delete(bucket)
      kernel.trace.record({ type: 's3.bucket-deleted', bucket: bucket.name })
      return {}
    },

    HeadBucket(input) {
      if (!buckets.find(text(input, 'Bucket'))) throw errors.notFound()
      return { BucketRegion: account.region, AccessPointAlias: false }
    },

    GetBucketLocation(input) {
      bucketOf(s3, input)
      // N. Virginia has no location constraint.
      return account.region === 'us-east-1' ? {} : { LocationConstraint: account.region }
    },

    ListBuckets(input) {
      const prefix = text(input, 'Prefix')
      const region = optionalText(input, 'BucketRegion')
      const after = optionalText(input, 'ContinuationToken')
      const given = input['MaxBuckets']
      if (given !== undefined && !(typeof given === 'number' && given >= 1 && given <= limits.BUCKET_PAGE_MAX)) {
        const message = `Argument max-buckets must be an integer between 1 and ${limits.BUCKET_PAGE_MAX}`
        throw errors.invalidArgument(message, 'max-buckets', String(given))
      }
      const paged = given !== undefined
      const maximum = typeof given === 'number' ? given : limits.BUCKET_PAGE_MAX
      const fitting = buckets
        .all()
        .filter(
          ({ name }) =>
            name.startsWith(prefix) &&
            (region === undefined || region === account.region) &&
            (after === undefined || name > after),
        )
      const page = fitting.slice(0, maximum)
      return {
        Buckets: page.map(({ name, createdAt }) => ({
          Name: name,
          CreationDate: Math.floor(createdAt / 1000),
          // Said only where pages or a filter were asked for.
          ...((paged || prefix !== '' || region !== undefined) && { BucketRegion: account.region }),
        })),
        Owner: buckets.owner,
        ...(prefix !== '' && { Prefix: prefix }),
        ...(fitting.length > page.length && { ContinuationToken: page.at(-1)?.name }),
      }
    },
  }
}

/** @throws AwsError InvalidBucketName */
export function checkBucketName(name: string): void {
  if (!limits.BUCKET_NAME.test(name)) throw errors.invalidBucketName(name)
}

/** There is one Region here. @throws AwsError InvalidLocationConstraint, NotImplemented */
function checkLocation(configuration: Input, region: string): void {
  const location = optionalText(configuration, 'LocationConstraint')
  if (location === undefined || location === '') return
  if (location === region && region !== 'us-east-1') return
  if (location !== 'us-east-1' && limits.REGION_NAME.test(location)) {
    throw errors.notSimulated(`A bucket in ${location}, outside of ${region},`)
  }
  throw errors.invalidLocationConstraint(location)
}

/** @throws AwsError */
function checkCreation(input: Input, configuration: Input): void {
  if (configuration['Location'] !== undefined || configuration['Bucket'] !== undefined) {
    throw errors.notSimulated('A directory bucket')
  }
  const acl = optionalText(input, 'ACL')
  if (acl !== undefined && acl !== 'private') {
    // AWS refuses it unless the bucket is created with an ownership that has ACLs.
    throw errors.invalidBucketAcl()
  }
}
