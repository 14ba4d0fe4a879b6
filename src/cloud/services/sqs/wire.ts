/** How SQS's API is spoken, and its errors. Source: Amazon SQS API Reference; captured requests of client-sqs. */

import { AwsError } from '../../aws/aws-error'
import type { WireModel } from '../../aws/wire-model'
import type { WireDefinition } from '../contract'
import * as limits from './limits'
import model from './model.json'

/** Names and codes: the service's Smithy model; texts and InvalidParameterValueException: recorded from AWS. */
const QUERY_ERROR_CODES: Readonly<Record<string, string>> = {
  AccessDeniedException: 'AccessDenied',
  BatchEntryIdsNotDistinct: 'AWS.SimpleQueueService.BatchEntryIdsNotDistinct',
  BatchRequestTooLong: 'AWS.SimpleQueueService.BatchRequestTooLong',
  EmptyBatchRequest: 'AWS.SimpleQueueService.EmptyBatchRequest',
  InvalidBatchEntryId: 'AWS.SimpleQueueService.InvalidBatchEntryId',
  InvalidParameterValueException: 'InvalidParameterValue',
  MessageNotInflight: 'AWS.SimpleQueueService.MessageNotInflight',
  MissingRequiredParameterException: 'MissingParameter',
  PurgeQueueInProgress: 'AWS.SimpleQueueService.PurgeQueueInProgress',
  QueueDeletedRecently: 'AWS.SimpleQueueService.QueueDeletedRecently',
  QueueDoesNotExist: 'AWS.SimpleQueueService.NonExistentQueue',
  QueueNameExists: 'QueueAlreadyExists',
  TooManyEntriesInBatchRequest: 'AWS.SimpleQueueService.TooManyEntriesInBatchRequest',
  UnsupportedOperation: 'AWS.SimpleQueueService.UnsupportedOperation',
}

export const wire: WireDefinition = {
  endpointPrefix: 'sqs',
  protocol: 'json-1.0',
  model: model as unknown as WireModel,
  queryErrorCodes: QUERY_ERROR_CODES,
  accessDenied: { code: 'AccessDeniedException', statusCode: 403 },
}

/** The code of a failed entry of a batch, which is the Query protocol's. */
export const queryErrorCode = ({ code }: AwsError): string => QUERY_ERROR_CODES[code] ?? code

const invalidParameter = (message: string): AwsError => new AwsError('InvalidParameterValueException', 400, message)

export const errors = {
  queueDoesNotExist: () => new AwsError('QueueDoesNotExist', 400, 'The specified queue does not exist.'),
  queueNameExists: (attribute: string) =>
    new AwsError(
      'QueueNameExists',
      400,
      `A queue already exists with the same name and a different value for attribute ${attribute}`,
    ),
  missingParameter: (name: string) =>
    new AwsError('MissingRequiredParameterException', 400, `The request must contain the parameter ${name}.`),
  invalidParameter,
  invalidValue: (value: unknown, name: string, reason: string) =>
    invalidParameter(`Value ${String(value)} for parameter ${name} is invalid. Reason: ${reason}`),
  invalidAttributeValue: (name: string) =>
    new AwsError('InvalidAttributeValue', 400, `Invalid value for the parameter ${name}.`),
  invalidAttributeName: (name: string) => new AwsError('InvalidAttributeName', 400, `Unknown Attribute ${name}.`),
  attributeExplained: (name: string, reason: string) =>
    new AwsError('InvalidAttributeValue', 400, `Invalid value for the parameter ${name}. Reason: ${reason}`),
  /** A parameter that only the other type of queue knows. */
  notForThisQueueType: (value: unknown, name: string) =>
    invalidParameter(
      `Value ${String(value)} for parameter ${name} is invalid. Reason: The request include parameter that is not valid for this queue type.`,
    ),
  noDeduplication: () =>
    invalidParameter(
      'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
    ),
  queueDeletedRecently: () =>
    new AwsError(
      'QueueDeletedRecently',
      400,
      'You must wait 60 seconds after deleting a queue before you can create another with the same name.',
    ),
  resourceNotFound: (message: string) => new AwsError('ResourceNotFoundException', 404, message),
  invalidMessageContents: () =>
    new AwsError(
      'InvalidMessageContents',
      400,
      'Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF',
    ),
  messageTooLong: (maximum: number) =>
    invalidParameter(`One or more parameters are invalid. Reason: Message must be shorter than ${maximum} bytes.`),
  batchedMessageTooLong: (maximum: number) =>
    invalidParameter(
      `One or more parameters cannot be validated. Reason: Message must be shorter than ${maximum} bytes.`,
    ),
  receiptHandleIsInvalid: (handle: string) =>
    new AwsError('ReceiptHandleIsInvalid', 404, `The input receipt handle "${handle}" is not a valid receipt handle.`),
  messageNotInflight: () => new AwsError('MessageNotInflight', 400, "The specified message isn't in flight."),
  emptyBatchRequest: (entry: string) =>
    new AwsError('EmptyBatchRequest', 400, `There should be at least one ${entry} in the request.`),
  tooManyEntriesInBatch: (count: number) =>
    new AwsError(
      'TooManyEntriesInBatchRequest',
      400,
      `Maximum number of entries per request are ${limits.BATCH_ENTRIES_MAX}. You have sent ${count}.`,
    ),
  batchEntryIdsNotDistinct: (id: string) => new AwsError('BatchEntryIdsNotDistinct', 400, `Id ${id} repeated.`),
  invalidBatchEntryId: () =>
    new AwsError(
      'InvalidBatchEntryId',
      400,
      'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
    ),
  batchRequestTooLong: (maximum: number, sent: number) =>
    new AwsError(
      'BatchRequestTooLong',
      400,
      `Batch requests cannot be longer than ${maximum} bytes. You have sent ${sent} bytes.`,
    ),
  purgeQueueInProgress: (queue: string) =>
    new AwsError('PurgeQueueInProgress', 403, `Only one PurgeQueue operation on ${queue} is allowed every 60 seconds.`),
  overLimit: () => new AwsError('OverLimit', 403, 'Too many messages are in flight: a standard queue allows 120,000.'),
} as const
