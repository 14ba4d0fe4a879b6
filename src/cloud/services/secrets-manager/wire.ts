/**
 * How Secrets Manager's API is spoken, and its errors. Source: Secrets Manager API Reference; texts recorded from AWS by
 * LocalStack's test suite (tests/aws/services/secretsmanager, Apache-2.0, 2022 to 2023) or as users report them, except
 * where a comment says otherwise.
 */

import { AwsError } from '../../aws/aws-error'
import type { WireModel } from '../../aws/wire-model'
import type { WireDefinition } from '../contract'
import * as limits from './limits'
import model from './model.json'

export const wire: WireDefinition = {
  endpointPrefix: 'secretsmanager',
  protocol: 'json-1.1',
  model: model as unknown as WireModel,
}

const error =
  (code: string) =>
  (message: string): AwsError =>
    new AwsError(code, 400, message)
const validation = error('ValidationException')
const invalidRequest = error('InvalidRequestException')
const invalidParameter = error('InvalidParameterException')
const notFound = error('ResourceNotFoundException')
const exists = error('ResourceExistsException')

export const errors = {
  validation,
  invalidRequest,
  invalidParameter,
  notFound: () => notFound("Secrets Manager can't find the specified secret."),
  noValueOfStage: (stage: string) =>
    notFound(`Secrets Manager can't find the specified secret value for staging label: ${stage}`),
  noValueOfVersion: (versionId: string) =>
    notFound(`Secrets Manager can't find the specified secret value for VersionId: ${versionId}`),
  stageOfAnotherVersion: () =>
    invalidRequest('You provided a VersionStage that is not associated to the provided VersionId.'),
  exists: (name: string) => exists(`The operation failed because the secret ${name} already exists.`),
  tokenInUse: (token: string, arn: string) =>
    exists(
      `You can't use ClientRequestToken ${token} because that value is already in use for a version of secret ${arn}.`,
    ),
  invalidName: () =>
    validation(
      'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!',
    ),
  createScheduled: () =>
    invalidRequest("You can't create this secret because a secret with this name is already scheduled for deletion."),
  markedForDeletion: () =>
    invalidRequest("You can't perform this operation on the secret because it was marked for deletion."),
  /** Text not confirmed. */
  alreadyScheduled: () =>
    invalidRequest("You can't perform this operation on the secret because it was already scheduled for deletion."),
  forceWithWindow: () =>
    invalidParameter("You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays."),
  recoveryWindow: () => invalidParameter('The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).'),
  tokenRequired: (code: 'InvalidRequestException' | 'InvalidParameterException') =>
    error(code)('You must provide a ClientRequestToken value. We recommend a UUID-type value.'),
  valueRequired: () => invalidRequest('You must provide either SecretString or SecretBinary.'),
  /** Text not confirmed. */
  bothValues: () =>
    invalidParameter("You can't specify both a binary secret value and a string secret value in the same secret."),
  removeFromRequired: (stage: string, versionId: string) =>
    invalidParameter(
      `The parameter RemoveFromVersionId can't be empty. Staging label ${stage} is currently attached to version ${versionId}, so you must explicitly reference that version in RemoveFromVersionId.`,
    ),
  /** Text not confirmed. */
  stageNotAttached: (stage: string, versionId: string) =>
    invalidParameter(`Staging label ${stage} is not attached to version ${versionId}.`),
  currentMustStay: () =>
    invalidParameter(
      "You can only move staging label AWSCURRENT to a different secret version. It can't be completely removed.",
    ),
  /** Text not confirmed. */
  tooManyStages: () =>
    error('LimitExceededException')(`A secret can have at most ${limits.STAGES_MAX} staging labels.`),
  encryption: () =>
    error('EncryptionFailure')(
      "Secrets Manager can't encrypt the protected secret text using the provided KMS key. Check that the KMS key is available, enabled, and not in an invalid state.",
    ),
  decryption: () =>
    error('DecryptionFailure')("Secrets Manager can't decrypt the protected secret text using the provided KMS key."),
  keyAccess: () => error('AccessDeniedException')('Access to KMS is not allowed'),
  malformedPolicy: () =>
    // Text not confirmed.
    error('MalformedPolicyDocumentException')('This resource policy contains invalid Json.'),
  publicPolicy: () =>
    // The API Reference's description of the error; text not confirmed.
    error('PublicPolicyException')(
      'The BlockPublicPolicy parameter is set to true, and the resource policy did not prevent broad access to the secret.',
    ),
  noRotationFunction: () => invalidRequest('No Lambda rotation function ARN is associated with this secret.'),
  rotationFunctionAccess: () =>
    error('AccessDeniedException')(
      'Secrets Manager cannot invoke the specified Lambda function. Ensure that the function policy grants access to the principal secretsmanager.amazonaws.com.',
    ),
  rotationPending: () => invalidRequest("A previous rotation isn't complete. That rotation will be reattempted."),
  /** Texts not confirmed. */
  rotationRules: (reason: string) => invalidParameter(`Invalid RotationRules: ${reason}`),
  passwordLength: () =>
    // Text as moto has it.
    invalidParameter('Password length must be greater than or equal to the number of required character types.'),
  noCharacters: () =>
    // Text not confirmed.
    invalidParameter('All characters were excluded: there is nothing to make a password of.'),
  invalidToken: () => error('InvalidNextTokenException')('Invalid token: the token is not valid.'),
  tooManyTags: () => invalidParameter(`A secret can have at most ${limits.TAGS_MAX} tags.`),
  reservedTag: () =>
    // Text not confirmed.
    invalidParameter('Tag keys cannot begin with "aws:".'),
  /** Ours. */
  notSimulated: (what: string) => invalidRequest(`${what} is not simulated.`),
} as const
