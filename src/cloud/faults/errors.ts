/**
 * The errors with which services fail or refuse, by the names their own models have.
 * Sources: the errors of the services' models; "Common Errors" of the API references for services whose model names none
 * (InternalFailure 500, ThrottlingException 400); for S3 "Error responses" (InternalError 500, SlowDown 503).
 */

import { AwsError } from '../aws/aws-error'
import type { WireDefinition } from '../services/contract'

type Failure = 'error' | 'throttle'

const NAMES: Readonly<Record<Failure, readonly string[]>> = {
  error: [
    'InternalServerError',
    'InternalErrorException',
    'InternalFailureException',
    'InternalException',
    'InternalServerException',
    'InternalServiceError',
    'InternalServiceFault',
    'KMSInternalException',
    'ServiceException',
  ],
  throttle: [
    'ProvisionedThroughputExceededException',
    'ThrottlingException',
    'ThrottledException',
    'RequestThrottled',
    'TooManyRequestsException',
  ],
}

const MESSAGES: Readonly<Record<Failure, string>> = {
  error: 'An internal error occurred.',
  throttle: 'Rate exceeded',
}

export function serviceFailure(
  failure: Failure,
  { model, protocol }: Pick<WireDefinition, 'model' | 'protocol'>,
): AwsError {
  const message = MESSAGES[failure]
  if (protocol === 'rest-xml') {
    return failure === 'error'
      ? new AwsError('InternalError', 500, 'We encountered an internal error. Please try again.')
      : new AwsError('SlowDown', 503, 'Please reduce your request rate.')
  }
  const name = NAMES[failure].find((one) => Object.hasOwn(model.errors, one))
  if (name !== undefined) return new AwsError(name, model.errors[name]?.status ?? 400, message)
  return failure === 'error'
    ? new AwsError('InternalFailure', 500, message)
    : new AwsError('ThrottlingException', 400, message)
}
