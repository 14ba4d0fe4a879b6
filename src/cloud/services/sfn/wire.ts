/** How the API is spoken, and its errors. Source: AWS Step Functions API Reference. */

import { AwsError } from '../../aws/aws-error'
import type { WireModel } from '../../aws/wire-model'
import type { WireDefinition } from '../contract'
import model from './model.json'

export const wire: WireDefinition = {
  endpointPrefix: 'states',
  protocol: 'json-1.0',
  model: model as unknown as WireModel,
}

export const errors = {
  missing: (name: string) =>
    new AwsError(
      'ValidationException',
      400,
      `1 validation error detected: Value null at '${name}' failed to satisfy constraint: Member must not be null`,
    ),
  invalidName: (name: string) => new AwsError('InvalidName', 400, `Invalid Name: '${name}'`),
  invalidDefinition: (reason: string) =>
    new AwsError('InvalidDefinition', 400, `Invalid State Machine Definition: 'INVALID_JSON_DESCRIPTION: ${reason}'`),
  invalidToken: () => new AwsError('InvalidToken', 400, "Invalid Token: 'Invalid token'"),
  exists: (arn: string) => new AwsError('StateMachineAlreadyExists', 400, `State Machine Already Exists: '${arn}'`),
  doesNotExist: (arn: string) =>
    new AwsError('StateMachineDoesNotExist', 400, `State Machine Does Not Exist: '${arn}'`),
  /** Ours: AWS would run it. */
  notSimulated: (arn: string) =>
    new AwsError(
      'UnknownOperationException',
      400,
      `State machines do not run in Coldstart yet: ${arn} was not started.`,
    ),
}
