/** AWS::Scheduler::*. Source: CloudFormation resource reference for Amazon EventBridge Scheduler. */

import { RETRY_POLICY } from './eventbridge'
import {
  ANYTHING,
  integer,
  kept,
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

const NAME = { kind: 'text', pattern: /^[0-9a-zA-Z\-_.]+$/, maximumLength: 64 } as const

export const FLEXIBLE_TIME_WINDOW = object({
  Mode: required(oneOf('OFF', 'FLEXIBLE')),
  MaximumWindowInMinutes: simulated(integer(1, 1440)),
})

/** The same in AWS::Scheduler::Schedule and a ScheduleV2 event of SAM. */
export const SCHEDULE: Properties = {
  Name: simulated(NAME),
  GroupName: simulated(NAME),
  ScheduleExpression: required({ kind: 'text', maximumLength: 256 }),
  ScheduleExpressionTimezone: simulated({ kind: 'text', maximumLength: 50 }),
  StartDate: simulated(TEXT),
  EndDate: simulated(TEXT),
  State: simulated(oneOf('ENABLED', 'DISABLED')),
  Description: simulated({ kind: 'text', maximumLength: 512 }),
  ...kept('KmsKeyArn', NOT_ENCRYPTED),
}

export const SCHEDULER_RESOURCES: Readonly<Record<string, ResourceVocabulary>> = {
  'AWS::Scheduler::Schedule': {
    attributes: ['Arn'],
    properties: {
      ...SCHEDULE,
      FlexibleTimeWindow: required(FLEXIBLE_TIME_WINDOW),
      Target: required(
        object({
          Arn: required(TEXT),
          RoleArn: required(TEXT),
          Input: simulated(TEXT),
          DeadLetterConfig: simulated(object({ Arn: simulated(TEXT) })),
          RetryPolicy: simulated(RETRY_POLICY),
          SqsParameters: simulated(object({ MessageGroupId: simulated(TEXT) })),
          KinesisParameters: simulated(object({ PartitionKey: required(TEXT) })),
          EventBridgeParameters: simulated(object({ Source: required(TEXT), DetailType: required(TEXT) })),
          ...notYet('EcsParameters SageMakerPipelineParameters'),
        }),
      ),
    },
  },
  'AWS::Scheduler::ScheduleGroup': {
    attributes: ['Arn', 'CreationDate', 'LastModificationDate', 'State'],
    properties: { Name: simulated(NAME), Tags: simulated(ANYTHING) },
  },
}
