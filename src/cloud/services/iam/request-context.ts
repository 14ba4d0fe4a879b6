/**
 * The condition keys of a request. Source: IAM User Guide, "AWS global condition context keys". A key that AWS would
 * not have here is absent: there is no organization, no VPC, no multi-factor authentication.
 */

import { parseArn, type Account } from '../../aws/arn'
import { isoTimestamp } from '../../aws/timestamps'
import type { AccessRequest } from '../contract'
import type { RequestContext } from './conditions'
import { accountOf } from './principals'

/** Where calls come from: an address of the block for documentation, since there is no network. */
export const SOURCE_IP = '203.0.113.10'

/** Gathered when a condition or a variable first asks: most requests meet neither. */
export function contextOf(request: AccessRequest, account: Account, now: number): RequestContext {
  let keys: ReadonlyMap<string, readonly string[]> | null = null
  return { get: (key) => (keys ??= keysOf(request, account, now)).get(key) }
}

function keysOf(request: AccessRequest, account: Account, now: number): ReadonlyMap<string, readonly string[]> {
  const { caller, need, via } = request
  const context = new Map<string, readonly string[]>()
  const set = (key: string, value: string | readonly string[] | undefined): void => {
    if (value !== undefined) context.set(key.toLowerCase(), typeof value === 'string' ? [value] : value)
  }
  set('aws:CurrentTime', isoTimestamp(now))
  set('aws:EpochTime', String(Math.floor(now / 1000)))
  set('aws:SecureTransport', 'true')
  set('aws:RequestedRegion', account.region)
  const resourceAccount = parseArn(need.resource)?.accountId
  set(
    'aws:ResourceAccount',
    resourceAccount === undefined || resourceAccount === '' ? account.accountId : resourceAccount,
  )
  if (caller.kind === 'service') {
    set('aws:PrincipalIsAWSService', 'true')
    set('aws:PrincipalServiceName', caller.arn)
    set('aws:PrincipalServiceNamesList', [caller.arn])
    set('aws:SourceArn', caller.sourceArn)
    set('aws:SourceAccount', sourceAccount(caller.sourceArn, account))
    set('aws:ViaAWSService', 'false')
  } else {
    set('aws:PrincipalIsAWSService', 'false')
    set('aws:PrincipalArn', caller.roleArn ?? caller.arn)
    set('aws:PrincipalAccount', accountOf(caller) ?? account.accountId)
    set('aws:PrincipalType', caller.kind === 'role' ? 'AssumedRole' : 'User')
    set('aws:userid', caller.principalId)
    // Sessions of roles have no user name.
    if (caller.kind === 'account') set('aws:username', caller.arn.split('/').at(-1))
    if (caller.kind === 'role') set('aws:MultiFactorAuthPresent', 'false')
    set('aws:ViaAWSService', String(via !== undefined))
    if (via === undefined) {
      set('aws:SourceIp', SOURCE_IP)
    } else {
      set('aws:CalledVia', [via])
      set('aws:CalledViaFirst', via)
      set('aws:CalledViaLast', via)
    }
  }
  for (const [key, value] of Object.entries({ ...caller.context, ...need.context })) set(key, value)
  return context
}

/** Of buckets, whose ARNs name none, the stack's. */
function sourceAccount(sourceArn: string | undefined, account: Account): string | undefined {
  if (sourceArn === undefined) return undefined
  const named = parseArn(sourceArn)?.accountId
  return named === undefined || named === '' ? account.accountId : named
}
