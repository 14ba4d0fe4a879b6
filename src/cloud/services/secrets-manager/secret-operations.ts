/** The API's actions on secrets as such: describing, listing, deleting, restoring, tags. */

import type { Operation } from '../contract'
import { chooserOf } from './filters'
import { number, strings, text, type Input } from './input'
import * as limits from './limits'
import { dayOf, pageOf, tagsOf, type Scope } from './scope'
import { stagesOf, type Secret } from './state'
import { errors } from './wire'

export function secretOperations(scope: Scope): Record<string, Operation> {
  const { secrets, context } = scope
  return {
    DescribeSecret(input) {
      const secret = scope.secretOf(input)
      return { ...describe(secret), ...(secret.versions.size > 0 && { VersionIdsToStages: stagesByVersion(secret) }) }
    },

    ListSecrets(input) {
      const chosen = chooserOf(input, context.account.region)
      const all = secrets
        .all()
        .filter((secret) => (!secret.deletion || input['IncludePlannedDeletion'] === true) && chosen(secret))
      const { page, rest } = pageOf(sorted(all, input), input, number(input, 'MaxResults', limits.LIST_DEFAULT))
      return {
        SecretList: page.map((secret) => ({
          ...describe(secret),
          ...(secret.versions.size > 0 && { SecretVersionsToStages: stagesByVersion(secret) }),
        })),
        ...rest,
      }
    },

    DeleteSecret(input) {
      const { minimum, maximum, default: usual } = limits.RECOVERY_WINDOW_DAYS
      const force = input['ForceDeleteWithoutRecovery'] === true
      if (force && 'RecoveryWindowInDays' in input) throw errors.forceWithWindow()
      const window = number(input, 'RecoveryWindowInDays', usual)
      if (window < minimum || window > maximum) throw errors.recoveryWindow()
      const now = context.kernel.now
      const id = text(input, 'SecretId')
      const secret = secrets.findById(id)
      if (!secret) {
        if (!force) throw errors.notFound()
        // A forced deletion of what is not there is no error.
        return { ARN: id.startsWith('arn:') ? id : secrets.newArn(id), Name: id, DeletionDate: now / 1000 }
      }
      if (force) {
        secrets.remove(secret)
        return { ARN: secret.arn, Name: secret.name, DeletionDate: now / 1000 }
      }
      if (secret.deletion) throw errors.alreadyScheduled()
      secrets.scheduleDeletion(secret, window * limits.DAY)
      return { ARN: secret.arn, Name: secret.name, DeletionDate: (now + window * limits.DAY) / 1000 }
    },

    RestoreSecret(input) {
      const secret = scope.secretOf(input)
      secrets.restore(secret)
      return { ARN: secret.arn, Name: secret.name }
    },

    TagResource(input) {
      const secret = scope.liveSecretOf(input)
      for (const [key, value] of tagsOf(input, secret.tags)) secret.tags.set(key, value)
      return {}
    },

    UntagResource(input) {
      const secret = scope.liveSecretOf(input)
      for (const key of strings(input, 'TagKeys')) secret.tags.delete(key)
      return {}
    },
  }
}

/** What DescribeSecret and ListSecrets have in common; what does not apply is missing (recorded). */
function describe(secret: Secret): object {
  const { rotation } = secret
  return {
    ARN: secret.arn,
    Name: secret.name,
    ...(secret.description !== null && { Description: secret.description }),
    ...(secret.keyId !== null && { KmsKeyId: secret.keyId }),
    ...(rotation && {
      RotationEnabled: rotation.enabled,
      RotationLambdaARN: rotation.functionArn,
      RotationRules: rulesOf(rotation.rules),
      ...(rotation.enabled && rotation.nextAt !== null && { NextRotationDate: rotation.nextAt / 1000 }),
    }),
    ...(secret.rotatedAt !== null && { LastRotatedDate: secret.rotatedAt / 1000 }),
    LastChangedDate: secret.changedAt / 1000,
    ...(secret.accessedAt !== null && { LastAccessedDate: dayOf(secret.accessedAt) }),
    ...(secret.deletion && { DeletedDate: secret.deletion.askedAt / 1000 }),
    ...(secret.tags.size > 0 && { Tags: [...secret.tags].map(([Key, Value]) => ({ Key, Value })) }),
    CreatedDate: secret.createdAt / 1000,
  }
}

const rulesOf = (rules: NonNullable<Secret['rotation']>['rules']): object => ({
  ...(rules.automaticallyAfterDays !== null && { AutomaticallyAfterDays: rules.automaticallyAfterDays }),
  ...(rules.duration !== null && { Duration: rules.duration }),
  ...(rules.scheduleExpression !== null && { ScheduleExpression: rules.scheduleExpression }),
})

const stagesByVersion = (secret: Secret): object =>
  Object.fromEntries(
    [...secret.versions.values()]
      .filter(({ stages }) => stages.size > 0)
      .map((version) => [version.id, stagesOf(version)]),
  )

/** By date of creation, youngest first, unless the request says otherwise (AWS's default is not stated). */
function sorted(all: readonly Secret[], input: Input): readonly Secret[] {
  const by = text(input, 'SortBy') || 'created-date'
  const key = (secret: Secret): number | string => {
    if (by === 'name') return secret.name
    if (by === 'last-accessed-date') return secret.accessedAt ?? 0
    return by === 'last-changed-date' ? secret.changedAt : secret.createdAt
  }
  const ascending = [...all].sort((one, other) => (key(one) < key(other) ? -1 : key(one) > key(other) ? 1 : 0))
  return input['SortOrder'] === 'asc' ? ascending : ascending.reverse()
}
