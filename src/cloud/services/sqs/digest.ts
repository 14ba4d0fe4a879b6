/** The MD5 digests SQS returns and SDK clients verify. */

import { md5 } from '@noble/hashes/legacy.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, concatBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import type { MessageAttribute } from './model'

/** Of a message body: lower-case hexadecimal. */
export function digestOfBody(body: string): string {
  return bytesToHex(md5(utf8ToBytes(body)))
}

/** What a FIFO queue with content-based deduplication tells bodies apart by: SHA-256, lower-case hexadecimal. */
export const contentHash = (body: string): string => bytesToHex(sha256(utf8ToBytes(body)))

/**
 * Of message attributes: over each attribute by name: length-prefixed name, length-prefixed type, a byte for the kind
 * (1 text, 2 binary), length-prefixed value; lengths are 4 bytes, big-endian.
 * Source: Amazon SQS Developer Guide, "Calculating the MD5 message digest for message attributes".
 */
export function digestOfAttributes(attributes: Readonly<Record<string, MessageAttribute>>): string {
  const parts: Uint8Array[] = []
  for (const name of Object.keys(attributes).sort()) {
    const attribute = attributes[name] as MessageAttribute
    parts.push(prefixed(utf8ToBytes(name)), prefixed(utf8ToBytes(attribute.dataType)))
    if (attribute.binaryValue !== undefined) {
      parts.push(Uint8Array.of(2), prefixed(Uint8Array.from(atob(attribute.binaryValue), (char) => char.charCodeAt(0))))
    } else {
      parts.push(Uint8Array.of(1), prefixed(utf8ToBytes(attribute.stringValue ?? '')))
    }
  }
  return bytesToHex(md5(concatBytes(...parts)))
}

function prefixed(bytes: Uint8Array): Uint8Array {
  const length = new Uint8Array(4)
  new DataView(length.buffer).setUint32(0, bytes.length)
  return concatBytes(length, bytes)
}
