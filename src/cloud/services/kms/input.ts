/** What the API's model demands of its input, and reading it. Source: the service model (2014-11-01). */

import { checkConstraints, type Constraint, type Constraints } from '../../aws/constraints'
import * as limits from './limits'

export type Input = Readonly<Record<string, unknown>>

const KEY_ID: Constraint = { required: true, length: [1, 2048] }
const OPTIONAL_KEY_ID: Constraint = { length: [1, 2048] }
const ALIAS_NAME: Constraint = { required: true, length: [1, 256], pattern: '^[a-zA-Z0-9:/_-]+$' }
const GRANT_TOKENS: Constraint = { length: [0, 10], entries: { length: [1, 8192] } }
const PLAINTEXT: Constraint = { required: true, blob: true, sensitive: true, length: [1, limits.PLAINTEXT_MAX] }
const MESSAGE: Constraint = { required: true, blob: true, sensitive: true, length: [1, limits.PLAINTEXT_MAX] }
const CIPHERTEXT: Constraint = { required: true, blob: true, length: [1, limits.CIPHERTEXT_MAX] }
const LIMIT: Constraint = { range: [1, 1000] }
const MARKER: Constraint = { length: [1, 1024], pattern: String.raw`[\u0020-\u00FF]*` }
const PAGE: Constraints = { Limit: LIMIT, Marker: MARKER }
const ALGORITHM: Constraint = { values: ['SYMMETRIC_DEFAULT', 'RSAES_OAEP_SHA_1', 'RSAES_OAEP_SHA_256', 'SM2PKE'] }
/** The order of values as recorded. */
const MAC_ALGORITHM: Constraint = {
  required: true,
  values: ['HMAC_SHA_384', 'HMAC_SHA_256', 'HMAC_SHA_224', 'HMAC_SHA_512'],
}
const DATA_KEY: Constraints = {
  KeyId: KEY_ID,
  NumberOfBytes: { range: [1, limits.RANDOM_MAX] },
  KeySpec: { values: ['AES_256', 'AES_128'] },
  GrantTokens: GRANT_TOKENS,
}
const POLICY: Constraint = { length: [1, 131_072], pattern: String.raw`[\u0009\u000A\u000D\u0020-\u00FF]+` }
const POLICY_NAME: Constraint = { length: [1, 128], pattern: String.raw`[\w]+` }
const DESCRIPTION: Constraint = { length: [0, 8192] }
const TAGS: Constraint = {
  entries: {
    members: { TagKey: { required: true, length: [1, 128] }, TagValue: { required: true, length: [0, 256] } },
  },
}
const ON_A_KEY: Constraints = { KeyId: KEY_ID }

/** In the order recorded in 2023; newer ones behind (their place is not confirmed). */
const KEY_SPECS = [
  'RSA_2048',
  'ECC_NIST_P384',
  'ECC_NIST_P256',
  'ECC_NIST_P521',
  'HMAC_384',
  'RSA_3072',
  'ECC_SECG_P256K1',
  'RSA_4096',
  'SYMMETRIC_DEFAULT',
  'HMAC_256',
  'HMAC_224',
  'HMAC_512',
  'SM2',
  'ML_DSA_44',
  'ML_DSA_65',
  'ML_DSA_87',
  'ECC_NIST_EDWARDS25519',
]

