/** How the API is spoken, and its errors. Source: Amazon CloudWatch Logs API Reference; texts as AWS's SDK users report them. */

import { AwsError } from '../../aws/aws-error'
import type { WireModel } from '../../aws/wire-model'
import type { WireDefinition } from '../contract'
import model from './model.json'

export const wire: WireDefinition = {
  endpointPrefix: 'logs',
  protocol: 'json-1.1',
  model: model as unknown as WireModel,
}

export const errors = {
  invalidParameter: (message: string) => new AwsError('InvalidParameterException', 400, message),
  groupExists: () => new AwsError('ResourceAlreadyExistsException', 400, 'The specified log group already exists'),
  /** Text: as AWS's users report it. */
  groupReserved: () =>
    new AwsError('InvalidParameterException', 400, 'Log groups starting with AWS/ are reserved for AWS.'),
  groupNotFound: () => new AwsError('ResourceNotFoundException', 400, 'The specified log group does not exist.'),
  streamExists: () => new AwsError('ResourceAlreadyExistsException', 400, 'The specified log stream already exists'),
  streamNotFound: () => new AwsError('ResourceNotFoundException', 400, 'The specified log stream does not exist.'),
  policyNotFound: (name: string) =>
    new AwsError('ResourceNotFoundException', 400, `Policy with name [${name}] does not exist.`),
  /** The next three: as AWS's users report them. */
  ownLogGroup: () =>
    new AwsError(
      'InvalidParameterException',
      400,
      'The log group provided is reserved for the function logs of the destination function.',
    ),
  functionNotInvocable: () =>
    new AwsError(
      'InvalidParameterException',
      400,
      'Could not execute the lambda function. Make sure you have given CloudWatch Logs permission to execute your function.',
    ),
  streamNotReachable: () =>
    new AwsError(
      'InvalidParameterException',
      400,
      'Could not deliver test message to specified Kinesis stream. Check if the given kinesis stream is in ACTIVE state.',
    ),
  subscriptionNotFound: () =>
    new AwsError('ResourceNotFoundException', 400, 'The specified subscription filter does not exist.'),
  limitExceeded: () => new AwsError('LimitExceededException', 400, 'Resource limit exceeded.'),
  resourceNotFound: () => new AwsError('ResourceNotFoundException', 400, 'The specified resource does not exist.'),
  queryNotFound: () => new AwsError('ResourceNotFoundException', 400, 'The specified query does not exist.'),
  queryEnded: (id: string, status: string) =>
    new AwsError('InvalidParameterException', 400, `Query ${id} is not running: its status is ${status}.`),
  invalidToken: () => new AwsError('InvalidParameterException', 400, 'The specified nextToken is invalid.'),
  invalidPattern: () => new AwsError('InvalidParameterException', 400, 'Invalid filter pattern'),
  tooManyTags: () => new AwsError('TooManyTagsException', 400, 'The resource has more tags than is allowed.'),
}
