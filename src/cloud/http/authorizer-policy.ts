/**
 * What the policy that a Lambda authorizer returned says to a request. IAM decides, as it does for every other policy:
 * the policy limits a session of its own, and a resource policy of the API takes part.
 * Source: API Gateway Developer Guide, "Output from an API Gateway Lambda authorizer", "How resource policies affect
 * authorization workflow", table A.
 */

import { AwsError } from '../aws/aws-error'
import type { PolicyDocument } from '../aws/policy'
import type { ServiceContext } from '../services/contract'

export type PolicyVerdict = 'allowed' | 'explicit-deny' | 'implicit-deny'

export function policyVerdict(
  context: ServiceContext,
  principalId: string,
  document: PolicyDocument,
  methodArn: string,
): PolicyVerdict {
  const caller = {
    kind: 'account' as const,
    principalId,
    arn: `arn:aws:iam::${context.account.accountId}:user/${principalId}`,
    sessionPolicies: [{ name: 'policy of the Lambda authorizer', document }],
  }
  return verdictOf(() => context.authorize(caller, { action: 'execute-api:Invoke', resource: methodArn }))
}

/** @param ask throws what IAM refuses */
export function verdictOf(ask: () => void): PolicyVerdict {
  try {
    ask()
    return 'allowed'
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    return error.message.includes('with an explicit deny') ? 'explicit-deny' : 'implicit-deny'
  }
}

/** @returns null for what is no policy with statements */
export function readAuthorizerPolicy(value: unknown): PolicyDocument | null {
  if (typeof value !== 'object' || value === null) return null
  const { Statement } = value as { Statement?: unknown }
  const statements = Array.isArray(Statement) ? (Statement as unknown[]) : [Statement]
  const complete = statements.every((statement) => {
    if (typeof statement !== 'object' || statement === null) return false
    const { Effect, Action, Resource } = statement as Record<string, unknown>
    return (Effect === 'Allow' || Effect === 'Deny') && Action !== undefined && Resource !== undefined
  })
  return statements.length > 0 && complete ? (value as PolicyDocument) : null
}
