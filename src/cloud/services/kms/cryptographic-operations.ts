/** The API's actions that encrypt, decrypt and authenticate. Source: AWS KMS API Reference. */

import { hmac } from '@noble/hashes/hmac.js'
import { sha224, sha256, sha384, sha512 } from '@noble/hashes/sha2.js'
import type { Caller, Operation } from '../contract'
import { fromBase64, randomBytes, toBase64 } from './bytes'
import { decrypt, encrypt, keyIdOf, type EncryptionContext } from './ciphertext'
import { number, text, texts, type Input } from './input'
import type { Scope } from './scope'
import type { Key } from './state'
import { errors } from './wire'

const HASHES = { HMAC_SHA_224: sha224, HMAC_SHA_256: sha256, HMAC_SHA_384: sha384, HMAC_SHA_512: sha512 } as const

export function cryptographicOperations(scope: Scope): Record<string, Operation> {
  const { kernel } = scope.context

  const seal = (key: Key, plaintext: Uint8Array, context: EncryptionContext): string =>
    toBase64(encrypt(key.id, key.material, plaintext, context, randomBytes(kernel.random('kms-vectors'), 12)))

  /** The key to encrypt with. @throws AwsError */
  const encrypting = (input: Input, name: string, algorithm: string, operation: string): Key => {
    const key = scope.keyOf(text(input, name))
    scope.demandUsable(key, 'ENCRYPT_DECRYPT', operation)
    demandAlgorithm(input, algorithm, key)
    return key
  }

  /** What is in a ciphertext, and its key. @throws AwsError */
  const open = (input: Input, names: { key: string; context: string; algorithm: string }, operation: string) => {
    const blob = fromBase64(text(input, 'CiphertextBlob'))
    const given = text(input, names.key)
    const named = given === '' ? null : scope.keyOf(given)
    const key = scope.keys.find(keyIdOf(blob) ?? '')
    if (named && (named !== key || named.usage !== 'ENCRYPT_DECRYPT')) throw errors.incorrectKey()
    if (!key) throw errors.invalidCiphertext()
    scope.demandUsable(key, 'ENCRYPT_DECRYPT', operation)
    demandAlgorithm(input, names.algorithm, key)
    const plaintext = decrypt(key.material, blob, texts(input, names.context))
    if (!plaintext) throw errors.invalidCiphertext()
    return { key, plaintext }
  }

  const dataKey = (input: Input, caller: Caller, operation: string): { key: Key; plaintext: Uint8Array } => {
    refuseUnsimulated(input)
    scope.refuseGrantTokens(input)
    const hasSpec = 'KeySpec' in input
    if (hasSpec === 'NumberOfBytes' in input) throw errors.eitherBytesOrSpec()
    const key = scope.keyOf(text(input, 'KeyId'))
    scope.demandUsable(key, 'ENCRYPT_DECRYPT', operation)
    stopDryRun(input)
    const length = hasSpec ? (input['KeySpec'] === 'AES_128' ? 16 : 32) : number(input, 'NumberOfBytes', 0)
    scope.recordUse(key, operation, caller)
    return { key, plaintext: randomBytes(kernel.random('kms-data-keys'), length) }
  }

  /** The MAC of the message. @throws AwsError */
  const mac = (input: Input, caller: Caller, operation: string): { key: Key; value: Uint8Array } => {
    scope.refuseGrantTokens(input)
    const key = scope.keyOf(text(input, 'KeyId'))
    scope.demandUsable(key, 'GENERATE_VERIFY_MAC', operation)
    const algorithm = text(input, 'MacAlgorithm') as keyof typeof HASHES
    if (key.spec.replace('HMAC_', 'HMAC_SHA_') !== algorithm) throw errors.algorithm(algorithm, key.spec)
    stopDryRun(input)
    scope.recordUse(key, operation, caller)
    return { key, value: hmac(HASHES[algorithm], key.material, fromBase64(text(input, 'Message'))) }
  }

  return {
    Encrypt(input, caller) {
      scope.refuseGrantTokens(input)
      const key = encrypting(input, 'KeyId', 'EncryptionAlgorithm', 'Encrypt')
      stopDryRun(input)
      scope.recordUse(key, 'Encrypt', caller)
      return {
        CiphertextBlob: seal(key, fromBase64(text(input, 'Plaintext')), texts(input, 'EncryptionContext')),
        KeyId: key.arn,
        EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
      }
    },

    Decrypt(input, caller) {
      refuseUnsimulated(input)
      scope.refuseGrantTokens(input)
      const names = { key: 'KeyId', context: 'EncryptionContext', algorithm: 'EncryptionAlgorithm' }
      const { key, plaintext } = open(input, names, 'Decrypt')
      stopDryRun(input)
      scope.recordUse(key, 'Decrypt', caller)
      return {
        KeyId: key.arn,
        Plaintext: toBase64(plaintext),
        EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
        KeyMaterialId: key.materialId,
      }
    },

    ReEncrypt(input, caller) {
      refuseUnsimulated(input)
      scope.refuseGrantTokens(input)
      const names = { key: 'SourceKeyId', context: 'SourceEncryptionContext', algorithm: 'SourceEncryptionAlgorithm' }
      const source = open(input, names, 'ReEncryptFrom')
      const key = encrypting(input, 'DestinationKeyId', 'DestinationEncryptionAlgorithm', 'ReEncryptTo')
      stopDryRun(input)
      scope.recordUse(source.key, 'ReEncryptFrom', caller)
      scope.recordUse(key, 'ReEncryptTo', caller)
      return {
        CiphertextBlob: seal(key, source.plaintext, texts(input, 'DestinationEncryptionContext')),
        SourceKeyId: source.key.arn,
        KeyId: key.arn,
        SourceEncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
        DestinationEncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
        SourceKeyMaterialId: source.key.materialId,
        DestinationKeyMaterialId: key.materialId,
      }
    },

    GenerateDataKey(input, caller) {
      const { key, plaintext } = dataKey(input, caller, 'GenerateDataKey')
      return {
        CiphertextBlob: seal(key, plaintext, texts(input, 'EncryptionContext')),
        Plaintext: toBase64(plaintext),
        KeyId: key.arn,
        KeyMaterialId: key.materialId,
      }
    },

    GenerateDataKeyWithoutPlaintext(input, caller) {
      const { key, plaintext } = dataKey(input, caller, 'GenerateDataKeyWithoutPlaintext')
      return {
        CiphertextBlob: seal(key, plaintext, texts(input, 'EncryptionContext')),
        KeyId: key.arn,
        KeyMaterialId: key.materialId,
      }
    },

    GenerateRandom(input) {
      refuseUnsimulated(input)
      if ('CustomKeyStoreId' in input) throw errors.notSimulated('A custom key store')
      if (!('NumberOfBytes' in input)) throw errors.numberOfBytesRequired()
      return { Plaintext: toBase64(randomBytes(kernel.random('kms-random'), number(input, 'NumberOfBytes', 0))) }
    },

    GenerateMac(input, caller) {
      const { key, value } = mac(input, caller, 'GenerateMac')
      return { Mac: toBase64(value), MacAlgorithm: input['MacAlgorithm'], KeyId: key.arn }
    },

    VerifyMac(input, caller) {
      const { key, value } = mac(input, caller, 'VerifyMac')
      if (text(input, 'Mac') !== toBase64(value)) throw errors.invalidMac()
      return { KeyId: key.arn, MacValid: true, MacAlgorithm: input['MacAlgorithm'] }
    },
  }
}

/** @throws AwsError InvalidKeyUsageException */
function demandAlgorithm(input: Input, name: string, key: Key): void {
  const algorithm = text(input, name)
  if (!['', 'SYMMETRIC_DEFAULT'].includes(algorithm)) throw errors.algorithm(algorithm, key.spec)
}

/** @throws AwsError for a request that shall only be tried, when it would succeed */
function stopDryRun(input: Input): void {
  if (input['DryRun'] === true) throw errors.dryRun()
}

/** @throws AwsError */
function refuseUnsimulated(input: Input): void {
  if ('Recipient' in input) throw errors.notSimulated('An answer for a Nitro enclave (Recipient)')
  if ('DryRunModifiers' in input) throw errors.notSimulated('DryRunModifiers')
}
