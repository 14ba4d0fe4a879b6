/**
 * Secrets and their versions.
 *
 * - A staging label is on one version at a time. Whatever loses AWSCURRENT gets AWSPREVIOUS, and gives up AWSPENDING
 *   (recorded from AWS).
 * - A version without labels is deprecated: not listed unless asked for, and the first to go beyond 100.
 * - A deleted secret waits to be deleted for good; until then it can be restored and its name is taken.
 */

import { formatArn } from '../../aws/arn'
import type { PolicyDocument } from '../../aws/policy'
import type { Milliseconds } from '../../aws/units'
import type { Scheduled } from '../../kernel/kernel'
import type { ServiceContext } from '../contract'
import { VERSIONS_MAX } from './limits'

export const CURRENT = 'AWSCURRENT'
export const PREVIOUS = 'AWSPREVIOUS'
export const PENDING = 'AWSPENDING'

export interface SecretValue {
  readonly string: string | null
  /** Base64. */
  readonly binary: string | null
}

export interface SecretVersion {
  /** The ClientRequestToken that made it. */
  readonly id: string
  /** Null for one that a rotation has only announced. */
  value: SecretValue | null
  /** Base64: its data key, encrypted by KMS. Null with the value. */
  sealedKey: string | null
  readonly stages: Set<string>
  readonly createdAt: Milliseconds
  accessedAt: Milliseconds | null
  /** Of the key that protects it; null for the default. */
  keyId: string | null
}

export interface Rotation {
  enabled: boolean
  readonly functionArn: string
  readonly rules: RotationRules
  nextAt: Milliseconds | null
}

export interface RotationRules {
  readonly automaticallyAfterDays: number | null
  readonly duration: string | null
  readonly scheduleExpression: string | null
}

export interface Secret {
  readonly name: string
  readonly arn: string
  /** Virtual milliseconds. */
  readonly createdAt: Milliseconds
  description: string | null
  /** As it was named; null for the default. */
  keyId: string | null
  changedAt: Milliseconds
  accessedAt: Milliseconds | null
  rotatedAt: Milliseconds | null
  /** When deletion was asked for, and when it comes; null for neither. */
  deletion: { readonly askedAt: Milliseconds; readonly dueAt: Milliseconds } | null
  /** By id, oldest first. */
  readonly versions: Map<string, SecretVersion>
  readonly tags: Map<string, string>
  policy: PolicyDocument | null
  rotation: Rotation | null
}

const SUFFIX_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

export class Secrets {
  readonly #context: ServiceContext
  readonly #secrets = new Map<string, Secret>()
  readonly #deletions = new Map<string, Scheduled>()

  constructor(context: ServiceContext) {
    this.#context = context
  }

  /** In the order in which they were made. */
  all(): readonly Secret[] {
    return [...this.#secrets.values()]
  }

  find(name: string): Secret | undefined {
    return this.#secrets.get(name)
  }

  /** @param id a name, an ARN, or an ARN without its six last characters */
  findById(id: string): Secret | undefined {
    if (!id.startsWith('arn:')) return this.#secrets.get(id)
    return this.all().find(({ arn }) => arn === id || arn.slice(0, -7) === id)
  }

  newArn(name: string): string {
    const { account, kernel } = this.#context
    return formatArn(
      'secretsmanager',
      account,
      `secret:${name}-${kernel.random('secret-arns').text(6, SUFFIX_ALPHABET)}`,
    )
  }

  create(name: string, description: string | null, keyId: string | null, tags: ReadonlyMap<string, string>): Secret {
    const now = this.#context.kernel.now
    const secret: Secret = {
      name,
      arn: this.newArn(name),
      createdAt: now,
      description,
      keyId,
      changedAt: now,
      accessedAt: null,
      rotatedAt: null,
      deletion: null,
      versions: new Map(),
      tags: new Map(tags),
      policy: null,
      rotation: null,
    }
    this.#secrets.set(name, secret)
    this.#record(secret, 'created')
    return secret
  }

  /** @param after milliseconds */
  scheduleDeletion(secret: Secret, after: Milliseconds): void {
    const { kernel } = this.#context
    secret.deletion = { askedAt: kernel.now, dueAt: kernel.now + after }
    this.#deletions.set(
      secret.name,
      kernel.after(after, () => this.remove(secret), { background: true }),
    )
    this.#record(secret, 'deletion-scheduled')
  }

  restore(secret: Secret): void {
    this.#cancelDeletion(secret)
    if (!secret.deletion) return
    secret.deletion = null
    this.#record(secret, 'restored')
  }

  /** At once and for good. */
  remove(secret: Secret): void {
    this.#cancelDeletion(secret)
    if (this.#secrets.get(secret.name) === secret) this.#secrets.delete(secret.name)
    if (secret.rotation) secret.rotation.enabled = false
    this.#record(secret, 'deleted')
  }

  addVersion(
    secret: Secret,
    version: Omit<SecretVersion, 'stages' | 'createdAt' | 'accessedAt'>,
    stages: readonly string[],
    by: string,
  ): SecretVersion {
    const { kernel } = this.#context
    const added: SecretVersion = { ...version, stages: new Set(), createdAt: kernel.now, accessedAt: null }
    secret.versions.set(version.id, added)
    for (const stage of stages) this.moveStage(secret, stage, added)
    secret.changedAt = kernel.now
    this.#forget(secret)
    this.recordVersion(secret, added, by)
    return added
  }

  /** @param to null takes the label away */
  moveStage(secret: Secret, stage: string, to: SecretVersion | null): void {
    const from = holderOf(secret, stage)
    if (from === to) return
    from?.stages.delete(stage)
    to?.stages.add(stage)
    if (stage === CURRENT && from) {
      from.stages.delete(PENDING)
      this.moveStage(secret, PREVIOUS, from)
    }
    secret.changedAt = this.#context.kernel.now
    this.#context.kernel.trace.record({
      type: 'secrets.stage-moved',
      secret: secret.name,
      stage,
      from: from?.id ?? null,
      to: to?.id ?? null,
    })
  }

  recordVersion(secret: Secret, version: SecretVersion, by: string): void {
    this.#context.kernel.trace.record({
      type: 'secrets.version',
      secret: secret.name,
      versionId: version.id,
      stages: stagesOf(version),
      by,
    })
  }

  /** Deprecated versions beyond the limit, oldest first. */
  #forget({ versions }: Secret): void {
    for (const { id, stages } of versions.values()) {
      if (versions.size <= VERSIONS_MAX) return
      if (stages.size === 0) versions.delete(id)
    }
  }

  #cancelDeletion({ name }: Secret): void {
    this.#context.kernel.cancel(this.#deletions.get(name) ?? null)
    this.#deletions.delete(name)
  }

  #record({ name }: Secret, change: 'created' | 'deletion-scheduled' | 'restored' | 'deleted'): void {
    this.#context.kernel.trace.record({ type: 'secrets.secret', secret: name, change })
  }
}

/** The version that a staging label is on. */
export const holderOf = (secret: Secret, stage: string): SecretVersion | null =>
  [...secret.versions.values()].find(({ stages }) => stages.has(stage)) ?? null

/** As the API lists them. */
export const stagesOf = ({ stages }: SecretVersion): readonly string[] => [...stages].sort()
