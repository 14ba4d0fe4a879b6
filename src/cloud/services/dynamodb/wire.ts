/**
 * How DynamoDB's API is spoken, and its errors. Source: Amazon DynamoDB API Reference; captured requests of
 * client-dynamodb. Texts: as DynamoDB answers, by the tests of dynalite that were run against it, unless said otherwise.
 */

import { AwsError } from '../../aws/aws-error'
import type { WireModel } from '../../aws/wire-model'
import type { WireDefinition } from '../contract'
import type { KeyType } from './keys'
import model from './model.json'

export const wire: WireDefinition = {
  endpointPrefix: 'dynamodb',
  // Clients use it when a table is named by its ARN, and when the account of their credentials is known.
  accountEndpointPrefix: 'ddb',
  protocol: 'json-1.0',
  model: model as unknown as WireModel,
}

const validation = (message: string): AwsError => new AwsError('ValidationException', 400, message)
const invalidParameter = (reason: string): AwsError =>
  validation(`One or more parameter values were invalid: ${reason}`)
const notFound = (message: string): AwsError => new AwsError('ResourceNotFoundException', 400, message)
const inUse = (message: string): AwsError => new AwsError('ResourceInUseException', 400, message)
const limitExceeded = (message: string): AwsError => new AwsError('LimitExceededException', 400, message)

const SET_NAMES = { SS: 'string', NS: 'number', BS: 'binary' } as const

export const errors = {
  validation,
  invalidParameter,
  notFound,
  inUse,
  limitExceeded,

  // Values
  noType: () => validation('Supplied AttributeValue is empty, must contain exactly one of the supported datatypes'),
  severalTypes: () =>
    validation(
      'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
    ),
  nullMustBeTrue: () => invalidParameter('Null attribute value types must have the value of true'),
  notANumber: (text: string) =>
    validation(`The parameter cannot be converted to a numeric value${text === '' ? '' : `: ${text}`}`),
  tooManyDigits: () => validation('Attempting to store more than 38 significant digits in a Number'),
  numberOverflow: () =>
    validation('Number overflow. Attempting to store a number with magnitude larger than supported range'),
  numberUnderflow: () =>
    validation('Number underflow. Attempting to store a number with magnitude smaller than supported range'),
  notBase64: (flaw: string) => new AwsError('SerializationException', 400, flaw),
  emptySet: (type: 'SS' | 'NS' | 'BS') =>
    invalidParameter(type === 'BS' ? 'Binary sets should not be empty' : `An ${SET_NAMES[type]} set  may not be empty`),
  duplicatesInSet: (type: 'SS' | 'NS' | 'BS', entries: readonly string[]) => {
    if (type === 'NS') return validation('Input collection contains duplicates')
    const of = type === 'BS' ? 'of type BS' : ''
    return invalidParameter(`Input collection [${entries.join(', ')}]${of} contains duplicates.`)
  },
  nestedTooDeep: () => validation('Nesting Levels have exceeded supported limits'),
  itemTooLarge: () => validation('Item size has exceeded the maximum allowed size'),
  updatedItemTooLarge: () => validation('Item size to update has exceeded the maximum allowed size'),

  // Keys
  missingKey: (name: string) => invalidParameter(`Missing the key ${name} in the item`),
  keyTypeMismatch: (name: string, expected: string, actual: string) =>
    invalidParameter(`Type mismatch for key ${name} expected: ${expected} actual: ${actual}`),
  indexKeyTypeMismatch: (name: string, expected: string, actual: string, index: string) =>
    invalidParameter(`Type mismatch for Index Key ${name} Expected: ${expected} Actual: ${actual} IndexName: ${index}`),
  emptyKeyValue: (name: string, type: KeyType) =>
    validation(
      `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ${type === 'B' ? 'binary' : 'string'} value. Key: ${name}`,
    ),
  emptyIndexKeyValue: (name: string, type: KeyType, index: string) =>
    validation(
      `One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty ${type === 'B' ? 'binary' : 'string'} value. IndexName: ${index}, IndexKey: ${name}`,
    ),
  partitionKeyTooLong: () => invalidParameter('Size of hashkey has exceeded the maximum size limit of2048 bytes'),
  sortKeyTooLong: () => invalidParameter('Aggregated size of all range keys has exceeded the size limit of 1024 bytes'),
  keyDoesNotMatch: () => validation('The provided key element does not match the schema'),
  startKeyInvalid: (reason = '') => validation(`The provided starting key is invalid${reason}`),
  duplicateKeys: () => validation('Provided list of item keys contains duplicates'),

  // Expressions
  invalidExpression: (parameter: string, reason: string) => validation(`Invalid ${parameter}: ${reason}`),
  invalidPathForUpdate: () => validation('The document path provided in the update expression is invalid for update'),
  incorrectOperandType: () => validation('An operand in the update expression has an incorrect data type'),
  cannotUpdateKey: (name: string) =>
    invalidParameter(`Cannot update attribute ${name}. This attribute is part of the key`),
  missedKeyElement: (name: string) => validation(`Query condition missed key schema element: ${name}`),

  // Conditions and transactions
  conditionFailed: (item?: object) =>
    new AwsError('ConditionalCheckFailedException', 400, 'The conditional request failed', item && { Item: item }),
  transactionCanceled: (reasons: readonly { readonly Code: string }[]) =>
    new AwsError(
      'TransactionCanceledException',
      400,
      `Transaction cancelled, please refer cancellation reasons for specific reasons [${reasons.map(({ Code }) => Code).join(', ')}]`,
      { CancellationReasons: reasons },
    ),
  idempotentParameterMismatch: () =>
    new AwsError(
      'IdempotentParameterMismatchException',
      400,
      // The sentence is not confirmed; the error is.
      'An idempotent request contained parameters that do not match a previous request with the same token.',
    ),

  // Tables
  tableNotFound: (name: string) => notFound(`Requested resource not found: Table: ${name} not found`),
  resourceNotFound: () => notFound('Requested resource not found'),
  noSuchIndex: (name: string) => validation(`The table does not have the specified index: ${name}`),

  // Streams
  streamNotFound: (arn: string) => notFound(`Requested resource not found: Stream: ${arn} not found`),

  notSimulated: (what: string, instead = '') =>
    validation(`${what} is not simulated by Coldstart.${instead && ` ${instead}`}`),
} as const
