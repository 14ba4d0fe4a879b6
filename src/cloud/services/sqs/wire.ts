/** How SQS's API is spoken, and its errors. Source: Amazon SQS API Reference; captured requests of client-sqs. */

import { AwsError } from '../../aws/aws-error'
import type { WireDefinition } from '../contract'

export const wire: WireDefinition = { endpointPrefix: 'sqs', protocol: 'json-1.0', targetPrefix: 'AmazonSQS' }

export const errors = {
  queueDoesNotExist: () => new AwsError('QueueDoesNotExist', 400, 'The specified queue does not exist.'),
  queueNameExists: (attribute: string) =>
    new AwsError(
      'QueueNameExists',
      400,
      `A queue already exists with the same name and a different value for attribute ${attribute}`,
    ),
  missingParameter: (name: string) =>
    new AwsError('MissingParameter', 400, `The request must contain the parameter ${name}.`),
  invalidParameter: (reason: string) => new AwsError('InvalidParameterValue', 400, reason),
  invalidAttributeValue: (name: string) =>
    new AwsError('InvalidAttributeValue', 400, `Invalid value for the parameter ${name}.`),
  invalidAttributeName: (name: string) => new AwsError('InvalidAttributeName', 400, `Unknown Attribute ${name}.`),
  messageTooLong: (maximum: number) =>
    new AwsError(
      'InvalidParameterValue',
      400,
      `One or more parameters are invalid. Reason: Message must be shorter than ${maximum} bytes.`,
    ),
  receiptHandleIsInvalid: (handle: string) =>
    new AwsError('ReceiptHandleIsInvalid', 400, `The input receipt handle "${handle}" is not a valid receipt handle.`),
  messageNotInflight: (handle: string) =>
    new AwsError(
      'MessageNotInflight',
      400,
      `Value ${handle} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.`,
    ),
  emptyBatchRequest: () =>
    new AwsError('EmptyBatchRequest', 400, 'There should be at least one SendMessageBatchRequestEntry in the request.'),
  tooManyEntriesInBatch: (count: number) =>
    new AwsError(
      'TooManyEntriesInBatchRequest',
      400,
      `Maximum number of entries per request are 10. You have sent ${count}.`,
    ),
  batchEntryIdsNotDistinct: (id: string) => new AwsError('BatchEntryIdsNotDistinct', 400, `Id ${id} repeated.`),
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
