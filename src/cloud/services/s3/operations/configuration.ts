/**
 * Settings of buckets. Source: Amazon S3 API Reference; refusals recorded from AWS (LocalStack's test suite, test_s3_api.py,
 * January 2025) where not marked.
 */

import type { Operation } from '../../contract'
import { DEFAULT_ENCRYPTION } from '../buckets'
import { optionalText, record, records, text, texts, type Input } from '../input'
import * as limits from '../limits'
import { readNotifications, refuseAbsent, validateDestinations, writeNotifications } from '../notifications'
import { isPublic, readPolicy } from '../policy'
import { bucketOf, type S3 } from '../service'
import type { Bucket, Encryption, PublicAccessBlock } from '../state'
import { readTagging } from '../tags'
import { errors } from '../wire'
import { ownerAcl } from './details'

export function createConfigurationOperations(s3: S3): Readonly<Record<string, Operation>> {
  const { kernel } = s3.context
  const of = (input: Input): Bucket => bucketOf(s3, input)

  return {
    PutBucketVersioning(input) {
      const bucket = of(input)
      const { Status: status, MFADelete: mfa } = record(input, 'VersioningConfiguration')
      if (mfa === 'Enabled') throw errors.notSimulated('MFA delete')
      if (status === undefined) throw errors.noVersioningStatus()
      if (status !== 'Enabled' && status !== 'Suspended') throw errors.malformedXml()
      bucket.settings.versioning = status
      return {}
    },
    GetBucketVersioning(input) {
      const { versioning } = of(input).settings
      return versioning === null ? {} : { Status: versioning }
    },

    PutBucketTagging(input) {
      const bucket = of(input)
      const tags = readTagging(input, 'bucket')
      bucket.settings.tags = tags.length > 0 ? tags : null
      return {}
    },
    GetBucketTagging(input) {
      const { name, settings } = of(input)
      if (!settings.tags) throw errors.notConfigured('NoSuchTagSet', 'The TagSet does not exist', name)
      return { TagSet: settings.tags }
    },
    DeleteBucketTagging(input) {
      of(input).settings.tags = null
      return {}
    },

    PutBucketNotificationConfiguration(input) {
      const bucket = of(input)
      const given = record(input, 'NotificationConfiguration')
      const configuration = readNotifications(given, () => kernel.random('s3-configuration-ids').uuid())
      refuseAbsent(configuration)
      if (input['SkipDestinationValidation'] !== true) {
        validateDestinations(configuration, bucket.arn, s3.context)
        // The test message is S3's way of validating: without validation there is none (unverified).
        s3.notifier.announce(bucket, configuration)
      }
      bucket.settings.notifications = configuration
      return {}
    },
    GetBucketNotificationConfiguration: (input) => writeNotifications(of(input).settings.notifications),

    PutBucketPolicy(input, caller) {
      const bucket = of(input)
      const given = text(input, 'Policy')
      const document = readPolicy(given, bucket.arn)
      if (bucket.settings.publicAccessBlock?.BlockPublicPolicy && isPublic(document)) {
        throw errors.accessDenied(
          `User: ${caller.arn} is not authorized to perform: s3:PutBucketPolicy on resource: "${bucket.arn}" because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.`,
        )
      }
      bucket.settings.policy = { text: given, document }
      return {}
    },
    GetBucketPolicy: (input) => ({ Policy: policyOf(of(input)).text }),
    GetBucketPolicyStatus: (input) => ({ PolicyStatus: { IsPublic: isPublic(policyOf(of(input)).document) } }),
    DeleteBucketPolicy(input) {
      of(input).settings.policy = null
      return {}
    },

    PutBucketCors(input) {
      const bucket = of(input)
      bucket.settings.cors = readCors(input)
      return {}
    },
    GetBucketCors(input) {
      const { name, settings } = of(input)
      if (settings.cors) return { CORSRules: settings.cors }
      throw errors.notConfigured('NoSuchCORSConfiguration', 'The CORS configuration does not exist', name)
    },
    DeleteBucketCors(input) {
      of(input).settings.cors = null
      return {}
    },

    PutBucketLifecycleConfiguration(input) {
      const bucket = of(input)
      const rules = readLifecycle(input, () => kernel.random('s3-configuration-ids').uuid())
      const size = optionalText(input, 'TransitionDefaultMinimumObjectSize') ?? 'all_storage_classes_128K'
      bucket.settings.lifecycle = { Rules: rules, TransitionDefaultMinimumObjectSize: size }
      return { TransitionDefaultMinimumObjectSize: size }
    },
    GetBucketLifecycleConfiguration(input) {
      const { name, settings } = of(input)
      if (settings.lifecycle) return settings.lifecycle
      throw errors.notConfigured('NoSuchLifecycleConfiguration', 'The lifecycle configuration does not exist', name)
    },
    DeleteBucketLifecycle(input) {
      of(input).settings.lifecycle = null
      return {}
    },

    PutBucketEncryption(input) {
      const bucket = of(input)
      bucket.settings.encryption = readBucketEncryption(record(input, 'ServerSideEncryptionConfiguration'))
      return {}
    },
    GetBucketEncryption(input) {
      const { algorithm, keyId, bucketKey } = of(input).settings.encryption
      const rule = {
        ApplyServerSideEncryptionByDefault: {
          SSEAlgorithm: algorithm,
          ...(keyId !== null && { KMSMasterKeyID: keyId }),
        },
        BucketKeyEnabled: bucketKey,
      }
      return { ServerSideEncryptionConfiguration: { Rules: [rule] } }
    },
    DeleteBucketEncryption(input) {
      of(input).settings.encryption = DEFAULT_ENCRYPTION
      return {}
    },

    PutPublicAccessBlock(input) {
      of(input).settings.publicAccessBlock = readPublicAccessBlock(record(input, 'PublicAccessBlockConfiguration'))
      return {}
    },
    GetPublicAccessBlock(input) {
      const { name, settings } = of(input)
      if (settings.publicAccessBlock) return { PublicAccessBlockConfiguration: settings.publicAccessBlock }
      const message = 'The public access block configuration was not found'
      throw errors.notConfigured('NoSuchPublicAccessBlockConfiguration', message, name)
    },
    DeletePublicAccessBlock(input) {
      of(input).settings.publicAccessBlock = null
      return {}
    },

    PutBucketOwnershipControls(input) {
      const bucket = of(input)
      const rules = records(record(input, 'OwnershipControls'), 'Rules')
      const [ownership] = rules.map((rule) => text(rule, 'ObjectOwnership'))
      if (rules.length !== 1 || ownership === undefined || !OWNERSHIPS.has(ownership)) throw errors.malformedXml()
      bucket.settings.ownership = ownership
      return {}
    },
    GetBucketOwnershipControls(input) {
      const { name, settings } = of(input)
      if (settings.ownership) return { OwnershipControls: { Rules: [{ ObjectOwnership: settings.ownership }] } }
      const message = 'The bucket ownership controls were not found'
      throw errors.notConfigured('OwnershipControlsNotFoundError', message, name)
    },
    DeleteBucketOwnershipControls(input) {
      of(input).settings.ownership = null
      return {}
    },

    GetBucketAcl(input) {
      of(input)
      return ownerAcl(s3)
    },
    PutBucketAcl(input) {
      of(input)
      if (optionalText(input, 'ACL') !== 'private') throw errors.aclNotSupported()
      return {}
    },
  }
}

