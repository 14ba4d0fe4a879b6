/** What provisioned concurrency may not be put on. Texts recorded from AWS (LocalStack's test suite) where nothing else is said. */

import { AwsError } from '../aws/aws-error'
import { LATEST, type LambdaFunction } from './function'
import type { Lambda } from './lambda'

/** @returns null when the version or alias, which exists, may have so much */
export function refusalOfProvisioning(
  lambda: Lambda,
  fn: LambdaFunction,
  qualifier: string,
  value: number,
): AwsError | null {
  const invalid = (message: string): AwsError =>
    new AwsError('InvalidParameterValueException', 400, message, { Type: 'User' })
  const conflict = (message: string): AwsError =>
    new AwsError('ResourceConflictException', 409, message, { Type: 'User' })
  const alias = fn.aliases.get(qualifier)
  const versions = alias ? [alias.version, ...Object.keys(alias.weights)] : [qualifier]
  if (versions.includes(LATEST)) {
    return invalid('Provisioned Concurrency Configs cannot be applied to unpublished function versions.')
  }
  // Guide, "Tenant isolation mode": not together with provisioned concurrency; text ours.
  if (fn.configuration.isolatesTenants) {
    return invalid('Provisioned concurrency is not supported for functions with tenant isolation.')
  }
  if (alias && versions.some((version) => fn.provisioned.has(version))) {
    return conflict("Alias can't be used for Provisioned Concurrency configuration on an already Provisioned version")
  }
  const pointing = [...fn.aliases.values()].some(
    ({ name, version, weights }) =>
      fn.provisioned.has(name) && (version === qualifier || Object.hasOwn(weights, qualifier)),
  )
  // Text from LocalStack's provider; not recorded.
  if (!alias && pointing) return conflict('Version is pointed by a Provisioned Concurrency alias')
  const refusal = lambda.capacity.refusalOfProvisioning(fn, qualifier, value)
  return refusal === null ? null : invalid(refusal)
}
