/**
 * The decision, from all policies that bear on a request. Pure.
 *
 * Source: IAM User Guide, "Policy evaluation logic": "How AWS enforcement code logic evaluates requests" and "Policy
 * evaluation for requests within a single account"; for roles in resource-based policies also "Permissions boundaries
 * for IAM entities".
 *
 * 1. A statement with Deny that applies, in whichever policy, ends it.
 * 2. A resource-based policy that names the session (or the user, or everybody) allows alone. One that names the role
 *    allows where the boundary and the session policies, if there are any, allow too. One that names the account leaves
 *    it to the identity-based policies.
 * 3. Else an identity-based policy, the boundary and one of the session policies (if there are any) must allow.
 * Trust policies of roles and policies of KMS keys must always allow; naming the account is enough for that if an
 * identity-based policy allows too. Another account's principal needs both sides. Services have no identity-based
 * policies: a resource-based one must allow. The account's administrator is allowed all that no policy of the resource
 * denies.
 *
 * Not confirmed: that `Principal: "*"` counts as naming the session.
 */

import type { AccessDecision, PolicyKind } from '../../aws/access'
import type { AccessNeed, Caller, NamedDocument } from '../contract'
import type { RequestContext } from './conditions'
import { denialMessage } from './messages'
import { accountOf, type PrincipalMatch } from './principals'
import { principalMatch, statementsOf, type MatchedRequest, type Statement } from './statements'

/** A policy with the name a reader knows it by. */
export type NamedPolicy = NamedDocument

export interface EvaluatedPolicies {
  /** Null for a caller whose identity allows everything: the administrator, a role that is not of this stack. */
  readonly identity: readonly NamedPolicy[] | null
  readonly resource: NamedPolicy | null
  readonly boundary: NamedPolicy | null
  readonly session: readonly NamedPolicy[]
}

export interface EvaluatedRequest {
  readonly caller: Caller
  readonly need: AccessNeed
  readonly context: RequestContext
  /** Owner of the resource; an ARN without an account belongs to the caller's. */
  readonly resourceAccount: string | null
}

interface Found {
  readonly policy: NamedPolicy
  readonly statement: Statement
}

export function evaluate(request: EvaluatedRequest, policies: EvaluatedPolicies): AccessDecision {
  const matched: MatchedRequest = {
    ...request,
    valueOf: (key) => {
      const values = request.context.get(key)
      return values?.length === 1 ? values[0] : undefined
    },
  }
  const { caller, need } = request
  const resourceKind: PolicyKind = isTrust(need) ? 'role trust policy' : 'resource-based policy'
  const identity = policies.identity ?? []
  const boundary = policies.boundary ? [policies.boundary] : []

  const denied = ([kind, list]: readonly [PolicyKind, readonly NamedPolicy[]]): AccessDecision | null => {
    const found = find(list, 'Deny', matched)
    return found && explicitDeny(caller, need, kind, found)
  }
  const denial =
    denied(['identity-based policy', identity]) ??
    denied([resourceKind, policies.resource ? [policies.resource] : []]) ??
    denied(['permissions boundary', boundary]) ??
    denied(['session policy', policies.session])
  if (denial) return denial

  const lacks = (kind: PolicyKind): AccessDecision => implicitDeny(caller, need, kind)
  const granted = policies.resource ? grantOf(policies.resource, matched) : null
  if (caller.kind === 'service') {
    return granted ? allowed(resourceKind, granted.found) : lacks(resourceKind)
  }
  const foreign = request.resourceAccount !== null && request.resourceAccount !== accountOf(caller)
  const needsResource = foreign || isTrust(need) || (isKey(need) && policies.resource !== null)
  if (needsResource && !granted) return lacks(resourceKind)
  if (granted?.match === 'direct' && !foreign) return allowed(resourceKind, granted.found)
  const named = granted?.match === 'role' && !foreign
  const byIdentity = policies.identity === null ? null : find(identity, 'Allow', matched)
  if (!named && policies.identity !== null && !byIdentity) return lacks('identity-based policy')
  if (boundary.length > 0 && !find(boundary, 'Allow', matched)) return lacks('permissions boundary')
  if (policies.session.length > 0 && !find(policies.session, 'Allow', matched)) return lacks('session policy')
  if (byIdentity) return allowed('identity-based policy', byIdentity)
  return named && granted ? allowed(resourceKind, granted.found) : allowed(null, null)
}

/** What the trust policy of the role decides about. */
export const isTrust = ({ action }: AccessNeed): boolean =>
  /^sts:(assumerole.*|tagsession|setsourceidentity)$/i.test(action)
const isKey = ({ action }: AccessNeed): boolean => action.toLowerCase().startsWith('kms:')

/** The first statement with this effect that applies. */
function find(policies: readonly NamedPolicy[], effect: 'Allow' | 'Deny', request: MatchedRequest): Found | null {
  for (const policy of policies) {
    for (const statement of statementsOf(policy.document)) {
      if (statement.effect !== effect) continue
      if (statement.principals && principalMatch(statement, request.caller) === null) continue
      if (statement.applies(request)) return { policy, statement }
    }
  }
  return null
}

const STRENGTH: readonly PrincipalMatch[] = ['account', 'role', 'direct']

/** The most direct grant of a resource-based policy. */
function grantOf(policy: NamedPolicy, request: MatchedRequest): { match: PrincipalMatch; found: Found } | null {
  let best: { match: PrincipalMatch; found: Found } | null = null
  for (const statement of statementsOf(policy.document)) {
    if (statement.effect !== 'Allow') continue
    const match = principalMatch(statement, request.caller)
    if (match === null || !statement.applies(request)) continue
    if (!best || STRENGTH.indexOf(match) > STRENGTH.indexOf(best.match)) best = { match, found: { policy, statement } }
  }
  return best
}

function allowed(kind: PolicyKind | null, found: Found | null): AccessDecision {
  return {
    decision: 'allowed',
    kind,
    policy: found?.policy.name ?? null,
    statement: found?.statement.name ?? null,
    reason: found
      ? `Statement ${found.statement.name} of ${found.policy.name} allows it.`
      : 'The caller may do everything.',
    message: '',
  }
}

function explicitDeny(caller: Caller, need: AccessNeed, kind: PolicyKind, found: Found): AccessDecision {
  return {
    decision: 'explicit-deny',
    kind,
    policy: found.policy.name,
    statement: found.statement.name,
    reason: `Statement ${found.statement.name} of ${found.policy.name} denies it.`,
    message: denialMessage(caller, need, kind, true),
  }
}

function implicitDeny(caller: Caller, need: AccessNeed, kind: PolicyKind): AccessDecision {
  return {
    decision: 'implicit-deny',
    kind,
    policy: null,
    statement: null,
    reason: `No ${kind} allows ${need.action} on ${need.resource}.`,
    message: denialMessage(caller, need, kind, false),
  }
}
