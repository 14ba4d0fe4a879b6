/** How the API is spoken, and its errors. Source: Amazon CloudWatch API Reference; texts as AWS's SDK users report them. */

import { AwsError } from '../../aws/aws-error'
import type { WireModel } from '../../aws/wire-model'
import type { WireDefinition } from '../contract'
import model from './model.json'

export const wire: WireDefinition = {
  endpointPrefix: 'monitoring',
  protocol: 'json-1.0',
  model: model as unknown as WireModel,
  queryErrorCodes: {},
}

export const errors = {
  missing: (name: string) =>
    new AwsError('MissingRequiredParameterException', 400, `The parameter ${name} is required.`),
  invalid: (message: string) => new AwsError('InvalidParameterValueException', 400, message),
  combination: (message: string) => new AwsError('InvalidParameterCombinationException', 400, message),
  validation: (message: string) => new AwsError('ValidationException', 400, message),
  invalidToken: () => new AwsError('InvalidNextToken', 400, 'Invalid NextToken'),
}
