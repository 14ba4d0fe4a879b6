/**
 * AWS::DynamoDB::* and AWS::Serverless::SimpleTable. Sources: CloudFormation resource reference for Amazon DynamoDB; AWS
 * SAM specification.
 */

import {
  accepted,
  ANYTHING,
  BOOLEAN,
  integer,
  kept,
  keptAs,
  listOf,
  NOT_ENCRYPTED,
  notYet,
  object,
  oneOf,
  required,
  simulated,
  TEXT,
  type Properties,
  type ResourceVocabulary,
} from './shapes'

const NAME = { kind: 'text', pattern: /^[a-zA-Z0-9_.-]{3,255}$/, maximumLength: 255 } as const

const NOT_THROTTLED = 'capacity is counted, and no request is throttled'
const NO_INSIGHTS = 'there are no insights'

/** Attributes of a key; global indexes may have four of each kind on AWS. */
const KEY_SCHEMA = listOf(object({ AttributeName: required(TEXT), KeyType: required(oneOf('HASH', 'RANGE')) }), 8)
const THROUGHPUT = object({
  ReadCapacityUnits: required(integer(1, 40_000)),
  WriteCapacityUnits: required(integer(1, 40_000)),
})
const PROJECTION = object({
  ProjectionType: simulated(oneOf('ALL', 'KEYS_ONLY', 'INCLUDE')),
  NonKeyAttributes: simulated(listOf(TEXT, 100)),
})
const INDEX: Properties = {
  IndexName: required(NAME),
  KeySchema: required(KEY_SCHEMA),
  Projection: required(PROJECTION),
}

/** The same in both types of tables. */
const TABLE: Properties = {
  TableName: simulated(NAME),
  AttributeDefinitions: simulated(
    listOf(object({ AttributeName: required(TEXT), AttributeType: required(oneOf('S', 'N', 'B')) })),
  ),
  KeySchema: required(KEY_SCHEMA),
  BillingMode: simulated(oneOf('PROVISIONED', 'PAY_PER_REQUEST')),
  LocalSecondaryIndexes: simulated(listOf(object(INDEX), 5)),
  TimeToLiveSpecification: simulated(object({ Enabled: required(BOOLEAN), AttributeName: simulated(TEXT) })),
  ...accepted('WarmThroughput'),
  ...kept('SSESpecification', NOT_ENCRYPTED),
}

export const DYNAMODB_RESOURCES: Readonly<Record<string, ResourceVocabulary>> = {
  'AWS::DynamoDB::Table': {
    attributes: ['Arn', 'StreamArn'],
    properties: {
      ...TABLE,
      ProvisionedThroughput: keptAs(THROUGHPUT, NOT_THROTTLED),
      GlobalSecondaryIndexes: simulated(
        listOf(
          object({
            ...INDEX,
            ProvisionedThroughput: keptAs(THROUGHPUT, NOT_THROTTLED),
            ...accepted('WarmThroughput'),
            ...kept('ContributorInsightsSpecification', NO_INSIGHTS),
            ...kept('OnDemandThroughput', NOT_THROTTLED),
          }),
          20,
        ),
      ),
      StreamSpecification: simulated(
        object({
          StreamViewType: required(oneOf('NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES', 'KEYS_ONLY')),
          ...notYet('ResourcePolicy'),
        }),
      ),
      DeletionProtectionEnabled: simulated(BOOLEAN),
      TableClass: simulated(oneOf('STANDARD', 'STANDARD_INFREQUENT_ACCESS')),
      Tags: simulated(listOf(ANYTHING, 50)),
      ...accepted('PointInTimeRecoverySpecification'),
      ...kept('ContributorInsightsSpecification', NO_INSIGHTS),
      ...kept('OnDemandThroughput', NOT_THROTTLED),
      ...notYet('ImportSourceSpecification KinesisStreamSpecification ResourcePolicy'),
    },
  },
  'AWS::DynamoDB::GlobalTable': {
    attributes: ['Arn', 'StreamArn', 'TableId'],
    properties: {
      ...TABLE,
      Replicas: required(listOf(ANYTHING)),
      GlobalSecondaryIndexes: simulated(
        listOf(object({ ...INDEX, ...notYet('WriteProvisionedThroughputSettings') }), 20),
      ),
      StreamSpecification: simulated(
        object({ StreamViewType: required(oneOf('NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES', 'KEYS_ONLY')) }),
      ),
      ...kept('WriteOnDemandThroughputSettings ReadOnDemandThroughputSettings', NOT_THROTTLED),
      ...notYet('WriteProvisionedThroughputSettings MultiRegionConsistency GlobalTableWitnesses'),
    },
  },
  'AWS::Serverless::SimpleTable': {
    attributes: ['Arn', 'StreamArn'],
    properties: {
      PrimaryKey: simulated(object({ Name: required(TEXT), Type: required(oneOf('String', 'Number', 'Binary')) })),
      ProvisionedThroughput: keptAs(
        object({
          ReadCapacityUnits: simulated(integer(1, 40_000)),
          WriteCapacityUnits: required(integer(1, 40_000)),
        }),
        NOT_THROTTLED,
      ),
      TableName: simulated(NAME),
      Tags: simulated({ kind: 'map', of: TEXT }),
      ...accepted('PointInTimeRecoverySpecification'),
      ...kept('SSESpecification', NOT_ENCRYPTED),
    },
  },
}
