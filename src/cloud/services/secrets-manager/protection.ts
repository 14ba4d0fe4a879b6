/**
 * What protects a secret's value: a data key per version, made and opened by KMS in the caller's name. Whoever may not
 * use the key, or whose key is disabled, does not get at the value.
 * Source: Secrets Manager User Guide, "Secret encryption and decryption in AWS Secrets Manager".
 */

import { AwsError } from '../../aws/aws-error'
import type { Caller, ServiceContext } from '../contract'
import { DEFAULT_KEY } from './limits'
import { errors } from './wire'

export class Protection {
  constructor(readonly context: ServiceContext) {}

  /** @returns the data key, sealed @throws AwsError EncryptionFailure, AccessDeniedException */
  seal(secretArn: string, versionId: string, keyId: string | null, caller: Caller): string {
    const input = {
      KeyId: keyId ?? DEFAULT_KEY,
      KeySpec: 'AES_256',
      EncryptionContext: contextOf(secretArn, versionId),
    }
    const output = this.#kms('GenerateDataKey', input, caller, errors.encryption)
    return String((output as Readonly<Record<string, unknown>>)['CiphertextBlob'])
  }

  /** @throws AwsError DecryptionFailure, AccessDeniedException */
  open(secretArn: string, versionId: string, sealedKey: string, caller: Caller): void {
    const input = { CiphertextBlob: sealedKey, EncryptionContext: contextOf(secretArn, versionId) }
    this.#kms('Decrypt', input, caller, errors.decryption)
  }

  /** In the caller's name, through this service: key policies see it (kms:ViaService). */
  #kms(operation: string, input: Readonly<Record<string, unknown>>, caller: Caller, failure: () => AwsError): object {
    const via = { 'kms:ViaService': `secretsmanager.${this.context.account.region}.amazonaws.com` }
    try {
      return this.context.call('kms', operation, input, { ...caller, context: { ...caller.context, ...via } })
    } catch (error) {
      if (!(error instanceof AwsError)) throw error
      throw error.code === 'AccessDeniedException' ? errors.keyAccess() : failure()
    }
  }
}

const contextOf = (SecretARN: string, SecretVersionId: string): Readonly<Record<string, string>> => ({
  SecretARN,
  SecretVersionId,
})
