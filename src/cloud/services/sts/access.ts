/**
 * What STS's operations need of IAM. Source: Service Authorization Reference, "Actions … for AWS Security Token
 * Service"; API Reference, "Permissions" of each operation.
 */

import type { AccessRule } from '../contract'

export const access: Readonly<Record<string, AccessRule>> = {
  // Decided within the operation, with the role's trust policy.
  AssumeRole: () => [],
  // Everybody may ask, even against an explicit deny.
  GetCallerIdentity: () => [],
  GetSessionToken: () => [],
  GetAccessKeyInfo: () => [{ action: 'sts:GetAccessKeyInfo', resource: '*' }],
}
