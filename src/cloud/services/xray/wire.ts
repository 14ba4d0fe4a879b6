/** How the API is spoken, and its errors. Source: AWS X-Ray API Reference. */

import { AwsError } from '../../aws/aws-error'
import type { WireModel } from '../../aws/wire-model'
import type { WireDefinition } from '../contract'
import model from './model.json'

export const wire: WireDefinition = {
  endpointPrefix: 'xray',
  protocol: 'rest-json',
  model: model as unknown as WireModel,
  accessDenied: { code: 'AccessDeniedException', statusCode: 403 },
}

export const errors = {
  invalid: (message: string) => new AwsError('InvalidRequestException', 400, message),
  notSimulated: (what: string) => new AwsError('InvalidRequestException', 400, `${what} not simulated.`),
} as const
