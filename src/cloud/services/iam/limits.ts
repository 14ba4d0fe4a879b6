/**
 * Quotas and defaults of IAM and STS's sessions. Source: IAM User Guide, "IAM and AWS STS quotas"; IAM API Reference,
 * CreateRole, PutRolePolicy, CreatePolicy.
 */

import type { Seconds } from '../../aws/units'

export const ROLE_NAME = /^[\w+=,.@-]{1,64}$/
export const POLICY_NAME = /^[\w+=,.@-]{1,128}$/
export const PATH = /^(\/|\/[\x21-\x7e]+\/)$/
export const PATH_MAX = 512

/** Characters without white space: of a role's inline policies together. */
export const INLINE_POLICIES_MAX = 10_240
/** Characters without white space. */
export const MANAGED_POLICY_MAX = 6144
/** Characters without white space; can be raised to 4,096 on AWS, which is what counts here. */
export const TRUST_POLICY_MAX = 4096
/** Managed policies attached to a role; can be raised to 20 on AWS, which is what counts here. */
export const ATTACHED_POLICIES_MAX = 20

export const SESSION_DURATION = { minimum: 3600, maximum: 43_200, default: 3600 } satisfies Record<string, Seconds>
