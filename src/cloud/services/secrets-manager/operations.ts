/**
 * The API's actions: values and their staging labels. Secrets as such, policies and rotation have files of their own.
 * Source: Secrets Manager API Reference. Each validates, calls the state, and shapes the answer.
 */

import { AwsError } from '../../aws/aws-error'
import type { Caller, Operation } from '../contract'
import { chooserOf } from './filters'
import { number, optionalText, passwordRules, strings, text, validate, type Input } from './input'
import * as limits from './limits'
import { randomPassword } from './passwords'
import { policyOperations } from './policies'
import { rotationOperations, type Rotations } from './rotation'
import { dayOf, isSame, pageOf, tagsOf, tokenOf, valueOf, type Scope } from './scope'
import { secretOperations } from './secret-operations'
import { CURRENT, holderOf, stagesOf, type Secret, type SecretVersion } from './state'
import { errors } from './wire'

export function createOperations(scope: Scope, rotations: Rotations): Readonly<Record<string, Operation>> {
  const operations: Readonly<Record<string, Operation>> = {
    ...valueOperations(scope),
    ...stageOperations(scope),
    ...secretOperations(scope),
    ...policyOperations(scope),
    ...rotationOperations(scope, rotations),
    GetRandomPassword: (input: Input): object => ({
      RandomPassword: randomPassword(scope.context.kernel.random('secret-passwords'), passwordRules(input)),
    }),
  }
  return Object.fromEntries(
    Object.entries(operations).map(([name, run]): [string, Operation] => [
      name,
      (input, caller) => {
        validate(name, input)
        return run(input, caller)
      },
    ]),
  )
}

const NAME = /^[A-Za-z0-9/_+=.@!-]+$/

function valueOperations(scope: Scope): Record<string, Operation> {
  const { secrets, context } = scope
  return {
    CreateSecret(input, caller) {
      const name = text(input, 'Name')
      if (!NAME.test(name)) throw errors.invalidName()
      if ('AddReplicaRegions' in input) throw errors.notSimulated('Replicating a secret to other Regions')
      if (text(input, 'Type') !== '') throw errors.notSimulated('A secret that a partner manages (Type)')
      const token = tokenOf(input)
      const value = valueOf(input)
      const existing = secrets.find(name)
      if (existing?.deletion) throw errors.createScheduled()
      if (existing) return repeated(existing, token, value)
      const tags = tagsOf(input)
      const secret = secrets.create(name, optionalText(input, 'Description'), text(input, 'KmsKeyId') || null, tags)
      if (!value) return { ARN: secret.arn, Name: name }
      try {
        scope.write(secret, token, value, [CURRENT], caller)
      } catch (error) {
        // Without its key there is no secret.
        secrets.remove(secret)
        throw error
      }
      return { ARN: secret.arn, Name: name, VersionId: token }
    },

    PutSecretValue(input, caller) {
      const token = tokenOf(input)
      const secret = scope.liveSecretOf(input)
      const value = valueOf(input)
      if (!value) throw errors.valueRequired()
      const stages = strings(input, 'VersionStages')
      const version = scope.write(secret, token, value, stages.length > 0 ? stages : [CURRENT], caller)
      return { ARN: secret.arn, Name: secret.name, VersionId: token, VersionStages: stagesOf(version) }
    },

    UpdateSecret(input, caller) {
      const token = tokenOf(input)
      const secret = scope.liveSecretOf(input)
      if (text(input, 'Type') !== '') throw errors.notSimulated('A secret that a partner manages (Type)')
      const value = valueOf(input)
      changeKey(scope, secret, optionalText(input, 'KmsKeyId'), caller)
      if (value) scope.write(secret, token, value, [CURRENT], caller)
      secret.description = optionalText(input, 'Description') ?? secret.description
      secret.changedAt = context.kernel.now
      return { ARN: secret.arn, Name: secret.name, ...(value && { VersionId: token }) }
    },

    GetSecretValue(input, caller) {
      return scope.read(
        scope.secretOf(input),
        optionalText(input, 'VersionId'),
        optionalText(input, 'VersionStage'),
        caller,
      )
    },

    BatchGetSecretValue(input, caller) {
      const ids = strings(input, 'SecretIdList')
      const hasFilters = 'Filters' in input
      // Texts not confirmed.
      if (ids.length > 0 && hasFilters) {
        throw errors.invalidParameter("You can't specify both SecretIdList and Filters in the same request.")
      }
      if (ids.length === 0 && !hasFilters) {
        throw errors.invalidParameter('You must specify either SecretIdList or Filters.')
      }
      if (ids.length > 0 && ('MaxResults' in input || 'NextToken' in input)) {
        throw errors.invalidParameter('You can only use MaxResults and NextToken with Filters.')
      }
      const chosen = chooserOf(input, context.account.region)
      const wanted = hasFilters ? secrets.all().filter((secret) => !secret.deletion && chosen(secret)) : []
      const { page, rest } = pageOf(wanted, input, number(input, 'MaxResults', limits.BATCH_DEFAULT))
      const found: object[] = []
      const failed: object[] = []
      for (const id of hasFilters ? page.map(({ arn }) => arn) : ids) {
        try {
          found.push(readForBatch(scope, id, caller))
        } catch (error) {
          if (!(error instanceof AwsError)) throw error
          failed.push({ SecretId: id, ErrorCode: error.code, Message: error.message })
        }
      }
      return { SecretValues: found, Errors: failed, ...rest }
    },
  }
}

