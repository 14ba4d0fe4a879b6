/** AWS::Events::*. Source: CloudFormation resource reference for Amazon EventBridge. */

import {
  ANYTHING,
  integer,
  kept,
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

/** In targets of rules and schedules, and in events of SAM. */
export const RETRY_POLICY = object({
  MaximumRetryAttempts: simulated(integer(0, 185)),
  MaximumEventAgeInSeconds: simulated(integer(60, 86_400)),
})
export const RULE_STATE = oneOf('ENABLED', 'DISABLED', 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS')
export const INPUT_TRANSFORMER = object({
  InputTemplate: required(TEXT),
  InputPathsMap: simulated({ kind: 'map', of: TEXT }),
})

const ARCHIVE_NAME = { kind: 'text', pattern: /^[.\-_A-Za-z0-9]+$/, maximumLength: 48 } as const
const NAME = { kind: 'text', pattern: /^[.\-_A-Za-z0-9]+$/, maximumLength: 64 } as const
const BUS_NAME = { kind: 'text', pattern: /^[/.\-_A-Za-z0-9]+$/, maximumLength: 256 } as const

const TARGET: Properties = {
  Id: required(NAME),
  Arn: required(TEXT),
  RoleArn: simulated(TEXT),
  Input: simulated(TEXT),
  InputPath: simulated(TEXT),
  InputTransformer: simulated(INPUT_TRANSFORMER),
  SqsParameters: simulated(object({ MessageGroupId: simulated(TEXT) })),
  KinesisParameters: simulated(object({ PartitionKeyPath: required(TEXT) })),
  DeadLetterConfig: simulated(object({ Arn: simulated(TEXT) })),
  RetryPolicy: simulated(RETRY_POLICY),
  ...notYet(
    'AppSyncParameters BatchParameters EcsParameters HttpParameters RedshiftDataParameters RunCommandParameters SageMakerPipelineParameters',
  ),
}

export const EVENTBRIDGE_RESOURCES: Readonly<Record<string, ResourceVocabulary>> = {
  'AWS::Events::Rule': {
    attributes: ['Arn'],
    properties: {
      Name: simulated(NAME),
      EventBusName: simulated(TEXT),
      EventPattern: simulated(ANYTHING),
      ScheduleExpression: simulated({ kind: 'text', maximumLength: 256 }),
      State: simulated(RULE_STATE),
      Description: simulated({ kind: 'text', maximumLength: 512 }),
      Targets: simulated(listOf(object(TARGET))),
      Tags: simulated(ANYTHING),
      ...kept('RoleArn', 'each target has a RoleArn of its own'),
    },
  },
  'AWS::Events::EventBus': {
    attributes: ['Arn', 'Name'],
    properties: {
      Name: required(BUS_NAME),
      Description: simulated({ kind: 'text', maximumLength: 512 }),
      Policy: simulated(ANYTHING),
      Tags: simulated(ANYTHING),
      ...kept('DeadLetterConfig KmsKeyIdentifier', NOT_ENCRYPTED),
      ...kept('LogConfig', 'buses write no logs'),
      ...notYet('EventSourceName'),
    },
  },
  'AWS::Events::EventBusPolicy': {
    attributes: [],
    properties: {
      EventBusName: simulated(BUS_NAME),
      StatementId: required({ kind: 'text', pattern: /^[a-zA-Z0-9-_]+$/, maximumLength: 64 }),
      Statement: simulated(ANYTHING),
      Action: simulated(TEXT),
      Principal: simulated(TEXT),
      Condition: simulated(object({ Type: simulated(TEXT), Key: simulated(TEXT), Value: simulated(TEXT) })),
    },
  },
  'AWS::Events::Archive': {
    attributes: ['Arn', 'ArchiveName'],
    properties: {
      ArchiveName: simulated(ARCHIVE_NAME),
      SourceArn: required(TEXT),
      EventPattern: simulated(ANYTHING),
      RetentionDays: simulated(integer(0, 2_147_483_647)),
      Description: simulated({ kind: 'text', maximumLength: 512 }),
      ...kept('KmsKeyIdentifier', NOT_ENCRYPTED),
    },
  },
}