const OWNERSHIPS: ReadonlySet<string> = new Set(['BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter'])

/** The header x-amz-object-ownership. @throws AwsError InvalidArgument */
export function readOwnership(value: string): string {
  if (OWNERSHIPS.has(value)) return value
  throw errors.invalidArgument(`Invalid x-amz-object-ownership header: ${value}`, 'x-amz-object-ownership')
}

function policyOf({ name, settings }: Bucket): NonNullable<Bucket['settings']['policy']> {
  if (settings.policy) return settings.policy
  throw errors.notConfigured('NoSuchBucketPolicy', 'The bucket policy does not exist', name)
}

const CORS_METHODS: ReadonlySet<string> = new Set(['GET', 'PUT', 'POST', 'DELETE', 'HEAD'])

export function readCors(input: Input): readonly object[] {
  const rules = records(record(input, 'CORSConfiguration'), 'CORSRules')
  if (rules.length === 0 || rules.length > limits.CORS_RULES_MAX) throw errors.malformedXml()
  for (const rule of rules) {
    const methods = texts(rule, 'AllowedMethods')
    if (methods.length === 0 || texts(rule, 'AllowedOrigins').length === 0) throw errors.malformedXml()
    const unsupported = methods.find((method) => !CORS_METHODS.has(method))
    if (unsupported !== undefined) {
      throw errors.invalidRequest(`Found unsupported HTTP method in CORS config. Unsupported method is ${unsupported}`)
    }
  }
  return rules
}

