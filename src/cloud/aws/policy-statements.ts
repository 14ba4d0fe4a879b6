/** Policies attached to resources: reading them, and the statements that AddPermission of SQS and SNS writes. */

import type { OneOrMore, PolicyDocument, PolicyStatement } from './policy'

/** @returns null for what is no policy document: not JSON, or without statements that say Allow or Deny to somebody */
export function readResourcePolicy(value: unknown): PolicyDocument | null {
  let document = value
  if (typeof value === 'string') {
    try {
      document = JSON.parse(value)
    } catch {
      return null
    }
  }
  if (typeof document !== 'object' || document === null) return null
  const { Statement } = document as { Statement?: unknown }
  const statements = Array.isArray(Statement) ? (Statement as unknown[]) : [Statement]
  return statements.length > 0 && statements.every(isStatement) ? (document as PolicyDocument) : null
}

function isStatement(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const { Effect, Principal, NotPrincipal, Action, NotAction } = value as Record<string, unknown>
  const isAddressed = Principal !== undefined || NotPrincipal !== undefined
  return (Effect === 'Allow' || Effect === 'Deny') && isAddressed && (Action !== undefined || NotAction !== undefined)
}

export function statementsOf(policy: PolicyDocument | null): readonly PolicyStatement[] {
  if (!policy) return []
  return Array.isArray(policy.Statement)
    ? (policy.Statement as readonly PolicyStatement[])
    : [policy.Statement as PolicyStatement]
}

/** Accounts may do something with a resource. */
export interface AccountPermission {
  /** The statement's Sid. */
  readonly label: string
  readonly accounts: readonly string[]
  /** `SQS:SendMessage` */
  readonly actions: readonly string[]
}

/** With one more statement. @param empty the policy to begin with where there is none */
export function withPermission(
  policy: PolicyDocument | null,
  empty: Omit<PolicyDocument, 'Statement'>,
  resource: string,
  { label, accounts, actions }: AccountPermission,
): PolicyDocument {
  const statement: PolicyStatement = {
    Sid: label,
    Effect: 'Allow',
    Principal: { AWS: oneOrMore(accounts.map((account) => `arn:aws:iam::${account}:root`)) },
    Action: oneOrMore(actions),
    Resource: resource,
  }
  return { ...(policy ?? empty), Statement: [...statementsOf(policy), statement] }
}

const oneOrMore = (values: readonly string[]): OneOrMore => (values.length === 1 ? (values[0] as string) : values)

/** Without the statement of this label; null when none is left, undefined when there is none of this label. */
export function withoutPermission(policy: PolicyDocument | null, label: string): PolicyDocument | null | undefined {
  const statements = statementsOf(policy)
  const rest = statements.filter(({ Sid }) => Sid !== label)
  if (!policy || rest.length === statements.length) return undefined
  return rest.length > 0 ? { ...policy, Statement: rest } : null
}
