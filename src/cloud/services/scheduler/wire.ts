/**
 * How Scheduler's API is spoken, and its errors. Sources: EventBridge Scheduler API Reference; texts recorded from AWS by
 * LocalStack's and moto's test suites or told in public issues; those that are neither are marked.
 */

import { AwsError } from '../../aws/aws-error'
import type { WireModel } from '../../aws/wire-model'
import type { WireDefinition } from '../contract'
import model from './model.json'

export const wire: WireDefinition = {
  endpointPrefix: 'scheduler',
  protocol: 'rest-json',
  model: model as unknown as WireModel,
  accessDenied: { code: 'AccessDeniedException', statusCode: 403 },
}

const validation = (message: string): AwsError => new AwsError('ValidationException', 400, message)
const notFound = (message: string): AwsError => new AwsError('ResourceNotFoundException', 404, message)
const conflict = (message: string): AwsError => new AwsError('ConflictException', 409, message)

export const errors = {
  validation,
  scheduleNotFound: (name: string) => notFound(`Schedule ${name} does not exist.`),
  scheduleExists: (name: string) => conflict(`Schedule ${name} already exists.`),
  groupNotFound: (name: string) => notFound(`Schedule group ${name} does not exist.`),
  groupExists: (name: string) => conflict(`Schedule group ${name} already exists.`),
  /** Unconfirmed text. */
  groupIsDeleting: (name: string) => conflict(`Schedule group ${name} is being deleted.`),
  /** Unconfirmed text. */
  defaultGroupStays: () => validation('The default schedule group cannot be deleted.'),
  /** Unconfirmed text. */
  quotaExceeded: () =>
    new AwsError('ServiceQuotaExceededException', 402, 'The request exceeds a service quota: schedule groups.'),
  invalidExpression: (expression: string) => validation(`Invalid Schedule Expression ${expression}.`),
  /** Unconfirmed text. */
  invalidTimezone: (name: string) => validation(`Invalid ScheduleExpressionTimezone ${name}.`),
  startTooEarly: () => validation('The StartDate you specify cannot be earlier than 5 minutes ago.'),
  /** Unconfirmed text. */
  endBeforeStart: () => validation('The EndDate you specify must be later than the StartDate and the current time.'),
  /** Unconfirmed text. */
  windowRequired: () => validation('MaximumWindowInMinutes is required when Mode is FLEXIBLE.'),
  /** Unconfirmed text. */
  windowWithoutMode: () => validation('MaximumWindowInMinutes must not be set when Mode is OFF.'),
  roleNotAssumable: () =>
    validation('The execution role you provide must allow AWS EventBridge Scheduler to assume the role.'),
  invalidArn: (arn: string) => validation(`Provided Arn is not in correct format: ${arn}.`),
  /** Unconfirmed text. */
  invalidInput: () => validation('Input must be a valid JSON.'),
  /** Unconfirmed text. */
  parametersRequired: (name: string, arn: string) => validation(`${name} must be specified for target ${arn}.`),
  /** Unconfirmed text; that actions which only read are not supported: User Guide, "Using universal targets". */
  readOnlyAction: (action: string) => validation(`The API action ${action} is not supported as a universal target.`),
  /** Ours: AWS has such targets. */
  targetNotSimulated: (arn: string) =>
    validation(
      `Targets like ${arn} are not simulated. Simulated: Lambda functions, SQS queues, SNS topics, event buses, Kinesis streams, and universal targets of the simulated APIs.`,
    ),
  /** Unconfirmed text. */
  invalidToken: () => validation('Invalid NextToken.'),
} as const