const CONSTRAINTS: Readonly<Record<string, Constraints>> = {
  CancelKeyDeletion: ON_A_KEY,
  CreateAlias: { AliasName: ALIAS_NAME, TargetKeyId: KEY_ID },
  CreateKey: {
    Policy: POLICY,
    Description: DESCRIPTION,
    KeyUsage: { values: ['ENCRYPT_DECRYPT', 'SIGN_VERIFY', 'GENERATE_VERIFY_MAC', 'KEY_AGREEMENT'] },
    CustomerMasterKeySpec: { values: KEY_SPECS },
    KeySpec: { values: KEY_SPECS },
    Origin: { values: ['AWS_KMS', 'EXTERNAL', 'AWS_CLOUDHSM', 'EXTERNAL_KEY_STORE'] },
    Tags: TAGS,
  },
  Decrypt: {
    CiphertextBlob: CIPHERTEXT,
    GrantTokens: GRANT_TOKENS,
    KeyId: OPTIONAL_KEY_ID,
    EncryptionAlgorithm: ALGORITHM,
  },
  DeleteAlias: { AliasName: ALIAS_NAME },
  DescribeKey: { KeyId: KEY_ID, GrantTokens: GRANT_TOKENS },
  DisableKey: ON_A_KEY,
  DisableKeyRotation: ON_A_KEY,
  EnableKey: ON_A_KEY,
  EnableKeyRotation: {
    KeyId: KEY_ID,
    RotationPeriodInDays: { range: [limits.ROTATION_DAYS.minimum, limits.ROTATION_DAYS.maximum] },
  },
  Encrypt: { KeyId: KEY_ID, Plaintext: PLAINTEXT, GrantTokens: GRANT_TOKENS, EncryptionAlgorithm: ALGORITHM },
  GenerateDataKey: DATA_KEY,
  GenerateDataKeyWithoutPlaintext: DATA_KEY,
  GenerateMac: { Message: MESSAGE, KeyId: KEY_ID, MacAlgorithm: MAC_ALGORITHM, GrantTokens: GRANT_TOKENS },
  GenerateRandom: { NumberOfBytes: { range: [1, limits.RANDOM_MAX] } },
  GetKeyPolicy: { KeyId: KEY_ID, PolicyName: POLICY_NAME },
  GetKeyRotationStatus: ON_A_KEY,
  ListAliases: { KeyId: OPTIONAL_KEY_ID, ...PAGE },
  ListKeyPolicies: { KeyId: KEY_ID, ...PAGE },
  ListKeys: PAGE,
  ListResourceTags: { KeyId: KEY_ID, ...PAGE },
  PutKeyPolicy: { KeyId: KEY_ID, PolicyName: POLICY_NAME, Policy: { ...POLICY, required: true } },
  ReEncrypt: {
    CiphertextBlob: CIPHERTEXT,
    SourceKeyId: OPTIONAL_KEY_ID,
    DestinationKeyId: KEY_ID,
    SourceEncryptionAlgorithm: ALGORITHM,
    DestinationEncryptionAlgorithm: ALGORITHM,
    GrantTokens: GRANT_TOKENS,
  },
  ScheduleKeyDeletion: { KeyId: KEY_ID, PendingWindowInDays: { range: [1, 365] } },
  TagResource: { KeyId: KEY_ID, Tags: { ...TAGS, required: true } },
  UntagResource: { KeyId: KEY_ID, TagKeys: { required: true, entries: { length: [1, 128] } } },
  UpdateAlias: { AliasName: ALIAS_NAME, TargetKeyId: KEY_ID },
  UpdateKeyDescription: { KeyId: KEY_ID, Description: { ...DESCRIPTION, required: true } },
  VerifyMac: {
    Message: MESSAGE,
    KeyId: KEY_ID,
    MacAlgorithm: MAC_ALGORITHM,
    Mac: { required: true, blob: true, length: [1, limits.CIPHERTEXT_MAX] },
    GrantTokens: GRANT_TOKENS,
  },
}

/** @throws AwsError ValidationException */
export function validate(operation: string, input: Input): void {
  checkConstraints(input, CONSTRAINTS[operation] ?? {})
}

/** Empty if it is not there. */
export const text = (input: Input, name: string): string => {
  const value = input[name]
  return typeof value === 'string' ? value : ''
}

export const number = (input: Input, name: string, fallback: number): number => {
  const value = input[name]
  return typeof value === 'number' ? value : fallback
}

export const strings = (input: Input, name: string): readonly string[] => {
  const value = input[name]
  return Array.isArray(value) ? value.map(String) : []
}

/** A map of texts. */
export const texts = (input: Input, name: string): Readonly<Record<string, string>> => {
  const value = input[name]
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, String(entry)]))
    : {}
}

export const records = (input: Input, name: string): readonly Input[] => {
  const value = input[name]
  return Array.isArray(value) ? (value as readonly Input[]) : []
}
