/** AWS::S3::*. Source: CloudFormation resource reference for Amazon S3. */

import {
  ANYTHING,
  BOOLEAN,
  keptAs,
  listOf,
  NOT_ENCRYPTED,
  notYet,
  object,
  oneOf,
  required,
  simulated,
  TEXT,
  type ResourceVocabulary,
  type Shape,
} from './shapes'

const FILTER = simulated(
  object({
    S3Key: required(
      object({
        Rules: required(
          listOf(object({ Name: required({ kind: 'text', pattern: /^(prefix|suffix)$/i }), Value: required(TEXT) })),
        ),
      }),
    ),
  }),
)

/** @param target where it goes: `Function`, `Queue`, `Topic` */
const notificationsTo = (target: string): Shape =>
  listOf(object({ Event: required(TEXT), Filter: FILTER, [target]: required(TEXT) }))

/** In AWS::S3::Bucket, and of an S3 event of SAM. */
export const S3_EVENT_FILTER = FILTER

export const S3_RESOURCES: Readonly<Record<string, ResourceVocabulary>> = {
  'AWS::S3::Bucket': {
    attributes: ['Arn', 'DomainName', 'DualStackDomainName', 'RegionalDomainName', 'WebsiteURL'],
    properties: {
      BucketName: simulated({ kind: 'text', pattern: /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, maximumLength: 63 }),
      AccessControl: simulated(oneOf('Private')),
      BucketEncryption: simulated(
        object({
          ServerSideEncryptionConfiguration: required(
            listOf(
              object({
                BucketKeyEnabled: simulated(BOOLEAN),
                ServerSideEncryptionByDefault: simulated(
                  object({
                    SSEAlgorithm: required(oneOf('AES256', 'aws:kms', 'aws:kms:dsse')),
                    KMSMasterKeyID: keptAs(TEXT, NOT_ENCRYPTED),
                  }),
                ),
                ...notYet('BlockedEncryptionTypes'),
              }),
              1,
            ),
          ),
        }),
      ),
      CorsConfiguration: simulated(ANYTHING),
      LifecycleConfiguration: { shape: ANYTHING, required: false, effect: 'not-yet' },
      NotificationConfiguration: simulated(
        object({
          EventBridgeConfiguration: simulated(object({ EventBridgeEnabled: simulated(BOOLEAN) })),
          LambdaConfigurations: simulated(notificationsTo('Function')),
          QueueConfigurations: simulated(notificationsTo('Queue')),
          TopicConfigurations: simulated(notificationsTo('Topic')),
        }),
      ),
      OwnershipControls: simulated(
        object({
          Rules: required(
            listOf(
              object({
                ObjectOwnership: simulated(oneOf('BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter')),
              }),
              1,
            ),
          ),
        }),
      ),
      PublicAccessBlockConfiguration: simulated(
        object({
          BlockPublicAcls: simulated(BOOLEAN),
          BlockPublicPolicy: simulated(BOOLEAN),
          IgnorePublicAcls: simulated(BOOLEAN),
          RestrictPublicBuckets: simulated(BOOLEAN),
        }),
      ),
      Tags: simulated(listOf(object({ Key: required(TEXT), Value: required(TEXT) }), 50)),
      VersioningConfiguration: simulated(object({ Status: required(oneOf('Enabled', 'Suspended')) })),
      ...notYet(
        'AbacStatus AccelerateConfiguration AnalyticsConfigurations BucketNamePrefix BucketNamespace IntelligentTieringConfigurations InventoryConfigurations LoggingConfiguration MetadataConfiguration MetadataTableConfiguration MetricsConfigurations ObjectLockConfiguration ObjectLockEnabled ReplicationConfiguration WebsiteConfiguration',
      ),
    },
  },
  'AWS::S3::BucketPolicy': {
    attributes: [],
    properties: { Bucket: required(TEXT), PolicyDocument: required(ANYTHING) },
  },
}