/** Stored; nothing expires or moves here. A rule without an id gets one. */
export function readLifecycle(input: Input, newId: () => string): readonly object[] {
  const rules = records(record(input, 'LifecycleConfiguration'), 'Rules')
  if (rules.length === 0 || rules.length > limits.LIFECYCLE_RULES_MAX) throw errors.malformedXml()
  const ids = new Set<string>()
  return rules.map((rule) => {
    const status = text(rule, 'Status')
    if (status !== 'Enabled' && status !== 'Disabled') throw errors.malformedXml()
    if (rule['Filter'] === undefined && rule['Prefix'] === undefined) throw errors.malformedXml()
    const actions = [
      'Expiration',
      'Transitions',
      'NoncurrentVersionTransitions',
      'NoncurrentVersionExpiration',
      'AbortIncompleteMultipartUpload',
    ]
    if (!actions.some((action) => rule[action] !== undefined)) {
      throw errors.invalidRequest('At least one action needs to be specified in a rule')
    }
    const id = text(rule, 'ID') || newId()
    if (ids.has(id))
      throw errors.invalidArgument('Rule ID must be unique. Found same ID for more than one rule', 'ID', id)
    ids.add(id)
    return { ...rule, ID: id }
  })
}

const ALGORITHMS: ReadonlySet<unknown> = new Set(['AES256', 'aws:kms', 'aws:kms:dsse'])

/** ServerSideEncryptionConfiguration in the API's form. @throws AwsError MalformedXML, InvalidArgument */
export function readBucketEncryption(configuration: Input): Encryption {
  const rules = records(configuration, 'Rules')
  const [rule] = rules
  if (rules.length !== 1 || !rule) throw errors.malformedXml()
  const byDefault = record(rule, 'ApplyServerSideEncryptionByDefault')
  const algorithm = byDefault['SSEAlgorithm'] ?? 'AES256'
  if (!ALGORITHMS.has(algorithm)) throw errors.malformedXml()
  const keyId = optionalText(byDefault, 'KMSMasterKeyID') ?? null
  if (keyId !== null && algorithm === 'AES256') {
    const message = 'a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse'
    throw errors.invalidArgument(message, 'ApplyServerSideEncryptionByDefault')
  }
  return { algorithm: algorithm as Encryption['algorithm'], keyId, bucketKey: rule['BucketKeyEnabled'] === true }
}

/** Settings that are not given are off. */
export function readPublicAccessBlock(configuration: Input): PublicAccessBlock {
  const isOn = (name: keyof PublicAccessBlock): boolean => configuration[name] === true
  return {
    BlockPublicAcls: isOn('BlockPublicAcls'),
    IgnorePublicAcls: isOn('IgnorePublicAcls'),
    BlockPublicPolicy: isOn('BlockPublicPolicy'),
    RestrictPublicBuckets: isOn('RestrictPublicBuckets'),
  }
}
