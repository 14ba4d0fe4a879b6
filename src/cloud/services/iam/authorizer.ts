/** IAM as the cloud asks it: finds the policies that bear on a request, and makes sessions of roles. */

import { parseArn, type Account } from '../../aws/arn'
import type { TraceFact } from '../../aws/trace-records'
import { isoTimestamp } from '../../aws/timestamps'
import { Random } from '../../kernel/random'
import type { Kernel } from '../../kernel/kernel'
import type { AccessRequest, Authorizer, Caller, SessionOptions } from '../contract'
import { MalformedPolicyDocument, readDocument } from './documents'
import { evaluate, isTrust, type EvaluatedPolicies, type NamedPolicy } from './evaluate'
import { contextOf } from './request-context'
import type { IdentityStore } from './state'
import { errors } from './wire'

const UNIQUE_ID = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** Depends on seed and name alone, so that a role keeps its id over deployments. */
export const uniqueId = (prefix: string, name: string, seed: number): string =>
  prefix + new Random(seed, `iam:${prefix}:${name}`).text(17, UNIQUE_ID)

export function createAuthorizer(store: IdentityStore, kernel: Kernel<TraceFact>, account: Account): Authorizer {
  const policiesOf = (caller: Caller): Omit<EvaluatedPolicies, 'resource'> => {
    const session = caller.sessionPolicies ?? []
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
      const trustOfStranger = isTrust(request.need) && !store.roleByArn(request.need.resource)
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
      if (options.duration !== undefined && role && options.duration > role.maxSessionDuration) {
        throw errors.durationExceedsRole()
      }
      const sessionPolicies = sessionPoliciesOf(store, options)
      const tags = Object.entries(role?.tags ?? {}).map(([key, value]) => [`aws:PrincipalTag/${key}`, value])
      return {
        kind: 'role',
        principalId: `${id}:${sessionName}`,
        arn: `arn:aws:sts::${parsed?.accountId ?? account.accountId}:assumed-role/${name}/${sessionName}`,
        roleArn,
        ...(sessionPolicies.length > 0 && { sessionPolicies }),
        context: {
          'aws:TokenIssueTime': isoTimestamp(kernel.now),
          ...(Object.fromEntries(tags) as Record<string, string>),
          ...options.context,
        },
      }
    },
  }
}

/** @throws AwsError */
function sessionPoliciesOf(store: IdentityStore, options: SessionOptions): readonly NamedPolicy[] {
  const managed = (options.policyArns ?? []).map((arn) => {
    const policy = store.document(arn)
    if (!policy) throw errors.noSuchPolicy(arn)
    return policy
  })
  if (options.policy === undefined) return managed
  try {
    const document = readDocument(JSON.parse(options.policy), 'identity')
    return [{ name: 'session policy', document }, ...managed]
  } catch (error) {
    if (error instanceof MalformedPolicyDocument) throw errors.malformedPolicy(error.message)
    throw errors.malformedPolicy('The policy is not in the valid JSON format.')
  }
}

const TRUSTS_EVERYBODY: NamedPolicy = {
  name: 'trust policy of a role outside of the stack',
  document: {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: '*', Service: '*' }, Action: 'sts:*' }],
  },
}

/** What iam.resourcePolicy gives for a role is its trust policy: about taking it on, not about changing or passing it. */
function resourcePolicyOf(request: AccessRequest): NamedPolicy | null {
  const { need, resourcePolicy } = request
  if (!resourcePolicy) return null
  if (need.resource.startsWith('arn:aws:iam:') && !isTrust(need)) return null
  return { name: `policy of ${need.resource}`, document: resourcePolicy }
}
