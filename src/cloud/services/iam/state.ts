/** Roles and managed policies of the account. */

import type { PolicyDocument } from '../../aws/policy'
import type { NamedPolicy } from './evaluate'
import { AWS_MANAGED_POLICIES } from './managed-policies'

export interface Role {
  readonly name: string
  readonly path: string
  readonly arn: string
  /** `AROA…` */
  readonly id: string
  trust: PolicyDocument
  /** The role's own, by name. */
  inline: ReadonlyMap<string, PolicyDocument>
  /** ARNs of managed policies the role itself lists. */
  attached: readonly string[]
  boundary: string | null
  /** Seconds. */
  maxSessionDuration: number
  tags: Readonly<Record<string, string>>
}

/** What can change of a role. */
export type RoleSettings = Pick<Role, 'trust' | 'inline' | 'attached' | 'boundary' | 'maxSessionDuration' | 'tags'>

export interface ManagedPolicy {
  readonly name: string
  readonly arn: string
  /** `ANPA…` */
  readonly id: string
  document: PolicyDocument
}

/** An inline policy that a resource of its own puts into roles: AWS::IAM::Policy, AWS::IAM::RolePolicy. */
interface AddedPolicy {
  readonly name: string
  readonly document: PolicyDocument
  readonly roles: readonly string[]
}

export class IdentityStore {
  readonly #roles = new Map<string, Role>()
  readonly #policies = new Map<string, ManagedPolicy>()
  /** By the id of the resource that adds them. */
  readonly #added = new Map<string, AddedPolicy>()
  /** ARN of a managed policy → names of roles its own resource attaches it to. */
  readonly #attachments = new Map<string, readonly string[]>()
  /** Asked for with each call, and the same until something changes. */
  readonly #granted = new Map<Role, readonly NamedPolicy[]>()

  roles(): readonly Role[] {
    return [...this.#roles.values()]
  }

  role(name: string): Role | undefined {
    return this.#roles.get(name)
  }

  roleByArn(arn: string): Role | undefined {
    const role = this.#roles.get(arn.split('/').at(-1) ?? '')
    return role?.arn === arn ? role : undefined
  }

  addRole(role: Role): void {
    this.#roles.set(role.name, role)
  }

  updateRole(role: Role, settings: RoleSettings): void {
    Object.assign(role, settings)
    this.#granted.clear()
  }

  deleteRole(role: Role): void {
    this.#roles.delete(role.name)
    this.#granted.clear()
  }

  managedPolicies(): readonly ManagedPolicy[] {
    return [...this.#policies.values()]
  }

  managedPolicy(arn: string): ManagedPolicy | undefined {
    return this.#policies.get(arn)
  }

  setManagedPolicy(policy: ManagedPolicy, roles: readonly string[]): void {
    this.#granted.clear()
    this.#policies.set(policy.arn, policy)
    this.#attachments.set(policy.arn, roles)
  }

  deleteManagedPolicy(arn: string): void {
    this.#granted.clear()
    this.#policies.delete(arn)
    this.#attachments.delete(arn)
  }

  setAdded(id: string, policy: AddedPolicy): void {
    this.#granted.clear()
    this.#added.set(id, policy)
  }

  deleteAdded(id: string): void {
    this.#granted.clear()
    this.#added.delete(id)
  }

  /** Names of the role's inline policies, its own and those added to it. */
  inlineOf(role: Role): readonly NamedPolicy[] {
    const added = [...this.#added.values()].filter(({ roles }) => roles.includes(role.name))
    return [
      ...[...role.inline].map(([name, document]) => ({ name, document })),
      ...added.map(({ name, document }) => ({ name, document })),
    ]
  }

  /** ARNs of the role's managed policies, also those that are not known here. */
  attachedTo(role: Role): readonly string[] {
    const more = [...this.#attachments].filter(([, roles]) => roles.includes(role.name)).map(([arn]) => arn)
    return [...new Set([...role.attached, ...more])]
  }

  /** All that grants to a role. */
  policiesOf(role: Role): readonly NamedPolicy[] {
    let policies = this.#granted.get(role)
    if (!policies) {
      policies = [...this.inlineOf(role), ...this.attachedTo(role).flatMap((arn) => this.document(arn) ?? [])]
      this.#granted.set(role, policies)
    }
    return policies
  }

  /** A managed policy of the account or of AWS; null for one that is not known here. */
  document(arn: string): NamedPolicy | null {
    const own = this.#policies.get(arn)
    if (own) return { name: arn, document: own.document }
    const aws = AWS_MANAGED_POLICIES.get(arn)
    return aws ? { name: arn, document: aws } : null
  }
}
