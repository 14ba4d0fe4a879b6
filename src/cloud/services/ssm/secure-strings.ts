/**
 * SecureStrings: encrypted by KMS in the caller's name, with the parameter's ARN as encryption context.
 * Source: AWS KMS Developer Guide, "How AWS Systems Manager Parameter Store uses AWS KMS". Values of more than 4,096
 * bytes are encrypted under a data key.
 */

import { gcm } from '@noble/ciphers/aes.js'
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import { AwsError } from '../../aws/aws-error'
import type { Caller, ServiceContext } from '../contract'
import { KMS_PLAINTEXT_MAX } from './limits'
import { errors } from './wire'

const VECTOR_BYTES = 12
/** Before the length of an encrypted data key, in two bytes. */
const ENVELOPE = 0xff

export class SecureStrings {
  constructor(readonly context: ServiceContext) {}

  /** @param keyId as the request names it @returns base64 @throws AwsError InvalidKeyId, AccessDeniedException */
  seal(value: string, keyId: string, parameterArn: string, caller: Caller): string {
    const plaintext = utf8ToBytes(value)
    const EncryptionContext = { PARAMETER_ARN: parameterArn }
    if (plaintext.length <= KMS_PLAINTEXT_MAX) {
      const input = { KeyId: keyId, Plaintext: toBase64(plaintext), EncryptionContext }
      return text(this.#kms('Encrypt', input, caller), 'CiphertextBlob')
    }
    const key = this.#kms('GenerateDataKey', { KeyId: keyId, KeySpec: 'AES_256', EncryptionContext }, caller)
    const random = this.context.kernel.random('ssm-vectors')
    const vector = Uint8Array.from({ length: VECTOR_BYTES }, () => random.integer(0, 255))
    const sealedKey = fromBase64(text(key, 'CiphertextBlob'))
    const header = Uint8Array.of(ENVELOPE, sealedKey.length >> 8, sealedKey.length & 0xff)
    const sealed = gcm(fromBase64(text(key, 'Plaintext')), vector).encrypt(plaintext)
    return toBase64(concatBytes(header, sealedKey, vector, sealed))
  }

  /** @throws AwsError InvalidKeyId, AccessDeniedException */
  open(sealed: string, parameterArn: string, caller: Caller): string {
    const blob = fromBase64(sealed)
    const isEnvelope = blob[0] === ENVELOPE
    const keyEnd = isEnvelope ? 3 + (((blob[1] ?? 0) << 8) | (blob[2] ?? 0)) : 0
    const CiphertextBlob = isEnvelope ? toBase64(blob.subarray(3, keyEnd)) : sealed
    const EncryptionContext = { PARAMETER_ARN: parameterArn }
    const opened = fromBase64(text(this.#kms('Decrypt', { CiphertextBlob, EncryptionContext }, caller), 'Plaintext'))
    if (!isEnvelope) return utf8.decode(opened)
    const vector = blob.subarray(keyEnd, keyEnd + VECTOR_BYTES)
    return utf8.decode(gcm(opened, vector).decrypt(blob.subarray(keyEnd + VECTOR_BYTES)))
  }

  /** A call in the caller's name, through this service: key policies see it (kms:ViaService). */
  #kms(operation: string, input: Readonly<Record<string, unknown>>, caller: Caller): object {
    const via = { 'kms:ViaService': `ssm.${this.context.account.region}.amazonaws.com` }
    try {
      return this.context.call('kms', operation, input, { ...caller, context: { ...caller.context, ...via } })
    } catch (error) {
      if (error instanceof AwsError && UNUSABLE.has(error.code)) throw errors.invalidKey(error.message)
      throw error
    }
  }
}

/** What KMS answers for keys that cannot be used. */
const UNUSABLE = new Set([
  'NotFoundException',
  'DisabledException',
  'KMSInvalidStateException',
  'InvalidKeyUsageException',
  'InvalidCiphertextException',
])

const utf8 = new TextDecoder()
const text = (output: object, name: string): string => String((output as Readonly<Record<string, unknown>>)[name])
const fromBase64 = (base64: string): Uint8Array => Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))

function toBase64(bytes: Uint8Array): string {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary)
}
