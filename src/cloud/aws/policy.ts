/** Policy documents as JSON has them. Source: IAM User Guide, "IAM JSON policy element reference". */

export interface PolicyDocument {
  readonly Version?: string
  readonly Id?: string
  readonly Statement: PolicyStatement | readonly PolicyStatement[]
}

export interface PolicyStatement {
  readonly Sid?: string
  readonly Effect: 'Allow' | 'Deny'
  readonly Principal?: PolicyPrincipal
  readonly NotPrincipal?: PolicyPrincipal
  readonly Action?: OneOrMore
  readonly NotAction?: OneOrMore
  readonly Resource?: OneOrMore
  readonly NotResource?: OneOrMore
  /** Operator → key → values. */
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, OneOrMore>>>>
}

/** `*`, or kind (`AWS`, `Service`, `Federated`) → who. */
export type PolicyPrincipal = '*' | Readonly<Record<string, OneOrMore>>

export type OneOrMore = string | readonly string[]
