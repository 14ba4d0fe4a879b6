/**
 * Keys and aliases of the account in its Region.
 *
 * - A key is Enabled, Disabled or PendingDeletion; deletion comes after a waiting time and can be called off, which
 *   leaves the key Disabled.
 * - AWS managed keys come into being when their alias is first used.
 * - Material never leaves this folder. It depends on the run's seed, so that a run can be repeated.
 */

import { bytesToHex } from '@noble/hashes/utils.js'
import { formatArn } from '../../aws/arn'
import type { PolicyDocument } from '../../aws/policy'
import type { Milliseconds } from '../../aws/units'
import { Random } from '../../kernel/random'
import type { Scheduled } from '../../kernel/kernel'
import type { ServiceContext } from '../contract'
import { randomBytes } from './bytes'
import { MATERIAL, type KeySpec } from './limits'
import { defaultPolicy, managedKeyPolicy } from './policies'

export type KeyState = 'Enabled' | 'Disabled' | 'PendingDeletion'
export type KeyUsage = 'ENCRYPT_DECRYPT' | 'GENERATE_VERIFY_MAC'

export interface Key {
  readonly id: string
  readonly arn: string
  readonly spec: KeySpec
  readonly usage: KeyUsage
  readonly manager: 'AWS' | 'CUSTOMER'
  readonly material: Uint8Array
  /** 64 hexadecimal digits. */
  readonly materialId: string
  /** Virtual milliseconds. */
  readonly createdAt: Milliseconds
  description: string
  state: KeyState
  deletionAt: Milliseconds | null
  policy: PolicyDocument
  readonly tags: Map<string, string>
  /** Days between rotations, from an instant on; null when the key is not rotated. */
  rotation: { readonly days: number; readonly since: Milliseconds } | null
}

export interface Alias {
  /** `alias/name` */
  readonly name: string
  readonly arn: string
  keyId: string
  readonly createdAt: Milliseconds
  updatedAt: Milliseconds
}

export interface NewKey {
  readonly spec: KeySpec
  readonly usage: KeyUsage
  readonly description: string
  readonly policy: PolicyDocument | null
  readonly tags: ReadonlyMap<string, string>
}

/** Services whose keys AWS manages, as far as anything here uses them. */
export const MANAGED_KEYS = ['secretsmanager', 'ssm'] as const

export class Keys {
  readonly #context: ServiceContext
  readonly #keys = new Map<string, Key>()
  readonly #aliases = new Map<string, Alias>()
  readonly #deletions = new Map<string, Scheduled>()

  constructor(context: ServiceContext) {
    this.#context = context
  }

  /** In the order in which they were made. */
  all(): readonly Key[] {
    return [...this.#keys.values()]
  }

  /** By name. */
  aliases(): readonly Alias[] {
    return [...this.#aliases.values()].sort((one, other) => (one.name < other.name ? -1 : 1))
  }

  keyArn(id: string): string {
    return formatArn('kms', this.#context.account, `key/${id}`)
  }

  /** @param name `alias/name` */
  aliasArn(name: string): string {
    return formatArn('kms', this.#context.account, name)
  }

  find(id: string): Key | undefined {
    return this.#keys.get(id)
  }

  findByArn(arn: string): Key | undefined {
    const key = this.#keys.get(arn.slice(arn.lastIndexOf('/') + 1))
    return key?.arn === arn ? key : undefined
  }

  /** @param name `alias/name`; an AWS managed key is made if it is the first time */
  findByAlias(name: string): Key | undefined {
    const alias = this.#aliases.get(name)
    if (alias) return this.#keys.get(alias.keyId)
    const service = MANAGED_KEYS.find((managed) => name === `alias/aws/${managed}`)
    return service && this.#createManaged(service)
  }

  findAlias(name: string): Alias | undefined {
    return this.#aliases.get(name)
  }

  create(input: NewKey): Key {
    const { kernel } = this.#context
    return this.#add(input, 'CUSTOMER', kernel.random('kms-key-ids').uuid(), kernel.random('kms-material'))
  }

  setState(key: Key, state: KeyState): void {
    key.state = state
    this.#record(key, state)
  }

  /** @param after milliseconds */
  scheduleDeletion(key: Key, after: Milliseconds): void {
    const { kernel } = this.#context
    key.deletionAt = kernel.now + after
    this.setState(key, 'PendingDeletion')
    this.#deletions.set(
      key.id,
      kernel.after(after, () => this.remove(key), { background: true }),
    )
  }

  cancelDeletion(key: Key): void {
    this.#context.kernel.cancel(this.#deletions.get(key.id) ?? null)
    this.#deletions.delete(key.id)
    key.deletionAt = null
    this.setState(key, 'Disabled')
  }

  /** The key is gone at once, and its aliases with it. */
  remove(key: Key): void {
    this.#context.kernel.cancel(this.#deletions.get(key.id) ?? null)
    this.#deletions.delete(key.id)
    this.#keys.delete(key.id)
    for (const alias of this.aliases()) if (alias.keyId === key.id) this.#aliases.delete(alias.name)
    this.#record(key, 'Deleted')
  }

  /** Makes an alias, or lets it stand for another key. */
  setAlias(name: string, key: Key): Alias {
    const now = this.#context.kernel.now
    const existing = this.#aliases.get(name)
    if (existing) {
      existing.keyId = key.id
      existing.updatedAt = now
      return existing
    }
    const alias = { name, arn: this.aliasArn(name), keyId: key.id, createdAt: now, updatedAt: now }
    this.#aliases.set(name, alias)
    return alias
  }

  removeAlias(name: string): void {
    this.#aliases.delete(name)
  }

  /** Its id depends on nothing but the seed and the service. */
  #createManaged(service: (typeof MANAGED_KEYS)[number]): Key {
    const { kernel, account } = this.#context
    const random = new Random(kernel.seed, `kms-managed:${service}`)
    const input: NewKey = {
      spec: 'SYMMETRIC_DEFAULT',
      usage: 'ENCRYPT_DECRYPT',
      description: MANAGED_DESCRIPTIONS[service],
      policy: managedKeyPolicy(service, account),
      tags: new Map(),
    }
    const key = this.#add(input, 'AWS', random.uuid(), random)
    this.setAlias(`alias/aws/${service}`, key)
    return key
  }

  #add(input: NewKey, manager: Key['manager'], id: string, random: Random): Key {
    const { kernel, account } = this.#context
    const key: Key = {
      id,
      arn: this.keyArn(id),
      spec: input.spec,
      usage: input.usage,
      manager,
      material: randomBytes(random, MATERIAL[input.spec]),
      materialId: bytesToHex(randomBytes(random, 32)),
      createdAt: kernel.now,
      description: input.description,
      state: 'Enabled',
      deletionAt: null,
      policy: input.policy ?? defaultPolicy(account.accountId),
      tags: new Map(input.tags),
      // AWS rotates its managed keys every year.
      rotation: manager === 'AWS' ? { days: 365, since: kernel.now } : null,
    }
    this.#keys.set(id, key)
    this.#record(key, 'Enabled')
    return key
  }

  #record(key: Key, state: KeyState | 'Deleted'): void {
    this.#context.kernel.trace.record({ type: 'kms.key', keyId: key.id, state })
  }
}

const MANAGED_DESCRIPTIONS: Readonly<Record<(typeof MANAGED_KEYS)[number], string>> = {
  secretsmanager: 'Default key that protects my Secrets Manager data when no other key is defined',
  ssm: 'Default key that protects my SSM parameters when no other key is defined',
}
