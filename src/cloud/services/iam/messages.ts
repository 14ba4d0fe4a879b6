/**
 * AWS's texts for a refused request. Source: IAM User Guide, "Troubleshoot access denied error messages"; casing and
 * quotes of single services from public logs.
 */

import type { PolicyKind } from '../../aws/access'
import type { AccessNeed, Caller } from '../contract'

const ARTICLES: Readonly<Record<PolicyKind, string>> = {
  'identity-based policy': 'an',
  'resource-based policy': 'a',
  'permissions boundary': 'a',
  'session policy': 'a',
  'role trust policy': 'a',
}

/** Services that leave the resource out where an action knows none. */
const WITHOUT_RESOURCE: ReadonlySet<string> = new Set(['cloudwatch', 'xray', 's3'])

export function denialMessage(caller: Caller, need: AccessNeed, kind: PolicyKind, explicit: boolean): string {
  const service = need.action.split(':')[0]?.toLowerCase() ?? ''
  const action = actionAs(service, need.action)
  const because = explicit
    ? `with an explicit deny in ${ARTICLES[kind]} ${kind}`
    : `because no ${kind} allows the ${action} action`
  return `User: ${caller.arn} is not authorized to perform: ${action}${resourceAs(service, need.resource)} ${because}`
}

function actionAs(service: string, action: string): string {
  if (service === 'sqs') return action.toLowerCase()
  return service === 'sns' ? action.replace(/^sns:/i, 'SNS:') : action
}

function resourceAs(service: string, resource: string): string {
  if (resource === '*' && WITHOUT_RESOURCE.has(service)) return ''
  return ` on resource: ${service === 's3' ? `"${resource}"` : resource}`
}
