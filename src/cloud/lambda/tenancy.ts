/**
 * Functions whose environments serve one tenant each.
 * Source: Guide, "Using tenant isolation in Lambda"; Invoke API (TenantId).
 */

import { AwsError } from '../aws/aws-error'
import type { LambdaFunction } from './function'

const TENANT_ID = /^[a-zA-Z0-9._:/=+\-@ ]{1,256}$/

/** @throws AwsError when the tenant is missing, malformed, or of no use */
export function checkTenant({ configuration }: LambdaFunction, tenantId: string | undefined): void {
  if (configuration.isolatesTenants) {
    if (tenantId === undefined || !TENANT_ID.test(tenantId)) {
      throw invalid(
        'The invoked function is enabled with tenancy configuration. Add a valid tenant ID in your request and try again.',
      )
    }
  } else if (tenantId !== undefined) {
    // That it is refused is documented; the text is ours.
    throw invalid(
      'The invoked function is not enabled with tenancy configuration. Remove the tenant ID from your request and try again.',
    )
  }
}

const invalid = (message: string): AwsError =>
  new AwsError('InvalidParameterValueException', 400, message, { Type: 'User' })
