/** What the files of operations share: finding secrets, writing and reading their values, pages. */

import type { Caller, ServiceContext } from '../contract'
import { optionalText, records, text, type Input } from './input'
import * as limits from './limits'
import { Protection } from './protection'
import { CURRENT, holderOf, type Secret, type Secrets, type SecretValue, type SecretVersion } from './state'
import { errors } from './wire'

export class Scope {
  readonly protection: Protection

  constructor(
    readonly secrets: Secrets,
    readonly context: ServiceContext,
  ) {
    this.protection = new Protection(context)
  }

  /** Deleted or not. @throws AwsError ResourceNotFoundException */
  secretOf(input: Input): Secret {
    const secret = this.secrets.findById(text(input, 'SecretId'))
    if (!secret) throw errors.notFound()
    return secret
  }

  /** @throws AwsError ResourceNotFoundException, InvalidRequestException for a deleted one */
  liveSecretOf(input: Input): Secret {
    const secret = this.secretOf(input)
    if (secret.deletion) throw errors.markedForDeletion()
    return secret
  }

  /**
   * A new version, or the one that the same request made before.
   * @throws AwsError ResourceExistsException when the token made another one
   */
  write(secret: Secret, token: string, value: SecretValue, stages: readonly string[], caller: Caller): SecretVersion {
    const existing = secret.versions.get(token)
    if (existing?.value && !isSame(existing.value, value)) throw errors.tokenInUse(token, secret.arn)
    if (existing?.value) return existing
    const labels = new Set([...secret.versions.values()].flatMap((version) => [...version.stages]).concat(stages))
    if (labels.size > limits.STAGES_MAX) throw errors.tooManyStages()
    const sealedKey = this.protection.seal(secret.arn, token, secret.keyId, caller)
    // The first version is the current one, whatever is asked for.
    const given = holderOf(secret, CURRENT) ? stages : [...new Set([...stages, CURRENT])]
    if (!existing) {
      const version = { id: token, value, sealedKey, keyId: secret.keyId }
      return this.secrets.addVersion(secret, version, given, caller.arn)
    }
    // A rotation has announced it.
    existing.value = value
    existing.sealedKey = sealedKey
    existing.keyId = secret.keyId
    for (const stage of given) this.secrets.moveStage(secret, stage, existing)
    secret.changedAt = this.context.kernel.now
    this.secrets.recordVersion(secret, existing, caller.arn)
    return existing
  }

  /** What GetSecretValue gives. @throws AwsError */
  read(secret: Secret, versionId: string | null, stage: string | null, caller: Caller): object {
    if (secret.deletion) throw errors.markedForDeletion()
    const version = versionOf(secret, versionId, stage)
    if (!version.value || version.sealedKey === null) {
      throw stage === null && versionId !== null
        ? errors.noValueOfVersion(versionId)
        : errors.noValueOfStage(stage ?? CURRENT)
    }
    this.protection.open(secret.arn, version.id, version.sealedKey, caller)
    const now = this.context.kernel.now
    version.accessedAt = now
    secret.accessedAt = now
    const { string, binary } = version.value
    return {
      ARN: secret.arn,
      Name: secret.name,
      VersionId: version.id,
      ...(binary !== null && { SecretBinary: binary }),
      ...(string !== null && { SecretString: string }),
      VersionStages: [...version.stages].sort(),
      CreatedDate: version.createdAt / 1000,
    }
  }
}

/** @throws AwsError ResourceNotFoundException, InvalidRequestException */
function versionOf(secret: Secret, versionId: string | null, stage: string | null): SecretVersion {
  if (versionId === null) {
    const holder = holderOf(secret, stage ?? CURRENT)
    if (!holder) throw errors.noValueOfStage(stage ?? CURRENT)
    return holder
  }
  const version = secret.versions.get(versionId)
  if (!version) throw errors.noValueOfVersion(versionId)
  if (stage !== null && !version.stages.has(stage)) throw errors.stageOfAnotherVersion()
  return version
}

/** What a request says a secret is; null if it says nothing. @throws AwsError InvalidParameterException */
export function valueOf(input: Input): SecretValue | null {
  const string = optionalText(input, 'SecretString')
  const binary = optionalText(input, 'SecretBinary')
  if (string !== null && binary !== null) throw errors.bothValues()
  return string === null && binary === null ? null : { string, binary }
}

/** @throws AwsError as the operation words it */
export function tokenOf(
  input: Input,
  code: 'InvalidRequestException' | 'InvalidParameterException' = 'InvalidRequestException',
): string {
  const token = text(input, 'ClientRequestToken')
  if (token === '') throw errors.tokenRequired(code)
  return token
}

/** @throws AwsError InvalidParameterException */
export function tagsOf(input: Input, present: ReadonlyMap<string, string> = new Map()): ReadonlyMap<string, string> {
  const tags = new Map(records(input, 'Tags').map((tag) => [text(tag, 'Key'), text(tag, 'Value')]))
  if ([...tags.keys()].some((key) => key.startsWith('aws:'))) throw errors.reservedTag()
  const all = new Map([...present, ...tags])
  if (all.size > limits.TAGS_MAX) throw errors.tooManyTags()
  return all
}

export const isSame = (one: SecretValue, other: SecretValue): boolean =>
  one.string === other.string && one.binary === other.binary

/** One page by MaxResults and NextToken. @throws AwsError InvalidNextTokenException */
export function pageOf<Entry>(
  entries: readonly Entry[],
  input: Input,
  limit: number,
): { readonly page: readonly Entry[]; readonly rest: object } {
  const token = text(input, 'NextToken')
  const start = token === '' ? 0 : Number(/^eyJ(\d+)$/.exec(token)?.[1] ?? NaN)
  if (Number.isNaN(start)) throw errors.invalidToken()
  const end = start + limit
  return { page: entries.slice(start, end), rest: end < entries.length ? { NextToken: `eyJ${end}` } : {} }
}

/** Accesses are told to the day: seconds since the epoch at its beginning. */
export const dayOf = (instant: number): number => (Math.floor(instant / limits.DAY) * limits.DAY) / 1000
