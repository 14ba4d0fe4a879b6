/** AWS::S3::Bucket and AWS::S3::BucketPolicy. Source: CloudFormation resource reference for Amazon S3. */

import { AwsError } from '../../aws/aws-error'
import type { TemplateValue } from '../../aws/template'
import { ResourceError, type ResourceHandle, type ResourceInput, type ResourceType } from '../contract'
import { newSettings } from './buckets'
import * as limits from './limits'
import { readNotifications, validateDestinations, type NotificationConfiguration } from './notifications'
import {
  readBucketEncryption,
  readCors,
  readLifecycle,
  readOwnership,
  readPublicAccessBlock,
} from './operations/configuration'
import { isPublic, readPolicy } from './policy'
import type { S3 } from './service'
import type { Bucket, BucketSettings } from './state'
import { readTagging } from './tags'
import {
  corsInput,
  encryptionInput,
  lifecycleInput,
  listOf,
  notificationInput,
  publicAccessInput,
  valuesOf,
} from './template-settings'

export function createResourceTypes(s3: S3): Readonly<Record<string, ResourceType>> {
  return { 'AWS::S3::Bucket': bucketType(s3), 'AWS::S3::BucketPolicy': bucketPolicyType(s3) }
}

// --- Buckets

function bucketType(s3: S3): ResourceType {
  const { buckets, notifier, context } = s3
  const { kernel } = context

  /** @throws ResourceError */
  const settingsOf = (input: ResourceInput, name: string): BucketSettings => {
    const reader = new Reader(input)
    const settings: BucketSettings = newSettings()
    reader.read('AccessControl', (value) => {
      if (value === 'Private') return
      throw new ResourceError(
        "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
        ['AccessControl'],
        'Coldstart has no ACLs: use a bucket policy.',
      )
    })
    reader.read('VersioningConfiguration', (value) => {
      const status = valuesOf(value)['Status']
      if (status !== 'Enabled' && status !== 'Suspended') {
        throw new ResourceError('Status must be Enabled or Suspended.', ['VersioningConfiguration', 'Status'])
      }
      settings.versioning = status
    })
    reader.read('Tags', (value) => {
      settings.tags = readTagging({ Tagging: { TagSet: listOf(value) } }, 'bucket')
    })
    reader.read('BucketEncryption', (value) => {
      settings.encryption = readBucketEncryption(encryptionInput(valuesOf(value)))
    })
    reader.read('PublicAccessBlockConfiguration', (value) => {
      settings.publicAccessBlock = readPublicAccessBlock(publicAccessInput(valuesOf(value)))
    })
    reader.read('OwnershipControls', (value) => {
      settings.ownership = readOwnership(String(listOf(valuesOf(value)['Rules'])[0]?.['ObjectOwnership']))
    })
    reader.read('CorsConfiguration', (value) => {
      settings.cors = readCors(corsInput(valuesOf(value)))
    })
    reader.read('LifecycleConfiguration', (value) => {
      const rules = readLifecycle(lifecycleInput(valuesOf(value)), () => kernel.random('s3-configuration-ids').uuid())
      const size = valuesOf(value)['TransitionDefaultMinimumObjectSize'] ?? 'all_storage_classes_128K'
      settings.lifecycle = { Rules: rules, TransitionDefaultMinimumObjectSize: String(size) }
    })
    reader.read('NotificationConfiguration', (value) => {
      const newId = (): string => kernel.random('s3-configuration-ids').uuid()
      settings.notifications = readNotifications(notificationInput(valuesOf(value)), newId)
      validateDestinations(settings.notifications, `arn:aws:s3:::${name}`, context)
    })
    return settings
  }

  return {
    create(input) {
      const name = nameOf(input)
      if (buckets.find(name)) throw new ResourceError(`${name} already exists`, ['BucketName'])
      const settings = settingsOf(input, name)
      const bucket = buckets.create(name)
      Object.assign(bucket.settings, settings)
      kernel.trace.record({ type: 's3.bucket-created', bucket: name })
      notifier.announce(bucket, settings.notifications)
      return handleOf(bucket, context.account.region)
    },
    update(existing, input) {
      const bucket = buckets.find(existing.physicalId)
      const name = nameOf(input)
      if (!bucket || bucket.name !== name) return null
      const before = bucket.settings
      const settings = settingsOf(input, name)
      // Versioning cannot be taken back, only suspended; a policy is a resource of its own.
      if (before.versioning !== null) settings.versioning ??= 'Suspended'
      settings.policy = before.policy
      const changed = withoutIds(before.notifications) !== withoutIds(settings.notifications)
      if (!changed) settings.notifications = before.notifications
      Object.assign(bucket.settings, settings)
      if (changed) notifier.announce(bucket, settings.notifications)
      return handleOf(bucket, context.account.region)
    },
    delete(existing) {
      const bucket = buckets.find(existing.physicalId)
      if (!bucket) return
      buckets.delete(bucket)
      kernel.trace.record({ type: 's3.bucket-deleted', bucket: bucket.name })
    },
  }
}

