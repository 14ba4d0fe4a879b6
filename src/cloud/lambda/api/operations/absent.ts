/**
 * Parts of Lambda that are not here yet: whatever would make something is refused by name; what reads finds nothing,
 * which is the truth.
 */

import type { Operation } from '../../../services/contract'
import { AwsError } from '../../../aws/aws-error'
import type { Lambda } from '../../lambda'
import { functionOf, qualifiedOf } from '../input'
import { errors } from '../wire'

export function absentOperations(lambda: Lambda): Readonly<Record<string, Operation>> {
  const refused =
    (what: string): Operation =>
    () => {
      throw errors.notSimulated(what)
    }
  const notFound: Operation = (input) => {
    if (input['FunctionName'] !== undefined) qualifiedOf(lambda, input)
    throw errors.resourceNotFound()
  }
  const noProvisionedConcurrency: Operation = (input) => {
    qualifiedOf(lambda, input)
    throw new AwsError(
      'ProvisionedConcurrencyConfigNotFoundException',
      404,
      'No Provisioned Concurrency Config found for this function',
      { Type: 'User' },
    )
  }
  const none =
    (name: string): Operation =>
    (input) => {
      if (input['FunctionName'] !== undefined) functionOf(lambda, input)
      return { [name]: [] }
    }

  return {
    PutProvisionedConcurrencyConfig(input) {
      const { fn, arn } = qualifiedOf(lambda, input)
      if (arn === fn.latest.arn || arn === fn.arn) {
        throw errors.invalidParameter(
          'Provisioned Concurrency Configs cannot be applied to unpublished function versions.',
        )
      }
      throw errors.notSimulated('Provisioned concurrency is')
    },
    GetProvisionedConcurrencyConfig: noProvisionedConcurrency,
    DeleteProvisionedConcurrencyConfig: (input) => {
      qualifiedOf(lambda, input)
      return {}
    },
    ListProvisionedConcurrencyConfigs: none('ProvisionedConcurrencyConfigs'),

    PublishLayerVersion: refused('Layers are'),
    GetLayerVersion: notFound,
    GetLayerVersionByArn: notFound,
    DeleteLayerVersion: () => ({}),
    ListLayers: none('Layers'),
    ListLayerVersions: none('LayerVersions'),
  }
}
