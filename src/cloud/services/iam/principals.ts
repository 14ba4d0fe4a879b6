/**
 * Who a resource-based policy means. Source: IAM User Guide, "AWS JSON policy elements: Principal" and "NotPrincipal".
 */

import type { PolicyPrincipal } from '../../aws/policy'
import type { Caller } from '../contract'
import { textsOf } from './conditions'

/**
 * How a statement names the caller. `direct`: the session, the user, the service, or everybody. `role`: the role of the
 * session, whose permissions boundary and session policies then still limit. `account`: the account as a whole, which
 * leaves the decision to its identity-based policies.
 */
export type PrincipalMatch = 'direct' | 'role' | 'account'

export interface Principals {
  match(caller: Caller): PrincipalMatch | null
}

/** `logs.us-east-1.amazonaws.com` is the same service as `logs.amazonaws.com`. */
const serviceName = (principal: string): string =>
  principal.toLowerCase().replace(/\.[a-z]{2}(?:-[a-z]+)+-\d\.amazonaws/, '.amazonaws')

/** Account of a caller; null for a service. */
export const accountOf = (caller: Caller): string | null =>
  caller.kind === 'service' ? null : (caller.arn.split(':')[4] ?? null)

/** `AROA…` of a session, `AIDA…` of a user. */
export const uniqueIdOf = (caller: Caller): string => caller.principalId.split(':')[0] ?? ''

export function compilePrincipal(principal: PolicyPrincipal): Principals {
  const list = namesOf(principal)
  return {
    match(caller) {
      let found: PrincipalMatch | null = null
      for (const name of list) {
        const match = matchOne(name.kind, name.value, caller)
        if (match === 'direct') return match
        if (match === 'role' || (match === 'account' && found === null)) found = match
      }
      return found
    },
  }
}

/**
 * Everybody but these. AWS checks account, role and session one after the other, so a session is exempt only where all
 * three are named.
 */
export function compileNotPrincipal(principal: PolicyPrincipal): Principals {
  const list = namesOf(principal)
  const names = (caller: Caller, wanted: (match: PrincipalMatch, value: string) => boolean): boolean =>
    list.some(({ kind, value }) => {
      const match = matchOne(kind, value, caller)
      return match !== null && wanted(match, value)
    })
  return {
    match(caller) {
      if (caller.kind === 'service') return names(caller, () => true) ? null : 'direct'
      const everybody = names(caller, (_, value) => value === '*')
      const self = names(caller, (match) => match === 'direct')
      const role = caller.kind !== 'role' || names(caller, (match) => match === 'role')
      const account = names(caller, (match) => match === 'account')
      return everybody || (self && role && account) ? null : 'direct'
    },
  }
}

interface Name {
  readonly kind: string
  readonly value: string
}

function namesOf(principal: PolicyPrincipal): readonly Name[] {
  if (typeof principal === 'string') return [{ kind: 'AWS', value: principal }]
  return Object.entries(principal).flatMap(([kind, values]) => textsOf(values).map((value) => ({ kind, value })))
}

function matchOne(kind: string, value: string, caller: Caller): PrincipalMatch | null {
  if (kind === 'Service') {
    return caller.kind === 'service' && (value === '*' || serviceName(value) === serviceName(caller.arn))
      ? 'direct'
      : null
  }
  // Federated and canonical users do not exist here.
  if (kind !== 'AWS') return null
  if (value === '*') return 'direct'
  if (caller.kind === 'service') return null
  const account = accountOf(caller)
  if (value === account || value === `arn:aws:iam::${account}:root`) return 'account'
  if (value === caller.arn || value === caller.principalId) return 'direct'
  const unique = uniqueIdOf(caller)
  if (caller.roleArn !== undefined) return value === caller.roleArn || value === unique ? 'role' : null
  return value === unique ? 'direct' : null
}
