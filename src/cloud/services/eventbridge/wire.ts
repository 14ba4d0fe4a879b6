/**
 * How EventBridge's API is spoken, and its errors. Sources: EventBridge API Reference; texts recorded from AWS by
 * LocalStack's test suite (tests/aws/services/events) or told in public issues; those that are neither are marked.
 */

import { AwsError } from '../../aws/aws-error'
import type { WireModel } from '../../aws/wire-model'
import type { WireDefinition } from '../contract'
import model from './model.json'

export const wire: WireDefinition = {
  endpointPrefix: 'events',
  protocol: 'json-1.1',
  model: model as unknown as WireModel,
}

const notFound = (message: string): AwsError => new AwsError('ResourceNotFoundException', 400, message)
const alreadyExists = (message: string): AwsError => new AwsError('ResourceAlreadyExistsException', 400, message)
const validation = (message: string): AwsError => new AwsError('ValidationException', 400, message)
const invalidParameter = (name: string, reason: string): AwsError =>
  validation(`Parameter ${name} is not valid. Reason: ${reason}`)

export const errors = {
  validation,
  invalidParameter,
  limitExceeded: () =>
    new AwsError('LimitExceededException', 400, 'The requested resource exceeds the maximum number allowed.'),
  invalidPattern: (message: string) => new AwsError('InvalidEventPatternException', 400, message),

  // Buses
  busNotFound: (name: string) => notFound(`Event bus ${name} does not exist.`),
  busExists: (name: string) => alreadyExists(`Event bus ${name} already exists.`),
  busHasRules: () => validation("EventBus can't be deleted since it has rules."),
  defaultBusStays: () => validation('Cannot delete event bus default.'),
  statementNotFound: () => notFound('Statement with the provided id does not exist.'),
  /** Unconfirmed text. */
  policyTooLong: () =>
    new AwsError('PolicyLengthExceededException', 400, 'The policy exceeds the maximum length allowed.'),

  // Rules and targets
  ruleNotFound: (rule: string, bus: string) => notFound(`Rule ${rule} does not exist on EventBus ${bus}.`),
  ruleHasTargets: () => validation("Rule can't be deleted since it has targets."),
  noPatternNorSchedule: () => validation('Parameter(s) EventPattern or ScheduleExpression must be specified.'),
  invalidSchedule: () => validation('Parameter ScheduleExpression is not valid.'),
  scheduleOnCustomBus: () => validation('ScheduleExpression is supported only on the default event bus.'),
  /** Unconfirmed text. */
  managedRule: (rule: string) =>
    new AwsError('ManagedRuleException', 400, `Rule ${rule} is a managed rule and can only be changed with Force.`),
  severalInputs: (id: string) =>
    validation(`Only one of Input, InputPath, or InputTransformer must be provided for target ${id}.`),
  invalidPlaceholder: (id: string, placeholder: string) =>
    validation(`InputTemplate for target ${id} contains invalid placeholder ${placeholder}.`),
  /** Unconfirmed text. */
  invalidInput: (id: string) => validation(`JSON syntax error in input for target ${id}.`),
  /** Unconfirmed text. */
  invalidInputPath: (id: string) => validation(`InputPath for target ${id} is not a valid JSON path.`),
  roleRequired: (arn: string) => validation(`RoleArn is required for target ${arn}.`),
  sqsParametersRequired: (id: string) => validation(`Parameter(s) SqsParameters must be specified for target: ${id}.`),
  inputOfBus: (id: string) => validation(`Modifying the input for target ${id} is not supported.`),
  invalidArn: (arn: string) => invalidParameter(arn, 'Provided Arn is not in correct format.'),
  /** Ours: AWS has such targets. */
  targetNotSimulated: (what: string) =>
    validation(
      `Targets of ${what} are not simulated. Simulated: Lambda functions, SQS queues, SNS topics, Kinesis streams, event buses, CloudWatch Logs groups.`,
    ),

  // Events
  tooLarge: () => validation('Total size of the entries in the request is over the limit.'),

  // Archives and replays
  archiveNotFound: (name: string) => notFound(`Archive ${name} does not exist.`),
  archiveExists: (name: string) => alreadyExists(`Archive ${name} already exists.`),
  replayNotFound: (name: string) => notFound(`Replay ${name} does not exist.`),
  replayExists: (name: string) => alreadyExists(`Replay ${name} already exists.`),
  /** Unconfirmed text. */
  replayEnded: (name: string) =>
    new AwsError('IllegalStatusException', 400, `Replay ${name} is not in a valid state for this operation.`),
  /** Unconfirmed text. */
  invalidToken: () => validation('Parameter NextToken is not valid.'),
} as const
