/**
 * What each operation needs of IAM. Source: Service Authorization Reference, "Actions, resources, and condition keys for
 * AWS Key Management Service"; KMS Developer Guide, "Controlling access to aliases", "AWS KMS condition keys".
 */

import { parseArn, type Account } from '../../aws/arn'
import type { AccessNeed, AccessRule } from '../contract'
import { fromBase64 } from './bytes'
import { keyIdOf } from './ciphertext'
import { text, texts, type Input } from './input'
import type { Keys } from './state'

const ON_A_KEY = [
  'CancelKeyDeletion',
  'DescribeKey',
  'DisableKey',
  'DisableKeyRotation',
  'EnableKey',
  'EnableKeyRotation',
  'GenerateMac',
  'GetKeyPolicy',
  'GetKeyRotationStatus',
  'ListKeyPolicies',
  'ListResourceTags',
  'PutKeyPolicy',
  'ScheduleKeyDeletion',
  'TagResource',
  'UntagResource',
  'UpdateKeyDescription',
  'VerifyMac',
]
const WITH_A_CONTEXT = ['Encrypt', 'GenerateDataKey', 'GenerateDataKeyWithoutPlaintext']
const ON_NOTHING = ['CreateKey', 'GenerateRandom', 'ListAliases', 'ListKeys']

export function createAccess(keys: Keys, { accountId }: Account): Readonly<Record<string, AccessRule>> {
  /** The ARN of the key that is meant; what an alias stands for. */
  const arnOf = (given: string): string => {
    const name = parseArn(given)?.resource ?? given
    if (name.startsWith('alias/')) return keys.findByAlias(name)?.arn ?? keys.aliasArn(name)
    return given.startsWith('arn:') ? given : keys.keyArn(given)
  }
  const aliasOf = (given: string): string | null => /(?:^|:)(alias\/.+)$/.exec(given)?.[1] ?? null
  const need = (action: string, given: string, context: Readonly<Record<string, string>> = {}): AccessNeed => {
    const alias = aliasOf(given)
    return {
      action: `kms:${action}`,
      resource: arnOf(given),
      context: {
        'kms:CallerAccount': accountId,
        ...(alias !== null && { 'kms:RequestAlias': alias }),
        ...(Object.keys(context).length > 0 && { 'kms:EncryptionContextKeys': Object.keys(context) }),
        ...Object.fromEntries(Object.entries(context).map(([key, value]) => [`kms:EncryptionContext:${key}`, value])),
      },
    }
  }
  /** Whatever a blob says; nothing can be asked about one that is none. */
  const needOfCiphertext = (action: string, input: Input, context: string): readonly AccessNeed[] => {
    const id = keyIdOf(bytesOf(text(input, 'CiphertextBlob')))
    return id === null ? [] : [need(action, id, texts(input, context))]
  }
  const aliasNeeds = (action: string, input: Input, ...keyIds: readonly string[]): readonly AccessNeed[] => [
    { action: `kms:${action}`, resource: keys.aliasArn(text(input, 'AliasName')) },
    ...keyIds.filter((id) => id !== '').map((id) => need(action, id)),
  ]
  const formerKey = (input: Input): string => keys.findAlias(text(input, 'AliasName'))?.keyId ?? ''

  return {
    ...Object.fromEntries(
      ON_A_KEY.map((action): [string, AccessRule] => [action, (input) => [need(action, text(input, 'KeyId'))]]),
    ),
    ...Object.fromEntries(
      WITH_A_CONTEXT.map((action): [string, AccessRule] => [
        action,
        (input) => [need(action, text(input, 'KeyId'), texts(input, 'EncryptionContext'))],
      ]),
    ),
    ...Object.fromEntries(
      ON_NOTHING.map((action): [string, AccessRule] => [action, () => [{ action: `kms:${action}`, resource: '*' }]]),
    ),
    CreateKey: (input) => [
      { action: 'kms:CreateKey', resource: '*' },
      ...('Tags' in input ? [{ action: 'kms:TagResource', resource: keys.keyArn('*') }] : []),
    ],
    Decrypt: (input) => needOfCiphertext('Decrypt', input, 'EncryptionContext'),
    ReEncrypt: (input) => [
      ...needOfCiphertext('ReEncryptFrom', input, 'SourceEncryptionContext'),
      need('ReEncryptTo', text(input, 'DestinationKeyId'), texts(input, 'DestinationEncryptionContext')),
    ],
    CreateAlias: (input) => aliasNeeds('CreateAlias', input, text(input, 'TargetKeyId')),
    UpdateAlias: (input) => aliasNeeds('UpdateAlias', input, text(input, 'TargetKeyId'), formerKey(input)),
    DeleteAlias: (input) => aliasNeeds('DeleteAlias', input, formerKey(input)),
  }
}

/** Not validated yet: what is no base64 has no bytes. */
function bytesOf(base64: string): Uint8Array {
  return /^[A-Za-z0-9+/]*={0,2}$/.test(base64) && base64.length % 4 === 0 ? fromBase64(base64) : new Uint8Array()
}