/** Ids that were made up differ each time. */
const withoutIds = ({ notifications, eventBridge }: NotificationConfiguration): string =>
  JSON.stringify([notifications.map(({ id: _, ...rest }) => rest), eventBridge])

function nameOf(input: ResourceInput): string {
  const given = input.properties['BucketName']
  if (given === undefined) return shortened(input.generatedName.toLowerCase())
  if (typeof given === 'string' && limits.BUCKET_NAME.test(given)) return given
  throw new ResourceError('The specified bucket is not valid.', ['BucketName'], BUCKET_NAME_HINT)
}

const BUCKET_NAME_HINT =
  'A bucket name has 3 to 63 characters: lower-case letters, digits, dots and hyphens, beginning and ending with a letter or digit.'

/** A generated name that is too long loses its middle, never the random part at its end. */
const shortened = (name: string): string => (name.length <= 63 ? name : name.slice(0, 50) + name.slice(-13))

/** Reads properties one by one, so that what is refused has its path. */
class Reader {
  constructor(private readonly input: ResourceInput) {}

  read(property: string, use: (value: TemplateValue) => void): void {
    const value = this.input.properties[property]
    if (value !== undefined) refusingAt([property], () => use(value))
  }
}

/** What the API would refuse is refused at a place in the template. */
function refusingAt<Result>(path: readonly (string | number)[], work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    const details = Object.entries(error.details).map(([name, value]) => `${name}: ${String(value)}`)
    throw new ResourceError(error.message, path, details.length > 0 ? details.join('; ') : undefined)
  }
}

function handleOf({ name, arn }: Bucket, region: string): ResourceHandle {
  return {
    physicalId: name,
    arn,
    ref: name,
    attributes: {
      Arn: arn,
      DomainName: `${name}.s3.amazonaws.com`,
      DualStackDomainName: `${name}.s3.dualstack.${region}.amazonaws.com`,
      RegionalDomainName: `${name}.s3.${region}.amazonaws.com`,
      WebsiteURL: `http://${name}.s3-website-${region}.amazonaws.com`,
    },
  }
}

// --- Bucket policies

function bucketPolicyType({ buckets }: S3): ResourceType {
  const put = (input: ResourceInput, mayReplace: boolean): ResourceHandle => {
    const name = String(input.properties['Bucket'])
    const bucket = buckets.find(name)
    if (!bucket) throw new ResourceError('The specified bucket does not exist', ['Bucket'])
    if (bucket.settings.policy && !mayReplace) {
      throw new ResourceError(`The bucket policy already exists on bucket ${name}.`, ['Bucket'])
    }
    const text = JSON.stringify(input.properties['PolicyDocument'] ?? null)
    const document = refusingAt(['PolicyDocument'], () => readPolicy(text, bucket.arn))
    if (bucket.settings.publicAccessBlock?.BlockPublicPolicy && isPublic(document)) {
      throw new ResourceError(
        'Public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.',
        ['PolicyDocument'],
        'Set PublicAccessBlockConfiguration of the bucket to allow them.',
      )
    }
    bucket.settings.policy = { text, document }
    return { physicalId: name, arn: bucket.arn, ref: name, attributes: {} }
  }
  return {
    create: (input) => put(input, false),
    update: (existing, input) => (input.properties['Bucket'] === existing.physicalId ? put(input, true) : null),
    delete(existing) {
      const bucket = buckets.find(existing.physicalId)
      if (bucket) bucket.settings.policy = null
    },
  }
}
