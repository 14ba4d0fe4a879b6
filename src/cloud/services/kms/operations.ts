/**
 * The API's actions: keys and their settings. Cryptography and aliases have files of their own.
 * Source: AWS KMS API Reference. Each validates, calls the state, and shapes the answer.
 */

import { readResourcePolicy } from '../../aws/policy-statements'
import type { Caller, Operation, ServiceContext } from '../contract'
import { aliasOperations } from './alias-operations'
import { cryptographicOperations } from './cryptographic-operations'
import { number, records, strings, text, validate, type Input } from './input'
import * as limits from './limits'
import { letsUpdatePolicy } from './policies'
import { pageOf, Scope } from './scope'
import type { Key, KeyUsage, Keys } from './state'
import { errors } from './wire'

export function createOperations(keys: Keys, context: ServiceContext): Readonly<Record<string, Operation>> {
  const scope = new Scope(keys, context)
  const operations = {
    ...keyOperations(scope),
    ...policyOperations(scope),
    ...tagOperations(scope),
    ...aliasOperations(scope),
    ...cryptographicOperations(scope),
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

function keyOperations(scope: Scope): Record<string, Operation> {
  const { keys, context } = scope

  /** A key that its owner manages. @throws AwsError */
  const own = (input: Input): Key => scope.keyById(text(input, 'KeyId'))

  return {
    CreateKey(input, caller) {
      const { spec, usage } = specOf(input)
      if (input['MultiRegion'] === true) throw errors.notSimulated('A multi-Region key')
      if (!['', 'AWS_KMS'].includes(text(input, 'Origin')) || 'CustomKeyStoreId' in input || 'XksKeyId' in input) {
        throw errors.notSimulated('A key whose material is not made by KMS')
      }
      const policy = 'Policy' in input ? policyOf(scope, input, caller) : null
      const key = keys.create({ spec, usage, description: text(input, 'Description'), policy, tags: tagsOf(input) })
      return { KeyMetadata: describeKey(key, context) }
    },

    DescribeKey(input) {
      return { KeyMetadata: describeKey(scope.keyOf(text(input, 'KeyId')), context) }
    },

    ListKeys(input) {
      const { page, rest } = pageOf(keys.all(), input, number(input, 'Limit', limits.LIST_KEYS_DEFAULT))
      return { Keys: page.map(({ id, arn }) => ({ KeyId: id, KeyArn: arn })), ...rest }
    },

    EnableKey(input) {
      const key = own(input)
      scope.demandNotPending(key)
      if (key.state !== 'Enabled') keys.setState(key, 'Enabled')
      return {}
    },

    DisableKey(input) {
      const key = own(input)
      scope.demandNotPending(key)
      if (key.state !== 'Disabled') keys.setState(key, 'Disabled')
      return {}
    },

    ScheduleKeyDeletion(input) {
      const key = own(input)
      scope.demandNotPending(key)
      const { minimum, maximum, default: usual } = limits.PENDING_WINDOW_DAYS
      const days = number(input, 'PendingWindowInDays', usual)
      if (days < minimum || days > maximum) throw errors.pendingWindow()
      keys.scheduleDeletion(key, days * limits.DAY)
      return {
        KeyId: key.arn,
        DeletionDate: (key.deletionAt ?? 0) / 1000,
        KeyState: key.state,
        PendingWindowInDays: days,
      }
    },

    CancelKeyDeletion(input) {
      const key = own(input)
      if (key.state !== 'PendingDeletion') throw errors.notPendingDeletion(key.arn)
      keys.cancelDeletion(key)
      return { KeyId: key.arn }
    },

    UpdateKeyDescription(input) {
      const key = own(input)
      scope.demandNotPending(key)
      key.description = text(input, 'Description')
      return {}
    },

    EnableKeyRotation(input) {
      const key = own(input)
      scope.demandEnabled(key)
      demandSymmetric(key)
      const days = number(input, 'RotationPeriodInDays', limits.ROTATION_DAYS.default)
      key.rotation = { days, since: context.kernel.now }
      return {}
    },

    DisableKeyRotation(input) {
      const key = own(input)
      scope.demandEnabled(key)
      demandSymmetric(key)
      key.rotation = null
      return {}
    },

    GetKeyRotationStatus(input) {
      const key = own(input)
      scope.demandNotPending(key)
      const { rotation } = key
      if (!rotation) return { KeyRotationEnabled: false, KeyId: key.arn }
      const period = rotation.days * limits.DAY
      const passed = Math.floor((context.kernel.now - rotation.since) / period)
      return {
        KeyRotationEnabled: true,
        KeyId: key.arn,
        RotationPeriodInDays: rotation.days,
        NextRotationDate: (rotation.since + (passed + 1) * period) / 1000,
      }
    },
  }
}

function policyOperations(scope: Scope): Record<string, Operation> {
  const named = (input: Input): Key => {
    const key = scope.keyById(text(input, 'KeyId'))
    if (!['', 'default'].includes(text(input, 'PolicyName'))) throw errors.policyName()
    return key
  }
  return {
    PutKeyPolicy(input, caller) {
      const key = named(input)
      scope.demandNotPending(key)
      key.policy = policyOf(scope, input, caller)
      return {}
    },
    GetKeyPolicy: (input) => ({ Policy: JSON.stringify(named(input).policy, null, 2), PolicyName: 'default' }),
    ListKeyPolicies(input) {
      scope.keyById(text(input, 'KeyId'))
      return { PolicyNames: ['default'], Truncated: false }
    },
  }
}

function tagOperations(scope: Scope): Record<string, Operation> {
  const tagged = (input: Input): Key => scope.keyById(text(input, 'KeyId'))
  return {
    TagResource(input) {
      const key = tagged(input)
      scope.demandNotPending(key)
      const tags = tagsOf(input)
      if (new Set([...key.tags.keys(), ...tags.keys()]).size > limits.TAGS_MAX) throw errors.tag('Too many tags')
      for (const [name, value] of tags) key.tags.set(name, value)
      return {}
    },
    UntagResource(input) {
      const key = tagged(input)
      scope.demandNotPending(key)
      for (const name of strings(input, 'TagKeys')) key.tags.delete(name)
      return {}
    },
    ListResourceTags(input) {
      const tags = [...tagged(input).tags]
      const { page, rest } = pageOf(tags, input, number(input, 'Limit', limits.LIST_TAGS_DEFAULT))
      return { Tags: page.map(([TagKey, TagValue]) => ({ TagKey, TagValue })), ...rest }
    },
  }
}

/** @throws AwsError ValidationException, UnsupportedOperationException */
function specOf(input: Input): { readonly spec: limits.KeySpec; readonly usage: KeyUsage } {
  const spec = text(input, 'KeySpec') || text(input, 'CustomerMasterKeySpec') || 'SYMMETRIC_DEFAULT'
  const given = text(input, 'KeyUsage')
  if (spec !== 'SYMMETRIC_DEFAULT' && given === '') throw errors.usageRequired()
  if (!isSimulated(spec)) throw errors.notSimulated(`An asymmetric key (${spec})`)
  const usage: KeyUsage = spec === 'SYMMETRIC_DEFAULT' ? 'ENCRYPT_DECRYPT' : 'GENERATE_VERIFY_MAC'
  if (given !== '' && given !== usage) throw errors.usageOfSpec(given, spec)
  return { spec, usage }
}

const isSimulated = (spec: string): spec is limits.KeySpec => Object.hasOwn(limits.MATERIAL, spec)

/** @throws AwsError MalformedPolicyDocumentException */
function policyOf(scope: Scope, input: Input, caller: Caller): Key['policy'] {
  const policy = readResourcePolicy(text(input, 'Policy'))
  if (!policy) throw errors.malformedPolicy()
  const bypass = input['BypassPolicyLockoutSafetyCheck'] === true
  if (!bypass && !letsUpdatePolicy(policy, caller, scope.context.account.accountId)) throw errors.lockout()
  return policy
}

/** @throws AwsError TagException */
function tagsOf(input: Input): ReadonlyMap<string, string> {
  const tags = new Map(records(input, 'Tags').map((tag) => [text(tag, 'TagKey'), text(tag, 'TagValue')]))
  if ([...tags.keys()].some((name) => name.toLowerCase().startsWith('aws:'))) {
    throw errors.tag('aws: prefixed tag key names are not allowed for external use.')
  }
  return tags
}

/** @throws AwsError UnsupportedOperationException */
function demandSymmetric(key: Key): void {
  if (key.spec !== 'SYMMETRIC_DEFAULT') throw errors.unsupported(key.arn, `key spec is ${key.spec}`)
}

/** As recorded for symmetric and HMAC keys. */
function describeKey(key: Key, { account }: ServiceContext): object {
  return {
    AWSAccountId: account.accountId,
    KeyId: key.id,
    Arn: key.arn,
    CreationDate: key.createdAt / 1000,
    Enabled: key.state === 'Enabled',
    Description: key.description,
    KeyUsage: key.usage,
    KeyState: key.state,
    ...(key.deletionAt !== null && { DeletionDate: key.deletionAt / 1000 }),
    Origin: 'AWS_KMS',
    KeyManager: key.manager,
    CustomerMasterKeySpec: key.spec,
    KeySpec: key.spec,
    ...(key.usage === 'ENCRYPT_DECRYPT'
      ? { EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'], CurrentKeyMaterialId: key.materialId }
      : { MacAlgorithms: [key.spec.replace('HMAC_', 'HMAC_SHA_')] }),
    MultiRegion: false,
  }
}
