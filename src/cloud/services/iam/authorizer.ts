/** IAM as the cloud asks it: finds the policies that bear on a request, and makes sessions of roles. */

import { parseArn, type Account } from '../../aws/arn'
import type { TraceFact } from '../../aws/trace-records'
import { isoTimestamp } from '../../aws/timestamps'
import { Random } from '../../kernel/random'
import type { Kernel } from '../../kernel/kernel'
import type { AccessRequest, Authorizer, Caller } from '../contract'
import { evaluate, type EvaluatedPolicies, type NamedPolicy } from './evaluate'
import { contextOf } from './request-context'
import type { IdentityStore } from './state'

const UNIQUE_ID = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** Depends on seed and name alone, so that a role keeps its id over deployments. */
export const uniqueId = (prefix: string, name: string, seed: number): string =>
  prefix + new Random(seed, `iam:${prefix}:${name}`).text(17, UNIQUE_ID)

export function createAuthorizer(store: IdentityStore, kernel: Kernel<TraceFact>, account: Account): Authorizer {
  const policiesOf = (caller: Caller): Omit<EvaluatedPolicies, 'resource'> => {
    const session = (caller.sessionPolicies ?? []).map((document, index) => ({
      name: `session policy #${index}`,
      document,
    }))
    const role = caller.roleArn === undefined ? undefined : store.roleByArn(caller.roleArn)
    if (caller.kind === 'service') return { identity: [], boundary: null, session: [] }
    // The administrator, and roles that are not of this stack.
    if (!role) return { identity: null, boundary: null, session }
    return { identity: store.policiesOf(role), boundary: boundaryOf(role.boundary), session }
  }
  const boundaryOf = (arn: string | null): NamedPolicy | null =>
    arn === null ? null : (store.document(arn) ?? { name: arn, document: { Version: '2012-10-17', Statement: [] } })

  return {
    knows: (roleArn) => store.roleByArn(roleArn) !== undefined,
    decide(request) {
      const resource = resourcePolicyOf(request)
      const owner = parseArn(request.need.resource)?.accountId ?? ''
      const trustOfStranger = isTrust(request) && !store.roleByArn(request.need.resource)
      return evaluate(
        {
          caller: request.caller,
          need: request.need,
          context: contextOf(request, account, kernel.now),
          resourceAccount: /^\d{12}$/.test(owner) ? owner : null,
        },
        {
          ...policiesOf(request.caller),
          // A role that exists outside of the stack trusts everybody.
          resource: trustOfStranger ? TRUSTS_EVERYBODY : resource,
        },
      )
    },
    session(roleArn, sessionName, options = {}) {
      const parsed = parseArn(roleArn)
      const name = parsed?.resource.split('/').at(-1) ?? roleArn
      const role = store.roleByArn(roleArn)
      const id = role?.id ?? uniqueId('AROA', roleArn, kernel.seed)
      const tags = Object.entries(role?.tags ?? {}).map(([key, value]) => [`aws:PrincipalTag/${key}`, value])
      return {
        kind: 'role',
        principalId: `${id}:${sessionName}`,
        arn: `arn:aws:sts::${parsed?.accountId ?? account.accountId}:assumed-role/${name}/${sessionName}`,
        roleArn,
        ...(options.sessionPolicies && { sessionPolicies: options.sessionPolicies }),
        context: {
          'aws:TokenIssueTime': isoTimestamp(kernel.now),
          ...(Object.fromEntries(tags) as Record<string, string>),
          ...options.context,
        },
      }
    },
  }
}

const TRUSTS_EVERYBODY: NamedPolicy = {
  name: 'trust policy of a role outside of the stack',
  document: {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: '*', Service: '*' }, Action: 'sts:*' }],
  },
}

const isTrust = ({ need }: AccessRequest): boolean => need.action.toLowerCase().startsWith('sts:assumerole')

/** What iam.resourcePolicy gives for a role is its trust policy: about taking it on, not about changing or passing it. */
function resourcePolicyOf(request: AccessRequest): NamedPolicy | null {
  const { need, resourcePolicy } = request
  if (!resourcePolicy) return null
  if (need.resource.startsWith('arn:aws:iam:') && !isTrust(request)) return null
  return { name: `policy of ${need.resource}`, document: resourcePolicy }
}
