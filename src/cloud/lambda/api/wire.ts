/** How Lambda's API is spoken, and its errors. Source: Lambda API Reference; captured requests of client-lambda. */

import { AwsError } from '../../aws/aws-error'
import type { WireModel } from '../../aws/wire-model'
import type { WireDefinition } from '../../services/contract'
import model from './model.json'

const generated = model as unknown as WireModel

/** An answer's x-amzn-RequestId is the invocation's own request id, the one that the handler and the logs have. */
const REQUEST_ID = { shape: 'string', in: 'header', at: 'x-amzn-RequestId' } as const

const withRequestId = (structure: string): WireModel['structures'] => ({
  [structure]: { members: { ...generated.structures[structure]?.members, RequestId: REQUEST_ID } },
})

export const wire: WireDefinition = {
  endpointPrefix: 'lambda',
  protocol: 'rest-json',
  model: {
    ...generated,
    structures: {
      ...generated.structures,
      ...withRequestId('InvocationResponse'),
      ...withRequestId('InvokeWithResponseStreamResponse'),
      ...withRequestId('InvokeAsyncResponse'),
    },
  },
  accessDenied: { code: 'AccessDeniedException', statusCode: 403 },
}

const BY_USER = { Type: 'User' } as const

/** Texts recorded from AWS (LocalStack's test suite) where nothing else is said. */
export const errors = {
  functionNotFound: (arn: string) =>
    new AwsError('ResourceNotFoundException', 404, `Function not found: ${arn}`, BY_USER),
  aliasNotFound: (arn: string) =>
    new AwsError('ResourceNotFoundException', 404, `Cannot find alias arn: ${arn}`, BY_USER),
  resourceNotFound: () =>
    new AwsError('ResourceNotFoundException', 404, 'The resource you requested does not exist.', BY_USER),
  functionExists: (name: string) =>
    new AwsError('ResourceConflictException', 409, `Function already exist: ${name}`, BY_USER),
  aliasExists: (arn: string) => new AwsError('ResourceConflictException', 409, `Alias already exists: ${arn}`, BY_USER),
  invalidParameter: (message: string) => new AwsError('InvalidParameterValueException', 400, message, BY_USER),
  validation: (message: string) => new AwsError('ValidationException', 400, message),
  conflict: (message: string) => new AwsError('ResourceConflictException', 409, message, BY_USER),
  revisionMismatch: () =>
    new AwsError(
      'PreconditionFailedException',
      412,
      'The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id',
      BY_USER,
    ),
  unqualifiedOnly: () =>
    new AwsError(
      'InvalidParameterValueException',
      400,
      'This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. Please specify either a function name or an unqualified function ARN.',
      BY_USER,
    ),
  /** From users' reports; not recorded. */
  mappingInUse: (change: 'update' | 'delete') =>
    new AwsError(
      'ResourceInUseException',
      400,
      `Cannot ${change} the event source mapping because it is in use.`,
      BY_USER,
    ),
  notSimulated: (what: string) => new AwsError('UnknownOperationException', 400, `${what} not simulated yet.`),
} as const
