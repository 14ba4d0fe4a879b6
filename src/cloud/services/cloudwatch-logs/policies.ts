/**
 * Resource policies of the account: they let AWS services write into log groups. Each names log groups in its
 * statements' `Resource`; all of them together bear on every log group. Source: CloudWatch Logs API Reference,
 * PutResourcePolicy.
 */

import type { PolicyDocument } from '../../aws/policy'
import { readResourcePolicy, statementsOf } from '../../aws/policy-statements'
import type { Operation, ServiceContext } from '../contract'
import { check, optionalNumber, optionalText, text, type Input } from './input'
import * as limits from './limits'
import { page } from './pages'
import { errors } from './wire'

interface ResourcePolicy {
  readonly name: string
  readonly text: string
  readonly document: PolicyDocument
  /** Virtual milliseconds since the epoch. */
  readonly updatedAt: number
}

export class ResourcePolicies {
  readonly #byName = new Map<string, ResourcePolicy>()

  constructor(readonly context: ServiceContext) {}

  /** @throws AwsError */
  put(name: string, document: string): ResourcePolicy {
    const read = readResourcePolicy(document)
    if (!read || document.length > limits.RESOURCE_POLICY_MAX) {
      throw errors.invalidParameter('The policy document is not valid.')
    }
    if (!this.#byName.has(name) && this.#byName.size >= limits.RESOURCE_POLICIES_MAX) throw errors.limitExceeded()
    const policy = { name, text: document, document: read, updatedAt: Math.floor(this.context.kernel.now) }
    this.#byName.set(name, policy)
    return policy
  }

  has(name: string): boolean {
    return this.#byName.has(name)
  }

  /** @returns false when there is none of the name */
  delete(name: string): boolean {
    return this.#byName.delete(name)
  }

  all(): readonly ResourcePolicy[] {
    return [...this.#byName.values()]
  }

  /** What IAM evaluates; null without any policy. */
  merged(): PolicyDocument | null {
    const Statement = this.all().flatMap(({ document }) => statementsOf(document))
    return Statement.length > 0 ? { Version: '2012-10-17', Statement } : null
  }
}

export function createPolicyOperations(policies: ResourcePolicies): Readonly<Record<string, Operation>> {
  const accountWide = (input: Input): void => {
    if (input['resourceArn'] !== undefined) {
      throw errors.invalidParameter('Policies of single log groups (resourceArn) are not simulated.')
    }
  }
  return {
    PutResourcePolicy(input) {
      check(input, { policyName: { required: true }, policyDocument: { required: true, length: [1, 51_200] } })
      accountWide(input)
      return { resourcePolicy: describe(policies.put(text(input, 'policyName'), text(input, 'policyDocument'))) }
    },

    DescribeResourcePolicies(input) {
      check(input, { limit: { range: [1, limits.GROUPS_PAGE_MAX] } })
      accountWide(input)
      const size = optionalNumber(input, 'limit') ?? limits.GROUPS_PAGE_MAX
      const { items, nextToken } = page(policies.all(), optionalText(input, 'nextToken'), size)
      return { resourcePolicies: items.map(describe), ...(nextToken !== undefined && { nextToken }) }
    },

    DeleteResourcePolicy(input) {
      accountWide(input)
      if (!policies.delete(text(input, 'policyName'))) {
        throw errors.policyNotFound(text(input, 'policyName'))
      }
      return {}
    },
  }
}

const describe = ({ name, text: policyDocument, updatedAt }: ResourcePolicy): object => ({
  policyName: name,
  policyDocument,
  lastUpdatedTime: updatedAt,
  policyScope: 'ACCOUNT',
})