/** Every secret of a batch is allowed or denied for itself. @throws AwsError */
function readForBatch(scope: Scope, id: string, caller: Caller): object {
  const secret = scope.secrets.findById(id)
  if (!secret) throw errors.notFound()
  scope.context.authorize(caller, {
    action: 'secretsmanager:GetSecretValue',
    resource: secret.arn,
    context: { 'secretsmanager:VersionStage': CURRENT },
  })
  return scope.read(secret, null, null, caller)
}

/** A request that is sent again gives what it gave. @throws AwsError ResourceExistsException */
function repeated(secret: Secret, token: string, value: SecretVersion['value']): object {
  const version = secret.versions.get(token)
  if (!version?.value || !value || !isSame(version.value, value)) throw errors.exists(secret.name)
  return { ARN: secret.arn, Name: secret.name, VersionId: token }
}

/** Another key protects the secret: what has a label is encrypted again. @throws AwsError */
export function changeKey(scope: Scope, secret: Secret, given: string | null, caller: Caller): void {
  if (given === null) return
  const keyId = given === '' ? null : given
  if (keyId === secret.keyId) return
  for (const version of secret.versions.values()) {
    if (version.sealedKey === null || version.stages.size === 0) continue
    version.sealedKey = scope.protection.seal(secret.arn, version.id, keyId, caller)
    version.keyId = keyId
  }
  secret.keyId = keyId
}

function stageOperations(scope: Scope): Record<string, Operation> {
  const { secrets } = scope
  const versionOf = (secret: Secret, id: string): SecretVersion => {
    const version = secret.versions.get(id)
    if (!version) throw errors.noValueOfVersion(id)
    return version
  }
  return {
    UpdateSecretVersionStage(input) {
      const secret = scope.liveSecretOf(input)
      const stage = text(input, 'VersionStage')
      const from = optionalText(input, 'RemoveFromVersionId')
      const to = optionalText(input, 'MoveToVersionId')
      const target = to === null ? null : versionOf(secret, to)
      const source = from === null ? null : versionOf(secret, from)
      const holder = holderOf(secret, stage)
      if (source && source !== holder) throw errors.stageNotAttached(stage, source.id)
      if (holder && holder !== target && !source) throw errors.removeFromRequired(stage, holder.id)
      if (stage === CURRENT && !target) throw errors.currentMustStay()
      secrets.moveStage(secret, stage, target)
      return { ARN: secret.arn, Name: secret.name }
    },

    ListSecretVersionIds(input) {
      const secret = scope.secretOf(input)
      const all = [...secret.versions.values()].filter(
        ({ stages }) => stages.size > 0 || input['IncludeDeprecated'] === true,
      )
      const { page, rest } = pageOf(all, input, number(input, 'MaxResults', limits.LIST_DEFAULT))
      return {
        Versions: page.map((version) => ({
          VersionId: version.id,
          ...(version.stages.size > 0 && { VersionStages: stagesOf(version) }),
          ...(version.accessedAt !== null && { LastAccessedDate: dayOf(version.accessedAt) }),
          CreatedDate: version.createdAt / 1000,
          KmsKeyIds: [version.keyId ?? limits.DEFAULT_KEY_NAME],
        })),
        ARN: secret.arn,
        Name: secret.name,
        ...rest,
      }
    },
  }
}
