/**
 * How STS's API is spoken, and its errors. Codes: the service's model. Texts: public logs of AssumeRole and
 * GetSessionToken; those marked below are not confirmed.
 */

import { AwsError } from '../../aws/aws-error'
import type { WireModel } from '../../aws/wire-model'
import type { WireDefinition } from '../contract'
import model from './model.json'

export const wire: WireDefinition = {
  endpointPrefix: 'sts',
  protocol: 'query',
  model: model as unknown as WireModel,
  accessDenied: { code: 'AccessDenied', statusCode: 403 },
}

const accessDenied = (message: string): AwsError => new AwsError('AccessDenied', 403, message)
const validation = (message: string): AwsError => new AwsError('ValidationError', 400, message)

export const errors = {
  accessDenied,
  validation,
  invalidArn: (arn: string) => validation(`${arn} is invalid`),
  chainedTooLong: () =>
    validation('The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining'),
  multiFactor: () =>
    accessDenied(
      'MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.',
    ),
  sessionForSession: () => accessDenied('Cannot call GetSessionToken with session credentials'),
  /** Text not confirmed. */
  duplicateTag: () =>
    new AwsError(
      'InvalidParameterValue',
      400,
      'Duplicate tag keys found. Please note that Tag keys are case insensitive.',
    ),
  /** Ours: AWS would do it. */
  notSimulated: (what: string) => validation(`${what} not simulated.`),
} as const
