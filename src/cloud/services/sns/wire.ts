/**
 * How SNS's API is spoken, and its errors.
 * Codes: the service's model. Texts: recorded from AWS by LocalStack's test suite (tests/aws/services/sns, Apache-2.0,
 * recorded 2023-08 to 2025-10) unless marked as unconfirmed.
 */

import { AwsError } from '../../aws/aws-error'
import type { WireModel } from '../../aws/wire-model'
import type { WireDefinition } from '../contract'
import model from './model.json'

export const wire: WireDefinition = {
  endpointPrefix: 'sns',
  protocol: 'query',
  model: model as unknown as WireModel,
  accessDenied: { code: 'AuthorizationErrorException', statusCode: 403 },
}

/** @param message without `Invalid parameter: ` */
const invalidParameter = (message: string): AwsError =>
  new AwsError('InvalidParameterException', 400, `Invalid parameter: ${message}`)

const invalidAttribute = (message: string): AwsError => new AwsError('InvalidParameterValueException', 400, message)

export const errors = {
  invalidParameter,
  invalidAttribute,
  topicDoesNotExist: () => new AwsError('NotFoundException', 404, 'Topic does not exist'),
  subscriptionDoesNotExist: () => new AwsError('NotFoundException', 404, 'Subscription does not exist'),
  resourceDoesNotExist: () => new AwsError('ResourceNotFoundException', 404, 'Resource does not exist'),
  malformedArn: (parameter: string, elements: number) =>
    invalidParameter(`${parameter} Reason: An ARN must have at least 6 elements, not ${elements}`),
  /** A member that the model requires. @param path as the model spells it: `topicArn` */
  missing: (path: string) =>
    new AwsError(
      'ValidationError',
      400,
      `1 validation error detected: Value null at '${path}' failed to satisfy constraint: Member must not be null`,
    ),
  /** AWS's text is not confirmed. */
  filterPolicyLimitExceeded: () =>
    new AwsError('FilterPolicyLimitExceededException', 403, 'The number of filter policies exceeds the limit.'),
  invalidToken: () => new AwsError('InvalidParameterException', 400, 'Invalid token'),
  invalidSmsEndpoint: (endpoint: string) =>
    new AwsError('InvalidParameterException', 400, `Invalid SMS endpoint: ${endpoint}`),
  tooManyTags: () =>
    new AwsError('TagLimitExceededException', 400, 'Could not complete request: tag quota of per resource exceeded'),
  emptyBatch: () => new AwsError('EmptyBatchRequestException', 400, "The batch request doesn't contain any entries."),
  tooManyEntries: () =>
    new AwsError(
      'TooManyEntriesInBatchRequestException',
      400,
      'The batch request contains more entries than permissible.',
    ),
  entryIdsNotDistinct: () =>
    new AwsError(
      'BatchEntryIdsNotDistinctException',
      400,
      'Two or more batch entries in the request have the same Id.',
    ),
  invalidEntryId: () =>
    new AwsError(
      'InvalidBatchEntryIdException',
      400,
      "The Id of a batch entry in a batch request doesn't abide by the specification.",
    ),
  batchTooLong: () =>
    new AwsError(
      'BatchRequestTooLongException',
      400,
      'The length of all the messages put together is more than the limit.',
    ),
} as const
