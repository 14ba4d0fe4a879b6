/**
 * How KMS's API is spoken, and its errors. Source: AWS KMS API Reference; texts recorded from AWS by LocalStack's test
 * suite (tests/aws/services/kms, Apache-2.0, 2023 to 2024), except where a comment says otherwise.
 */

import { AwsError } from '../../aws/aws-error'
import type { WireModel } from '../../aws/wire-model'
import type { WireDefinition } from '../contract'
import model from './model.json'

export const wire: WireDefinition = {
  endpointPrefix: 'kms',
  protocol: 'json-1.1',
  model: model as unknown as WireModel,
}

const validation = (message: string): AwsError => new AwsError('ValidationException', 400, message)
const notFound = (message: string): AwsError => new AwsError('NotFoundException', 400, message)
const invalidState = (message: string): AwsError => new AwsError('KMSInvalidStateException', 400, message)
const invalidUsage = (message: string): AwsError => new AwsError('InvalidKeyUsageException', 400, message)

export const errors = {
  validation,
  keyNotFound: (arn: string) => notFound(`Key '${arn}' does not exist`),
  invalidKeyId: (keyId: string) => notFound(`Invalid keyId '${keyId}'`),
  /** An ARN of another Region (recorded); of another account not confirmed. */
  invalidArn: (part: string) => notFound(`Invalid arn ${part}`),
  aliasNotFound: (arn: string) => notFound(`Alias ${arn} is not found.`),
  disabled: (arn: string) => new AwsError('DisabledException', 400, `${arn} is disabled.`),
  pendingDeletion: (arn: string) => invalidState(`${arn} is pending deletion.`),
  notPendingDeletion: (arn: string) => invalidState(`${arn} is not pending deletion.`),
  usage: (arn: string, usage: string, operation: string) =>
    invalidUsage(`${arn} key usage is ${usage} which is not valid for ${operation}.`),
  algorithm: (algorithm: string, spec: string) =>
    invalidUsage(`Algorithm ${algorithm} is incompatible with key spec ${spec}.`),
  /** AWS gives no text. */
  invalidCiphertext: () => new AwsError('InvalidCiphertextException', 400, ''),
  /** AWS gives no text. */
  invalidMac: () => new AwsError('KMSInvalidMacException', 400, ''),
  incorrectKey: () =>
    new AwsError(
      'IncorrectKeyException',
      400,
      'The key ID in the request does not identify a CMK that can perform this operation.',
    ),
  aliasPrefix: () =>
    validation(
      'Alias must start with the prefix "alias/". Please see https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html',
    ),
  /** AWS gives no text. */
  aliasReserved: () => new AwsError('NotAuthorizedException', 400, ''),
  /** Text as moto has it. */
  aliasInvalid: (alias: string) => validation(`${alias} contains invalid characters for an alias`),
  /** Text as moto has it. */
  aliasOfAlias: () => validation('Aliases must refer to keys. Not aliases'),
  /** Text as moto has it. */
  aliasExists: (arn: string) =>
    new AwsError('AlreadyExistsException', 400, `An alias with the name ${arn} already exists`),
  /** Text not confirmed. */
  aliasTarget: () => validation('The old and the new key of an alias must be of the same type and usage.'),
  /** Text not confirmed. */
  limitExceeded: (what: string) => new AwsError('LimitExceededException', 400, `Limit exceeded: ${what}.`),
  numberOfBytesRequired: () => validation('NumberOfBytes is required.'),
  /** Text as moto has it. */
  eitherBytesOrSpec: () => validation('Please specify either number of bytes or key spec.'),
  usageRequired: () =>
    validation('You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.'),
  /** Text not confirmed. */
  usageOfSpec: (usage: string, spec: string) => validation(`KeyUsage ${usage} is not compatible with KeySpec ${spec}.`),
  /** Text not confirmed. */
  pendingWindow: () => validation('PendingWindowInDays must be between 7 and 30.'),
  /** Text not confirmed. */
  unsupported: (arn: string, what: string) =>
    new AwsError('UnsupportedOperationException', 400, `${arn} ${what} which is not valid for this operation.`),
  malformedPolicy: () =>
    // Text not confirmed.
    new AwsError('MalformedPolicyDocumentException', 400, 'Policy contains a statement that is not valid.'),
  lockout: () =>
    new AwsError(
      'MalformedPolicyDocumentException',
      400,
      'The new key policy will not allow you to update the key policy in the future.',
    ),
  policyName: () => notFound('No such policy exists'),
  invalidMarker: () => new AwsError('InvalidMarkerException', 400, 'Could not deserialize marker.'),
  invalidGrantToken: () => new AwsError('InvalidGrantTokenException', 400, 'The grant token is not valid.'),
  /** Text not confirmed. */
  tag: (message: string) => new AwsError('TagException', 400, message),
  dryRun: () =>
    new AwsError('DryRunOperationException', 400, 'The request would have succeeded, but the DryRun option is set.'),
  notSimulated: (what: string) => new AwsError('UnsupportedOperationException', 400, `${what} is not simulated.`),
} as const
