/**
 * What the durable APIs refuse. Texts: AWS's own testing SDK (aws/aws-durable-execution-sdk-js, checkpoint-server), its
 * Lambda Developer Guide, and users' reports; those that are in none of them are marked.
 */

import { AwsError } from '../../aws/aws-error'

const BY_USER = { Type: 'User' } as const

export const invalid = (message: string): AwsError =>
  new AwsError('InvalidParameterValueException', 400, message, BY_USER)

/** The SDK knows a token that is no longer valid by how this begins, and lets Lambda try the invocation again. */
export const invalidToken = (): AwsError => invalid('Invalid Checkpoint Token')

/** Text not confirmed. */
export const noExecution = (): AwsError =>
  new AwsError('ResourceNotFoundException', 404, 'Durable Execution does not exist', BY_USER)

/** Text not confirmed. */
export const alreadyStarted = (executionArn: string): AwsError =>
  new AwsError('DurableExecutionAlreadyStartedException', 409, `Execution already started: ${executionArn}`, BY_USER)

/** Text not confirmed. */
export const callbackClosed = (): AwsError =>
  new AwsError('CallbackTimeoutException', 400, 'The callback is either timed out or already completed', BY_USER)

export const unqualified = (): AwsError => invalid('You cannot invoke a durable function using an unqualified ARN.')

export const tooLongForSync = (): AwsError =>
  invalid('You cannot synchronously invoke a durable function with an executionTimeout greater than 15 minutes.')
