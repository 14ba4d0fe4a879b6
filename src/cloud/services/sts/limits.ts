/** Quotas and defaults of STS. Source: STS API Reference, AssumeRole, GetSessionToken. */

import type { Constraint, Constraints } from '../../aws/constraints'
import type { Seconds } from '../../aws/units'
import type { Latency } from '../contract'

export const ROLE_DURATION_DEFAULT: Seconds = 3600
/** Of a session that was opened with another role's session. */
export const CHAINED_DURATION_MAX: Seconds = 3600
export const TOKEN_DURATION_DEFAULT: Seconds = 43_200
/** Session tags, and ARNs of policies, of one session. */
export const TAGS_MAX = 50
export const POLICY_ARNS_MAX = 10
/** Characters of a session policy. */
export const POLICY_MAX = 2048

/** Milliseconds. AWS states none; assumed, like other control APIs. */
export const LATENCY: Latency = { p50: 20, p90: 50, p99: 150 }

const NAME: Constraint = { length: [2, 64], pattern: '[\\w+=,.@-]*' }
const ARN: Constraint = { length: [20, 2048] }

export const ASSUME_ROLE: Constraints = {
  RoleArn: { required: true, ...ARN },
  RoleSessionName: { required: true, ...NAME },
  PolicyArns: { length: [0, POLICY_ARNS_MAX], entries: { members: { arn: ARN } } },
  Policy: { length: [1, POLICY_MAX] },
  DurationSeconds: { range: [900, 43_200] },
  Tags: {
    length: [0, TAGS_MAX],
    entries: { members: { Key: { required: true, length: [1, 128] }, Value: { required: true, length: [0, 256] } } },
  },
  ExternalId: { length: [2, 1224], pattern: '[\\w+=,.@:\\/-]*' },
  SourceIdentity: NAME,
}

export const GET_SESSION_TOKEN: Constraints = { DurationSeconds: { range: [900, 129_600] } }

export const GET_ACCESS_KEY_INFO: Constraints = {
  AccessKeyId: { required: true, length: [16, 128], pattern: '[\\w]*' },
}
