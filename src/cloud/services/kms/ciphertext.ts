/**
 * Ciphertexts, which are opaque to callers: a header, the key's id, an initialization vector, AES-256-GCM with the
 * encryption context as additional data. AWS's begin with the same byte.
 */

import { gcm } from '@noble/ciphers/aes.js'
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js'

/** Name → value; both sides must have the same. */
export type EncryptionContext = Readonly<Record<string, string>>

const HEADER = Uint8Array.of(1, 2, 2, 0, 120)
const KEY_ID_BYTES = 16
const VECTOR_BYTES = 12

/** @param vector 12 bytes, never twice for a key */
export function encrypt(
  keyId: string,
  material: Uint8Array,
  plaintext: Uint8Array,
  context: EncryptionContext,
  vector: Uint8Array,
): Uint8Array {
  const sealed = gcm(material, vector, additionalData(context)).encrypt(plaintext)
  return concatBytes(HEADER, hexToBytes(keyId.replaceAll('-', '')), vector, sealed)
}

/** The key that a ciphertext says it was made with; null for no ciphertext of ours. */
export function keyIdOf(ciphertext: Uint8Array): string | null {
  if (ciphertext.length <= HEADER.length + KEY_ID_BYTES + VECTOR_BYTES) return null
  if (!HEADER.every((byte, index) => ciphertext[index] === byte)) return null
  const hex = bytesToHex(ciphertext.subarray(HEADER.length, HEADER.length + KEY_ID_BYTES))
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

/** @returns null if it was changed, or the context is another */
export function decrypt(material: Uint8Array, ciphertext: Uint8Array, context: EncryptionContext): Uint8Array | null {
  const start = HEADER.length + KEY_ID_BYTES
  const vector = ciphertext.subarray(start, start + VECTOR_BYTES)
  try {
    return gcm(material, vector, additionalData(context)).decrypt(ciphertext.subarray(start + VECTOR_BYTES))
  } catch {
    return null
  }
}

/** Order does not matter. */
function additionalData(context: EncryptionContext): Uint8Array {
  const pairs = Object.entries(context).sort(([one], [other]) => (one < other ? -1 : 1))
  return utf8ToBytes(JSON.stringify(pairs))
}
