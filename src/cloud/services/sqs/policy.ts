/** A queue's policy: reading it, and the statements that AddPermission writes. */

import type { OneOrMore, PolicyDocument, PolicyStatement } from '../../aws/policy'

/** @returns null for what is no policy document: not JSON, or without statements that say Allow or Deny to somebody */
export function readPolicy(value: unknown): PolicyDocument | null {
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

export const statementsOf = (policy: PolicyDocument | null): readonly PolicyStatement[] => {
  if (!policy) return []
  return Array.isArray(policy.Statement)
    ? (policy.Statement as readonly PolicyStatement[])
    : [policy.Statement as PolicyStatement]
}

/** With one more statement: accounts may do something with the queue. @param label its Sid */
export function withPermission(
  policy: PolicyDocument | null,
  queueArn: string,
  permission: { readonly label: string; readonly accounts: readonly string[]; readonly actions: readonly string[] },
): PolicyDocument {
  const one = (values: readonly string[]): OneOrMore => (values.length === 1 ? (values[0] as string) : values)
  const statement: PolicyStatement = {
    Sid: permission.label,
    Effect: 'Allow',
    Principal: { AWS: one(permission.accounts.map((account) => `arn:aws:iam::${account}:root`)) },
    Action: one(permission.actions.map((action) => `SQS:${action}`)),
    Resource: queueArn,
  }
  return {
    ...(policy ?? { Version: '2008-10-17', Id: `${queueArn}/SQSDefaultPolicy` }),
    Statement: [...statementsOf(policy), statement],
  }
}

/** Without the statement of this label; null when none is left. `undefined` when there is none of this label. */
export function withoutPermission(policy: PolicyDocument | null, label: string): PolicyDocument | null | undefined {
  const statements = statementsOf(policy)
  const rest = statements.filter(({ Sid }) => Sid !== label)
  if (!policy || rest.length === statements.length) return undefined
  return rest.length > 0 ? { ...policy, Statement: rest } : null
}
