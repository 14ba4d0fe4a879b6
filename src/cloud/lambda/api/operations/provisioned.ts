/** Provisioned concurrency. Source: Lambda API Reference; texts and shapes recorded from AWS (LocalStack's test suite). */

import { AwsError } from '../../../aws/aws-error'
import { isoTimestamp } from '../../../aws/timestamps'
import type { Operation } from '../../../services/contract'
import { LATEST, type LambdaFunction } from '../../function'
import type { Lambda } from '../../lambda'
import * as limits from '../../limits'
import { allocated, provision, unprovision, type ProvisionedConcurrency } from '../../provisioned'
import { refusalOfProvisioning } from '../../provisioned-refusals'
import { functionOf, page, qualifiedOf, text, type Input } from '../input'
import { errors } from '../wire'

export function provisionedOperations(lambda: Lambda): Readonly<Record<string, Operation>> {
  const { context } = lambda
  const published = (input: Input): { readonly fn: LambdaFunction; readonly qualifier: string } => {
    const { fn, arn } = qualifiedOf(lambda, input)
    const qualifier = arn === fn.arn ? LATEST : arn.slice(fn.arn.length + 1)
    if (qualifier === LATEST) {
      throw errors.invalidParameter(
        'Provisioned Concurrency Configs cannot be applied to unpublished function versions.',
      )
    }
    return { fn, qualifier }
  }

  return {
    PutProvisionedConcurrencyConfig(input) {
      const { fn, qualifier } = published(input)
      const value = Number(input['ProvisionedConcurrentExecutions'])
      const refusal = refusalOfProvisioning(lambda, fn, qualifier, value)
      if (refusal) throw refusal
      return shapeOf(provision(fn, qualifier, value, context))
    },
    GetProvisionedConcurrencyConfig(input) {
      const { fn, qualifier } = published(input)
      const config = fn.provisioned.get(qualifier)
      if (!config) {
        throw new AwsError(
          'ProvisionedConcurrencyConfigNotFoundException',
          404,
          'No Provisioned Concurrency Config found for this function',
          { Type: 'User' },
        )
      }
      return shapeOf(config)
    },
    DeleteProvisionedConcurrencyConfig(input) {
      const { fn, qualifier } = published(input)
      unprovision(fn, qualifier, context)
      return {}
    },
    ListProvisionedConcurrencyConfigs(input) {
      const fn = functionOf(lambda, { FunctionName: text(input, 'FunctionName') })
      const { items, NextMarker } = page([...fn.provisioned.values()], input, limits.LIST_PAGE_MAX)
      return {
        ProvisionedConcurrencyConfigs: items.map((config) => ({
          FunctionArn: `${fn.arn}:${config.qualifier}`,
          ...shapeOf(config),
        })),
        ...(NextMarker !== undefined && { NextMarker }),
      }
    },
  }
}

function shapeOf(config: ProvisionedConcurrency): object {
  const { requested, status, statusReason, lastModified } = config
  const count = allocated(config)
  return {
    RequestedProvisionedConcurrentExecutions: requested,
    AvailableProvisionedConcurrentExecutions: count,
    AllocatedProvisionedConcurrentExecutions: count,
    Status: status,
    ...(statusReason !== null && { StatusReason: statusReason }),
    LastModified: isoTimestamp(lastModified).replace('Z', '+0000'),
  }
}
