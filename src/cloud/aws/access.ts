/**
 * What IAM answers: the decision, which policy made it, and AWS's text for a refusal.
 * Source: IAM User Guide, "Policy evaluation logic" and "Troubleshoot access denied error messages".
 */

/** As the texts of refusals name them. */
export type PolicyKind =
  'identity-based policy' | 'resource-based policy' | 'permissions boundary' | 'session policy' | 'role trust policy'

export interface AccessDecision {
  readonly decision: 'allowed' | 'explicit-deny' | 'implicit-deny'
  /** The kind of policy that allowed or denied, or that allows nothing of the kind; null for an administrator. */
  readonly kind: PolicyKind | null
  /** Name or ARN of the policy that decided: `FnRolePolicy0`, `arn:aws:iam::aws:policy/…`; null if the lack of one did. */
  readonly policy: string | null
  /** Of the statement that decided: its Sid, or its place in the document from 0: `#0`. Null if the lack of one did. */
  readonly statement: string | null
  /** In words for a reader of the trace: why. Ours, not AWS's. */
  readonly reason: string
  /** AWS's text for the caller, as most services print it; empty when allowed. */
  readonly message: string
}
